"""The measured numbers in docs/lab-results.md equal those in lab/results, to the printed digit."""

import collections
import json
import math
import pathlib
import re
import statistics
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "lab-results.md").read_text(encoding="utf-8")
T_QUANTILE = {9: 2.2621571628, 63: 1.9983405425}  # 97.5 % of Student's t by degrees of freedom
NUMBER = re.compile(r"[−+]?\d+(?:\.\d+)?")


def runs_of(name):
    """schedule -> seed -> result"""
    found = collections.defaultdict(dict)
    for line in (ROOT / "lab" / "results" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines():
        if line.strip():
            run = json.loads(line)
            found[run["spec"]][run["seed"]] = run
    return found


def tables_below(start):
    """Rows (column -> cell) of the first table below a text of the page."""
    lines = PAGE[PAGE.index(start):].splitlines()
    first = next(k for k, line in enumerate(lines) if line.startswith("|"))
    columns, rows = [c.strip() for c in lines[first].strip("|").split("|")], []
    for line in lines[first + 2:]:
        if not line.startswith("|"):
            break
        rows.append(dict(zip(columns, (c.strip() for c in line.strip("|").split("|")), strict=True)))
    return rows


def spec_of(cell):
    return cell.replace(", kronecker", " | kronecker").replace(", hold", " | hold")


def field(runs, name):
    return [r[name] for r in runs.values()]


def differences(runs, reference, name):
    return [run[name] - reference[seed][name] for seed, run in runs.items()]


class LabResults(unittest.TestCase):
    def said(self, cell, values):
        """Each number of a cell is the value, rounded to the digits that it has."""
        printed = NUMBER.findall(cell)
        self.assertEqual(len(printed), len(values), cell)
        for text, value in zip(printed, values):
            digits = len(text.partition(".")[2])
            self.assertLessEqual(abs(float(text.replace("−", "-")) - value), 0.5 * 10 ** -digits * 1.02, (cell, value))

    def mean(self, cell, values):
        self.said(cell, [statistics.mean(values), statistics.stdev(values) / math.sqrt(len(values))])

    def test_shared_peak(self):
        for name, metric in (("shakespeare-nano", "train_loss"), ("wikitext-nano", "train_loss"), ("cifar-nano", "test_error")):
            runs, rows = runs_of(name), tables_below(f"**{name}**")
            self.assertEqual(sorted(spec_of(r["schedule"]) for r in rows), sorted(runs))
            for row in rows:
                own, cosine = runs[spec_of(row["schedule"])], runs["cosine"]
                with self.subTest(name, schedule=row["schedule"]):
                    for column, key in (("training text", "train_loss"), ("training loss", "train_loss"),
                                        ("held-out text", "held_out_loss"), ("test error", "test_error")):
                        if column in row:
                            self.mean(row[column], field(own, key))
                    if own is cosine:
                        continue
                    moved = differences(own, cosine, metric)
                    middle, n = statistics.mean(moved), len(moved)
                    half = T_QUANTILE[n - 1] * statistics.stdev(moved) / math.sqrt(n)
                    self.said(row.get("minus cosine") or row["test error minus cosine"], [middle, middle - half, middle + half])
                    self.said(row["measured"], [100 * middle / statistics.mean(field(cosine, metric))])

    def test_budget_and_shape(self):
        protocols = {"shared peak 0.004": "shakespeare-nano", "cosine's budget": "shakespeare-nano.budget",
                     "tuned peak": "shakespeare-nano.tuned"}
        for row in tables_below("## Budget and shape"):
            for column, name in protocols.items():
                runs = runs_of(name)
                own, cosine = runs[row["schedule"]], runs["cosine"]
                moved = statistics.mean(differences(own, cosine, "train_loss"))
                peak = next(iter(own.values()))["peak"]
                with self.subTest(row["schedule"], protocol=column):
                    if row[column] == "the same peak":
                        self.assertAlmostEqual(peak, 0.004, delta=1e-12)
                        continue
                    values = [statistics.mean(field(own, "train_loss")), moved]
                    self.said(row[column], values + [peak] * ("peak" in row[column]))

    def test_where_annealing_pays(self):
        runs = runs_of("cpu/shakespeare-nano.regime")
        rows = tables_below("## Where annealing pays")
        self.assertEqual(sorted(spec_of(row["schedule"]) for row in rows), sorted(runs))
        for row in rows:
            own = runs[spec_of(row["schedule"])]
            with self.subTest(row["schedule"]):
                self.assertEqual(row["seeds"], str(len(own)))
                self.said(row["600 steps"], [statistics.mean(field(own, "train_loss"))])
                if own is not runs["cosine"]:
                    self.said(row["minus cosine"], [statistics.mean(differences(own, runs["cosine"], "train_loss"))])

    def test_30m_and_delta(self):
        runs = runs_of("shakespeare-30m")
        for row in tables_below("## GPT-2 30M on Shakespeare"):
            self.said(row["training text"], [runs[row["schedule"]][1]["train_loss"]])
            self.said(row["held-out text"], [runs[row["schedule"]][1]["held_out_loss"]])
        for row in tables_below("## δ in the runs"):
            name, _, seed = row["experiment"].partition(", seed ")
            picked = [r for seeds in runs_of(name).values() for s, r in seeds.items() if not seed or s == int(seed)]
            with self.subTest(row["experiment"]):
                for column, key in (("largest change in a run", "delta_max"), ("99 % of the changes in a run are below", "delta_q99")):
                    ends = [min(r[key] for r in picked), max(r[key] for r in picked)]
                    self.said(row[column], ends if " to " in row[column] else ends[:1])
                    if " to " not in row[column]:
                        self.assertEqual(*ends)


if __name__ == "__main__":
    unittest.main()
