# The pages of the documentation and the fenced blocks in them.
import pathlib
import re
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[2]

FENCE = re.compile(r"^( *)(```+)(\w*)\s*$")
REMARK = re.compile(r"^\s*<!-- (\w+): (.*?) -->\s*$")


@dataclass
class Block:
    """A fenced block: its language, the HTML comment directly above it, its lines and their position in the page."""

    language: str
    remark: tuple
    lines: list
    first: int
    indent: str


def all_pages():
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", ROOT / "SECURITY.md", *sorted((ROOT / "docs").rglob("*.md"))]


def name_of(page):
    return str(page.relative_to(ROOT)) if page.is_relative_to(ROOT) else str(page)


def lines_of(page):
    return page.read_text(encoding="utf-8").split("\n")


def blocks_of(lines):
    """Every fenced block of a page, in order."""
    found = []
    at = 0
    while at < len(lines):
        opening = FENCE.match(lines[at])
        if not opening:
            at += 1
            continue
        indent, ticks, language = opening.groups()
        above = next((line for line in reversed(lines[:at]) if line.strip()), "")
        remark = REMARK.match(above)
        end = at + 1
        while end < len(lines) and lines[end].strip() != ticks:
            end += 1
        inside = [line[len(indent):] if line.startswith(indent) else line for line in lines[at + 1 : end]]
        found.append(Block(language, remark.groups() if remark else (), inside, at + 1, indent))
        at = end + 1
    return found


def rewrite(page, changes):
    """Replaces the lines of blocks: changes is a list of (block, lines)."""
    lines = lines_of(page)
    for block, new in sorted(changes, key=lambda change: -change[0].first):
        indented = [block.indent + line if line else line for line in new]
        lines[block.first : block.first + len(block.lines)] = indented
    page.write_text("\n".join(lines), encoding="utf-8")
