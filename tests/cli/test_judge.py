"""taper check, compare and safe: verdicts, exit status, JSON as documented."""

import os
import re
import tempfile

from support import PATIENCE, Case, run

# docs/verdict.md and the paper: spec -> (z at half-way, length times the last value, steepness S, verdict); None: not given
TABLE = {
    "cosine": (1.000, 0.0025, 1.57, "favorable"),
    "linear": (1.000, 1.0000, 1.00, "favorable"),
    "poly(i=1.8,n=2)": (0.968, 0.0032, 1.48, "favorable"),
    "poly(i=2,n=2)": (0.778, 0.0040, 1.54, "favorable"),
    "sigmoid(i=4,b=2)": (1.000, 0.3488, 1.57, "favorable"),
    "exp(beta=0.99)": (1.00504, 0.9950, 1.00, "favorable"),
    "exp(beta=0.98)": (1.0102, None, None, "marginal"),
    "exp(beta=0.05)": (4.472, 0.158, 0.73, "violating"),
    "sigmoid(i=6,b=2.718281828459045)": (1.000, 0.030, 3.01, "favorable"),
    "sigmoid(i=40,b=2)": (1.000, 0.0, 13.5, "violating"),
    "poly(i=4,n=6)": (0.473, 0.0, 2.59, "favorable"),
    "poly(i=10,n=2)": (0.002, 0.099, 5.36, "marginal"),
    "poly(i=12,n=2)": (0.0005, 0.142, 6.34, "violating"),
    "poly(i=40,n=2)": (0.000, 1.54, 19.3, "violating"),
    "poly(i=0.5,n=2)": (10.66, 0.0003, None, "violating"),
    "cosine | floor(10%)": (0.818, 100.0, 1.4, "violating"),
    "power(p=0.5)": (0.414, 31.6, 7.07, "violating"),
    "poly(i=0.5,n=1)": (2.414, 0.5001, None, "violating"),
    "optax.piecewise_constant_schedule(init_value=1,boundaries_and_scales=[[500,0.5],[750,0.1]])": (1.000, 50.0, 25.0, "violating"),
}
# the stages that are not favorable, where they matter
STAGES = {
    "exp(beta=0.05)": {"early"}, "sigmoid(i=40,b=2)": {"middle"}, "poly(i=12,n=2)": {"middle"}, "poly(i=40,n=2)": {"middle", "late"},
    "cosine | floor(10%)": {"middle", "late"}, "power(p=0.5)": {"middle", "late"}, "poly(i=10,n=2)": {"middle"},
}


