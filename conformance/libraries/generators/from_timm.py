"""timm: the rates in the optimizer when its schedulers are stepped by update, as timm's own train.py does.

The first optimizer step runs with what the constructor put there (the base rate, or warmup_lr_init); step_update(k) is called
after the k-th.
"""

import logging
import random
import warnings

import timm
import timm.scheduler as scheduler
import torch

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "timm"
HOW = "printed by the library"
SOURCE = "https://github.com/huggingface/pytorch-image-models/tree/main/timm/scheduler"
PRECISION = "float64"
DEFAULT_RATE = 1e-3  # torch.optim.SGD(lr=1e-3)

SPECS = [
    ("timm.CosineLRScheduler(t_initial=10) | peak(1)", 14),
    ("timm.CosineLRScheduler(t_initial=10, warmup_t=2) | peak(1)", 13),
    ("timm.CosineLRScheduler(t_initial=10, warmup_t=2, warmup_prefix=true) | peak(1)", 15),
    ("timm.CosineLRScheduler(t_initial=100, lr_min=1e-5, warmup_t=5, warmup_lr_init=1e-5) | peak(0.1)", 110),
    ("timm.CosineLRScheduler(t_initial=10, cycle_limit=4) | peak(1)", 46),
    ("timm.CosineLRScheduler(t_initial=10, cycle_limit=4, cycle_decay=0.5, lr_min=0.01) | peak(1)", 46),
    ("timm.CosineLRScheduler(t_initial=5, cycle_mul=2, cycle_limit=4, cycle_decay=0.5) | peak(1)", 80),
    ("timm.CosineLRScheduler(t_initial=1, cycle_mul=3, cycle_limit=8) | peak(1)", 370),
    ("timm.CosineLRScheduler(t_initial=16, cycle_mul=1.5, cycle_limit=9, lr_min=0.1) | peak(1)", 500),
    ("timm.CosineLRScheduler(t_initial=1, cycle_mul=10, cycle_limit=3) | peak(1)", 115),
    ("timm.CosineLRScheduler(t_initial=7, cycle_mul=2.5, cycle_limit=3, warmup_t=3, warmup_prefix=true) | peak(1)", 80),
    ("timm.CosineLRScheduler(t_initial=20, k_decay=1.5) | peak(0.1)", 24),
    ("timm.CosineLRScheduler(t_initial=20, k_decay=0.5, lr_min=1e-4) | peak(0.1)", 24),
    ("timm.CosineLRScheduler(t_initial=1) | peak(0.1)", 4),
    ("timm.CosineLRScheduler(t_initial=2) | peak(0.1)", 5),
    ("timm.CosineLRScheduler(t_initial=10)", 12),
    ("timm.TanhLRScheduler(t_initial=10) | peak(1)", 14),
    ("timm.TanhLRScheduler(t_initial=10, warmup_t=3, warmup_lr_init=1e-3) | peak(1)", 14),
    ("timm.TanhLRScheduler(t_initial=10, warmup_t=3, warmup_prefix=true) | peak(1)", 16),
    ("timm.TanhLRScheduler(t_initial=10, lb=-4, ub=4, lr_min=0.01, cycle_limit=3, cycle_decay=0.7) | peak(1)", 34),
    ("timm.TanhLRScheduler(t_initial=4, cycle_mul=2, cycle_limit=3, cycle_decay=0.5) | peak(1)", 34),
    ("timm.PolyLRScheduler(t_initial=10) | peak(1)", 14),
    ("timm.PolyLRScheduler(t_initial=20, power=0.9, lr_min=1e-4, warmup_t=4, warmup_lr_init=1e-4) | peak(0.1)", 24),
    ("timm.PolyLRScheduler(t_initial=20, power=2, warmup_t=4, warmup_prefix=true) | peak(0.1)", 28),
    ("timm.PolyLRScheduler(t_initial=10, power=2, cycle_limit=3, cycle_decay=0.5) | peak(0.1)", 34),
    ("timm.PolyLRScheduler(t_initial=3, power=1.5, cycle_mul=3, cycle_limit=4, k_decay=2) | peak(0.1)", 130),
    ("timm.StepLRScheduler(decay_t=5, decay_rate=0.5) | peak(0.1)", 24),
    ("timm.StepLRScheduler(decay_t=5, decay_rate=0.5, warmup_t=3, warmup_lr_init=0.01) | peak(0.1)", 24),
    ("timm.StepLRScheduler(decay_t=5, decay_rate=0.5, warmup_t=3, warmup_prefix=false) | peak(0.1)", 24),
    ("timm.StepLRScheduler(decay_t=2.5, decay_rate=0.5) | peak(0.1)", 12),
    ("timm.StepLRScheduler(decay_t=30) | peak(0.1)", 4),
    ("timm.MultiStepLRScheduler(decay_t=[3, 6], decay_rate=0.1) | peak(0.1)", 10),
    ("timm.MultiStepLRScheduler(decay_t=[1, 4], decay_rate=0.1) | peak(0.1)", 10),
    ("timm.MultiStepLRScheduler(decay_t=[4, 8], decay_rate=0.1, warmup_t=3, warmup_lr_init=1e-3) | peak(0.1)", 14),
    ("timm.MultiStepLRScheduler(decay_t=[4, 8], decay_rate=0.1, warmup_t=3, warmup_prefix=false) | peak(0.1)", 14),
    ("timm.WSDLRScheduler(t_initial=20, decay_t=5) | peak(1)", 24),
    ("timm.WSDLRScheduler(t_initial=20, decay_t=5, warmup_t=4, warmup_lr_init=1e-3, lr_min=0.01) | peak(1)", 28),
    ("timm.WSDLRScheduler(t_initial=20, decay_t=10, decay_fn=linear) | peak(1)", 24),
    ("timm.WSDLRScheduler(t_initial=20, decay_t=10, decay_fn=cosine, lr_min=0.1) | peak(1)", 24),
    ("timm.WSDLRScheduler(t_initial=20, decay_t=10, decay_fn=power, decay_power=2) | peak(1)", 24),
    ("timm.WSDLRScheduler(t_initial=20, decay_t=10, decay_fn=exp, decay_ratio=0.05) | peak(1)", 24),
    ("timm.WSDLRScheduler(t_initial=40, decay_t=10, stable_fn=rsqrt, warmup_t=5, decay_fn=linear) | peak(1)", 50),
    ("timm.WSDLRScheduler(t_initial=40, decay_t=10, stable_fn=power, stable_timescale=8, stable_power=0.7, lr_min=0.3)"
     " | peak(1)", 44),
    ("timm.WSDLRScheduler(t_initial=1, decay_t=1) | peak(1)", 4),
]


