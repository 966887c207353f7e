"""Schedules as code of other languages."""

from __future__ import annotations

from typing import Literal, Optional, Union

from . import _core
from ._judge import bound
from ._run import EndlessRun, Run
from ._schedule import Schedule

__all__ = ["export"]

Language = Literal["python", "pytorch", "hf", "optax", "keras", "c", "cuda", "js", "csv", "json"]


def export(schedule: Union[str, Schedule, Run, EndlessRun], steps: Optional[int] = None, *, to: Language,
           runtime_total: bool = False) -> str:
    """Short code without dependencies that gives the same rates, like ``taper export``.

    Parameters
    ----------
    schedule : str, Schedule, Run or EndlessRun
    steps : int
        Optimizer steps; may be omitted if the schedule is bound or needs no length.
    to : {"python", "pytorch", "hf", "optax", "keras", "c", "cuda", "js", "csv", "json"}
        The language; it defines ``learning_rate(step)``. "csv" and "json" list every rate.
    runtime_total : bool
        The length is an argument of the code: ``learning_rate(step, total)``.

    Returns
    -------
    str
        It begins with a comment that gives the schedule, the steps and the largest error relative to the run.

    Raises
    ------
    ValueError
        If `to` is not known, a table would be longer than 20,000 steps, or the length cannot be an argument.

    Examples
    --------
    >>> import taper_lr as taper
    >>> code = taper.export("cosine | warmup(10%) | peak(3e-4)", steps=1000, to="python")
    >>> names = {}
    >>> exec(code, names)
    >>> names["learning_rate"](100)
    0.0003
    """
    if isinstance(schedule, EndlessRun) and steps is None:
        return _core.export_endless(schedule._native, to)
    if steps is None and not isinstance(schedule, Run):
        made = Schedule(schedule) if isinstance(schedule, str) else schedule
        if isinstance(made, Schedule):
            return _core.export_endless(made.over()._native, to)
    return _core.export_run(bound(schedule, steps)._native, to, runtime_total)
