"""Writes _words.py: one typed, documented Python function per family, and per modifier without a handwritten one.

    python write_words.py MODULE_FILE OUTPUT

MODULE_FILE is the compiled taper_lr._core; the registry in it is the only list of families.
"""

import importlib.util
import keyword
import pathlib
import sys

HEAD = '''"""The notation's words as functions, written from the registry when the package is built."""

from __future__ import annotations

from typing import Sequence, Union

from ._text import Value, call
from ._schedule import Modifier, Schedule

__all__ = {names}
'''


def load(path):
    spec = importlib.util.spec_from_file_location("_core", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def argument(name):
    """A parameter's name in Python: `from` is written `from_`."""
    return name + "_" if keyword.iskeyword(name) else name


def shown(value):
    return str(int(value)) if value == int(value) else repr(value)


def table():
    return '''

def table(points: Sequence[Sequence[float]]) -> Schedule:
    """A window of your own: the monotone cubic through given points.

    Parameters
    ----------
    points : sequence of (x, value)
        At least two points, x strictly increasing from 0 to 1.

    Returns
    -------
    Schedule

    Notes
    -----
    Limits: {limits}. Source: {source}.

    Examples
    --------
    >>> import taper_lr as taper
    >>> taper.table([[0, 1], [0.5, 0.7], [1, 0]]).over(4).table()
    array([1.  , 0.89, 0.7 , 0.41])
    """
    return Schedule.parse(call("table", ([[float(x), float(y)] for x, y in points],), {{}}))
'''


def example(family):
    """A valid call for the docstring: required parameters at the middle of their range."""
    given = []
    for p in family["parameters"]:
        if p["default"] is None:
            low, high = p["low"], p["high"]
            value = 2.0 if low < 2.0 < high else 0.5 if low < 0.5 < high else low
            given.append(f"{argument(p['name'])}={shown(value)}")
    return f"taper.{family['name']}({', '.join(given)})"


def shape(family, core):
    name = family["name"]
    if name == "table":
        return table().format(**family)
    signature, documented, passed = [], [], []
    for p in family["parameters"]:
        kind = "Union[float, str]" if p["percent"] else "float"
        default = "" if p["default"] is None else f" = {shown(p['default'])}"
        signature.append(f"{argument(p['name'])}: {kind}{default}")
        rule = f" {p['range']}." if p["range"] else ""
        more = "" if p["default"] is None else f" Default {shown(p['default'])}."
        percent = ' A part of the run may be written "30%".' if p["percent"] else ""
        documented.append(f"    {argument(p['name'])} : {'float or str' if p['percent'] else 'float'}\n"
                          f"        {p['meaning'].capitalize()}.{rule}{more}{percent}\n")
        passed.append(f'"{p["name"]}": {argument(p["name"])}')
    parameters = f"    Parameters\n    ----------\n{''.join(documented)}\n" if documented else ""
    use = example(family)
    result = core.parse(use.replace("taper.", "", 1).replace("()", "")).python()
    rates = core.parse(use.replace("taper.", "", 1).replace("()", "")).over("", 4, None, None, None)
    half = f"{rates.rate(2):.4f}"
    published = f" Published safe range: {family['published']}." if family["published"] else ""
    return f'''

def {name}({", ".join(signature)}) -> Schedule:
    """{family["summary"][0].upper() + family["summary"][1:]}.

    The window is ``phi(x) = {family["formula"]}`` for x in [0, 1].

{parameters}    Returns
    -------
    Schedule

    Raises
    ------
    ValueError
        If a parameter is outside its range.

    Notes
    -----
    Limits: {family["limits"]}.{published} Source: {family["source"]}.

    Examples
    --------
    >>> import taper_lr as taper
    >>> s = {use}
    >>> s
    {result}
    >>> f"{{s.over(4)(2):.4f}}"
    '{half}'
    """
    return Schedule.parse(call("{name}", (), {{{", ".join(passed)}}}))
'''


def modifier(info):
    """A modifier without a handwritten function."""
    return f'''

def {info["name"]}(*arguments: Value, **named: Value) -> Modifier:
    """{info["summary"][0].upper() + info["summary"][1:]}.

    Written ``{info["usage"]}`` in the notation; arguments are passed on to it.
    """
    return Modifier(call("{info["name"]}", arguments, named))
'''


def words(core):
    """The text of _words.py."""
    by_hand = (pathlib.Path(__file__).parent / "taper_lr" / "_modifiers.py").read_text()
    families = core.families()
    others = [m for m in core.modifiers() if f"\ndef {m['name']}(" not in by_hand]
    names = [f["name"] for f in families] + [m["name"] for m in others]
    text = HEAD.format(names=names)
    text += "".join(shape(f, core) for f in families) + "".join(modifier(m) for m in others)
    return text


def main(module_file, output):
    pathlib.Path(output).write_text(words(load(module_file)), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
