"""First-order dynamics, verdict, collapse and budget of a schedule's fall, by the definitions, step by step.

The fall's own clock: local time s = T x with T = (1 - m - e) D, the real length of the fall. With w = l + (1 - l) phi:
theta = 1/w, z = (1 - w)/w, gamma_bar = z/s, kappa = x (1 - x) (-w')/(w (1 - w)).
"""

from fractions import Fraction

from mpmath import inf, log, mpf

from .precision import real, text
from .schedule import Schedule

HALF = Fraction(1, 2)
ORDER = ["favorable", "marginal", "violating"]


def grade(value, favorable, marginal):
    """0, 1, 2 for favorable, marginal, violating: value against two upper limits."""
    return ORDER[0 if value <= favorable else 1 if value <= marginal else 2]


class Fall:
    """The fall of a schedule without restarts: functions of x, and the steps that lie on it."""

    def __init__(self, spec, steps):
        self.run = Schedule(spec, steps)
        assert not self.run.bounds
        self.steps, self.window = steps, self.run.window
        self.length = (1 - self.run.m - self.run.e) * self.run.denominator
        self.l = self.run.floor_fraction(self.run.peak)
        self.sorted = "kronecker" in self.run.modifiers

    def x(self, t):
        # kronecker(sorted) is judged as its window on the uniform grid
        return Fraction(t, self.steps) if self.sorted else self.run.x(t)

    def w(self, x):
        return real(self.l) + real(1 - self.l) * self.window.value(x)

    def z(self, x):
        w = self.w(x)
        return inf if w == 0 else real(1 - self.l) * self.window.complement(x) / w

    def gamma_bar(self, x):
        return self.z(x) / (real(self.length) * real(x))

    def kappa(self, x):
        up = real(1 - self.l) * self.window.complement(x)
        return real(x * (1 - x)) * -real(1 - self.l) * self.window.slope(x) / (self.w(x) * up)

    def first_step(self, holds):
        """First step on the fall (x > 0, past the rise) where `holds`, a property that stays; None if it never does."""
        low = min(int((self.run.m + self.run.e) * self.run.denominator), self.steps - 1)
        low, high = max(low - 2, 0), self.steps
        while low < high:
            mid = (low + high) // 2
            on_fall = mid + self.run.offset > (self.run.m + self.run.e) * self.run.denominator
            if on_fall and holds(self.x(mid)):
                high = mid
            else:
                low = mid + 1
        return low if low < self.steps else None

    def middle(self):
        """Steps t with half <= x < 1: (first, one past the last)."""
        first = self.first_step(lambda x: x >= HALF)
        end = self.first_step(lambda x: x >= 1)
        return first, self.steps if end is None else end


def steepest(fall, steps):
    """(kappa, t) of the steepest of these steps, the first of equal ones (equal to 40 digits)."""
    best = (None, None)
    for t in steps:
        kappa = fall.kappa(fall.x(t))
        if best[1] is None or kappa > best[0] * (1 + mpf(10) ** -40):
            best = (kappa, t)
    return best


