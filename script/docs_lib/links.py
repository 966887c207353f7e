# Checks relative links: the file exists, and so does the heading.
import re
import urllib.parse

from . import pages

LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)|<img[^>]* src=\"([^\"]+)\"|<a[^>]* href=\"([^\"]+)\"")
CODE = re.compile(r"`[^`]*`")


def prose_of(page):
    """(number, line) outside fenced blocks, without code spans."""
    fenced = False
    for number, line in enumerate(pages.lines_of(page), 1):
        if pages.FENCE.match(line):
            fenced = not fenced
        elif not fenced:
            yield number, CODE.sub("", line)


def anchors_of(page):
    """Anchors of the headings, as GitHub generates them."""
    found = set()
    fenced = False
    for line in pages.lines_of(page):
        if pages.FENCE.match(line):
            fenced = not fenced
        if fenced or not line.startswith("#"):
            continue
        text = re.sub(r"[^\w\- ]", "", line.lstrip("#").strip().lower(), flags=re.UNICODE)
        name, count = text.replace(" ", "-"), 0
        while name in found:
            count += 1
            name = f"{text.replace(' ', '-')}-{count}"
        found.add(name)
    return found


def run(options):
    faults = []
    for page in options.pages:
        for number, line in prose_of(page):
            for groups in LINK.findall(line):
                target = next(g for g in groups if g)
                if re.match(r"[a-z]+:", target):
                    continue
                path, _, anchor = target.partition("#")
                leads_to = (page.parent / urllib.parse.unquote(path)).resolve() if path else page
                place = f"{pages.name_of(page)}:{number}"
                if not leads_to.exists():
                    faults.append(f"{place}: {target}: no such file")
                elif anchor and leads_to.suffix == ".md" and anchor not in anchors_of(leads_to):
                    faults.append(f"{place}: {target}: no such heading")
    return faults
