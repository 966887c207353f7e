"""`python -m build` and `pip install .`: what is built holds the package and nothing else, and works in a fresh environment."""

import os
import subprocess
import sys
import zipfile

import pytest

pytest.importorskip("build", reason="build is not installed (script/setup python)")
pytest.importorskip("scikit_build_core", reason="scikit-build-core is not installed (script/setup python)")
pytestmark = pytest.mark.skipif(os.environ.get("TAPER_FULL") != "1",
                                reason="compiles the package twice more: only with script/test --full, or TAPER_FULL=1")

USE = """
import pickle, taper_lr as taper, importlib.metadata as m
s = taper.poly(1.8) | taper.warmup(10) | taper.peak(0.1)
r = pickle.loads(pickle.dumps(s)).over(100)
assert r(10) == 0.1 and r.check()["verdict"] == "favorable" and m.version("taper-lr") == taper.__version__ != "0"
assert r.table().shape == (100,) and taper.predict(s, steps=100)[0]["steps"] == 100
print(taper.__file__)
"""


def run(*command, **more):
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, **more)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    return done.stdout


@pytest.fixture
def fresh(tmp_path):
    """The interpreter of a new virtual environment; it sees nothing of ours."""
    run(sys.executable, "-m", "venv", tmp_path / "fresh")
    return tmp_path / "fresh" / "bin" / "python"


def works(python, tmp_path):
    clean = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    assert str(tmp_path / "fresh") in run(python, "-c", USE, cwd=tmp_path, env=clean)


def carries_what_it_needs(tmp_path):
    """The optimizer is found inside the package, not in the system: it runs where none is installed."""
    core, = (tmp_path / "fresh").glob("lib/python*/site-packages/taper_lr/_core*.so")
    for line in run("ldd", core).splitlines():
        if "nlopt" in line:
            assert str(core.parent) in line, line


def test_a_wheel_is_built_and_works(root, tmp_path, fresh):
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", tmp_path, root)
    wheel, = tmp_path.glob("taper_lr-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    package = [n for n in names if n.startswith("taper_lr/")]
    for expected in ("__init__.py", "_words.py", "_core.pyi", "py.typed"):
        assert f"taper_lr/{expected}" in package
    assert len([n for n in package if n.startswith("taper_lr/_core.") and not n.endswith(".pyi")]) == 1
    assert all(n.startswith(("taper_lr/", "taper_lr-")) for n in names), names
    run(fresh, "-m", "pip", "install", "-q", wheel)
    works(fresh, tmp_path)
    carries_what_it_needs(tmp_path)


def test_pip_installs_the_source_tree(root, tmp_path, fresh):
    """With build isolation, as a user does it."""
    run(fresh, "-m", "pip", "install", "-q", root)
    works(fresh, tmp_path)
