"""JSON with a fixed layout: one point, rate list or row per line, for readable diffs."""

import json

from .precision import DIGITS, TOOL


def head(what, **more):
    return {"what": what, "generator": "conformance/generate.py", "tool": TOOL, "digits": DIGITS, **more}


def _line(v):
    return json.dumps(v, ensure_ascii=True)


def render(document, rows_key="cases"):
    """The document as text; `rows_key` names the list whose items are a block each (with `points`) or a line each."""
    rows = document[rows_key]
    fixed = {k: v for k, v in document.items() if k != rows_key}
    out = ["{"] + [f" {_line(k)}: {_line(v)}," for k, v in fixed.items()] + [f' "{rows_key}": [']
    for n, row in enumerate(rows):
        comma = "," if n + 1 < len(rows) else ""
        if "points" not in row:
            out.append("  " + _line(row) + comma)
            continue
        first = {k: v for k, v in row.items() if k != "points"}
        out.append("  " + _line(first)[:-1] + ', "points": [')
        points = ["   " + _line(p) for p in row["points"]]
        out += [p + "," for p in points[:-1]] + [points[-1] + "]}" + comma]
    return "\n".join(out + [" ]", "}"]) + "\n"
