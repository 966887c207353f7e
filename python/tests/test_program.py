"""`python -m taper_lr` is the program."""

import os
import pathlib
import shutil
import subprocess
import sys

import pytest

PROGRAM = os.environ.get("TAPER_PROGRAM") or shutil.which("taper")


def run(*arguments, path):
    return subprocess.run([sys.executable, "-m", "taper_lr", *arguments], capture_output=True, text=True,
                          env={**os.environ, "PATH": str(path)})


@pytest.mark.skipif(not PROGRAM, reason="the taper program is not built")
def test_it_runs_the_program_with_its_arguments_and_its_status():
    folder = pathlib.Path(PROGRAM).parent
    assert run("--version", path=folder).stdout.startswith("taper ")
    done = run("check", "cosin", "--steps", "100", path=folder)
    assert done.returncode == 2 and "did you mean" in done.stderr


def test_without_a_program_it_says_what_to_install(tmp_path):
    done = run("--version", path=tmp_path)
    if done.returncode == 0:
        pytest.skip("the program is installed beside the interpreter")
    assert done.returncode == 3 and "the program taper is not installed" in done.stderr
