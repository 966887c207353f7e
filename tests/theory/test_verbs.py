"""predict, optimize, chebyshev and controller as processes: formats, pictures, files, errors."""

import os
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from support import Case, table  # noqa: E402


class Verbs(Case):
    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def path(self, name, text=None):
        path = os.path.join(self.folder.name, name)
        if text is not None:
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
        return path

    def drawn(self, *arguments):
        for kind, begins in (("svg", b"<?xml"), ("png", b"\x89PNG"), ("html", b"<!DOCTYPE html>")):
            path = self.path("picture." + kind)
            self.good(*arguments, "-o", path, timeout=300)
            with open(path, "rb") as file:
                content = file.read()
            self.assertTrue(content.lower().startswith(begins.lower()), content[:40])
            self.assertGreater(len(content), 5000)
        self.refused(*arguments, "-o", self.path("picture.gif"))

    def log(self, rows=200, stride=10, **columns):
        """A run of linear decay whose losses fall as a power of the steps."""
        steps = rows * stride
        lines = ["step,lr,loss" + "".join("," + name for name in columns)]
        for t in range(0, steps, stride):
            lines.append(f"{t},{0.1 * (1 - t / steps)!r},{2 + 3 * (1 + t) ** -0.4!r}" + "".join(f",{f(t)!r}" for f in columns.values()))
        return self.path("log.csv", "\n".join(lines) + "\n")

    def test_predict_draws_and_takes_a_quadratic_and_gradient_norms(self):
        self.drawn("predict", "cosine", "linear", "--steps", "500")
        one = self.good("predict", "cosine", "--steps", "500", "--json").json[0]["bound"]
        log = self.log(rows=50, grad_norm=lambda t: 2.0)
        two = self.good("predict", "cosine", "--steps", "500", "--gradient-norms", log, "--json").json[0]["bound"]
        self.assertAlmostEqual(two["omega"] / one["omega"], 2, delta=1e-9)
        self.assertAlmostEqual(two["peak"] / one["peak"], 0.5, delta=1e-9)
        changed = self.good("predict", "cosine", "--steps", "500", "--quadratic", "noise=0.1,steps=100", "--json").json[0]
        self.assertEqual(changed["quadratic"]["preset"], "default, noise=0.1,steps=100")

    def test_predict_from_a_log(self):
        log = self.log()
        text = self.good("predict", "--from-log", log, "--bootstrap", "5", timeout=300).out
        for word in ("functional-scaling", "multi-power", "tissue", "held out", "one_minus_sqrt", "linear"):
            self.assertIn(word, text)
        self.drawn("predict", "cosine", "--from-log", log, "--law", "tissue", "--bootstrap", "0")
        short = self.good("predict", "linear", "--steps", "1000", "--from-log", log, "--law", "tissue", "--json").json
        self.assertEqual(short["predictions"][0]["steps"], 1000)
        self.assertAlmostEqual(short["predictions"][0]["peak"], 0.1, delta=1e-12)

    def test_predict_errors(self):
        log = self.log()
        law = ("--from-log", log, "--law", "tissue", "--bootstrap", "0")
        self.assertIn("--steps", self.refused("predict", "cosine").err)
        self.assertIn("no schedule", self.refused("predict", "--steps", "10").err)
        self.assertIn("outside what the logs cover", self.refused("predict", "cosine | peak(0.3)", *law).err)
        self.assertIn("more than the logs support", self.refused("predict", "cosine", "--steps", "9000", *law).err)
        self.refused("predict", "cosign", *law)
        self.assertIn("it has spectrum", self.refused("predict", "cosine", "--steps", "10", "--quadratic", "nose=1").err)
        self.assertIn("from 0 to 0.9999", self.refused("predict", "cosine", "--steps", "10", "--quadratic", "momentum=1").err)
        self.refused("predict", "cosine", "--steps", "10", "--quadratic", "noise")
        self.assertIn("no evaluation losses", self.refused("predict", "--from-log", log, "--loss", "eval").err)
        few = self.path("few.csv", "step,lr,loss\n0,1,3\n10,0.5,2\n20,0.1,1\n")
        self.assertIn("at least 10 losses", self.refused("predict", "--from-log", few).err)
        self.assertIn("gradient norms", self.refused("predict", "cosine", "--steps", "10", "--gradient-norms", log).err)
        self.assertIn("missing.csv", self.failed("predict", "--from-log", self.path("missing.csv")))

    def failed(self, *arguments):
        from support import run
        outcome = run(*arguments)
        self.assertEqual(outcome.status, 3, outcome.err)
        return outcome.err

    def test_optimize(self):
        csv = self.path("rates.csv")
        got = self.good("optimize", "linear", "--quadratic", "steps=200,momentum=0", "--csv", csv, "--json", timeout=300).json
        self.assertEqual((got["schema"], got["steps"], len(got["rates"])), ("taper.optimize/1", 200, 200))
        with open(csv, encoding="utf-8") as file:
            rows = table(file.read())
        self.assertEqual([float(r["lr"]) for r in rows], got["rates"])
        self.assertLess(got["table"]["error"], 0.01)
        # the table is a schedule: on the model it is as good as the rates it was made from
        again = self.good("optimize", got["table"]["spec"], "--quadratic", "steps=200,momentum=0", "--json", timeout=300).json
        self.assertLess(again["rivals"][0]["excess"], 1e-3)
        self.drawn("optimize", "linear", "--quadratic", "steps=100,momentum=0")
        self.refused("optimize", "--from-log", self.log(), "--preset", "long-low-noise")
        self.refused("optimize", "--warmup", "10")
        self.refused("optimize", "--steps", "1")
        self.refused("optimize", "cosign")

    def test_chebyshev(self):
        csv = self.path("rates.csv")
        self.good("chebyshev", "--condition", "100", "--steps", "16", "--csv", csv)
        with open(csv, encoding="utf-8") as file:
            rows = table(file.read())
        self.assertEqual(len(rows), 16)
        self.assertEqual(sorted(r["fractal"] for r in rows), sorted(r["decreasing"] for r in rows))
        self.drawn("chebyshev", "--condition", "100", "--steps", "16")
        got = self.good("chebyshev", "--condition", "100", "--steps", "64", "--json").json
        end = {d["name"]: d["error"] for d in got["demonstration"]}
        self.assertEqual(len(end), 5)
        self.assertEqual(min(end, key=lambda name: end[name]), next(name for name in end if "fractal" in name))
        for arguments in (("--condition", "0.5", "--steps", "8"), ("--condition", "10", "--steps", "0"), ("--steps", "8"),
                          ("--condition", "10", "--steps", "5000"), ("--condition", "nan", "--steps", "8"),
                          ("--condition", "10", "--steps", "8", "--largest", "0")):
            self.refused("chebyshev", *arguments)

    def test_controller(self):
        got = self.good("controller", "linear", "--steps", "300", "--runs", "6", "--json").json
        self.assertEqual([round(t["of_best"], 3) for t in got["trials"]], [0.333, 1.0, 2.0])
        high = got["trials"][2]
        self.assertLess(high["controlled"], high["fixed"])  # it corrects a peak that is too high
        low = got["trials"][0]
        self.assertGreater(low["controlled"], low["fixed"])  # and worsens one that is too low
        self.drawn("controller", "cosine", "--steps", "200", "--runs", "2")
        for arguments in (("linear", "cosine", "--steps", "10"), ("linear",), ("linear", "--steps", "100", "--slowest", "2"),
                          ("linear", "--steps", "100", "--quantile", "2"), ("linear", "--steps", "100", "--runs", "1"),
                          ("linear", "--steps", "100", "--window", "0"), ("linear", "--steps", "1e9")):
            self.refused("controller", *arguments)

    def test_controller_names_the_quadratic_that_it_simulates(self):
        """The printed name, given back as options, repeats the trial: nothing that was changed is left out of it."""
        options = ("controller", "linear", "--steps", "60", "--runs", "2", "--json")
        for preset in ("default", "stability-limited", "long-low-noise"):
            for changes in (None, "momentum=0", "dimensions=50", "momentum=0,dimensions=40", "noise=0.1,spectrum=1.5"):
                given = ("--preset", preset) + (() if changes is None else ("--quadratic", changes))
                got = self.good(*options, *given).json
                name, *values = got["preset"].split(", ")
                self.assertEqual(name, preset)
                self.assertEqual(sum(v.startswith("dimensions=") for v in ",".join(values).split(",")), 1, got["preset"])
                again = self.good(*options, "--preset", name, "--quadratic", ",".join(values)).json
                self.assertEqual(again["trials"], got["trials"], got["preset"])
                self.assertEqual(again["preset"], got["preset"])
