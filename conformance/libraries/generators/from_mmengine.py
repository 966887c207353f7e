"""MMEngine: its parameter schedulers with by_epoch=False, the rate read before each optimizer step.

pip install torch numpy addict yapf termcolor rich; pip install --no-deps mmengine
"""

import random
import warnings

import mmengine
import torch
from mmengine.optim import scheduler

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "mmengine"
HOW = "printed by the library"
SOURCE = "https://github.com/open-mmlab/mmengine/blob/main/mmengine/optim/scheduler/param_scheduler.py"
PRECISION = "float64"
DEFAULT_RATE = 1e-3  # torch.optim.SGD(lr=1e-3)

SPECS = [
    ("mmengine.StepLR(step_size=3, gamma=0.1) | peak(0.1)", 12),
    ("mmengine.StepLR(step_size=2, gamma=0.5, begin=4, end=9) | peak(0.1)", 14),
    ("mmengine.MultiStepLR(milestones=[3, 5, 5, 9], gamma=0.5) | peak(1)", 12),
    ("mmengine.MultiStepLR(milestones=[0, 4], gamma=0.1) | peak(2)", 8),
    ("mmengine.MultiStepLR(milestones=[2], gamma=0.1, begin=3) | peak(2)", 8),
    ("mmengine.ConstantLR(factor=0.5, end=5) | peak(0.05)", 8),
    ("mmengine.ConstantLR(factor=0.5, end=1) | peak(0.05)", 4),
    ("mmengine.ConstantLR | peak(3)", 8),
    ("mmengine.ExponentialLR(gamma=0.9) | peak(0.1)", 40),
    ("mmengine.ExponentialLR(gamma=0.9, begin=3, end=10)", 14),
    ("mmengine.LinearLR(start_factor=0.001, end=10) | peak(0.01)", 14),
    ("mmengine.LinearLR(start_factor=1, end_factor=0.1, end=20) | peak(0.01)", 20),
    ("mmengine.LinearLR(start_factor=0.5, end=1) | peak(1)", 3),
    ("mmengine.LinearLR(start_factor=0.5, end=2) | peak(1)", 4),
    ("mmengine.PolyLR(end=20) | peak(0.01)", 24),
    ("mmengine.PolyLR(power=0.9, eta_min=0.0001, end=40) | peak(0.01)", 44),
    ("mmengine.PolyLR(power=2, begin=5, end=20) | peak(0.01)", 24),
    ("mmengine.CosineAnnealingLR(T_max=10) | peak(1)", 45),
    ("mmengine.CosineAnnealingLR(end=20, eta_min_ratio=0.05) | peak(0.1)", 24),
    ("mmengine.CosineAnnealingLR(begin=4, end=20, eta_min=0.001) | peak(0.1)", 24),
    ("mmengine.CosineRestartLR(periods=[5, 10, 5], restart_weights=[1, 0.5, 0.25], eta_min=0) | peak(0.1)", 24),
    ("mmengine.CosineRestartLR(periods=[7], eta_min_ratio=0.1) | peak(0.1)", 10),
    ("mmengine.OneCycleLR(eta_max=0.1, total_steps=20)", 20),
    ("mmengine.OneCycleLR(eta_max=0.1, end=50, pct_start=0.2, anneal_strategy=linear, three_phase=true)", 52),
    ("mmengine.OneCycleLR(eta_max=3, total_steps=10, pct_start=0.4, div_factor=10, final_div_factor=100)", 10),
    ("mmengine.param_scheduler(schedulers=[\"mmengine.LinearLR(start_factor=0.001, end=10)\", "
     "\"mmengine.CosineAnnealingLR(begin=10, end=60, eta_min=1e-6)\"]) | peak(0.001)", 64),
    ("mmengine.param_scheduler(schedulers=[\"mmengine.LinearLR(start_factor=0.1, end_factor=0.8, end=6)\", "
     "\"mmengine.PolyLR(power=0.9, begin=6, end=30)\"]) | peak(0.01)", 34),
    ("mmengine.param_scheduler(schedulers=[\"mmengine.LinearLR(start_factor=0.067, end=5)\", "
     "\"mmengine.MultiStepLR(milestones=[8, 11], begin=5, end=40)\"]) | peak(0.02)", 40),
]


def sweep():
    """Random parameters."""
    source = random.Random(20260112)
    for _ in range(5):
        rate, begin = f" | peak({draw.rate(source)})", source.randint(0, 6)
        end = begin + source.randint(3, 60)
        window = {"begin": begin, "end": end}
        yield draw.call("mmengine.LinearLR", start_factor=draw.number(source, 1e-3, 1.0), end_factor=draw.number(source, 0.1, 1.0), **window) + rate, end + 4
        yield draw.call("mmengine.PolyLR", power=draw.number(source, 0.4, 3), eta_min=1e-6, **window) + rate, end + 4
        yield draw.call("mmengine.CosineAnnealingLR", eta_min=1e-6, **window) + rate, end + 4
        yield draw.call("mmengine.OneCycleLR", eta_max=draw.rate(source), total_steps=end + 10, pct_start=draw.number(source, 0.2, 0.45),
                        three_phase=source.random() < 0.5), end + 10


def version() -> str:
    return f"{mmengine.__version__} (torch {torch.__version__})"


def made(spec, optimizer) -> list:
    if spec.name == "param_scheduler":
        return [one for text in spec.arguments["schedulers"] for one in made(parse(text), optimizer)]
    return [getattr(scheduler, spec.name)(optimizer, by_epoch=False, **spec.arguments)]


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=DEFAULT_RATE if spec.peak is None else spec.peak, momentum=0.9)
    schedulers = made(spec, optimizer)
    applied = []
    for step in range(steps):
        applied.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            for one in schedulers:
                one.step()
    return applied


def cases():
    warnings.simplefilter("ignore")
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
