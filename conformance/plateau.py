"""Prints the rates of PyTorch's ReduceLROnPlateau for conformance/plateau.json: python3 conformance/plateau.py > FILE

Needs torch (any version). The learning rate is 1, so that the rate is the multiplier; min_lr is `least`, eps 0.
"""

import json
import math
import platform
import random

import torch

OPTIONS = [
    ({}, "plateau"),
    ({"factor": 0.5, "patience": 2}, "plateau(factor=0.5, patience=2)"),
    ({"factor": 0.5, "patience": 0, "cooldown": 3}, "plateau(factor=0.5, patience=0, cooldown=3)"),
    ({"mode": "max", "factor": 0.3, "patience": 1}, "plateau(mode=max, factor=0.3, patience=1)"),
    ({"factor": 0.5, "patience": 1, "threshold": 0.05, "threshold_mode": "abs"},
     "plateau(factor=0.5, patience=1, threshold=0.05, threshold_mode=abs)"),
    ({"mode": "max", "patience": 1, "threshold": 0.02, "threshold_mode": "abs", "cooldown": 1},
     "plateau(mode=max, patience=1, threshold=0.02, threshold_mode=abs, cooldown=1)"),
    ({"factor": 0.1, "patience": 0, "min_lr": 0.02}, "plateau(patience=0, least=0.02)"),
]


def metrics(seed):
    draw = random.Random(seed)
    value, out = 2.0, []
    for t in range(60):
        value *= 0.97 if t < 25 else 1.0
        out.append(math.nan if t in (7, 31) else value * (1 + 0.03 * draw.uniform(-1, 1)))
    return out


def multipliers(options, observed):
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    scheduler = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, eps=0, **options)
    for metric in observed:
        scheduler.step(metric)
        yield optimizer.param_groups[0]["lr"]


cases = []
for number, (options, text) in enumerate(OPTIONS):
    observed = metrics(number)
    cases.append({"rule": text, "metric": [None if math.isnan(m) else m for m in observed],
                  "multiplier": list(multipliers(options, observed))})
print(json.dumps({"library": "torch", "version": torch.__version__, "how": "printed by the library",
                  "source": "torch.optim.lr_scheduler.ReduceLROnPlateau",
                  "generator": f"conformance/plateau.py (Python {platform.python_version()})",
                  "what": "multiplier[k] after the k-th metric, null is not a number", "cases": cases}))
