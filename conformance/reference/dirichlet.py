"""Dirichlet factor L = integral of phi'(x)^2 over [0, 1]: closed forms, and quadrature to check them.

`inf` where the integral diverges. Constant has L = 0 (it never falls), every window from 1 to 0 has L >= 1.
"""

from fractions import Fraction

from mpmath import beta as euler_beta
from mpmath import inf, log, mp, mpf, quad, sqrt, tanh

from .precision import real


def closed(w):
    """Closed form for a window of any family."""
    return _CLOSED[w.name](w)


def _poly(w):
    if w.i <= mpf(1) / 2 or w.n <= mpf(1) / 2:
        return inf
    return w.n**2 * w.i * euler_beta(2 - 1 / w.i, 2 * w.n - 1)


def _exp(w):
    return -log(w.beta) * (1 + w.beta) / (2 * (1 - w.beta))


def _sigmoid(w):
    """a (F(h0) - F(h1)) / (h0 - h1)^2 with F = h^2/2 - h^3/3, a = 2i ln b: dh = -a h (1 - h) dx."""
    with mp.extradps(800):
        a = 2 * w.i * log(w.b)
        h0, h1 = 1 / (1 + mp.exp(-a * w.c)), 1 / (1 + mp.exp(a * (1 - w.c)))
        gain = (h0**2 - h1**2) / 2 - (h0**3 - h1**3) / 3
        return a * gain / (h0 - h1) ** 2


def logistic_symmetric(i, b):
    """c = 1/2: a (1/(4d) - d/12), d = tanh(a/4)."""
    a = 2 * real(i) * log(real(b))
    d = tanh(a / 4)
    return a * (1 / (4 * d) - d / 12)


def gain_on_linear(c):
    """phi / (phi + c (1 - phi)) of linear: (1 + c + c^2) / (3c); REX is c = 1/2."""
    return (1 + c + c * c) / (3 * c)


_CLOSED = {
    "linear": lambda w: mpf(1),
    "constant": lambda w: mpf(0),
    "one_minus_sqrt": lambda w: inf,
    "power": lambda w: inf if 2 * w.p <= 1 else w.p**2 / (2 * w.p - 1),
    "cosine": lambda w: w.n**2 * mp.pi / 4 * euler_beta(w.n - mpf(1) / 2, mpf(3) / 2),
    "poly": _poly,
    "exp": _exp,
    "sigmoid": _sigmoid,
    "rex": lambda w: gain_on_linear(mpf(1) / 2),
    "uba": lambda w: mp.pi**2 / 16 * (sqrt(w.phi / 2) + sqrt(2 / w.phi)),
    "chebyshev": lambda w: mp.pi**2 * (w.condition - 1) ** 2 * (w.condition + 1) / (16 * w.condition ** (mpf(5) / 2)),
    "table": lambda w: w.dirichlet(),
}


def by_quadrature(w, digits=30):
    """Tanh-sinh quadrature, in x up to 1/2 and in 1 - x beyond, cut finely where a window may be steep."""

    def exact(v):
        sign, man, e, _ = v._mpf_
        return (-1) ** sign * Fraction(man) * Fraction(2) ** e

    with mp.workdps(digits + 10):
        if w.name == "table":
            cuts = sorted({real(k) for k in w.x})
            return quad(lambda x: w.slope(exact(x)) ** 2, cuts)
        decades = [mpf(0)] + [mpf(10) ** -k for k in range(12, 1, -1)] + [mpf(k) / 24 for k in range(1, 13)]
        left = quad(lambda x: w.slope(exact(x)) ** 2, decades)
        right = quad(lambda r: w.slope(1 - exact(r)) ** 2, decades)
        return left + right
