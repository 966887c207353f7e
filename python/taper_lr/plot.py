"""Plots with matplotlib: rates, and the quantities of the verdict. For the pictures of the program see `taper_lr.draw`.

The figures do not belong to pyplot: a notebook shows one once, where it is the result of a cell. In a script save it, or pass
axes or a figure of pyplot.
"""

from __future__ import annotations

import io
import textwrap
from typing import Any, Optional, Union

import numpy as np
from matplotlib.figure import Figure

from ._judge import bound
from ._run import ContinuedRun, Run
from ._schedule import Schedule

__all__ = ["rates", "panels"]

# Okabe and Ito's palette: distinguishable with color blindness
_COLORS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#000000")
_POINTS = 2000
_LABEL = 72  # characters in a line of the legend
_LINES = 3


class _Shown(Figure):
    """A figure that a notebook shows without pyplot."""

    def _repr_png_(self) -> bytes:
        file = io.BytesIO()
        self.savefig(file, format="png", dpi=self.dpi)
        return file.getvalue()


def _every(run: Run) -> int:
    return max(1, len(run) // _POINTS)


def _label(run: Run) -> str:
    """The text of a schedule in lines that fit into the figure."""
    text = run.title if isinstance(run, ContinuedRun) else run.schedule.text
    lines = textwrap.wrap(text, _LABEL)
    return "\n".join(lines if len(lines) <= _LINES else [*lines[:_LINES], "…"])


def rates(*schedules: Union[str, Schedule, Run], steps: Optional[int] = None, ax: Any = None) -> Any:
    """Plot the learning rate over the steps, one line per schedule.

    Parameters
    ----------
    schedules : str, Schedule or Run
    steps : int
        Required unless the schedules are bound.
    ax : matplotlib.axes.Axes, optional
        Draw there; otherwise in a new figure.

    Returns
    -------
    matplotlib.figure.Figure
        The figure of the axes.

    Raises
    ------
    ValueError, TypeError
        If a schedule is not valid, or no steps are given for one.

    Examples
    --------
    >>> from taper_lr import plot
    >>> figure = plot.rates("cosine | warmup(50)", "linear", steps=1000)
    >>> [line.get_label() for line in figure.axes[0].get_lines()]
    ['cosine | warmup(50)', 'linear']
    """
    axes = _Shown(figsize=(8, 4.5), layout="constrained").subplots() if ax is None else ax
    for number, one in enumerate(schedules):
        run = bound(one, steps)
        every = _every(run)
        axes.plot(np.arange(0, len(run), every), run.table(every=every), label=_label(run), color=_COLORS[number % len(_COLORS)])
    axes.set_xlabel("step")
    axes.set_ylabel("learning rate")
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), frameon=False)  # above the axes: it hides no line
    return axes.figure


def panels(*schedules: Union[str, Schedule, Run], steps: Optional[int] = None, figure: Any = None) -> Any:
    """Plot window, time-normalized rate, acceptance and steepness, with the limits of the verdict.

    Parameters
    ----------
    schedules : str, Schedule or Run
    steps : int
        Required unless the schedules are bound.
    figure : matplotlib.figure.Figure, optional
        An empty figure to draw in.

    Returns
    -------
    matplotlib.figure.Figure

    Raises
    ------
    ValueError, TypeError
        If a schedule is not valid, or no steps are given for one.

    Examples
    --------
    >>> from taper_lr import plot
    >>> figure = plot.panels("cosine", "exp(beta=0.05)", steps=500)
    >>> [ax.get_title() for ax in figure.axes]
    ['window', 'time-normalized rate per step', 'acceptance', 'steepness (linear = 1)']
    """
    figure = _Shown(figsize=(9, 6.5), layout="constrained") if figure is None else figure
    grid = figure.subplots(2, 2)
    columns = (("window", "window"), ("gamma_bar", "time-normalized rate per step"), ("acceptance", "acceptance"),
               ("steepness", "steepness (linear = 1)"))
    for number, one in enumerate(schedules):
        run = bound(one, steps)
        d = run.dynamics(every=_every(run))
        for axes, (column, title) in zip(grid.flat, columns):
            values = np.where(np.isfinite(d[column]), d[column], np.nan)
            axes.plot(d["step"], values, label=_label(run), color=_COLORS[number % len(_COLORS)])
            axes.set_title(title)
            axes.set_xlabel("step")
    grid[0, 0].axhline(0.5, color="0.6", linewidth=0.8, linestyle=":")
    grid[0, 1].axhline(1.0, color="0.6", linewidth=0.8, linestyle=":")
    grid[0, 1].set_yscale("log")  # after the line at 1, because the rates of a constant are all zero
    grid[1, 1].axhline(5.37, color="0.6", linewidth=0.8, linestyle=":")
    figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside lower left", frameon=False)
    return figure
