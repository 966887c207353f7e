"""Parses a dotted spec (`torch.StepLR(step_size=30) | peak(0.1)`) to the arguments of a library's constructor."""

import ast
from dataclasses import dataclass, field


@dataclass
class Spec:
    """One parsed spec: the name after the dot, its arguments under the library's names, the base rate."""

    text: str
    library: str
    name: str
    arguments: dict = field(default_factory=dict)
    peak: float | None = None


WORDS = {"true": True, "false": False, "none": None}


def value_of(node):
    """A number, a word (as text, true/false/none as Python has them), a quoted string or a list of those."""
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name):
        return WORDS.get(node.id, node.id)
    if isinstance(node, ast.List):
        return [value_of(element) for element in node.elts]
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -value_of(node.operand)
    raise ValueError(f"not a value of the notation: {ast.dump(node)}")


def parse(text: str) -> Spec:
    """Parses a dotted name as a Python call; the notation of its arguments is valid Python syntax."""
    tree = ast.parse(text, mode="eval").body
    peak = None
    if isinstance(tree, ast.BinOp) and isinstance(tree.op, ast.BitOr):
        modifier, tree = tree.right, tree.left
        if modifier.func.id != "peak":
            raise ValueError(f"{text}: only peak(...) applies to a dotted name")
        peak = float(value_of(modifier.args[0]))
    call = tree if isinstance(tree, ast.Call) else ast.Call(tree, [], [])
    arguments = {keyword.arg: value_of(keyword.value) for keyword in call.keywords}
    return Spec(text, call.func.value.id, call.func.attr, arguments, peak)
