"""What a new user does with the wheel; script/wheels --test runs it in systems without a compiler.

    python in_bare_system.py PROGRAM LOGS      PROGRAM is the installed taper, LOGS a folder with logs

With TAPER_BARE=1 the test also fails if there is a compiler.
"""

import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import unittest

PROGRAM, LOGS = sys.argv[1], pathlib.Path(sys.argv[2])


def taper(*arguments, status=0):
    done = subprocess.run([PROGRAM, *map(str, arguments)], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.returncode == status, f"taper {arguments}: status {done.returncode}: {done.stderr.decode()}"
    return done.stdout.decode()


class Program(unittest.TestCase):
    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp())
        self.addCleanup(shutil.rmtree, self.folder)

    @unittest.skipUnless(os.environ.get("TAPER_BARE") == "1", "only where TAPER_BARE=1")
    def test_the_system_is_bare(self):
        for compiler in ("cc", "c++", "gcc", "g++", "clang", "cmake"):
            self.assertIsNone(shutil.which(compiler), compiler)

    def test_every_verb_is_there(self):
        verbs = [line.split()[0] for line in taper("--help").split("Subcommands:")[1].splitlines() if line.startswith("  ")]
        self.assertGreater(len(verbs), 20)
        for verb in verbs:
            if verb != "lab":  # a program of its own, which needs LibTorch
                taper(verb, "--help")
        for needs_a_library in ("fit", "optimize", "design"):
            self.assertIn(needs_a_library, verbs)

    def test_check(self):
        self.assertIn("cosine", taper("check", "cosine", "--steps", 1000))

    def test_fit(self):
        self.assertIn("poly", taper("fit", "poly(n=2)", "--to", "cosine"))

    def test_inspect(self):
        self.assertIn("linear | warmup(10)", taper("inspect", LOGS / "trainer_state.json"))

    def test_a_trackio_log(self):
        self.assertIn("warmup(10)", taper("inspect", LOGS / "trackio.db"))

    def test_pictures(self):
        for kind, start in (("svg", b"<?xml"), ("html", b"<!DOCTYPE html>"), ("png", b"\x89PNG\r\n\x1a\n")):
            picture = self.folder / f"x.{kind}"
            taper("plot", "cosine", "exp(0.05)", "--steps", 1000, "-o", picture)
            self.assertTrue(picture.read_bytes().startswith(start), picture.read_bytes()[:20])

    def test_it_starts_quickly(self):
        times = []
        for _ in range(21):
            begun = time.perf_counter()
            taper("--version")
            times.append(1000 * (time.perf_counter() - begun))
        print(f"start-up of taper: {statistics.median(times):.1f} ms (median of 21)", file=sys.stderr)
        self.assertLess(min(times), 20)


class Package(unittest.TestCase):
    def test_it_computes_and_reads(self):
        import taper_lr

        run = (taper_lr.cosine() | taper_lr.warmup(100) | taper_lr.peak(3e-4)).over(1000)
        self.assertEqual(run(100), 3e-4)
        self.assertIn(f"taper {taper_lr.__version__}", "taper " + taper("--version").split()[-1])

    def test_the_program_by_the_package(self):
        done = subprocess.run([sys.executable, "-m", "taper_lr", "--version"], stdout=subprocess.PIPE)
        self.assertEqual(done.stdout.decode(), taper("--version"))

    def test_torch(self):
        try:
            import torch
        except ImportError:
            self.skipTest("no PyTorch in this system")
        import taper_lr
        from taper_lr.torch import TaperLR

        optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=0.1)
        scheduler = TaperLR(optimizer, taper_lr.linear(), total_steps=10)
        optimizer.step()
        scheduler.step()
        self.assertAlmostEqual(optimizer.param_groups[0]["lr"], 0.09)


unittest.main(argv=sys.argv[:1])
