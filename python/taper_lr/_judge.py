"""Functions on schedules: compare, predict, fit, safe operating area, training logs, the registry."""

from __future__ import annotations

import os
import re
from typing import Any, Dict, List, Literal, Optional, Tuple, Union

import numpy as np
import numpy.typing as npt

from . import _core
from ._report import Report, has_pictures
from ._run import Clock, EndlessRun, Run, whole
from ._schedule import Schedule, a_schedule_is_not

__all__ = ["check", "compare", "fit", "has_fit", "predict", "safe", "inspect", "families", "modifiers"]

Sweep = Optional[Tuple[float, float]]


def bound(schedule: Union[str, Schedule, Run, EndlessRun], steps: Optional[int] = None, **clock: Optional[float]) -> Run:
    """A run from text, a schedule, or a bound run."""
    if isinstance(schedule, Run):
        if steps is not None and steps != len(schedule):
            raise ValueError(f"the run has {len(schedule)} steps, but steps={steps}; give its .schedule for another length")
        return schedule
    made = schedule.schedule if isinstance(schedule, EndlessRun) else schedule
    if isinstance(made, str):
        made = Schedule(made)
    if not isinstance(made, Schedule):
        raise TypeError(f"a schedule is a text, a Schedule or a Run, got {a_schedule_is_not(made)}")
    if steps is None:
        raise TypeError("steps is needed for a schedule that is not bound to a length yet")
    return made.over(steps, **clock)


def check(schedule: Union[str, Schedule, Run], steps: Optional[int] = None, *, slack: float = 1.0, steepness_max: float = 5.37,
          delta: float = 1.0, clock: Clock = "fall") -> Report:
    """Judge a schedule, like ``taper check --json``; see `Run.check`.

    Examples
    --------
    >>> import taper_lr as taper
    >>> taper.check("cosine | warmup(10%)", steps=1000)["verdict"]
    'favorable'
    """
    return bound(schedule, steps).check(slack=slack, steepness_max=steepness_max, delta=delta, clock=clock)


def compare(*schedules: Union[str, Schedule, Run], steps: Optional[int] = None, slack: float = 1.0,
            steepness_max: float = 5.37, delta: float = 1.0, clock: Clock = "fall") -> List[Dict[str, Any]]:
    """Compare schedules, like ``taper compare --json``: the check of each, its dynamics and its spectrum.

    Examples
    --------
    >>> import taper_lr as taper
    >>> rows = taper.compare("cosine", "linear", "exp(beta=0.05)", steps=1000)
    >>> [(row["spec"], row["verdict"]) for row in rows]
    [('cosine', 'favorable'), ('linear', 'favorable'), ('exp(beta=0.05)', 'violating')]
    """
    runs = [bound(one, steps) for one in schedules]
    return [_core.compare(r._native, slack, steepness_max, delta, clock) for r in runs]


def predict(*schedules: Union[str, Schedule, Run], steps: Optional[int] = None,
            preset: Literal["default", "stability-limited", "long-low-noise"] = "default") -> List[Dict[str, Any]]:
    """Expected loss of each schedule by the last-iterate convex bound and the noisy quadratic, relative to cosine.

    Returns the objects that ``taper predict --json`` prints.

    Parameters
    ----------
    schedules : str, Schedule or Run
    steps : int
        Required unless the schedules are bound.
    preset : {"default", "stability-limited", "long-low-noise"}
        The noisy quadratic. Results depend on it; none of them is a general law.

    Returns
    -------
    list of dict
        ``bound`` has omega (the bound at its best peak), peak (that peak) and lambda; ``quadratic`` has the relative
        excess of the loss over that of cosine, at cosine's peak (shared) and at its own (tuned).

    Examples
    --------
    >>> import taper_lr as taper
    >>> linear, = taper.predict("linear", steps=400)
    >>> round(linear["bound"]["omega"], 5), round(linear["bound"]["peak"], 5), round(linear["bound"]["lambda"], 3)
    (0.10063, 0.04956, 4.0)
    """
    return [_core.predict(bound(one, steps)._native, preset) for one in schedules]


