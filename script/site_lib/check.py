# Checks a built site: every link leads to a file and an anchor of it, and no page requests anything from elsewhere.
import html.parser
import pathlib
import re
import urllib.parse

# attributes that a browser follows by itself; the `href` of a link is not one of them
REQUESTED = {"img": "src", "script": "src", "iframe": "src", "source": "src", "audio": "src", "video": "src", "embed": "src", "object": "data"}
REQUESTED_LINKS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch", "modulepreload", "manifest"}


class Page(html.parser.HTMLParser):
    def __init__(self, path):
        super().__init__()
        self.links, self.requests, self.anchors = [], [], set()
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        got = dict(attributes)
        self.anchors.update(v for k in ("id", "name") if (v := got.get(k)))
        if tag == "a" and got.get("href"):
            self.links.append(got["href"])
        elif tag == "link" and set((got.get("rel") or "").split()) & REQUESTED_LINKS:
            self.requests.append(got.get("href") or "")
        elif tag in REQUESTED and got.get(REQUESTED[tag]):
            self.requests.append(got[REQUESTED[tag]])


def is_elsewhere(target):
    return re.match(r"(?:[a-z][a-z0-9+.-]*:)?//", target, re.I) is not None


def faults_of(folder):
    folder = pathlib.Path(folder).resolve()
    pages = {path: Page(path) for path in folder.rglob("*.html")}
    faults = []
    for path, page in pages.items():
        place = path.relative_to(folder)
        if place.name == "404.html":  # written for the root of a server
            continue
        for target in page.requests:
            if is_elsewhere(target):
                faults.append(f"{place}: requests {target}")
        for target in [*page.links, *page.requests]:
            if is_elsewhere(target) or re.match(r"(?:mailto|data|javascript):", target):
                continue
            name, _, anchor = target.partition("#")
            leads_to = (path.parent / urllib.parse.unquote(name)).resolve() if name else path
            if leads_to.is_dir():
                leads_to /= "index.html"
            if not leads_to.is_file():
                faults.append(f"{place}: {target}: no such page")
            elif anchor and leads_to in pages and urllib.parse.unquote(anchor) not in pages[leads_to].anchors | {"__search", "__drawer"}:
                faults.append(f"{place}: {target}: no such heading")
    for sheet in folder.rglob("*.css"):
        for target in re.findall(r"url\(\s*['\"]?([^'\")]+)", sheet.read_text(encoding="utf-8")):
            if is_elsewhere(target):
                faults.append(f"{sheet.relative_to(folder)}: requests {target}")
    return sorted(set(faults))
