"""script/setup as root, with sudo and with neither; the tools of a moved checkout; the groups."""

import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import unittest

from checkout import ROOT, executable

# stand-ins that only print their arguments
APT_GET = "#!/bin/sh\nprintf 'apt-get %s\\n' \"$*\" >>\"$CALLS\"\n"
SUDO = "#!/bin/sh\nprintf 'sudo '>>\"$CALLS\"\nexec \"$@\"\n"


class Setup(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.system = tempfile.mkdtemp(prefix="taper-setup-")
        cls.addClassCleanup(lambda: shutil.rmtree(cls.system))
        for program in set(os.listdir("/usr/bin")) - {"sudo", "g++", "cmake", "ninja", "ccache", "pkg-config", "clang"}:
            os.symlink(f"/usr/bin/{program}", f"{cls.system}/{program}")

    def setUp(self):
        self.scratch = pathlib.Path(tempfile.mkdtemp(prefix="taper-setup-"))
        self.addCleanup(lambda: shutil.rmtree(self.scratch))
        self.root = self.scratch / "a b" / "taper"
        self.root.mkdir(parents=True)
        shutil.copytree(ROOT / "script", self.root / "script", ignore=shutil.ignore_patterns("__pycache__"))
        self.calls = self.scratch / "calls"
        self.calls.write_text("")

    def path(self, user, sudo, installed=False):
        """A PATH with the system's programs but sudo, and with ours in place of those that install."""
        ours = pathlib.Path(tempfile.mkdtemp(dir=self.scratch))
        executable(ours / "dpkg-query", "#!/bin/sh\necho ii\n" if installed else "#!/bin/sh\nexit 1\n")
        executable(ours / "apt-get", APT_GET)
        executable(ours / "apt-cache", "#!/bin/sh\n")
        executable(ours / "id", f"#!/bin/sh\necho {user}\n")
        if sudo:
            executable(ours / "sudo", SUDO)
        return f"{ours}:{self.system}"

    def run_setup(self, *arguments, **environment):
        return subprocess.run(["bash", str(self.root / "script" / "setup"), *arguments], cwd="/", text=True, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, env={**os.environ, "CALLS": str(self.calls), **environment})

    def groups(self):
        """Group -> (packages, wheels), as --list prints them."""
        found = {}
        for line in self.run_setup("--list").stdout.splitlines():
            name, *rest = re.split(r"\s+", line, maxsplit=1)
            packages, _, wheels = rest[0].partition("; PyPI: ")
            found[name] = (packages.split(), wheels.split())
        return found

    def test_as_root_and_by_sudo(self):
        for user, sudo, first in ((0, False, "apt-get"), (0, True, "apt-get"), (1000, True, "sudo")):
            with self.subTest(user=user, sudo=sudo):
                self.calls.write_text("")
                done = self.run_setup("core", PATH=self.path(user, sudo))
                self.assertEqual(done.returncode, 0, done.stdout)
                calls = self.calls.read_text().splitlines()
                self.assertEqual(len(calls), 2, calls)
                for call, verb in zip(calls, ("update", "install")):
                    self.assertTrue(call.startswith(first), call)
                    self.assertIn(f"apt-get {verb}", call)
                for package in self.groups()["core"][0]:
                    self.assertIn(package, calls[1].split())

    def test_without_a_group_it_installs_what_the_program_needs(self):
        groups = self.groups()
        for arguments, wanted in (((), "core"), (("all",), "lab")):
            self.calls.write_text("")
            self.run_setup(*arguments, PATH=self.path(0, False), PIP_NO_INDEX="1")  # `all` ends at PyPI
            installed = self.calls.read_text().splitlines()[-1].split()
            self.assertLessEqual(set(groups[wanted][0]), set(installed))
            self.assertEqual("libtorch-dev" in installed, wanted == "lab")

    def test_without_root_and_sudo_it_prints_the_command(self):
        done = self.run_setup("core", PATH=self.path(1000, False))
        self.assertEqual(done.returncode, 1)
        self.assertIn("installing packages needs root or sudo; run as root: apt-get install", done.stdout)
        self.assertIn("libcli11-dev", done.stdout)
        self.assertEqual(self.calls.read_text(), "")

    def test_the_tools_of_a_moved_checkout_are_installed_again(self):
        """A virtual environment cannot be moved: its programs name its folder."""
        tools = self.groups()["style"][1]
        venv = self.root / "build" / "venv"
        (venv / "bin").mkdir(parents=True)
        # both forms that python3 -m venv writes
        for written in (f'VIRTUAL_ENV="{venv}"', f"VIRTUAL_ENV='{venv}'"):
            (venv / "bin" / "activate").write_text(f"{written}\nexport VIRTUAL_ENV\n")
            (venv / "taper-requirements.txt").write_text("".join(f"{tool}\n" for tool in sorted(tools)))
            done = self.run_setup("style", PATH=self.path(0, False, installed=True))
            self.assertEqual((done.returncode, done.stdout), (0, ""), "nothing to do where nothing was moved")
        moved = self.scratch / "moved here"
        self.root.rename(moved)
        self.root = moved
        done = self.run_setup("style", PATH=self.path(0, False, installed=True), PIP_NO_INDEX="1")  # tries to, and finds no index
        self.assertEqual(done.returncode, 1)
        self.assertIn("install PyPI tools: failed", done.stdout)
        self.assertFalse((moved / "build" / "venv" / "taper-requirements.txt").exists())


if __name__ == "__main__":
    unittest.main()
