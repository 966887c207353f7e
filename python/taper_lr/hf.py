"""Hugging Face: a scheduler for `Trainer`, in place of `transformers.get_scheduler`, and a callback that compares the rates with a plan."""

from __future__ import annotations

import logging
from typing import Any, Dict, List, Optional, Sequence, Type, Union

import torch

from ._followed import Mismatch, known_mismatch, run_with_base
from ._run import Run
from ._schedule import one_schedule, schedules_of
from .torch import Spec, TaperLR, needs_optimizer

try:
    from transformers import TrainerCallback as _Callback  # type: ignore[import-untyped, import-not-found, unused-ignore]
except ImportError:  # get_scheduler needs only PyTorch
    _Callback = object

__all__ = ["TaperCallback", "get_scheduler", "with_schedule"]

_LOG = logging.getLogger("taper_lr")


def get_scheduler(schedule: Union[Spec, Sequence[Spec]], optimizer: torch.optim.Optimizer, num_training_steps: int,
                  *, on_mismatch: Mismatch = "error", rewarm: int = 0, steps_per_epoch: Optional[float] = None,
                  samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> TaperLR:
    """A scheduler for ``Trainer(optimizers=(optimizer, scheduler))`` or a custom training loop.

    Parameters
    ----------
    schedule : str or Schedule, or a list with one per parameter group
        Replaces the name in `transformers.get_scheduler`; includes the warmup.
    optimizer : torch.optim.Optimizer
        The optimizer whose parameter groups are set.
    num_training_steps : int
        Optimizer steps of the run.
    on_mismatch, rewarm
        What to do with a checkpoint of another schedule or length: see `taper_lr.torch.TaperLR`.
    steps_per_epoch, samples_per_step, tokens_per_step : float, optional
        The clock, for amounts in epochs, samples and tokens.

    Examples
    --------
    >>> import torch
    >>> from taper_lr.hf import get_scheduler
    >>> optimizer = torch.optim.AdamW([torch.zeros(1, requires_grad=True)], lr=5e-5)
    >>> scheduler = get_scheduler("linear | warmup(10%)", optimizer, num_training_steps=100)
    >>> scheduler.set_step(10)
    >>> scheduler.get_last_lr()
    [5e-05]
    """
    needs_optimizer(optimizer, "get_scheduler(schedule, optimizer, num_training_steps)")
    return TaperLR(optimizer, schedule, num_training_steps, on_mismatch=on_mismatch, rewarm=rewarm,
                   steps_per_epoch=steps_per_epoch, samples_per_step=samples_per_step, tokens_per_step=tokens_per_step)


def with_schedule(trainer: Type[Any], schedule: Union[Spec, Sequence[Spec]], *, on_mismatch: Mismatch = "error",
                  rewarm: int = 0) -> Type[Any]:
    """A subclass of a `Trainer` class that follows `schedule` over the steps of its training.

    Use it if the Trainer creates the optimizer: ``with_schedule(Trainer, "cosine | warmup(10%)")(model, args)``.
    The peak is ``learning_rate`` of the training arguments, unless the schedule has a peak.

    Parameters
    ----------
    trainer : type
        `transformers.Trainer` or a subclass.
    schedule : str or Schedule, or a list with one per parameter group
    on_mismatch : {"error", "keep", "new", "retarget"}
        What to do when ``train(resume_from_checkpoint=…)`` finds a checkpoint of another schedule or another length:
        "retarget" extends the run to ``max_steps`` without a jump of the rate. See `taper_lr.torch.TaperLR`.
    rewarm : int
        With "retarget": rise to the peak again over so many steps; for a run that is finished.

    Raises
    ------
    ValueError
        If a schedule is invalid; now, not after the model is loaded.
    TypeError
        If the arguments are swapped, or a schedule is a `Run` or a mapping.
    """
    known_mismatch(on_mismatch)
    if not isinstance(trainer, type):
        raise TypeError(f"a Trainer class is needed, got {type(trainer).__name__}; the order is with_schedule(Trainer, schedule)")
    specs: List[str] = [one.text for one in schedules_of(schedule)]  # reports errors now, not after the model is loaded

    class TaperTrainer(trainer):  # type: ignore[misc]
        def create_scheduler(self, num_training_steps: int, optimizer: Optional[torch.optim.Optimizer] = None) -> Any:
            if getattr(self, "lr_scheduler", None) is None:
                self.lr_scheduler = get_scheduler(specs, self.optimizer if optimizer is None else optimizer, num_training_steps,
                                                  on_mismatch=on_mismatch, rewarm=rewarm)
                self._created_lr_scheduler = True
            return self.lr_scheduler

    TaperTrainer.__name__ = TaperTrainer.__qualname__ = f"Taper{trainer.__name__}"
    return TaperTrainer


class TaperCallback(_Callback):  # type: ignore[misc, unused-ignore]
    """A callback of `Trainer` that compares the rate of each step with a plan; it changes nothing.

    The first step at another rate, and what `taper_lr.check` finds wrong with the plan over ``max_steps``, are logged as warnings. After
    `attach` the plan also appears beside ``learning_rate`` wherever the Trainer reports: console, W&B, TensorBoard, Trackio and so on.

    Parameters
    ----------
    schedule : str or Schedule
        The plan. Its peak is ``learning_rate`` of the training arguments, unless it has one.

    Attributes
    ----------
    faults : list of str
        What was warned about.
    steps, off : int
        Steps so far, and how many of them had another rate.

    Notes
    -----
    Only the first parameter group is compared.
    """

    def __init__(self, schedule: Spec) -> None:
        self.schedule = one_schedule(schedule)
        self.faults: List[str] = []
        self.steps = self.off = 0
        self._run: Optional[Run] = None
        self._planned: Dict[str, float] = {}

    def attach(self, trainer: Any) -> TaperCallback:
        """Add the callback to a Trainer before the callbacks that report, so that they report the plan too."""
        trainer.callback_handler.callbacks.insert(0, self)
        return self

    def _warn(self, fault: str) -> None:
        self.faults.append(fault)
        _LOG.warning("%s", fault)

    def on_train_begin(self, args: Any, state: Any, control: Any, **more: Any) -> None:
        self._run = run_with_base(self.schedule, float(args.learning_rate), int(state.max_steps))
        for fault in self._run.check()["faults"]:
            self._warn(fault["message"])

    def on_step_begin(self, args: Any, state: Any, control: Any, optimizer: Any = None, **more: Any) -> None:
        if self._run is None or optimizer is None:
            return
        actual, planned = float(optimizer.param_groups[0]["lr"]), self._run(int(state.global_step))
        self._planned = {"planned_learning_rate": planned, "steps_off_plan": float(self.off)}
        self.steps += 1
        if abs(actual - planned) <= 1e-6 * self._run.peak:
            return
        self.off += 1
        self._planned["steps_off_plan"] = float(self.off)
        if self.off == 1:
            self._warn(f"step {state.global_step} has the rate {actual:.6g}, {self._run.schedule.text} over {len(self._run)} steps "
                       f"has {planned:.6g} there")

    def on_log(self, args: Any, state: Any, control: Any, logs: Optional[Dict[str, Any]] = None, **more: Any) -> None:
        if logs is not None and "learning_rate" in logs:
            logs.update(self._planned)
