"""Hugging Face transformers: the rates that get_scheduler puts into the optimizer, read before each optimizer step."""

import random
import warnings

import torch
import transformers
from transformers import get_scheduler

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "transformers"
HOW = "printed by the library"
SOURCE = "https://github.com/huggingface/transformers/blob/main/src/transformers/optimization.py"
PRECISION = "float64"
DEFAULT_RATE = 5e-5  # TrainingArguments.learning_rate

SPECS = [
    ("hf.constant | peak(10)", 5),
    ("hf.constant", 3),
    ("hf.constant_with_warmup(num_warmup_steps=4) | peak(10)", 10),
    ("hf.constant_with_warmup(num_warmup_steps=0) | peak(10)", 4),
    ("hf.constant_with_warmup(num_warmup_steps=1) | peak(10)", 4),
    ("hf.linear(num_warmup_steps=2, num_training_steps=10) | peak(10)", 13),
    ("hf.linear(num_warmup_steps=0, num_training_steps=10) | peak(10)", 13),
    ("hf.linear(num_warmup_steps=10, num_training_steps=10) | peak(10)", 14),
    ("hf.linear(num_warmup_steps=12, num_training_steps=10) | peak(10)", 16),
    ("hf.linear(num_warmup_steps=0, num_training_steps=1) | peak(10)", 3),
    ("hf.linear(num_warmup_steps=0, num_training_steps=2) | peak(10)", 4),
    ("hf.linear(num_warmup_steps=500, num_training_steps=5000)", 40),
    ("hf.cosine(num_warmup_steps=2, num_training_steps=10) | peak(10)", 16),
    ("hf.cosine(num_warmup_steps=0, num_training_steps=10) | peak(1)", 30),
    ("hf.cosine(num_warmup_steps=3, num_training_steps=33, num_cycles=1.5) | peak(1)", 40),
    ("hf.cosine(num_warmup_steps=0, num_training_steps=20, num_cycles=0.25) | peak(1)", 50),
    ("hf.cosine(num_warmup_steps=0, num_training_steps=1) | peak(1)", 4),
    ("hf.cosine(num_warmup_steps=0, num_training_steps=2) | peak(1)", 6),
    ("hf.cosine(num_warmup_steps=5, num_training_steps=5) | peak(1)", 9),
    ("hf.cosine_with_restarts(num_warmup_steps=2, num_training_steps=10, num_cycles=2) | peak(10)", 13),
    ("hf.cosine_with_restarts(num_warmup_steps=3, num_training_steps=33, num_cycles=3) | peak(1)", 36),
    ("hf.cosine_with_restarts(num_warmup_steps=0, num_training_steps=49, num_cycles=7) | peak(1)", 52),
    ("hf.cosine_with_restarts(num_warmup_steps=0, num_training_steps=100, num_cycles=3) | peak(1)", 104),
    ("hf.cosine_with_restarts(num_warmup_steps=0, num_training_steps=30, num_cycles=10) | peak(1)", 34),
    ("hf.cosine_with_restarts(num_warmup_steps=0, num_training_steps=190, num_cycles=19) | peak(1)", 194),
    ("hf.cosine_with_restarts(num_warmup_steps=0, num_training_steps=220, num_cycles=22) | peak(1)", 222),
    ("hf.cosine_with_restarts(num_warmup_steps=0, num_training_steps=10) | peak(1)", 13),
    ("hf.polynomial(num_warmup_steps=2, num_training_steps=10, power=2.0, lr_end=1e-7) | peak(10)", 14),
    ("hf.polynomial(num_warmup_steps=0, num_training_steps=20) | peak(1e-3)", 24),
    ("hf.polynomial(num_warmup_steps=5, num_training_steps=50, power=0.5, lr_end=1e-5) | peak(1e-3)", 54),
    ("hf.polynomial(num_warmup_steps=0, num_training_steps=1) | peak(1e-3)", 4),
    ("hf.polynomial(num_warmup_steps=0, num_training_steps=2, power=3) | peak(1e-3)", 5),
    ("hf.inverse_sqrt(num_warmup_steps=2) | peak(10)", 12),
    ("hf.inverse_sqrt(num_warmup_steps=0) | peak(1)", 12),
    ("hf.inverse_sqrt(num_warmup_steps=4, timescale=16) | peak(1)", 40),
    ("hf.inverse_sqrt(num_warmup_steps=10, timescale=3) | peak(1)", 40),
    ("hf.cosine_with_min_lr(num_warmup_steps=2, num_training_steps=10, min_lr_rate=0.1) | peak(10)", 16),
    ("hf.cosine_with_min_lr(num_warmup_steps=2, num_training_steps=10, min_lr=1e-5)", 13),
    ("hf.cosine_with_min_lr(num_warmup_steps=0, num_training_steps=20, min_lr=1e-4, num_cycles=1) | peak(1e-3)", 30),
    ("hf.cosine_warmup_with_min_lr(num_warmup_steps=2, num_training_steps=10, min_lr_rate=0) | peak(1)", 13),
    ("hf.cosine_warmup_with_min_lr(num_warmup_steps=2, num_training_steps=10, min_lr=1e-5) | peak(1e-3)", 13),
    ("hf.cosine_warmup_with_min_lr(num_warmup_steps=4, num_training_steps=20, min_lr_rate=0.1, warmup_lr_rate=0.2)"
     " | peak(1)", 24),
    ("hf.cosine_warmup_with_min_lr(num_warmup_steps=1, num_training_steps=6, min_lr_rate=0.1, warmup_lr_rate=0.2)"
     " | peak(1)", 9),
    ("hf.warmup_stable_decay(num_warmup_steps=2, num_decay_steps=4, num_training_steps=10) | peak(10)", 13),
    ("hf.warmup_stable_decay(num_warmup_steps=4, num_stable_steps=6, num_decay_steps=8, num_training_steps=99, "
     "min_lr_ratio=0.1) | peak(1)", 24),
    ("hf.warmup_stable_decay(num_warmup_steps=4, num_decay_steps=8, num_training_steps=20, warmup_type=cosine, "
     "decay_type=linear, min_lr_ratio=0.05) | peak(1)", 24),
    ("hf.warmup_stable_decay(num_warmup_steps=4, num_decay_steps=8, num_training_steps=20, warmup_type=\"1-sqrt\", "
     "decay_type=\"1-sqrt\", min_lr_ratio=0.05) | peak(1)", 24),
    ("hf.warmup_stable_decay(num_warmup_steps=0, num_decay_steps=0, num_training_steps=6) | peak(1)", 9),
    ("hf.warmup_stable_decay(num_warmup_steps=0, num_decay_steps=10, num_training_steps=10, num_cycles=1.5) | peak(1)", 13),
]


