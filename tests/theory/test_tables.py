"""The tables behind the theory pages, each computed by the program."""

import json
import math
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
from support import Case  # noqa: E402

def table_through(points):
    return "table(" + json.dumps([[x, y] for x, y in points]) + ")"


NAMED = {
    "linear": "linear", "E.99": "exp(beta=0.99)", "1-sqrt": "one_minus_sqrt", "REX": "rex", "S4": "sigmoid(i=4)",
    "WSD50": "linear | cooldown(50%)", "P": "poly(i=1.8)", "cosine": "cosine",
    "S4e": "sigmoid(i=4, b=2.718281828459045)", "E.05": "exp(beta=0.05)",
    "WSD20s": "one_minus_sqrt | cooldown(20%)", "WSD20": "linear | cooldown(20%)", "constant": "constant",
    "S40": "sigmoid(i=40)", "S40e": "sigmoid(i=40, b=2.718281828459045)", "square": "power(p=2)",
    "1/sqrt k": table_through([(k / 400, 1 / math.sqrt(k + 1)) for k in range(401)]),
}
COMPLIANT = ["linear", "cosine", "P", "E.99", "S4", "S4e"]


class Chebyshev(Case):
    """condition, steps: 1/T_T, constant rate; growth on the way in decreasing and fractal order; late errors in fractal"""

    TABLE = [(10, 4, 1.449e-1, 4.481e-1, 10.6, 6.45, .862), (10, 8, 1.061e-2, 2.008e-1, 104, 8.20, .875),
             (100, 8, 3.861e-1, 8.521e-1, 2.36e3, 50.3, .987), (100, 16, 8.052e-2, 7.261e-1, 5.76e6, 79.8, .986),
             (100, 64, 5.290e-6, 2.780e-1, 1.04e27, 97.5, .987), (1000, 64, 3.487e-2, 8.799e-1, 4.75e30, 868, .999)]

    def test_factors_and_growth(self):
        for condition, steps, factor, constant, decreasing, fractal, late in self.TABLE:
            got = self.good("chebyshev", "--condition", str(condition), "--steps", str(steps), "--json").json
            orders = {o["order"]: o for o in got["orders"]}
            near = lambda a, b: self.assertAlmostEqual(a / b, 1, delta=6e-3, msg=(condition, steps, a, b))
            self.assertAlmostEqual(got["error_factor"] / factor, 1, delta=4e-4)
            self.assertAlmostEqual(got["constant_error_factor"] / constant, 1, delta=4e-4)
            near(orders["decreasing"]["prefix_growth"], decreasing)
            near(orders["fractal"]["prefix_growth"], fractal)
            near(orders["increasing"]["suffix_growth"], decreasing)
            near(orders["fractal"]["suffix_growth"], late)

    def test_noise_rates_and_permutation(self):
        got = self.good("chebyshev", "--condition", "100", "--steps", "64", "--json").json
        noise = {o["order"]: o["noise_variance"] for o in got["orders"]}
        self.assertAlmostEqual(noise["decreasing"], 195, delta=0.5)
        self.assertAlmostEqual(noise["fractal"], 1836, delta=1)
        self.assertAlmostEqual(noise["increasing"] / 2e55, 1, delta=0.25)
        four = self.good("chebyshev", "--condition", "10", "--steps", "4", "--json").json["orders"][0]["rates"]
        for a, b in zip(four, [7.4486, 2.6470, 1.3846, 1.0355], strict=True):
            self.assertAlmostEqual(a, b, delta=5e-5)
        got = self.good("chebyshev", "--condition", "10", "--steps", "16", "--json").json
        self.assertEqual(got["permutation"], [1, 16, 8, 9, 4, 13, 5, 12, 2, 15, 7, 10, 3, 14, 6, 11])

    def test_the_reciprocal_rate_is_a_raised_cosine_with_floor_one_over_condition(self):
        for condition, steps in ((10, 5), (100, 8), (4, 7)):
            rates = self.good("chebyshev", "--condition", str(condition), "--steps", str(steps), "--json").json["orders"][1]["rates"]
            window = self.good("eval", f"cosine | sampling(midpoint) | floor({100 / condition!r}%)", "--steps", str(steps)).out
            window = [float(line.split(",")[1]) for line in window.splitlines()[1:]]
            for rate, w in zip(rates, window, strict=True):
                self.assertAlmostEqual(1 / rate / w, 1, delta=1e-13)


