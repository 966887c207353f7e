"""The windows and points in conformance/<family>.json, and the checks before a file is written."""

from fractions import Fraction
from math import e

from mpmath import isinf, log10, mp, mpf

from . import dirichlet
from .precision import real, text
from .table import Table, agrees_with_scipy
from .windows import Chebyshev, Constant, Cosine, Exp, Linear, OneMinusSqrt, Poly, Power, Rex, Sigmoid, Uba
from .write import head

# Distances from either end, as exact doubles; each is used as x and as 1 - x.
NEAR = [0.0, 1e-300, 1e-12, 1e-6, 1e-3, 0.01, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 1 / 3, 0.4, 0.45, 0.49, 0.4999999]
BEYOND = [0.5, 0.5000001, 0.6, 0.75, 0.9, 0.99, 0.999999999]  # given as x although larger than 1/2

TABLES = [
    [[0, 1], [1, 0]],
    [[0, 1], [0.5, 0.7], [1, 0]],
    [[0, 1], [0.1, 0.99], [0.2, 0.5], [0.7, 0.45], [0.9, 0.05], [1, 0]],
    [[0, 1], [0.25, 1], [0.5, 0.5], [0.75, 0.5], [1, 0]],
    [[0, 1], [0.3, 0.4], [0.6, 0.6], [1, 0]],
    [[0, 1], [0.001, 0.5], [0.5, 0.3], [0.999, 0.29], [1, 0]],
    [[0, 1], [0.9, 0.95], [1, 0]],
]

POLY = [
    (1.8, 2),
    (2, 2),
    (1, 2),
    (7.5, 2),
    (10, 2),
    (40, 2),
    (200, 2),
    (0.5, 2),
    (0.05, 2),
    (0.05, 0.5),
    (0.5, 0.5),
    (0.5, 1),
    (1, 1),
    (1, 0.5),
    (2, 1),
    (10, 1),
    (1.8, 0.5),
    (1.8, 3),
    (1.8, 2.5),
    (0.5, 3),
    (7.5, 2.5),
    (40, 0.5),
    (40, 3),
    (200, 0.5),
    (200, 3),
    (2, 3),
    (3.3, 1.5),
    (0.9, 0.75),
]

SIGMOID = [(i, b, 0.5) for i in (0.01, 1, 4, 6, 40, 400) for b in (2.0, e)] + [
    (4, 10.0, 0.5),
    (400, 10.0, 0.5),
    (0.01, 10.0, 0.1),
    (1, 2.0, 0.1),
    (4, 2.0, 0.1),
    (6, e, 0.1),
    (40, 2.0, 0.1),
    (400, 10.0, 0.1),
    (0.01, 2.0, 0.875),
    (1, 2.0, 0.875),
    (4, 2.0, 0.875),
    (6, e, 0.875),
    (40, e, 0.875),
    (400, 10.0, 0.875),
    (1.3, 2.0, 0.5),
    (4, 1.01, 0.5),
    (4, 2.0, 0.3),
]

FAMILIES = {
    "cosine": [Cosine()] + [Cosine(n=float(n)) for n in (1, 3, 4, 2.5, 10, 1.5, 100)],
    "linear": [Linear()],
    "power": [Power(p=float(p)) for p in (0.1, 0.5, 1 / 3, 1, 2, 3, 1.7, 10, 50)],
    "poly": [Poly(i=float(i), n=float(n)) for i, n in POLY],
    "exp": [Exp(beta=b) for b in (1 - 1e-12, 1 - 1e-6, 0.99, 0.9, 0.5, 0.05, 0.001, 1e-10, 1e-100)],
    "sigmoid": [Sigmoid(i=float(i), b=b, c=c) for i, b, c in SIGMOID],
    "constant": [Constant()],
    "chebyshev": [Chebyshev(condition=float(c)) for c in (1, 1.000001, 1.5, 3, 10, 100, 1e6)],
    "one_minus_sqrt": [OneMinusSqrt()],
    "table": [Table(p) for p in TABLES],
    "rex": [Rex()],
    "uba": [Uba(phi=p) for p in (0.001, 0.1, 0.5, 1.0, 1.5, 2.0)],
}


