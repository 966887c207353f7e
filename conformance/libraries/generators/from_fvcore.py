"""fvcore: its ParamSchedulers asked at t / T times the base rate, as detectron2's LRMultiplier does.

pip install fvcore
"""

import importlib.metadata
import random

from fvcore.common import param_scheduler

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "fvcore"
HOW = "printed by the library"
SOURCE = "https://github.com/facebookresearch/fvcore/blob/main/fvcore/common/param_scheduler.py"
PRECISION = "float64"
DEFAULT_RATE = 1.0

SPECS = [
    ("fvcore.ConstantParamScheduler(value=0.5) | peak(0.1)", 5),
    ("fvcore.CosineParamScheduler(start_value=1, end_value=0) | peak(0.02)", 20),
    ("fvcore.CosineParamScheduler(start_value=0.1, end_value=0.0001)", 90),
    ("fvcore.CosineParamScheduler(start_value=0.1, end_value=1)", 12),
    ("fvcore.LinearParamScheduler(start_value=1, end_value=0.1) | peak(0.1)", 30),
    ("fvcore.LinearParamScheduler(start_value=0.001, end_value=1) | peak(0.1)", 30),
    ("fvcore.ExponentialParamScheduler(start_value=2, decay=0.02)", 40),
    ("fvcore.PolynomialDecayParamScheduler(base_value=0.1, power=0.9)", 40),
    ("fvcore.MultiStepParamScheduler(values=[1, 0.1, 0.01], milestones=[60, 80], num_updates=90) | peak(0.02)", 90),
    ("fvcore.MultiStepParamScheduler(values=[1, 0.1, 0.01], milestones=[60, 80], num_updates=90) | peak(0.02)", 270),
    ("fvcore.MultiStepParamScheduler(values=[0.1, 0.01, 0.001, 0.0001], milestones=[30, 60, 80, 120])", 120),
    ("fvcore.MultiStepParamScheduler(values=[1, 0.1, 0.01], num_updates=10)", 10),
    ("fvcore.StepParamScheduler(values=[0.1, 0.01, 0.001, 0.0001], num_updates=120)", 120),
    ("fvcore.StepParamScheduler(values=[1, 0.5, 0.25])", 20),
    ("fvcore.StepWithFixedGammaParamScheduler(base_value=0.1, gamma=0.1, num_decays=3, num_updates=120)", 120),
    ("fvcore.CompositeParamScheduler(schedulers=[\"fvcore.ConstantParamScheduler(value=0.42)\", "
     "\"fvcore.CosineParamScheduler(start_value=0.42, end_value=0.0001)\"], lengths=[0.3, 0.7], "
     "interval_scaling=[rescaled, rescaled])", 100),
    ("fvcore.CompositeParamScheduler(schedulers=[\"fvcore.LinearParamScheduler(start_value=0.001, end_value=1)\", "
     "\"fvcore.MultiStepParamScheduler(values=[1, 0.1, 0.01], milestones=[6, 8], num_updates=9)\"], "
     "lengths=[0.1, 0.9], interval_scaling=[rescaled, fixed]) | peak(0.02)", 90),
    ("fvcore.CompositeParamScheduler(schedulers=[\"fvcore.LinearParamScheduler(start_value=0, end_value=0.5)\", "
     "\"fvcore.ConstantParamScheduler(value=0.5)\", "
     "\"fvcore.PolynomialDecayParamScheduler(base_value=0.5, power=2)\"], lengths=[0.2, 0.5, 0.3], "
     "interval_scaling=[rescaled, rescaled, rescaled])", 73),
]


def sweep():
    """Random parameters."""
    source = random.Random(20260111)
    for _ in range(5):
        rate, steps = f" | peak({draw.rate(source)})", source.randint(5, 80)
        yield draw.call("fvcore.CosineParamScheduler", start_value=draw.rate(source), end_value=draw.rate(source)) + rate, steps
        yield draw.call("fvcore.ExponentialParamScheduler", start_value=draw.rate(source), decay=draw.number(source, 1e-3, 1.0)) + rate, steps
        yield draw.call("fvcore.PolynomialDecayParamScheduler", base_value=draw.rate(source), power=draw.number(source, 0.3, 4)) + rate, steps
        yield draw.call("fvcore.StepWithFixedGammaParamScheduler", base_value=draw.rate(source), num_decays=source.randint(1, 6),
                        gamma=draw.number(source, 0.05, 0.9), num_updates=steps) + rate, steps


def version() -> str:
    return importlib.metadata.version("fvcore")


def scheduler(spec):
    arguments = dict(spec.arguments)
    if "schedulers" in arguments:
        arguments["schedulers"] = [scheduler(parse(text)) for text in arguments["schedulers"]]
    if spec.name == "StepParamScheduler":
        arguments.setdefault("num_updates", 1)
    return getattr(param_scheduler, spec.name)(**arguments)


def rates(text: str, steps: int) -> list:
    spec = parse(text)
    multiplier = scheduler(spec)
    base = DEFAULT_RATE if spec.peak is None else spec.peak
    return [base * multiplier(t / steps) for t in range(steps)]


def cases():
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, steps))
