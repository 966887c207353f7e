"""PyTorch-Ignite: its parameter schedulers attached to Events.ITERATION_STARTED of an engine, read in the iteration.

pip install torch pytorch-ignite
"""

import random

import ignite
import torch
from ignite.engine import Engine, Events
from ignite.handlers import param_scheduler

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "pytorch-ignite"
HOW = "printed by the library"
SOURCE = "https://github.com/pytorch/ignite/blob/master/ignite/handlers/param_scheduler.py"
PRECISION = "float64"

SPECS = [
    ("ignite.CosineAnnealingScheduler(start_value=1, end_value=0, cycle_size=10)", 25),
    ("ignite.CosineAnnealingScheduler(start_value=0.1, end_value=0.001, cycle_size=4, cycle_mult=2)", 40),
    ("ignite.CosineAnnealingScheduler(start_value=0.1, end_value=0.001, cycle_size=5, cycle_mult=1.5, "
     "start_value_mult=0.5, end_value_mult=0.9)", 50),
    ("ignite.CosineAnnealingScheduler(start_value=0.1, end_value=0.001, cycle_size=6, start_value_mult=0.5)", 40),
    ("ignite.CosineAnnealingScheduler(start_value=0.1, end_value=0.001, cycle_size=6, warmup_duration=3, "
     "start_value_mult=0.5, end_value_mult=0.5)", 40),
    ("ignite.LinearCyclicalScheduler(start_value=0.1, end_value=1, cycle_size=10)", 25),
    ("ignite.LinearCyclicalScheduler(start_value=1, end_value=0.1, cycle_size=5, cycle_mult=2)", 40),
    ("ignite.LinearCyclicalScheduler(start_value=1, end_value=0.1, cycle_size=8, monotonic=true)", 20),
    ("ignite.LinearCyclicalScheduler(start_value=1, end_value=0.1, cycle_size=8, monotonic=true, warmup_duration=4, "
     "cycle_mult=1.5)", 50),
    ("ignite.PiecewiseLinear(milestones_values=[[10, 0.5], [20, 0.45], [21, 0.3], [30, 0.1], [40, 0.1]])", 45),
    ("ignite.PiecewiseLinear(milestones_values=[[0, 0], [5, 1], [20, 0]])", 24),
    ("ignite.PiecewiseLinear(milestones_values=[[3, 0.2]])", 8),
    ("ignite.ConcatScheduler(schedulers=[\"ignite.LinearCyclicalScheduler(start_value=0.1, end_value=0.5, cycle_size=60)\", "
     "\"ignite.CosineAnnealingScheduler(start_value=0.5, end_value=0.01, cycle_size=60)\"], durations=[30])", 100),
]


def sweep():
    """Random parameters."""
    source = random.Random(20260113)
    for _ in range(5):
        shared = {"start_value": draw.rate(source), "end_value": draw.rate(source), "cycle_size": source.randint(2, 12),
                  "cycle_mult": source.choice([1.0, 2.0, 1.7]), "start_value_mult": draw.number(source, 0.5, 1.2),
                  "end_value_mult": draw.number(source, 0.5, 1.2)}
        yield draw.call("ignite.CosineAnnealingScheduler", **shared, warmup_duration=source.randint(0, 5)), 60
        yield draw.call("ignite.LinearCyclicalScheduler", **shared), 60


def version() -> str:
    return f"{ignite.__version__} (torch {torch.__version__})"


def scheduler(spec, optimizer):
    arguments = dict(spec.arguments)
    if spec.name == "ConcatScheduler":
        parts = [scheduler(parse(text), optimizer) for text in arguments["schedulers"]]
        return param_scheduler.ConcatScheduler(parts, arguments["durations"])
    if "milestones_values" in arguments:
        arguments["milestones_values"] = [tuple(pair) for pair in arguments["milestones_values"]]
    return getattr(param_scheduler, spec.name)(optimizer, "lr", **arguments)


def rates(text: str, steps: int) -> list:
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=1.0)
    applied = []
    engine = Engine(lambda _engine, _batch: applied.append(optimizer.param_groups[0]["lr"]))
    engine.add_event_handler(Events.ITERATION_STARTED, scheduler(parse(text), optimizer))
    engine.run([0] * steps, max_epochs=1)
    return applied


def cases():
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
