"""DeepSpeed: deepspeed.runtime.lr_schedules, stepped after each optimizer step as the engine does.

pip install torch numpy; pip install --no-deps deepspeed; pip install hjson py-cpuinfo msgpack pydantic ninja einops
"""

import logging
import random

import deepspeed
import torch
from deepspeed.runtime import lr_schedules

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "deepspeed"
HOW = "printed by the library"
SOURCE = "https://github.com/deepspeedai/DeepSpeed/blob/master/deepspeed/runtime/lr_schedules.py"
PRECISION = "float64"
DEFAULT_RATE = 1e-3  # torch.optim.Adam(lr=1e-3)

SPECS = [
    ("deepspeed.LRRangeTest(lr_range_test_min_lr=0.01, lr_range_test_step_size=5)", 24),
    ("deepspeed.LRRangeTest(lr_range_test_min_lr=1e-4, lr_range_test_step_size=5, lr_range_test_step_rate=3, "
     "lr_range_test_staircase=true)", 24),
    ("deepspeed.LRRangeTest", 12),
    ("deepspeed.OneCycle(cycle_min_lr=0.001, cycle_max_lr=0.1, cycle_first_step_size=10)", 30),
    ("deepspeed.OneCycle(cycle_min_lr=0.001, cycle_max_lr=0.1, cycle_first_step_size=10, cycle_second_step_size=20, "
     "decay_step_size=5, decay_lr_rate=0.5)", 60),
    ("deepspeed.OneCycle(cycle_min_lr=0.001, cycle_max_lr=0.1, cycle_first_step_size=12, cycle_first_stair_count=4)", 30),
    ("deepspeed.OneCycle(cycle_min_lr=0.001, cycle_max_lr=0.1, cycle_first_step_size=12, cycle_second_step_size=9, "
     "cycle_first_stair_count=4, cycle_second_stair_count=3, decay_step_size=2, decay_lr_rate=1)", 40),
    ("deepspeed.OneCycle(cycle_min_lr=0.001, cycle_max_lr=0.1, cycle_first_step_size=10, cycle_second_step_size=0)", 20),
    ("deepspeed.OneCycle(cycle_min_lr=0.01, cycle_max_lr=0.1, cycle_first_step_size=7, cycle_second_stair_count=2)", 20),
    ("deepspeed.WarmupLR(warmup_min_lr=0, warmup_max_lr=0.1, warmup_num_steps=10)", 16),
    ("deepspeed.WarmupLR(warmup_min_lr=0.001, warmup_max_lr=0.1, warmup_num_steps=10, warmup_type=linear)", 16),
    ("deepspeed.WarmupLR(warmup_num_steps=5) | peak(0.3)", 9),
    ("deepspeed.WarmupLR(warmup_max_lr=0.1, warmup_num_steps=1)", 6),
    ("deepspeed.WarmupLR(warmup_max_lr=0.1)", 30),
    ("deepspeed.WarmupDecayLR(total_num_steps=30, warmup_max_lr=0.1, warmup_num_steps=10)", 36),
    ("deepspeed.WarmupDecayLR(total_num_steps=30, warmup_min_lr=0.01, warmup_max_lr=0.1, warmup_num_steps=10, "
     "warmup_type=linear)", 36),
    ("deepspeed.WarmupDecayLR(total_num_steps=10, warmup_num_steps=10, warmup_type=linear)", 14),
    ("deepspeed.WarmupCosineLR(total_num_steps=10, warmup_num_steps=2, cos_min_ratio=0, warmup_type=linear) | peak(1)", 14),
    ("deepspeed.WarmupCosineLR(total_num_steps=50, warmup_num_steps=10) | peak(0.1)", 56),
    ("deepspeed.WarmupCosineLR(total_num_steps=50, warmup_min_ratio=0.1, warmup_num_steps=10, cos_min_ratio=0.05, "
     "warmup_type=linear) | peak(0.1)", 56),
    ("deepspeed.WarmupCosineLR(total_num_steps=5, warmup_num_steps=10)", 16),
    ("deepspeed.WarmupCosineLR(total_num_steps=12, warmup_num_steps=1) | peak(0.1)", 16),
]


def sweep():
    """Random parameters for shapes with many parameters."""
    source = random.Random(20260107)
    for _ in range(5):
        total, high = source.randint(10, 60), draw.rate(source)
        warm = {"warmup_num_steps": source.randint(1, total), "warmup_type": source.choice(["log", "linear"])}
        yield draw.call("deepspeed.WarmupDecayLR", total_num_steps=total, warmup_min_lr=high / 50, warmup_max_lr=high, **warm), total + 4
        yield draw.call("deepspeed.WarmupCosineLR", total_num_steps=total, warmup_min_ratio=draw.number(source, 1e-3, 0.3), **warm,
                        cos_min_ratio=draw.number(source, 1e-4, 0.3)) + f" | peak({high})", total + 4
        yield draw.call("deepspeed.OneCycle", cycle_min_lr=high / 20, cycle_max_lr=high, cycle_first_step_size=source.randint(1, 25),
                        cycle_second_step_size=source.randint(1, 25), decay_step_size=source.randint(1, 9),
                        decay_lr_rate=draw.number(source, 0.01, 2)), 70


def version() -> str:
    return f"{deepspeed.__version__} (torch {torch.__version__})"


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.Adam([parameter], lr=DEFAULT_RATE if spec.peak is None else spec.peak)
    schedule = getattr(lr_schedules, spec.name)(optimizer, **spec.arguments)
    applied = []
    for _ in range(steps):
        applied.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return applied


def cases():
    logging.disable(logging.CRITICAL)
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
