"""pytorch_warmup: its factors on AdamW's rate, alone or dampening one of PyTorch's schedules, as its documentation does.

pip install torch pytorch_warmup
"""

import importlib.metadata
import random
import warnings

import pytorch_warmup
import torch

from . import draw
from .case import Case
from .from_torch import scheduler as of_torch
from .spec import parse

PACKAGE = "pytorch_warmup"
HOW = "printed by the library"
SOURCE = "https://github.com/Tony-Y/pytorch_warmup"
PRECISION = "float64"
DEFAULT_RATE = 1e-3  # torch.optim.AdamW(lr=1e-3)

COSINE = ", lr_scheduler=[\"torch.CosineAnnealingLR(T_max=40, eta_min=1e-5)\"]"
SPECS = [
    ("pytorch_warmup.LinearWarmup(warmup_period=5) | peak(0.1)", 10),
    (f"pytorch_warmup.LinearWarmup(warmup_period=5{COSINE}) | peak(0.1)", 40),
    ("pytorch_warmup.ExponentialWarmup(warmup_period=3) | peak(0.1)", 20),
    (f"pytorch_warmup.ExponentialWarmup(warmup_period=10{COSINE}) | peak(0.1)", 40),
    ("pytorch_warmup.UntunedLinearWarmup | peak(0.1)", 50),
    ("pytorch_warmup.UntunedLinearWarmup(beta2=0.95) | peak(0.1)", 50),
    ("pytorch_warmup.UntunedExponentialWarmup | peak(0.1)", 50),
    ("pytorch_warmup.UntunedExponentialWarmup(beta2=0.95) | peak(0.1)", 50),
    ("pytorch_warmup.RAdamWarmup | peak(0.1)", 50),
    (f"pytorch_warmup.RAdamWarmup(beta2=0.98{COSINE}) | peak(0.1)", 40),
    ("pytorch_warmup.RAdamWarmup(beta2=0.8)", 20),
]


def sweep():
    """Random parameters."""
    source = random.Random(20260115)
    for _ in range(4):
        rate, beta2 = f" | peak({draw.rate(source)})", 1 - draw.number(source, 1e-4, 0.2)
        for name in ("UntunedLinearWarmup", "UntunedExponentialWarmup", "RAdamWarmup"):
            yield draw.call(f"pytorch_warmup.{name}", beta2=beta2) + rate, 40


def version() -> str:
    return f"{importlib.metadata.version('pytorch_warmup')} (torch {torch.__version__})"


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    arguments = dict(spec.arguments)
    betas = (0.9, arguments.pop("beta2", 0.999))
    optimizer = torch.optim.AdamW([torch.nn.Parameter(torch.zeros(1))], lr=DEFAULT_RATE if spec.peak is None else spec.peak, betas=betas)
    inner = [of_torch(parse(text), optimizer) for text in arguments.pop("lr_scheduler", [])]
    warmup = getattr(pytorch_warmup, spec.name)(optimizer, **arguments)
    applied = []
    for _ in range(steps):
        applied.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        with warmup.dampening():
            for one in inner:
                one.step()
    return applied


def cases():
    warnings.simplefilter("ignore")
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
