# A hook of MkDocs: in its navigation `folder/*` stands for the pages of a folder that are not named there. Pages that are nowhere in
# it come at the end, so that a new page is in the site before somebody decides where it belongs.
import pathlib


def expanded(entry, folder, named):
    """The entries for one entry of the navigation."""
    if isinstance(entry, dict):
        return [{title: expand(of, folder, named) if isinstance(of, list) else of} for title, of in entry.items()]
    if not entry.endswith("/*"):
        return [entry]
    pages = sorted(str(page.relative_to(folder)) for page in folder.glob(entry[:-1] + "*.md"))
    return [page for page in pages if page not in named]


def expand(entries, folder, named):
    return [one for entry in entries for one in expanded(entry, folder, named)]


def pages_in(entries):
    for entry in entries:
        if isinstance(entry, dict):
            for of in entry.values():
                yield from pages_in(of if isinstance(of, list) else [of])
        else:
            yield entry


def on_config(config):
    folder = pathlib.Path(config.docs_dir)
    config.nav = expand(config.nav, folder, set(pages_in(config.nav)))
    all_pages = {str(page.relative_to(folder)) for page in folder.rglob("*.md")} - set(pages_in(config.nav))
    further = sorted(page for page in all_pages if not page.startswith("files/"))
    if further:
        config.nav.append({"More": further})
    return config
