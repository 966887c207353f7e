"""The blocks of tests/configs/public.txt and vision.txt: "=== FORMAT OPTIONS | SOURCE", the file, "--- STEPS; STEP: RATE, …"."""

import re
import sys

import yaml


class Loader(yaml.SafeLoader):
    """Reads 1e-4 as a number, as the frameworks do."""


Loader.add_implicit_resolver("tag:yaml.org,2002:float", re.compile(r"^[-+]?(\d[\d_]*(\.\d*)?|\.\d+)([eE][-+]?\d+)?$"), list("-+0123456789."))


def line_of(run, name, options, text):
    """The last line of a block; `run` gives the steps and the rate of a step."""
    words = options.split()
    given = {words[k].lstrip("-"): int(words[k + 1]) for k in range(0, len(words), 2)}
    steps, rate = run(name, text, given)
    at = sorted({0, 1, steps // 100, steps // 20, steps // 10, steps // 4, steps // 2, 3 * steps // 4, steps - 2, steps - 1})
    return f"--- {steps}; " + ", ".join(f"{t}: {rate(t):.10g}" for t in at)


def main(file, run):
    """Writes the last line of every block of the file that is not refused, or with --check reports those that differ."""
    kept = file.read_text()
    block = re.compile(r"^=== (\S+)(.*?) \| (.*)\n((?:(?!---).*\n)*)---(?! refused).*$", re.MULTILINE)
    made = block.sub(lambda m: m[0][:m[0].rindex("---")] + line_of(run, m[1], m[2], m[4]), kept)
    if "--check" not in sys.argv:
        file.write_text(made)
        return
    different = [a for a, b in zip(kept.splitlines(), made.splitlines(), strict=True) if a != b]
    sys.exit("\n".join(different) or 0)