class Bound(Case):
    """shape: best peak, bound there, Lambda, per cent over linear, per cent over cosine at cosine's best peak"""

    TABLE = {
        "linear": (.04956, .10063, 4.0000, 0, -2.6), "E.99": (.04965, .10063, 4.0000, 0, -2.6),
        "1-sqrt": (.07380, .10124, 4.0562, .6, 6.9), "REX": (.03998, .10169, 4.0674, 1.1, .1),
        "S4": (.04892, .10196, 4.1246, 1.3, -1.4), "WSD50": (.03249, .10242, 4.1315, 1.8, 6.9),
        "P": (.04821, .10283, 4.1972, 2.2, -.5), "cosine": (.04824, .10339, 4.2443, 2.7, 0),
        "S4e": (.04767, .10462, 4.3479, 4.0, 1.2), "E.05": (.08315, .10645, 4.5001, 5.8, 18.6),
        "WSD20s": (.02685, .10729, 4.51965, 6.6, 22.1), "WSD20": (.02537, .10932, 4.6636, 8.6, 28.3),
        "constant": (.01818, .13754, None, 36.7, 102), "S40": (.03532, .14122, 7.7992, 40.3, 43.3),
        "1/sqrt k": (.21209, .12226, None, 21.5, 173),
    }

    def test_the_table_to_the_digit(self):
        rows = self.good("predict", *(NAMED[name] for name in self.TABLE), "--steps", "400", "--json").json
        for (name, (peak, omega, figure, linear, shared)), row in zip(self.TABLE.items(), rows, strict=True):
            got = row["bound"]
            with self.subTest(name):
                self.assertAlmostEqual(got["peak"], peak, delta=5.1e-6)
                self.assertAlmostEqual(got["omega"], omega, delta=5.1e-6)
                if figure is None:
                    self.assertIsNone(got["lambda"])
                else:
                    self.assertAlmostEqual(got["lambda"], figure, delta=5.1e-5)
                self.assertAlmostEqual(100 * got["over_linear"], linear, delta=0.051)
                self.assertAlmostEqual(100 * got["shared"], shared, delta=0.51 if abs(shared) > 100 else 0.051)

    def test_a_million_steps(self):
        rows = self.good("predict", "linear", "one_minus_sqrt", "cosine", "linear | cooldown(20%)", "--steps", "1e6", "--json").json
        for row, wanted in zip(rows, (2.0000, 2.0140, 2.0602, 2.1596), strict=True):
            self.assertAlmostEqual(1e3 * row["bound"]["omega"], wanted, delta=6e-5)