def largest_kappa(fall, first, end, walk=20000):
    """(kappa, t) over the middle stage: a full walk, or for long runs a grid refined around its best."""
    stride = max(1, (end - first) // walk)
    best = steepest(fall, [*range(first, end, stride), end - 1])
    if stride > 1:
        best = steepest(fall, range(max(first, best[1] - stride), min(end, best[1] + stride + 1)))
    return best


def gamma_bar_fall(fall, first, end, walk=20000):
    """Largest relative fall of gamma_bar below its running maximum in the middle stage (0: it never falls)."""
    stride = max(1, (end - first) // walk)
    top, worst = mpf(0), mpf(0)
    for t in [*range(first, end, stride), end - 1]:
        g = fall.gamma_bar(fall.x(t))
        top = max(top, g)
        worst = max(worst, 1 - g / top)
    return worst


def collapse(fall, delta=1):
    """Steps and x at which acceptance exp(-delta z) has fallen to 90 % and to 10 % (x by bisection), and widths."""
    out = {}
    for name, q in (("90", Fraction(9, 10)), ("10", Fraction(1, 10))):
        limit = -log(real(q)) / delta
        step = fall.first_step(lambda x: fall.z(x) >= limit)
        low, high = Fraction(0), Fraction(1)
        if fall.z(high) < limit:
            x = None
        else:
            for _ in range(150):
                mid = (low + high) / 2
                low, high = (low, mid) if fall.z(mid) >= limit else (mid, high)
            x = text(real(high), 30)
        out[f"step_{name}"], out[f"x_{name}"] = step, x
    a, b = out["step_90"], out["step_10"]
    out["width"] = None if b is None else text(real((b - a) / Fraction(fall.length)), 30)
    out["width_of_run"] = None if b is None else text(real(Fraction(b - a, fall.steps)), 30)
    out["width_x"] = None if out["x_10"] is None else text(mpf(out["x_10"]) - mpf(out["x_90"]), 25)
    return out


def budget(fall):
    """Sum of the rates over peak and steps; closed forms for runs too long to add up (None where there is none)."""
    if fall.steps <= 20000:
        return sum(fall.run.rate(t) for t in range(fall.steps)) / (real(fall.run.peak) * fall.steps)
    return closed_budget(fall)


def closed_budget(fall):
    """linear and cosine (n = 2) by symmetry (N + 1)/(2N); exp as a geometric sum; plain schedules only."""
    n, spec = fall.steps, fall.run.spec
    if spec in ("linear", "cosine"):
        return real(Fraction(n + 1, 2 * n))
    if spec.startswith("exp") and "|" not in spec:
        b = fall.window.beta
        return ((1 - b) / (1 - b ** (mpf(1) / n)) / n - b) / (1 - b)
    return None


def row(spec, steps):
    """Every number of one schedule."""
    fall = Fall(spec, steps)
    last = fall.x(steps - 1)
    first, end = fall.middle()
    early_step = first if fall.x(first) == HALF else first - 1
    early = fall.z(fall.x(early_step))
    kappa, kappa_step = largest_kappa(fall, first, end)
    drop = gamma_bar_fall(fall, first, end)
    late = fall.gamma_bar(last)
    if steps <= 20000:
        # the refined grid that long runs use finds what the full walk finds
        assert (kappa, kappa_step) == largest_kappa(fall, first, end, walk=300), spec
        if closed_budget(fall) is not None:
            assert abs(budget(fall) - closed_budget(fall)) < mpf(10) ** -45
    one = mpf(1)
    stages = {
        "early": grade(early, one + mpf("1e-9"), mpf("1.05")),
        "middle": max(grade(kappa, 3, 5), grade(drop, mpf("1e-12"), mpf("0.05")), key=ORDER.index),
        "late": grade(-late, -(one - mpf("1e-9")), -mpf("0.95")),
    }
    z_half, total = fall.z(HALF), budget(fall)
    at_one = collapse(fall)
    premature = at_one["step_10"] is not None and fall.x(at_one["step_10"]) < HALF
    return {
        "spec": spec,
        "steps": steps,
        "z_half": text(z_half),
        "early": text(early),
        "early_step": early_step,
        "gamma_bar": {q: text(fall.gamma_bar(Fraction(q))) for q in ("1/4", "1/2", "3/4")},
        "late": text(late),
        "window_last_times_length": text(fall.w(last) * real(fall.length)),
        "steepness_half": text(fall.kappa(HALF)),
        "steepness_max": text(kappa),
        "steepness_step": kappa_step,
        "gamma_bar_fall": text(drop),
        "critical_delta": text(log(mpf(10)) / z_half),
        "collapse": at_one,
        "premature": premature,
        "abrupt": at_one["width"] is not None and mpf(at_one["width"]) < mpf("0.15"),
        "budget": None if total is None else text(total),
        "stages": stages,
        "verdict": max(stages.values(), key=ORDER.index),
    }