class Check(Case):
    def test_the_table_of_verdicts(self):
        for report in self.good("check", *TABLE, "--steps", "1000", "--json").json:
            half, end, steepest, verdict = TABLE[report["spec"]]
            with self.subTest(spec=report["spec"]):
                stages = report["stages"]
                self.assertEqual(report["verdict"], verdict)
                self.assertAlmostEqual(stages["early"]["value"], half, delta=6e-4 * max(1, half))
                if end is not None:
                    self.assertAlmostEqual(stages["late"]["end_times_length"], end, delta=6e-3 * max(0.1, end))
                if steepest is not None:
                    self.assertAlmostEqual(stages["middle"]["steepness"], steepest, delta=0.01 * steepest)
                if report["spec"] in STAGES:
                    self.assertEqual({name for name, s in stages.items() if s["verdict"] != "favorable"}, STAGES[report["spec"]])

    def test_the_same_shape_is_judged_alike_at_any_length(self):
        for steps in (100, 1000, 10000):
            cliff, climb = self.good("check", "table([[0,1],[.6,.4],[.6002,.0001],[1,0]])", "table([[0,1],[.2,.6],[.4,.95],[.5,.6],[1,0]])",
                                     "--steps", str(steps), "--json", "--fail-on", "never").json
            for report in (cliff, climb):
                self.assertEqual((report["verdict"], report["stages"]["middle"]["verdict"]), ("violating", "violating"), steps)

    def test_an_intended_acceptance_ratio(self):
        broken = self.good("check", "linear", "--steps", "1000", "--beta", "0.99", "--json").json[0]["acceptance"]
        self.assertEqual((broken["holds"], broken["beta"], broken["smallest"]["step"]), (False, 0.99, 998))
        rows = self.good("dynamics", "linear", "--steps", "1000").out.splitlines()[1:]
        first = next(r.split(",")[0] for r in rows if r.split(",")[10] and float(r.split(",")[10]) < 0.99)
        self.assertEqual(str(broken["first_broken"]), first)
        self.assertIn("violated first at step " + first, self.good("check", "linear", "--steps", "1000", "--beta", "0.99").out)
        self.assertEqual(run("check", "linear", "--steps", "1000", "--beta", "0.99", "--fail-on", "violating").status, 1)
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "beta.csv")
            with open(path, "w", encoding="utf-8") as file:
                file.write("step,beta\n" + "".join(f"{t},1e-300\n" for t in range(50)))
            self.assertTrue(self.good("check", "linear", "--steps", "50", "--beta", path, "--json").json[0]["acceptance"]["holds"])
            for arguments, part in ((["--steps", "51", "--beta", path], "50 values"), (["--steps", "50", "--beta", "1.5"], "beta must be > 0 and <= 1"),
                                    (["--steps", "50", "--beta", "nan"], "beta must be"), (["--steps", "50", "--beta", ""], "--beta must be"),
                                    (["--steps", "50", "--beta", "50%"], "--beta must be"), (["--steps", "50", "--beta", path + "x"], "cannot open")):
                outcome = run("check", "linear", *arguments)
                self.assertIn(outcome.status, (2, 3))
                self.assertIn(part, outcome.err)

    def test_raw_kronecker_has_no_stage_lines(self):
        self.assertIsNone(self.good("check", "linear | kronecker", "--steps", "1000", "--json").json[0]["stages"])
        out = self.good("check", "linear | kronecker", "--steps", "1000").out
        for word in ("  early ", "  middle ", "  late ", "collapse"):
            self.assertNotIn(word, out)
        self.assertIn("not an annealing", out)

    def test_json_has_the_documented_members(self):
        report = self.good("check", "exp(beta=0.05)", "--steps", "1000", "--json").json[0]
        self.assertEqual(report["schema"], "taper.check/2")
        for name in ("spec", "canonical", "steps", "verdict", "stages", "collapse", "budget", "peak_multiplier", "faults", "notes", "reasons", "remedies"):
            self.assertIn(name, report)
        self.assertEqual(report["stages"]["early"]["relation"], "<=")
        self.assertEqual((report["stages"]["early"]["source"], report["stages"]["middle"]["source"]), ("paper", "ours"))
        self.assertAlmostEqual(report["collapse"]["critical_delta"], 0.515, delta=5e-4)
        self.assertEqual((report["collapse"]["at"], report["collapse"]["premature"], report["collapse"]["abrupt"]), (363, True, False))
        self.assertAlmostEqual(report["budget"], 0.2817, delta=5e-5)
        for way, wanted in (("budget", 1.78), ("bound", 1.73), ("quadratic", 1.74)):
            self.assertAlmostEqual(report["peak_multiplier"][way], wanted, delta=0.01)
        self.assertEqual(report["faults"], [])
        self.assertTrue(report["reasons"] and report["remedies"])

    def test_no_percentage_is_minus_zero(self):
        specs = ["cosine", "linear", "power(p=2)", "poly(i=1.8)", "exp(beta=0.99)", "exp(beta=0.05)", "sigmoid(i=4)", "one_minus_sqrt", "rex",
                 "uba(phi=0.5)", "chebyshev(condition=100)", "constant", "table([[0,1],[0.5,0.4],[1,0]])"]
        shapes = {e["name"] for e in self.good("list", "--json").json["entries"] if e["kind"] == "shape"}
        self.assertEqual(shapes, {re.match(r"\w+", spec)[0] for spec in specs})
        libraries = ["hf.cosine(num_warmup_steps=0, num_training_steps=100%)", "torch.CosineAnnealingLR(T_max=100%)", "hf.constant"]
        for spec in [*specs, *libraries]:
            for end in ("", " | sampling(symmetric)", " | warmup(10%)"):
                outcome = run("check", spec + ("" if spec in libraries else end), "--steps", "1000")
                self.assertIn(outcome.status, (0, 1), outcome.err)
                self.assertNotRegex(outcome.out, r"-0(\.0+)?%", spec + end)

    def test_infinite_is_null_with_a_flag(self):
        stages = self.good("check", "table([[0,1],[0.4,0],[1,0]])", "--steps", "100", "--json", "--fail-on", "never").json[0]["stages"]
        for name, verdict in (("early", "violating"), ("late", "favorable")):
            self.assertEqual((stages[name]["value"], stages[name]["infinite"], stages[name]["verdict"]), (None, True, verdict))

    def test_exit_status(self):
        self.assertEqual(run("check", "sigmoid(i=40)", "--steps", "1000").status, 0)
        self.assertEqual(run("check", "sigmoid(i=40)", "--steps", "1000", "--fail-on", "violating").status, 1)
        self.assertEqual(run("check", "cosine", "--steps", "1000", "--fail-on", "violating").status, 0)
        self.assertEqual(run("check", "cosine", "sigmoid(i=40)", "--steps", "1000", "--fail-on", "violating").status, 1)
        self.assertEqual(run("check", "sigmoid(i=40)", "--steps", "1000", "--fail-on", "never").status, 0)

    def test_text_fits_on_one_screen(self):
        out = self.good("check", "sigmoid(i=40) | warmup(10%) | peak(3e-4)", "--steps", "1000").out
        for word in ("violating", "early", "middle", "late", "collapse", "budget", "paper", "ours", "It is a heuristic"):
            self.assertIn(word, out)
        self.assertLessEqual(len(out.splitlines()), 25)
        self.assertTrue(all(len(line) <= 120 for line in out.splitlines()))
        self.assertNotIn("\x1b", out)  # no colors into a pipe

    def test_nothing_is_nan(self):
        odd = ["table([[0,1],[0.5,-1],[1,0]])", "table([[0,0],[1,0]])", "table([[0,-1],[1,-2]])", "table([[0,1e6],[0.5,-1e6],[1,0]])",
               "table([[0,1e-300],[1,0]])", "sigmoid(i=1e6)", "cosine(n=1e6)", "poly(i=1e-300)", "poly(i=1e-320, n=1e-320)",
               "sigmoid(i=1e-320, b=1.0000000000000002)", "cosine | peak(1e300)", "cosine | floor(100%)", "exp(beta=1e-300)"]
        for verb in (["check"], ["compare", "linear"], ["predict"], ["dynamics"]):
            for spec in odd:
                for form in ([], ["--json"]):
                    with self.subTest(verb=verb, spec=spec):
                        outcome = run(*verb, spec, "--steps", "200", *form)
                        self.assertIn(outcome.status, (0, 1), outcome.err)
                        self.assertIsNone(re.search(r"(?i)(?<![a-z])nan(?![a-z])", outcome.out))
                        self.assertLess(outcome.seconds, 5.0 * PATIENCE)
                        if not form:
                            self.assertLess(max(map(len, outcome.out.splitlines())), 220, "a number of few digits")

    def test_limits_are_options(self):
        self.assertEqual(self.good("check", "poly(i=12)", "--steps", "1000", "--steepness-max", "7", "--json").json[0]["verdict"], "marginal")
        yours = self.good("check", "poly(i=12)", "--steps", "1000", "--steepness-max", "7", "--slack", "5").out
        self.assertIn("at most 5 (yours)", yours)
        self.assertIn("at most 7 (yours)", yours)
        self.assertEqual(self.good("check", "exp(beta=0.05)", "--steps", "1000", "--slack", "5", "--json").json[0]["verdict"], "favorable")
        late = self.good("check", "linear | cooldown(20%)", "--steps", "1000", "--clock", "run", "--json").json[0]["stages"]["late"]
        # the last step has 1/200 of the peak: odds 199 after 999 steps of the run, and 5 times the 1/1000 that the rule allows
        self.assertAlmostEqual(late["value"], 199 / 999, delta=1e-9)
        self.assertAlmostEqual(late["end_times_length"], 5, delta=1e-9)
        self.assertEqual(late["verdict"], "violating")
        fall = self.good("check", "linear | cooldown(20%)", "--steps", "1000", "--json").json[0]["stages"]["late"]
        self.assertEqual((fall["verdict"], fall["end_times_length"]), ("favorable", 1))

    def test_a_billion_steps_are_judged_by_analysis(self):
        for spec in ("cosine", "sigmoid(i=4) | warmup(2%) | floor(1%)", "poly(i=1.8) | hold(50%)", "cosine | restarts(5, stretch=2)"):
            outcome = self.good("check", spec, "--steps", "1e9")
            self.assertLess(outcome.seconds, 0.5 * PATIENCE, spec)

    def test_the_cooldown_and_the_whole_run(self):
        on_fall, on_run = (self.good("check", "linear | hold(80%)", "--steps", "1000", "--clock", clock, "--json").json[0] for clock in ("fall", "run"))
        self.assertEqual(on_fall["verdict"], "favorable")
        self.assertAlmostEqual(on_fall["stages"]["late"]["value"], 1.0, delta=1e-9)
        self.assertLess(on_run["stages"]["late"]["value"], 1.0)


