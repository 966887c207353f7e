"""OLMo-core: its schedulers' get_lr(base rate, current, steps) with current from 1 on, as its trainer counts.

pip install torch numpy omegaconf rich cached_path dataclass-extensions; pip install --no-deps ai2-olmo-core

Only olmo_core.optim.scheduler is imported: the package's own __init__ files pull in its whole trainer.
"""

import importlib.metadata
import importlib.util
import random
import sys
import types
import warnings

import torch

_FOLDER = importlib.util.find_spec("olmo_core").submodule_search_locations[0]
for _name, _folder in (("olmo_core", _FOLDER), ("olmo_core.optim", f"{_FOLDER}/optim")):
    sys.modules[_name] = types.ModuleType(_name)  # the package without its __init__
    sys.modules[_name].__path__ = [_folder]
_config = types.ModuleType("olmo_core.optim.config")  # imports the models; the scheduler needs these two names of it
_config.INITIAL_LR_FIELD, _config.LR_FIELD = "initial_lr", "lr"
sys.modules["olmo_core.optim.config"] = _config
from olmo_core.optim import scheduler as olmo  # noqa: E402

from . import draw  # noqa: E402
from .case import Case  # noqa: E402
from .spec import parse  # noqa: E402

PACKAGE = "ai2-olmo-core"
HOW = "printed by the library"
SOURCE = "https://github.com/allenai/OLMo-core/blob/main/src/olmo_core/optim/scheduler.py"
PRECISION = "float64"
DEFAULT_RATE = 1e-3  # torch.optim.AdamW(lr=1e-3)

SPECS = [
    ("olmo.ConstantScheduler | peak(0.1)", 4),
    ("olmo.ConstantWithWarmup(warmup=4) | peak(0.1)", 8),
    ("olmo.ConstantWithWarmup(warmup_fraction=0.25, warmup_min_lr=0.01) | peak(0.1)", 10),
    ("olmo.WSD(warmup=4) | peak(0.1)", 30),
    ("olmo.WSD(warmup_fraction=0.05, decay_fraction=0.2, decay_min_lr=0.01) | peak(0.1)", 40),
    ("olmo.WSD(warmup=0, decay=7) | peak(0.1)", 20),
    ("olmo.PowerLR(warmup=5) | peak(0.01)", 60),
    ("olmo.PowerLR(b=-1, warmup_fraction=0.1, decay=10, decay_min_lr=1e-5) | peak(0.01)", 60),
    ("olmo.LinearWithWarmup(warmup=4) | peak(0.1)", 30),
    ("olmo.LinearWithWarmup(warmup=0, alpha_f=0) | peak(0.1)", 20),
    ("olmo.LinearWithWarmup(warmup=3, t_max=15, alpha_f=0.01) | peak(0.1)", 20),
    ("olmo.InvSqrtWithWarmup(warmup=4) | peak(0.1)", 50),
    ("olmo.InvSqrtWithWarmup(warmup=10, alpha_f=0, warmup_min_lr=0.01) | peak(0.1)", 50),
    ("olmo.CosWithWarmup(warmup=2000) | peak(3e-4)", 2100),
    ("olmo.CosWithWarmup(warmup=0, alpha_f=0) | peak(1)", 10),
    ("olmo.CosWithWarmup(warmup=2, alpha_f=0) | peak(1)", 10),
    ("olmo.CosWithWarmup(warmup_fraction=0.1, t_max=25) | peak(1)", 30),
    ("olmo.HalfCosWithWarmup(warmup=5) | peak(0.1)", 30),
    ("olmo.CosWithWarmupAndLinearDecay(warmup=5) | peak(0.1)", 50),
    ("olmo.CosWithWarmupAndLinearDecay(warmup=5, decay=20, decay_min_lr=0.001, alpha_f=0.2) | peak(0.1)", 50),
    ("olmo.WSDS(period_lengths=[10, 20, 15], warmup=3, decay_fraction=0.2) | peak(0.1)", 48),
    ("olmo.WSDS(period_lengths=[10, 12], period_lr_multipliers=[1, 0.5], warmup_fraction=0.2, decay=4, decay_min_lr=0.001) | peak(0.1)", 24),
    ("olmo.ExponentialScheduler | peak(0.1)", 40),
    ("olmo.ExponentialScheduler(lr_min=1e-5) | peak(1)", 20),
]


def sweep():
    """Random parameters."""
    source = random.Random(20260117)
    for _ in range(4):
        rate, steps = draw.rate(source), source.randint(20, 70)
        rise = {"warmup": source.randint(1, 8), "warmup_min_lr": rate * 0.01}
        for name in ("LinearWithWarmup", "CosWithWarmup", "HalfCosWithWarmup", "InvSqrtWithWarmup"):
            yield draw.call(f"olmo.{name}", alpha_f=draw.number(source, 0.01, 1), **rise) + f" | peak({rate})", steps
        for name in ("WSD", "PowerLR", "CosWithWarmupAndLinearDecay"):
            yield draw.call(f"olmo.{name}", decay_fraction=draw.number(source, 0.1, 0.5), **rise) + f" | peak({rate})", steps


def version() -> str:
    return f"{importlib.metadata.version('ai2-olmo-core')} (torch {torch.__version__})"


def cases():
    warnings.simplefilter("ignore")
    for text, steps in [*SPECS, *sweep()]:
        spec = parse(text)
        base = DEFAULT_RATE if spec.peak is None else spec.peak
        arguments = dict(spec.arguments)
        if "decay" in arguments:
            arguments["decay_fraction"] = None
        of = getattr(olmo, spec.name)(**arguments)
        yield Case(text, steps, [of.get_lr(base, t + 1, steps) for t in range(steps)])
