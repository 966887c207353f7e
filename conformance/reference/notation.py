"""Reads the notation as far as the conformance specs use it: shape(args) | modifier(args) | ...

Numbers stay exact: a decimal is the rational it spells where it is an amount or a rate, and the nearest double where it
is a window's parameter (windows are defined on doubles).
"""

import re
from fractions import Fraction

from .table import Table
from .windows import Chebyshev, Constant, Cosine, Exp, Linear, OneMinusSqrt, Poly, Power, Rex, Sigmoid, Uba

SHAPES = {c.name: c for c in (Chebyshev, Constant, Cosine, Exp, Linear, OneMinusSqrt, Poly, Power, Rex, Sigmoid, Uba)}


class Percent(Fraction):
    """A fraction of the whole, written N%."""


def _value(word):
    if word.endswith("%"):
        return Percent(Fraction(word[:-1]) / 100)
    return Fraction(word) if re.match(r"[-+.\d]", word) else word


def _call(text):
    """'name(a, k=v)' -> (name, [positional], {named})."""
    name, _, rest = text.strip().partition("(")
    positional, named = [], {}
    for arg in filter(None, (a.strip() for a in rest.rstrip(")").split(","))):
        key, eq, value = arg.partition("=")
        if eq:
            named[key.strip()] = _value(value.strip())
        else:
            positional.append(_value(arg))
    return name.strip(), positional, named


def read(spec):
    """(window, {modifier: (positional, named)})."""
    shape, *modifiers = spec.split("|")
    if shape.startswith("table"):
        pairs = re.findall(r"\[([-\d.e]+),\s*([-\d.e]+)\]", shape)
        window = Table([[float(a), float(b)] for a, b in pairs])
    else:
        name, _, named = _call(shape)
        window = SHAPES[name](**{k: float(v) for k, v in named.items()})
    return window, {name: (pos, named) for name, pos, named in map(_call, modifiers)}
