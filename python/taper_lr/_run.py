"""Bound schedules, with or without a length: pure functions of the step."""

from __future__ import annotations

import operator
from typing import TYPE_CHECKING, Any, Dict, Iterator, Literal, Optional, Sequence, Union, overload

import numpy as np
import numpy.typing as npt

from . import _core
from ._report import Picture, Report, has_pictures

if TYPE_CHECKING:
    from ._schedule import Schedule

Clock = Literal["fall", "run"]
_COLUMNS = ("x", "window", "lr", "theta", "z", "gamma", "gamma_bar", "steepness", "acceptance", "beta", "kappa")
_MOST_STEPS = 2**63


def whole(value: Any, name: str, least: int = 0) -> int:
    """A whole number from an int, a NumPy integer or a float such as 1e9."""
    if isinstance(value, (float, np.floating)) and float(value).is_integer():
        value = int(value)
    try:
        number = operator.index(value)
    except TypeError:
        raise TypeError(f"{name} must be a whole number, got {value!r}") from None
    if not least <= number <= _MOST_STEPS:
        limit = f"at most 2^63, got {number}" if number > least else f">= {least}, got {number}"
        raise ValueError(f"{name} must be {limit}")
    return number


def _step(step: int) -> int:
    """A step that 64 bits hold."""
    if not 0 <= step < 2**64:
        raise ValueError(f"step must be {'>= 0' if step < 0 else 'below 2^64'}, got {step}")
    return step


class _Rates:
    """Base class of bound schedules: a pure function of the step."""

    __slots__ = ("_native", "_schedule", "_clock")

    _native: Union[_core.run, _core.endless]
    _schedule: Schedule
    _clock: Dict[str, Optional[float]]

    def _bind(self, schedule: Schedule, steps_per_epoch: Optional[float], samples_per_step: Optional[float],
              tokens_per_step: Optional[float]) -> None:
        self._schedule = schedule
        self._clock = {"steps_per_epoch": steps_per_epoch, "samples_per_step": samples_per_step,
                       "tokens_per_step": tokens_per_step}

    @property
    def schedule(self) -> Schedule:
        """The schedule that was bound."""
        return self._schedule

    @property
    def peak(self) -> float:
        """The highest rate."""
        return self._native.peak

    @property
    def floor(self) -> float:
        """The lowest rate of the fall."""
        return self._native.floor

    @overload
    def __call__(self, step: Union[int, np.integer[Any]]) -> float: ...
    @overload
    def __call__(self, step: npt.ArrayLike, out: Optional[npt.NDArray[np.float64]] = None) -> npt.NDArray[np.float64]: ...
    def __call__(self, step: Any, out: Any = None) -> Any:
        """The learning rate of optimizer step `step`, or of every step of an integer array.

        Steps at and after the end have the terminal rate. An array is read in place (copied only if it is not
        contiguous). The result is a new float64 array of its shape, or `out`.
        """
        if type(step) is int:
            try:
                return self._native.rate(step)
            except TypeError:
                return self._native.rate(_step(step))
        return self._many(step, out)

    def _many(self, step: Any, out: Any) -> Any:
        given = np.asarray(step)
        if given.dtype.kind == "O" and all(type(one) is int for one in given.flat):
            for one in given.flat:
                _step(one)  # NumPy has no integers that large: one of them is refused
        if given.dtype.kind not in "iu" and given.size > 0:
            raise TypeError(f"steps must be whole numbers, got {given.dtype}")
        if given.ndim == 0:
            return self._native.rate(whole(given[()], "step"))
        steps = np.ascontiguousarray(given, dtype=given.dtype.newbyteorder("=") if given.size > 0 else np.int64)
        if out is None:
            out = np.empty(given.shape, dtype=np.float64)
        elif out.dtype != np.float64 or out.shape != given.shape or not out.flags.c_contiguous:
            raise ValueError(f"out must be a contiguous float64 array of shape {given.shape}")
        if np.may_share_memory(steps, out):
            steps = steps.copy()
        self._native.rates(steps.reshape(-1), out.reshape(-1))
        return out

    def _said(self, steps: str) -> str:
        """A Python expression that makes it."""
        given = [steps] * bool(steps) + [f"{name}={value!r}" for name, value in self._clock.items() if value is not None]
        text = repr(self._schedule)
        inner = f"({text})" if " | " in text else text
        return f"{inner}.over({', '.join(given)})"


