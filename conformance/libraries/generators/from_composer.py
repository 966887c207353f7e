"""Composer: its stateless schedulers called with a State whose clock is at batch t of a run of `steps` batches.

pip install torch numpy torchvision; pip install --no-deps mosaicml; pip install mosaicml-cli requests torchmetrics coolname tabulate importlib_metadata
"""

import random
import warnings
from types import SimpleNamespace

import composer
import composer.optim.scheduler as schedulers
import torch
from composer.core import Time, Timestamp

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "mosaicml"
HOW = "printed by the library"
SOURCE = "https://github.com/mosaicml/composer/blob/main/composer/optim/scheduler.py"
PRECISION = "float64"
DEFAULT_RATE = 1e-3  # torch.optim.SGD(lr=1e-3)

SPECS = [
    ("composer.StepScheduler(step_size=\"7ba\", gamma=0.5) | peak(0.1)", 30),
    ("composer.StepScheduler(step_size=\"0.25dur\") | peak(0.1)", 30),
    ("composer.MultiStepScheduler(milestones=[\"3ba\", \"0.5dur\"], gamma=0.1) | peak(0.1)", 20),
    ("composer.MultiStepScheduler(milestones=[\"9ba\", \"9ba\", \"4ba\"], gamma=0.5) | peak(0.1)", 20),
    ("composer.ConstantScheduler | peak(0.1)", 6),
    ("composer.ConstantScheduler(alpha=0.25, t_max=\"4ba\") | peak(0.1)", 8),
    ("composer.LinearScheduler | peak(0.1)", 10),
    ("composer.LinearScheduler(alpha_i=0.1, alpha_f=1, t_max=\"6ba\") | peak(0.1)", 10),
    ("composer.ExponentialScheduler(gamma=0.9, decay_period=\"3ba\") | peak(0.1)", 20),
    ("composer.ExponentialScheduler(gamma=0.5, decay_period=\"0.1dur\") | peak(0.1)", 43),
    ("composer.CosineAnnealingScheduler | peak(1)", 10),
    ("composer.CosineAnnealingScheduler(t_max=\"6ba\", alpha_f=0.1) | peak(1)", 10),
    ("composer.CosineAnnealingScheduler(t_max=\"0.33dur\") | peak(1)", 20),
    ("composer.CosineAnnealingScheduler(t_max=\"8ba\", ssr=0.5) | peak(1)", 10),
    ("composer.CosineAnnealingWarmRestartsScheduler(t_0=\"5ba\") | peak(1)", 22),
    ("composer.CosineAnnealingWarmRestartsScheduler(t_0=\"5ba\", t_mult=1.5) | peak(1)", 60),
    ("composer.CosineAnnealingWarmRestartsScheduler(t_0=\"2ba\", t_mult=3, alpha_f=0.05) | peak(1)", 100),
    ("composer.CosineAnnealingWarmRestartsScheduler(t_0=\"0.1dur\", t_mult=2) | peak(1)", 70),
    ("composer.PolynomialScheduler(power=2) | peak(1)", 12),
    ("composer.PolynomialScheduler(power=0.5, t_max=\"8ba\", alpha_f=0.1) | peak(1)", 12),
    ("composer.MultiStepWithWarmupScheduler(t_warmup=\"4ba\", milestones=[\"8ba\", \"12ba\"], gamma=0.1) | peak(1)", 16),
    ("composer.MultiStepWithWarmupScheduler(t_warmup=\"6ba\", milestones=[\"3ba\"], gamma=0.5) | peak(1)", 10),
    ("composer.ConstantWithWarmupScheduler(t_warmup=\"4ba\") | peak(1)", 10),
    ("composer.ConstantWithWarmupScheduler(t_warmup=\"0.25dur\", alpha=0.5) | peak(1)", 10),
    ("composer.LinearWithWarmupScheduler(t_warmup=\"4ba\") | peak(1)", 12),
    ("composer.LinearWithWarmupScheduler(t_warmup=\"0.1dur\", alpha_i=0.8, alpha_f=0.1, t_max=\"45ba\") | peak(1)", 40),
    ("composer.CosineAnnealingWithWarmupScheduler(t_warmup=\"2ba\") | peak(1)", 10),
    ("composer.CosineAnnealingWithWarmupScheduler(t_warmup=\"0.05dur\", alpha_f=0.1) | peak(6e-4)", 120),
    ("composer.CosineAnnealingWithWarmupScheduler(t_warmup=\"4ba\", t_max=\"40ba\", ssr=0.5) | peak(1)", 20),
    ("composer.CosineAnnealingWithWarmupScheduler(t_warmup=\"4ba\", t_max=\"40ba\", ssr=0.5, scale_warmup=true) | peak(1)", 20),
    ("composer.CosineAnnealingWithWarmupScheduler(t_warmup=\"0ba\") | peak(1)", 10),
    ("composer.PolynomialWithWarmupScheduler(t_warmup=\"4ba\") | peak(1)", 12),
    ("composer.PolynomialWithWarmupScheduler(t_warmup=\"3ba\", power=0.9, alpha_f=0.01) | peak(1)", 30),
    ("composer.PolynomialWithWarmupScheduler(t_warmup=\"12ba\") | peak(1)", 12),
    ("composer.CosineAnnealingScheduler | peak(1)", 1),
    ("composer.CosineAnnealingScheduler | peak(1)", 2),
]


def sweep():
    """Random parameters for shapes with many parameters."""
    source = random.Random(20260110)
    for _ in range(5):
        steps, rate = source.randint(10, 60), f" | peak({draw.rate(source)})"
        part = f"{draw.number(source, 0.15, 0.9)}dur"
        yield draw.call("composer.CosineAnnealingScheduler", t_max=part, alpha_f=draw.number(source, 1e-3, 0.3)) + rate, steps
        yield draw.call("composer.CosineAnnealingWarmRestartsScheduler", t_0=f"{source.randint(1, 9)}ba",
                        t_mult=draw.number(source, 1, 3), alpha_f=draw.number(source, 1e-3, 0.3)) + rate, steps
        yield draw.call("composer.ExponentialScheduler", gamma=draw.number(source, 0.3, 1), decay_period=part) + rate, steps
        yield draw.call("composer.PolynomialWithWarmupScheduler", t_warmup=part, power=draw.number(source, 0.3, 4),
                        alpha_f=draw.number(source, 1e-3, 0.3)) + rate, steps
        yield draw.call("composer.LinearWithWarmupScheduler", t_warmup=part, alpha_i=draw.number(source, 0.3, 1),
                        alpha_f=draw.number(source, 1e-3, 0.3)) + rate, steps


def version() -> str:
    return composer.__version__


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    arguments = dict(spec.arguments)
    ratio = arguments.pop("ssr", 1.0)
    schedule = getattr(schedulers, spec.name)(**arguments)
    parameter = torch.nn.Parameter(torch.zeros(1))
    optimizer = torch.optim.SGD([parameter], lr=DEFAULT_RATE if spec.peak is None else spec.peak)
    state = SimpleNamespace(timestamp=Timestamp(), max_duration=Time.from_timestring(f"{steps}ba"), dataloader_len=None,
                            optimizers=[optimizer])
    compiled = schedulers.compile_composer_scheduler(schedule, state, ratio)
    applied = []
    for step in range(steps):
        applied.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        if step + 1 < steps:
            state.timestamp = Timestamp(batch=step + 1)
            compiled.step()
    return applied


def cases():
    warnings.simplefilter("ignore")
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
