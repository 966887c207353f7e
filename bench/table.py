"""Prints the JSON of Google Benchmark as tables: time, target, ratio to the peers of the same run.

  table.py TAPER_BENCH [TAPER_BENCH_FMA] [NUMPY_PEERS]     files that are not there leave their columns empty

A run with --filter has only some of the names, so every cell of a table may be missing.
"""

import json
import os
import sys
import time
from collections import defaultdict

# ns for one evaluation: (family known, erased); powers cost a pow
CLOSED = (6.0, 10.0)
POWERS = (10.0, 15.0)
TARGETS = {"cosine": CLOSED, "exp": CLOSED, "sigmoid": CLOSED, "exp(beta=0.99)": CLOSED, "sigmoid(i=40)": CLOSED,
           "poly": POWERS, "power": POWERS, "poly(i=2)": POWERS, "poly(i=10)": POWERS, "power(p=0.5)": POWERS}
CHECK_MS = 50.0
JSON_MB_PER_SECOND = 300.0
# seconds: 10^8 steps of the bound, fifteen shapes at twenty-five peaks of the quadratic
THEORY_S = {"bound/streamed/100000000": 2.0, "quadratic/sweep": 0.2}
THEORY = ("bound", "quadratic", "multipliers", "spectrum")


class Targets:
    """The targets that apply to this run, and those that it misses."""

    def __init__(self):
        self.known, self.missed = 0, []

    def hold(self, met, message):
        self.known += 1
        if not met:
            self.missed.append(message)

    def __str__(self):
        if not self.known:
            return "no target applies to this run"
        return "missed: " + "; ".join(self.missed) if self.missed else "all targets met"


def group(name):
    """The first part of a benchmark name, for `script/bench --filter`."""
    return name.split("/")[0]


