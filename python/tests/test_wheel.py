"""The wheel: built from the source tree, it holds the package and nothing else, and works where it is installed."""

import os
import subprocess
import sys
import zipfile

import pytest

pytest.importorskip("scikit_build_core", reason="scikit-build-core is not installed (script/setup python)")

USE = """
import pickle, taper_lr as taper, importlib.metadata as m
s = taper.poly(1.8) | taper.warmup(10) | taper.peak(0.1)
r = pickle.loads(pickle.dumps(s)).over(100)
assert r(10) == 0.1 and r.check()["verdict"] == "favorable" and m.version("taper-lr") == taper.__version__ != "0"
print(taper.__file__)
"""


def test_a_wheel_is_built_and_works(root, tmp_path):
    build = [sys.executable, "-m", "pip", "wheel", str(root), "--wheel-dir", str(tmp_path), "--no-build-isolation", "--no-deps", "-q"]
    done = subprocess.run(build, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
    wheel, = tmp_path.glob("taper_lr-*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    package = [n for n in names if n.startswith("taper_lr/")]
    for expected in ("__init__.py", "_words.py", "_core.pyi", "py.typed"):
        assert f"taper_lr/{expected}" in package
    assert len([n for n in package if n.startswith("taper_lr/_core.") and not n.endswith(".pyi")]) == 1
    assert all(n.startswith(("taper_lr/", "taper_lr-")) for n in names), names
    site = tmp_path / "site"
    subprocess.run([sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(site), str(wheel)], check=True)
    done = subprocess.run([sys.executable, "-c", USE], capture_output=True, text=True, cwd=tmp_path,
                          env={**os.environ, "PYTHONPATH": str(site)})
    assert done.returncode == 0 and str(site) in done.stdout, done.stderr
