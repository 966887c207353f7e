"""taper list: every entry by its name, its defaults, unknown names."""

import glob
import json
import os

from support import HERE, Case, run

CONFORMANCE = os.path.join(HERE, "../../conformance/libraries")


def read_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def entries():
    return run("list", "--json").json["entries"]


def library_schedules():
    """Name -> entry of every schedule of every library."""
    return {s["name"]: s for e in entries() if e["kind"] == "library" for s in e["schedules"]}


class List(Case):
    def test_names_every_shape_and_modifier(self):
        out = self.good("list").out
        for name in ("cosine", "linear", "power", "poly", "exp", "sigmoid", "one_minus_sqrt", "rex", "uba", "chebyshev", "constant", "table", "warmup",
                     "hold", "cooldown", "full", "restarts", "kronecker", "sampling", "floor", "peak"):
            self.assertRegex(out, rf"\b{name}\b")

    def test_json_is_the_registry(self):
        entries = {e["name"]: e for e in self.good("list", "--json").json["entries"]}
        self.assertEqual([p["name"] for p in entries["sigmoid"]["parameters"]], ["i", "b", "c"])
        self.assertEqual(entries["poly"]["published"], "1 < i < 10 at n = 2")

    def test_every_entry_can_be_listed(self):
        for entry in [*entries(), *library_schedules().values()]:
            with self.subTest(name=entry["name"]):
                self.assertIn(entry, self.good("list", entry["name"], "--json").json["entries"])
                text = self.good("list", entry["name"]).out
                for p in entry.get("parameters", []):
                    self.assertRegex(text, rf"\n  {p['name']} ")
                for schedule in entry.get("schedules", []):
                    self.assertIn(f"\n  {schedule['name']}", text)
                    self.assertIn(schedule["summary"], text)
                # long lines are broken at spaces
                words = " ".join(text.split())
                for key in ("defects", "source", "formula", "title", "version"):
                    self.assertIn(" ".join(entry.get(key, "").split()), words)

    def test_every_library_is_in_the_list_of_all(self):
        out = self.good("list").out
        for entry in entries():
            self.assertRegex(out, rf"\n  {entry['name']}\b")

    def test_every_listed_default_is_the_one_used_when_the_argument_is_left_out(self):
        listed = library_schedules()
        unseen = {(name, p["name"]): p["default"] for name, entry in listed.items() for p in entry["parameters"] if not p["required"]}
        plain = {name for name, entry in listed.items() if all(p["required"] for p in entry["parameters"])}
        for name, arguments, rest, steps in self.conformance_calls():
            plain.discard(name)
            for parameter in [p for n, p in unseen if n == name]:
                left_out = {key: value for key, value in arguments.items() if key != parameter}
                written = {**left_out, parameter: unseen[name, parameter]}
                options = ("--steps", str(steps), "--every", str(max(1, int(steps) // 2000)), "--steps-per-epoch", "10")
                without, with_it = (run("eval", json.dumps({"shape": {name: a}, **rest}), *options) for a in (left_out, written))
                with self.subTest(schedule=name, parameter=parameter, arguments=arguments):
                    self.assertEqual((without.status, without.raw), (with_it.status, with_it.raw))
                if without.status == 0 or unseen[name, parameter] == "none":  # one of two that a schedule needs: refused alike
                    del unseen[name, parameter]
        self.assertEqual((plain, unseen), (set(), {}), "schedules and parameters that no vector reaches")

    def conformance_calls(self):
        """(name, arguments, modifiers, steps) of the schedules of libraries that the vectors hold."""
        cases = [case for path in sorted(glob.glob(f"{CONFORMANCE}/*.json")) for case in read_json(path)["cases"]]
        shown = self.good("show", "--json", "-", stdin="\n".join(case["spec"] for case in cases).encode()).json
        for case, form in zip(cases, shown, strict=True):
            rest = form["json"] if isinstance(form["json"], dict) else json.loads(form["json"])
            shape = rest.pop("shape")
            (name, arguments), = shape.items() if isinstance(shape, dict) else [(shape, {})]
            yield name, arguments, rest, case["steps"]

    def test_a_parameter_is_required_or_has_a_default(self):
        for name, entry in library_schedules().items():
            for p in entry["parameters"]:
                with self.subTest(name=name, parameter=p["name"]):
                    self.assertEqual(p["required"], p["default"] is None)
                    self.assertTrue(p["takes"])

    def test_unknown_names_suggest_the_nearest(self):
        for name, near in (("torch.StepLRR", "'torch.StepLR'"), ("tourch", "'torch'"), ("cosin", "'cosine'"), ("warmpu", "'warmup'"),
                           ("torch.Nothing_like_it", "`taper list torch`"), ("zzzzzzzzzz", "`taper list`"), ("", "`taper list`"),
                           ("torch.", "'torch'"), ("StepLR", "'torch.StepLR'"), ("CosineAnnealingLR", "'torch.CosineAnnealingLR'")):
            with self.subTest(name=name):
                self.assertIn(near, self.refused("list", name).err)
                self.assertIn(near, self.refused("list", name, "--json").err)

    def test_one_family(self):
        out = self.good("list", "poly").out
        for word in ("(1 - x^i)^n", "favorable", "published", "source"):
            self.assertIn(word, out)
