"""Writes <library>.json: the rates of other libraries' schedules at each step, from running those libraries.

    python3 generate.py torch hf optax ...          in an environment with these libraries
    python3 generate.py --check torch hf ...        regenerate, write nothing, report differences from the stored files

Environments that made the files here (CPython 3.11, Linux x86-64; every wheel from PyPI):

    torch hf timm              pip install torch numpy transformers timm
    optax keras                pip install jax optax keras
    deepspeed megatron torchtitan composer fairseq llmc fvcore mmengine ignite pytorch_optimizer pytorch_warmup olmo mlx
    libtorch: see the first lines of their generators
    caffe epfml burn flux      pip install mpmath; their published formulas

Each file says which library and version, how the numbers were made, and their precision. `lr[k]` is the rate applied at
the k-th optimizer step when the library is used as its documentation says; steps beyond the schedule's end are included.
"""

import argparse
import importlib
import json
import pathlib
import platform
import sys

HERE = pathlib.Path(__file__).parent


def made(name: str) -> list[str]:
    """The lines of one file: a header, then one case per line."""
    module = importlib.import_module(f"generators.from_{name}")
    cases = [case.as_json(module.PRECISION) for case in module.cases()]
    head = {
        "library": name,
        "package": module.PACKAGE,
        "version": module.version(),
        "how": module.HOW,
        "source": module.SOURCE,
        "precision": module.PRECISION,
        "generator": f"conformance/libraries/generators/from_{name}.py (Python {platform.python_version()})",
        "what": "lr[k] is the rate that the library applies at its k-th optimizer step (or at step at[k])",
    }
    if hasattr(module, "remarks"):
        head["remarks"] = module.remarks()
    lines = [json.dumps(head)[:-1] + ', "cases": [']
    lines += [json.dumps(case, separators=(",", ":")) + ("," if case is not cases[-1] else "") for case in cases]
    return lines + ["]}"]


def write(name: str, out: pathlib.Path) -> None:
    text = "\n".join(made(name)) + "\n"
    (out / f"{name}.json").write_text(text)
    cases = json.loads(text)["cases"]
    print(f"{name}.json: {len(cases)} cases, {sum(len(case['lr']) for case in cases)} rates, {len(text.encode())} bytes")


def check(name: str, kept_in: pathlib.Path) -> bool:
    """Whether the rates equal those of the stored file. A different version is reported, but is not a difference."""
    kept, now = json.loads((kept_in / f"{name}.json").read_text()), json.loads("\n".join(made(name)))
    of = now["version"] if now["version"] == kept["version"] else f"{now['version']}, kept: {kept['version']}"
    rates, different, off = 0, [], 0.0
    for old, new in zip(kept["cases"], now["cases"]):
        same_case = (old["spec"], old["steps"], old.get("at")) == (new["spec"], new["steps"], new.get("at"))
        rates += len(new["lr"])
        if same_case and repr(old["lr"]) == repr(new["lr"]):
            continue
        different.append(new["spec"])
        if same_case and len(old["lr"]) == len(new["lr"]):
            scale = max(abs(rate) for rate in old["lr"]) or 1.0
            off = max([off] + [abs(a - b) / scale for a, b in zip(old["lr"], new["lr"])])
    if len(kept["cases"]) != len(now["cases"]):
        different.append(f"{len(now['cases'])} cases, kept {len(kept['cases'])}")
    verdict = f"{len(different)} DIFFER, by up to {off:.1e} of the largest rate: {different[0]}" if different else "as kept"
    print(f"{name} ({of}): {len(now['cases'])} cases, {rates} rates: {verdict}", flush=True)
    return not different


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="+", help="names of generators, e.g. torch hf optax keras timm")
    parser.add_argument("--out", type=pathlib.Path, default=HERE, help="folder for the JSON files")
    parser.add_argument("--check", action="store_true", help="compare with the files in that folder; exit status 1 where they differ")
    arguments = parser.parse_args()
    if arguments.check:
        sys.exit(not all([check(name, arguments.out) for name in arguments.libraries]))
    for name in arguments.libraries:
        write(name, arguments.out)


if __name__ == "__main__":
    main()
