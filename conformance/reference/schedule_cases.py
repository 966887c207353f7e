"""Whole schedules for conformance/schedules.json, and the comparison with the published values."""

import json

from mpmath import mpf

from .precision import text
from .schedule import Schedule
from .write import head

SHAPES = [
    "cosine",
    "linear",
    "power(p=0.5)",
    "poly(i=1.8)",
    "poly(i=0.5, n=1)",
    "exp(beta=0.05)",
    "sigmoid(i=4)",
    "sigmoid(i=6, b=10, c=87.5%)",
    "constant",
    "chebyshev(condition=10)",
    "one_minus_sqrt",
    "rex",
    "uba(phi=0.5)",
    "table([[0,1],[0.5,0.7],[1,0]])",
]

SAMPLINGS = ["periodic", "symmetric", "one_based", "midpoint", "open"]

PHASES = [
    "warmup(4)",
    "warmup(10%)",
    "warmup(17%)",
    "warmup(33.3%)",
    "warmup(4, from=10%)",
    "warmup(25%, from=0.5)",
    "warmup(1)",
    "warmup(5, mirror)",
    "warmup(20%, mirror)",
    "hold(6)",
    "hold(25%)",
    "hold(12.5%)",
    "cooldown(6)",
    "cooldown(20%)",
    "full",
    "full | hold(20%)",
    "warmup(3) | hold(50%)",
    "warmup(10%) | cooldown(20%)",
    "warmup(15%, mirror) | hold(30%)",
    "floor(10%)",
    "peak(3e-4)",
    "floor(1e-5) | peak(3e-4)",
    "floor(10%) | peak(3e-4)",
    "warmup(4) | floor(10%)",
    "warmup(5, mirror) | floor(10%)",
    "warmup(4) | hold(50%) | floor(10%) | peak(3e-4)",
    "warmup(4, from=1%) | cooldown(40%) | floor(1e-6) | peak(1e-3)",
]

RESTARTS = [
    ("cosine | restarts(3)", 30),
    ("cosine | restarts(4)", 30),
    ("cosine | restarts(7)", 23),
    ("cosine | restarts(3, stretch=2)", 35),
    ("cosine | restarts(3, stretch=2)", 36),
    ("linear | restarts(4, stretch=1.5)", 40),
    ("cosine | restarts(3, stretch=3)", 26),
    ("poly(i=1.8) | restarts(3, stretch=2, decay=0.5)", 35),
    ("cosine | restarts(3, decay=0.5) | floor(10%)", 30),
    ("cosine | restarts(3, decay=0.5) | floor(1e-4) | peak(1e-3)", 30),
    ("cosine | restarts(3, stretch=2, decay=0.7) | floor(5%) | peak(3e-4)", 35),
    ("cosine | hold(25%) | restarts(3)", 36),
    ("linear | hold(50%) | restarts(3, stretch=2)", 35),
    ("cosine | warmup(5) | restarts(3)", 35),
    ("cosine | warmup(10%) | restarts(3, stretch=2)", 38),
    ("cosine | warmup(12%) | restarts(2)", 40),
    ("linear | warmup(4, from=10%) | hold(20%) | restarts(3, stretch=2, decay=0.5) | floor(1%) | peak(0.1)", 39),
    ("cosine | restarts(3) | sampling(symmetric)", 30),
    ("cosine | restarts(3, stretch=2) | sampling(one_based)", 35),
    ("cosine | restarts(3) | sampling(midpoint)", 30),
    ("cosine | restarts(3) | sampling(open)", 30),
    ("cosine | restarts(first=5, stretch=2, forever)", 40),
    ("cosine | restarts(first=4, stretch=1.5, forever)", 40),
    ("cosine | restarts(first=7, forever) | floor(10%)", 30),
]

KRONECKER = (
    [
        (f"{shape} | kronecker{how}", n)
        for shape in ("cosine", "linear", "exp(beta=0.99)", "sigmoid(i=4)")
        for how in ("", "(sorted)")
        for n in (10, 34)
    ]
    + [("cosine | kronecker(sorted)", n) for n in (1, 2, 3, 55, 100)]
    + [
        ("cosine | kronecker(sorted) | floor(10%) | peak(3e-4)", 21),
        ("cosine | kronecker | floor(10%) | peak(3e-4)", 21),
    ]
)


