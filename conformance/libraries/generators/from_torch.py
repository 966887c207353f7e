"""PyTorch: the rates that torch.optim.lr_scheduler puts into the optimizer, read before each optimizer step."""

import random
import warnings

import torch
from torch.optim import lr_scheduler

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "torch"
HOW = "printed by the library"
SOURCE = "https://github.com/pytorch/pytorch/blob/main/torch/optim/lr_scheduler.py"
PRECISION = "float64"
DEFAULT_RATE = 1e-3  # torch.optim.SGD(lr=1e-3)

SPECS = [
    ("torch.StepLR(step_size=3, gamma=0.1) | peak(0.1)", 12),
    ("torch.StepLR(step_size=30) | peak(0.05)", 100),
    ("torch.StepLR(step_size=1, gamma=0.97) | peak(1)", 60),
    ("torch.StepLR(step_size=7, gamma=1.5)", 30),
    ("torch.StepLR(step_size=100, gamma=0.5) | peak(3e-4)", 20),
    ("torch.MultiStepLR(milestones=[30, 80], gamma=0.1) | peak(0.1)", 100),
    ("torch.MultiStepLR(milestones=[3, 5, 5, 9], gamma=0.5) | peak(1)", 12),
    ("torch.MultiStepLR(milestones=[9, 3, 5], gamma=0.3) | peak(1)", 12),
    ("torch.MultiStepLR(milestones=[0, 4], gamma=0.1) | peak(2)", 8),
    ("torch.MultiStepLR(milestones=[1], gamma=2) | peak(2)", 4),
    ("torch.MultiStepLR(milestones=[]) | peak(2)", 4),
    ("torch.ConstantLR(factor=0.5, total_iters=4) | peak(0.05)", 8),
    ("torch.ConstantLR | peak(3)", 8),
    ("torch.ConstantLR(factor=0.25, total_iters=1) | peak(1)", 4),
    ("torch.ConstantLR(factor=0.5, total_iters=0) | peak(1)", 4),
    ("torch.LinearLR(start_factor=0.5, total_iters=4) | peak(0.05)", 8),
    ("torch.LinearLR | peak(0.1)", 8),
    ("torch.LinearLR(start_factor=1, end_factor=0, total_iters=10) | peak(0.1)", 14),
    ("torch.LinearLR(start_factor=1e-3, total_iters=50) | peak(3e-4)", 60),
    ("torch.LinearLR(start_factor=0.2, end_factor=0.7, total_iters=1) | peak(1)", 4),
    ("torch.LinearLR(start_factor=0.2, end_factor=0.7, total_iters=2) | peak(1)", 4),
    ("torch.LinearLR(start_factor=0.5, total_iters=0) | peak(1)", 4),
    ("torch.ExponentialLR(gamma=0.9) | peak(0.1)", 60),
    ("torch.ExponentialLR(gamma=0.999) | peak(1)", 300),
    ("torch.ExponentialLR(gamma=1.1) | peak(1e-3)", 40),
    ("torch.ExponentialLR(gamma=0) | peak(1)", 3),
    ("torch.PolynomialLR(total_iters=4, power=1) | peak(0.05)", 8),
    ("torch.PolynomialLR | peak(1)", 8),
    ("torch.PolynomialLR(total_iters=100, power=0.9) | peak(0.01)", 104),
    ("torch.PolynomialLR(total_iters=20, power=2.5) | peak(0.01)", 24),
    ("torch.PolynomialLR(total_iters=20, power=0.5) | peak(0.01)", 24),
    ("torch.PolynomialLR(total_iters=1, power=2) | peak(1)", 4),
    ("torch.PolynomialLR(total_iters=2, power=2) | peak(1)", 4),
    ("torch.PolynomialLR(total_iters=0, power=2) | peak(1)", 4),
    ("torch.CosineAnnealingLR(T_max=10) | peak(1)", 45),
    ("torch.CosineAnnealingLR(T_max=10, eta_min=0.1) | peak(1)", 45),
    ("torch.CosineAnnealingLR(T_max=100, eta_min=1e-5) | peak(0.1)", 120),
    ("torch.CosineAnnealingLR(T_max=1) | peak(1)", 6),
    ("torch.CosineAnnealingLR(T_max=2) | peak(1)", 8),
    ("torch.CosineAnnealingLR(T_max=3, eta_min=0.5) | peak(0.25)", 14),
    ("torch.CosineAnnealingLR(T_max=500, eta_min=3e-5) | peak(3e-4)", 520),
    ("torch.CosineAnnealingWarmRestarts(T_0=10) | peak(1)", 35),
    ("torch.CosineAnnealingWarmRestarts(T_0=4, T_mult=2) | peak(0.5)", 64),
    ("torch.CosineAnnealingWarmRestarts(T_0=2, T_mult=3, eta_min=1e-3) | peak(0.1)", 250),
    ("torch.CosineAnnealingWarmRestarts(T_0=1, T_mult=1) | peak(1)", 4),
    ("torch.CosineAnnealingWarmRestarts(T_0=1, T_mult=2) | peak(1)", 40),
    ("torch.CyclicLR(base_lr=1, max_lr=5, step_size_up=4, cycle_momentum=false)", 30),
    ("torch.CyclicLR(base_lr=1, max_lr=5, step_size_up=4, step_size_down=6, cycle_momentum=false)", 30),
    ("torch.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=3, step_size_down=7, mode=triangular2, "
     "cycle_momentum=false)", 40),
    ("torch.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=5, mode=triangular2)", 60),
    ("torch.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=5, mode=exp_range, gamma=0.95)", 60),
    ("torch.CyclicLR(base_lr=0.001, max_lr=0.1, step_size_up=7, step_size_down=4, mode=exp_range, gamma=0.99)", 60),
    ("torch.CyclicLR(base_lr=0.01, max_lr=0.1)", 20),
    ("torch.CyclicLR(base_lr=0.01, max_lr=0.1, step_size_up=1, step_size_down=1)", 8),
    ("torch.OneCycleLR(max_lr=0.1, total_steps=10)", 11),
    ("torch.OneCycleLR(max_lr=0.1, total_steps=100)", 101),
    ("torch.OneCycleLR(max_lr=25, total_steps=10, pct_start=0.4, anneal_strategy=linear, final_div_factor=2, "
     "cycle_momentum=false)", 11),
    ("torch.OneCycleLR(max_lr=25, total_steps=10, pct_start=0.4, anneal_strategy=linear, div_factor=25, "
     "final_div_factor=4, three_phase=true, cycle_momentum=false)", 11),
    ("torch.OneCycleLR(max_lr=3e-4, total_steps=73, pct_start=0.1, div_factor=10, final_div_factor=100)", 74),
    ("torch.OneCycleLR(max_lr=3e-4, total_steps=73, pct_start=0.25, three_phase=true)", 74),
    ("torch.OneCycleLR(max_lr=1, epochs=4, steps_per_epoch=6)", 25),
    ("torch.OneCycleLR(max_lr=1, total_steps=1)", 2),
    ("torch.OneCycleLR(max_lr=1, total_steps=2)", 3),
    ("torch.OneCycleLR(max_lr=1, total_steps=3)", 4),
    ("torch.OneCycleLR(max_lr=1, total_steps=20, pct_start=1.0)", 20),
    ("torch.OneCycleLR(max_lr=1, total_steps=20, pct_start=0.0)", 21),
    ("torch.SequentialLR(schedulers=[\"torch.ConstantLR(factor=0.1, total_iters=2)\", "
     "\"torch.ExponentialLR(gamma=0.9)\"], milestones=[2]) | peak(1)", 8),
    ("torch.SequentialLR(schedulers=[\"torch.LinearLR(start_factor=0.1, total_iters=5)\", "
     "\"torch.CosineAnnealingLR(T_max=15, eta_min=0.01)\"], milestones=[5]) | peak(0.1)", 24),
    ("torch.SequentialLR(schedulers=[\"torch.LinearLR(start_factor=0.01, total_iters=10)\", "
     "\"torch.ConstantLR(factor=1, total_iters=1)\", \"torch.PolynomialLR(total_iters=20, power=1)\"], "
     "milestones=[10, 30]) | peak(3e-4)", 54),
    ("torch.SequentialLR(schedulers=[\"torch.StepLR(step_size=3, gamma=0.5)\", "
     "\"torch.CosineAnnealingWarmRestarts(T_0=4, T_mult=2)\"], milestones=[7]) | peak(1)", 30),
    ("torch.SequentialLR(schedulers=[\"torch.LinearLR(start_factor=0.25, total_iters=4)\", "
     "\"torch.MultiStepLR(milestones=[3, 6], gamma=0.1)\"], milestones=[4]) | peak(1)", 14),
    ("torch.ChainedScheduler(schedulers=[\"torch.ConstantLR(factor=0.1, total_iters=2)\", "
     "\"torch.ExponentialLR(gamma=0.9)\"]) | peak(1)", 8),
    ("torch.ChainedScheduler(schedulers=[\"torch.LinearLR(start_factor=0.4, total_iters=3)\", "
     "\"torch.MultiStepLR(milestones=[4, 8, 10], gamma=0.1)\", \"torch.StepLR(step_size=3, gamma=0.5)\"]) | peak(0.05)",
     16),
    ("torch.ChainedScheduler(schedulers=[\"torch.PolynomialLR(total_iters=10, power=0.9)\", "
     "\"torch.LinearLR(start_factor=0.2, total_iters=5)\"]) | peak(0.05)", 14),
]




