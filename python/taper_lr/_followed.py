"""What a scheduler follows: schedules, the values of the parameter groups, a length, and its changes so far."""

from __future__ import annotations

from typing import Any, Dict, List, Literal, NamedTuple, Optional, Tuple, get_args

from ._run import Run, needs_length
from ._schedule import Schedule

Mismatch = Literal["error", "keep", "new", "retarget"]

Change = Tuple[int, int, int]
"""A change of the length: at this step, to so many steps, with so many steps of rewarming."""


class Followed(NamedTuple):
    """The schedule of each group over a length. As text and whole numbers, it is the state of a scheduler."""

    specs: Tuple[str, ...]
    bases: Tuple[float, ...]  # each group's own value
    total_steps: int  # before any change
    clock: Dict[str, Optional[float]]
    changes: Tuple[Change, ...] = ()

    @property
    def steps(self) -> int:
        """The length after the last change."""
        return self.changes[-1][1] if self.changes else self.total_steps

    def schedules(self) -> List[Schedule]:
        """Each group's schedule, with its own value as the peak if it has none."""
        specs = self.specs * len(self.bases) if len(self.specs) == 1 else self.specs
        return [_with_base(Schedule._piped(spec), base) for spec, base in zip(specs, self.bases)]

    def runs(self) -> List[Run]:
        out = []
        for schedule in self.schedules():
            run: Run = schedule.over(self.total_steps, **self.clock)
            for at, new_steps, rewarm in self.changes:
                run = run.extend(new_steps, at=at, rewarm=rewarm)
            out.append(run)
        return out

    def extended(self, at: int, new_steps: int, rewarm: int) -> Followed:
        """With another length from a step on; a step after the end counts as the end."""
        return self._replace(changes=(*self.changes, (min(at, self.steps), new_steps, rewarm)))

    def written(self) -> Dict[str, Any]:
        """Floats as text, because the `weights_only` reader of PyTorch 1.13 does not accept them."""
        return {
            "schedules": list(self.specs),
            "bases": [repr(v) for v in self.bases],
            "total_steps": self.total_steps,
            "clock": {name: None if v is None else repr(float(v)) for name, v in self.clock.items()},
            "changes": [list(change) for change in self.changes],
        }

    @classmethod
    def read(cls, state: Dict[str, Any]) -> Followed:
        return cls(tuple(state["schedules"]), tuple(float(v) for v in state["bases"]), int(state["total_steps"]),
                   {name: None if v is None else float(v) for name, v in state["clock"].items()},
                   tuple((int(at), int(to), int(rewarm)) for at, to, rewarm in state.get("changes", ())))


def run_with_base(schedule: Schedule, base: float, steps: int) -> Run:
    """The run of a schedule without a clock, with `base` as its peak if it has none."""
    run: Run = _with_base(schedule, base).over(steps)
    return run


def same_rates(one: Run, other: Run) -> bool:
    """Whether two runs are the same; the length does not matter for a schedule that needs none."""
    if one == other:
        return True
    return (one.schedule, one._clock) == (other.schedule, other._clock) and not needs_length(one) and not needs_length(other)


def described(run: Run) -> str:
    """cosine | warmup(10%) | peak(0.01) over 100 steps, with its clock if it has one."""
    clock = "".join(f", {name}={value:g}" for name, value in run._clock.items() if value is not None)
    return run.title + clock


def known_mismatch(how: Mismatch) -> Mismatch:
    """`how`, if it is one of the words."""
    if how not in get_args(Mismatch):
        raise ValueError(f"on_mismatch must be one of {', '.join(get_args(Mismatch))}, got {how!r}")
    return how


def mismatch_text(saved: List[Run], here: List[Run], step: int, only_length: bool) -> str:
    """What differs, and what can be done."""
    group = next(k for k, (a, b) in enumerate(zip(saved, here)) if not same_rates(a, b))
    was, now = saved[group], here[group]
    lines = ["the state is of another " + ("length" if only_length else "schedule") + (f" (parameter group {group})" if len(here) > 1 else ""),
             f"  saved: {described(was)}; its step is {step}",
             f"  here:  {described(now)}",
             "  choose with on_mismatch=…",
             "    'keep'      follows the saved one",
             f"    'new'       follows the one here from step {step} on: the rate changes from {was(step):.4g} to {now(step):.4g}"]
    if only_length:
        lines.append(f"    'retarget'  stretches the rest of the saved one to step {len(now)}: the rate does not jump")
    return "\n".join(lines)


def _with_base(schedule: Schedule, base: float) -> Schedule:
    """The schedule with the group's own value as peak, unless it has a peak. Its floor can be a rate."""
    if schedule.has_peak or base == 0.0:
        return schedule
    try:
        return schedule | f"peak({base!r})"
    except ValueError:  # a library schedule with absolute rates
        return schedule
