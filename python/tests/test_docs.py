"""Every example of the docstrings and of docs/python.md runs."""

import doctest
import importlib
import importlib.util
import os
import re

import numpy as np
import pytest

import taper_lr
from taper_lr import _judge, _lint, _modifiers, _retarget, _run, _schedule, _text, _words

if "KERAS_BACKEND" not in os.environ and importlib.util.find_spec("tensorflow") is None:
    os.environ["KERAS_BACKEND"] = "jax" if importlib.util.find_spec("jax") else "torch"

FRAMEWORKS = ["torch", "jax", "optax", "keras", "transformers", "matplotlib"]


@pytest.mark.parametrize("module", [taper_lr, _judge, _lint, _modifiers, _retarget, _run, _schedule, _text, _words], ids=lambda m: m.__name__)
def test_docstrings(module):
    with np.printoptions():
        result = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0 and result.failed == 0


@pytest.mark.parametrize("name, needs", [("torch", ["torch"]), ("hf", ["torch"]), ("optax", ["jax"]), ("keras", ["keras"]),
                                         ("plot", ["matplotlib"])])
def test_docstrings_of_framework_modules(name, needs):
    for framework in needs:
        pytest.importorskip(framework, reason=f"{framework} is not installed (script/setup python-frameworks)")
    result = doctest.testmod(importlib.import_module(f"taper_lr.{name}"), optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0 and result.failed == 0


def test_the_guide(root):
    """Sections that import a framework run where it is installed."""
    text = (root / "docs" / "python.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, flags=re.S)
    assert len(blocks) >= 5
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    globs, ran = {}, 0
    for number, block in enumerate(blocks):
        needed = [f for f in FRAMEWORKS if re.search(rf"(import|from) [^\n]*\b{f}\b", block)]
        if any(importlib.util.find_spec(f) is None for f in needed):
            continue
        assert ">>>" in block, f"block {number} is no doctest"
        test = doctest.DocTestParser().get_doctest(block, globs, f"docs/python.md block {number}", None, 0)
        runner.run(test, clear_globs=False)
        globs.update(test.globs)
        ran += 1
    assert ran >= 5 and runner.summarize(verbose=False).failed == 0
