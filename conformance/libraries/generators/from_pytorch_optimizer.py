"""pytorch_optimizer: its schedulers stepped after each optimizer step, the rate read before it.

pip install torch pytorch_optimizer
"""

import importlib.metadata
import random
import warnings

import torch
from pytorch_optimizer import lr_scheduler

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "pytorch_optimizer"
HOW = "printed by the library"
SOURCE = "https://github.com/kozistr/pytorch_optimizer/tree/main/pytorch_optimizer/lr_scheduler"
PRECISION = "float64"
DEFAULT_RATE = 1e-3  # torch.optim.SGD(lr=1e-3)

SPECS = [
    ("pytorch_optimizer.REXScheduler(total_steps=10)", 14),
    ("pytorch_optimizer.REXScheduler(max_lr=2, min_lr=1)", 40),
    ("pytorch_optimizer.LinearScheduler(t_max=10, max_lr=1, min_lr=0.01, init_lr=0.1, warmup_steps=5)", 11),
    ("pytorch_optimizer.LinearScheduler(max_lr=0.1)", 20),
    ("pytorch_optimizer.CosineScheduler(t_max=10, max_lr=1, min_lr=0.01, init_lr=0.1, warmup_steps=5)", 11),
    ("pytorch_optimizer.CosineScheduler(t_max=30, max_lr=0.001, warmup_steps=3)", 34),
    ("pytorch_optimizer.PolyScheduler(poly_order=0.5, t_max=10, max_lr=1, min_lr=0.01, init_lr=0.1, warmup_steps=5)", 11),
    ("pytorch_optimizer.PolyScheduler(max_lr=0.1)", 20),
    ("pytorch_optimizer.CosineAnnealingWarmupRestarts(first_cycle_steps=10, max_lr=0.001, min_lr=0.00001, warmup_steps=5, gamma=1)", 30),
    ("pytorch_optimizer.CosineAnnealingWarmupRestarts(first_cycle_steps=10, cycle_mult=0.9, max_lr=0.001, warmup_steps=3, gamma=0.5)", 50),
    ("pytorch_optimizer.CosineAnnealingWarmupRestarts(first_cycle_steps=4, cycle_mult=2)", 40),
    ("pytorch_optimizer.get_wsd_schedule(num_warmup_steps=2, num_stable_steps=2, num_decay_steps=3, min_lr_ratio=0.1) | peak(0.001)", 10),
    ("pytorch_optimizer.get_wsd_schedule(num_warmup_steps=0, num_stable_steps=5, num_decay_steps=8, cooldown_type=linear) | peak(1)", 15),
    ("pytorch_optimizer.get_wsd_schedule(num_warmup_steps=3, num_stable_steps=0, num_decay_steps=8, cooldown_type=\"1-square\") | peak(1)", 13),
    ("pytorch_optimizer.get_wsd_schedule(num_warmup_steps=2, num_stable_steps=3, num_decay_steps=10, cooldown_type=cosine, min_lr_ratio=0.1) | peak(1)", 18),
    ("pytorch_optimizer.get_wsd_schedule(num_warmup_steps=2, num_stable_steps=3, num_decay_steps=10, cooldown_type=cosine, num_cycles=1.5) | peak(1)", 18),
    ("pytorch_optimizer.get_chebyshev_schedule(num_epochs=16) | peak(1)", 20),
    ("pytorch_optimizer.get_chebyshev_schedule(num_epochs=33) | peak(0.1)", 70),
] + [(f"pytorch_optimizer.get_chebyshev_schedule(num_epochs={n})", 8) for n in (1, 2, 3, 4, 5)]


def sweep():
    """Random parameters."""
    source = random.Random(20260114)
    for _ in range(5):
        rate, total = draw.rate(source), source.randint(6, 60)
        rise = {"init_lr": rate * 0.01, "warmup_steps": source.randint(0, 4), "min_lr": rate * 0.1}
        for name in ("LinearScheduler", "CosineScheduler"):
            yield draw.call(f"pytorch_optimizer.{name}", t_max=total, max_lr=rate, **rise), total + 3
        yield draw.call("pytorch_optimizer.CosineAnnealingWarmupRestarts", first_cycle_steps=total, cycle_mult=draw.number(source, 0.7, 2),
                        max_lr=rate, min_lr=rate * 0.01, warmup_steps=source.randint(0, 4), gamma=draw.number(source, 0.5, 1)), 4 * total


def version() -> str:
    return f"{importlib.metadata.version('pytorch_optimizer')} (torch {torch.__version__})"


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=DEFAULT_RATE if spec.peak is None else spec.peak)
    arguments = dict(spec.arguments)
    lengths = {"REXScheduler": "total_steps", "LinearScheduler": "t_max", "CosineScheduler": "t_max", "PolyScheduler": "t_max"}
    if spec.name in lengths:
        arguments.setdefault(lengths[spec.name], steps)
    scheduler = getattr(lr_scheduler, spec.name)(optimizer, **arguments)
    applied = []
    for _ in range(steps):
        applied.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        scheduler.step()
    return applied


def cases():
    warnings.simplefilter("ignore")
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
