# Writes docs/llms.txt, the table of contents for language models (llmstxt.org): every page of docs/index.md and the verbs.
import re
import subprocess

from . import pages

TARGET = pages.ROOT / "docs" / "llms.txt"
ROW = re.compile(r"^\| \[([^\]]+)\]\(([^)]+\.md)\) \| (.+) \|$")
HEAD = """# taper

> Design, judge, predict, export and prove learning-rate schedules for neural networks, and read from a training log which schedule really
> ran (`taper inspect`), or from a configuration which one will run (`taper lint`). A program, a C++20 library, C,
> Python and JavaScript (WebAssembly) bindings.

A schedule is written `shape | modifier | …`, for example `cosine | warmup(500) | floor(10%) | peak(3e-4)`. `taper mcp` offers the verbs as tools.

## Pages

"""


def content(taper_help):
    rows = [m.groups() for m in map(ROW.match, pages.lines_of(pages.ROOT / "docs" / "index.md")) if m and not m[2].startswith("..")]
    out = HEAD + "".join(f"- [{title}]({page}): {about}\n" for title, page, about in rows if not page.startswith("families/"))
    listed = taper_help.split("Subcommands:\n")[1].split("\n\n")[0].split("\n")
    verbs = [line.split(None, 1) for line in listed if re.match(r"^  [a-z]", line)]
    return out + "\n## Verbs\n\n" + "".join(f"- `taper {name}`: {about}\n" for name, about in verbs)


def run(options):
    said = subprocess.run([str(options.taper), "--help"], capture_output=True, text=True, check=True).stdout
    wanted = content(said)
    if TARGET.exists() and TARGET.read_text(encoding="utf-8") == wanted:
        return []
    if options.update:
        TARGET.write_text(wanted, encoding="utf-8")
        return []
    return [f"{pages.name_of(TARGET)}:1: not what docs/index.md and the help say; run script/docs llms --update"]
