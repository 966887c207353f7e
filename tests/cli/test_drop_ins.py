"""A header that export writes, in a loop that logs as llm.c does: inspect recognizes the schedule exactly."""

import os
import shutil
import subprocess
import tempfile
import unittest

from support import Case, run

LOOP = r"""
#include <stdio.h>
#include "taper_schedule.h"

int main(void) {
  for (int step = 0; step < 10; ++step) {
    float step_learning_rate = (float)learning_rate(step);
    printf("s:%d trl:%.4f lr:%.6f norm:%.2f\n", step, 6.0 - 0.1 * step, step_learning_rate, 1.0);
  }
  return 0;
}
"""


@unittest.skipUnless(shutil.which("cc") and "undefined" not in os.environ.get("TAPER_SANITIZED", ""), "no C compiler")
class LlmC(Case):
    def test_the_log_of_a_loop_with_the_header_is_recognized(self):
        spec = "cosine | warmup(2) | peak(0.05)"
        with tempfile.TemporaryDirectory() as folder:
            self.good("export", spec, "--steps", "10", "--to", "c", "-o", f"{folder}/taper_schedule.h")
            with open(f"{folder}/loop.c", "w", encoding="utf-8") as file:
                file.write(LOOP)
            subprocess.run(["cc", "-std=c99", "-Wall", "-Wextra", "-Werror", "-o", f"{folder}/loop", f"{folder}/loop.c", "-lm"], check=True)
            with open(f"{folder}/main.log", "wb") as log:
                subprocess.run([f"{folder}/loop"], check=True, stdout=log)
            report = run("inspect", f"{folder}/main.log", "--expected", spec, "--steps", "10", "--json").json
            self.assertTrue(report["asked"]["same"], report["asked"])
            segment, = report["segments"]
            self.assertEqual((segment["exact"], segment["rows"]), (10, 10))