class Quadratic(Case):
    def losses(self, names, changes, preset="default"):
        rows = self.good("predict", *(NAMED[name] for name in names), "--steps", "1000", "--preset", preset,
                         *(["--quadratic", changes] if changes else []), "--json").json
        return {name: row["quadratic"] for name, row in zip(names, rows, strict=True)}

    def test_the_default_setting_at_both_lengths(self):
        """shape: tuned peak, tuned, shared at 1000 steps; the same at 10000"""
        table = {
            "linear": (.0960, -2.2, -2.2, .0747, -3.1, -3.0), "cosine": (.0905, 0, 0, .0731, 0, 0),
            "P": (.0912, -.4, -.4, .0731, -.6, -.6), "E.99": (.0960, -2.2, -2.2, .0747, -3.1, -3.1),
            "S4": (.0939, -1.1, -1.1, .0753, -2.1, -2.1), "S4e": (.0885, .7, .7, .0725, 1.2, 1.2),
            "E.05": (.1573, 1.4, 5.7, .1367, .2, 11.4), "S40": (.0469, 22.0, 31.1, .0408, 46.9, 62.8),
            "S40e": (.0423, 25.5, 38.4, .0376, 54.4, 76.8), "1-sqrt": (.144, -1.9, 1.2, .1154, -3.7, 2.7),
            "REX": (.0758, -1.6, -1.0, .0577, -.6, 1.4), "square": (.1308, 1.8, 3.7, .1112, 1.7, 6.9),
            "WSD20": (.0443, 3.3, 14.4, .0334, 10.6, 36.9), "constant": (.0233, 18.4, 80.5, .0153, 63.0, 279),
        }
        for steps, columns in ((1000, slice(0, 3)), (10000, slice(3, 6))):
            got = self.losses(list(table), f"steps={steps}")
            for name, row in table.items():
                peak, tuned, shared = row[columns]
                with self.subTest(f"{name}, {steps} steps"):
                    self.assertAlmostEqual(got[name]["tuned_peak"] / peak, 1, delta=0.012)
                    self.assertAlmostEqual(100 * got[name]["tuned"], tuned, delta=0.15)
                    # at a shared peak a coarser search for cosine's best moves a steep loss by up to a hundredth of it
                    self.assertAlmostEqual(100 * got[name]["shared"], shared, delta=max(0.15, 0.012 * shared))

    def test_other_settings(self):
        """changes: spread of the compliant; exp(0.05) tuned, shared; sigmoid(40) tuned, shared; cooldown of a fifth tuned"""
        table = [
            ("momentum=0.9,steps=300,noise=0.01", 2.7, 34, 34, 72, 80, 21),
            ("momentum=0,steps=10000,noise=0.1", 3.1, 56, 56, 81, 82, 23),
            ("momentum=0,steps=1000,noise=1", 3.2, 1.6, 5.8, 21, 28, 2.7),
            ("momentum=0,steps=1000,noise=10", 2.4, 1.1, 3.4, 12, 16, .6),
            ("start=1,momentum=0,steps=1000,noise=1", 7.2, 3.5, 18.8, 32, 39, -.5),
            ("momentum=0,steps=1000,noise=0.01", .4, 39, 39, 1.3, 1.3, -34),
            ("momentum=0.9,steps=10000,noise=0.01", 8.0, -13.6, 57, 128, 142, 52),
            ("momentum=0.9,steps=10000,noise=1e-4", 18.9, -16.6, 356, 159, 165, 77),
            ("spectrum=2,momentum=0,steps=1000,noise=1", 6.8, -3.7, 1.9, 48, 60, 23),
            ("spectrum=2,momentum=0,steps=10000,noise=1", 13.2, -1.7, 2.6, 45, 54, 33),
        ]
        for changes, spread, fast, fast_shared, steep, steep_shared, stable in table:
            # the reference tables of plain gradient descent let the peak come within 2.5 % of the limit
            cap = ",cap=0.975" if "momentum=0," in changes else ""
            got = self.losses([*COMPLIANT, "E.05", "S40", "WSD20"], changes + cap)
            with self.subTest(changes):
                compliant = [1 + got[name]["tuned"] for name in COMPLIANT]
                self.assertAlmostEqual(100 * (max(compliant) / min(compliant) - 1), spread, delta=0.15)
                for name, column, wanted in (("E.05", "tuned", fast), ("E.05", "shared", fast_shared), ("S40", "tuned", steep),
                                             ("S40", "shared", steep_shared), ("WSD20", "tuned", stable)):
                    # a coarser search for cosine's best peak moves a steep loss at that peak by up to a tenth of itself
                    # (docs/decisions/0801)
                    part = 0.1 if column == "shared" else 0.015
                    self.assertAlmostEqual(100 * got[name][column], wanted, delta=0.6 + part * abs(wanted), msg=(name, column))

    def test_optimal_schedules(self):
        """changes: excess over the optimum in per cent"""
        table = [
            ("momentum=0", {"linear": .29, "cosine": 2.7, "E.05": 4.4, "WSD20": 5.5, "S40": 24}),
            ("momentum=0,spectrum=2", {"E.05": 1.8, "cosine": 5.7, "linear": 10.3}),
            ("momentum=0,noise=0.1,cap=0.975", {"WSD20": .43, "linear": 22.6}),
        ]
        for changes, rows in table:
            got = self.good("optimize", *(NAMED[name] for name in rows), "--quadratic", changes, "--json", timeout=300).json
            excess = {row["spec"]: 100 * row["excess"] for row in got["rivals"]}
            with self.subTest(changes):
                for name, wanted in rows.items():
                    self.assertAlmostEqual(excess[NAMED[name]], wanted, delta=0.06 + 0.02 * wanted, msg=name)
                self.assertGreaterEqual(min(excess.values()), 0)
                self.assertGreaterEqual(got["nearest"]["excess"], 0)
        self.assertGreater(got["steps_at_cap"], 650)  # a constant rate at the cap, then a late fall


