"""Another length, peak or schedule for a run that is under way or finished."""

from __future__ import annotations

from typing import Literal, Optional, Union

from . import _core
from ._judge import bound
from ._report import Report
from ._run import Clock, Run, whole
from ._schedule import Schedule

__all__ = ["retarget"]


def retarget(schedule: Union[str, Schedule, Run], steps: Optional[int] = None, *, at: Union[int, Literal["end"]],
             new_steps: Optional[int] = None, rewarm: int = 0, cooldown_now: bool = False, peak: Optional[float] = None,
             to: Union[str, Schedule, None] = None, slack: float = 1.0, steepness_max: float = 5.37, delta: float = 1.0,
             clock: Clock = "fall") -> Report:
    """Change a run from step `at` on, like ``taper retarget --json``: rates, the new text, the verdicts before and after.

    In the decay, with x the position in it: ``1 - x(t) = (1 - x(at)) (new_steps - t) / (new_steps - at)``, so that the rate does
    not jump. `Run.extend` gives the exact rates of a change of length; `taper_lr.torch.TaperLR.extend` follows them.

    Parameters
    ----------
    schedule : str, Schedule or Run
    steps : int
        Optimizer steps of the plan; required unless the schedule is bound.
    at : int or "end"
        The next step to run; "end" is a finished run.
    new_steps : int
        The new total of optimizer steps; unchanged if omitted.
    rewarm : int
        Rise to the peak again over this many steps, then the whole decay.
    cooldown_now : bool
        The decay begins now, at the present rate.
    peak : float
        From `at` on, every rate is multiplied by this peak / the old peak.
    to : str or Schedule
        Another schedule over the remaining steps; without a peak it starts at the present rate.
    slack, steepness_max, delta, clock
        As in `Run.check`.

    Returns
    -------
    Report
        A dict: ``rate`` at step `at`, ``whole`` (spec, steps, error relative to the peak) of the new run, ``rest`` of the steps from
        `at` on, ``naive``: the rate and the jump of the same text over the new length, ``before`` and ``after``: the checks.

    Raises
    ------
    ValueError
        If nothing changes, two of rewarm, cooldown_now and to are given, or the change is not possible.

    Examples
    --------
    >>> import taper_lr as taper
    >>> r = taper.retarget("linear | peak(3e-4)", steps=1000, at=500, new_steps=2000)
    >>> r["rate"], r["naive"]["jump"], r["rest"]["spec"], r["rest"]["steps"]
    (0.00015, 1.5, 'linear | peak(0.00015)', 1500)
    """
    plan = bound(schedule, steps)
    if new_steps is None and peak is None and to is None and not rewarm and not cooldown_now:
        raise ValueError("nothing changes; give new_steps, peak, rewarm, cooldown_now or to")
    if (to is not None) + bool(rewarm) + cooldown_now > 1:
        raise ValueError("rewarm, cooldown_now and to exclude each other")
    step = len(plan) if at == "end" else whole(at, "at")
    length = len(plan) if new_steps is None else whole(new_steps, "new_steps", 1)
    text = to._spec if isinstance(to, Schedule) else to
    change = _core.retarget(plan._native, step, length, whole(rewarm, "rewarm"), cooldown_now, peak, text, slack, steepness_max,
                            delta, clock)
    values = change.report()
    return Report(values, f"{plan.title}, at step {step} changed to {length}: {values['after']['verdict']}", lambda: change.picture())
