"""The programs that README.md quotes."""

import os
import subprocess
import sys

import pytest


@pytest.mark.parametrize("name, needs", [("train_torch", ["torch"]), ("train_hf", ["torch", "transformers", "accelerate"])])
def test_an_example_prints_rates(root, name, needs):
    for framework in needs:
        pytest.importorskip(framework, reason=f"{framework} is not installed (script/setup python-frameworks)")
    done = subprocess.run([sys.executable, str(root / "python" / "examples" / f"{name}.py")], capture_output=True, text=True,
                          env=dict(os.environ))
    assert done.returncode == 0, done.stderr
    assert "0.0003" in done.stdout or "e-0" in done.stdout, done.stdout
