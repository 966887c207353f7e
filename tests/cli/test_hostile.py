"""Text from other people: names of files, runs and groups, keys and values that hold control characters, line breaks,
bytes that are not UTF-8, markup and quotes, through every verb that shows them."""

import json
import os
import pathlib
import pty
import re
import subprocess

from support import PROGRAM, run
from test_logs import Files

HOSTILE = {
    "escape": b"x\x1b]0;owned\x07\x1b[2Jy",
    "color": b"x\x1b[31mred",
    "invalid": b"x\xff\xfe\xc3y",
    "latin control": b"x\xc2\x9b2Jy",
    "line break": b"x\n  verdict   favorable\r\x7fy",
    "markup": b"x<script>alert(1)</script>&\"'y",
    "quotes": b"x\"; $(reboot) `id` \\ y",
}
RATES = [(t, 0.1 * (1 - t / 100)) for t in range(0, 100, 5)]


def on_a_terminal(*arguments):
    """What the program writes to a terminal."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([PROGRAM, *arguments], stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"})
    os.close(theirs)
    out = b""
    try:
        while piece := os.read(ours, 65536):
            out += piece
    except OSError:
        pass  # the terminal was closed
    os.close(ours)
    process.wait(60)
    return out


class Hostile(Files):
    def clean(self, out, *arguments):
        """Text for a person: nothing that a terminal obeys, valid UTF-8."""
        text = out.decode("utf-8")
        self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f]", arguments)

    def sees_through(self, *arguments, statuses=(0, 1)):
        """The verb ends as usual, writes clean text, and with --json valid JSON."""
        outcome = run(*arguments)
        self.assertIn(outcome.status, statuses, (arguments, outcome.err))
        self.clean(outcome.raw, *arguments)
        self.assertNotRegex(outcome.err, "[\x00-\x08\x0b-\x1f\x7f-\x9f]", arguments)
        colored = re.sub(rb"\x1b\[[0-9;]*m", b"", on_a_terminal(*arguments)).replace(b"\r\n", b"\n")
        self.clean(colored, *arguments)
        data = run(*arguments, "--json")
        self.assertIn(data.status, statuses, (arguments, data.err))
        self.assertNotIn("internal error", data.err)
        for text in data.raw.splitlines() if arguments[0] == "watch" else [data.raw] * bool(data.raw):
            json.loads(text)
        self.clean(data.raw, *arguments)

    def raw_path(self, name, content):
        path = os.path.join(os.fsencode(self.folder), name)
        with open(path, "wb") as file:
            file.write(content)
        return path

    def test_names_of_files(self):
        rows = b"step,lr,loss\n" + b"".join(b"%d,%r,%r\n" % (t, lr, 3 - t / 100) for t, lr in RATES)
        config = b"learning_rate: 0.0003\nlr_scheduler_type: cosine\nmax_steps: 1000\nwarmup_steps: 10\n"
        for kind, name in HOSTILE.items():
            if b"/" in name:
                name = name.replace(b"/", b"|")
            with self.subTest(kind=kind):
                log = self.raw_path(name + b".csv", rows)
                self.sees_through("inspect", log)
                self.sees_through("watch", log, "--once")
                self.sees_through("predict", "--from-log", log, statuses=(0, 1, 2))
                yaml = self.raw_path(name + b".yaml", config)
                self.sees_through("lint", yaml)
                self.sees_through("inspect", log, "--expected", yaml)
                self.sees_through("fit", "poly", "--to", log, statuses=(0, 1, 2))
                self.sees_through("eval", b'table("' + log + b'")', "--steps", "5", statuses=(0, 2, 3))
                for verb in ("inspect", "watch", "lint"):
                    absent = run(verb, log + b".absent", *(["--once"] if verb == "watch" else []))
                    self.assertNotRegex(absent.err, "[\x00-\x08\x0b-\x1f\x7f-\x9f]")
                for extension in ("svg", "html"):
                    page = self.path("page." + extension)
                    self.assertIn(run("inspect", log, "-o", page).status, (0, 1))
                    text = pathlib.Path(page).read_text(encoding="utf-8")
                    self.assertNotRegex(text, "[\x00-\x08\x0b-\x1f\x7f-\x9f]|<script>alert")

    def test_names_of_runs_and_groups(self):
        for kind, name in HOSTILE.items():
            with self.subTest(kind=kind):
                quoted = json.dumps(name.decode("latin-1"))[1:-1].encode()  # escapes of JSON
                raw = name.replace(b"\\", b"").replace(b'"', b"").replace(b"\n", b"")
                for spelled in (quoted, raw):
                    lines = b"".join(b'{"step": %d, "lr": %r, "run": "%s", "run_name": "%s"}\n' % (t, lr, spelled, spelled) for t, lr in RATES)
                    self.sees_through("inspect", self.raw_path(b"runs.jsonl", lines), statuses=(0, 1, 2))
                    lines = b"".join(b'{"step": %d, "lr/%s": %r, "lr/b": %r}\n' % (t, spelled, lr, lr * lr) for t, lr in RATES)
                    self.sees_through("inspect", self.raw_path(b"groups.jsonl", lines), statuses=(0, 1, 2))
                    lines = b"".join(b'{"step": %d, "%s": %r}\n' % (t, spelled, lr) for t, lr in RATES)
                    self.sees_through("inspect", self.raw_path(b"keys.jsonl", lines), statuses=(0, 1, 2))
                if b"\n" in name:
                    continue
                columns = b"step,%s - lr,b - lr\n" % raw.replace(b",", b"") + b"".join(b"%d,%r,%r\n" % (t, lr, lr * lr) for t, lr in RATES)
                self.sees_through("inspect", self.raw_path(b"columns.csv", columns), statuses=(0, 1, 2))
                self.sees_through("watch", self.raw_path(b"columns.csv", columns), "--once", statuses=(0, 1, 2))

    def test_keys_and_values_of_configurations(self):
        for kind, name in HOSTILE.items():
            with self.subTest(kind=kind):
                text = json.dumps(name.decode("latin-1")).encode()
                for config in (b"learning_rate: 0.1\nlr_scheduler_type: %s\nmax_steps: 100\n" % text,
                               b"learning_rate: 0.1\nlr_scheduler_type: cosine\nmax_steps: %s\n" % text,
                               b"learning_rate: 0.1\nlr_scheduler_type: cosine\nmax_steps: 100\n%s: 1\nwarmup_stepz: 3\n" % text,
                               b"learning_rate: 0.1\nlr_scheduler_type: cosine\nmax_steps: " + name + b"\n"):
                    self.sees_through("lint", self.raw_path(b"c.yaml", config), statuses=(0, 1, 2))

    def test_a_schedule_in_other_languages(self):
        """A line break or the end of a comment inside a schedule does not end the comment of exported code."""
        for inside in ("a\nb", "a*/b", "a\\", "a\u2028b", "\x1b[2J", 'a"b'):
            spec = f'torch.ChainedScheduler(schedulers=["torch.ExponentialLR(gamma=0.9,\n  # {inside}\n)"])'
            for target in ("c", "js", "python", "json", "csv"):
                with self.subTest(inside=inside, target=target):
                    outcome = run("export", spec, "--steps", "20", "--to", target)
                    self.assertIn(outcome.status, (0, 2))
                    if outcome.status == 0 and target == "json":
                        json.loads(outcome.raw)
                    if outcome.status == 0:
                        self.clean(outcome.raw, spec, target)


if __name__ == "__main__":
    import unittest
    unittest.main()
