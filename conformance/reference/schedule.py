"""A schedule of N steps at any step t: clock, rise-hold-fall, restarts, Kronecker order, floor and peak.

All of time is exact rational arithmetic; only the window and the last product round (at the working precision).
"""

from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, isqrt

from .notation import Percent, read
from .precision import real

# r = (t + o) / D: offset o, and D minus the number of steps
SAMPLING = {
    "periodic": (0, 0),
    "symmetric": (0, -1),
    "one_based": (1, 0),
    "midpoint": (Fraction(1, 2), 0),
    "open": (1, 1),
}

# (sqrt(5) - 1) / 2 with 128 fractional bits, rounded down
GOLDEN_BITS = 128
GOLDEN = (isqrt(5 << (2 * GOLDEN_BITS)) - (1 << GOLDEN_BITS)) >> 1


def kronecker(t):
    """Fractional part of t times the golden ratio's conjugate."""
    return Fraction(t * GOLDEN % (1 << GOLDEN_BITS), 1 << GOLDEN_BITS)


@lru_cache(maxsize=4)
def kronecker_sorted(n):
    """The first n values in increasing order, by plain sorting."""
    return sorted(t * GOLDEN % (1 << GOLDEN_BITS) for t in range(n))


def round_half_up(q):
    return floor(q + Fraction(1, 2))


class Schedule:
    """`spec` over `steps` steps; see rate()."""

    def __init__(self, spec, steps):
        self.spec, self.steps = spec, steps
        self.window, self.modifiers = read(spec)
        self.offset, extra = SAMPLING[self._first("sampling", "periodic")]
        self.extra = extra
        self.denominator = steps + extra
        self.peak = self._first("peak", Fraction(1))
        self._read_phases()
        self._read_restarts()

    def _first(self, name, default):
        return self.modifiers[name][0][0] if name in self.modifiers else default

    def _fraction(self, amount, denominator=None):
        """Fraction of the run: N% is that fraction, a whole number of steps is W/D."""
        return Fraction(amount) if isinstance(amount, Percent) else Fraction(amount) / (denominator or self.denominator)

    def _read_phases(self):
        """Rise m, hold e, length of the linear warmup in steps (0 if the rise is the mirrored window)."""
        words, named = self.modifiers.get("warmup", ([], {}))
        self.m = self._fraction(words[0]) if words else Fraction(0)
        self.start = named.get("from", Fraction(0))
        self.e = self._fraction(self._first("hold", Fraction(0)))
        self.mirrored = "mirror" in words
        if "full" in self.modifiers:
            self.m, self.mirrored = (1 - self.e) / 2, True
        if "cooldown" in self.modifiers:
            self.e = 1 - self.m - self._fraction(self._first("cooldown", None))
        self.warm_steps = Fraction(0) if self.mirrored else self.m * self.denominator
        assert 0 <= self.m and 0 <= self.e and self.m + self.e < 1, self.spec

    def _read_restarts(self):
        """Boundaries b_0 ... b_k of the cycles, which share the steps after the warmup; [] without restarts."""
        words, named = self.modifiers.get("restarts", ([], {}))
        self.decay = named.get("decay", Fraction(1))
        s, first = named.get("stretch", Fraction(1)), ceil(self.warm_steps)
        self.bounds = []
        if "forever" in words:
            k = 0
            while not self.bounds or self.bounds[-1] < self.steps:
                self.bounds.append(first + round_half_up(named["first"] * self._geometric(s, k)))
                k += 1
        elif words:
            k = int(words[0])
            part = [Fraction(self._geometric(s, i), self._geometric(s, k)) for i in range(k + 1)]
            self.bounds = [first + round_half_up((self.steps - first) * p) for p in part]

    @staticmethod
    def _geometric(s, i):
        """1 + s + ... + s^(i-1)."""
        return i if s == 1 else (s**i - 1) / (s - 1)

    def cycle(self, t):
        """(i, b_i, length) of the cycle with step t."""
        i = max(k for k in range(len(self.bounds) - 1) if self.bounds[k] <= t)
        return i, self.bounds[i], self.bounds[i + 1] - self.bounds[i]

    def x(self, t):
        """Window coordinate at step t (not in a linear warmup), exact."""
        if t >= self.steps:
            return Fraction(1)
        if "kronecker" in self.modifiers:
            if "sorted" in self.modifiers["kronecker"][0]:
                return Fraction(kronecker_sorted(self.steps)[t], 1 << GOLDEN_BITS)
            return kronecker(t)
        if self.bounds:
            _, begin, length = self.cycle(t)
            d = length + self.extra
            e = self._fraction(self._first("hold", Fraction(0)), d)
            r = Fraction(t - begin + self.offset) / d
            return max(Fraction(0), (r - e) / (1 - e))
        r = Fraction(t + self.offset) / self.denominator
        fall = (r - self.m - self.e) / (1 - self.m - self.e)
        rise = (self.m - r) / self.m if self.mirrored and self.m else Fraction(0)
        return max(rise, Fraction(0), fall)

    def floor_fraction(self, peak):
        """l: a percentage of the cycle's peak, or an absolute rate over it."""
        amount = self._first("floor", Percent(0))
        return Fraction(amount) if isinstance(amount, Percent) else Fraction(amount) / peak

    def cycle_peak(self, t):
        if not self.bounds:
            return self.peak
        return self.peak * self.decay ** self.cycle(min(t, self.steps - 1))[0]

    def rate(self, t):
        """Learning rate at step t >= 0: the terminal value from the last step's end on."""
        if t < min(self.warm_steps, self.steps):
            return real(self.peak * (self.start + (1 - self.start) * t / self.warm_steps))
        peak = self.cycle_peak(t)
        l = self.floor_fraction(peak)
        return real(peak) * (real(l) + real(1 - l) * self.window.value(self.x(t)))
