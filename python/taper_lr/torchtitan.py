"""torchtitan: its container of schedulers, with any schedule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from torchtitan.components.optimizer.lr_scheduler import LRSchedulersContainer  # type: ignore[import-not-found, import-untyped, unused-ignore]

from ._judge import bound

__all__ = ["TaperSchedulers"]


class TaperSchedulers(LRSchedulersContainer):  # type: ignore[misc, unused-ignore]
    """In place of ``LRSchedulersContainer``: ``lr_scheduler=TaperSchedulers.Config(schedule="cosine | warmup(200)")``.

    The schedule multiplies the rate of each optimizer, so it has no peak. Its length is ``total_steps``, or the steps of the training.
    """

    @dataclass(kw_only=True, slots=True)  # needs Python 3.10, as torchtitan does
    class Config(LRSchedulersContainer.Config):  # type: ignore[misc, unused-ignore]
        schedule: str = "linear"

        def build(self, *, optimizers: Any, training_steps: int) -> TaperSchedulers:
            """The schedulers of these optimizers."""
            run = bound(self.schedule, self.total_steps if self.total_steps is not None else training_steps)
            if run.schedule.has_peak:
                raise ValueError(f"{self.schedule}: the schedule multiplies the rate of the optimizer; omit its peak")
            return TaperSchedulers(optimizers, run)
