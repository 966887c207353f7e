"""Schedules, modifiers, and schedules bound to a length."""

from __future__ import annotations

import json
import operator
from typing import Any, Dict, Iterator, Literal, Optional, Union, overload

import numpy as np
import numpy.typing as npt

from . import _core

__all__ = ["Schedule", "Modifier", "Run", "parse"]

Clock = Literal["fall", "run"]
_COLUMNS = ("x", "window", "lr", "theta", "z", "gamma", "gamma_bar", "steepness", "acceptance", "beta", "kappa")
_MOST_STEPS = 2**63
_STAND_IN = "peak(1e+300)"


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


class Modifier:
    """Something piped onto a schedule: ``taper.warmup(500)``. Modifiers pipe onto each other, too.

    Examples
    --------
    >>> import taper_lr as taper
    >>> recipe = taper.warmup(500) | taper.floor("10%")
    >>> taper.cosine() | recipe
    taper.cosine() | taper.warmup(500) | taper.floor("10%")
    """

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        try:
            _core.parse("linear|" + text)
        except ValueError:
            # the same mistake with its place in the modifier's own text; some modifiers only stand beside others
            message = _mistake(text)
            if message is not None:
                raise ValueError(message) from None
        self._text = text

    @property
    def text(self) -> str:
        """The modifier in the notation."""
        return self._text

    def __or__(self, other: Union[Modifier, str]) -> Modifier:
        if not isinstance(other, (Modifier, str)):
            return NotImplemented
        return Modifier(f"{self._text} | {other if isinstance(other, str) else other._text}")

    def __repr__(self) -> str:
        try:
            text, added = _core.parse("linear|" + self._text).python(), ""
        except ValueError:  # a floor that is a rate stands only beside a peak
            text, added = _core.parse("linear|peak(1)|" + self._text).python(), " | taper.peak(1)"
        if " | " not in text:
            return f"taper.Modifier({self._text!r})"
        return text.removesuffix(added).split(" | ", 1)[1]

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Modifier) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)


def _mistake(text: str) -> Optional[str]:
    """What is wrong with a modifier whatever it stands beside, its place counted in its own text."""
    shape = "linear|"
    try:
        _core.parse(f"{shape}peak(1)|{text}")
        return None
    except ValueError:
        pass
    try:
        _core.parse(shape + text)
        return None
    except ValueError as problem:
        lines = str(problem).split("\n")
        if len(lines) == 3 and lines[1].startswith("  " + shape):
            lines[1:] = ["  " + line[2 + len(shape):] for line in lines[1:]]
        return "\n".join(lines)


class Schedule:
    """A learning-rate schedule, not yet bound to a length. Immutable; compared, hashed and pickled by its text.

    Made by `parse`, by a shape such as `taper.poly`, and by piping modifiers onto one with ``|``.

    Examples
    --------
    >>> import taper_lr as taper
    >>> s = taper.poly(1.8) | taper.warmup(500) | taper.hold("50%") | taper.floor("10%") | taper.peak(3e-4)
    >>> print(s)
    poly(i=1.8) | warmup(500) | hold(50%) | floor(10%) | peak(0.0003)
    >>> s == taper.parse("poly,i=1.8,warmup=500,hold=50%,floor=10%,peak=3e-4")
    True
    >>> eval(repr(s)) == s
    True
    """

    __slots__ = ("_native", "_spec", "_text", "_lacks")

    _native: _core.schedule
    _spec: str
    _text: str
    _lacks: str  # what is wrong until a peak is piped on, empty otherwise

    def __init__(self, spec: str) -> None:
        self._native = _core.parse(spec)
        self._spec = spec
        self._text = self._native.text()
        self._lacks = ""

    @classmethod
    def _piped(cls, text: str) -> Schedule:
        """What `|` makes: a floor that is a rate may come before its peak, until the schedule is used."""
        made = cls.__new__(cls)
        try:
            cls.__init__(made, text)
            made._spec = made._text
        except ValueError as problem:
            try:
                made._native = _core.parse(f"{text} | {_STAND_IN}")
            except ValueError:
                raise problem from None
            made._spec = made._text = text
            made._lacks = str(problem)
        return made

    @classmethod
    def parse(cls, spec: str) -> Schedule:
        """A schedule from text; see `taper_lr.parse`."""
        return cls(spec)

    @property
    def text(self) -> str:
        """Canonical text: ``parse(s.text) == s``."""
        return self._text

    @property
    def shell(self) -> str:
        """The same without a character that a shell would touch."""
        return self._whole().twin()

    def _whole(self) -> _core.schedule:
        """The compiled schedule, if nothing is missing."""
        if self._lacks:
            raise ValueError(self._lacks)
        return self._native

    @property
    def cpp(self) -> str:
        """The same as a C++ expression."""
        return self._whole().cpp()

    @property
    def has_peak(self) -> bool:
        """Whether the schedule says its own peak; otherwise it is 1 and the rates are relative."""
        return not self._lacks and self._native.has_peak()

    def json(self) -> Dict[str, Any]:
        """The schedule as the JSON form of the notation.

        >>> import taper_lr as taper
        >>> taper.parse("poly(i=1.8) | hold(50%)").json()
        {'shape': {'poly': {'i': 1.8}}, 'hold': '50%'}
        """
        form: Dict[str, Any] = json.loads(self._whole().json())
        return form

    def over(self, steps: Union[int, float], *, steps_per_epoch: Optional[float] = None,
             samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> Run:
        """The schedule over `steps` optimizer steps.

        Parameters
        ----------
        steps : int
            Optimizer steps of the run, at least 1.
        steps_per_epoch, samples_per_step, tokens_per_step : float, optional
            The clock: needed by amounts in epochs ("2ep"), samples and tokens ("300Mtok").

        Raises
        ------
        ValueError
            If the parts do not fit into so many steps, or a unit has no clock.

        Examples
        --------
        >>> import taper_lr as taper
        >>> r = taper.parse("cosine | warmup(2ep) | peak(0.1)").over(1000, steps_per_epoch=50)
        >>> r(100)
        0.1
        """
        return Run(self, whole(steps, "steps", 1), steps_per_epoch, samples_per_step, tokens_per_step)

    def __or__(self, modifier: Union[Modifier, str]) -> Schedule:
        if not isinstance(modifier, (Modifier, str)):
            return NotImplemented
        text = modifier if isinstance(modifier, str) else modifier.text
        return Schedule._piped(f"{self._text} | {text}")

    def __str__(self) -> str:
        return self._text

    def __repr__(self) -> str:
        text = self._native.python()
        return text.removesuffix(f" | taper.{_STAND_IN}") if self._lacks else text

    def __eq__(self, other: object) -> bool:
        return self._native.same(other._native) if isinstance(other, Schedule) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)

    def __reduce__(self) -> Any:
        return Schedule._piped if self._lacks else Schedule, (self._text,)