def sweep():
    """Random parameters for every schedule with parameters."""
    source = random.Random(20260102)
    for _ in range(5):
        rate = f" | peak({draw.rate(source)})"
        total = source.randint(10, 70)
        common = {"num_warmup_steps": source.randint(0, total // 2), "num_training_steps": total}
        yield draw.call("hf.linear", **common) + rate, total + 3
        yield draw.call("hf.cosine", **common, num_cycles=draw.number(source, 0.2, 3)) + rate, total + 6
        yield draw.call("hf.cosine_with_restarts", **common, num_cycles=source.randint(1, 6)) + rate, total + 3
        yield draw.call("hf.polynomial", **common, power=draw.number(source, 0.3, 4), lr_end=1e-6) + rate, total + 3
        yield draw.call("hf.inverse_sqrt", num_warmup_steps=source.randint(1, 20), timescale=source.randint(1, 40)) + rate, 60
        yield draw.call("hf.cosine_with_min_lr", **common, min_lr_rate=draw.number(source, 1e-3, 0.3)) + rate, total + 3
        yield draw.call("hf.cosine_warmup_with_min_lr", **common, min_lr_rate=draw.number(source, 1e-3, 0.3),
                        warmup_lr_rate=draw.number(source, 1e-3, 0.5)) + rate, total + 3
        styles = ["linear", "cosine", "1-sqrt"]
        yield draw.call("hf.warmup_stable_decay", num_warmup_steps=source.randint(0, 10), num_decay_steps=source.randint(1, 30),
                        num_stable_steps=source.randint(0, 30), warmup_type=source.choice(styles),
                        decay_type=source.choice(styles), min_lr_ratio=draw.number(source, 1e-3, 0.3)) + rate, 75


def version() -> str:
    return f"{transformers.__version__} (torch {torch.__version__})"


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    arguments = dict(spec.arguments)
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.AdamW([parameter], lr=DEFAULT_RATE if spec.peak is None else spec.peak)
    schedule = get_scheduler(
        spec.name,
        optimizer,
        num_warmup_steps=arguments.pop("num_warmup_steps", None),
        num_training_steps=arguments.pop("num_training_steps", None),
        scheduler_specific_kwargs=arguments,
    )
    applied = []
    for _ in range(steps):
        applied.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    return applied


def cases():
    warnings.simplefilter("ignore")
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