class Dirichlet(Case):
    def test_closed_forms(self):
        table = {
            "linear": 1, "cosine(n=1)": math.pi ** 2 / 8, "cosine": math.pi ** 2 / 8, "cosine(n=3)": 1.38791, "cosine(n=4)": 1.54213,
            "poly(i=1.8)": 1.18403, "poly(i=2)": 1.21905, "poly(i=10)": 3.72283, "power(p=2)": 4 / 3, "power(p=3)": 9 / 5,
            "exp(beta=0.99)": 1.0000084, "exp(beta=0.5)": 1.03972, "exp(beta=0.05)": 1.65554,
            "sigmoid(i=4)": 1.16340, "sigmoid(i=40)": 9.24196, "sigmoid(i=4, b=2.718281828459045)": 1.43194,
            "sigmoid(i=40, b=2.718281828459045)": 13.3333, "rex": 7 / 6, "uba(phi=0.5)": 1.54213, "uba(phi=1)": 1.30854,
            "uba(phi=2)": math.pi ** 2 / 8, "cosine | floor(10%)": 0.81 * math.pi ** 2 / 8,
            "power(p=0.5)": None, "one_minus_sqrt": None,
        }
        rows = self.good("check", *table, "--steps", "1000", "--fail-on", "never", "--json").json
        for (spec, wanted), row in zip(table.items(), rows, strict=True):
            with self.subTest(spec):
                if wanted is None:
                    self.assertIsNone(row["dirichlet"])  # it diverges: infinite, not a large number
                else:
                    self.assertAlmostEqual(row["dirichlet"] / wanted, 1, delta=6e-6)


BLACKMAN = table_through((k / 512, .42 + .5 * math.cos(math.pi * k / 512) + .08 * math.cos(math.pi * k / 256)) for k in range(513))


class Windows(Case):
    """gain, noise bandwidth, -3 dB, -6 dB, null to null, side lobe, fall-off, scalloping, worst case"""

    TABLE = {
        "linear": (.500, 1.333, 1.276, 1.772, 4, -26.52, -12.0, 1.82, 3.07),
        "cosine(n=1)": (.637, 1.234, 1.189, 1.639, 3, -23.00, -12.0, 2.10, 3.01),
        "cosine": (.500, 1.500, 1.441, 2.000, 4, -31.47, -18.1, 1.42, 3.18),
        "cosine(n=3)": (.424, 1.735, 1.66, 2.31, 5, -39.3, -24.1, 1.08, 3.47),
        "cosine(n=4)": (.375, 1.944, 1.85, 2.59, 6, -46.7, -30.2, .86, 3.75),
        "cosine | floor(8%)": (.54, 1.363, 1.30, 1.82, 4, -42.7, -6.0, 1.75, 3.10),  # the Hamming window
        "poly(i=1.8)": (.503, 1.473, 1.414, 1.963, 3.94, -32.5, -18.1, 1.48, 3.16),
        "sigmoid(i=4)": (.500, 1.467, 1.407, 1.956, 4, -33.5, None, 1.50, 3.16),
        "exp(beta=0.05)": (.281, 1.924, 1.709, 2.455, 28.7, -45.4, -11.9, 1.04, 3.89),
        "sigmoid(i=40)": (.500, 1.928, 1.762, 2.402, 4, -13.6, None, .92, 3.77),
        "rex": (.614, 1.208, 1.16, 1.60, 2.94, -23.8, -12.1, 2.20, 3.02),
        "uba(phi=0.5)": (.667, 1.250, 1.20, 1.65, 2.91, -18.9, -18.4, 2.06, 3.03),
        "constant": (1, 1.000, .886, 1.207, 2, -13.26, -6.0, 3.92, 3.92),
        BLACKMAN: (.42, 1.727, 1.64, 2.30, 6, -58.1, -17.9, 1.10, 3.47),
    }
    KEYS = ("coherent_gain", "noise_bandwidth_bins", "width_3db_bins", "width_6db_bins", "null_to_null_bins",
            "highest_sidelobe_db", "falloff_db_per_octave", "scalloping_loss_db", "worst_case_loss_db")
    SLACK = (6e-4, 6e-4, 6e-3, 6e-3, .06, .06, .45, 6e-3, 6e-3)  # a digit of each column; fall-off: fitted there, exact here

    def test_figures_of_merit(self):
        rows = self.good("compare", *self.TABLE, "--steps", "1024", "--json").json
        for (spec, wanted), row in zip(self.TABLE.items(), rows, strict=True):
            for key, value, slack in zip(self.KEYS, wanted, self.SLACK, strict=True):
                with self.subTest(f"{spec}: {key}"):
                    if value is not None:
                        self.assertAlmostEqual(row["spectrum"][key], value, delta=slack)