def fit(family: str, to: Union[str, Schedule, Run, Tuple[npt.ArrayLike, npt.ArrayLike]], steps: Optional[int] = None, *,
        by: Literal["sup", "l2", "dynamics"] = "sup") -> Dict[str, Any]:
    """Find the nearest member of a family, like ``taper fit --json``.

    Parameters
    ----------
    family : str
        A family, with fixed parameters if any: "poly(n=2)". Other parameters are fitted. "any" tries every family.
    to : str, Schedule, Run or (steps, rates)
        The target: a schedule, or two arrays of steps and measured rates.
    steps : int
        Length of the run. Default: 1000 for a schedule, up to the last row for arrays.
    by : {"sup", "l2", "dynamics"}
        The distance: largest difference, root mean square, or that of the time-normalized rate.

    Returns
    -------
    dict
        ``spec`` is the member, ``distance`` its distance, ``fitted`` its fitted parameters; "any" adds ``ranked``.

    Raises
    ------
    ValueError
        If a text is invalid, or the family cannot take the modifiers.
    NotImplementedError
        If the package was built without NLopt.

    Examples
    --------
    >>> import taper_lr as taper
    >>> if taper.has_fit():
    ...     nearest = taper.fit("poly(n=2)", "cosine")
    ...     assert nearest["spec"] == "poly(i=1.783)" and abs(nearest["distance"] - 0.0153) < 1e-4
    """
    if not has_fit():
        raise NotImplementedError("this build of taper_lr has no fit: install NLopt (Debian: libnlopt-cxx-dev) and build again")
    if not isinstance(family, str):
        raise TypeError(f"the family is a text such as poly(n=2), got {a_schedule_is_not(family)}")
    length = 0 if steps is None else whole(steps, "steps", 2)
    if isinstance(to, tuple):
        at, rates = (np.asarray(column, dtype=np.float64).ravel() for column in to)
        if len(at) != len(rates):
            raise ValueError(f"steps and rates must be equally long, got {len(at)} and {len(rates)}")
        return _core.fit_rows(family, at.tolist(), rates.tolist(), length, by)
    return _core.fit_run(family, bound(to, length or 1000)._native, by)


def has_fit() -> bool:
    """Whether `fit` is available; the package must be built with NLopt."""
    return hasattr(_core, "fit_run")


def safe(family: str, steps: int = 1000, *, slack: float = 1.0, steepness_max: float = 5.37, clock: Clock = "fall",
         **sweeps: Sweep) -> Dict[str, Any]:
    """The safe operating area of a family: the parameters for which it satisfies the rule, with solved boundaries.

    Parameters
    ----------
    family : str
        A family, with fixed parameters if any: "poly", "poly(n=3)".
    steps : int
        Optimizer steps of the run.
    **sweeps : (low, high) or None
        The parameter to sweep and its range; None uses the default range of the family. Two parameters give a map.
        Without any, the first parameter of the family is swept.

    Examples
    --------
    >>> import taper_lr as taper
    >>> area = taper.safe("poly", i=(0.1, 50))
    >>> [round(end, 3) for end in area["favorable"]], area["published"]
    ([1.763, 5.244], [1.0, 10.0])
    """
    if not isinstance(family, str):
        raise TypeError(f"the family is a text such as poly(n=2), got {a_schedule_is_not(family)}")
    known = {f["name"]: f for f in _core.families()}
    name = re.split(r"[(,| ]", family, maxsplit=1)[0]
    if not sweeps and name in known and known[name]["parameters"]:
        sweeps = {known[name]["parameters"][0]["name"]: None}
    if not 1 <= len(sweeps) <= 2:
        what = f"got {len(sweeps)}" if sweeps else f"{name} has no shaping parameter"
        raise ValueError(f"safe sweeps one or two parameters, {what}")
    native = _core.parse(_filled(family, known.get(name), set(sweeps)))
    steps = whole(steps, "steps", 2)
    named = list(sweeps.items())
    if len(named) == 1:
        (parameter, sweep), = named
        return _core.safe_range(native, parameter, steps, sweep, slack, steepness_max, clock)
    (first, first_sweep), (second, second_sweep) = named
    return _core.safe_map(native, first, second, steps, first_sweep, second_sweep, slack, steepness_max, clock)


