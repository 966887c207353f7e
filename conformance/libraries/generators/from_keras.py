"""Keras 3 (JAX backend): keras.optimizers.schedules called with the optimizer's int step; float32."""

import os
import random

os.environ["KERAS_BACKEND"] = "jax"

import jax.numpy as jnp  # noqa: E402
import keras  # noqa: E402

from . import draw  # noqa: E402
from .case import Case  # noqa: E402
from .spec import parse  # noqa: E402

PACKAGE = "keras"
HOW = "printed by the library"
SOURCE = "https://github.com/keras-team/keras/blob/master/keras/src/optimizers/schedules/learning_rate_schedule.py"
PRECISION = "float32"

SPECS = [
    ("keras.ExponentialDecay(initial_learning_rate=0.05, decay_steps=10, decay_rate=0.96)", 40),
    ("keras.ExponentialDecay(initial_learning_rate=0.1, decay_steps=3, decay_rate=0.96, staircase=true)", 20),
    ("keras.ExponentialDecay(initial_learning_rate=0.1, decay_steps=100, decay_rate=0.1)", 210),
    ("keras.ExponentialDecay(initial_learning_rate=1, decay_steps=1, decay_rate=0.5)", 6),
    ("keras.PiecewiseConstantDecay(boundaries=[100, 110, 120], values=[1.0, 0.1, 0.01, 0.001])", 124),
    ("keras.PiecewiseConstantDecay(boundaries=[3, 5], values=[0.1, 0.2, 0.3])", 9),
    ("keras.PiecewiseConstantDecay(boundaries=[1], values=[0.1, 0.01])", 5),
    ("keras.PiecewiseConstantDecay(boundaries=[0], values=[0.1, 0.01])", 3),
    ("keras.PolynomialDecay(initial_learning_rate=0.05, decay_steps=10, end_learning_rate=0.0)", 14),
    ("keras.PolynomialDecay(initial_learning_rate=0.05, decay_steps=10, end_learning_rate=0.001)", 14),
    ("keras.PolynomialDecay(initial_learning_rate=0.05, decay_steps=10)", 14),
    ("keras.PolynomialDecay(initial_learning_rate=0.05, decay_steps=10, end_learning_rate=0.001, cycle=true)", 36),
    ("keras.PolynomialDecay(initial_learning_rate=0.05, decay_steps=50, end_learning_rate=0.001, power=0.5)", 54),
    ("keras.PolynomialDecay(initial_learning_rate=0.05, decay_steps=50, end_learning_rate=0.001, power=2.5)", 54),
    ("keras.PolynomialDecay(initial_learning_rate=0.05, decay_steps=7, end_learning_rate=0.001, power=2, cycle=true)", 40),
    ("keras.PolynomialDecay(initial_learning_rate=0.05, decay_steps=1)", 4),
    ("keras.PolynomialDecay(initial_learning_rate=0.05, decay_steps=2, power=2)", 5),
    ("keras.InverseTimeDecay(initial_learning_rate=0.1, decay_steps=10, decay_rate=0.96)", 40),
    ("keras.InverseTimeDecay(initial_learning_rate=0.1, decay_steps=3, decay_rate=0.96, staircase=true)", 20),
    ("keras.InverseTimeDecay(initial_learning_rate=0.1, decay_steps=1, decay_rate=2)", 8),
    ("keras.CosineDecay(initial_learning_rate=1, decay_steps=10)", 14),
    ("keras.CosineDecay(initial_learning_rate=0.1, decay_steps=1000, alpha=0.1)", 200),
    ("keras.CosineDecay(initial_learning_rate=0, decay_steps=10, warmup_target=10, warmup_steps=10)", 24),
    ("keras.CosineDecay(initial_learning_rate=5, decay_steps=10, alpha=0.1, warmup_target=10, warmup_steps=10)", 24),
    ("keras.CosineDecay(initial_learning_rate=0, decay_steps=8, warmup_target=1, warmup_steps=2)", 13),
    ("keras.CosineDecay(initial_learning_rate=1e-6, decay_steps=200, alpha=0.1, warmup_target=3e-4, warmup_steps=20)", 224),
    ("keras.CosineDecay(initial_learning_rate=1, decay_steps=1)", 4),
    ("keras.CosineDecay(initial_learning_rate=1, decay_steps=2)", 5),
    ("keras.CosineDecay(initial_learning_rate=1, decay_steps=10, warmup_steps=5)", 14),
    ("keras.CosineDecayRestarts(initial_learning_rate=1, first_decay_steps=10)", 80),
    ("keras.CosineDecayRestarts(initial_learning_rate=1, first_decay_steps=6, alpha=0.1)", 50),
    ("keras.CosineDecayRestarts(initial_learning_rate=1, first_decay_steps=6, m_mul=0.9)", 50),
    ("keras.CosineDecayRestarts(initial_learning_rate=1, first_decay_steps=10, t_mul=1)", 45),
    ("keras.CosineDecayRestarts(initial_learning_rate=0.1, first_decay_steps=4, t_mul=3, m_mul=0.5)", 170),
    ("keras.CosineDecayRestarts(initial_learning_rate=0.1, first_decay_steps=16, t_mul=1.5)", 240),
    ("keras.CosineDecayRestarts(initial_learning_rate=0.1, first_decay_steps=1, t_mul=2)", 40),
]

