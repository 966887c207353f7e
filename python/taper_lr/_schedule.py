"""Schedules and modifiers."""

from __future__ import annotations

import json
from typing import Any, Dict, List, Mapping, Optional, Union, overload

from . import _core
from ._run import ContinuedRun, EndlessRun, Run, whole

__all__ = ["Schedule", "Modifier", "Run", "ContinuedRun", "EndlessRun", "parse"]

_STAND_IN = "peak(1e+300)"
_SHOWN_STEPS = 1000  # of a schedule without a length, in a notebook


class Modifier:
    """A modifier, such as ``taper.warmup(500)``, piped onto a schedule or onto another modifier.

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
            # the same error, with its place in the modifier's text; some modifiers are valid only with others
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
        except ValueError:  # a floor given as a rate needs a peak
            text, added = _core.parse("linear|peak(1)|" + self._text).python(), " | taper.peak(1)"
        if " | " not in text:
            return f"taper.Modifier({self._text!r})"
        return text.removesuffix(added).split(" | ", 1)[1]

    def __eq__(self, other: object) -> bool:
        return self._text == other._text if isinstance(other, Modifier) else NotImplemented

    def __hash__(self) -> int:
        return hash(self._text)


def _mistake(text: str) -> Optional[str]:
    """Errors of a modifier that do not depend on other modifiers, with places in its own text."""
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
    _lacks: str  # the error that remains until a peak is piped on, or empty

    def __init__(self, spec: str) -> None:
        if not isinstance(spec, str):
            raise TypeError(f"the text of a schedule is needed, got {a_schedule_is_not(spec)}")
        self._native = _core.parse(spec)
        self._spec = spec
        self._text = self._native.text()
        self._lacks = ""

    @classmethod
    def _piped(cls, text: str) -> Schedule:
        """The result of `|`. A floor given as a rate may come before its peak, until the schedule is used."""
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
        """The same without characters that a shell interprets."""
        return self._whole().compact()

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
        """Whether the schedule has a peak; otherwise rates are relative to a peak of 1."""
        return not self._lacks and self._native.has_peak()

    def json(self) -> Dict[str, Any]:
        """The schedule as the JSON form of the notation.

        >>> import taper_lr as taper
        >>> taper.parse("poly(i=1.8) | hold(50%)").json()
        {'shape': {'poly': {'i': 1.8}}, 'hold': '50%'}
        """
        form: Dict[str, Any] = json.loads(self._whole().json())
        return form

    @overload
    def over(self, steps: Union[int, float], *, steps_per_epoch: Optional[float] = None,
             samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> Run: ...
    @overload
    def over(self, steps: None = None, *, steps_per_epoch: Optional[float] = None,
             samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> EndlessRun: ...
    def over(self, steps: Union[int, float, None] = None, *, steps_per_epoch: Optional[float] = None,
             samples_per_step: Optional[float] = None, tokens_per_step: Optional[float] = None) -> Union[Run, EndlessRun]:
        """Bind the schedule to `steps` optimizer steps; a schedule that needs no length can omit `steps`.

        Parameters
        ----------
        steps : int, optional
            Optimizer steps of the run, at least 1. Optional for a Kronecker input, a constant and
            ``restarts(first=N, forever)``.
        steps_per_epoch, samples_per_step, tokens_per_step : float, optional
            The clock, required for amounts in epochs ("2ep"), samples and tokens ("300Mtok").

        Raises
        ------
        ValueError
            If the parts do not fit into the steps, a unit has no clock, or `steps` is omitted and the schedule needs it.

        Examples
        --------
        >>> import taper_lr as taper
        >>> r = taper.parse("cosine | warmup(2ep) | peak(0.1)").over(1000, steps_per_epoch=50)
        >>> r(100)
        0.1
        >>> (taper.linear() | taper.kronecker()).over()([0, 1, 2**62])
        array([1.        , 0.38196601, 0.51209735])
        """
        if steps is None:
            return EndlessRun(self, steps_per_epoch, samples_per_step, tokens_per_step)
        return Run(self, whole(steps, "steps", 1), steps_per_epoch, samples_per_step, tokens_per_step)

    def __or__(self, modifier: Union[Modifier, str]) -> Schedule:
        if not isinstance(modifier, (Modifier, str)):
            return NotImplemented
        text = modifier if isinstance(modifier, str) else modifier.text
        return Schedule._piped(f"{self._text} | {text}")

    def _repr_html_(self) -> Optional[str]:
        try:
            return self.over(_SHOWN_STEPS)._repr_html_()
        except ValueError:  # longer warmups, or amounts in epochs and tokens: only text
            return None

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


def a_schedule_is_not(given: Any) -> str:
    """What was given instead of a schedule, and what to give."""
    if isinstance(given, Schedule):
        return "a Schedule, which is one already"
    if isinstance(given, (Run, EndlessRun)):
        return f"a {type(given).__name__}, which has its length already: give its .schedule"
    if isinstance(given, Modifier):
        return f"the modifier {given.text}, without a shape: cosine | {given.text}"
    if isinstance(given, Mapping):
        return "a mapping: for schedules of several hyperparameters or groups see Plan"
    shown = repr(given)
    return f"{type(given).__name__} {shown if len(shown) < 40 else shown[:39] + '…'}"


def one_schedule(given: Any) -> Schedule:
    """A schedule from text, where its peak may still be missing."""
    if isinstance(given, Schedule):
        return given
    if not isinstance(given, str):
        raise TypeError(f"a schedule is a text or a Schedule, got {a_schedule_is_not(given)}")
    return Schedule._piped(given)


def schedules_of(given: Any) -> List[Schedule]:
    """One schedule, or a list of them."""
    if isinstance(given, (list, tuple)):
        return [one_schedule(one) for one in given]
    return [one_schedule(given)]


def parse(spec: str) -> Schedule:
    """Parse a schedule from text, in any of its three forms.

    Parameters
    ----------
    spec : str
        ``poly(i=1.8) | warmup(500) | hold(50%)``, the shell form ``poly,i=1.8,warmup=500,hold=50%``, or JSON.

    Raises
    ------
    ValueError
        One line with the error, its place and what is allowed, then the text with a caret.

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
