# Checks that code on a page is built: a block that names a file must occur in it.
import textwrap

from . import pages


def run(options):
    faults = []
    for page in options.pages:
        for block in pages.blocks_of(pages.lines_of(page)):
            place = f"{pages.name_of(page)}:{block.first + 1}"
            kind, value = block.remark or ("", "")
            if kind != "source":
                if block.language in ("cpp", "cmake"):
                    faults.append(f"{place}: a {block.language} block names no file: <!-- source: examples/… -->")
                continue
            source = pages.ROOT / value
            if not source.is_file():
                faults.append(f"{place}: there is no {value}")
                continue
            if not found_in(block.lines, source.read_text(encoding="utf-8").split("\n")):
                faults.append(f"{place}: {value} does not contain these lines")
    return faults


def found_in(shown, source):
    """Whether the lines are consecutive in the source, ignoring indentation."""
    wanted = textwrap.dedent("\n".join(shown)).strip("\n").split("\n")
    for first in range(len(source) - len(wanted) + 1):
        window = textwrap.dedent("\n".join(source[first : first + len(wanted)])).split("\n")
        if window == wanted:
            return True
    return False
