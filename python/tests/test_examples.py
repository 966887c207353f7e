"""The programs that README.md quotes print the rates of their schedule."""

import json
import os
import subprocess
import sys

import pytest

import taper_lr as taper


def printed(root, name, *needs):
    for framework in needs:
        pytest.importorskip(framework, reason=f"{framework} is not installed (script/setup python-frameworks)")
    done = subprocess.run([sys.executable, str(root / "python" / "examples" / f"{name}.py")], capture_output=True, text=True,
                          env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_pytorch(root):
    rows = [line.split() for line in printed(root, "train_torch", "torch")]
    run = taper.parse("cosine | warmup(5%) | floor(10%) | peak(3e-4)").over(1000)
    assert [int(step) for step, _ in rows] == [0, 250, 500, 750]
    assert [float(rate) for _, rate in rows] == pytest.approx([run(int(step)) for step, _ in rows])


def test_hugging_face(root):
    rates = json.loads(printed(root, "train_hf", "torch", "transformers", "accelerate")[-1])
    run = taper.parse("cosine | warmup(10%) | floor(10%) | peak(3e-4)").over(20)
    # transformers logs the rate of the step, or that of the next one in older versions
    assert rates == pytest.approx([run(t) for t in (4, 9, 14, 19)]) or rates[:-1] == pytest.approx([run(t) for t in (5, 10, 15)])