def number(v):
    """A double in the notation: shortest round trip, no trailing .0."""
    s = repr(float(v))
    return s[:-2] if s.endswith(".0") else s


def spec_of(w):
    """Canonical text: parameters in order, without those at their default."""
    args = []
    for key, v in w.parameters.items():
        if key in w.defaults and w.defaults[key] == v:
            continue
        if key == "points":
            args.append("[" + ",".join(f"[{number(a)},{number(b)}]" for a, b in v) + "]")
        else:
            args.append(f"{key}={number(v * 100) + '%' if key in w.percent else number(v)}")
    return w.name + (f"({', '.join(args)})" if args else "")


def check_definition(w, x):
    """Compares the cancellation-free forms with the printed definition at 800 digits; slope by a central difference."""
    if w.name == "table" or x in (0, 1):
        return
    with mp.workdps(800):
        member = type(w)(**w.given)
        at = real(x)
        v, c, s = member.value(x), member.complement(x), member.slope(x)
        want = member.literal(at)
        for got, ref in ((v, want), (c, 1 - want)):
            if ref != 0 and log10(abs(ref)) > -700:
                assert abs(got - ref) <= mpf(10) ** -45 * abs(ref), (spec_of(w), float(x), "value")
        h = min(at, 1 - at) * mpf(10) ** -100
        rise = member.literal(at + h) - member.literal(at - h)
        if rise != 0 and log10(abs(rise)) > -600 and log10(min(at, 1 - at)) > -200:
            assert abs(s - rise / (2 * h)) <= mpf(10) ** -45 * abs(s), (spec_of(w), float(x), "slope")


def check_dirichlet(w):
    """Compares the closed form with quadrature, and with the special forms and numbers in the documentation."""
    want = dirichlet.closed(w)
    if not isinf(want):
        got = dirichlet.by_quadrature(w)
        # quadrature loses digits near an integrable end singularity (x^(2i-2) etc.)
        near_limit = (w.name == "poly" and (w.i < 1 or w.n < 1)) or (w.name == "power" and w.p < 1)
        assert abs(got - want) <= mpf(10) ** (-8 if near_limit else -20) * max(want, 1), (spec_of(w), got, want)
    if w.name == "sigmoid" and w.parameters["c"] == 0.5:
        assert abs(want - dirichlet.logistic_symmetric(w.parameters["i"], w.parameters["b"])) < mpf(10) ** -45 * want
    return want


def point(w, key, v):
    q = Fraction(v)
    x = q if key == "x" else 1 - q
    check_definition(w, x)
    return {key: v, "value": text(w.value(x)), "complement": text(w.complement(x)), "slope": text(w.slope(x))}


def case(w):
    if w.name == "table":
        assert agrees_with_scipy(w.parameters["points"]) is not False, spec_of(w)
    points = [point(w, "x", v) for v in NEAR + BEYOND] + [point(w, "rest", v) for v in reversed(NEAR)]
    return {"spec": spec_of(w), "parameters": w.parameters, "dirichlet": text(check_dirichlet(w)), "points": points}


def family(name):
    what = (
        f"window {name}: " + " ".join(FAMILIES[name][0].__doc__.split()) + " Points give x, or rest = 1 - x, as an "
        "exact double (shortest text), and value phi, complement 1 - phi, slope phi'(x) as decimal text; numbers "
        "below the least double are kept (they underflow), inf is infinite. dirichlet is the integral of the "
        "squared slope. Parameters are exact doubles, too; sigmoid's c is a fraction."
    )
    return {**head(what, family=name), "cases": [case(w) for w in FAMILIES[name]]}
