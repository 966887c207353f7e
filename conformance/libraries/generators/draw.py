"""Seeded random parameters, in addition to the hand-picked cases."""

import random


def number(source: random.Random, low: float, high: float) -> float:
    """A log-uniform value between low and high with three significant digits: short to print, inexact in binary."""
    return float("%.3g" % (low * (high / low) ** source.random()))


def rate(source: random.Random) -> float:
    """A learning rate with few digits."""
    return number(source, 1e-5, 1.0)


def call(name: str, **arguments) -> str:
    """The text of a dotted name with its arguments, in the notation."""
    return f"{name}({', '.join(f'{key}={text(value)}' for key, value in arguments.items())})"


def text(value) -> str:
    """One value in the notation."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "none"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(text(element) for element in value) + "]"
    if isinstance(value, str):
        return value if value.isidentifier() else '"' + value + '"'
    return repr(value)
