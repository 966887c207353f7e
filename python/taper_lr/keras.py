"""Keras: `TaperSchedule`, a LearningRateSchedule on every backend, saved and restored as text."""

from __future__ import annotations

from typing import Any, Dict, Optional, Union

import keras  # type: ignore[import-untyped]
import numpy as np

from ._schedule import Schedule
from ._traceable import table_of

__all__ = ["TaperSchedule"]


@keras.saving.register_keras_serializable(package="taper_lr")
class TaperSchedule(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """A schedule as a `keras.optimizers.schedules.LearningRateSchedule`.

    Parameters
    ----------
    schedule : str or Schedule
        Must include its peak, because Keras has no other base rate.
    steps : int
        Optimizer steps of the run.

    Notes
    -----
    Rates are computed in float64 on construction, rounded once to the backend's float, and looked up by step.

    Examples
    --------
    >>> import keras
    >>> from taper_lr.keras import TaperSchedule
    >>> rate = TaperSchedule("cosine | warmup(10) | peak(0.001)", steps=100)
    >>> round(float(rate(5)), 6)
    0.0005
    >>> keras.optimizers.schedules.deserialize(keras.optimizers.schedules.serialize(rate)) == rate
    True
    """

    def __init__(self, schedule: Union[str, Schedule], steps: int, *, steps_per_epoch: Optional[float] = None,
                 samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None,
                 name: str = "taper") -> None:
        super().__init__()
        self.schedule = schedule if isinstance(schedule, Schedule) else Schedule(schedule)
        self.name = name
        self._clock = {"steps_per_epoch": steps_per_epoch, "samples_per_step": samples_per_step,
                       "tokens_per_step": tokens_per_step}
        self._run = self.schedule.over(steps, **self._clock)
        self._exact = table_of(self._run)
        self._table: Any = None

    def __call__(self, step: Any) -> Any:
        """The rate of a step, which is a number or a tensor."""
        if self._table is None:
            self._table = np.asarray(self._exact, dtype=keras.backend.floatx())
        place = keras.ops.clip(keras.ops.cast(step, "int32"), 0, len(self._table) - 1)
        return keras.ops.take(keras.ops.convert_to_tensor(self._table), place, axis=0)

    def get_config(self) -> Dict[str, Any]:
        """The configuration as text and numbers."""
        clock = {name: value for name, value in self._clock.items() if value is not None}
        return {"schedule": self.schedule.text, "steps": len(self._run), "name": self.name, **clock}

    @classmethod
    def from_config(cls, config: Dict[str, Any]) -> TaperSchedule:
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return self._run == other._run if isinstance(other, TaperSchedule) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._run)
