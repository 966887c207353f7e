# Copies the pages for MkDocs, with their links rewritten to the places they have in the site. The pages themselves are written
# for the source tree, so that their links work there too.
import json
import os
import pathlib
import re
import shutil
import urllib.parse

from docs_lib import links, pages

ROOT = pages.ROOT
TOP = {"README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md", "SECURITY.md": "security.md",
       "docs/index.md": "pages.md",
       "docs/decisions": "decisions/index.md"}
LANGUAGES = {".py": "python", ".cpp": "cpp", ".hpp": "cpp", ".c": "c", ".h": "c", ".json": "json", ".txt": "text", ".toml": "toml", ".md": "markdown"}
LARGEST_SHOWN = 20_000  # bytes; larger files are copied


def place_of(path):
    """Where a file or folder of the source tree is in the site, and whether that is a page."""
    name = str(path.relative_to(ROOT))
    if name in TOP:
        return TOP[name]
    if path.suffix == ".md" and name.startswith("docs/") or name.startswith("docs/figures/"):
        return name[len("docs/"):]
    if path.is_dir():
        return f"files/{name}/index.md"
    if path.suffix == ".html" or path.stat().st_size > LARGEST_SHOWN:
        return f"files/{name}"
    return f"files/{name}.md"


class Stage:
    """The pages written so far, and the files of the source tree that they link to."""

    def __init__(self, folder):
        self.folder = folder
        self.waiting = []
        self.done = set()

    def write(self, place, text):
        path = self.folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def link(self, target, page, place):
        """A link of a page as it is in the site."""
        if re.match(r"[a-z]+:", target) or target.startswith("#"):
            return target
        path, _, anchor = target.partition("#")
        leads_to = (page.parent / urllib.parse.unquote(path)).resolve()
        there = place_of(leads_to)
        self.waiting.append(leads_to)
        return os.path.relpath(there, os.path.dirname(place)) + ("#" + anchor if anchor else "")

    def page(self, source):
        place = place_of(source)
        fenced = False
        out = []
        lines = pages.lines_of(source)
        for number, line in enumerate(lines):
            fence = pages.FENCE.match(line)
            if fence:
                fenced = not fenced
                # Pygments knows Python with prompts by another name
                if fenced and fence[3] == "python" and lines[number + 1].startswith(">>> "):
                    line = line.replace("python", "pycon")
            elif not fenced:
                line = self.with_links(line, source, place)
            out.append(line)
        head = "---\nhide: [navigation]\n---\n\n" if place == "index.md" else ""
        self.write(place, head + "\n".join(out))

    def with_links(self, line, source, place):
        code = []

        def hidden(match):
            code.append(match.group(0))
            return f"\x00{len(code) - 1}\x00"

        def moved(match):
            target = next(g for g in match.groups() if g)
            before, _, after = match.group(0).rpartition(target)
            return before + self.link(target, source, place) + after

        line = links.LINK.sub(moved, links.CODE.sub(hidden, line))
        return re.sub("\x00(\\d+)\x00", lambda m: code[int(m[1])], line)

    def source_file(self, path):
        """A file or folder that is no page of the documentation."""
        place = place_of(path)
        if path.is_dir():
            name = str(path.relative_to(ROOT))
            self.write(place, f"---\nsearch:\n  exclude: true\n---\n\n# {name}\n\n" + "".join(
                f"- [{one.name}]({self.link(one.name, path / 'index', place)})\n" for one in sorted(path.iterdir())
                if one.is_file() and one.suffix != ".pyc"))
        elif not place.endswith(".md"):
            (self.folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, self.folder / place)
        elif path.suffix == ".ipynb":
            self.write(place, notebook(path))
        else:
            text = path.read_text(encoding="utf-8")
            self.write(place, f"---\nsearch:\n  exclude: true\n---\n\n# {path.relative_to(ROOT)}\n\n"
                              f"````{LANGUAGES.get(path.suffix, 'text')}\n{text}````\n")


def notebook(path):
    """The cells of a notebook as a page."""
    out = []
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"])
        out.append(text if cell["cell_type"] == "markdown" else f"```python\n{text}\n```")
    return "\n\n".join(out) + "\n"


def decisions(stage):
    rows = []
    for page in sorted((ROOT / "docs" / "decisions").glob("*.md")):
        title = pages.lines_of(page)[0].lstrip("# ")
        rows.append(f"- [{page.stem[:4]} {re.sub(r'^[0-9]+[.:]? *', '', title)}]({page.name})")
    stage.write("decisions/index.md", "# Decisions\n\nDesign decisions and their reasons.\n\n" + "\n".join(rows) + "\n")


def write(folder):
    stage = Stage(folder)
    own = [*pages.all_pages(), ROOT / "CHANGELOG.md"]
    for page in own:
        if "samples" not in page.parts:
            stage.page(page)
    decisions(stage)
    stage.done.update({*own, ROOT / "docs" / "decisions"})
    while stage.waiting:
        path = stage.waiting.pop()
        if path not in stage.done:
            stage.done.add(path)
            if place_of(path).startswith("figures/"):
                continue
            stage.source_file(path)
    shutil.copytree(ROOT / "docs" / "figures", folder / "figures")
    shutil.copytree(pathlib.Path(__file__).parent / "assets", folder / "assets")
