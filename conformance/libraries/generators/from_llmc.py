"""llm.c: its llmc/schedulers.h compiled as it is and called for every step; float32.

The header is not part of this repository. LLMC_SCHEDULERS names a copy of llmc/schedulers.h at commit 4b5fecc8b2b5e77e208318c998de51ae27781d24.
"""

import ctypes
import os
import pathlib
import random
import subprocess
import tempfile

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "llm.c"
HOW = "printed by the library"
SOURCE = "https://github.com/karpathy/llm.c/blob/4b5fecc8b2b5e77e208318c998de51ae27781d24/llmc/schedulers.h"
PRECISION = "float32"

DRIVER = """
#include <stdio.h>
#include <stdlib.h>
#include "schedulers.h"
float rate(const char* type, float peak, int warmup, int total, float fraction, int step) {
  LearningRateScheduler s;
  lr_scheduler_init(&s, type, peak, warmup, total, fraction);
  return get_learning_rate(&s, step);
}
"""

SPECS = [
    ("llmc.cosine(learning_rate=1, warmup_iterations=2, train_num_batches=10)", 11),
    ("llmc.cosine(learning_rate=6e-4, warmup_iterations=700, train_num_batches=19560)", 1000),
    ("llmc.cosine(learning_rate=3e-4, warmup_iterations=0, train_num_batches=50, final_learning_rate_frac=0.1)", 51),
    ("llmc.cosine(learning_rate=3e-4, warmup_iterations=0, train_num_batches=1)", 2),
    ("llmc.cosine(learning_rate=3e-4, warmup_iterations=0, train_num_batches=2)", 3),
    ("llmc.linear(learning_rate=1, warmup_iterations=2, train_num_batches=10)", 11),
    ("llmc.linear(learning_rate=3e-4, warmup_iterations=7, train_num_batches=77, final_learning_rate_frac=0.1)", 78),
    ("llmc.constant(learning_rate=3e-4, warmup_iterations=5)", 10),
    ("llmc.wsd(learning_rate=1, warmup_iterations=2, train_num_batches=10)", 11),
    ("llmc.wsd(learning_rate=6e-4, warmup_iterations=20, train_num_batches=333)", 334),
    ("llmc.wsd(learning_rate=6e-4, warmup_iterations=20, train_num_batches=125, final_learning_rate_frac=0.1)", 126),
]


def sweep():
    """Random parameters for every type."""
    source = random.Random(20260109)
    for _ in range(5):
        for kind in ("cosine", "linear", "wsd"):
            total = source.randint(5, 80)
            yield draw.call(f"llmc.{kind}", learning_rate=draw.rate(source), warmup_iterations=source.randint(0, total // 2),
                            train_num_batches=total, final_learning_rate_frac=draw.number(source, 1e-3, 0.3)), total + 1


def version() -> str:
    return "commit 4b5fecc8b2b5e77e208318c998de51ae27781d24 (compiled with gcc -O0 -ffp-contract=off, glibc)"


def compiled():
    """The header as a shared library with one function."""
    folder = pathlib.Path(tempfile.mkdtemp())
    (folder / "driver.c").write_text(DRIVER)
    header = pathlib.Path(os.environ["LLMC_SCHEDULERS"])
    subprocess.run(["gcc", "-O0", "-ffp-contract=off", "-shared", "-fPIC", "-I", header.parent, "-o", folder / "driver.so",
                    folder / "driver.c", "-lm"], check=True)
    rate = ctypes.CDLL(str(folder / "driver.so")).rate
    rate.restype = ctypes.c_float
    rate.argtypes = [ctypes.c_char_p, ctypes.c_float, ctypes.c_int, ctypes.c_int, ctypes.c_float, ctypes.c_int]
    return rate


def cases():
    rate = compiled()
    for text, steps in [*SPECS, *sweep()]:
        spec = parse(text)
        given = spec.arguments
        values = [rate(spec.name.encode(), given["learning_rate"], given["warmup_iterations"], given.get("train_num_batches", 0),
                       given.get("final_learning_rate_frac", 0.0), step) for step in range(steps)]
        yield Case(text, steps, values)
