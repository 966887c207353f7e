"""The bound and the noisy quadratic in numpy: the peers of theory_bench.cpp, timed in the same run.

  numpy_peers.py OUTPUT     writes {"name": nanoseconds of processor time, …}, the least of a few repetitions
"""

import json
import sys
import time

import numpy as np


def timed(work, repetitions):
    best = float("inf")
    for _ in range(repetitions):
        begin = time.process_time_ns()
        work()
        best = min(best, time.process_time_ns() - begin)
    return best


def cosine(steps):
    return np.cos(np.pi / 2 * np.arange(steps) / steps) ** 2


def bound(rates):
    """Last-iterate bound at its best peak, by cumulative sums from the end."""
    behind = np.cumsum(rates[::-1])[::-1]
    noise = rates[-1] + np.sum(rates[:-1] ** 2 / behind[1:])
    return 2 * np.sqrt(0.5 / behind[0] * 0.5 * noise)


def bound_curve(rates):
    """Every Omega_t by the double sum, a row at a time: quadratic in the steps."""
    total = np.cumsum(rates)
    out = 0.5 / total + 0.5 * rates
    for t in range(1, len(rates)):
        out[t] += 0.5 * np.sum(rates[:t] ** 2 / (total[t] - total[:t]))
    return out


def bins(dimensions=10_000, count=100):
    edges = np.unique(np.concatenate([[1], np.exp(np.log(dimensions) / count * np.arange(1, count)).astype(int), [dimensions + 1]]))
    curvature = 1 / np.arange(1, dimensions + 1)
    sums = np.add.reduceat(curvature, edges[:-1] - 1)
    sizes = np.diff(edges)
    return sums / sizes, sizes


def sweep(windows, peaks, beta=0.9):
    """All windows, peaks and bins at once; one numpy operation per time step."""
    curvature, sizes = bins()
    a = np.ones((len(windows), len(peaks), len(curvature)))
    b, c = np.zeros_like(a), np.zeros_like(a)
    for t in range(windows.shape[1]):
        rate = windows[:, t, None, None] * peaks[None, :, None]
        q = beta * b + curvature * a
        c = beta * beta * c + 2 * beta * curvature * b + curvature**2 * a + curvature
        b = q - rate * c
        a = a - 2 * rate * q + rate**2 * c
    return 0.5 * (a * (sizes * curvature)).sum(axis=2)


def main():
    million, ten_million = cosine(1_000_000), cosine(10_000_000)
    x = np.arange(1000) / 1000
    windows = np.stack([(1 - x) ** p for p in np.linspace(0.5, 3, 15)])
    found = {
        "bound/memory/1000000": timed(lambda: bound(million), 5),
        "bound/memory/10000000": timed(lambda: bound(ten_million), 3),
        "bound/curve/32000": timed(lambda: bound_curve(cosine(32_000)), 1),
        "quadratic/sweep": timed(lambda: sweep(windows, 0.01 * np.arange(1, 26)), 1),
    }
    with open(sys.argv[1], "w", encoding="utf-8") as file:
        json.dump(found, file)


main()
