"""torchtitan: the LambdaLR that its [lr_scheduler] section builds, read before each optimizer step.

pip install torch numpy; pip install --no-deps torchtitan spmd_types; pip install tyro einops
"""

import logging
import random
from importlib.metadata import version as package_version

import torch
from torchtitan.components.optimizer.lr_scheduler import LRSchedulersContainer

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "torchtitan"
HOW = "printed by the library"
SOURCE = "https://github.com/pytorch/torchtitan/blob/main/torchtitan/components/optimizer/lr_scheduler.py"
PRECISION = "float64"
DEFAULT_RATE = 8e-4  # torchtitan's [optimizer] lr

HEAD = "torchtitan.lr_scheduler"
SPECS = [
    (f"{HEAD}(warmup_steps=2, total_steps=10) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=2, total_steps=10, decay_ratio=0.5) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=2, total_steps=10, decay_ratio=0.5, decay_type=sqrt) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=2, total_steps=10, decay_ratio=0.5, decay_type=cosine) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=2, total_steps=10, decay_type=cosine, min_lr_factor=0.1) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=20, total_steps=10) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=5, total_steps=10, decay_ratio=0.8) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=0, total_steps=10) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=0, total_steps=10, decay_ratio=0) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=0, total_steps=10, decay_ratio=0.25) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=0, total_steps=10, decay_ratio=0.35) | peak(1)", 10),
    (f"{HEAD}(warmup_steps=2, total_steps=10) | peak(1)", 16),
    (f"{HEAD}(warmup_steps=2, total_steps=10, decay_type=cosine) | peak(1)", 16),
    (f"{HEAD}(warmup_steps=2, total_steps=10, decay_ratio=0.5, decay_type=sqrt, min_lr_factor=0.2) | peak(1)", 16),
    (f"{HEAD}(warmup_steps=2)", 40),
    (f"{HEAD}(total_steps=1000)", 300),
    (f"{HEAD}", 30),
    (f"{HEAD}(warmup_steps=0, total_steps=1) | peak(1)", 3),
    (f"{HEAD}(warmup_steps=1, total_steps=2) | peak(1)", 4),
]


def sweep():
    """Random parameters for every decay type."""
    source = random.Random(20260108)
    for _ in range(5):
        for kind in ("linear", "sqrt", "cosine"):
            total = source.randint(5, 60)
            yield draw.call(HEAD, warmup_steps=source.randint(0, total // 2), total_steps=total,
                            decay_ratio=draw.number(source, 0.05, 1), decay_type=kind,
                            min_lr_factor=draw.number(source, 1e-3, 0.3)) + f" | peak({draw.rate(source)})", total


def version() -> str:
    return f"{package_version('torchtitan')} (torch {torch.__version__})"


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.AdamW([parameter], lr=DEFAULT_RATE if spec.peak is None else spec.peak)
    schedule = LRSchedulersContainer.Config(**spec.arguments).build(optimizers=[optimizer], training_steps=steps)
    applied = []
    for step in range(steps):
        applied.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            schedule.step()
    return applied


def cases():
    logging.disable(logging.CRITICAL)
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
