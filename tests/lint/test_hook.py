"""A commit with a broken configuration is stopped: by a hook of git itself, and by pre-commit where it is installed."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = pathlib.Path(os.environ.get("TAPER") or ROOT / "build/bin/taper").resolve()
HEALTHY = """base_model: Qwen/Qwen2.5-7B
micro_batch_size: 1
learning_rate: 1e-4
lr_scheduler: cosine
warmup_steps: 20
num_epochs: 2
"""
BROKEN = HEALTHY + "warmup_ratio: 0.1\n"  # with warmup_steps, axolotl stops


def entry(key):
    """A value of the only hook in .pre-commit-hooks.yaml."""
    for line in (ROOT / ".pre-commit-hooks.yaml").read_text().splitlines():
        if line.strip().lstrip("- ").startswith(key + ": "):
            return line.split(": ", 1)[1]
    raise KeyError(key)


class Hook(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.folder = pathlib.Path(holder.name)
        self.env = {**os.environ, "PATH": f"{PROGRAM.parent}{os.pathsep}{os.environ['PATH']}", "HOME": holder.name,
                    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
        self.git("init", "-q")
        self.git("config", "user.name", "A User")
        self.git("config", "user.email", "user@example.org")

    def git(self, *words, good=True):
        done = subprocess.run(["git", *words], cwd=self.folder, env=self.env, capture_output=True, text=True)
        if good:
            self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        return done

    def commit(self, text, good):
        (self.folder / "axolotl.yml").write_text(text)
        self.git("add", "axolotl.yml")
        before = self.git("rev-list", "--all", "--count").stdout
        done = self.git("commit", "-q", "-m", "Change the schedule", good=good)
        after = self.git("rev-list", "--all", "--count").stdout
        self.assertEqual(good, before != after, done.stdout + done.stderr)
        return done.stdout + done.stderr

    def test_a_hook_of_git(self):
        hook = self.folder / ".git/hooks/pre-commit"
        hook.parent.mkdir(exist_ok=True)
        hook.write_text("#!/bin/sh\ngit diff --cached --name-only --diff-filter=d -- '*.yml' | "
                        f"xargs -r {entry('entry')}\n")
        hook.chmod(0o755)
        self.commit(HEALTHY, good=True)
        said = self.commit(BROKEN, good=False)
        self.assertIn("line 7, warmup_ratio", said)
        self.assertIn("warmup-conflict", said)

    @unittest.skipUnless(shutil.which("pre-commit") or os.path.exists(os.path.join(os.path.dirname(sys.executable), "pre-commit")),
                         "pre-commit is not installed")
    def test_pre_commit(self):
        program = shutil.which("pre-commit") or os.path.join(os.path.dirname(sys.executable), "pre-commit")
        (self.folder / ".pre-commit-config.yaml").write_text(
            "repos:\n- repo: local\n  hooks:\n"
            f"  - {{id: {entry('id')}, name: taper lint, entry: {entry('entry')}, language: system, files: axolotl}}\n")
        self.git("add", ".pre-commit-config.yaml")
        subprocess.run([program, "install"], cwd=self.folder, env=self.env, check=True, capture_output=True)
        self.commit(HEALTHY, good=True)
        said = self.commit(BROKEN, good=False)
        self.assertIn("warmup-conflict", said)


if __name__ == "__main__":
    unittest.main()
