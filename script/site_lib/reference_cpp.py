# The reference of the C++ library and the C interface, from the comments of the public headers.
import pathlib
import re
import textwrap

from . import declarations

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include" / "taper"

# page, title, what for, headers
PAGES = [
    ("schedules", "Schedules and runs", "Compose a schedule, bind it to a length, read its rates.",
     "schedule endless modifier amount restarts sequence phase kronecker rule table_of curve taper"),
    ("windows", "Windows", "The families, their formulas, and windows of your own.", "window window/* registry parameter formula listing"),
    ("notation", "Notation and errors", "Schedules as text, and how errors are returned.", "notation notation/pattern text result"),
    ("algebra", "Combinations and data", "Schedules of schedules, hyperparameters, the plateau rule; batches, samples and tokens.",
     "algebra algebra/* clock/*"),
    ("judging", "Judging", "Verdict, faults, safe ranges, dynamics, comparison.",
     "verdict verdict/* dynamics comparison cosine_baseline finding"),
    ("theory", "Predictions and theory", "Bounds, the noisy quadratic, spectra, loss laws, evidence.", "prediction prediction_json theory/* evidence evidence/*"),
    ("design", "Design and fits", "Schedules from constraints, fits of families (needs NLopt).", "design design/*"),
    ("retarget", "Another length", "Continue a run with another length, rate or schedule.", "retarget retarget_json"),
    ("logs", "Logs", "What a training log ran.", "logs/*"),
    ("configurations", "Configurations", "What a training configuration will run.", "lint configs/*"),
    ("export", "Export", "The schedule as code in another language.", "export"),
    ("libraries", "Other libraries", "Schedules of other libraries with identical rates, as text and as types.",
     "libraries library_shape library_types library_types/*"),
    ("libtorch", "LibTorch", "Any schedule as a `torch::optim::LRScheduler`.", "torch"),
]


LABEL = re.compile(r"([A-Z][a-z]{2,5})  +(?=\S)|(?=Accuracy |Archives |Lifetime )([A-Z][a-z]{7}) ")


def prose(line):
    """A line with `<`, `*` and `_` as themselves, except in code."""
    return "".join(part if part.startswith("`") else re.sub(r"([*_])", r"\\\1", part.replace("<", "&lt;")) for part in re.split(r"(`[^`]*`)", line))


def text_of(comment):
    """A comment as Markdown: lines with more indentation than the text are formulas, `Units    …` is an item of a list."""
    blocks = []  # (kind, lines)
    for line in comment:
        last, lines = blocks[-1] if blocks else ("", [])
        label = LABEL.match(line)
        item = re.match(r" *[-*] ", line)
        if label:
            blocks.append(("item", [f"**{label[1] or label[2]}**: {prose(line[label.end():])}"]))
        elif item:
            blocks.append(("item", [prose(line[item.end():])]))
        elif not line.strip():
            (lines if last == "formula" else blocks).append("" if last == "formula" else ("", []))
        elif last == "item" and line.startswith("  "):
            lines.append(prose(line.strip()))
        elif line.startswith("   ") or line.startswith("  ") and last in ("", "formula"):
            if last != "formula":
                blocks.append(("formula", lines := []))
            lines.append(line)
        elif last == "prose":
            lines.append(prose(line))
        else:
            blocks.append(("prose", [prose(line)]))
    out, last = "", ""
    for kind, lines in blocks:
        if kind == "formula":
            text = "```text\n" + textwrap.dedent("\n".join(lines)).strip("\n") + "\n```"
        else:
            text = "- " + " ".join(lines) if kind == "item" else "\n".join(lines)
        out += ("\n" if kind == last == "item" else "\n\n") + text if text else ""
        last = kind or last
    return out.strip("\n")


def purpose_of(text):
    """The comment at the top of a header."""
    lines = []
    for line in text.split("\n"):
        if not line.startswith("//"):
            break
        lines.append(line[2:].removeprefix(" "))
    return text_of(lines)


def section(group, anchor):
    names = list(dict.fromkeys(group.names))
    out = [f"### {', '.join(f'`{name}`' for name in names)} {{ #{anchor} }}", ""]
    if group.comment:
        out += [text_of(group.comment), ""]
    return "\n".join([*out, "```cpp", *group.code, "```", ""])


class Index:
    """Every name with the place that documents it."""

    def __init__(self):
        self.of = {}
        self.taken = set()

    def anchor(self, page, group):
        first = re.sub(r"\W+", "-", group.names[0]).strip("-") or "operator"
        anchor, count = first, 1
        while (page, anchor) in self.taken:
            count += 1
            anchor = f"{first}-{count}"
        self.taken.add((page, anchor))
        for name in group.names:
            self.of.setdefault(name, f"{page}.md#{anchor}")
        return anchor


def sections(page, groups, index):
    return [section(group, index.anchor(page, group)) for group in groups if any(group.names)]


def write(folder):
    out = folder / "reference" / "cpp"
    out.mkdir(parents=True)
    index, described = Index(), []
    rest = {path for path in INCLUDE.rglob("*.hpp") if "detail" not in path.parts}
    for page, title, purpose, patterns in [*PAGES, ("further", "Further headers", "Headers that are on no other page.", "**/*")]:
        headers = [path for pattern in patterns.split() for path in sorted(INCLUDE.glob(pattern + ".hpp")) if path in rest]
        rest -= set(headers)
        text = [f"# {title}", "", purpose, ""]
        for header in headers:
            source = header.read_text(encoding="utf-8")
            found = sections(page, declarations.groups_of(source), index)
            if found or len(headers) == 1:
                text += [f"## taper/{header.relative_to(INCLUDE)}", "", purpose_of(source), "", *found]
        if headers:
            described.append(f"- **[{title}]({page}.md)**: {purpose}")
            (out / f"{page}.md").write_text("\n".join(text), encoding="utf-8")

    text = ["# C++ reference", "", "`#include \"taper/taper.hpp\"` has the whole library but exports, JSON writers and what needs other software;"
            " [the guide](../../cpp.md) shows it in use. Names are in the namespace `taper`.", ""]
    text += [*described, "", "## Names", ""]
    text.append(", ".join(f"[`{name}`]({place})" for name, place in sorted(index.of.items(), key=lambda one: one[0].lower()) if name))
    (out / "index.md").write_text("\n".join(text) + "\n", encoding="utf-8")

    source = (INCLUDE / "taper.h").read_text(encoding="utf-8")
    groups = declarations.groups_of(source, c=True)
    head = source[2 : source.index("*/")].split("\n")
    text = ["# C reference", "", text_of([re.sub(r"^(?: ?\*)? ", "", line).removeprefix("*") for line in head]), "", *sections("c", groups, Index())]
    (folder / "reference" / "c.md").write_text("\n".join(text).replace("```cpp", "```c").replace("```text\ntaper", "```c\ntaper"), encoding="utf-8")
