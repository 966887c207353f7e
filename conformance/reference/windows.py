"""Windows phi(x) with complement 1 - phi and slope phi'(x), free of cancellation, at an exact rational x.

`literal` is the defining formula as printed in the documentation; the generator compares both forms at 800 digits.
Every window takes x in [0, 1] as a Fraction, so that both x and 1 - x are exact.
"""

from mpmath import cosh, cospi, exp, expm1, inf, log, log1p, mp, mpf, sinh, sinpi, sqrt

from .precision import real


def _log(x):
    """ln x, accurate also for x near 1."""
    return log(real(x)) if 2 * x <= 1 else log1p(-real(1 - x))


def _times_power(c, base, e):
    """c * base^e with the limits at base = 0 (e < 0: infinite, e = 0: c, e > 0: 0)."""
    if base == 0:
        return c * inf if e < 0 else (c if e == 0 else mpf(0))
    return c * base**e


class Window:
    """A family member: parameters are exact doubles, in the order of the notation."""

    defaults = {}
    percent = ()  # parameters that the notation writes as N%

    def __init__(self, **given):
        self.given = given
        # in the order of the notation: required parameters first, then those with a default
        required = {k: v for k, v in given.items() if k not in self.defaults}
        self.parameters = {**required, **self.defaults, **given}
        for name, v in self.parameters.items():
            setattr(self, name, v if isinstance(v, list) else real(v))


class Cosine(Window):
    """cos^n(pi x / 2), n >= 1."""

    name, defaults = "cosine", {"n": 2.0}

    def _c(self, x):
        return cospi(real(x) / 2) if 2 * x <= 1 else sinpi(real(1 - x) / 2)

    def value(self, x):
        return self._c(x) ** self.n

    def complement(self, x):
        if 2 * x > 1:
            return 1 - self.value(x)
        return -expm1(self.n * log1p(-2 * sinpi(real(x) / 4) ** 2))

    def slope(self, x):
        return _times_power(-self.n * mp.pi / 2 * sinpi(real(x) / 2), self._c(x), self.n - 1)

    def literal(self, x):
        return mp.cos(mp.pi * x / 2) ** self.n


class Power(Window):
    """(1 - x)^p, p > 0."""

    name, defaults = "power", {}

    def value(self, x):
        return real(1 - x) ** self.p

    def complement(self, x):
        return mpf(1) if x == 1 else -expm1(self.p * _log(1 - x))

    def slope(self, x):
        return _times_power(-self.p, real(1 - x), self.p - 1)

    def literal(self, x):
        return (1 - x) ** self.p


class Linear(Power):
    """1 - x."""

    name = "linear"
    p = mpf(1)


class Poly(Window):
    """(1 - x^i)^n, i > 0, n > 0."""

    name, defaults = "poly", {"n": 2.0}

    def _log_u(self, x):
        """ln(1 - x^i) for 0 < x < 1."""
        e = self.i * _log(x)
        return log1p(-exp(e)) if e < -1 else log(-expm1(e))

    def value(self, x):
        return mpf(1 - x) if x in (0, 1) else exp(self.n * self._log_u(x))

    def complement(self, x):
        return mpf(int(x)) if x in (0, 1) else -expm1(self.n * self._log_u(x))

    def slope(self, x):
        if x == 0:
            return _times_power(-self.n * self.i, mpf(0), self.i - 1)
        if x == 1:
            return _times_power(-self.n * self.i, mpf(0), self.n - 1)
        return -self.n * self.i * exp((self.n - 1) * self._log_u(x) + (self.i - 1) * _log(x))

    def literal(self, x):
        return (1 - x**self.i) ** self.n


class Exp(Window):
    """(beta^x - beta) / (1 - beta), 0 < beta < 1."""

    name = "exp"

    def value(self, x):
        a = log(self.beta)
        return exp(a * real(x)) * expm1(a * real(1 - x)) / expm1(a)

    def complement(self, x):
        a = log(self.beta)
        return expm1(a * real(x)) / expm1(a)

    def slope(self, x):
        a = log(self.beta)
        return -a * exp(a * real(x)) / expm1(a)

    def literal(self, x):
        return (self.beta**x - self.beta) / (1 - self.beta)


