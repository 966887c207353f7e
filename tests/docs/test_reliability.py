"""docs/reliability.md: every promise names its tests, and they exist."""

import functools
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (?P<promise>.+?) \| (?P<tests>`.+`) \|$", re.M)


@functools.cache
def of_googletest():
    found = set()
    for source in (ROOT / "tests").rglob("*.cpp"):
        text = source.read_text(encoding="utf-8")
        found.update(f"{suite}.{name}" for suite, name in re.findall(r"^TEST(?:_[FP])?\(\s*(\w+),\s*(\w+)\)", text, flags=re.M))
    return found


def exists(name):
    path, _, function = name.partition("::")
    if function:
        source = ROOT / path
        return source.is_file() and re.search(rf"^ *def {function}\(", source.read_text(encoding="utf-8"), flags=re.M) is not None
    if name.startswith("fuzz."):
        return (ROOT / "fuzz" / "targets" / f"{name[len('fuzz.'):]}.cpp").is_file()
    return name in of_googletest()


class Reliability(unittest.TestCase):
    def test_every_promise_has_tests_that_exist(self):
        text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")
        promises = list(ROW.finditer(text))
        rows = [line for line in text.split("\n") if line.startswith("| ") and not line.startswith("| promise")]
        self.assertEqual(len(promises), len(rows), "each row ends with the names of its tests")
        for row in promises:
            for name in re.findall(r"`([^`]+)`", row["tests"]):
                self.assertTrue(exists(name), f"{name}: there is no such test ({row['promise']})")

    def test_the_check_finds_what_is_missing(self):
        for name in ("evaluation.is_partial", "fuzz.nothing", "tests/cli/test_program.py::test_nothing", "tests/cli/test_nothing.py::test_help"):
            self.assertFalse(exists(name), name)


if __name__ == "__main__":
    unittest.main()
