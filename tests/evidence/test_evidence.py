"""taper evidence as a process: the whole list of windows once, in every output format."""

import csv
import os
import sys
import tempfile
import unittest

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "cli"))
import support  # noqa: E402


class Evidence(support.Case):
    def test_the_report(self):
        with tempfile.TemporaryDirectory() as folder:
            page, table = os.path.join(folder, "evidence.html"), os.path.join(folder, "windows.csv")
            got = self.good("evidence", "poly(i=2.4, n=3)", "--json", "-o", page, "--csv", table, timeout=900).json
            with open(page, encoding="utf-8") as file:
                html = file.read()
            with open(table, encoding="utf-8", newline="") as file:
                rows = list(csv.DictReader(file))
        self.assertEqual(got["schema"], "taper.evidence/1")
        self.assertGreaterEqual(got["windows"], 300)
        self.assertEqual(len(got["rows"]), got["windows"])
        self.assertEqual(len(rows), got["windows"])
        self.assertEqual(got["rows"][-1]["spec"], "poly(i=2.4, n=3)")
        self.assertEqual(len(got["associations"]), 11 * 3 * 3)
        for entry in got["associations"]:
            if entry["auc"] is not None:
                self.assertTrue(0 <= entry["auc"] <= 1, entry)
            if entry["spearman"] is not None:
                self.assertTrue(-1 <= entry["spearman"] <= 1, entry)
        by = {(a["predictor"], a["problem"], a["protocol"]): a for a in got["associations"]}
        # Lambda knows nothing of the quadratic, and orders the tuned losses where gradient noise decides
        self.assertGreater(by["bound", "default", "tuned"]["spearman"], 0.8)
        # the small budget of exp(0.05)
        fast = next(r for r in got["rows"] if r["spec"] == "exp(beta=0.05)")["losses"]["default"]
        self.assertGreater(1 - fast["equal_budget"] / fast["shared"], 0.6)
        abouts = {s["about"] for s in got["statements"]}
        self.assertEqual(abouts, {"where-it-predicts", "where-it-does-not", "exceptions", "small-budget", "chain",
                                  "better-predictors", "limits"})
        for statement in got["statements"]:
            self.assertIn(statement["text"][:40].replace("&", "&amp;").replace('"', "&quot;").replace("'", "&#39;"), html)
        self.assertNotIn("<script", html)

    def test_errors(self):
        self.refused("evidence", "cosign")
        self.refused("evidence", "--worse-than", "-1")
        self.refused("evidence", "-o", "picture.gif")


if __name__ == "__main__":
    unittest.main()
