"""Modifiers: warmup, hold, cooldown, full, restarts, kronecker, sampling, floor, peak."""

from __future__ import annotations

from typing import Literal, Optional, Union

from ._schedule import Modifier
from ._text import call

__all__ = ["warmup", "hold", "cooldown", "full", "restarts", "kronecker", "sampling", "floor", "peak"]

Amount = Union[int, str]
"""An amount of time: whole steps, or a text such as "10%", "2ep", "300Mtok", "4096samples"."""

Rise = Literal["linear", "mirror", "cosine", "one_minus_sqrt", "log"]


def warmup(amount: Amount, shape: Rise = "linear", from_: Union[float, str] = 0.0) -> Modifier:
    """Rise to the peak.

    Parameters
    ----------
    amount : int or str
        Steps, or a part of the run ("10%"), epochs ("2ep"), samples, tokens ("300Mtok").
    shape : {"linear", "mirror", "cosine", "one_minus_sqrt", "log"}
        Shape of the rise; "mirror" is the mirrored window, rising from the floor.
    from_ : float or str
        Fraction of the peak at step 0, between 0 and 1.

    Examples
    --------
    >>> import taper_lr as taper
    >>> (taper.cosine() | taper.warmup(4)).over(12).table()[:5]
    array([0.  , 0.25, 0.5 , 0.75, 1.  ])
    >>> taper.warmup(0.1)
    Traceback (most recent call last):
    ...
    ValueError: warmup must be a whole number of steps, got 0.1; write 10% or a whole number of steps
      warmup(0.1)
             ^
    """
    return Modifier(call("warmup", (amount,), {"shape": None if shape == "linear" else shape,
                                               "from_": None if from_ == 0.0 else from_}))


def hold(amount: Amount) -> Modifier:
    """Stay at the peak for `amount` before the fall.

    Examples
    --------
    >>> import taper_lr as taper
    >>> (taper.linear() | taper.hold("50%")).over(4).table()
    array([1. , 1. , 1. , 0.5])
    """
    return Modifier(call("hold", (amount,), {}))


def cooldown(amount: Amount) -> Modifier:
    """Set the length of the fall, instead of that of the hold.

    Examples
    --------
    >>> import taper_lr as taper
    >>> (taper.linear() | taper.cooldown("25%")).over(8).table()
    array([1. , 1. , 1. , 1. , 1. , 1. , 1. , 0.5])
    """
    return Modifier(call("cooldown", (amount,), {}))


def full() -> Modifier:
    """Full period: a mirrored rise and the fall share the steps outside the hold equally.

    Examples
    --------
    >>> import taper_lr as taper
    >>> (taper.linear() | taper.full()).over(4).table()
    array([0. , 0.5, 1. , 0.5])
    """
    return Modifier("full")


def restarts(count: Optional[int] = None, stretch: float = 1.0, decay: float = 1.0, *, first: Optional[int] = None,
             forever: bool = False) -> Modifier:
    """Repeat the window over cycles.

    Parameters
    ----------
    count : int
        Number of cycles over the run.
    stretch, decay : float
        Ratio of the length and of the peak of each cycle to those of the previous one.
    first : int
        Length of the first cycle in steps, for endless restarts; needs ``forever=True``.

    Examples
    --------
    >>> import taper_lr as taper
    >>> (taper.linear() | taper.restarts(2, decay=0.5)).over(4).table()
    array([1.  , 0.5 , 0.5 , 0.25])
    """
    arguments = () if count is None else (count,)
    text = call("restarts", arguments, {"first": first, "stretch": None if stretch == 1.0 else stretch,
                                        "decay": None if decay == 1.0 else decay})
    if forever:
        text = text[:-1] + ", forever)" if text.endswith(")") else "restarts(forever)"
    return Modifier(text)


def kronecker(order: Optional[Literal["sorted"]] = None) -> Modifier:
    """Golden-ratio input sequence, which needs no length; "sorted" uses its first values in increasing order.

    Examples
    --------
    >>> import taper_lr as taper
    >>> (taper.linear() | taper.kronecker()).over(3).table().round(3)
    array([1.   , 0.382, 0.764])
    """
    return Modifier("kronecker" if order is None else call("kronecker", (order,), {}))


def sampling(how: Literal["periodic", "symmetric", "one_based", "midpoint", "open"]) -> Modifier:
    """Where in its interval a step is evaluated: t/T, t/(T-1), (t+1)/T, (t+1/2)/T, (t+1)/(T+1).

    Examples
    --------
    >>> import taper_lr as taper
    >>> (taper.linear() | taper.sampling("symmetric")).over(3).table()
    array([1. , 0.5, 0. ])
    """
    return Modifier(call("sampling", (how,), {}))


def floor(level: Union[float, str]) -> Modifier:
    """Set the lowest rate: a percentage of the peak ("10%"), or a rate if a peak is given.

    Examples
    --------
    >>> import taper_lr as taper
    >>> (taper.linear() | taper.floor("10%")).over(2)(2)
    0.1
    """
    return Modifier(call("floor", (level,), {}))


def peak(lr: float) -> Modifier:
    """Set the highest rate; 1 by default.

    Examples
    --------
    >>> import taper_lr as taper
    >>> (taper.cosine() | taper.peak(3e-4)).over(1000)(0)
    0.0003
    """
    return Modifier(call("peak", (lr,), {}))
