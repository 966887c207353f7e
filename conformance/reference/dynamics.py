"""First-order dynamics, verdict, collapse and budget of a schedule's fall, by the definitions, step by step.

The fall's own clock: local time s = T x with T = (1 - m - e) D, the real length of the fall. With w = l + (1 - l) phi:
theta = 1/w, z = (1 - w)/w, gamma_bar = z/s, kappa = x (1 - x) (-w')/(w (1 - w)), and the steepness S is the largest
drop of w over h = max(1, T/50) steps that ends in the second half, divided by h/T.
"""

from fractions import Fraction

from mpmath import inf, log, mpf

from .precision import real, text
from .schedule import Schedule

HALF = Fraction(1, 2)
HALF_POWER = mpf(1) / 2
ORDER = ["favorable", "marginal", "violating"]


def grade(value, favorable, marginal):
    """0, 1, 2 for favorable, marginal, violating: compares value with two upper limits."""
    return ORDER[0 if value <= favorable else 1 if value <= marginal else 2]


class Fall:
    """The fall of a schedule without restarts: functions of x, and the steps of the fall."""

    def __init__(self, spec, steps):
        self.run = Schedule(spec, steps)
        assert not self.run.bounds
        self.steps, self.window = steps, self.run.window
        self.length = (1 - self.run.m - self.run.e) * self.run.denominator
        self.l = self.run.floor_fraction(self.run.peak)
        self.sorted = "kronecker" in self.run.modifiers

    def x(self, t):
        return self.run.x(t)

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
        """First step of the fall (x > 0, after the rise) at which a monotone property `holds`; None if it never does."""
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

    def last_early(self):
        """The last step at or before half-way."""
        after = self.first_step(lambda x: x > HALF)
        return (self.steps if after is None else after) - 1

    def late_steps(self):
        """The steps within one step of the fall's end, and always the last one."""
        on_fall = (t for t in range(max(0, self.steps - 2), self.steps) if self.x(t) > 0)
        return [t for t in on_fall if (1 - self.x(t)) * Fraction(self.length) <= 1 or t == self.steps - 1]

    def gamma_bar_reading(self, walk):
        """Steps of the whole fall: all, or a grid for long runs."""
        first = self.first_step(lambda x: x > 0)
        stride = max(1, (self.steps - first) // walk)
        return [*range(first, self.steps, stride), self.steps - 1]


def largest_drop(fall):
    """(S, x): the largest drop within h and the x at which it ends, on a grid and then by golden section."""
    h = max(1 / Fraction(fall.length), Fraction(1, 50))
    bits = 1 << 60
    # candidates are compared in double precision; the largest is evaluated exactly

    def drop(u):
        x = min(Fraction(1), Fraction(round(u * bits), bits))
        return (fall.w(max(Fraction(0), x - h)) - fall.w(x)) / real(h)

    cells = 250
    grid = [mpf(1) / 2 + mpf(k) / (2 * cells) for k in range(cells + 1)]
    values = [drop(u) for u in grid]
    k = max(range(cells + 1), key=lambda j: values[j])
    best = (values[k], grid[k])
    low, high = grid[max(0, k - 1)], grid[min(cells, k + 1)]
    ratio = (mpf(5) ** HALF_POWER - 1) / 2
    for _ in range(48):
        a, b = high - ratio * (high - low), low + ratio * (high - low)
        at_a, at_b = drop(a), drop(b)
        best = max(best, (at_a, a), (at_b, b), key=lambda pair: pair[0])
        if at_a < at_b:
            low = a
        else:
            high = b
    return best


def gamma_bar_fall(fall, walk=4000):
    """Total fall of gamma_bar: 1 minus the product of its step-to-step ratios that are below 1."""
    left, before = mpf(1), None
    for t in fall.gamma_bar_reading(walk):
        g = fall.gamma_bar(fall.x(t))
        if before is not None and g < before:
            left *= g / before
        before = g
    return 1 - left


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
    """Sum of the rates over peak and steps; closed forms for runs too long to sum (None if there is none)."""
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
    early, early_step = fall.z(HALF), fall.last_early()
    steepness, steepness_x = largest_drop(fall)
    drop = gamma_bar_fall(fall)
    late, late_step = min((fall.gamma_bar(fall.x(t)), -t) for t in fall.late_steps())
    late_step = -late_step
    if steps <= 20000 and closed_budget(fall) is not None:
        assert abs(budget(fall) - closed_budget(fall)) < mpf(10) ** -45
    one = mpf(1)
    stages = {
        "early": grade(early, one + mpf("0.01"), mpf("1.05")),
        "middle": max(grade(steepness, mpf("3.02"), mpf("5.37")), grade(drop, mpf("1e-12"), mpf("0.05")), key=ORDER.index),
        "late": grade(-late, -(one - mpf("1e-9")), -mpf("0.95")),
    }
    z_half, total = early, budget(fall)
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
        "late_step": late_step,
        "window_last_times_length": text(fall.w(fall.x(late_step)) * real(fall.length)),
        "kappa_half": text(fall.kappa(HALF)),
        "steepness": text(steepness, 20),
        "steepness_x": text(steepness_x, 6),
        "gamma_bar_fall": text(drop),
        "critical_delta": text(log(mpf(10)) / z_half),
        "collapse": at_one,
        "premature": premature,
        "abrupt": at_one["width"] is not None and mpf(at_one["width"]) < mpf("0.15"),
        "budget": None if total is None else text(total),
        "stages": stages,
        "verdict": max(stages.values(), key=ORDER.index),
    }
