"""Every example of the docstrings and of the pages runs."""

import doctest
import importlib
import importlib.util
import os
import re

import numpy as np
import pytest

import taper_lr
from taper_lr import _judge, _lint, _modifiers, _recipes, _retarget, _run, _schedule, _text, _words

if "KERAS_BACKEND" not in os.environ and importlib.util.find_spec("tensorflow") is None:
    os.environ["KERAS_BACKEND"] = "jax" if importlib.util.find_spec("jax") else "torch"

FRAMEWORKS = ["torch", "jax", "optax", "keras", "transformers", "matplotlib"]


@pytest.mark.parametrize("module", [taper_lr, _judge, _lint, _modifiers, _recipes, _retarget, _run, _schedule, _text, _words], ids=lambda m: m.__name__)
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


@pytest.mark.parametrize("page, least", [("python", 5), ("howto", 1)])
def test_pages(root, page, least):
    """A section that imports a framework runs where that is installed."""
    text = (root / "docs" / f"{page}.md").read_text(encoding="utf-8")
    runner = doctest.DocTestRunner(optionflags=doctest.ELLIPSIS)
    globs, ran = {}, 0
    for section in re.split(r"^## ", text, flags=re.M):
        blocks = re.findall(r"```python\n(.*?)```", section, flags=re.S)
        needed = [f for f in FRAMEWORKS if any(re.search(rf"(import|from) [^\n]*\b{f}\b", block) for block in blocks)]
        if any(importlib.util.find_spec(f) is None for f in needed):
            continue
        for number, block in enumerate(blocks):
            name = f"{section.splitlines()[0]} block {number}"
            assert ">>>" in block, f"{name} is not a doctest"
            test = doctest.DocTestParser().get_doctest(block, globs, f"docs/{page}.md {name}", None, 0)
            runner.run(test, clear_globs=False)
            globs.update(test.globs)
            ran += 1
    assert ran >= least and runner.summarize(verbose=False).failed == 0
