"""Builds one wheel: scikit-build-core runs CMake with Zig's compiler and the fetched sources."""

import os
import pathlib
import shutil
import subprocess
import sys
import zipfile

from . import sources
from .sources import root, run
from .targets import PYTHONS, TARGETS

work = root / "build" / "wheels"
NATIVE = TARGETS[0]


def interpreter(version):
    """A Python of this version: on the PATH, or of pyenv; None without one."""
    found = shutil.which(f"python{version}")
    pyenv = pathlib.Path(os.environ.get("PYENV_ROOT", pathlib.Path.home() / ".pyenv"))
    for one in [found, *sorted(map(str, pyenv.glob(f"versions/{version}.*/bin/python")))]:
        if one and subprocess.run([one, "-c", "import venv, ensurepip"], capture_output=True).returncode == 0:
            return one
    return None


def tools(version):
    """A virtual environment of this Python with the build back end, or None."""
    folder = work / f"venv-{version}"
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        base = interpreter(version)
        if base is None:
            return None
        run(base, "-m", "venv", "--clear", folder)
        run(python, "-m", "pip", "install", "--quiet", "--upgrade", "pip", *sources.back_end)
        (folder / "ready").touch()
    return python


def zig():
    try:
        import ziglang
    except ImportError:
        raise SystemExit("script/wheels: Zig is missing; run script/setup wheels") from None
    return pathlib.Path(ziglang.__file__).parent / "zig"


def words():
    """The file that only a module which runs here can write."""
    return work / NATIVE.tag / "python" / "package" / "taper_lr" / "_words.py"


def build(target, version, into):
    """The wheel for a system and a Python, as a path; None if that Python is not here."""
    python = tools(version)
    if python is None:
        return None
    tree = work / target.tag
    (tree / "CMakeCache.txt").unlink(missing_ok=True)  # it names the Python of the last wheel; the objects stay
    stable = version == PYTHONS[-1]
    suffix = target.stable_suffix if stable else target.suffix.format(python=version.replace(".", ""))
    settings = {
        "build-dir": tree,
        "install.strip": "false",
        "build.tool-args": "-k0",
        "cmake.define.CMAKE_TOOLCHAIN_FILE": root / "cmake" / "zig.cmake",
        "cmake.define.TAPER_BUNDLED": sources.folder,
        "cmake.define.TAPER_CLI": "ON",
        "cmake.define.TAPER_CONFIGS": "ON",
        "cmake.define.TAPER_SINGLE_HEADER": "OFF",
        "cmake.define.TAPER_C": "OFF",
        "cmake.define.TAPER_TORCH": "OFF",
    }
    if not target.runs_here:
        settings["cmake.define.TAPER_PYTHON_WORDS"] = words()
    environment = {**os.environ, "TAPER_ZIG": str(zig()), "TAPER_ZIG_TARGET": target.zig, "CCACHE_COMPILERTYPE": "clang",
                   "CMAKE_GENERATOR": "Ninja", "SETUPTOOLS_EXT_SUFFIX": suffix}
    made = work / "made"
    shutil.rmtree(made, ignore_errors=True)
    run("nice", "-n", "10", python, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", made,
        *(f"-C{name}={value}" for name, value in settings.items()), root, env=environment)
    wheel, = made.glob("*.whl")
    return tagged(wheel, target, into)


def tagged(wheel, target, into):
    """The wheel under its own tag. auditwheel refuses one that needs a newer C library; one that needs other libraries gets them."""
    into.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(work / "tagged", ignore_errors=True)
    run(sys.executable, "-m", "auditwheel", "repair", "--only-plat", "--plat", target.tag, "-w", work / "tagged", wheel)
    made, = (work / "tagged").glob("*.whl")
    added = [name for name in zipfile.ZipFile(made).namelist() if ".libs/" in name]
    if added:
        raise SystemExit(f"script/wheels: {made.name} needs libraries of this machine: {added}")
    return pathlib.Path(shutil.move(made, into / made.name))
