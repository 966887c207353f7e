"""Keras: `TaperSchedule`, a LearningRateSchedule on every backend, saved and restored as text; a callback that makes it for a fit."""

from __future__ import annotations

from typing import Any, Dict, Optional, Sequence, Union

import keras  # type: ignore[import-untyped]
import numpy as np

from ._followed import Followed, described, run_with_base
from ._run import Run, whole
from ._schedule import Schedule, one_schedule
from ._traceable import table_of

__all__ = ["TaperCallback", "TaperSchedule"]


def _shortest(rate: Any) -> float:
    """A rate as it was written, 0.1 rather than the float32 nearest to it, 0.10000000149011612."""
    return float(str(np.float32(rate)))


@keras.saving.register_keras_serializable(package="taper_lr")
class TaperSchedule(keras.optimizers.schedules.LearningRateSchedule):  # type: ignore[misc]
    """A schedule as a `keras.optimizers.schedules.LearningRateSchedule`.

    Parameters
    ----------
    schedule : str or Schedule
        Must include its peak, because Keras has no other base rate.
    steps : int
        Optimizer steps of the run.
    steps_per_epoch, samples_per_step, tokens_per_step : float, optional
        The clock, for amounts in epochs, samples and tokens.
    changes : sequence of (at, new_steps, rewarm)
        Changes of the length so far, from the configuration of a saved model; `extend` makes them.

    Raises
    ------
    ValueError
        If the schedule is invalid, has no end, or the run has more than 16,777,216 steps.

    Notes
    -----
    Rates are computed in float64 on construction, rounded once to the backend's float, and looked up by step.

    A saved model contains its schedule with its length, and `keras.saving.load_model` restores both: after the last step the
    last rate stays. To train on, give the optimizer ``rate.extend(new_steps, at=int(optimizer.iterations))``.

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
                 changes: Sequence[Sequence[int]] = (), name: str = "taper") -> None:
        super().__init__()
        self.schedule = one_schedule(schedule)
        self.name = name
        clock = {"steps_per_epoch": steps_per_epoch, "samples_per_step": samples_per_step, "tokens_per_step": tokens_per_step}
        self._followed = Followed((self.schedule.text,), (0.0,), whole(steps, "steps", 1), clock,
                                  tuple((at, to, rewarm) for at, to, rewarm in changes))
        self._run, = self._followed.runs()
        self._exact = table_of(self._run)
        self._table: Any = None

    @property
    def run(self) -> Run:
        """The schedule over its length."""
        return self._run

    def extend(self, new_steps: int, *, at: int, rewarm: int = 0) -> TaperSchedule:
        """The same schedule with another length from step `at` on, without a jump of the rate; see `taper_lr.Run.extend`.

        Examples
        --------
        >>> import keras
        >>> from taper_lr.keras import TaperSchedule
        >>> longer = TaperSchedule("linear | peak(0.1)", steps=100).extend(200, at=50)
        >>> [round(float(longer(t)), 4) for t in (49, 50, 125, 200)]
        [0.051, 0.05, 0.025, 0.0]
        """
        followed = self._followed.extended(whole(at, "at"), whole(new_steps, "new_steps", 1), whole(rewarm, "rewarm"))
        return TaperSchedule(self.schedule, followed.total_steps, changes=followed.changes, name=self.name, **followed.clock)

    def __call__(self, step: Any) -> Any:
        """The rate of a step, which is a number or a tensor."""
        if self._table is None:
            self._table = np.asarray(self._exact, dtype=keras.backend.floatx())
        place = keras.ops.clip(keras.ops.cast(step, "int32"), 0, len(self._table) - 1)
        return keras.ops.take(keras.ops.convert_to_tensor(self._table), place, axis=0)

    def get_config(self) -> Dict[str, Any]:
        """The configuration as text and numbers."""
        clock = {name: value for name, value in self._followed.clock.items() if value is not None}
        changes = {"changes": [list(one) for one in self._followed.changes]} if self._followed.changes else {}
        return {"schedule": self.schedule.text, "steps": self._followed.total_steps, "name": self.name, **clock, **changes}

    @classmethod
    def from_config(cls, config: Dict[str, Any]) -> TaperSchedule:
        return cls(**config)

    def __eq__(self, other: object) -> bool:
        return self._run == other._run if isinstance(other, TaperSchedule) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._run)


class TaperCallback(keras.callbacks.Callback):  # type: ignore[misc]
    """A callback that gives the optimizer a schedule over the steps of a fit, and adds ``learning_rate`` to the logs of each epoch.

    Parameters
    ----------
    schedule : str or Schedule
        Without a peak it scales the rate of the optimizer.
    steps : int, optional
        Optimizer steps of the run; epochs times steps per epoch unless given.

    Notes
    -----
    List it before the callbacks that write logs. The logged rate is that of the last step of the epoch.

    Raises
    ------
    ValueError
        When training begins: if the length is not known, or the optimizer already has another schedule.

    Examples
    --------
    >>> import keras, numpy as np
    >>> from taper_lr.keras import TaperCallback
    >>> model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    >>> model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
    >>> fit = model.fit(np.ones((4, 2)), np.ones((4, 1)), batch_size=1, verbose=0, callbacks=[TaperCallback("linear")])
    >>> round(float(fit.history["learning_rate"][0]), 6)
    0.025
    """

    def __init__(self, schedule: Union[str, Schedule], steps: Optional[int] = None) -> None:
        super().__init__()
        self.schedule, self.steps = one_schedule(schedule), steps

    def on_train_begin(self, logs: Optional[Dict[str, Any]] = None) -> None:
        optimizer = self.model.optimizer
        present = getattr(optimizer, "_learning_rate", None)
        if isinstance(present, keras.optimizers.schedules.LearningRateSchedule) and not isinstance(present, TaperSchedule):
            raise ValueError("the optimizer already has a schedule: give it a number as its rate")
        steps, epochs = self.params.get("steps"), self.params.get("epochs")
        if self.steps is None and not (steps and epochs):
            raise ValueError("the length of the fit is not known: give steps_per_epoch, or TaperCallback(schedule, steps=…)")
        total = self.steps if self.steps is not None else steps * epochs
        base = present.run.peak if isinstance(present, TaperSchedule) else _shortest(optimizer.learning_rate)
        run = run_with_base(self.schedule, base, whole(total, "steps", 1))
        if isinstance(present, TaperSchedule):  # of a fit before this one, which goes on
            if present.run != run:
                raise ValueError(f"the optimizer follows {described(present.run)}, not {described(run)}: give it a number as its rate "
                                 "for a new run, or TaperSchedule.extend for another length")
            return
        optimizer.learning_rate = TaperSchedule(run.schedule, total)

    def on_epoch_end(self, epoch: int, logs: Optional[Dict[str, Any]] = None) -> None:
        optimizer = self.model.optimizer
        if logs is not None and isinstance(optimizer._learning_rate, TaperSchedule):
            logs["learning_rate"] = float(optimizer._learning_rate(max(0, int(optimizer.iterations) - 1)))
