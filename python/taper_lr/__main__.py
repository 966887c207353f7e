"""``python -m taper_lr`` runs the program `taper`: the one in the package, or else the one on the PATH."""

from __future__ import annotations

import importlib.resources
import os
import shutil
import subprocess
import sys
from typing import List, Optional


def program() -> Optional[str]:
    """The path of the program, or None."""
    name = "taper.exe" if os.name == "nt" else "taper"
    inside = importlib.resources.files("taper_lr") / "bin" / name
    if inside.is_file():
        return str(inside)
    return shutil.which("taper")


def main(arguments: List[str]) -> int:
    found = program()
    if found is None:
        print("python -m taper_lr: the program taper is neither in the package nor on the PATH; build and install it from the source "
              "tree: cmake --preset release && cmake --build build --target taper_cli", file=sys.stderr)
        return 127
    if os.name == "nt":
        return subprocess.call([found, *arguments])
    os.execv(found, [found, *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
