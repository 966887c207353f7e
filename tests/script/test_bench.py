"""script/bench with each filter in its help, and with each single benchmark, on recorded figures."""

import contextlib
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest
from unittest import mock

from checkout import ROOT, executable

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(ROOT / "bench"))
import table  # noqa: E402

# answers --benchmark_list_tests, and runs by writing what was recorded of the names that match, as Google Benchmark does: an
# empty file where none does
PROGRAM = """#!{python}
import json, re, sys
options = dict(a.lstrip("-").partition("=")[::2] for a in sys.argv[1:])
with open("{recorded}") as file:
    document = json.load(file)
document["benchmarks"] = [b for b in document["benchmarks"] if re.search(options["benchmark_filter"], b["name"])]
if not document["benchmarks"]:
    print("Failed to match any benchmarks against regex: " + options["benchmark_filter"], file=sys.stderr)
if "benchmark_list_tests" in options:
    print("\\n".join(b["name"] for b in document["benchmarks"]))
else:
    with open(options["benchmark_out"], "w") as file:
        if document["benchmarks"]:
            json.dump(document, file, indent=2)
"""


def recorded(program):
    return json.loads((HERE / f"{program}.json").read_text())["benchmarks"]


class Bench(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.scratch = pathlib.Path(tempfile.mkdtemp(prefix="taper-bench-"))
        cls.addClassCleanup(lambda: shutil.rmtree(cls.scratch))
        cls.root = cls.scratch / "a b" / "taper"
        for folder in ("script", "bench"):
            shutil.copytree(ROOT / folder, cls.root / folder, ignore=shutil.ignore_patterns("__pycache__"))
        executable(cls.root / "script" / "setup", "#!/bin/sh\n")
        cls.programs = cls.root / "build" / "bench" / "bin"
        cls.programs.mkdir(parents=True)
        for program in ("taper_bench", "taper_bench_fma"):
            executable(cls.programs / program, PROGRAM.format(python=sys.executable, recorded=HERE / f"{program}.json"))
        shims = cls.scratch / "shims"
        shims.mkdir()
        executable(shims / "cmake", "#!/bin/sh\n")
        cls.environment = {**os.environ, "PATH": f"{shims}:{os.environ['PATH']}"}

    def bench(self, *arguments):
        done = subprocess.run([str(self.root / "script" / "bench"), *arguments], cwd="/", env=self.environment, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertNotIn("Traceback", done.stdout)
        return done

    def documented(self):
        """The words that the help offers for --filter."""
        said = " ".join(self.bench("--help").stdout.split())
        return re.findall(r"\w+", re.search(r"Names begin with (.*?) script/bench", said)[1].replace(" or ", " "))

    def test_the_help_names_the_groups_that_the_sources_register_and_the_tables_print(self):
        sources = "".join(p.read_text() for p in (ROOT / "bench").glob("*_bench.cpp") if p.name != "lab_bench.cpp")
        registered = set(re.findall(r'RegisterBenchmark\(\(*(?:std::string\()?"(\w+)', sources)) | set(
            re.findall(r'^  reader\("(\w+)/', sources, re.M))
        self.assertEqual(sorted(self.documented()), sorted(registered))
        self.assertEqual(sorted(self.documented()), sorted(table.GROUPS))
        self.assertEqual({table.group(b["name"]) for b in recorded("taper_bench")}, registered)

    def test_every_documented_filter_prints_its_figures(self):
        for word in self.documented():
            with self.subTest(filter=word):
                done = self.bench("--filter", word)
                self.assertEqual(done.returncode, 0, done.stdout)
                names = [b["name"] for b in recorded("taper_bench") if word in b["name"]]
                rows = [line for line in done.stdout.splitlines() if re.match(r"  .*\d", line)]
                shown = {f"{b.split('/')[1]}/{b.split('/')[3]}" for b in names} if word == "bulk" else (
                    {"/".join(b.split("/")[1:-1]) for b in names} if word == "evaluate" else names)
                self.assertGreaterEqual(len(rows), len(shown), done.stdout)

    def test_everything(self):
        for arguments in ((), ("--quick",)):
            done = self.bench(*arguments)
            self.assertEqual(done.returncode, 0, done.stdout)
            for title in ("one evaluation", "in bulk", "judging", "reading logs", "bound"):
                self.assertIn(title, done.stdout)

    def test_each_benchmark_by_itself(self):
        """The tables, without the script around them."""
        for one in recorded("taper_bench"):
            for fused in (None, [b for b in recorded("taper_bench_fma") if b["name"] == one["name"]]):
                with self.subTest(name=one["name"]):
                    found = self.table([one], fused)
                    self.assertRegex(found, r"\n  \S.*\d")
                    self.assertRegex(found, r"all targets met|missed: |no target applies to this run")

    def table(self, benchmarks, fused):
        context = {"num_cpus": 2, "mhz_per_cpu": 2600}
        paths = [self.scratch / "one.json", self.scratch / "fma.json", self.scratch / "numpy.json"]
        paths[0].write_text(json.dumps({"context": context, "benchmarks": benchmarks}))
        paths[1].unlink(missing_ok=True)
        if fused:
            paths[1].write_text(json.dumps({"context": context, "benchmarks": fused}))
        said = io.StringIO()
        with mock.patch("sys.argv", ["table.py", *map(str, paths)]), contextlib.redirect_stdout(said):
            self.assertEqual(table.main(), 0)
        return said.getvalue()

    def test_a_filter_that_matches_nothing(self):
        done = self.bench("--filter", "zzz")
        self.assertEqual(done.returncode, 1)
        self.assertIn("no benchmark matches 'zzz'", done.stdout)
        self.assertIn("--benchmark_list_tests", done.stdout)

    def test_a_filter_without_a_value(self):
        for arguments in (("--filter",), ("--filter", "")):
            done = self.bench(*arguments)
            self.assertEqual(done.returncode, 1)
            self.assertIn("--filter needs a regular expression", done.stdout)


if __name__ == "__main__":
    unittest.main()
