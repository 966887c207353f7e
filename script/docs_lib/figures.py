# Compares the pictures in docs/figures with the output of script/figures.
import os
import pathlib
import subprocess
import tempfile

from . import numbers, pages


def run(options):
    kept = pages.ROOT / "docs" / "figures"
    draw = [str(pages.ROOT / "script" / "figures"), "--taper", str(options.taper)]
    if options.update:
        subprocess.run(draw, check=True)
        return []
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([*draw, "--svg-only", "--to", folder], capture_output=True, text=True, check=False,
                              env={**os.environ, "NO_COLOR": "1"})
        if done.returncode != 0:
            return [f"script/figures: exit {done.returncode}: {done.stderr.strip()}"]
        drawn = {p.name: p for p in pathlib.Path(folder).glob("*.svg")}
        faults = []
        for name in sorted(set(drawn) | {p.name for p in kept.glob("*.svg")}):
            if name not in drawn:
                faults.append(f"docs/figures/{name}: script/figures does not draw it")
            elif not (kept / name).is_file():
                faults.append(f"docs/figures/{name}: missing; script/docs figures --update draws it")
            elif not numbers.same(drawn[name].read_text("utf-8"), (kept / name).read_text("utf-8"), absolute=0.021):  # px
                faults.append(f"docs/figures/{name}: stale; script/docs figures --update draws it again")
        return faults
