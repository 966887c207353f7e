"""Pictures of schedules."""

from __future__ import annotations

from typing import Literal, Optional, Sequence, Union

from . import _core
from ._judge import bound
from ._report import Picture, needs_pictures
from ._run import Clock, ContinuedRun, Run
from ._schedule import Schedule

__all__ = ["draw"]

Panel = Literal["window", "gamma_bar", "acceptance", "steepness", "kappa"]


def draw(*schedules: Union[str, Schedule, Run], steps: Optional[int] = None, panels: Sequence[Panel] = (), title: str = "",
         slack: float = 1.0, steepness_max: float = 5.37, delta: float = 1.0, clock: Clock = "fall") -> Picture:
    """Draw schedules and their dynamics, like ``taper plot``.

    Parameters
    ----------
    schedules : str, Schedule or Run
    steps : int
        Optimizer steps; required unless the schedules are bound.
    panels : sequence of {"window", "gamma_bar", "acceptance", "steepness", "kappa"}
        Default: the first four. "window" is the rate, if a schedule has a peak.
    title : str
        Title of the picture; default: the schedule.
    slack, steepness_max, delta, clock
        As in `Run.check`.

    Returns
    -------
    Picture
        With ``svg``, ``html``, ``png`` and ``save(path)``; a notebook shows it.

    Raises
    ------
    ValueError
        If a schedule, a panel or an option is not valid.
    NotImplementedError
        If the package was built without pictures; `has_pictures` says so.

    Examples
    --------
    >>> import taper_lr as taper
    >>> if taper.has_pictures():
    ...     assert taper.draw("cosine", "linear", steps=100, panels=["window"]).png[1:4] == b"PNG"
    """
    if not schedules:
        raise TypeError("draw needs at least one schedule")
    needs_pictures()
    runs = [bound(one, steps) for one in schedules]
    names = [run.title if isinstance(run, ContinuedRun) else run.schedule.text for run in runs]
    return Picture(_core.draw([run._native for run in runs], names, list(panels), title, slack, steepness_max, delta, clock))
