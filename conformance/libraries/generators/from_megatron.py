"""Megatron-Core: OptimizerParamScheduler, stepped by `increment` samples after each optimizer step.

pip install torch numpy; pip install --no-deps megatron-core
"""

import random
from types import SimpleNamespace

import megatron.core
from megatron.core.optimizer_param_scheduler import OptimizerParamScheduler

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "megatron-core"
HOW = "printed by the library"
SOURCE = "https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/optimizer_param_scheduler.py"
PRECISION = "float64"

HEAD = "megatron.OptimizerParamScheduler"
PLAIN = "max_lr=3e-4, min_lr=3e-5, lr_warmup_steps=5, lr_decay_steps=40"
SPECS = [
    (f"{HEAD}({PLAIN}, lr_decay_style=linear)", 45),
    (f"{HEAD}({PLAIN}, lr_decay_style=cosine)", 45),
    (f"{HEAD}({PLAIN}, lr_decay_style=constant)", 45),
    (f"{HEAD}({PLAIN}, lr_decay_style=\"inverse-square-root\")", 45),
    (f"{HEAD}({PLAIN}, lr_decay_style=cosine, init_lr=1e-6)", 45),
    (f"{HEAD}({PLAIN}, lr_decay_style=WSD, wsd_decay_steps=10, lr_wsd_decay_style=linear)", 45),
    (f"{HEAD}({PLAIN}, lr_decay_style=WSD, wsd_decay_steps=10, lr_wsd_decay_style=cosine)", 45),
    (f"{HEAD}({PLAIN}, lr_decay_style=WSD, wsd_decay_steps=10, lr_wsd_decay_style=exponential)", 45),
    (f"{HEAD}({PLAIN}, lr_decay_style=WSD, wsd_decay_steps=10, lr_wsd_decay_style=minus_sqrt)", 45),
    (f"{HEAD}(max_lr=1, min_lr=0, lr_warmup_steps=0, lr_decay_steps=10, lr_decay_style=cosine)", 14),
    (f"{HEAD}(max_lr=1, min_lr=0, lr_warmup_steps=0, lr_decay_steps=10, lr_decay_style=linear)", 14),
    (f"{HEAD}(max_lr=1, min_lr=0.1, lr_warmup_steps=0, lr_decay_steps=30, lr_decay_style=\"inverse-square-root\")", 34),
    (f"{HEAD}(max_lr=1, min_lr=0, lr_warmup_steps=0, lr_decay_steps=1, lr_decay_style=cosine)", 4),
    (f"{HEAD}(max_lr=1, min_lr=0, lr_warmup_steps=1, lr_decay_steps=2, lr_decay_style=cosine)", 5),
    (f"{HEAD}(max_lr=2e-4, min_lr=2e-5, lr_warmup_steps=640, lr_decay_steps=6400, lr_decay_style=cosine, increment=64)", 110),
    (f"{HEAD}(max_lr=2e-4, min_lr=2e-5, lr_warmup_steps=100, lr_decay_steps=3000, lr_decay_style=WSD, "
     "wsd_decay_steps=600, lr_wsd_decay_style=exponential, increment=48)", 70),
    (f"{HEAD}(max_lr=1, min_lr=0, lr_warmup_steps=20, lr_decay_steps=30, lr_decay_style=WSD, wsd_decay_steps=20, "
     "lr_wsd_decay_style=linear)", 34),
    (f"{HEAD}(max_lr=3e-4, min_lr=3e-5, lr_warmup_fraction=0.0123, lr_decay_steps=3003, lr_decay_style=cosine, increment=3)", 60),
    (f"{HEAD}(max_lr=1, init_lr=0.1, lr_warmup_fraction=0.07, lr_decay_steps=45, lr_decay_style=linear)", 48),
    (f"{HEAD}(max_lr=1, lr_warmup_fraction=0.01, lr_decay_steps=45, lr_decay_style=\"inverse-square-root\")", 48),
    ("megatron.weight_decay(start_wd=0.1, end_wd=0.1, wd_incr_steps=10, wd_incr_style=constant)", 12),
    ("megatron.weight_decay(start_wd=0.033, end_wd=0.1, wd_incr_steps=20, wd_incr_style=linear)", 24),
    ("megatron.weight_decay(start_wd=0, end_wd=0.1, wd_incr_steps=20, wd_incr_style=cosine)", 24),
    ("megatron.weight_decay(start_wd=0, end_wd=0.1, wd_incr_steps=640, wd_incr_style=cosine, increment=48)", 20),
]


def sweep():
    """Random parameters for every decay style."""
    source = random.Random(20260106)
    for _ in range(5):
        total, high = source.randint(10, 60), draw.rate(source)
        common = {"init_lr": high / 1000, "max_lr": high, "min_lr": high / source.randint(5, 100),
                  "lr_warmup_steps": source.randint(0, total - 1), "lr_decay_steps": total}
        for style in ("linear", "cosine", "inverse-square-root"):
            yield draw.call(HEAD, **common, lr_decay_style=style), total + 3
        yield draw.call(HEAD, **common, lr_decay_style="WSD", wsd_decay_steps=source.randint(1, total),
                        lr_wsd_decay_style=source.choice(["linear", "cosine", "exponential", "minus_sqrt"])), total + 3


def version() -> str:
    return f"{megatron.core.__version__}"


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    settings = {"init_lr": 0.0, "max_lr": 1.0, "min_lr": 0.0, "lr_warmup_steps": 0, "lr_decay_steps": 10**9,
                "lr_decay_style": "linear", "start_wd": 0.0, "end_wd": 0.0, "wd_incr_steps": 1, "wd_incr_style": "constant"}
    settings.update(spec.arguments)
    increment = settings.pop("increment", 1)
    if "lr_warmup_fraction" in settings:  # as megatron/training/training.py: not rounded
        settings["lr_warmup_steps"] = settings.pop("lr_warmup_fraction") * settings["lr_decay_steps"]
    optimizer = SimpleNamespace(param_groups=[{"lr": 0.0, "weight_decay": 0.0}])
    schedule = OptimizerParamScheduler(optimizer, **settings)
    applied = []
    for _ in range(steps):
        applied.append(optimizer.param_groups[0]["weight_decay" if spec.name == "weight_decay" else "lr"])
        schedule.step(increment)
    return applied


def cases():
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
