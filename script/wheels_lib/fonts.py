"""The letters of PNG pictures: DejaVu Sans without the scripts that no label of taper has, a tenth of its size."""

import sys

from .sources import folder, run

# Latin, Greek, Cyrillic, punctuation, super- and subscripts, letterlike symbols, arrows, mathematics
KEPT = "U+0020-024F,U+0300-036F,U+0370-052F,U+1E00-1EFF,U+2000-209F,U+2100-214F,U+2190-22FF,U+25A0-25FF"


def subset():
    """build/sources/fonts/DejaVuSans.ttf and DejaVuSans-Bold.ttf."""
    out = folder / "fonts"
    out.mkdir(exist_ok=True)
    for name in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        if not (out / name).exists():
            run(sys.executable, "-m", "fontTools.subset", folder / "dejavu-fonts" / "usr/share/fonts/truetype/dejavu" / name,
                f"--unicodes={KEPT}", "--no-hinting", "--layout-features=", f"--output-file={out / name}")