class Compare(Case):
    def test_side_by_side(self):
        out = self.good("compare", "cosine", "linear", "sigmoid(i=40)", "--steps", "1000").out
        for word in ("cosine", "linear", "sigmoid(i=40)", "favorable", "violating", "budget", "Dirichlet"):
            self.assertIn(word, out)

    def test_json(self):
        reports = self.good("compare", "cosine", "linear", "--steps", "1000", "--json").json
        self.assertEqual([r["spec"] for r in reports], ["cosine", "linear"])
        self.assertAlmostEqual(reports[0]["dirichlet"], 1.2337, delta=1e-4)
        self.assertAlmostEqual(reports[1]["dirichlet"], 1.0, delta=1e-12)

    def test_order_is_kept_and_stdin_read(self):
        reports = self.good("compare", "-", "--steps", "100", "--json", stdin=b"linear\ncosine\n\nlinear\n").json
        self.assertEqual([r["spec"] for r in reports], ["linear", "cosine", "linear"])

    def test_the_same_command_prints_the_same_bytes(self):
        specs = ["cosine", "linear | warmup(20)", "poly(i=2) | kronecker(sorted)", "cosine | restarts(3)",
                 "torch.StepLR(step_size=30) | peak(0.1)"]
        for form in ([], ["--json"]):
            with self.subTest(form=form):
                first, second = (self.good("compare", *specs, "--steps", "300", *form).out for _ in range(2))
                self.assertEqual(first, second)


