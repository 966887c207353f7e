"""Seeded random parameters, so that the conformance files cover more than the hand-picked cases."""

import random


def number(source: random.Random, low: float, high: float) -> float:
    """A value with three significant digits between low and high, log-uniform: short to print, awkward in binary."""
    return float("%.3g" % (low * (high / low) ** source.random()))


def rate(source: random.Random) -> float:
    """A learning rate as people write them."""
    return number(source, 1e-5, 1.0)


def call(name: str, **arguments) -> str:
    """The text of a dotted name with its arguments in the notation's own words."""
    return f"{name}({', '.join(f'{key}={text(value)}' for key, value in arguments.items())})"


def text(value) -> str:
    """One value as the notation writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "none"
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(text(element) for element in value) + "]"
    if isinstance(value, str):
        return value if value.isidentifier() else '"' + value + '"'
    return repr(value)