class Rule(Case):
    def test_the_whole_runs_clock(self):
        """spec: window at half-way, steps times window at the last step"""
        table = {
            "linear": (.500, 1.000), "cosine": (.500, .0025), "poly(i=1.8)": (.508, .0032), "exp(beta=0.99)": (.4987, .995),
            "exp(beta=0.05)": (.183, .158), "sigmoid(i=4)": (.500, .349), "sigmoid(i=40)": (.500, 0),
            "linear | cooldown(20%)": (1, 5.0), "one_minus_sqrt": (.293, .500), "rex": (.667, 1.998), "uba(phi=0.5)": (.800, .0099),
            "power(p=2)": (.250, .001), "power(p=0.5)": (.707, 31.6), "cosine(n=1)": (.707, 1.571),
        }
        rows = self.good("check", *table, "--steps", "1000", "--clock", "run", "--fail-on", "never", "--json").json
        for (spec, (half, late)), row in zip(table.items(), rows, strict=True):
            with self.subTest(spec):
                self.assertAlmostEqual(1 / (1 + row["stages"]["early"]["value"]), half, delta=6e-4)
                self.assertAlmostEqual(row["stages"]["late"]["end_times_length"], late, delta=6e-4 + 2e-3 * late)


def quadratic_losses(rates):
    """Exact loss of gradient descent on the noisy quadratic, 10^4 directions in 100 bins, before and after every step."""
    edges = [1]
    for j in range(1, 100):
        edge = int(math.exp(math.log(1e4) / 100 * j))
        if edge > edges[-1]:
            edges.append(edge)
    edges.append(10001)
    curve = [0.0] * (len(rates) + 1)
    for low, high in zip(edges, edges[1:]):
        count = high - low
        curvature = sum(1 / i for i in range(low, high)) / count
        square = 1.0
        weight = 0.5 * count * curvature
        curve[0] += weight
        for t, rate in enumerate(rates):
            square = (1 - rate * curvature) ** 2 * square + rate * rate * curvature
            curve[t + 1] += weight * square
    return curve


