"""burn's Noam schedule by its formula (crates/burn-core/src/lr_scheduler/noam.rs; Vaswani et al. 2017). pip install mpmath"""

from mpmath import mp

from . import formula

PACKAGE = "burn"
HOW = "the published formula"
SOURCE = "https://github.com/tracel-ai/burn/blob/main/crates/burn-core/src/lr_scheduler/noam.rs"
PRECISION = "float64"

SPECS = [
    ("burn.NoamLrScheduler(init_lr=1, warmup_steps=10, model_size=64)", 60),
    ("burn.NoamLrScheduler(init_lr=10, warmup_steps=100)", 300),
    ("burn.NoamLrScheduler(init_lr=0.5)", 40),
    ("burn.NoamLrScheduler(init_lr=1, warmup_steps=1, model_size=1)", 10),
]


def rate_of(_name, a, _base, _steps):
    warmup, size = mp.mpf(a.get("warmup_steps", 4000)), mp.mpf(a.get("model_size", 512))
    return lambda t: mp.mpf(a["init_lr"]) / mp.sqrt(size) * min(1 / mp.sqrt(mp.mpf(t + 1)), (t + 1) / warmup ** mp.mpf(1.5))


def version() -> str:
    return "commit 047c646adc412396871287b0ec652d5175dea27a"


def cases():
    return formula.cases_of(SPECS, rate_of, 1)
