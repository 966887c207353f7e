"""MLX on the CPU: its schedules called with the step as an array, as its optimizers do.

pip install "mlx[cpu]"
"""

import importlib.metadata
import random

import mlx.core as mx
from mlx.optimizers import schedulers

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "mlx"
HOW = "printed by the library"
SOURCE = "https://github.com/ml-explore/mlx/blob/main/python/mlx/optimizers/schedulers.py"
PRECISION = "float32"

SPECS = [
    ("mlx.exponential_decay(init=0.1, decay_rate=0.9)", 40),
    ("mlx.exponential_decay(init=0.001, decay_rate=0.999)", 200),
    ("mlx.step_decay(init=0.1, decay_rate=0.9, step_size=10)", 40),
    ("mlx.cosine_decay(init=0.1, decay_steps=1000)", 300),
    ("mlx.cosine_decay(init=0.1, decay_steps=20, end=0.01)", 25),
    ("mlx.linear_schedule(init=0, end=0.1, steps=100)", 104),
    ("mlx.linear_schedule(init=0.1, end=0.001, steps=30)", 34),
    ("mlx.join_schedules(schedules=[\"mlx.linear_schedule(init=0, end=0.1, steps=10)\", "
     "\"mlx.cosine_decay(init=0.1, decay_steps=200)\"], boundaries=[10])", 120),
    ("mlx.join_schedules(schedules=[\"mlx.linear_schedule(init=0, end=0.1, steps=5)\", "
     "\"mlx.linear_schedule(init=0.1, end=0.1, steps=1)\", \"mlx.step_decay(init=0.1, decay_rate=0.5, step_size=3)\"], "
     "boundaries=[5, 15])", 40),
]


def sweep():
    """Random parameters."""
    source = random.Random(20260116)
    for _ in range(6):
        rate, steps = draw.rate(source), source.randint(2, 70)
        yield draw.call("mlx.exponential_decay", init=rate, decay_rate=draw.number(source, 0.8, 1.02)), 60
        yield draw.call("mlx.step_decay", init=rate, decay_rate=draw.number(source, 0.1, 0.99), step_size=steps), 90
        yield draw.call("mlx.cosine_decay", init=rate, decay_steps=steps, end=rate * 0.1), steps + 3
        yield draw.call("mlx.linear_schedule", init=rate, end=draw.rate(source), steps=steps), steps + 3


def version() -> str:
    return f"{importlib.metadata.version('mlx')} (CPU)"


def schedule(spec):
    arguments = dict(spec.arguments)
    if spec.name == "join_schedules":
        return schedulers.join_schedules([schedule(parse(text)) for text in arguments["schedules"]], arguments["boundaries"])
    return getattr(schedulers, spec.name)(**arguments)


def cases():
    mx.set_default_device(mx.cpu)
    for text, steps in [*SPECS, *sweep()]:
        of = schedule(parse(text))
        # mlx.optimizers counts in uint64 arrays
        yield Case(text, steps, [float(of(mx.array(t, mx.uint64))) for t in range(steps)])
