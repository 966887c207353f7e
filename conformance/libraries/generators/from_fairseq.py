"""fairseq: its lr_scheduler files run as they are; step_update(k) sets the rate of update k, as fairseq's trainer calls it.

fairseq 0.12.2 no longer builds on current Pythons, so its sdist is unpacked (pip download --no-deps fairseq==0.12.2) and
FAIRSEQ_SOURCE names the folder that holds `fairseq/`; what surrounds the schedulers (configuration dataclasses, registry) is
replaced by the few lines below.  pip install torch omegaconf
"""

import importlib
import os
import pathlib
import random
import sys
import types

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "fairseq"
HOW = "printed by the library"
SOURCE = "https://github.com/facebookresearch/fairseq/tree/v0.12.2/fairseq/optim/lr_scheduler"
PRECISION = "float64"
DEFAULT_RATE = 0.25  # fairseq's [optimization] lr

FILES = {"cosine": "cosine_lr_scheduler", "fixed": "fixed_schedule", "inverse_sqrt": "inverse_square_root_schedule",
         "polynomial_decay": "polynomial_decay_schedule", "tri_stage": "tri_stage_lr_scheduler",
         "triangular": "triangular_lr_scheduler", "step": "step_lr_scheduler", "manual": "manual_lr_scheduler"}

SPECS = [
    ("fairseq.fixed | peak(0.1)", 5),
    ("fairseq.fixed(warmup_updates=4) | peak(0.1)", 8),
    ("fairseq.cosine(lr_period_updates=10) | peak(1)", 34),
    ("fairseq.cosine(lr_period_updates=10, warmup_updates=4, warmup_init_lr=1e-3, min_lr=1e-4, lr_shrink=0.5) | peak(1)", 40),
    ("fairseq.cosine(max_update=30, warmup_updates=5, min_lr=1e-5) | peak(5e-4)", 34),
    ("fairseq.cosine(lr_period_updates=4, t_mult=2, lr_shrink=0.75) | peak(1)", 64),
    ("fairseq.cosine(lr_period_updates=1, t_mult=3, lr_shrink=1) | peak(1)", 370),
    ("fairseq.cosine(lr_period_updates=16, t_mult=1.5, lr_shrink=1) | peak(1)", 500),
    ("fairseq.cosine(lr_period_updates=1, t_mult=10, lr_shrink=1) | peak(1)", 115),
    ("fairseq.inverse_sqrt(warmup_updates=4) | peak(1)", 24),
    ("fairseq.inverse_sqrt(warmup_updates=4, warmup_init_lr=1e-7) | peak(5e-4)", 24),
    ("fairseq.inverse_sqrt", 20),
    ("fairseq.polynomial_decay(total_num_update=20) | peak(0.1)", 24),
    ("fairseq.polynomial_decay(total_num_update=20, warmup_updates=5, power=2, end_learning_rate=1e-4) | peak(0.1)", 24),
    ("fairseq.polynomial_decay(total_num_update=1) | peak(0.1)", 4),
    ("fairseq.tri_stage(warmup_steps=5, hold_steps=6, decay_steps=10) | peak(1)", 26),
    ("fairseq.tri_stage(phase_ratio=[0.1, 0.4, 0.5], max_update=40, init_lr_scale=0.05, final_lr_scale=0.02) | peak(1)", 44),
    ("fairseq.tri_stage(warmup_steps=0, hold_steps=0, decay_steps=10) | peak(1)", 14),
    ("fairseq.triangular(max_lr=0.5, lr_period_updates=10) | peak(0.1)", 34),
    ("fairseq.triangular(max_lr=0.5, lr_period_updates=9, lr_shrink=0.5, shrink_min=true) | peak(0.1)", 34),
    ("fairseq.step(lr_deacy_period=5) | peak(0.1)", 24),
    ("fairseq.step(lr_deacy_period=5, lr_decay=0.3, warmup_updates=4, warmup_init_lr=1e-3, min_lr=0.01) | peak(0.1)", 24),
    ("fairseq.manual(update2lr=[[0, 0.1], [5, 0.05], [9, 0.2]])", 14),
    ("fairseq.manual(update2lr=[[3, 0.05]]) | peak(0.1)", 8),
]


