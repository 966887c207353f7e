"""The schedules of epfml/schedules-and-scaling by the formulas of its src/optim/utils.py. pip install mpmath"""

from mpmath import mp

from . import formula

PACKAGE = "epfml/schedules-and-scaling"
HOW = "the published formula"
SOURCE = "https://github.com/epfml/schedules-and-scaling/blob/ce6b4055/src/optim/utils.py"
PRECISION = "float64"

SPECS = [(f"epfml.wsd(n_warmup=5, fract_decay=0.2, final_lr_factor={final}, decay_type={fall}) | peak(0.001)", 60)
         for final in (0.05, 0) for fall in ("linear", "exp", "cosine", "miror_cosine", "square", "sqrt") if final or fall != "exp"]
SPECS += [
    ("epfml.wsd(n_iterations=40, n_warmup=0, fract_decay=1, decay_type=miror_cosine) | peak(1)", 44),
    ("epfml.wsd(n_warmup=10, init_div_factor=4) | peak(0.01)", 100),
    ("epfml.cos_inf(n_warmup=5, n_inf=10) | peak(0.001)", 60),
    ("epfml.cos_inf(n_warmup=0, n_inf=0, div_factor=25, final_div_factor=10000, n_iterations=30) | peak(0.1)", 34),
]


def fall_of(kind, u, final):
    """The factor at fraction u of the fall."""
    line, cosine = final + (1 - final) * (1 - u), final + (1 - final) * (1 + mp.cos(mp.pi * u)) / 2
    if kind == "exp":
        return final ** u
    return {"linear": line, "cosine": cosine, "miror_cosine": 2 * line - cosine,
            "square": final + (1 - final) * (1 - u * u), "sqrt": final + (1 - final) * (1 - mp.sqrt(u))}[kind]


def rate_of(name, a, base, steps):
    n, warmup = a.get("n_iterations", steps), a.get("n_warmup", 1000)
    if name == "cos_inf":
        div, low = mp.mpf(a.get("div_factor", 100)), 1 / mp.mpf(a.get("div_factor", 100)) / mp.mpf(a.get("final_div_factor", 0.1))
        end = n - a["n_inf"]

        def falls(t):
            return low if t >= end else low + (1 - low) * (1 + mp.cos(mp.pi * mp.mpf(t - warmup) / (end - warmup))) / 2
    else:
        div, final = mp.mpf(a.get("init_div_factor", 100)), mp.mpf(a.get("final_lr_factor", 0))
        decay = int(float(a.get("fract_decay", 0.1)) * n)

        def falls(t):
            if t >= n:
                return final
            return mp.mpf(1) if t < n - decay else fall_of(a.get("decay_type", "linear"), mp.mpf(t - n + decay) / decay, final)

    def rate(t):
        if t < warmup:
            return base * (mp.mpf(t) / warmup + (1 - mp.mpf(t) / warmup) / div)
        return base * falls(t)
    return rate


def version() -> str:
    return "commit ce6b4055b1e37418d79b892c43a8d6eea04c69f8"


def cases():
    return formula.cases_of(SPECS, rate_of, 1e-3)