def sweep():
    """Random parameters for every scheduler with parameters."""
    source = random.Random(20260101)
    for _ in range(6):
        rate = f" | peak({draw.rate(source)})"
        yield draw.call("torch.StepLR", step_size=source.randint(1, 20), gamma=draw.number(source, 0.05, 1.2)) + rate, 70
        marks = sorted(source.sample(range(1, 60), source.randint(1, 5)))
        yield draw.call("torch.MultiStepLR", milestones=marks, gamma=draw.number(source, 0.05, 1.2)) + rate, 64
        yield draw.call("torch.ConstantLR", factor=draw.number(source, 0.01, 1.0), total_iters=source.randint(1, 30)) + rate, 34
        yield draw.call("torch.LinearLR", start_factor=draw.number(source, 1e-3, 1.0), end_factor=draw.number(source, 1e-3, 1.0),
                        total_iters=source.randint(1, 60)) + rate, 64
        yield draw.call("torch.ExponentialLR", gamma=draw.number(source, 0.8, 1.05)) + rate, 60
        yield draw.call("torch.PolynomialLR", total_iters=source.randint(1, 60), power=draw.number(source, 0.3, 4.0)) + rate, 64
        yield draw.call("torch.CosineAnnealingLR", T_max=source.randint(1, 60), eta_min=draw.number(source, 1e-6, 1e-2)) + rate, 90
        yield draw.call("torch.CosineAnnealingWarmRestarts", T_0=source.randint(1, 12), T_mult=source.randint(1, 3),
                        eta_min=draw.number(source, 1e-6, 1e-2)) + rate, 90
        low = draw.rate(source)
        yield draw.call("torch.CyclicLR", base_lr=low, max_lr=low * source.randint(2, 40), step_size_up=source.randint(1, 15),
                        step_size_down=source.randint(1, 15), mode=source.choice(["triangular", "triangular2", "exp_range"]),
                        gamma=draw.number(source, 0.9, 1.0)), 70
        total = source.randint(8, 70)
        yield draw.call("torch.OneCycleLR", max_lr=draw.rate(source), total_steps=total, pct_start=draw.number(source, 0.15, 0.45),
                        anneal_strategy=source.choice(["cos", "linear"]), div_factor=draw.number(source, 2, 50),
                        final_div_factor=draw.number(source, 2, 1e4), three_phase=source.random() < 0.5), total + 1


def version() -> str:
    return torch.__version__


def scheduler(spec, optimizer):
    arguments = dict(spec.arguments)
    if "schedulers" in arguments:
        arguments["schedulers"] = [scheduler(parse(text), optimizer) for text in arguments["schedulers"]]
        if spec.name == "ChainedScheduler":
            return lr_scheduler.ChainedScheduler(arguments["schedulers"])
    return getattr(lr_scheduler, spec.name)(optimizer, **arguments)


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=DEFAULT_RATE if spec.peak is None else spec.peak, momentum=0.9)
    schedule = scheduler(spec, optimizer)
    applied = []
    for step in range(steps):
        applied.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            schedule.step()
    return applied


def cases():
    warnings.simplefilter("ignore")
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