def best(document):
    """Name -> (nanoseconds of processor time, bytes per second) of the least disturbed repetition, and how far the median lies above."""
    scale = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
    runs = defaultdict(list)
    for b in document["benchmarks"]:
        if b.get("run_type", "iteration") == "iteration":
            runs[b.get("run_name", b["name"])].append((b["cpu_time"] * scale[b["time_unit"]], b.get("bytes_per_second")))
    found = {name: min(all_, key=lambda pair: pair[0]) for name, all_ in runs.items()}
    spread = sorted(sorted(t for t, _ in all_)[len(all_) // 2] / found[name][0] for name, all_ in runs.items())
    return document["context"], found, spread[len(spread) // 2] if spread else 1.0


def ratio(peer, ours):
    return f"{peer / ours:5.2f}x" if peer and ours else "      "


def evaluations(found, fused, targets):
    """One evaluation; `fused`: the same program compiled for machines with fused multiply-add."""
    rows = defaultdict(dict)
    for name, (ns, _) in sorted(found.items()):
        kind, *rest = name.split("/")
        if kind == "evaluate":
            rows["/".join(rest[:-1])][rest[-1]] = ns
    if not rows:
        return
    print("one evaluation, ns (known: family known at compile time; fma: compiled with -march=x86-64-v3; libm: hand-written formula;\n"
          "function: the same through a std::function, like LambdaLR)")
    print(f"  {'schedule':<26} {'known':>6} {'fma':>6} {'target':>6}  {'erased':>6} {'target':>6}   {'libm':>6} {'known is':>9}   {'function':>8} {'erased is':>9}")
    for name, row in rows.items():
        known, erased = row.get("known"), row.get("erased")
        limits = TARGETS.get(name)
        limit = [f"{t:6.0f}" for t in limits] if limits else ["     -", "     -"]
        machine = fused.get(f"evaluate/{name}/known", (None,))[0]
        for ns, target in zip((machine or known, erased), limits or ()):
            if ns:
                targets.hold(ns <= target, f"{name}: {ns:.1f} ns, target {target:.0f}")
        text = [f"{v:6.2f}" if v else "     -" for v in (known, erased, row.get("libm"))]
        function = f"{row['function']:8.2f}" if "function" in row else "       -"
        print(f"  {name:<26} {text[0]} {f'{machine:6.2f}' if machine else '     -'} {limit[0]}  {text[1]} {limit[1]}   {text[2]} {ratio(row.get('libm'), known):>9}   "
              f"{function} {ratio(row.get('function'), erased):>9}")


def bulk(found):
    rows = defaultdict(dict)
    for name, (ns, rate) in found.items():
        if group(name) == "bulk":
            _, family, how, size = name.split("/")
            rows[(family, int(size))][how] = (ns / int(size), rate)
    if not rows:
        return
    print("\nin bulk, ns per value and GB/s written, and speedup over the libm loop")
    print(f"  {'schedule':<10} {'values':>9}   {'float64':>16}   {'float32':>16}   {'libm float64':>16}   {'faster by':>9}")
    for (family, size), row in sorted(rows.items()):
        if family == "memory":
            ns, rate = row["memset_f64"]
            print(f"  {'memset':<10} {size:>9}   {ns:6.3f} {rate / 1e9:6.1f}")
            continue
        text = [f"{row[k][0]:6.3f} {row[k][1] / 1e9:6.1f}   " if k in row else " " * 16 for k in ("fill_f64", "fill_f32", "libm_f64")]
        libm, ours = (row.get(k, (None,))[0] for k in ("libm_f64", "fill_f64"))
        print(f"  {family:<10} {size:>9}   {text[0]:<16}   {text[1]:<16}   {text[2]:<16}   {ratio(libm, ours):>9}")


def analyses(found, targets):
    if not any(group(name) in ("check", "notation") for name in found):
        return
    print("\njudging, us")
    for name, (ns, _) in sorted(found.items()):
        kind, *rest = name.split("/")
        if kind == "check":
            spec, steps = "/".join(rest[:-1]), int(rest[-1])
            print(f"  check {spec:<36} {steps:>13,} steps  {ns / 1e3:10.1f}")
            targets.hold(ns <= CHECK_MS * 1e6, f"check {spec} over {steps}: {ns / 1e6:.1f} ms, target {CHECK_MS:.0f}")
        elif kind == "notation":
            print(f"  {'/'.join([kind, *rest]):<42} {'':>19}  {ns / 1e3:10.2f}")


def python_json():
    """MB/s of Python's json.loads on rows of the same form, the best of three."""
    rows = [{"epoch": s / 100, "grad_norm": 1 + 1 / s, "learning_rate": 1.5e-4 + 1e-10 * s, "loss": 2.5, "step": 10 * s} for s in range(1, 20001)]
    text = json.dumps({"log_history": rows, "max_steps": 1_000_000}, indent=2)
    best = float("inf")
    for _ in range(3):
        begun = time.process_time()
        json.loads(text)
        best = min(best, time.process_time() - begun)
    return len(text) / 1e6 / best


def logs(found, targets):
    rows = {name.split("/", 1)[1]: rate / 1e6 for name, (_, rate) in found.items() if name.startswith("log/") and rate}
    if not rows:
        return
    rows["peer-python-json"] = python_json()
    print("\nreading logs, MB/s (peers parse the same trainer_state.json, or one like it, as a whole document in memory)")
    for name, rate in rows.items():
        print(f"  {name:<20} {rate:8.0f}   {ratio(rows.get('hf-trainer-state'), rate)} hf-trainer-state")
    for name in ("hf-trainer-state", "jsonl"):
        if name in rows:
            targets.hold(rows[name] >= JSON_MB_PER_SECOND, f"{name}: {rows[name]:.0f} MB/s, target {JSON_MB_PER_SECOND:.0f}")


def theory(found, peers, targets):
    if not any(group(name) in THEORY for name in found):
        return
    print("\nbound, noisy quadratic, multipliers and spectrum, ms (numpy: vectorized, in the same run)")
    print(f"  {'':<28} {'ours':>9} {'target':>8}   {'numpy':>9} {'faster by':>9}")
    for name, (ns, _) in sorted(found.items()):
        if group(name) not in THEORY:
            continue
        target, peer = THEORY_S.get(name), peers.get(name)
        print(f"  {name:<28} {ns / 1e6:9.3f} {f'{1e3 * target:8.0f}' if target else '       -'}   "
              f"{f'{peer / 1e6:9.3f}' if peer else '        -'} {ratio(peer, ns):>9}")
        if target:
            targets.hold(ns <= target * 1e9, f"{name}: {ns / 1e9:.2f} s, target {target} s")


# every group that has a table; the help of script/bench names the same
GROUPS = ("evaluate", "bulk", "check", "notation", "log", *THEORY)


def read(path, default):
    """The JSON of an optional file."""
    if not path or not os.path.exists(path):
        return default
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def main():
    first, fma, numpy = (sys.argv[1:] + [None, None])[:3]
    context, found, spread = best(read(first, None))
    print(f"{context['num_cpus']} x {context['mhz_per_cpu']} MHz, load {', '.join(f'{v:.1f}' for v in os.getloadavg())}; processor time, the minimum over the "
          f"repetitions\n(their median lies {100 * (spread - 1):.0f}% above: on a quiet machine a few percent, else read the ratios to the peers)\n")
    fused = read(fma, None)
    targets = Targets()
    evaluations(found, best(fused)[1] if fused else {}, targets)
    bulk(found)
    analyses(found, targets)
    logs(found, targets)
    theory(found, read(numpy, {}), targets)
    print(f"\n{targets}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
