"""Hugging Face: a scheduler for `Trainer`, in place of `transformers.get_scheduler`."""

from __future__ import annotations

from typing import Any, List, Optional, Sequence, Type, Union

import torch

from ._followed import Mismatch, known_mismatch
from ._schedule import schedules_of
from .torch import Spec, TaperLR, needs_optimizer

__all__ = ["get_scheduler", "with_schedule"]


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