def parse(spec: str) -> Schedule:
    """A schedule from text, in any of its three forms.

    Parameters
    ----------
    spec : str
        ``poly(i=1.8) | warmup(500) | hold(50%)``, the shell form ``poly,i=1.8,warmup=500,hold=50%``, or JSON.

    Raises
    ------
    ValueError
        One line of what, where and what is allowed, then the text with a caret under the place.

    Examples
    --------
    >>> import taper_lr as taper
    >>> taper.parse("cosine | warmup(10%)")
    taper.cosine() | taper.warmup("10%")
    >>> taper.parse("poly(i=-1)")
    Traceback (most recent call last):
    ...
    ValueError: i must be > 0, got -1
      poly(i=-1)
             ^
    """
    return Schedule(spec)


class Run:
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

    __slots__ = ("_native", "_schedule", "_steps", "_clock")

    def __init__(self, schedule: Schedule, steps: int, steps_per_epoch: Optional[float] = None,
                 samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> None:
        self._schedule = schedule
        self._steps = steps
        self._clock = {"steps_per_epoch": steps_per_epoch, "samples_per_step": samples_per_step,
                       "tokens_per_step": tokens_per_step}
        self._native = schedule._whole().over(schedule._spec, steps, steps_per_epoch, samples_per_step, tokens_per_step)

    @property
    def schedule(self) -> Schedule:
        """The schedule that was bound."""
        return self._schedule

    @property
    def steps(self) -> int:
        """Optimizer steps of the run."""
        return self._steps

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

        Steps at and after the end give the terminal rate. An array is read where it lies (it is copied only if it is
        not contiguous), the answer is a new float64 array of its shape, or `out`, which is then returned.
        """
        if type(step) is int:
            if step < 0:
                raise ValueError(f"step must be >= 0, got {step}")
            return self._native.rate(step)
        return self._many(step, out)

    def _many(self, step: Any, out: Any) -> Any:
        given = np.asarray(step)
        if given.dtype.kind not in "iu" and given.size > 0:
            raise TypeError(f"steps must be whole numbers, got {given.dtype}")
        if given.ndim == 0:
            return self._native.rate(whole(given[()], "step"))
        steps = np.ascontiguousarray(given, dtype=given.dtype.newbyteorder("=") if given.size > 0 else np.int64)
        if out is None:
            out = np.empty(given.shape, dtype=np.float64)
        elif out.dtype != np.float64 or out.shape != given.shape or not out.flags.c_contiguous:
            raise ValueError(f"out must be a contiguous float64 array of shape {given.shape}")
        self._native.rates(steps.reshape(-1), out.reshape(-1))
        return out

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
            Where to begin, and the stride.
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
              clock: Clock = "fall") -> Dict[str, Any]:
        """Faults, the verdict with its three stages, collapse, budget, peak multiplier, reasons and remedies.

        The same object as ``taper check --json`` prints.

        Parameters
        ----------
        slack : float
            Early stage: the allowed odds of decay at half-way; 1 is half of the peak.
        steepness_max : float
            Middle stage: the largest drop within a fiftieth of the fall, over that of linear decay.
        delta : float
            The largest change of the loss in one iteration, for the collapse.
        clock : {"fall", "run"}
            Judge on the fall's own clock, or on the whole run's.

        Examples
        --------
        >>> import taper_lr as taper
        >>> c = taper.exp(0.05).over(1000).check()
        >>> c["verdict"], c["stages"]["early"]["value"] > 4.47, c["peak_multiplier"]["budget"] > 1.7
        ('violating', True, True)
        """
        return _core.check(self._native, slack, steepness_max, delta, clock)

    def dynamics(self, *, first: int = 0, every: int = 1, delta: float = 1.0,
                 clock: Clock = "fall") -> Dict[str, npt.NDArray[Any]]:
        """The first-order dynamics, one array a column; what is undefined (outside the fall) is NaN.

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
        clock = "".join(f", {name}={value!r}" for name, value in self._clock.items() if value is not None)
        text = repr(self._schedule)
        inner = f"({text})" if " | " in text else text
        return f"{inner}.over({self._steps}{clock})"

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Run):
            return NotImplemented
        return (self._schedule, self._steps, self._clock) == (other._schedule, other._steps, other._clock)

    def __hash__(self) -> int:
        return hash((self._schedule, self._steps, tuple(self._clock.values())))

    def __reduce__(self) -> Any:
        return Run, (self._schedule, self._steps, *self._clock.values())
