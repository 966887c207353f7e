"""Converts Python values to the notation."""

from __future__ import annotations

import json
import numbers
import re
from typing import Any, Iterable, Mapping, Sequence, Union

Value = Union[int, float, str, bool, None, Sequence["Value"]]
"""An argument of the notation: a number, a word or amount ("10%", "2ep"), a flag, or a list of these."""

_PLAIN = re.compile(r"[\w.+%-]+\Z", re.ASCII)


def written(value: Any) -> str:
    """The text of one value: numbers with the fewest digits that round-trip, words unchanged, anything else quoted.

    >>> written(3e-4), written("50%"), written([[0, 1], [1, 0]])
    ('0.0003', '50%', '[[0,1],[1,0]]')
    """
    if isinstance(value, str):
        return value if _PLAIN.match(value) else json.dumps(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, numbers.Integral):
        return str(int(value))
    if isinstance(value, numbers.Real):
        return repr(float(value))
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, Iterable):
        return "[" + ",".join(written(one) for one in value) + "]"
    raise TypeError(f"expected a number, a text or a list, got {type(value).__name__}")


def call(name: str, arguments: Iterable[Any], named: Mapping[str, Any]) -> str:
    """name(argument, …, key=value, …). A trailing `_` of a name is dropped; None values are omitted.

    >>> call("warmup", (500,), {"shape": "cosine", "from_": 0.1})
    'warmup(500, shape=cosine, from=0.1)'
    """
    parts = [written(one) for one in arguments]
    parts += [f"{key.rstrip('_')}={written(one)}" for key, one in named.items() if one is not None]
    return f"{name}({', '.join(parts)})" if parts else name
