"""Writes the rates of tests/configs/vision.txt: the last line of each of its blocks, unless it says "refused".

    python3 evaluate_vision.py            in an environment with torch, transformers, timm, mmengine, fvcore, diffusers, espnet,
                                          stable-baselines3 and PyYAML
    python3 evaluate_vision.py --check    writes nothing and reports blocks whose line differs

timm, mmengine, torch (LightningCLI) and transformers (sd-scripts) run their own schedulers on a torch optimizer, stepped as
their training loops do, and so do diffusers, espnet, stable-baselines3 and torchvision's scripts, which take torch's;
detectron2's are put together from fvcore's. Ultralytics, mmcv, PaddleDetection and Caffe follow their published formulas, written from the sources that docs/configurations.md names and independent of taper."""

import math
import pathlib
import re
import shlex
import tomllib

import yaml

import blocks
from blocks import Loader

FILE = pathlib.Path(__file__).resolve().parents[2] / "tests/configs/vision.txt"

Loader.add_multi_constructor("!", lambda loader, name, node: {"name": name, **loader.construct_mapping(node, deep=True)})


def optimizer_at(rate):
    import torch
    return torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)


def now(optimizer):
    return optimizer.param_groups[0]["lr"]


def half_cosine(u):
    return 0.5 * (1 + math.cos(math.pi * u))


