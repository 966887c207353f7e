"""`python -m taper_lr`: the program `taper`, which the wheel installs beside the interpreter."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Iterator


def _places() -> Iterator[Path]:
    name = "taper.exe" if os.name == "nt" else "taper"
    yield Path(sysconfig.get_path("scripts")) / name
    yield Path(sysconfig.get_path("scripts", f"{os.name}_user")) / name
    yield Path(__file__).parent / "bin" / name
    on_path = shutil.which("taper")
    if on_path:
        yield Path(on_path)


def main() -> int:
    program = next((place for place in _places() if place.is_file()), None)
    if program is None:
        print("taper_lr: the program taper is not installed: this package was built from source without it. "
              "Install a wheel (pip install --only-binary taper-lr taper-lr), or build the program and put it on the PATH", file=sys.stderr)
        return 3
    return subprocess.call([str(program), *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