class Safe(Case):
    def test_computed_and_published_ranges(self):
        area = self.good("safe", "poly", "--steps", "1000", "--json").json
        self.assertEqual((area["schema"], area["family"], area["parameter"], area["published"]), ("taper.safe/1", "poly", "i", [1, 10]))
        for got, wanted in zip(area["favorable"] + area["marginal"], [1.7629, 5.2439, 1.7295, 10.029], strict=True):
            self.assertAlmostEqual(got, wanted, delta=5e-4 * wanted)

    def test_every_family_has_an_answer(self):
        for family in ("cosine", "power", "poly", "exp", "sigmoid", "rex", "uba", "chebyshev"):
            with self.subTest(family=family):
                area = self.good("safe", family, "--steps", "1000", "--json").json
                self.assertEqual(area["family"], family)

    def test_the_verdict_changes_at_its_bounds(self):
        area = self.good("safe", "sigmoid", "--steps", "1000", "--json").json
        low, high = area["favorable"]
        for value, verdict in ((high * 0.999, "favorable"), (high * 1.001, "marginal"), (area["marginal"][1] * 1.001, "violating")):
            report = self.good("check", f"sigmoid(i={value!r})", "--steps", "1000", "--json").json[0]
            self.assertEqual(report["verdict"], verdict, value)
        self.assertLess(low, high)
