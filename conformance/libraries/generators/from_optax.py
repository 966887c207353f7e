"""Optax: each schedule called with the int32 count that optax.scale_by_schedule keeps; CPU, float32, operation by operation.

Under jax.jit XLA fuses and reorders the same operations; `remarks` measures how far that moves the values.
"""

import random

import jax
import jax.numpy as jnp
import numpy
import optax

from . import draw
from .case import Case
from .spec import parse

PACKAGE = "optax"
HOW = "printed by the library"
SOURCE = "https://github.com/google-deepmind/optax/blob/main/optax/schedules/_schedule.py"
PRECISION = "float32"

SPECS = [
    ("optax.constant_schedule(value=0.1)", 4),
    ("optax.polynomial_schedule(init_value=30, end_value=10, power=1, transition_steps=10, transition_begin=4)", 17),
    ("optax.polynomial_schedule(init_value=25, end_value=10, power=2, transition_steps=20)", 24),
    ("optax.polynomial_schedule(init_value=0.1, end_value=0.01, power=0.5, transition_steps=33)", 37),
    ("optax.polynomial_schedule(init_value=0.1, end_value=0.01, power=0.9, transition_steps=100)", 104),
    ("optax.polynomial_schedule(init_value=0.1, end_value=0.01, power=2, transition_steps=0)", 4),
    ("optax.polynomial_schedule(init_value=0.1, end_value=0.01, power=2, transition_steps=5, transition_begin=-3)", 8),
    ("optax.polynomial_schedule(init_value=0.1, end_value=0.01, power=3, transition_steps=1)", 4),
    ("optax.linear_schedule(init_value=0.1, end_value=0, transition_steps=10)", 14),
    ("optax.linear_schedule(init_value=0, end_value=3e-4, transition_steps=77)", 80),
    ("optax.linear_schedule(init_value=1, end_value=0.2, transition_steps=7, transition_begin=5)", 16),
    ("optax.linear_schedule(init_value=1, end_value=0.2, transition_steps=2)", 5),
    ("optax.piecewise_constant_schedule(init_value=0.1, boundaries_and_scales=[[3, 2.0], [6, 0.5]])", 10),
    ("optax.piecewise_constant_schedule(init_value=0.1, boundaries_and_scales=[[60, 0.1], [30, 0.2]])", 66),
    ("optax.piecewise_constant_schedule(init_value=0.1)", 4),
    ("optax.exponential_decay(init_value=1, transition_steps=2, decay_rate=0.5)", 12),
    ("optax.exponential_decay(init_value=1, transition_steps=2, decay_rate=0.5, staircase=true)", 12),
    ("optax.exponential_decay(init_value=1, transition_steps=2, decay_rate=0.5, transition_begin=4)", 14),
    ("optax.exponential_decay(init_value=1, transition_steps=3, decay_rate=0.9, end_value=0.6)", 20),
    ("optax.exponential_decay(init_value=1e-3, transition_steps=3, decay_rate=1.3, end_value=2e-3, staircase=true)", 20),
    ("optax.exponential_decay(init_value=1, transition_steps=0, decay_rate=0.9)", 4),
    ("optax.exponential_decay(init_value=1, transition_steps=3, decay_rate=0)", 4),
    ("optax.exponential_decay(init_value=1, transition_steps=3, decay_rate=0.7, transition_begin=-4)", 6),
    ("optax.cosine_decay_schedule(init_value=0.1, decay_steps=4, alpha=0, exponent=2)", 7),
    ("optax.cosine_decay_schedule(init_value=0.1, decay_steps=10, alpha=0.1)", 14),
    ("optax.cosine_decay_schedule(init_value=3e-4, decay_steps=1000, alpha=0.1)", 200),
    ("optax.cosine_decay_schedule(init_value=1, decay_steps=50)", 54),
    ("optax.cosine_decay_schedule(init_value=1, decay_steps=50, exponent=0.5)", 54),
    ("optax.cosine_decay_schedule(init_value=1, decay_steps=1)", 4),
    ("optax.cosine_decay_schedule(init_value=1, decay_steps=2)", 5),
    ("optax.piecewise_interpolate_schedule(interpolate_type=linear, init_value=42, "
     "boundaries_and_scales=[[10, 0.5], [20, 2]])", 24),
    ("optax.piecewise_interpolate_schedule(interpolate_type=cosine, init_value=42, "
     "boundaries_and_scales=[[10, 0.5], [20, 2]])", 24),
    ("optax.piecewise_interpolate_schedule(interpolate_type=cosine, init_value=0.3, boundaries_and_scales=[[7, 0.1]])", 12),
    ("optax.linear_onecycle_schedule(transition_steps=100, peak_value=1000)", 104),
    ("optax.linear_onecycle_schedule(transition_steps=10, peak_value=0.1, pct_start=0.2, pct_final=0.7)", 13),
    ("optax.linear_onecycle_schedule(transition_steps=3, peak_value=0.1)", 6),
    ("optax.cosine_onecycle_schedule(transition_steps=5, peak_value=1000, pct_start=0.4, div_factor=10, "
     "final_div_factor=100)", 8),
    ("optax.cosine_onecycle_schedule(transition_steps=100, peak_value=0.1)", 104),
    ("optax.cosine_onecycle_schedule(transition_steps=2, peak_value=0.1)", 5),
    ("optax.cosine_onecycle_schedule(transition_steps=1, peak_value=0.1)", 4),
    ("optax.warmup_constant_schedule(init_value=0, peak_value=0.1, warmup_steps=6)", 10),
    ("optax.warmup_cosine_decay_schedule(init_value=0, peak_value=1, warmup_steps=2, decay_steps=10)", 14),
    ("optax.warmup_cosine_decay_schedule(init_value=10, peak_value=0.1, warmup_steps=4, decay_steps=14, end_value=0.01, "
     "exponent=2)", 18),
    ("optax.warmup_cosine_decay_schedule(init_value=1e-6, peak_value=3e-4, warmup_steps=30, decay_steps=300, "
     "end_value=3e-5)", 304),
    ("optax.warmup_cosine_decay_schedule(init_value=0, peak_value=0, warmup_steps=2, decay_steps=10, end_value=0)", 12),
    ("optax.warmup_cosine_decay_schedule(init_value=0, peak_value=1, warmup_steps=0, decay_steps=10)", 14),
    ("optax.warmup_exponential_decay_schedule(init_value=0.01, peak_value=1, warmup_steps=5, transition_steps=4, "
     "decay_rate=0.8)", 24),
    ("optax.warmup_exponential_decay_schedule(init_value=0, peak_value=1, warmup_steps=5, transition_steps=4, "
     "decay_rate=0.5, transition_begin=3, staircase=true, end_value=0.2)", 30),
    ("optax.sgdr_schedule(cosine_kwargs=[\"optax.warmup_cosine_decay_schedule(init_value=0.1, peak_value=1, warmup_steps=3, "
     "decay_steps=10, end_value=0.1)\", \"optax.warmup_cosine_decay_schedule(init_value=0.1, peak_value=0.5, "
     "warmup_steps=2, decay_steps=20)\"])", 34),
    ("optax.join_schedules(schedules=[\"optax.linear_schedule(init_value=0, end_value=1, transition_steps=5)\", "
     "\"optax.constant_schedule(value=1)\", \"optax.cosine_decay_schedule(init_value=1, decay_steps=10)\"], "
     "boundaries=[5, 12])", 26),
    ("optax.join_schedules(schedules=[\"optax.exponential_decay(init_value=1, transition_steps=2, decay_rate=0.7)\", "
     "\"optax.linear_schedule(init_value=0.5, end_value=0.1, transition_steps=4)\"], boundaries=[3])", 10),
]

