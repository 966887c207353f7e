"""``python -m taper_lr`` runs the program `taper`: the one that the wheel installed, or else the one on the PATH."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Iterator, List, Optional


def places() -> Iterator[Path]:
    """Where the program may be, in order: scripts of the interpreter and of the user, the package, the PATH."""
    name = "taper.exe" if os.name == "nt" else "taper"
    yield Path(sysconfig.get_path("scripts")) / name
    yield Path(sysconfig.get_path("scripts", f"{os.name}_user")) / name
    yield Path(__file__).parent / "bin" / name
    on_path = shutil.which("taper")
    if on_path:
        yield Path(on_path)


def program() -> Optional[str]:
    """The path of the program, or None."""
    return next((str(place) for place in places() if place.is_file()), None)


def main(arguments: List[str]) -> int:
    found = program()
    if found is None:
        print("python -m taper_lr: the program taper is not installed: this package was built from source without it. Install a wheel "
              "(pip install --only-binary taper-lr taper-lr), or build the program and put it on the PATH", file=sys.stderr)
        return 127
    if os.name == "nt":
        return subprocess.call([found, *arguments])
    os.execv(found, [found, *arguments])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
