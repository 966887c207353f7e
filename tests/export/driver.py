"""Compares exported Python files with the rates of the library: driver.py CASES KIND [total] [float32]."""

import importlib.util
import json
import pathlib
import sys

cases, kind = pathlib.Path(sys.argv[1]), sys.argv[2]
with_total = "total" in sys.argv[3:]
in_float32 = "float32" in sys.argv[3:]  # without 64 bits: steps below 2^31, rates to single precision


def load(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def plain(module, rates):
    for step, total, _ in rates:
        yield module.learning_rate(step, total) if with_total else module.learning_rate(step)


def torch_scheduler(module, rates):
    """The rate that an optimizer has at each step, one run a total."""
    import torch

    for total in dict.fromkeys(t for _, t, _ in rates):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        scheduler = module.make_scheduler(optimizer, total) if with_total else module.make_scheduler(optimizer)
        for _ in [r for r in rates if r[1] == total]:
            yield optimizer.param_groups[0]["lr"]
            optimizer.step()
            scheduler.step()


def hf_trainer(module, rates):
    """The scheduler that the Trainer's own hook makes."""
    import torch

    for total in dict.fromkeys(t for _, t, _ in rates):
        trainer = module.ScheduledTrainer.__new__(module.ScheduledTrainer)  # a real one wants a model and data
        trainer.lr_scheduler = None
        trainer.optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        scheduler = trainer.create_scheduler(total)
        for _ in [r for r in rates if r[1] == total]:
            yield trainer.optimizer.param_groups[0]["lr"]
            trainer.optimizer.step()
            scheduler.step()


def traced_by_jax(module, rates):
    import jax

    many = jax.jit(jax.vmap(module.learning_rate))
    columns = [jax.numpy.asarray([r[k] for r in rates]) for k in ((0, 1) if with_total else (0,))]
    yield from (float(v) for v in jax.numpy.broadcast_to(many(*columns), len(rates)))


def keras_schedule(module, rates):
    import keras
    import numpy

    for total in dict.fromkeys(t for _, t, _ in rates):
        schedule = module.Schedule(total) if with_total else module.Schedule()
        again = type(schedule).from_config(schedule.get_config())
        for step, _, _ in [r for r in rates if r[1] == total]:
            yield float(keras.ops.convert_to_numpy(again(numpy.int64(step))))


run = {"plain": plain, "torch": torch_scheduler, "transformers": hf_trainer, "jax": traced_by_jax, "keras": keras_schedule}[kind]
if kind in ("jax", "keras"):  # both compute in float32 unless they are told otherwise
    import jax

    jax.config.update("jax_enable_x64", not in_float32)
if kind == "keras":
    import keras

    keras.config.set_floatx("float64")
lines = cases.read_text().splitlines()
if kind in ("keras", "transformers", "jax"):
    lines = lines[::7]  # tens of milliseconds a case
within = 1e-4 if in_float32 else 1e-12
bad = 0
for line in lines:
    case = json.loads(line)
    if in_float32:
        if "kronecker" not in case["spec"] or "e-" in case["spec"].split("|")[0]:  # 1e-200 is 0 in float32
            continue
        case["rates"] = [r for r in case["rates"] if r[0] < 2**31]
    module = load(cases.parent / case["file"])
    for (step, total, wanted), rate in zip(case["rates"], run(module, case["rates"]), strict=True):
        if not abs(rate - wanted) <= within * case["peak"]:
            print(f"{case['spec']}: step {step} of {total}: {rate!r}, wanted {wanted!r}")
            bad += 1
            break
sys.exit(bad > 0)
