"""Runs test files under another interpreter that has PyTorch, Debian's say; exit status 5 (skipped) where there is none.

    python run_with.py INTERPRETER TEST_FILE…

The compiled module is of one Python version: the other interpreter must have the same.
"""

import pathlib
import subprocess
import sys

PROBE = "import sys, torch, pytest; print(*sys.version_info[:2], torch.__version__)"


def main(interpreter, *files):
    skipped = f"skipped: {interpreter} "
    if not pathlib.Path(interpreter).exists():
        print(skipped + "does not exist")
        return 5
    probed = subprocess.run([interpreter, "-c", PROBE], capture_output=True, text=True)
    if probed.returncode != 0:
        print(skipped + f"has no torch or no pytest (script/setup python): {probed.stderr.strip().splitlines()[-1]}")
        return 5
    major, minor, version = probed.stdout.split()
    if (int(major), int(minor)) != sys.version_info[:2]:
        print(skipped + f"is Python {major}.{minor}, the module is built for {sys.version_info[0]}.{sys.version_info[1]}")
        return 5
    print(f"{interpreter}: torch {version}")
    return subprocess.run([interpreter, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *files]).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
