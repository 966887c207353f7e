"""For libraries that are not run: their published formulas in 40 digits, rounded once to float64."""

from mpmath import mp

from .case import Case
from .spec import parse

mp.dps = 40


def cases_of(specs, rate_of, default_rate):
    """`rate_of(spec, base, steps)` gives a function of the step; arguments reach it as exact mpf of their text's double."""
    for text, steps in specs:
        spec = parse(text)
        base = mp.mpf(default_rate if spec.peak is None else spec.peak)
        of = rate_of(spec.name, {key: exact(value) for key, value in spec.arguments.items()}, base, steps)
        yield Case(text, steps, [float(of(t)) for t in range(steps)])


def exact(value):
    """Whole numbers and words unchanged, other numbers as the double that parsing their text gives."""
    return mp.mpf(value) if isinstance(value, float) else value