def sweep():
    """Random parameters for shapes with many parameters."""
    source = random.Random(20260105)
    for _ in range(5):
        rate, total = f" | peak({draw.rate(source)})", source.randint(3, 40)
        warmup = {"warmup_t": source.randint(0, 8), "warmup_lr_init": 1e-6, "warmup_prefix": source.random() < 0.5}
        cycles = {"cycle_mul": source.choice([1.0, 1.0, 2.0, 1.3]), "cycle_decay": draw.number(source, 0.3, 1), "cycle_limit": 3}
        yield draw.call("timm.CosineLRScheduler", t_initial=total, lr_min=1e-6, **cycles, **warmup,
                        k_decay=draw.number(source, 0.5, 2)) + rate, 3 * total
        yield draw.call("timm.TanhLRScheduler", t_initial=total, lr_min=1e-6, **cycles, **warmup) + rate, 2 * total
        yield draw.call("timm.PolyLRScheduler", t_initial=total, power=draw.number(source, 0.3, 3), **cycles, **warmup) + rate, 2 * total
        yield draw.call("timm.WSDLRScheduler", t_initial=total, decay_t=source.randint(1, total), lr_min=1e-6,
                        decay_fn=source.choice(["linear", "1-sqrt", "cosine", "power", "exp"]),
                        warmup_t=source.randint(1, 8), stable_fn=source.choice(["constant", "rsqrt", "power"])) + rate, total + 12


def version() -> str:
    return f"{timm.__version__} (torch {torch.__version__})"


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=DEFAULT_RATE if spec.peak is None else spec.peak)
    schedule = getattr(scheduler, spec.name)(optimizer, t_in_epochs=False, **spec.arguments)
    applied = []
    for step in range(steps):
        applied.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step_update(step + 1)
    return applied


def cases():
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
