"""PyTorch: `TaperLR`, a learning-rate scheduler for any schedule, one for all parameter groups or one per group."""

from __future__ import annotations

from typing import Any, Dict, List, Optional, Sequence, Union

import torch
import torch.optim.lr_scheduler as theirs

from ._run import Run, whole
from ._schedule import Schedule

__all__ = ["TaperLR"]

# private name before PyTorch 2.0
LRScheduler: Any = getattr(theirs, "LRScheduler", None) or theirs._LRScheduler

Spec = Union[str, Schedule]


class TaperLR(LRScheduler):  # type: ignore[misc]
    """A `torch.optim.lr_scheduler.LRScheduler` that follows a schedule.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
    schedule : str or Schedule, or a list of them
        One for all parameter groups, or one per group. A schedule without a peak scales the group's own rate; a schedule
        with a peak sets the rate.
    total_steps : int
        Optimizer steps of the run.
    last_epoch : int
        The index of the last step; -1 begins a run.
    key : str
        The scheduled value of the group: "lr", "weight_decay", "momentum" and so on.
    steps_per_epoch, samples_per_step, tokens_per_step : float, optional
        The clock, for amounts in epochs, samples and tokens.

    Notes
    -----
    Call ``step()`` after each optimizer step; the rate of step t is that of the schedule at t. The rate depends
    only on the step, so errors do not accumulate, any step can be set (`set_step`), and rates left by another scheduler
    have no effect. ``state_dict`` contains only text and whole numbers, so it loads with ``torch.load(..., weights_only=True)``.
    It works inside `SequentialLR`. Like the schedulers of PyTorch it does not restore rates, which belong to the optimizer.

    Examples
    --------
    >>> import torch
    >>> from taper_lr.torch import TaperLR
    >>> optimizer = torch.optim.SGD([torch.zeros(2, requires_grad=True)], lr=0.1)
    >>> scheduler = TaperLR(optimizer, "cosine | warmup(2)", total_steps=10)
    >>> rates = []
    >>> for _ in range(4):
    ...     rates.append(round(scheduler.get_last_lr()[0], 6))
    ...     optimizer.step()
    ...     scheduler.step()
    >>> rates
    [0.0, 0.05, 0.1, 0.096194]
    """

    def __init__(self, optimizer: torch.optim.Optimizer, schedule: Union[Spec, Sequence[Spec]], total_steps: int,
                 last_epoch: int = -1, *, key: str = "lr", steps_per_epoch: Optional[float] = None,
                 samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> None:
        given = [schedule] if isinstance(schedule, (str, Schedule)) else list(schedule)
        if len(given) not in (1, len(optimizer.param_groups)):
            raise ValueError(f"expected one schedule or {len(optimizer.param_groups)}, one per parameter group, got {len(given)}")
        schedules = [one if isinstance(one, Schedule) else Schedule._piped(one) for one in given]
        for group in optimizer.param_groups:
            if key not in group:
                raise ValueError(f"the optimizer's groups have no '{key}'; they have {', '.join(k for k in group if k != 'params')}")
        self._key = key
        self._specs: List[str] = [one.text for one in schedules]
        self._total_steps = whole(total_steps, "total_steps", 1)
        self._clock: Dict[str, Optional[float]] = {"steps_per_epoch": steps_per_epoch, "samples_per_step": samples_per_step,
                                                   "tokens_per_step": tokens_per_step}
        self._bases = self._own_values(optimizer)
        self._runs = self._bound()
        super().__init__(optimizer, last_epoch)

    def _own_values(self, optimizer: torch.optim.Optimizer) -> List[float]:
        """Each group's own value before any schedule, stored in the group as PyTorch does for the rate."""
        name = f"initial_{self._key}"
        for group in optimizer.param_groups:
            value = group[self._key]
            if isinstance(value, (list, tuple)):
                value = value[0]
            group.setdefault(name, value.clone() if isinstance(value, torch.Tensor) else value)
        return [float(group[name]) for group in optimizer.param_groups]

    def _bound(self) -> List[Run]:
        specs = self._specs * len(self._bases) if len(self._specs) == 1 else self._specs
        return [_with_base(Schedule._piped(spec), base).over(self._total_steps, **self._clock)
                for spec, base in zip(specs, self._bases)]

    @property
    def runs(self) -> List[Run]:
        """The bound schedule of each parameter group."""
        return list(self._runs)

    def _values(self) -> List[float]:
        step = max(0, self.last_epoch)
        # a group with rate zero stays frozen: the notation has no peak of zero
        return [0.0 if base == 0.0 and not run.schedule.has_peak else run(step) for run, base in zip(self._runs, self._bases)]

    def get_lr(self) -> List[Any]:
        """The value of each group at the current step. Fills tensors in place, because PyTorch before 2.0 would replace them."""
        for group, value in zip(self.optimizer.param_groups, self._values()):
            old = group[self._key]
            if isinstance(old, torch.Tensor):
                old.fill_(value)
            elif self._key != "lr":  # betas: the first one is scheduled
                group[self._key] = (value, *old[1:]) if isinstance(old, (list, tuple)) else value
        if self._key != "lr":
            return [group["lr"] for group in self.optimizer.param_groups]
        return [group["lr"] if isinstance(group["lr"], torch.Tensor) else value
                for group, value in zip(self.optimizer.param_groups, self._values())]

    _get_closed_form_lr = get_lr  # SequentialLR calls it after setting a step

    def set_step(self, step: int) -> None:
        """Jump to any step and apply its rates."""
        self.last_epoch = whole(step, "step")
        for group, value in zip(self.optimizer.param_groups, self.get_lr()):
            group["lr"] = value
        self._last_lr = [float(group["lr"]) for group in self.optimizer.param_groups]

    def state_dict(self) -> Dict[str, Any]:
        """The schedules and the step of the run, as text and integers.

        Floats are stored as text, because the `weights_only` reader of PyTorch 1.13 does not accept them.
        """
        return {
            "schedules": list(self._specs),
            "bases": [repr(v) for v in self._bases],
            "key": self._key,
            "total_steps": self._total_steps,
            "clock": {name: None if v is None else repr(float(v)) for name, v in self._clock.items()},
            "last_epoch": self.last_epoch,
            "step_count": self._step_count,
            "last_lr": [repr(float(lr)) for lr in self._last_lr],
        }

    def load_state_dict(self, state_dict: Dict[str, Any]) -> None:
        """Continue from a state, with its schedules and its length.

        Raises
        ------
        ValueError
            If the number of parameter groups differs.
        """
        if len(state_dict["bases"]) != len(self.optimizer.param_groups):
            raise ValueError(f"the state is of {len(state_dict['bases'])} parameter groups, "
                             f"the optimizer has {len(self.optimizer.param_groups)}")
        self._specs = list(state_dict["schedules"])
        self._bases = [float(v) for v in state_dict["bases"]]
        self._key = state_dict["key"]
        self._total_steps = int(state_dict["total_steps"])
        self._clock = {name: None if v is None else float(v) for name, v in state_dict["clock"].items()}
        self.last_epoch = int(state_dict["last_epoch"])
        self._step_count = int(state_dict["step_count"])
        self._last_lr = [float(v) for v in state_dict["last_lr"]]
        self._runs = self._bound()
        if self._key == "lr":
            self.base_lrs = list(self._bases)


def _with_base(schedule: Schedule, base: float) -> Schedule:
    """The schedule with the group's own value as peak, unless it has a peak. Its floor can be a rate."""
    if schedule.has_peak or base == 0.0:
        return schedule
    try:
        return schedule | f"peak({base!r})"
    except ValueError:  # a library schedule with absolute rates
        return schedule
