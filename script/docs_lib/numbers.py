# Compares texts, allowing differences in the last digits of numbers: math libraries round differently.
import re

NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")


def same(one, other, relative=0.0, absolute=0.0):
    """Whether two texts agree: numbers within `absolute`, or within `relative` if they have twelve digits or more."""
    if one == other:
        return True
    if NUMBER.split(one) != NUMBER.split(other):
        return False
    for a, b in zip(NUMBER.findall(one), NUMBER.findall(other)):
        if a == b:
            continue
        long = min(len(re.sub(r"[^0-9]", "", re.split("[eE]", text)[0])) for text in (a, b)) >= 12
        x, y = float(a), float(b)
        if abs(x - y) > max(absolute, relative * max(abs(x), abs(y)) if long else 0.0):
            return False
    return True
