"""Runs the program and captures its output."""

import json
import os
import re
import resource
import subprocess
import unittest

PROGRAM = os.environ.get("TAPER") or os.path.join(os.path.dirname(__file__), "../../build/bin/taper")
# sanitizers slow a program down several times
PATIENCE = 8.0 if os.environ.get("TAPER_SANITIZED") else 1.0
HERE = os.path.dirname(os.path.abspath(__file__))


class Outcome:
    def __init__(self, status, out, err, seconds):
        self.status = status
        self.raw = out
        self.err = err.decode("utf-8", "replace")
        self.error_bytes = len(err)
        self.seconds = seconds  # of processor time: a busy machine does not count

    @property
    def out(self):
        return self.raw.decode("utf-8")

    @property
    def json(self):
        return json.loads(self.raw)


def run(*arguments, stdin=b"", env=None, cwd=None, timeout=60):
    """The program with these arguments; few may take longer than a minute."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([PROGRAM, *arguments], input=stdin, capture_output=True, timeout=timeout, env=env, cwd=cwd)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Outcome(done.returncode, done.stdout, done.stderr, seconds)


def table(text):
    """CSV with a header -> list of dictionaries of text."""
    lines = text.splitlines()
    names = lines[0].split(",")
    return [dict(zip(names, line.split(","), strict=True)) for line in lines[1:]]


def unescape(text):
    r"""\n \t \xHH and \\ -> bytes."""
    simple = {b"n": b"\n", b"t": b"\t", b"\\": b"\\"}
    return re.sub(rb"\\(x[0-9a-fA-F]{2}|n|t|\\)",
                  lambda m: simple.get(m[1]) or bytes([int(m[1][1:], 16)]), text)


def refusals(name):
    """The cases of a table of rejected inputs: (input as bytes, part of the message)."""
    with open(os.path.join(HERE, name), "rb") as file:
        for line in file:
            line = line.rstrip(b"\n")
            if line and not line.startswith(b"# "):
                given, fragment = line.rsplit(b" => ", 1)
                yield given, fragment.decode()


class Case(unittest.TestCase):
    maxDiff = 2000

    def good(self, *arguments, **more):
        outcome = run(*arguments, **more)
        self.assertEqual((outcome.status, outcome.err), (0, ""), arguments)
        return outcome

    def refused(self, *arguments, **more):
        """Status 2, no output, one clear line (then the text with a caret), at most 1000 bytes, at once."""
        outcome = run(*arguments, **more)
        self.assertEqual(outcome.status, 2, (arguments, outcome.err))
        self.assertEqual(outcome.raw, b"", arguments)
        self.assertLessEqual(outcome.error_bytes, 1000, arguments)
        self.assertLess(outcome.seconds, 2.0 * PATIENCE, arguments)
        lines = outcome.err.split("\n")
        self.assertEqual(lines[-1], "", "the message ends its line")
        self.assertIn(len(lines), (2, 4), outcome.err)  # the message; with the text and the caret below
        self.assertRegex(lines[0], r"^taper( [a-z]+)?: \S")
        self.assertNotRegex(lines[0], r"[\x00-\x1f\x7f]", "no control character reaches the terminal")
        if len(lines) == 4:
            self.assertRegex(lines[2], r"^ *\^$")
            self.assertLessEqual(len(lines[2]), len(lines[1]) + 1, "the caret stands under the text")
        return outcome
