"""Tests the wheels in bare systems: a minimal Debian without a compiler, and the interpreter of the wheel."""

import os
import pathlib
import shutil
import subprocess
import sys

from . import build
from .sources import back_end, root, run
from .targets import TARGETS

# Each Python: the release it runs in, with its own Python where it has this version, else one of pyenv, which needs the
# libraries named. The wheel for the stable ABI is tried with more than one.
SYSTEMS = [
    ("3.9", "bullseye"),
    ("3.10", "bookworm"),
    ("3.11", "bookworm"),
    ("3.12", "bookworm"),
    ("3.13", "bookworm"),
]
OWN = {"bullseye": "3.9", "bookworm": "3.11"}
PACKAGES = "python3,python3-venv,libsqlite3-0,libffi8,libssl3,libreadline8"
PACKAGES_OF = {"bullseye": "python3,python3-venv", "bookworm": PACKAGES}


def system(release):
    """The folder of a minimal system; made once."""
    folder = root / "build" / "chroot" / release
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        run("debootstrap", "--variant=minbase", f"--include={PACKAGES_OF[release]}", release, folder)
        (folder / "ready").touch()
    return folder


def in_system(folder, *command):
    return subprocess.run(["chroot", folder, "/usr/bin/env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=/root", "LANG=C.UTF-8", "TAPER_BARE=1",
                           *map(str, command)], capture_output=True, text=True)


def wheel_for(version, dist):
    number = version.replace(".", "")
    named = sorted(dist.glob(f"taper_lr-*-cp{number}-cp{number}-{TARGETS[0].tag}.whl"))
    stable = sorted(dist.glob(f"taper_lr-*-cp312-abi3-{TARGETS[0].tag}.whl")) if int(number) >= 312 else []
    return (named + stable or [None])[-1]


def interpreter_in(folder, version, release):
    """The interpreter's path inside the system, copied there if it is not its own."""
    if OWN[release] == version:
        return "/usr/bin/python3"
    base = build.interpreter(version)
    if base is None:
        return None
    prefix = pathlib.Path(run(base, "-c", "import sys; print(sys.base_prefix)").strip())
    inside = folder / prefix.relative_to("/")  # the same path: an interpreter may know it
    if not inside.exists():
        shutil.copytree(prefix, inside, symlinks=True, ignore=shutil.ignore_patterns("site-packages", "test", "__pycache__"))
    return prefix / "bin" / f"python{version}"


def numpy_for(version):
    """A folder with the numpy that pip would choose for this Python: the systems have no network."""
    folder = build.work / f"numpy-{version}"
    if not folder.exists():
        run(sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:", "--python-version", version,
            "--platform", "manylinux2014_x86_64", "--platform", "manylinux_2_27_x86_64", "--platform", "manylinux_2_28_x86_64",
            "-d", folder, "numpy>=1.22")
    return folder


def check(version, release, wheel):
    """The outcome of the tests as a word or two; their text is printed where one failed."""
    folder = system(release)
    python = interpreter_in(folder, version, release)
    if python is None:
        return "skipped: no such Python on this machine"
    stage = folder / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    for file in (wheel, root / "tests" / "wheel" / "in_bare_system.py", *numpy_for(version).glob("*.whl")):
        shutil.copy(file, stage)
    shutil.copytree(root / "tests" / "inspect" / "data", stage / "logs")
    steps = [
        (python, "-m", "venv", "/stage/venv"),
        ("/stage/venv/bin/python", "-m", "pip", "install", "--quiet", "--no-index", "--find-links", "/stage", f"/stage/{wheel.name}"),
        ("/stage/venv/bin/python", "/stage/in_bare_system.py", "/stage/venv/bin/taper", "/stage/logs"),
    ]
    for step in steps:
        done = in_system(folder, *step)
        if done.returncode != 0:
            print(done.stdout[-3000:], done.stderr[-6000:])
            return "FAILED: " + " ".join(map(str, step))
    shutil.rmtree(stage)
    said = [line for line in done.stderr.splitlines() if "start-up" in line or line.startswith(("Ran", "OK"))]
    return "; ".join(said)


def with_torch(dist):
    """The same tests where PyTorch is: with Debian's, on this machine. None where either is missing."""
    version = OWN["bookworm"]
    wheel = wheel_for(version, dist)
    python = f"/usr/bin/python{version}"
    if wheel is None or subprocess.run([python, "-c", "import torch"], capture_output=True).returncode != 0:
        return None
    place = build.work / "venv-torch"
    shutil.rmtree(place, ignore_errors=True)
    run(python, "-m", "venv", "--system-site-packages", place)
    run(place / "bin" / "python", "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel)
    done = subprocess.run([place / "bin" / "python", root / "tests" / "wheel" / "in_bare_system.py", place / "bin" / "taper",
                           root / "tests" / "inspect" / "data"], capture_output=True, text=True)
    shutil.rmtree(place)
    return done.stderr.splitlines()[-1] if done.returncode == 0 else f"FAILED: {done.stderr[-3000:]}"


def without_compiler():
    """What pip says where it must compile and cannot: one line that names the way out."""
    folder = system("bookworm")
    stage = folder / "stage"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir()
    run(sys.executable, "-m", "build", "--sdist", "--no-isolation", "--outdir", stage, root)
    sdist, = stage.glob("*.tar.gz")
    run(sys.executable, "-m", "pip", "download", "--quiet", "--python-version", OWN["bookworm"], "--only-binary", ":all:", "-d", stage,
        *back_end, "cmake", "ninja")
    in_system(folder, "/usr/bin/python3", "-m", "venv", "/stage/venv")
    done = in_system(folder, "PIP_NO_INDEX=1", "PIP_FIND_LINKS=/stage", "/stage/venv/bin/python", "-m", "pip", "install", "--no-deps",
                     f"/stage/{sdist.name}")
    said = " ".join((done.stdout + done.stderr).split())
    shutil.rmtree(stage)
    if done.returncode != 0 and "needs a C++20 compiler; none was found" in said:
        return "says that a compiler is missing"
    return f"FAILED: {said[-3000:]}"


def main(dist):
    """0: every wheel passed. 77: there is none, or no root or debootstrap to make a system with."""
    if os.geteuid() != 0 or not shutil.which("debootstrap"):
        print("skipped: making a bare system needs root and debootstrap")
        return 77
    outcomes = {}
    for version, release in SYSTEMS:
        wheel = wheel_for(version, dist)
        if wheel is None:
            continue
        outcomes[version] = check(version, release, wheel)
        print(f"Python {version} in {release}, {wheel.name}: {outcomes[version]}", flush=True)
    if outcomes:
        torch = with_torch(dist)
        outcomes["torch"] = torch or "skipped: no PyTorch for its interpreter, or no wheel"
        print(f"with Debian's PyTorch: {outcomes['torch']}")
        outcomes["source"] = without_compiler()
        print(f"pip install of the sdist without a compiler: {outcomes['source']}")
    else:
        print("skipped: no wheel in build/dist (script/wheels builds them)")
        return 77
    return 1 if any("FAILED" in one for one in outcomes.values()) else 0
