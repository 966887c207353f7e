"""The package and a program that uses it pass mypy --strict."""

import pathlib
import subprocess
import sys

import pytest

pytest.importorskip("mypy", reason="mypy is not installed (script/setup python)")
import taper_lr

EXAMPLE = '''
from typing import Any, Dict

import numpy as np
import numpy.typing as npt

import taper_lr as taper

s: taper.Schedule = taper.poly(1.8, 2) | taper.warmup(500) | taper.hold("50%") | taper.floor("10%") | taper.peak(3e-4)
r: taper.Run = s.over(10_000)
one: float = r(3)
many: npt.NDArray[np.float64] = r(np.arange(5))
report: Dict[str, Any] = r.check()
recipe: taper.Modifier = taper.warmup("10%", "cosine") | taper.kronecker("sorted")
'''
WRONG = '''
import taper_lr as taper

taper.poly("steep")
taper.warmup(5, "sideways")
x: str = taper.cosine().over(5)(3)
'''


def mypy(*arguments, where):
    return subprocess.run([sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(where / "cache"), *arguments],
                          capture_output=True, text=True, cwd=where)


def test_types(tmp_path):
    package = pathlib.Path(taper_lr.__file__).parent
    (tmp_path / "right.py").write_text(EXAMPLE)
    (tmp_path / "wrong.py").write_text(WRONG)
    (tmp_path / "taper_lr").symlink_to(package)
    core = [str(p) for name in ("__init__", "_text", "_run", "_schedule", "_modifiers", "_judge", "_draw", "_export", "_followed", "_plans", "_report", "_retarget", "_words")
            for p in [pathlib.Path("taper_lr") / f"{name}.py"]]
    done = mypy(*core, "right.py", where=tmp_path)
    assert done.returncode == 0, done.stdout
    done = mypy("wrong.py", where=tmp_path)
    errors = [line for line in done.stdout.splitlines() if line.startswith("wrong.py") and "error" in line]
    assert len(errors) == 3, done.stdout


def test_the_types_of_the_compiled_module_name_what_it_has():
    """Functions and classes, and the members of the classes. What an option of the build adds may be missing in the module."""
    import ast

    from taper_lr import _core
    types = ast.parse((pathlib.Path(taper_lr.__file__).parent / "_core.pyi").read_text())
    optional = {"picture", "draw", "fit_run", "fit_rows"}
    listed = {node.name: node for node in types.body if isinstance(node, (ast.FunctionDef, ast.ClassDef))}
    there = {name for name in dir(_core) if not name.startswith("_")}
    assert there <= set(listed) and set(listed) - there <= optional
    for name, node in listed.items():
        if isinstance(node, ast.ClassDef) and name in there:
            members = {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
            found = {one for one in dir(getattr(_core, name)) if not one.startswith("_")}
            assert found <= members and members - found <= optional, name