def sweep():
    """Random parameters for shapes with many parameters."""
    source = random.Random(20260111)
    for _ in range(5):
        high = draw.rate(source)
        rate, warm = f" | peak({high})", source.randint(1, 12)
        yield draw.call("fairseq.cosine", lr_period_updates=source.randint(3, 20), t_mult=source.choice([1.0, 2.0, 1.3]),
                        lr_shrink=draw.number(source, 0.3, 1), warmup_updates=warm, min_lr=high / 100) + rate, 60
        yield draw.call("fairseq.polynomial_decay", total_num_update=source.randint(15, 50), warmup_updates=warm,
                        power=draw.number(source, 0.3, 4), end_learning_rate=high / 100) + rate, 54
        yield draw.call("fairseq.tri_stage", warmup_steps=warm, hold_steps=source.randint(0, 9), decay_steps=source.randint(1, 30),
                        init_lr_scale=draw.number(source, 1e-3, 0.5), final_lr_scale=draw.number(source, 1e-3, 0.5)) + rate, 54
        yield draw.call("fairseq.triangular", max_lr=high * 10, lr_period_updates=source.randint(4, 20),
                        lr_shrink=draw.number(source, 0.3, 1)) + rate, 54


class Settings(types.SimpleNamespace):
    """A configuration in which unset fields have the defaults of the scheduler's dataclass."""


class Optimizer:
    """The interface of an optimizer that fairseq schedulers use."""

    rate = None

    def set_lr(self, rate):
        self.rate = rate

    def get_lr(self):
        return self.rate


def load(name: str):
    """The scheduler class and its defaults, from fairseq's own file."""
    root = pathlib.Path(os.environ["FAIRSEQ_SOURCE"]) / "fairseq"
    registered = {}

    def register_lr_scheduler(key, dataclass=None):
        def keep(cls):
            registered[key] = (cls, dataclass)
            return cls

        return keep

    def module(path, **members):
        made = types.ModuleType(path)
        made.__dict__.update(members)
        sys.modules[path] = made
        return made

    module("fairseq").__path__ = [str(root)]
    module("fairseq.dataclass", FairseqDataclass=object).__path__ = []
    module("fairseq.dataclass.utils", gen_parser_from_dataclass=None)
    module("fairseq.optim", FairseqOptimizer=Optimizer).__path__ = [str(root / "optim")]
    package = module("fairseq.optim.lr_scheduler", register_lr_scheduler=register_lr_scheduler)
    package.__path__ = [str(root / "optim" / "lr_scheduler")]
    base = importlib.import_module("fairseq.optim.lr_scheduler.fairseq_lr_scheduler")
    package.FairseqLRScheduler, package.LegacyFairseqLRScheduler = base.FairseqLRScheduler, base.LegacyFairseqLRScheduler
    sys.modules.pop(f"fairseq.optim.lr_scheduler.{FILES[name]}", None)
    importlib.import_module(f"fairseq.optim.lr_scheduler.{FILES[name]}")
    return registered[name]


def version() -> str:
    return "0.12.2"


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    cls, dataclass = load(spec.name)
    settings = {}
    for key, entry in (getattr(dataclass, "__dataclass_fields__", {}) or {}).items():
        settings[key] = None if str(entry.default).startswith("${") else entry.default
    settings |= {"lr": [DEFAULT_RATE if spec.peak is None else spec.peak], "epoch2lr": "{}", "update2lr": "{}"}
    settings |= spec.arguments
    if spec.name == "manual":
        settings["update2lr"] = str({str(key): value for key, value in settings["update2lr"]})
    optimizer = Optimizer()
    schedule = cls(Settings(**settings), optimizer)
    schedule.step_update(0)
    if spec.name != "manual":
        schedule.step_begin_epoch(1)
    applied = []
    for step in range(steps):
        schedule.step_update(step)
        applied.append(optimizer.get_lr())
    return applied


def cases():
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
