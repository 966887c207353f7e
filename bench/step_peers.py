"""One step through Python: TaperLR beside PyTorch's own schedulers, a bound run and arrays of steps. Prints a table.

  step_peers.py [--rounds N]     a python3 with torch that finds taper_lr (PYTHONPATH=build/python/package)
"""

import argparse
import os
import sys
import time
import timeit
import warnings

import numpy as np
import taper_lr
import torch
from taper_lr.torch import TaperLR
from torch.optim.lr_scheduler import CosineAnnealingLR, LambdaLR, OneCycleLR

STEPS = 10**8
SPEC = "cosine | warmup(500)"


def optimizer(groups=1):
    made = torch.optim.SGD([{"params": [torch.zeros(1, requires_grad=True)]} for _ in range(groups)], lr=0.1)
    made.step()
    return made


def nanoseconds(work, rounds, calls=20_000):
    return min(timeit.repeat(work, number=calls, repeat=rounds, timer=time.process_time)) / calls * 1e9


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=9)
    rounds = parser.parse_args().rounds
    warnings.simplefilter("ignore")
    made = {
        "TaperLR.step()": TaperLR(optimizer(), SPEC, total_steps=STEPS),
        "TaperLR.step(), 4 groups": TaperLR(optimizer(4), SPEC, total_steps=STEPS),
        "CosineAnnealingLR.step()": CosineAnnealingLR(optimizer(), STEPS),
        "LambdaLR.step()": LambdaLR(optimizer(), lambda t: 1 - t / STEPS),
        "OneCycleLR.step()": OneCycleLR(optimizer(), max_lr=0.1, total_steps=STEPS),
    }
    times = {name: nanoseconds(one.step, rounds) for name, one in made.items()}
    ours = times["TaperLR.step()"]
    run = taper_lr.Schedule(SPEC).over(STEPS)
    steps, shuffled = np.arange(100_000), np.random.default_rng(0).permutation(100_000)
    out = np.empty(len(steps))
    per_value = {
        "run(t)": nanoseconds(lambda: run(4200), rounds),
        "run(array), in order": nanoseconds(lambda: run(steps, out=out), rounds, 20) / len(steps),
        "run(array), shuffled": nanoseconds(lambda: run(shuffled, out=out), rounds, 20) / len(steps),
    }
    print(f"Python {sys.version.split()[0]}, torch {torch.__version__}, load {os.getloadavg()[0]:.1f}; processor time, the least of {rounds} rounds\n")
    print(f"  {'one optimizer step':<26} {'ns':>8}   {'TaperLR is':>10}")
    for name, value in times.items():
        print(f"  {name:<26} {value:8.0f}   {f'{value / ours:9.1f}x' if 'Taper' not in name else '':>10}")
    print(f"\n  {'a bound run':<26} {'ns/value':>8}")
    for name, value in per_value.items():
        print(f"  {name:<26} {value:8.1f}")


main()