def _filled(text: str, family: Optional[Dict[str, Any]], swept: "set[str]") -> str:
    """Add a value for every required parameter that is swept."""
    for p in family["parameters"] if family else ():
        missing = p["name"] in swept and p["default"] is None and not re.search(rf"\b{p['name']}\s*=", text)
        if not missing:
            continue
        value = next(v for v in (2.0, 0.5, p["low"]) if p["low"] <= v <= p["high"])
        argument = f"{p['name']}={value!r}"
        if text.endswith(")"):
            text = text[:-1] + ("" if text.endswith("(") or text[:-1].endswith("(") else ", ") + argument + ")"
        else:
            text += f"({argument})"
    return text


def inspect(log: Union[str, "os.PathLike[str]"], *, format: str = "", pattern: str = "", content: Optional[str] = None,
            expected: Union[str, "os.PathLike[str]", Schedule, Run, None] = None, steps: Optional[int] = None) -> List[Report]:
    """Inspect a training log: the schedule that ran, its verdict, faults and notes. Returns one report per series.

    Parameters
    ----------
    log : path
        The file of the log; with `content`, only its name.
    format : str
        The log format; detected by default.
    pattern : str
        A regular expression with named groups (step, lr, loss) for unsupported formats.
    content : str, optional
        The content of the log, instead of the file.
    expected : str, path, Schedule or Run, optional
        The requested schedule, or the training configuration that specifies it. Default: the arguments in the log, if any. The
        report then has ``asked``: whether every row agrees (``same``), and the largest difference (``furthest``).
    steps : int, optional
        The length of the requested schedule, if neither it nor the log gives one.

    Returns
    -------
    list of Report
        The objects of ``taper inspect --json``; a notebook shows their pictures.

    Raises
    ------
    FileNotFoundError
        If there is no such log.
    ValueError
        If the file is not a log, has no learning rates, or the requested schedule is not valid.

    Examples
    --------
    >>> import taper_lr as taper
    >>> rates = taper.parse("linear | warmup(10) | peak(0.001)").over(100).table()
    >>> log = "step,lr\\n" + "".join(f"{t},{lr!r}\\n" for t, lr in enumerate(rates.tolist()))
    >>> report, = taper.inspect("run.csv", content=log, expected="linear | warmup(10) | peak(0.001)")
    >>> report["spec"], report["steps"], report["asked"]["same"]
    ('linear | warmup(10) | peak(0.001)', 100, True)
    """
    path = os.fspath(log)
    if content is None:
        os.stat(path)  # FileNotFoundError, PermissionError
    planned, spec, configuration, name = None, None, None, ""
    if isinstance(expected, Run):
        planned = expected._native
    elif isinstance(expected, Schedule):
        spec = expected.text
    elif expected is not None:
        if not isinstance(expected, (str, os.PathLike)):
            raise TypeError(f"expected is a text, a path, a Schedule or a Run, got {a_schedule_is_not(expected)}")
        name = os.fspath(expected)
        if os.path.exists(name) or not isinstance(expected, str):
            with open(name, encoding="utf-8") as file:
                configuration = file.read()
        else:
            spec = name
    if not has_pictures() and (spec or configuration):  # the same part of the build
        raise NotImplementedError("this build of taper_lr compares only with a Run: expected=schedule.over(steps)")
    length = None if steps is None else whole(steps, "steps", 2)
    found = _core.inspect(path, content, format, pattern, planned, spec, configuration, name, length)
    return [_log_report(one) for one in found]


def _log_report(one: _core.inspected) -> Report:
    values = one.report()
    ran = f"{values['spec']} over {values['steps']} steps" if values["spec"] else f"cannot tell: {values['reason']}"
    return Report(values, f"{values['file']}: {ran}", lambda: one.picture())


def families() -> List[Dict[str, Any]]:
    """Every family: name, formula, parameters with their ranges and defaults, limits, source.

    >>> import taper_lr as taper
    >>> taper.families()[0]["name"]
    'cosine'
    """
    return _core.families()


def modifiers() -> List[Dict[str, str]]:
    """Every modifier: usage and description.

    >>> import taper_lr as taper
    >>> taper.modifiers()[0]["example"]
    'warmup(500)'
    """
    return _core.modifiers()
