"""Prints what other libraries' schedules apply, step by step, by running those libraries, into <library>.json.

    python3 generate.py torch hf optax ...        in an environment that has the libraries of the names given

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

HERE = pathlib.Path(__file__).parent


def write(name: str, out: pathlib.Path) -> None:
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
    path = out / f"{name}.json"
    path.write_text("\n".join(lines + ["]}"]) + "\n")
    print(f"{path.name}: {len(cases)} cases, {sum(len(case['lr']) for case in cases)} rates, {path.stat().st_size} bytes")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("libraries", nargs="+", help="names of generators, e.g. torch hf optax keras timm")
    parser.add_argument("--out", type=pathlib.Path, default=HERE, help="folder for the JSON files")
    arguments = parser.parse_args()
    for name in arguments.libraries:
        write(name, arguments.out)


if __name__ == "__main__":
    main()