FAR = [
    ("optax.cosine_decay_schedule(init_value=3e-4, decay_steps=1000000, alpha=0.1)", 1000000),
    ("optax.warmup_cosine_decay_schedule(init_value=0, peak_value=3e-4, warmup_steps=2000, decay_steps=1000000)", 1000000),
    ("optax.linear_schedule(init_value=1, end_value=0, transition_steps=2000000000)", 2000000000),
    ("optax.exponential_decay(init_value=1, transition_steps=100000, decay_rate=0.5)", 1000000),
]


def sweep():
    """Random parameters for shapes with many parameters."""
    source = random.Random(20260103)
    for _ in range(5):
        total = source.randint(5, 60)
        high, low = draw.rate(source), draw.number(source, 1e-7, 1e-4)
        yield draw.call("optax.polynomial_schedule", init_value=high, end_value=low, power=draw.number(source, 0.3, 4),
                        transition_steps=total, transition_begin=source.randint(0, 9)), total + 12
        yield draw.call("optax.exponential_decay", init_value=high, transition_steps=total, decay_rate=draw.number(source, 0.1, 1.2),
                        transition_begin=source.randint(0, 9), staircase=source.random() < 0.3), 2 * total
        yield draw.call("optax.cosine_decay_schedule", init_value=high, decay_steps=total, alpha=draw.number(source, 1e-3, 0.5),
                        exponent=draw.number(source, 0.5, 3)), total + 3
        yield draw.call("optax.warmup_cosine_decay_schedule", init_value=low, peak_value=high,
                        warmup_steps=source.randint(0, total - 1), decay_steps=total, end_value=low / 2), total + 3
        yield draw.call("optax.cosine_onecycle_schedule", transition_steps=total, peak_value=high,
                        pct_start=draw.number(source, 0.2, 0.6), div_factor=draw.number(source, 2, 50),
                        final_div_factor=draw.number(source, 2, 1e4)), total + 3
        yield draw.call("optax.linear_onecycle_schedule", transition_steps=total, peak_value=high,
                        pct_start=draw.number(source, 0.2, 0.5), pct_final=draw.number(source, 0.6, 0.95),
                        div_factor=draw.number(source, 2, 50), final_div_factor=draw.number(source, 2, 1e4)), total + 3


