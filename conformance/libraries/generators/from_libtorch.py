"""LibTorch: torch::optim::StepLR in a C++ program, stepped after the optimizer, the rate read before it.

apt-get install g++ libtorch-dev (Debian's 1.13.1)
"""

import pathlib
import subprocess
import tempfile

from .case import Case
from .spec import parse

PACKAGE = "libtorch-dev"
HOW = "printed by the library"
SOURCE = "https://github.com/pytorch/pytorch/blob/v1.13.1/torch/csrc/api/src/optim/schedulers/step_lr.cpp"
PRECISION = "float64"
DEFAULT_RATE = 1e-3

SPECS = [
    ("libtorch.StepLR(step_size=3) | peak(0.1)", 12),
    ("libtorch.StepLR(step_size=30, gamma=0.5) | peak(0.05)", 100),
    ("libtorch.StepLR(step_size=1, gamma=0.97) | peak(1)", 60),
    ("libtorch.StepLR(step_size=7, gamma=1.5)", 30),
    ("libtorch.StepLR(step_size=100) | peak(0.1)", 20),
]
PROGRAM = """
#include <torch/optim/optimizer.h>
#include <torch/optim/schedulers/step_lr.h>
#include <torch/optim/sgd.h>
#include <cstdio>
#include <cstdlib>

int main(int, char** a) {
  torch::optim::SGD optimizer({torch::zeros({1})}, torch::optim::SGDOptions(std::atof(a[1])));
  torch::optim::StepLR scheduler(optimizer, static_cast<unsigned>(std::atoi(a[2])), std::atof(a[3]));
  for (int t = 0; t < std::atoi(a[4]); ++t) {
    std::printf("%.17g\\n", optimizer.param_groups()[0].options().get_lr());
    optimizer.step();
    scheduler.step();
  }
}
"""


def version() -> str:
    asked = subprocess.run(["dpkg-query", "-W", "-f", "${Version}", "libtorch-dev"], capture_output=True, text=True, check=True)
    return f"{asked.stdout} (Debian)"


def cases():
    with tempfile.TemporaryDirectory() as folder:
        source, program = pathlib.Path(folder, "steps.cpp"), pathlib.Path(folder, "steps")
        source.write_text(PROGRAM)
        subprocess.run(["g++", "-std=c++17", "-O0", "-I/usr/include/torch/csrc/api/include", str(source), "-o", str(program),
                        "-ltorch", "-ltorch_cpu", "-lc10"], check=True)
        for text, steps in SPECS:
            spec = parse(text)
            base = DEFAULT_RATE if spec.peak is None else spec.peak
            given = [base, spec.arguments["step_size"], spec.arguments.get("gamma", 0.1), steps]
            done = subprocess.run([str(program), *map(repr, given)], capture_output=True, text=True, check=True)
            yield Case(text, steps, [float(line) for line in done.stdout.split()])