def dense():
    """(spec, steps) of the schedules listed step by step."""
    yield from ((shape, 12) for shape in SHAPES)
    yield from (
        (f"{shape} | sampling({s})", 10) for shape in ("cosine", "linear", "poly(i=1.8)") for s in SAMPLINGS[1:]
    )
    yield from ((f"{shape} | {phase}", 30) for shape in ("cosine", "linear") for phase in PHASES)
    yield from ((f"exp(beta=0.05) | {phase}", 23) for phase in PHASES[:18])
    for phase in (
        "warmup(4)",
        "warmup(15%)",
        "warmup(15%, mirror)",
        "hold(6)",
        "hold(25%)",
        "cooldown(20%)",
        "full",
        "full | hold(20%)",
        "warmup(4) | hold(50%)",
    ):
        yield from ((f"cosine | {phase} | sampling({s})", 21) for s in SAMPLINGS[1:])
    yield from ((f"{shape} | warmup(4) | floor(10%)", 20) for shape in ("constant", "chebyshev(condition=10)"))
    yield from RESTARTS
    yield from KRONECKER
    yield from ((f"cosine | sampling({s})", 2) for s in SAMPLINGS)


def sparse():
    """(spec, steps) of long runs, listed at some steps."""
    for n in (10**9, 2**62):
        for shape in (
            "cosine",
            "linear",
            "poly(i=1.8)",
            "exp(beta=0.05)",
            "sigmoid(i=40)",
            "power(p=0.5)",
            "one_minus_sqrt",
        ):
            yield shape, n
        for spec in (
            "linear | sampling(symmetric)",
            "cosine | sampling(open)",
            "cosine | warmup(1000) | floor(10%) | peak(3e-4)",
            "linear | warmup(10%) | cooldown(20%)",
            "linear | hold(50%) | sampling(midpoint)",
            "cosine | full",
            "cosine | restarts(3, stretch=2)",
            "linear | restarts(7)",
            "linear | restarts(5, stretch=1.5, decay=0.5)",
            "cosine | kronecker",
            "linear | kronecker",
        ):
            yield spec, n
    yield "linear | kronecker(sorted)", 10**5
    yield "cosine | kronecker(sorted)", 196418  # a Fibonacci number: two gaps only


def interesting(schedule):
    """Steps near the ends, the quarters, powers of two and every seam."""
    n = schedule.steps
    steps = {
        0,
        1,
        2,
        3,
        999,
        1000,
        1001,
        n // 4,
        n // 3,
        n // 2 - 1,
        n // 2,
        n // 2 + 1,
        3 * (n // 4),
        n - 1000,
        n - 2,
        n - 1,
        n,
        n + 1,
        2**31,
        2**53 - 1,
        2**53,
        2**53 + 1,
        10**17 + 7,
    }
    seams = schedule.bounds + [int(q * n) for q in (schedule.m, schedule.m + schedule.e)]
    steps |= {b + d for b in seams for d in (-1, 0, 1)}
    return sorted(t for t in steps if 0 <= t <= n + 1)


def row(spec, n):
    s = Schedule(spec, n)
    out = {"spec": spec, "steps": n, "lr": [text(s.rate(t), 30) for t in range(n)]}
    if "forever" not in spec:
        after = [n, n + 1, 10 * n]
        out["after"] = {"at": after, "lr": [text(s.rate(t), 30) for t in after]}
    return out


def sparse_row(spec, n):
    s = Schedule(spec, n)
    at = interesting(s)
    return {"spec": spec, "steps": n, "at": at, "lr": [text(s.rate(t), 30) for t in at]}


def document():
    what = (
        "whole schedules: learning rates lr[t] for t = 0 ... steps-1 and `after` the end (terminal value), or at the "
        "steps `at` for long runs, 30 digits. Steps reach 2^62: read them as 64-bit integers. Conventions: "
        "warmup is peak (from + (1 - from) t/W) for t < W whatever the sampling; cycles of restarts share the steps "
        "after the warmup, b_i = ceil(W) + round_half_up((steps - ceil(W)) (s^i - 1)/(s^k - 1)), each on the "
        "sampling's own clock for its length, its peak is peak decay^i, a relative floor is a part of the cycle's "
        "peak, the terminal value that of the last cycle; kronecker uses 128 fractional bits."
    )
    seen, rows = set(), []
    for make, cases in ((row, dense()), (sparse_row, sparse())):
        for case in cases:
            if case not in seen:
                seen.add(case)
                rows.append(make(*case))
    return {**head(what), "cases": rows}


def published_disagreements(path, tolerance=2e-12):
    """Lists the cases of published.json that this reference does not reproduce within the tolerance."""
    bad = []
    for case in json.loads(path.read_text())["cases"]:
        s = Schedule(case["spec"], case["steps"])
        worst = max(abs(s.rate(t) - mpf(v)) for t, v in enumerate(case["lr"]))
        if not worst <= tolerance:
            bad.append(f"{case['spec']}: {float(worst):.3g}")
    return bad
