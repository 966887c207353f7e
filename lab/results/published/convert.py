#!/usr/bin/env python3
"""Turns published final losses of language models into results that `taper evidence --runs` reads.

    lab/results/published/convert.py schaipp2025.jsonl >lab/results/published/language-models.jsonl

The input has one JSON object per run, reduced from github.com/fabian-sp/lr-scheduling at 8ace3a32, folder data/ (MIT licence; Schaipp, Hägele,
Taylor, Şimşekli, Bach, "The Surprising Agreement Between Convex Optimization Theory and Learning-Rate Scheduling for Large Model Training",
ICML 2025): the settings of the run and its final validation loss. Runs whose settings do not say which schedule was used are left out and counted.
"""
import json
import sys

FINAL_OF_COSINE = 1e-7  # `cos_final_lr` of the runs of cosine "to zero": at most 1e-3 of the peak, written as 0 here


def spec_of(run):
    """The schedule of a run in taper's notation, without its peak; None where the settings do not determine it."""
    warmup = f"warmup({run['warmup_steps']})"
    kind, shape, fraction = run["scheduler"], run["decay_type"], run["fract_decay"]
    if kind == "wsd" and run["final_lr_scale"] == 0 and shape in ("linear", "sqrt") and fraction > 0:
        fall = round(fraction * run["steps"])
        fall = min(fall, run["steps"] - run["warmup_steps"])
        return f"{'linear' if shape == 'linear' else 'one_minus_sqrt'} | {warmup} | cooldown({fall})"
    if kind == "cos" and run["cos_final_lr"] == FINAL_OF_COSINE:
        return f"cosine | {warmup}"
    if kind == "cos" and run["cos_final_lr"] == -1:
        return f"cosine | {warmup} | floor(10%)"
    return None


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        runs = [json.loads(line) for line in lines]
    left_out = 0
    for run in runs:
        spec = spec_of(run)
        if spec is None:
            left_out += 1
            continue
        experiment = f"{run['dataset']}-{run['parameters'] / 1e6:.0f}m"
        print(json.dumps({"schema": "taper.lab/1", "experiment": experiment, "spec": spec, "seed": run["seed"],
                          "steps": run["steps"], "protocol": "shared", "peak": run["peak"], "status": "finished",
                          "held_out_loss": run["final_val_loss"], "parameters": run["parameters"]}))
    print(f"{left_out} of {len(runs)} runs left out: their settings do not determine the schedule", file=sys.stderr)


if __name__ == "__main__":
    main()
