"""A user's table: monotone cubic through given points (Fritsch-Carlson conditions, PCHIP slopes).

Inner slopes: weighted harmonic mean of the neighboring secants, 0 where they differ in sign or one is 0 (Fritsch and
Butland 1984). End slopes: one-sided three-point formula, cut to keep the shape (Moler, Numerical Computing with MATLAB
3.6; the rule of scipy.interpolate.PchipInterpolator). Two points: the straight line.
All slopes are exact rationals, so every number is an exact rational, rounded once.
"""

from fractions import Fraction

from .precision import real
from .windows import Window


def _sign(v):
    return (v > 0) - (v < 0)


def _end_slope(h0, h1, s0, s1):
    d = ((2 * h0 + h1) * s0 - h0 * s1) / (h0 + h1)
    if _sign(d) != _sign(s0):
        return Fraction(0)
    if _sign(s0) != _sign(s1) and abs(d) > 3 * abs(s0):
        return 3 * s0
    return d


def pchip_slopes(x, y):
    """Slope at every knot; x increasing."""
    h = [b - a for a, b in zip(x, x[1:])]
    s = [(b - a) / w for a, b, w in zip(y, y[1:], h)]
    if len(x) == 2:
        return [s[0], s[0]]
    d = [_end_slope(h[0], h[1], s[0], s[1])]
    for k in range(1, len(s)):
        if s[k - 1] * s[k] <= 0:
            d.append(Fraction(0))
        else:
            w1, w2 = 2 * h[k] + h[k - 1], h[k] + 2 * h[k - 1]
            d.append((w1 + w2) / (w1 / s[k - 1] + w2 / s[k]))
    return d + [_end_slope(h[-1], h[-2], s[-1], s[-2])]


class Table(Window):
    """Monotone cubic through `points`, a list of [x, y] from [0, 1] to [1, 0]."""

    name = "table"

    def __init__(self, points):
        super().__init__(points=points)
        self.x = [Fraction(p[0]) for p in points]
        self.y = [Fraction(p[1]) for p in points]
        self.d = pchip_slopes(self.x, self.y)

    def _cubic(self, k):
        """Coefficients (c0, c1, c2, c3) of piece k in powers of x - x_k."""
        h = self.x[k + 1] - self.x[k]
        s = (self.y[k + 1] - self.y[k]) / h
        d0, d1 = self.d[k], self.d[k + 1]
        return self.y[k], d0, (3 * s - 2 * d0 - d1) / h, (d0 + d1 - 2 * s) / h**2

    def _at(self, x):
        k = max(i for i in range(len(self.x) - 1) if self.x[i] <= x)
        return self._cubic(k), x - self.x[k]

    def exact(self, x):
        (a, b, c, d), u = self._at(x)
        return a + u * (b + u * (c + u * d))

    def value(self, x):
        return real(self.exact(x))

    def complement(self, x):
        return real(1 - self.exact(x))

    def slope(self, x):
        (_, b, c, d), u = self._at(x)
        return real(b + u * (2 * c + u * 3 * d))

    def dirichlet(self):
        """Exact integral of the squared slope, a quartic on every piece."""
        total = Fraction(0)
        for k in range(len(self.x) - 1):
            _, b, c, d = self._cubic(k)
            p, q, r = b, 2 * c, 3 * d
            u = self.x[k + 1] - self.x[k]
            total += p * p * u + p * q * u**2 + (2 * p * r + q * q) * u**3 / 3 + q * r * u**4 / 2 + r * r * u**5 / 5
        return real(total)


def agrees_with_scipy(points):
    """True where scipy's double-precision interpolant gives the same values within 1e-14; None without scipy."""
    try:
        from scipy.interpolate import PchipInterpolator
    except ImportError:
        return None
    other = PchipInterpolator([p[0] for p in points], [p[1] for p in points])
    t = Table(points)
    return all(abs(float(t.value(Fraction(k, 512))) - float(other(k / 512))) < 1e-14 for k in range(513))