def version() -> str:
    return f"{optax.__version__} (jax {jax.__version__}, CPU, int32 count)"


def schedule(text: str):
    spec = parse(text)
    arguments = dict(spec.arguments)
    if "boundaries_and_scales" in arguments:
        arguments["boundaries_and_scales"] = dict(arguments["boundaries_and_scales"])
    if "schedules" in arguments:
        arguments["schedules"] = [schedule(inner) for inner in arguments["schedules"]]
    if "cosine_kwargs" in arguments:
        arguments["cosine_kwargs"] = [parse(inner).arguments for inner in arguments["cosine_kwargs"]]
    return getattr(optax, spec.name)(**arguments)


def rates(text: str, at: list) -> list:
    function = schedule(text)
    return [float(function(jnp.int32(step))) for step in at]


def remarks() -> str:
    """The effect of jax.jit on the values, in float32 ulp of each case's largest rate, and the cases with NaN."""
    worst, broken = 0.0, []
    for text, steps in [*SPECS, *sweep()]:
        compiled = jax.jit(schedule(text))
        plain = numpy.array(rates(text, list(range(steps))))
        fused = numpy.array([float(compiled(jnp.int32(step))) for step in range(steps)])
        if numpy.isnan(fused).any():
            broken.append(f"{text} from step {int(numpy.isnan(fused).argmax())} on")
        worst = max(worst, float(numpy.nanmax(numpy.abs(plain - fused)) / numpy.spacing(numpy.float32(abs(plain).max()))))
    return f"under jax.jit the rates move by up to {worst:.2f} float32 ulp of the largest one; NaN under jit: {'; '.join(broken)}"


def cases():
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, list(range(steps))))
    for text, steps in FAR:
        at = [steps * k // 7 for k in range(8)] + [1, 2, 1999, 2000, 2001]
        yield Case(text, steps, rates(text, at), at)
