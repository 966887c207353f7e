"""Published schedules of known models."""

from __future__ import annotations

from typing import Any, Dict, List

from . import _core

__all__ = ["recipe", "recipes"]


def recipes() -> List[Dict[str, Any]]:
    """All recipes: name, spec, steps, peak, source, what could not be verified, verdict; like ``taper recipes --json``.

    Examples
    --------
    >>> import taper_lr as taper
    >>> [r["name"] for r in taper.recipes() if r["verdict"] == "favorable"][:3]
    ['smollm-135m', 'llm.c-124m', 'bert-base']
    """
    found: List[Dict[str, Any]] = _core.recipes()["recipes"]
    return found


def recipe(name: str) -> Dict[str, Any]:
    """One recipe, with its ``check``.

    Parameters
    ----------
    name : str
        As `recipes` lists it.

    Raises
    ------
    ValueError
        If no recipe has this name.

    Examples
    --------
    >>> import taper_lr as taper
    >>> r = taper.recipe("deepseek-v3")
    >>> run = taper.Schedule(r["spec"]).over(r["steps"])
    >>> run(0), run(100_000), run(235_239)
    (0.0, 0.00022, 7.3e-06)
    """
    found: Dict[str, Any] = _core.recipe(name)["recipes"][0]
    return found