class Sigmoid(Window):
    """[h(x) - h(1)] / [h(0) - h(1)], h(x) = 1 / (1 + b^(2i(x - c))), i > 0, b > 1, 0 < c < 1.

    With a = 2i ln b: h(u) - h(v) = sinh(a(v - u)/2) / (2 cosh(a(u - c)/2) cosh(a(v - c)/2)).
    """

    name, defaults, percent = "sigmoid", {"b": 2.0, "c": 0.5}, ("c",)

    def _a(self):
        return 2 * self.i * log(self.b)

    def _over(self, x):
        a = self._a()
        return cosh(a * (real(x) - self.c) / 2) * sinh(a / 2)

    def value(self, x):
        a = self._a()
        return sinh(a * real(1 - x) / 2) * cosh(a * self.c / 2) / self._over(x)

    def complement(self, x):
        a = self._a()
        return sinh(a * real(x) / 2) * cosh(a * (1 - self.c) / 2) / self._over(x)

    def slope(self, x):
        a = self._a()
        both_ends = cosh(a * self.c / 2) * cosh(a * (1 - self.c) / 2)
        return -a / 2 * both_ends / (cosh(a * (real(x) - self.c) / 2) * self._over(x))

    def literal(self, x):
        def h(u):
            return 1 / (1 + self.b ** (2 * self.i * (u - self.c)))

        return (h(x) - h(mpf(1))) / (h(mpf(0)) - h(mpf(1)))


class Constant(Window):
    """1."""

    name = "constant"

    def value(self, x):
        return mpf(1)

    def complement(self, x):
        return mpf(0)

    slope = complement

    def literal(self, x):
        return mpf(1)


class Chebyshev(Window):
    """1 / (1 + (condition - 1) sin^2(pi x / 2)), condition >= 1: the decreasing step sizes, phi(1) = 1/condition."""

    name = "chebyshev"

    def _odds(self, x):
        s2 = sinpi(real(x) / 2) if 2 * x <= 1 else cospi(real(1 - x) / 2)
        return (self.condition - 1) * s2**2

    def value(self, x):
        return 1 / (1 + self._odds(x))

    def complement(self, x):
        return self._odds(x) / (1 + self._odds(x))

    def slope(self, x):
        s = sinpi(real(min(x, 1 - x)))
        return -(self.condition - 1) * mp.pi / 2 * s * self.value(x) ** 2

    def literal(self, x):
        return 1 / (1 + (self.condition - 1) * mp.sin(mp.pi * x / 2) ** 2)


class OneMinusSqrt(Window):
    """1 - sqrt(x)."""

    name = "one_minus_sqrt"

    def value(self, x):
        return real(1 - x) / (1 + sqrt(real(x)))

    def complement(self, x):
        return sqrt(real(x))

    def slope(self, x):
        return -inf if x == 0 else -1 / (2 * sqrt(real(x)))

    def literal(self, x):
        return 1 - sqrt(x)


class Rex(Window):
    """(1 - x) / (1 - x/2)."""

    name = "rex"

    def value(self, x):
        return real((1 - x) / (1 - x / 2))

    def complement(self, x):
        return real((x / 2) / (1 - x / 2))

    def slope(self, x):
        return real(-1 / (2 * (1 - x / 2) ** 2))

    def literal(self, x):
        return (1 - x) / (1 - x / 2)


class Uba(Window):
    """1/w = (phi/2) / cos^2(pi x / 2) + 1 - phi/2, 0 < phi <= 2 (2 is cosine)."""

    name = "uba"

    def _parts(self, x):
        if 2 * x <= 1:
            c2, s2 = cospi(real(x) / 2) ** 2, sinpi(real(x) / 2) ** 2
        else:
            c2, s2 = sinpi(real(1 - x) / 2) ** 2, cospi(real(1 - x) / 2) ** 2
        return c2, s2, self.phi / 2 + (1 - self.phi / 2) * c2

    def value(self, x):
        c2, _, d = self._parts(x)
        return c2 / d

    def complement(self, x):
        _, s2, d = self._parts(x)
        return self.phi / 2 * s2 / d

    def slope(self, x):
        _, _, d = self._parts(x)
        return -mp.pi / 2 * sinpi(real(min(x, 1 - x))) * self.phi / 2 / d**2

    def literal(self, x):
        return 1 / (self.phi / 2 / mp.cos(mp.pi * x / 2) ** 2 + 1 - self.phi / 2)
