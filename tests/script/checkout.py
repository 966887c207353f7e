"""A copy of the checkout in a path with a space. Its scripts really configure, but build, run and install nothing."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]

# configures; a build leaves a program that does nothing in the program's place
CMAKE = """#!/bin/sh
printf 'cmake %s\\n' "$*" >>"$CALLS"
case $1 in
  --build)
    mkdir -p build/bin
    printf '#!/bin/sh\\n' >build/bin/taper
    chmod +x build/bin/taper
    exit 0 ;;
esac
exec {cmake} "$@"
"""
# counts the tests in place of running them
CTEST = """#!/bin/sh
count=$({ctest} "$@" -N | sed -n 's/^Total Tests: //p')
[ "${{count:-0}}" -gt 0 ] || {{ echo 'No tests were found!!!'; exit 1; }}
echo "100% tests passed, 0 tests failed out of $count"
"""
SETUP = """#!/bin/sh
printf 'setup %s\\n' "$*" >>"$CALLS"
"""
WEB = """#!/bin/sh
printf 'web\\n' >>"$CALLS"
"""


def executable(path, text):
    path.write_text(text)
    path.chmod(0o755)


class Checkout:
    def __init__(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="taper-script-"))
        self.root = self.scratch / "a b" / "taper"
        top = str(ROOT)
        shutil.copytree(ROOT, self.root, ignore=lambda folder, names: [
            n for n in names if n in ("__pycache__", "node_modules") or folder == top and (n.startswith("build") or n in (".git", "out"))])
        shims = self.scratch / "shims"
        shims.mkdir()
        executable(shims / "cmake", CMAKE.format(cmake=shutil.which("cmake")))
        executable(shims / "ctest", CTEST.format(ctest=shutil.which("ctest")))
        executable(self.root / "script" / "setup", SETUP)
        executable(self.root / "script" / "web", WEB)
        self.calls = self.scratch / "calls"
        self.calls.write_text("")
        self.environment = {**os.environ, "PATH": f"{shims}:{os.environ['PATH']}", "CALLS": str(self.calls)}
        self.renew()

    def renew(self):
        """No build folder, but the interpreter that the Python module is built for."""
        shutil.rmtree(self.root / "build", ignore_errors=True)
        venv = pathlib.Path(os.environ.get("TAPER_VENV", ROOT / "build" / "venv"))
        if venv.is_dir():
            (self.root / "build").mkdir()
            (self.root / "build" / "venv").symlink_to(venv)

    def move(self):
        elsewhere = self.scratch / "moved here"
        self.root.rename(elsewhere)
        self.root = elsewhere

    def remove(self):
        shutil.rmtree(self.scratch)

    def run(self, name, *arguments, cwd="/"):
        """A script, from a folder that is not the checkout's."""
        return subprocess.run([str(self.root / "script" / name), *arguments], cwd=cwd, env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def by_hand(self, *arguments):
        """cmake -B build, as the README says."""
        subprocess.run(["cmake", "-B", "build", *arguments], cwd=self.root, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def tests(self):
        """How many tests the tree has now."""
        said = subprocess.run(["ctest", "--test-dir", "build", "-N"], cwd=self.root, text=True, capture_output=True).stdout
        return int(re.search(r"Total Tests: (\d+)", said)[1])

    def options(self):
        """The project's on-off options with their values in the tree."""
        cache = (self.root / "build" / "CMakeCache.txt").read_text()
        return dict(re.findall(r"^(TAPER_\w+):(?:BOOL|STRING)=(ON|OFF|AUTO)$", cache, re.M))

    def labels(self):
        """Labels of the tests in the build tree. For a test program that is not built, its labels come from the file that would discover its tests."""
        files = [p for p in (self.root / "build").rglob("*.cmake") if p.name == "CTestTestfile.cmake" or p.name.endswith("_include.cmake")]
        return {label for p in files for label in re.findall(r'LABELS[;" ]+(\w+)', p.read_text())}
