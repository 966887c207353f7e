"""Plots with matplotlib: rates, and the quantities of the verdict."""

from __future__ import annotations

from typing import Any, Optional, Union

import matplotlib.pyplot as plt
import numpy as np

from ._judge import bound
from ._run import Run
from ._schedule import Schedule

__all__ = ["rates", "panels"]

# Okabe and Ito's palette: distinguishable with color blindness
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_POINTS = 2000


def _every(run: Run) -> int:
    return max(1, len(run) // _POINTS)


def rates(*schedules: Union[str, Schedule, Run], steps: Optional[int] = None, ax: Any = None) -> Any:
    """Plot the learning rate over the steps, one line per schedule.

    Parameters
    ----------
    schedules : str, Schedule or Run
    steps : int
        Required unless the schedules are bound.
    ax : matplotlib.axes.Axes, optional

    Returns
    -------
    matplotlib.axes.Axes

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> from taper_lr import plot
    >>> ax = plot.rates("cosine | warmup(50)", "linear", steps=1000)
    >>> [line.get_label() for line in ax.get_lines()]
    ['cosine | warmup(50)', 'linear']
    """
    axes = plt.subplots()[1] if ax is None else ax
    for number, one in enumerate(schedules):
        run = bound(one, steps)
        every = _every(run)
        axes.plot(np.arange(0, len(run), every), run.table(every=every), label=run.schedule.text,
                  color=_COLORS[number % len(_COLORS)])
    axes.set_xlabel("step")
    axes.set_ylabel("learning rate")
    axes.legend()
    return axes


def panels(*schedules: Union[str, Schedule, Run], steps: Optional[int] = None) -> Any:
    """Plot window, time-normalized rate, acceptance and steepness, with the limits of the verdict.

    Returns
    -------
    matplotlib.figure.Figure

    Examples
    --------
    >>> import matplotlib
    >>> matplotlib.use("Agg")
    >>> from taper_lr import plot
    >>> figure = plot.panels("cosine", "exp(beta=0.05)", steps=500)
    >>> [ax.get_title() for ax in figure.axes]
    ['window', 'normalized rate', 'acceptance', 'steepness']
    """
    figure, grid = plt.subplots(2, 2, figsize=(9, 6), constrained_layout=True)
    columns = (("window", "window"), ("gamma_bar", "normalized rate"), ("acceptance", "acceptance"), ("steepness", "steepness"))
    for number, one in enumerate(schedules):
        run = bound(one, steps)
        d = run.dynamics(every=_every(run))
        for axes, (column, title) in zip(grid.flat, columns):
            values = np.where(np.isfinite(d[column]), d[column], np.nan)
            axes.plot(d["step"], values, label=run.schedule.text, color=_COLORS[number % len(_COLORS)])
            axes.set_title(title)
    grid[0, 0].axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
    grid[0, 1].axhline(1.0, color="0.6", linewidth=0.8, linestyle=":")
    grid[0, 1].set_yscale("log")  # after the line at 1, because the rates of a constant are all zero
    grid[1, 1].axhline(5.37, color="0.6", linewidth=0.8, linestyle=":")
    grid[0, 0].legend()
    return figure