class Run(_Rates):
    """A schedule bound to a length: a pure function of the step. Made by `Schedule.over`.

    Examples
    --------
    >>> import numpy as np
    >>> import taper_lr as taper
    >>> r = (taper.cosine() | taper.warmup(10) | taper.peak(3e-4)).over(1000)
    >>> len(r), r(10), r(5000)
    (1000, 0.0003, 0.0)
    >>> r(np.array([[0, 5], [10, 1000]]))
    array([[0.     , 0.00015],
           [0.0003 , 0.     ]])
    >>> r(-1)
    Traceback (most recent call last):
    ...
    ValueError: step must be >= 0, got -1
    """

    __slots__ = ("_steps",)

    _native: _core.run

    def __init__(self, schedule: Schedule, steps: int, steps_per_epoch: Optional[float] = None,
                 samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> None:
        self._bind(schedule, steps_per_epoch, samples_per_step, tokens_per_step)
        self._steps = steps
        self._native = schedule._whole().over(schedule._spec, steps, steps_per_epoch, samples_per_step, tokens_per_step)

    @property
    def steps(self) -> int:
        """Optimizer steps of the run."""
        return self._steps

    def __len__(self) -> int:
        return self._steps

    def __iter__(self) -> Iterator[float]:
        return (self._native.rate(t) for t in range(self._steps))

    def __array__(self, dtype: Any = None, copy: Optional[bool] = None) -> npt.NDArray[Any]:
        table = self.table()
        return table if dtype is None else table.astype(dtype)

    def table(self, *, first: int = 0, every: int = 1, dtype: npt.DTypeLike = np.float64) -> npt.NDArray[Any]:
        """The rates of steps ``first, first + every, …`` below the end, as one array.

        Parameters
        ----------
        first, every : int
            First step and stride.
        dtype : float64 or float32
            Rates are computed in float64 and rounded once.

        Examples
        --------
        >>> import taper_lr as taper
        >>> taper.linear().over(4).table()
        array([1.  , 0.75, 0.5 , 0.25])
        >>> taper.linear().over(1_000_000).table(every=250_000)
        array([1.  , 0.75, 0.5 , 0.25])
        """
        first, every = whole(first, "first"), whole(every, "every", 1)
        kind = np.dtype(dtype)
        if kind not in (np.dtype(np.float64), np.dtype(np.float32)):
            raise TypeError(f"dtype must be float64 or float32, got {kind}")
        out: npt.NDArray[Any] = np.empty(max(0, -((first - self._steps) // every)), dtype=kind)
        self._native.fill(out, first, every)
        return out

    def check(self, *, slack: float = 1.0, steepness_max: float = 5.37, delta: float = 1.0,
              clock: Clock = "fall") -> Report:
        """Faults, the verdict with its three stages, collapse, budget, peak multiplier, reasons and remedies.

        Returns the object that ``taper check --json`` prints; a notebook shows its picture.

        Parameters
        ----------
        slack : float
            Early stage: the largest allowed odds of decay at half-way; 1 means half of the peak.
        steepness_max : float
            Middle stage: the largest allowed drop within a fiftieth of the fall, relative to linear decay.
        delta : float
            The largest change of the loss in one iteration, for the collapse.
        clock : {"fall", "run"}
            Judge on the clock of the fall, or on that of the whole run.

        Examples
        --------
        >>> import taper_lr as taper
        >>> c = taper.exp(0.05).over(1000).check()
        >>> c["verdict"], c["stages"]["early"]["value"] > 4.47, c["peak_multiplier"]["budget"] > 1.7
        ('violating', True, True)
        """
        values = _core.check(self._native, slack, steepness_max, delta, clock)
        return Report(values, f"{self.title}: {values['verdict']}",
                      lambda: self._drawn((), slack=slack, steepness_max=steepness_max, delta=delta, clock=clock))

    @property
    def title(self) -> str:
        """The schedule and its length, for a heading."""
        return f"{self._schedule.text} over {self._steps} steps"

    def _drawn(self, panels: Sequence[str], *, slack: float = 1.0, steepness_max: float = 5.37, delta: float = 1.0,
               clock: Clock = "fall") -> _core.picture:
        """The picture that the program draws."""
        return _core.draw([self._native], [self.title], list(panels), "", slack, steepness_max, delta, clock)

    def _repr_html_(self) -> Optional[str]:
        return Picture(self._drawn(("window",)))._repr_html_() if has_pictures() else None

    def extend(self, new_steps: int, *, at: int, rewarm: int = 0) -> ContinuedRun:
        """The same run with another length from step `at` on, without a jump of the rate.

        With x the position in the decay, from 0 to 1, the rest of the decay is stretched (or compressed) linearly:
        ``1 - x(t) = (1 - x(at)) * (new_steps - t) / (new_steps - at)`` (periodic sampling) in the decay. In the hold,
        hold and decay keep their proportion; a warmup ends as planned. Steps before `at` are unchanged.

        Parameters
        ----------
        new_steps : int
            The new total of optimizer steps, greater than `at`.
        at : int
            The next step to run. ``at=len(run)`` continues a finished run at its last rate.
        rewarm : int
            Rise to the peak again over so many steps, then the whole decay; 0: no rise.

        Returns
        -------
        ContinuedRun
            A `Run` with exact rates. Its `schedule` is a text with these rates, within 1e-5 of the peak; `check`, `dynamics` and
            a further extension use the text.

        Raises
        ------
        ValueError
            If `at` is after the end, `new_steps` is not after `at`, or the schedule has no single decay (restarts,
            Kronecker input).

        Examples
        --------
        >>> import taper_lr as taper
        >>> r = taper.linear().over(100)
        >>> longer = r.extend(200, at=50)
        >>> r(50), longer(50), longer(125), len(longer)
        (0.5, 0.5, 0.25, 200)
        >>> longer
        taper.linear().over(100).extend(200, at=50)
        """
        return ContinuedRun(self, whole(at, "at"), whole(new_steps, "new_steps", 1), whole(rewarm, "rewarm"))

    def dynamics(self, *, first: int = 0, every: int = 1, delta: float = 1.0,
                 clock: Clock = "fall") -> Dict[str, npt.NDArray[Any]]:
        """The first-order dynamics, one array per column; undefined values (outside the fall) are NaN.

        Returns
        -------
        dict of ndarray
            ``step x window lr theta z gamma gamma_bar steepness acceptance beta kappa``, as ``taper dynamics`` prints them.

        Examples
        --------
        >>> import taper_lr as taper
        >>> d = taper.linear().over(4).dynamics()
        >>> d["step"], d["theta"]
        (array([0, 1, 2, 3]), array([1.        , 1.33333333, 2.        , 4.        ]))
        """
        first, every = whole(first, "first"), whole(every, "every", 1)
        steps = np.arange(first, self._steps, every, dtype=np.int64)
        table = np.empty((len(_COLUMNS), len(steps)))
        self._native.dynamics(steps, table, delta, clock)
        out: Dict[str, npt.NDArray[Any]] = {"step": steps}
        out.update(zip(_COLUMNS, table))
        return out

    def __repr__(self) -> str:
        return self._said(str(self._steps))

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Run):
            return NotImplemented
        if isinstance(other, ContinuedRun):
            return False
        return (self._schedule, self._steps, self._clock) == (other._schedule, other._steps, other._clock)

    def __hash__(self) -> int:
        return hash((self._schedule, self._steps, tuple(self._clock.values())))

    def __reduce__(self) -> Any:
        return Run, (self._schedule, self._steps, *self._clock.values())


def needs_length(run: Run) -> bool:
    """Whether the rates depend on the length."""
    try:
        EndlessRun(run.schedule, **run._clock)
        return False
    except ValueError:
        return True


class ContinuedRun(Run):
    """A run with another length from a step on. Made by `Run.extend`.

    Examples
    --------
    >>> import taper_lr as taper
    >>> r = taper.cosine().over(100).extend(150, at=100, rewarm=10)
    >>> r.plan, r.at, r.rewarm
    (taper.cosine().over(100), 100, 10)
    >>> round(r(99), 5), round(r(105), 5), r(110)
    (0.00025, 0.50012, 1.0)
    """

    __slots__ = ("_plan", "_at", "_rewarm")

    def __init__(self, plan: Run, at: int, new_steps: int, rewarm: int = 0) -> None:
        from ._schedule import Schedule
        self._plan, self._at, self._rewarm = plan, at, rewarm
        self._steps = new_steps
        self._clock = plan._clock
        if needs_length(plan) or rewarm:
            self._native = _core.continued(plan._native, at, new_steps, rewarm)
            self._schedule = Schedule(self._native.spec)
        else:  # the same rates over any length
            self._native = plan.schedule.over(new_steps, **plan._clock)._native
            self._schedule = plan.schedule

    @property
    def plan(self) -> Run:
        """The run that is continued."""
        return self._plan

    @property
    def at(self) -> int:
        """The first step of the continuation."""
        return self._at

    @property
    def rewarm(self) -> int:
        """Steps of the second rise; 0 without one."""
        return self._rewarm

    @property
    def title(self) -> str:
        rewarm = f", rewarm {self._rewarm}" if self._rewarm else ""
        return f"{self._plan.title}, continued at step {self._at} to {self._steps}{rewarm}"

    def __repr__(self) -> str:
        rewarm = f", rewarm={self._rewarm}" if self._rewarm else ""
        return f"{self._plan!r}.extend({self._steps}, at={self._at}{rewarm})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ContinuedRun):
            return False if isinstance(other, Run) else NotImplemented
        return (self._plan, self._at, self._steps, self._rewarm) == (other._plan, other._at, other._steps, other._rewarm)

    def __hash__(self) -> int:
        return hash((self._plan, self._at, self._steps, self._rewarm))

    def __reduce__(self) -> Any:
        return ContinuedRun, (self._plan, self._at, self._steps, self._rewarm)


class EndlessRun(_Rates):
    """A schedule that needs no length, as a function of any step. Made by `Schedule.over` without steps.

    Examples
    --------
    >>> import taper_lr as taper
    >>> r = (taper.linear() | taper.kronecker() | taper.peak(0.1)).over()
    >>> r(0), r(2**53 + 1)
    (0.1, 0.0871247451392868)
    >>> taper.cosine().over()
    Traceback (most recent call last):
    ...
    ValueError: cosine falls over the whole run and needs its length; give the steps: over(1000)
    """

    __slots__ = ()

    _native: _core.endless

    def __init__(self, schedule: Schedule, steps_per_epoch: Optional[float] = None,
                 samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> None:
        self._bind(schedule, steps_per_epoch, samples_per_step, tokens_per_step)
        self._native = schedule._whole().without_length(schedule._spec, steps_per_epoch, samples_per_step,
                                                        tokens_per_step)

    def __repr__(self) -> str:
        return self._said("")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, EndlessRun):
            return NotImplemented
        return (self._schedule, self._clock) == (other._schedule, other._clock)

    def __hash__(self) -> int:
        return hash((self._schedule, tuple(self._clock.values())))

    def __reduce__(self) -> Any:
        return EndlessRun, (self._schedule, *self._clock.values())
