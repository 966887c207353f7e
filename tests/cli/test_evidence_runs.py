"""taper evidence --runs: results of trained networks in every output format, and what it refuses."""

import csv
import io
import json
import os
import tempfile
import unittest

import support

SPECS = ["cosine", "linear", "exp(beta=0.05)", "sigmoid(i=40)", "power(p=3)", "cosine | kronecker"]


def lines(**changes):
    """Two seeds of every schedule, later ones worse."""
    rows = []
    for k, spec in enumerate(SPECS):
        for seed in (1, 2):
            rows.append({"schema": "taper.lab/1", "experiment": "net", "spec": spec, "seed": seed, "steps": 200, "batch": 4,
                         "protocol": "shared", "peak": 0.1, "status": "finished", "held_out_loss": 2 + 0.1 * k + 0.01 * seed * k,
                         "train_loss": 1.0 - 0.1 * k, **changes})
    return "".join(json.dumps(row) + "\n" for row in rows)


class Runs(support.Case):
    def evidence(self, text, *flags):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "runs.jsonl")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            return self.good("evidence", "--runs", path, *flags)

    def refused_with(self, text, words):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "runs.jsonl")
            with open(path, "w", encoding="utf-8") as file:
                file.write(text)
            self.assertIn(words, self.refused("evidence", "--runs", path).err)

    def test_text(self):
        out = self.evidence(lines()).out
        self.assertIn("net, 200 steps of 4, peak 0.1 for all   held_out_loss; excess over cosine\n", out)
        self.assertRegex(out, r"\n  linear +2 +2\.1150 +5\.75% +0\.25% +favorable +1\.00 +0\.50\n")
        self.assertRegex(out, r"\n  cosine \| kronecker +2 .* - +- +0\.\d\d\n")
        self.assertRegex(out, r"\n  favorable +2 +0\.00% +2\.88% +5\.75%  1\n")

    def test_json_and_csv(self):
        got = self.evidence(lines(), "--json", "--outcome", "train_loss").json
        self.assertEqual((got["schema"], got["outcome"]), ("taper.evidence.runs/1", "train_loss"))
        study = got["studies"][0]
        self.assertEqual(study["schedules"][0]["spec"], "cosine | kronecker")  # the training losses run the other way
        by = {a["predictor"]: a for a in study["associations"]}
        self.assertEqual(by["verdict"]["all"]["schedules"], 5)
        self.assertLess(by["verdict"]["all"]["spearman"], 0)
        rows = list(csv.DictReader(io.StringIO(self.evidence(lines(), "--csv", "-").out)))
        self.assertEqual([row["spec"] for row in rows], SPECS)
        self.assertEqual(rows[-1]["verdict"], "")

    def test_runs_that_do_not_count(self):
        text = lines() + lines(status="diverged", held_out_loss=99) + lines(held_out_loss=None)
        self.assertNotIn("99", self.evidence(text).out)
        self.assertIn("no group of runs has five schedules", self.evidence(lines().split("\n")[0] + "\n").out)

    def test_refusals(self):
        self.refused_with(lines() + "[]\n", "line 13: not a result of a run")
        self.refused_with('{"experiment": "net", "spec": "cosine", "steps": 1, "peak": 1}\n', "want the fields spec, steps")
        self.refused_with("", "no finished run with the outcome held_out_loss")
        self.refused_with(lines(spec="cosign"), "cosign")
        self.refused("evidence", "cosine", "--runs", "/dev/null")
        self.refused("evidence", "--runs", "/dev/null", "-o", "a.svg")
        self.refused("evidence", "--outcome", "loss")


if __name__ == "__main__":
    unittest.main()
