"""Caffe's lr_policy by the formulas that caffe.proto documents (SolverParameter.lr_policy). pip install mpmath"""

from mpmath import mp

from . import formula

PACKAGE = "caffe"
HOW = "the published formula"
SOURCE = "https://github.com/BVLC/caffe/blob/1.0/src/caffe/proto/caffe.proto"
PRECISION = "float64"

SPECS = [
    ("caffe.fixed | peak(0.1)", 4),
    ("caffe.step(gamma=0.1, stepsize=5) | peak(0.01)", 22),
    ("caffe.exp(gamma=0.99) | peak(0.01)", 60),
    ("caffe.inv(gamma=0.0001, power=0.75) | peak(0.01)", 200),
    ("caffe.inv(gamma=0.1, power=2)", 40),
    ("caffe.multistep(gamma=0.1, stepvalue=[3, 7, 11]) | peak(0.01)", 14),
    ("caffe.poly(power=0.5) | peak(0.01)", 30),
    ("caffe.poly(power=1.3, max_iter=25) | peak(0.01)", 25),
    ("caffe.sigmoid(gamma=-0.2, stepsize=20) | peak(0.1)", 50),
    ("caffe.sigmoid(gamma=0.5, stepsize=10.5)", 30),
]


def rate_of(name, a, base, steps):
    return {
        "fixed": lambda t: base,
        "step": lambda t: base * mp.mpf(a["gamma"]) ** (t // a["stepsize"]),
        "exp": lambda t: base * mp.mpf(a["gamma"]) ** t,
        "inv": lambda t: base * (1 + mp.mpf(a["gamma"]) * t) ** (-mp.mpf(a["power"])),
        "multistep": lambda t: base * mp.mpf(a["gamma"]) ** sum(t >= m for m in a["stepvalue"]),
        "poly": lambda t: base * (1 - mp.mpf(t) / a.get("max_iter", steps)) ** mp.mpf(a["power"]),
        "sigmoid": lambda t: base / (1 + mp.exp(-mp.mpf(a["gamma"]) * (t - mp.mpf(a["stepsize"])))),
    }[name]


def version() -> str:
    return "1.0"


def cases():
    return formula.cases_of(SPECS, rate_of, 0.01)