class LossLaws(Case):
    """Fitted to one cosine run of the quadratic, per cent off at the end of the others."""

    STEPS, PEAK, REST = 3000, 0.7, 2.0
    OTHERS = ("linear", "WSD20", "constant", "E.05", "S40", "S4", "1-sqrt")
    TABLE = {"tissue": (-.4, -10.7, -4.7, 2.1, -10.6, -.9, 2.1), "multi-power": (.4, 1.7, -2.7, -.1, 5.1, -.1, .3),
             "functional-scaling": (.6, -1.8, -.2, .2, -1.9, .1, .8)}

    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()

    @classmethod
    def tearDownClass(cls):
        cls.folder.cleanup()

    def rates(self, spec):
        out = self.good("eval", f"{spec} | peak({self.PEAK})", "--steps", str(self.STEPS)).out
        return [float(line.split(",")[1]) for line in out.splitlines()[1:]]

    def log(self, name, spec, until=None):
        rates = self.rates(spec)
        losses = quadratic_losses(rates)
        path = os.path.join(self.folder.name, name)
        with open(path, "w", encoding="utf-8") as file:
            file.write("step,lr,loss\n")
            for t in range(0, until or self.STEPS, 15):
                file.write(f"{t},{rates[t]!r},{self.REST + losses[t]!r}\n")
        return path, self.REST + losses[-1]

    def test_an_order_finer_than_the_error_of_the_law_has_a_warning(self):
        rates = self.rates("cosine")
        path = os.path.join(self.folder.name, "rough.csv")
        with open(path, "w", encoding="utf-8") as file:
            file.write("step,lr,loss\n")
            for t in range(0, self.STEPS, 15):  # a loss that jumps by a half near the end follows no law
                file.write(f"{t},{rates[t]!r},{2.0 if t < 0.9 * self.STEPS else 3.0}\n")
        options = ("predict", "cosine", "linear", "--from-log", path, "--bootstrap", "0")
        self.assertRegex(self.good(*options, "--json", timeout=300).json["warning"], "misses the .* losses .* do not rely on this order")
        self.assertIn("--from-log A --from-log B", self.good(*options, timeout=300).out)

    def test_within_a_point_of_the_table(self):
        path, _ = self.log("cosine.csv", "cosine")
        got = self.good("predict", *(NAMED[name] for name in self.OTHERS), "--from-log", path, "--bootstrap", "0", "--json", timeout=300).json
        self.assertEqual(got["schema"], "taper.predict_log/1")
        self.assertNotIn("warning", got)
        self.assertEqual(got["logs"][0]["spec"], "cosine | peak(0.7)")
        predicted = {p["spec"]: p["final_loss"] for p in got["predictions"]}
        for k, name in enumerate(self.OTHERS):
            truth = self.REST + quadratic_losses(self.rates(NAMED[name]))[-1]
            for law, row in self.TABLE.items():
                with self.subTest(f"{law}: {name}"):
                    self.assertAlmostEqual(100 * (predicted[NAMED[name]][law]["loss"] / truth - 1), row[k], delta=1)
        held_out = {law["law"]: law["held_out_error"] for law in got["laws"]}
        self.assertLess(held_out["functional-scaling"], 0.003)
        self.assertGreater(held_out["tissue"], 0.01)

    def test_a_second_log_and_errors(self):
        cosine, truth = self.log("cosine.csv", "cosine")
        flat, _ = self.log("constant.csv", "constant")
        options = ("predict", "cosine", "--from-log", cosine, "--law", "functional-scaling", "--bootstrap", "5")
        got = self.good(*options, "--from-log", flat, "--json", timeout=300).json
        prediction = got["predictions"][0]["final_loss"]["functional-scaling"]
        self.assertAlmostEqual(prediction["loss"] / truth, 1, delta=0.003)
        self.assertLessEqual(prediction["low"], prediction["loss"])
        self.assertLessEqual(prediction["loss"], prediction["high"])
        self.assertIn("peak 0.35 is outside", self.refused("predict", "cosine | peak(0.35)", *options[2:]).err)
        self.assertIn("more than the logs support", self.refused(*options, "--steps", "4000").err)

    def test_the_best_under_a_law(self):
        cosine, _ = self.log("cosine.csv", "cosine")
        flat, _ = self.log("constant.csv", "constant")
        got = self.good("optimize", "linear", "cosine", "constant", "--from-log", cosine, "--from-log", flat, "--json", timeout=300).json
        self.assertGreater(min(row["excess"] for row in got["rivals"]), 0)
        loss = self.REST + quadratic_losses(got["rates"])[-1]
        self.assertLess(loss, self.REST + quadratic_losses(self.rates("cosine"))[-1])


if __name__ == "__main__":
    unittest.main()
