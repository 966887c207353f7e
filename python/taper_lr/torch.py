"""PyTorch: `TaperLR`, a learning-rate scheduler for any schedule, one for all parameter groups or one per group."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Mapping, Optional, Sequence, Tuple, Union

import torch
import torch.optim.lr_scheduler as theirs

from ._followed import Followed, Mismatch, described, known_mismatch, mismatch_text, same_rates
from ._plans import Plan
from ._run import Run, needs_length, whole
from ._schedule import Schedule, schedules_of

__all__ = ["TaperLR", "TaperPlan"]

# private name before PyTorch 2.0
LRScheduler: Any = getattr(theirs, "LRScheduler", None) or theirs._LRScheduler

_LOG = logging.getLogger("taper_lr")  # not warnings: the Trainer of transformers drops those of load_state_dict

Spec = Union[str, Schedule]

# an entry of the group and, for a pair, the index in it
_PLACES: Dict[str, Tuple[str, int]] = {"beta1": ("betas", 0), "beta2": ("betas", 1), "betas": ("betas", 0)}


def needs_optimizer(given: Any, call: str) -> None:
    """A TypeError that shows the order of the arguments, unless an optimizer is given."""
    if not hasattr(given, "param_groups"):  # a wrapper of an optimizer need not be one
        raise TypeError(f"an optimizer is needed, got {type(given).__name__}; the order is {call}")


class TaperLR(LRScheduler):  # type: ignore[misc]
    """A `torch.optim.lr_scheduler.LRScheduler` that follows a schedule.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
        The optimizer whose parameter groups are set.
    schedule : str or Schedule, or a list of them
        One for all parameter groups, or one per group. A schedule without a peak scales the group's own rate; a schedule
        with a peak sets the rate.
    total_steps : int
        Optimizer steps of the run.
    last_epoch : int
        The index of the last step; -1 begins a run.
    key : str
        The scheduled value of the group: "lr", "weight_decay", "momentum", "beta1", "beta2" and so on.
    on_mismatch : {"error", "keep", "new", "retarget"}
        What `load_state_dict` does with a state of another schedule or another length:

        - "error" raises ValueError, which names both
        - "keep" follows the saved schedule over the saved length; logs a warning if it ends early
        - "new" follows the schedule given here from the saved step on; the rate can jump
        - "retarget" stretches the rest of the saved schedule to `total_steps`; the rate does not jump

        "retarget" changes only the length: another schedule, peak or clock remains an error.
    rewarm : int
        With "retarget": rise to the peak again over so many steps, then the whole decay.
    steps_per_epoch, samples_per_step, tokens_per_step : float, optional
        The clock, for amounts in epochs, samples and tokens.

    Raises
    ------
    ValueError
        If a schedule is invalid or does not fit into the steps, its number is not that of the groups, or the groups do not
        have `key`; from `step` and `set_step`, before anything changes, if a group was added to the optimizer later.
    TypeError
        If `optimizer` is not an optimizer, or a schedule is a `Run` (it has its length already) or a mapping (see `TaperPlan`).

    Notes
    -----
    Call ``step()`` after each optimizer step; the rate of step t is that of the schedule at t. The rate depends
    only on the step, so errors do not accumulate, any step can be set (`set_step`), and rates left by another scheduler
    have no effect. ``state_dict`` contains only text and whole numbers, so it loads with ``torch.load(..., weights_only=True)``.
    It works inside `SequentialLR`. Like the schedulers of PyTorch it does not restore rates, which belong to the optimizer:
    load the state of the optimizer first.

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
                 last_epoch: int = -1, *, key: str = "lr", on_mismatch: Mismatch = "error", rewarm: int = 0,
                 steps_per_epoch: Optional[float] = None, samples_per_step: Optional[float] = None,
                 tokens_per_step: Optional[float] = None) -> None:
        needs_optimizer(optimizer, "TaperLR(optimizer, schedule, total_steps)")
        given = schedules_of(schedule)
        if len(given) not in (1, len(optimizer.param_groups)):
            raise ValueError(f"expected one schedule or {len(optimizer.param_groups)}, one per parameter group, got {len(given)}")
        place: Tuple[str, Optional[int]] = _PLACES.get(key) or (key, None)
        self._entry, self._index = place
        for group in optimizer.param_groups:
            if self._entry not in group:
                raise ValueError(f"the optimizer's groups have no '{key}'; they have {', '.join(k for k in group if k != 'params')}")
        self._key = key
        self._on_mismatch = known_mismatch(on_mismatch)
        self._rewarm = whole(rewarm, "rewarm")
        clock = {"steps_per_epoch": steps_per_epoch, "samples_per_step": samples_per_step, "tokens_per_step": tokens_per_step}
        self._follow(Followed(tuple(one.text for one in given), tuple(self._own_values(optimizer)),
                              whole(total_steps, "total_steps", 1), clock))
        super().__init__(optimizer, last_epoch)

    def _own_values(self, optimizer: torch.optim.Optimizer) -> List[float]:
        """Each group's own value before any schedule, stored in the group as PyTorch does for the rate."""
        name = f"initial_{self._key}"
        for group in optimizer.param_groups:
            value = group[self._entry]
            if self._index is not None:
                value = value[self._index]
            group.setdefault(name, value.clone() if isinstance(value, torch.Tensor) else value)
        return [float(group[name]) for group in optimizer.param_groups]

    def _follow(self, followed: Followed) -> None:
        runs = followed.runs()  # first: an error leaves the scheduler as it was
        self._followed, self._runs = followed, runs
        plain = self._key == "lr" and type(self).get_lr is TaperLR.get_lr
        frozen = any(base == 0.0 and not run.schedule.has_peak for run, base in zip(runs, followed.bases))
        self._direct = runs if plain and not frozen else None

    @property
    def runs(self) -> List[Run]:
        """The bound schedule of each parameter group."""
        return list(self._runs)

    @property
    def total_steps(self) -> int:
        """Optimizer steps of the run; `extend` changes them."""
        return self._followed.steps

    def _values(self, step: Optional[int] = None) -> List[float]:
        at = max(0, self.last_epoch if step is None else step)
        # a group with rate zero stays frozen: the notation has no peak of zero
        return [0.0 if base == 0.0 and not run.schedule.has_peak else run(at)
                for run, base in zip(self._runs, self._followed.bases)]

    def get_lr(self) -> List[Any]:
        """The value of each group at the current step. Fills tensors in place, because PyTorch before 2.0 would replace them."""
        for group, value in zip(self.optimizer.param_groups, self._values()):
            old = group[self._entry]
            if isinstance(old, torch.Tensor):
                old.fill_(value)
            elif self._index is not None:
                group[self._entry] = (*old[:self._index], value, *old[self._index + 1:])
            elif self._key != "lr":
                group[self._entry] = value
        if self._key != "lr":
            return [group["lr"] for group in self.optimizer.param_groups]
        return [group["lr"] if isinstance(group["lr"], torch.Tensor) else value
                for group, value in zip(self.optimizer.param_groups, self._values())]

    def step(self, epoch: Optional[int] = None) -> None:
        """Set the rates of the next step; to be called after each optimizer step. `epoch`, as in PyTorch, sets the step."""
        groups, direct = self.optimizer.param_groups, self._direct
        if len(groups) != len(self._runs):
            raise self._other_groups(self.last_epoch + 1)
        if direct is not None and epoch is None and self._step_count > 1:
            at = self.last_epoch + 1
            if len(direct) == 1:  # without loops, which cost as much as the rate
                group = groups[0]
                if type(group["lr"]) is float:  # a tensor is filled in place
                    group["lr"] = rate = direct[0]._native.rate(at)
                    self._last_lr = [rate]
                    self.last_epoch = at
                    self._step_count += 1
                    return
            else:
                for group in groups:
                    if type(group["lr"]) is not float:
                        break
                else:
                    self._last_lr = rates = []
                    for group, run in zip(groups, direct):
                        group["lr"] = rate = run._native.rate(at)
                        rates.append(rate)
                    self.last_epoch = at
                    self._step_count += 1
                    return
        super().step(epoch)

    _get_closed_form_lr = get_lr  # SequentialLR calls it after setting a step

    def set_step(self, step: int) -> None:
        """Jump to any step and apply its rates."""
        at = whole(step, "step")
        if len(self.optimizer.param_groups) != len(self._runs):
            raise self._other_groups(at)
        self.last_epoch = at
        for group, value in zip(self.optimizer.param_groups, self.get_lr()):
            group["lr"] = value
        self._last_lr = [float(group["lr"]) for group in self.optimizer.param_groups]

    def _other_groups(self, step: int) -> ValueError:
        return ValueError(f"the optimizer has {len(self.optimizer.param_groups)} parameter groups, but had {len(self._runs)} when "
                          f"this scheduler was made; make a new one with a schedule for each group, and call set_step({step})")

    def extend(self, new_steps: int, *, rewarm: int = 0) -> None:
        """Change the length of the run from the present step on, without a jump of the rate.

        In the decay, with x the position in it, ``1 - x(t) = (1 - x(now)) * (new_steps - t) / (new_steps - now)``: its rest is
        stretched, or compressed. In the hold, hold and decay keep their proportion; a warmup ends as planned. After the end
        the last rate stays, with a logged warning, unless `rewarm` is given. See `taper_lr.Run.extend`.

        Parameters
        ----------
        new_steps : int
            The new total of optimizer steps.
        rewarm : int
            Rise to the peak again over so many steps, then the whole decay.

        Raises
        ------
        ValueError
            If `new_steps` is not after the present step, or the schedule has no single decay (restarts).

        Examples
        --------
        >>> import torch
        >>> from taper_lr.torch import TaperLR
        >>> optimizer = torch.optim.SGD([torch.zeros(2, requires_grad=True)], lr=0.1)
        >>> scheduler = TaperLR(optimizer, "linear", total_steps=100)
        >>> scheduler.set_step(50)
        >>> scheduler.extend(200)
        >>> scheduler.get_last_lr(), scheduler.total_steps
        ([0.05], 200)
        >>> scheduler.set_step(125)
        >>> scheduler.get_last_lr()
        [0.025]
        """
        self._extend(self._followed, max(0, self.last_epoch), whole(new_steps, "new_steps", 1), whole(rewarm, "rewarm"))
        self.set_step(max(0, self.last_epoch))

    def _extend(self, followed: Followed, step: int, new_steps: int, rewarm: int) -> None:
        finished = step >= followed.steps
        self._follow(followed.extended(step, new_steps, rewarm))
        if finished and not rewarm and any(needs_length(run) for run in followed.runs()):
            rates = ", ".join(f"{rate:.4g}" for rate in self._values(step))
            _LOG.warning("the schedule was finished at step %d: its last rate, %s, stays until step %d; "
                         "rewarm=… rises to the peak again", followed.steps, rates, new_steps)

    def state_dict(self) -> Dict[str, Any]:
        """The schedules, the length with its changes and the step of the run, as text and integers."""
        return {
            **self._followed.written(),
            "key": self._key,
            "last_epoch": self.last_epoch,
            "step_count": self._step_count,
            "last_lr": [repr(float(lr)) for lr in self._last_lr],
        }

    def load_state_dict(self, state_dict: Dict[str, Any]) -> None:
        """Continue at the step of a state.

        A state of another schedule or another length is treated as `on_mismatch` says. The state of another scheduler of
        PyTorch (`LambdaLR`, as transformers makes it, `OneCycleLR` and so on) contains its step and its rates, but not its
        schedule: it is accepted if the rates at that step are those of the schedule here, or with ``on_mismatch="new"``.

        Parameters
        ----------
        state_dict : dict
            From `state_dict` of a TaperLR, or of another scheduler that counts steps.

        Raises
        ------
        ValueError
            If the schedule or the length differs (the message names both), the number of parameter groups or the scheduled
            value differs, or the step cannot be read.
        """
        if "schedules" not in state_dict:
            self._load_other(state_dict)
            return
        if len(state_dict["bases"]) != len(self.optimizer.param_groups):
            raise ValueError(f"the state is of {len(state_dict['bases'])} parameter groups, "
                             f"the optimizer has {len(self.optimizer.param_groups)}")
        if state_dict["key"] != self._key:
            raise ValueError(f"the state schedules '{state_dict['key']}', this scheduler '{self._key}'")
        step = int(state_dict["last_epoch"])
        saved = Followed.read(state_dict)
        follows_anew = self._settle(saved, max(0, step))
        self.last_epoch = step
        self._step_count = int(state_dict["step_count"])
        self._last_lr = [float(v) for v in state_dict["last_lr"]]
        if self._key == "lr":
            self.base_lrs = list(self._followed.bases)
        if follows_anew:
            self.set_step(max(0, step))

    def _settle(self, saved: Followed, step: int) -> bool:
        """Decide what to follow, the saved or the given; true if the rates may differ from the saved ones."""
        before, here = saved.runs(), self._runs
        if all(same_rates(a, b) for a, b in zip(before, here)):
            return False
        if self._on_mismatch == "new":
            return True
        if self._on_mismatch == "keep":
            if saved.steps < self.total_steps and any(needs_length(run) for run in before):
                rates = ", ".join(f"{run(saved.steps):.4g}" for run in before)
                _LOG.warning("the saved schedule ends at step %d of %d; after it the rate stays at %s",
                             saved.steps, self.total_steps, rates)
            self._follow(saved)
            return False
        only_length = (saved.schedules(), saved.clock) == (self._followed.schedules(), self._followed.clock)
        if self._on_mismatch == "retarget" and only_length:
            if saved.steps == self.total_steps:  # it was continued to this length before
                self._follow(saved)
                return False
            self._extend(saved, step, self.total_steps, self._rewarm)
            return True
        raise ValueError(mismatch_text(before, here, step, only_length))

    def _load_other(self, state: Dict[str, Any]) -> None:
        """Continue at the step of another scheduler of PyTorch."""
        step, rates = state.get("last_epoch"), state.get("_last_lr")
        if not isinstance(step, int) or not isinstance(rates, (list, tuple)) or "num_bad_epochs" in state or self._key != "lr":
            raise ValueError("the state is neither of TaperLR nor of a scheduler of PyTorch that counts steps (last_epoch, _last_lr); "
                             "set the step with set_step(step)")
        if len(rates) != len(self.optimizer.param_groups):
            raise ValueError(f"the state is of {len(rates)} parameter groups, the optimizer has {len(self.optimizer.param_groups)}")
        if self._on_mismatch != "new":
            for run, was, now in zip(self._runs, rates, self._values(step)):
                if abs(float(was) - now) > 1e-6 * run.peak:
                    raise ValueError(f"the state is of another scheduler, at step {step} with the rate {float(was):.6g}; "
                                     f"{described(run)} has {now:.6g} there. Give the schedule and the length of that run, "
                                     'or on_mismatch="new" to continue with this schedule at that step')
        self.last_epoch = step
        self._step_count = int(state.get("_step_count", step + 1))
        self.set_step(max(0, step))


