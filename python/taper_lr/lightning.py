"""Lightning: a callback that sets the rate of every optimizer step, for `Trainer` and for `LightningCLI`."""

from __future__ import annotations

import math
from typing import Any, Dict, Optional

try:
    from lightning.pytorch import Callback  # type: ignore[import-not-found, unused-ignore]
except ImportError:
    from pytorch_lightning import Callback  # type: ignore[import-not-found, no-redef, unused-ignore]

from ._followed import Mismatch
from .torch import TaperLR

__all__ = ["TaperCallback"]


class TaperCallback(Callback):  # type: ignore[misc, unused-ignore]
    """A callback that follows a schedule over the optimizer steps of a fit.

    The module returns only its optimizer; a scheduler of its own is an error. In a file for `LightningCLI` the class path is
    ``taper_lr.lightning.TaperCallback``.

    Parameters
    ----------
    schedule : str
        Without a peak it scales the rate of each parameter group.
    total_steps : int, optional
        Optimizer steps of the run; from the Trainer (``max_steps``, or ``max_epochs`` and the data) unless given.
    on_mismatch : str
        What to do with a checkpoint of another schedule or length: see `taper_lr.torch.TaperLR`.
    steps_per_epoch, samples_per_step, tokens_per_step : float, optional
        The clock, for amounts in epochs, samples and tokens.

    Raises
    ------
    ValueError
        When training begins: if the length is not known, the module has a scheduler, or the schedule is invalid.
    """

    def __init__(self, schedule: str, total_steps: Optional[int] = None, on_mismatch: Mismatch = "error",
                 steps_per_epoch: Optional[float] = None, samples_per_step: Optional[float] = None,
                 tokens_per_step: Optional[float] = None) -> None:
        super().__init__()
        self.schedule, self.total_steps, self.on_mismatch = schedule, total_steps, on_mismatch
        self.clock: Dict[str, Any] = {"steps_per_epoch": steps_per_epoch, "samples_per_step": samples_per_step, "tokens_per_step": tokens_per_step}
        self._scheduler: Optional[TaperLR] = None
        self._saved: Optional[Dict[str, Any]] = None

    def _length(self, trainer: Any) -> int:
        steps = self.total_steps if self.total_steps is not None else trainer.estimated_stepping_batches
        if not math.isfinite(steps) or steps < 1:
            raise ValueError("the Trainer has no length: give max_steps or max_epochs, or TaperCallback(schedule, total_steps=…)")
        return int(steps)

    def on_train_start(self, trainer: Any, pl_module: Any) -> None:
        if trainer.lr_scheduler_configs:
            raise ValueError("configure_optimizers of the module returns a scheduler, which would set the rate too: return only the optimizer")
        if len(trainer.optimizers) != 1:
            raise ValueError(f"TaperCallback follows one optimizer, the module has {len(trainer.optimizers)}")
        self._scheduler = TaperLR(trainer.optimizers[0], self.schedule, self._length(trainer), on_mismatch=self.on_mismatch, **self.clock)
        if self._saved is not None:
            self._scheduler.load_state_dict(self._saved)
        self._apply(trainer)

    # after the step, not before the next: a monitor reads the rate when a batch begins
    def on_train_batch_end(self, trainer: Any, pl_module: Any, *more: Any, **named: Any) -> None:
        self._apply(trainer)

    def _apply(self, trainer: Any) -> None:
        if self._scheduler is not None:
            self._scheduler.set_step(trainer.global_step)

    def state_dict(self) -> Dict[str, Any]:
        """The state of the scheduler, in the checkpoint."""
        return {} if self._scheduler is None else {"scheduler": self._scheduler.state_dict()}

    def load_state_dict(self, state_dict: Dict[str, Any]) -> None:
        self._saved = state_dict.get("scheduler")
