#!/usr/bin/env python3
"""Makes resumed.json: a log as Hugging Face's Trainer writes it, of a run that went wrong in a common way.

A linear schedule with 100 steps of warmup was planned over 2,000 steps. At step 800 the run was resumed with a plan of
4,000 steps: the scheduler rescaled itself, and the rate jumped up by a third. The rate of a row is the one of the step
before (transformers logs it before the scheduler's step); the loss is a smooth curve with seeded noise.
"""

import json
import math
import random
from pathlib import Path

PEAK, WARMUP, FIRST_PLAN, SECOND_PLAN, RESUMED, EVERY = 2e-4, 100, 2000, 4000, 800, 10


def rate(count: int, total: int) -> float:
    """The rate after `count` scheduler steps, as transformers' get_linear_schedule_with_warmup computes it."""
    if count < WARMUP:
        return PEAK * (float(count) / float(max(1, WARMUP)))
    return PEAK * max(0.0, float(total - count) / float(max(1, total - WARMUP)))


def main() -> None:
    noise = random.Random(7)
    rows = []
    for step in range(EVERY, SECOND_PLAN + 1, EVERY):
        total = FIRST_PLAN if step <= RESUMED else SECOND_PLAN
        loss = 1.6 + 2.4 * math.exp(-step / 350) + 0.02 * noise.gauss(0, 1)
        rows.append({"epoch": round(step / 1000, 2), "learning_rate": rate(step - 1, total), "loss": round(loss, 4), "step": step})
    state = {"global_step": SECOND_PLAN, "max_steps": SECOND_PLAN, "num_train_epochs": 4, "log_history": rows}
    Path(__file__).with_name("resumed.json").write_text(json.dumps(state, indent=1) + "\n")


if __name__ == "__main__":
    main()