class TaperPlan:
    """Schedules of several hyperparameters and parameter groups: a `TaperLR` for each hyperparameter.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
        The optimizer whose parameter groups are set.
    plan : str, mapping or Plan
        See `taper_lr.Plan`. One for all groups, or one for each group in the order of the optimizer. What a group does not name
        keeps its value.
    total_steps, last_epoch, on_mismatch, rewarm, steps_per_epoch, samples_per_step, tokens_per_step
        As in `TaperLR`.

    Raises
    ------
    ValueError
        As `TaperLR`, and if the number of groups differs.

    Examples
    --------
    >>> import torch
    >>> from taper_lr.torch import TaperPlan
    >>> optimizer = torch.optim.AdamW([torch.zeros(2, requires_grad=True)], lr=3e-4)
    >>> plan = TaperPlan(optimizer, "lr: linear; weight_decay: between(linear, from=0.1, to=0.02)", total_steps=100)
    >>> plan.set_step(50)
    >>> [round(optimizer.param_groups[0][name], 6) for name in ("lr", "weight_decay")]
    [0.00015, 0.06]
    """

    def __init__(self, optimizer: torch.optim.Optimizer, plan: Union[str, Mapping[str, Any], Plan], total_steps: int,
                 last_epoch: int = -1, *, on_mismatch: Mismatch = "error", rewarm: int = 0,
                 steps_per_epoch: Optional[float] = None, samples_per_step: Optional[float] = None,
                 tokens_per_step: Optional[float] = None) -> None:
        needs_optimizer(optimizer, "TaperPlan(optimizer, plan, total_steps)")
        groups = (plan if isinstance(plan, Plan) else Plan(plan)).groups
        count = len(optimizer.param_groups)
        each = list(groups.values()) * count if list(groups) == [""] else list(groups.values())
        if len(each) != count:
            raise ValueError(f"the plan has {len(each)} groups ({', '.join(groups)}), the optimizer has {count}")
        names = list(dict.fromkeys(name for values in each for name in values))
        self._schedulers = {
            name: TaperLR(optimizer, [values.get(name, Schedule("constant")) for values in each], total_steps, last_epoch, key=name,
                          on_mismatch=on_mismatch, rewarm=rewarm, steps_per_epoch=steps_per_epoch,
                          samples_per_step=samples_per_step, tokens_per_step=tokens_per_step) for name in names}

    @property
    def schedulers(self) -> Dict[str, TaperLR]:
        """The scheduler of each hyperparameter."""
        return dict(self._schedulers)

    def step(self) -> None:
        """To be called after each optimizer step."""
        for one in self._schedulers.values():
            one.step()

    def set_step(self, step: int) -> None:
        """Jump to any step and apply its values."""
        for one in self._schedulers.values():
            one.set_step(step)

    def extend(self, new_steps: int, *, rewarm: int = 0) -> None:
        """Change the length from the present step on; see `TaperLR.extend`."""
        for one in self._schedulers.values():
            one.extend(new_steps, rewarm=rewarm)

    def state_dict(self) -> Dict[str, Any]:
        """The state of each hyperparameter's scheduler."""
        return {name: one.state_dict() for name, one in self._schedulers.items()}

    def load_state_dict(self, state_dict: Dict[str, Any]) -> None:
        """Continue from a state; see `TaperLR.load_state_dict`.

        Raises
        ------
        ValueError
            If the state is of other hyperparameters, or as `TaperLR.load_state_dict`.
        """
        if set(state_dict) != set(self._schedulers):
            raise ValueError(f"the state is of {', '.join(state_dict)}, this plan schedules {', '.join(self._schedulers)}")
        for name, one in self._schedulers.items():
            one.load_state_dict(state_dict[name])