def ultralytics(c, given):
    batches = given.get("steps-per-epoch") or math.ceil(given["dataset-size"] / c["batch"])
    epochs, rate, end = c["epochs"], c["lr0"] if c["optimizer"] != "auto" else 0.01, c["lrf"]
    rise = round(min(c["warmup_epochs"], epochs - 1) * batches)

    def factor(e):
        return ((1 - math.cos(e * math.pi / epochs)) / 2) * (end - 1) + 1 if c.get("cos_lr") else max(1 - e / epochs, 0) * (1.0 - end) + end
    return epochs * batches, lambda t: rate * factor(t // batches) * (min(1.0, t / rise) if rise else 1.0)


def timm(c, given):
    from timm.scheduler import create_scheduler_v2
    updates = given["steps-per-epoch"]
    rate = c.get("lr")
    if not rate:
        ratio = c["batch_size"] * given["world-size"] * c["grad_accum_steps"] / c["lr_base_size"]
        rate = c["lr_base"] * (math.sqrt(ratio) if "ada" in c["opt"] or "lamb" in c["opt"] else ratio)
    by_update = c.get("sched_on_updates", False)
    o = optimizer_at(rate)
    scheduler, epochs = create_scheduler_v2(
        o, sched=c["sched"], num_epochs=c["epochs"], decay_epochs=c.get("decay_epochs", 90), decay_milestones=c.get("decay_milestones", (90, 180, 270)),
        cooldown_epochs=c.get("cooldown_epochs", 0), decay_rate=c.get("decay_rate", 0.1), min_lr=float(c.get("min_lr", 0)),
        warmup_lr=c.get("warmup_lr", 1e-5), warmup_epochs=c.get("warmup_epochs", 5), warmup_prefix=c.get("warmup_prefix", False),
        step_on_epochs=not by_update, updates_per_epoch=updates)
    rates = []
    for epoch in range(epochs):
        for update in range(updates):
            rates.append(now(o))
            scheduler.step_update(num_updates=epoch * updates + update + 1)
        scheduler.step(epoch + 1)
    return epochs * updates, lambda t: rates[t]


def detectron2(c, given):
    from fvcore.common import param_scheduler as p
    s = {"LR_SCHEDULER_NAME": "WarmupMultiStepLR", "BASE_LR_END": 0.0, "WARMUP_ITERS": 1000, "WARMUP_FACTOR": 0.001, "RESCALE_INTERVAL": False, "GAMMA": 0.1, **c["SOLVER"]}
    n = s["MAX_ITER"]
    if s["LR_SCHEDULER_NAME"] == "WarmupCosineLR":
        main = p.CosineParamScheduler(1, s["BASE_LR_END"] / s["BASE_LR"])
    else:
        steps = [int(m) for m in re.findall(r"\d+", str(s["STEPS"]))]
        main = p.MultiStepParamScheduler([s["GAMMA"] ** k for k in range(len(steps) + 1)], milestones=steps, num_updates=n)
    w = s["WARMUP_ITERS"] / n
    rise = p.LinearParamScheduler(s["WARMUP_FACTOR"] * main(0.0), main(0.0 if s["RESCALE_INTERVAL"] else w))
    both = p.CompositeParamScheduler([rise, main], interval_scaling=["rescaled", "rescaled" if s["RESCALE_INTERVAL"] else "fixed"], lengths=[w, 1 - w])
    return n, lambda t: s["BASE_LR"] * both(t / n)


def paddle(c, given):
    u, epochs, s = given["steps-per-epoch"], c["epoch"], c["LearningRate"]
    base, parts = s["base_lr"], s["schedulers"]
    boundary, value = [], [base]
    if parts[0].get("use_warmup", True):
        w = max(parts[1].get("epochs", 0) * u or parts[1].get("steps", 500), 1)
        first = parts[1].get("start_factor", 1 / 3)
        value = [base * (first * (1 - i / w) + i / w) for i in range(w + 1)]
        boundary = list(range(1, w + 1))
    if parts[0]["name"] == "PiecewiseDecay":
        boundary += [u * m for m in parts[0]["milestones"]]
        value += [base * parts[0]["gamma"] / 10**i for i in range(len(parts[0]["milestones"]))]
    else:
        longest = parts[0]["max_epochs"] * u
        for i in range(boundary[-1], longest):
            boundary.append(i)
            value.append(base * half_cosine((i - w) / (longest - w)))
    return epochs * u, lambda t: value[sum(b <= t for b in boundary)]


def lightning(c, given):
    import torch
    c = c.get("fit", c)
    u, t = given["steps-per-epoch"], c["trainer"]
    o = optimizer_at(c["optimizer"]["init_args"]["lr"])
    s = c["lr_scheduler"]
    scheduler = getattr(torch.optim.lr_scheduler, s["class_path"].rsplit(".", 1)[-1])(o, **s["init_args"])
    rates = []
    epochs = t.get("max_epochs") or math.ceil(t["max_steps"] / u)
    for _ in range(epochs):
        rates.append(now(o))
        o.step()
        scheduler.step()
    return min(t.get("max_steps", math.inf), epochs * u), lambda n: rates[n // u]


def mmengine(c, given):
    from mmengine.optim import scheduler as classes
    t = c["train_cfg"]
    by_epoch = t.get("type") != "IterBasedTrainLoop" and t.get("by_epoch", True)
    u = given.get("steps-per-epoch", t.get("max_iters"))
    epochs = t["max_epochs"] if by_epoch else 1
    o = optimizer_at(c["optim_wrapper"]["optimizer"]["lr"])
    schedulers = []
    for entry in c["param_scheduler"]:
        entry = dict(entry)
        made = getattr(classes, entry.pop("type"))
        converted = entry.pop("convert_to_iter_based", False)
        entry.setdefault("end", epochs if entry.get("by_epoch", True) else epochs * u)
        schedulers.append(made.build_iter_from_epoch(o, epoch_length=u, **entry) if converted else made(o, **entry))
    rates = []
    for _ in range(epochs):
        for _ in range(u):
            rates.append(now(o))
            for s in schedulers:
                if not s.by_epoch:
                    s.step()
        for s in schedulers:
            if s.by_epoch:
                s.step()
    return epochs * u, lambda n: rates[n]


def mmcv(c, given):
    s, rate = c["lr_config"], c["optimizer"]["lr"]
    u = given.get("steps-per-epoch", 1)
    r = c.get("runner", {})
    by_epoch = s.get("by_epoch", True)
    epochs = r.get("max_epochs", c.get("total_epochs"))
    steps = r["max_iters"] if "max_iters" in r else epochs * u
    longest = epochs if by_epoch else steps

    def regular(t):
        p = t // u if by_epoch else t
        if s["policy"] == "step":
            return max(rate * s.get("gamma", 0.1) ** sum(m <= p for m in s["step"]), s.get("min_lr", 0.0))
        low = s["min_lr_ratio"] * rate if "min_lr_ratio" in s else s.get("min_lr", 0.0)
        if s["policy"] == "poly":
            return (rate - low) * (1 - p / longest) ** s.get("power", 1.0) + low
        return low + (rate - low) * half_cosine(p / longest)

    w = s.get("warmup_iters", 0) * (u if s.get("warmup_by_epoch") else 1) if s.get("warmup") else 0
    return steps, lambda t: regular(t) * (1 - (1 - t / w) * (1 - s["warmup_ratio"]) if t < w else 1.0)


def kohya(c, given):
    from transformers import get_scheduler
    flat = {}
    for key, value in c.items():
        flat.update(value if isinstance(value, dict) else {key: value})
    steps = int(flat.get("max_train_steps", 1600))
    if "max_train_epochs" in flat:
        steps = flat["max_train_epochs"] * math.ceil(given["dataset-size"] / flat["train_batch_size"] / flat["gradient_accumulation_steps"])
    w = float(flat.get("lr_warmup_steps", 0))
    w = int(w * steps) if w < 1 else int(w)
    o = optimizer_at(float(flat.get("unet_lr", flat.get("learning_rate"))))
    extra = {"cosine_with_restarts": {"num_cycles": int(flat.get("lr_scheduler_num_cycles", 1))}, "polynomial": {"power": float(flat.get("lr_scheduler_power", 1))},
             "cosine_with_min_lr": {"min_lr_rate": float(flat.get("lr_scheduler_min_lr_ratio", 0))}}
    name = flat.get("lr_scheduler", "constant")
    scheduler = get_scheduler(name, o, num_warmup_steps=w, num_training_steps=steps, scheduler_specific_kwargs=extra.get(name, {}))
    base = scheduler.base_lrs[0]
    return steps, lambda t: base * scheduler.lr_lambdas[0](t)


def torchvision(c, given):
    import torch
    schedulers = torch.optim.lr_scheduler
    kind = "detection" if "aspect_ratio_group_factor" in c else "segmentation" if "aux_loss" in c else "classification"
    rate, epochs, batch = {"detection": (0.02, 26, 2), "segmentation": (0.01, 30, 8), "classification": (0.1, 90, 32)}[kind]
    o, epochs, batch = optimizer_at(float(c.get("lr", rate))), int(c.get("epochs", epochs)), int(c.get("batch_size", c.get("b", batch)))
    if "steps-per-epoch" in given:
        u = given["steps-per-epoch"]
    else:
        own = math.ceil(given["dataset-size"] / int(c["nproc_per_node"]))
        u = math.ceil(own / batch) if kind == "classification" else own // batch
    warm, first = int(c.get("lr_warmup_epochs", 0)), float(c.get("lr_warmup_decay", 0.01))
    if kind == "segmentation":
        s = schedulers.PolynomialLR(o, total_iters=u * epochs, power=0.9)
        base = now(o)
        return u * epochs, lambda t: base * (1 - t / (u * epochs)) ** s.power
    gamma, name = float(c.get("lr_gamma", 0.1)), c.get("lr_scheduler", "multisteplr" if kind == "detection" else "steplr")
    if name == "cosineannealinglr":
        main = schedulers.CosineAnnealingLR(o, T_max=epochs - warm, eta_min=float(c.get("lr_min", 0)))
    elif name == "steplr":
        main = schedulers.StepLR(o, step_size=int(c.get("lr_step_size", 30)), gamma=gamma)
    else:
        main = schedulers.MultiStepLR(o, milestones=[int(m) for m in c["lr_steps"].split()], gamma=gamma)
    if warm:
        kinds = {"linear": lambda: schedulers.LinearLR(o, start_factor=first, total_iters=warm), "constant": lambda: schedulers.ConstantLR(o, factor=first, total_iters=warm)}
        main = schedulers.SequentialLR(o, schedulers=[kinds[c.get("lr_warmup_method", "constant")](), main], milestones=[warm])
    rates = []
    for epoch in range(epochs):
        if kind == "detection" and epoch == 0:
            rise = schedulers.LinearLR(o, start_factor=0.001, total_iters=min(1000, u - 1))
            start = []
            for _ in range(u):
                start.append(now(o))
                o.step()
                rise.step()
        rates.append(now(o))
        o.step()
        main.step()
    return epochs * u, lambda t: start[t] if kind == "detection" and t < u else rates[t // u]


def diffusers(c, given):
    from diffusers.optimization import get_scheduler
    batch, accumulate, p = int(c["train_batch_size"]) if "train_batch_size" in c else 1, int(c.get("gradient_accumulation_steps", 1)), int(c.get("num_processes", given.get("world-size", 1)))
    steps = int(c["max_train_steps"]) if "max_train_steps" in c else int(c["num_train_epochs"]) * math.ceil(math.ceil(math.ceil(given["dataset-size"] / batch) / p) / accumulate)
    o = optimizer_at(float(c["learning_rate"]) * (batch * accumulate * p if "scale_lr" in c else 1))
    s = get_scheduler(c.get("lr_scheduler", "constant"), optimizer=o, num_warmup_steps=int(c.get("lr_warmup_steps", 500)) * p,
                      num_training_steps=steps * p, num_cycles=int(c.get("lr_num_cycles", 1)), power=float(c.get("lr_power", 1.0)))
    base = s.base_lrs[0]
    return steps, lambda t: base * s.lr_lambdas[0](t * p)  # accelerate steps it once for each process


def espnet(c, given):
    import torch
    from espnet2.schedulers import cosine_anneal_warmup_restart, noam_lr, tristage_lr, warmup_lr, warmup_step_lr
    u = given.get("steps-per-epoch") or c["num_iters_per_epoch"] // c.get("accum_grad", 1)
    steps, o = c["max_epoch"] * u, optimizer_at(c["optim_conf"]["lr"])
    by_epoch = {"exponentiallr": torch.optim.lr_scheduler.ExponentialLR, "steplr": torch.optim.lr_scheduler.StepLR}
    by_step = {"warmuplr": warmup_lr.WarmupLR, "noamlr": noam_lr.NoamLR, "warmupsteplr": warmup_step_lr.WarmupStepLR, "tristagelr": tristage_lr.TristageLR,
               "cosineannealingwarmuprestarts": cosine_anneal_warmup_restart.CosineAnnealingWarmupRestarts}
    name = c["scheduler"].lower()
    rates, epochs = [], name in by_epoch
    s = {**by_epoch, **by_step}[name](o, **c["scheduler_conf"])
    for _ in range(c["max_epoch"] if epochs else steps):
        rates.append(now(o))
        o.step()
        s.step()
    return steps, lambda t: rates[t // u if epochs else t]


def sb3_zoo(c, given):
    """The rate of a rollout follows what is left after it; a rate below 0 is shown as 0."""
    from stable_baselines3.common.utils import FloatSchedule, LinearSchedule
    (c,) = c.values()
    total, ppo = int(float(c["n_timesteps"])), "n_epochs" in c
    r = c["n_envs"] * c.get("n_steps", 2048 if ppo else 5)
    each = c["n_epochs"] * math.ceil(r / c.get("batch_size", 64)) if ppo else 1
    rate = c.get("learning_rate", 3e-4)
    schedule = LinearSchedule(float(rate.split("_")[1]), 0.0, 1.0) if isinstance(rate, str) else FloatSchedule(rate)
    return math.ceil(total / r) * each, lambda t: max(0.0, schedule(1.0 - (t // each + 1) * r / total))


def caffe(c, given):
    """The formulas of sgd_solver.cpp."""
    base, gamma, power, steps = float(c["base_lr"][-1]), float(c.get("gamma", [0])[-1]), float(c.get("power", [0])[-1]), int(c["max_iter"][-1])
    rules = {"fixed": lambda t: base, "step": lambda t: base * gamma ** (t // int(c["stepsize"][-1])), "inv": lambda t: base * (1 + gamma * t) ** -power,
             "poly": lambda t: base * (1 - t / steps) ** power, "multistep": lambda t: base * gamma ** sum(int(m) <= t for m in c["stepvalue"])}
    return steps, rules[c["lr_policy"][-1]]


FRAMEWORKS = {"torchvision": torchvision, "diffusers": diffusers, "espnet": espnet, "sb3-zoo": sb3_zoo, "caffe": caffe, "ultralytics": ultralytics, "timm": timm, "detectron2": detectron2, "paddle-detection": paddle, "lightning-cli": lightning, "mmengine": mmengine,
              "mmcv": mmcv, "kohya": kohya}


def values(name, text):
    if name in ("mmengine", "mmcv"):
        found = {}
        exec(text, {}, found)  # assignments of the test file
        return found
    if name == "caffe":
        found = {}
        for key, value in re.findall(r'^(\w+) *: *"?([^"\n]+)"?$', text, re.MULTILINE):
            found.setdefault(key, []).append(value)
        return found
    if name in ("torchvision", "diffusers"):
        if text.startswith("Namespace("):
            return {key: value.strip("'") for key, value in re.findall(r"(\w+)=([^,)]+)", text)}
        found, key = {}, None
        for w in shlex.split(text.replace("\\\n", " ")):
            if w.startswith("-"):
                key, _, found_value = w.lstrip("-").partition("=")
                key = key.replace("-", "_")
                found[key] = found_value
            elif key and not w.endswith(".py"):
                found[key] = (found[key] + " " + w).strip()
        return found
    if name == "kohya":
        if text.startswith(("python", "accelerate")):
            words = shlex.split(text.replace("\\\n", " "))
            return {key: value for key, value in (w.lstrip("-").split("=", 1) for w in words if w.startswith("--") and "=" in w)}
        return tomllib.loads(text)
    return yaml.load(text, Loader)


def run(name, text, given):
    """Steps, and the rate of a step, of one configuration."""
    return FRAMEWORKS[name](values(name, text), given)


if __name__ == "__main__":
    blocks.main(FILE, run)
