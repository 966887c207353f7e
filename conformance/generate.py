#!/usr/bin/env python3
"""Writes conformance/*.json: taper's mathematics at 50 digits by mpmath, independent of the C++ code.

    generate.py            write every file
    generate.py NAME...    write some (cosine, ..., schedules, dynamics)
    generate.py --check    regenerate every file and compare it with the stored one (exit 1 if they differ)

Needs mpmath (conformance/requirements.txt); scipy, if installed, cross-checks the monotone cubic.
"""

import argparse
import pathlib
import sys

from reference import dynamics_cases, schedule_cases
from reference.window_cases import FAMILIES, family
from reference.write import render

HERE = pathlib.Path(__file__).resolve().parent


def makers():
    """File name -> function that gives its document."""
    windows = {name: (lambda name=name: family(name)) for name in FAMILIES}
    return {**windows, "schedules": schedule_cases.document, "dynamics": dynamics_cases.document}


def without_tool(text):
    """The text without the line with the mpmath version; the numbers must not depend on it."""
    return "\n".join(line for line in text.splitlines() if not line.startswith(' "tool":'))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--check", action="store_true", help="compare with the files kept, write nothing")
    args = parser.parse_args()
    known = makers()
    unknown = [n for n in args.names if n not in known]
    if unknown:
        parser.error(f"unknown name {unknown[0]!r}; known: {' '.join(known)}")
    bad = schedule_cases.published_disagreements(HERE / "published.json")
    if bad:
        sys.exit("published.json is not reproduced: " + "; ".join(bad))
    differing = []
    for name in args.names or known:
        text = render(known[name]())
        path = HERE / f"{name}.json"
        if args.check:
            same = path.exists() and without_tool(path.read_text()) == without_tool(text)
            differing += [] if same else [path.name]
            print(f"{path.name}: {'same' if same else 'DIFFERS'}", flush=True)
        else:
            path.write_text(text)
            print(f"{path.name}: {len(text)} bytes", flush=True)
    return 1 if differing else 0


if __name__ == "__main__":
    sys.exit(main())