FAR = [
    ("keras.CosineDecay(initial_learning_rate=1, decay_steps=1000000, alpha=0.01)", 1000000),
    ("keras.CosineDecayRestarts(initial_learning_rate=1, first_decay_steps=1000, t_mul=2)", 1000000),
    ("keras.CosineDecayRestarts(initial_learning_rate=1, first_decay_steps=7, t_mul=3)", 1000000),
    ("keras.CosineDecayRestarts(initial_learning_rate=1, first_decay_steps=1000, t_mul=10)", 200000000),
]


def sweep():
    """Random parameters for every schedule with parameters."""
    source = random.Random(20260104)
    for _ in range(5):
        total, high = source.randint(3, 60), draw.rate(source)
        decay = {"initial_learning_rate": high, "decay_steps": total}
        yield draw.call("keras.ExponentialDecay", **decay, decay_rate=draw.number(source, 0.05, 1.3)), 2 * total
        yield draw.call("keras.PolynomialDecay", **decay, end_learning_rate=draw.number(source, 1e-7, 1e-4),
                        power=draw.number(source, 0.3, 4), cycle=source.random() < 0.4), 2 * total
        yield draw.call("keras.InverseTimeDecay", **decay, decay_rate=draw.number(source, 0.05, 5),
                        staircase=source.random() < 0.3), 2 * total
        yield draw.call("keras.CosineDecay", initial_learning_rate=high / 100, decay_steps=total, alpha=draw.number(source, 1e-3, 0.3),
                        warmup_target=high, warmup_steps=source.randint(1, 20)), total + 24
        yield draw.call("keras.CosineDecayRestarts", initial_learning_rate=high, first_decay_steps=source.randint(2, 20),
                        t_mul=draw.number(source, 1.1, 3), m_mul=draw.number(source, 0.5, 1.1),
                        alpha=draw.number(source, 1e-3, 0.3)), 90


def version() -> str:
    import jax

    return f"{keras.__version__} (jax {jax.__version__} backend, CPU, int32 step)"


def rates(text: str, at: list) -> list:
    spec = parse(text)
    whole = {"decay_steps", "first_decay_steps", "warmup_steps"}  # others are floats, because an int rate would make Keras compute in int32
    arguments = {key: float(value) if type(value) is int and key not in whole else value for key, value in spec.arguments.items()}
    function = getattr(keras.optimizers.schedules, spec.name)(**arguments)
    return [float(function(jnp.int32(step))) for step in at]


def cases():
    for text, steps in [*SPECS, *sweep()]:
        yield Case(text, steps, rates(text, list(range(steps))))
    for text, steps in FAR:
        first = parse(text).arguments.get("first_decay_steps", 1000)
        multiplier = parse(text).arguments.get("t_mul", 2)
        ends, length, end = [], first, 0
        while end + length < steps and multiplier > 1:
            end, length = end + length, length * multiplier
            ends.append(end)
        at = sorted({0, *[steps * k // 7 for k in range(8)], *[e + d for e in ends for d in (-1, 0, 1)]})
        yield Case(text, steps, rates(text, at), at)
