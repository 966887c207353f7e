"""Writes the rates of tests/configs/public.txt: the last line of each of its blocks.

    python3 evaluate.py            in an environment with torch, transformers 5.12.0 and PyYAML
    python3 evaluate.py --check    writes nothing and reports blocks whose line differs

The Trainer's formats run transformers' own schedulers (get_scheduler) on a torch optimizer, with the number of steps as
trainer.py counts it. The others follow their framework's published formula, one function each, written from the sources that
docs/configurations.md names and independent of taper."""

import math
import pathlib
import re
import shlex

import yaml

import blocks
from blocks import Loader

FILE = pathlib.Path(__file__).resolve().parents[2] / "tests/configs/public.txt"

Loader.add_constructor("!include", lambda loader, node: node.value)


def shell(text):
    """The options of the only command, arrays and variables expanded."""
    lists = {name: body.replace('"', " ").replace("\\", " ") for name, body in re.findall(r'(\w+)=[("]([^)"]*)[)"]\n', text)}
    for name, body in lists.items():
        text = re.sub(r"\$\{?" + name + r"(\[@\])?\}?", " " + body.replace("\n", " "), text)
    text = re.sub(r"\$\(expr (\d+) / \$(\w+)\)", lambda m: str(int(m[1]) // int(re.search(rf"^{m[2]}=(\d+)$", text, re.MULTILINE)[1])), text)
    words = shlex.split(text.replace("\\\n", " ").splitlines()[-1])
    found = {}
    for at, word in enumerate(words):
        if "=" in word:
            found.update([word.split("=", 1)])
        elif re.match(r"^-+[a-zA-Z]", word) and at + 1 < len(words):
            found[word.lstrip("-").replace("-", "_")] = words[at + 1]
    return found


def up(x):
    return math.ceil(x)


# --- the Trainer

def trainer_steps(c, given, epochs=3.0, batch=8, accumulate=1):
    if int(c.get("max_steps", -1)) > 0:
        return int(c["max_steps"])
    each = int(c.get("per_device_train_batch_size", batch)) * given.get("world-size", 1)
    updates = max(1, up(up(given["dataset-size"] / each) / int(c.get("gradient_accumulation_steps", accumulate))))
    return up(float(c.get("num_train_epochs", epochs)) * updates)


def trainer_warmup(c, steps):
    ratio, written = float(c.get("warmup_ratio", 0)), float(c.get("warmup_steps", 0))
    if ratio > 0:
        return up(steps * ratio)
    return int(written) if written >= 1 else up(steps * written)


def transformers_rates(name, rate, warmup, steps, extra):
    import torch
    from transformers import get_scheduler
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=rate)
    scheduler = get_scheduler(name, optimizer, num_warmup_steps=warmup, num_training_steps=steps, scheduler_specific_kwargs=extra)
    factor = scheduler.lr_lambdas[0]
    return lambda t: rate * factor(t)


def trainer(c, given, scheduler="linear", rate=5e-5, **defaults):
    c = c.get("training_args", c)
    given = {"world-size": int(c.get("nproc_per_node", 1)), **given}
    steps = trainer_steps(c, given, **defaults)
    return steps, transformers_rates(c.get("lr_scheduler_type", scheduler), float(c.get("learning_rate", rate)),
                                     trainer_warmup(c, steps), steps, c.get("lr_scheduler_kwargs") or {})


def swift(c, given):
    return trainer(c, given, scheduler="cosine", rate=1e-5 if c.get("train_type", c.get("tuner_type")) == "full" else 1e-4, batch=1)


def axolotl(c, given):
    counted = None
    if "steps-per-epoch" in given:
        counted = up(c["num_epochs"] * given["steps-per-epoch"])
    elif "dataset-size" in given:
        counted = up(given["dataset-size"] * c["num_epochs"] / (c["micro_batch_size"] * c["gradient_accumulation_steps"] * given.get("world-size", 1)))
    steps = c.get("max_steps") or counted
    of = min(counted or steps, steps)
    warmup = c.get("warmup_steps")
    if warmup is None:
        warmup = int(c["warmup_ratio"] * of) if "warmup_ratio" in c else min(int(0.03 * of), 100)
    return steps, transformers_rates(c["lr_scheduler"], float(c["learning_rate"]), warmup, steps, {})


# --- published formulas

def half_cosine(u):
    return 0.5 * (1 + math.cos(math.pi * u))


def fall(peak, low, begin, end, shape, rise):
    """`rise` up to begin, then the shape down to low at end."""
    def rate(t):
        if t < begin:
            return peak * rise(t)
        u = min(1.0, (t - begin) / (end - begin))
        return low + (peak - low) * (half_cosine(u) if shape == "cosine" else 1 - u)
    return rate


def torchtitan(c, given):
    steps, s = c["training"]["steps"], c["lr_scheduler"]
    warmup, floor, lr = s["warmup_steps"], s.get("min_lr_factor", 0.0), c["optimizer"]["lr"]
    decay = round(steps * s["decay_ratio"]) if "decay_ratio" in s else steps - warmup
    stable = steps + 1 - decay

    def rate(t):
        if t < warmup:
            return lr * (t + 1) / warmup
        if t < stable:
            return lr
        p = (t + 1 - stable) / decay
        left = half_cosine(p) if s.get("decay_type") == "cosine" else 1 - p
        return lr * (floor + (1 - floor) * left)
    return steps, rate


def nanotron(c, given):
    s, steps = c["optimizer"]["learning_rate_scheduler"], c["tokens"]["train_steps"]
    w, lr = s["lr_warmup_steps"], s["learning_rate"]
    return steps, lambda t: lr * t / w if t <= w else fall(lr, s["min_decay_lr"], w, w + s["lr_decay_steps"], s["lr_decay_style"], None)(t)


def litgpt(c, given):
    """Fine-tuning counts steps. Pretraining counts micro batches, the last of which sets the rate of a step."""
    s = c["train"]
    if "max_tokens" in s:
        p, micro, w = given["world-size"], s["micro_batch_size"], s["lr_warmup_steps"]
        each = s["max_seq_length"] or c["model"]["block_size"]
        run, per_step = s["max_tokens"] // p // (micro * each), s["global_batch_size"] // p // micro
        lr = float(s.get("learning_rate") or c["optimizer"]["init_args"]["lr"])
        rate = fall(lr, s["min_lr"], w * per_step, run, "cosine", lambda t: t / (w * per_step))
        return run // per_step, lambda t: rate((t + 1) * per_step - 1)
    per_epoch = up(given["dataset-size"] / s["micro_batch_size"] / c["devices"]) // (s["global_batch_size"] // c["devices"] // s["micro_batch_size"])
    steps, w = s["epochs"] * per_epoch, s["lr_warmup_steps"]
    return steps, fall(s["learning_rate"], 0.0, w, steps, "cosine", lambda t: t / w)


def torchtune(c, given):
    each = given["dataset-size"] // (c["batch_size"] * given.get("world-size", 1)) // c["gradient_accumulation_steps"]
    steps = c["epochs"] * each
    if "lr_scheduler" not in c:
        return steps, lambda t: float(c["optimizer"]["lr"])
    w = c["lr_scheduler"]["num_warmup_steps"]
    return steps, transformers_rates("cosine", float(c["optimizer"]["lr"]), w, steps, {})


def neox(c, given):
    c = {key.replace("-", "_"): value for key, value in c.items()}
    w, lr = c["warmup"] * c["lr_decay_iters"], c["optimizer"]["params"]["lr"]
    return c["train_iters"], fall(lr, c.get("min_lr", 0.0), w, c["lr_decay_iters"], c["lr_decay_style"], lambda t: t / w)


def open_instruct(c, given):
    """The scheduler counts before sharding, and each process steps it."""
    p = given["world-size"]
    batches = up(given["dataset-size"] / c["per_device_train_batch_size"])
    whole = c["num_train_epochs"] * up(batches / c["gradient_accumulation_steps"])
    steps = c["num_train_epochs"] * up(up(batches / p) / c["gradient_accumulation_steps"])
    factor = transformers_rates(c["lr_scheduler_type"], c["learning_rate"], int(whole * c["warmup_ratio"]), whole, {})
    return steps, lambda t: factor(t * p)


def levanter(c, given):
    o, steps = c.get("optimizer", {}), c["trainer"]["num_train_steps"]
    lr = float(o.get("learning_rate", 6e-4))
    w = int(o.get("warmup", 0.01) * steps)
    return steps, fall(lr, o.get("min_lr_ratio", 0.1) * lr, w, steps, o.get("lr_schedule", "cosine"), lambda t: t / w)


def olmo(c, given):
    """The step is counted before its rate is set; with units of tokens the clock is in tokens."""
    s, lr = c["scheduler"], c["optimizer"]["learning_rate"]
    each = c["global_train_batch_size"] * c.get("model", {}).get("max_sequence_length", 1) if "tokens" in (s.get("units"), str(c["max_duration"])[-1:].replace("T", "tokens")) else 1
    duration = str(c["max_duration"]).replace("_", "")
    steps = given.get("steps") or (up(float(duration[:-1]) / each) if duration.endswith("T") else int(duration))
    clock = each if s.get("units") == "tokens" else 1
    w, low = float(s["t_warmup"]), float(s.get("warmup_min_lr", 0.1 * lr))
    end = float(s["t_max"]) if "t_max" in s else steps * clock

    def rate(t):
        n = (t + 1) * clock
        if n < w:
            return low + (lr - low) * n / w
        if n >= end:
            return lr * s["alpha_f"]
        u = (n - w) / (end - w)
        return lr * (s["alpha_f"] + (1 - s["alpha_f"]) * (half_cosine(u) if s["name"].startswith("cosine") else 1 - u))
    return steps, rate


def olmo_core(c, given):
    """The step is counted before its rate is set; a cosine or a line from the end of the warmup to alpha_f."""
    s, lr, length = c["train_module"]["scheduler"], c["train_module"]["optim"]["lr"], c["trainer"]["max_duration"]
    unit = length["unit"].split(".")[-1]
    steps = {"steps": lambda: length["value"], "tokens": lambda: up(length["value"] / c["data_loader"]["global_batch_size"]),
             "epochs": lambda: length["value"] * given["steps-per-epoch"]}[unit]()
    w = s.get("warmup", s.get("warmup_steps"))
    w = round(s["warmup_fraction"] * steps) if w is None else w
    end = s.get("alpha_f", 0.1)

    def rate(t):
        n = t + 1
        if n < w:
            return lr * n / w
        u = (n - w) / (steps - w)
        return lr * (end + (1 - end) * (half_cosine(u) if s["_CLASS_"].endswith("CosWithWarmup") else 1 - u))
    return steps, rate


def bridge(c, given):
    """WSD with Megatron's exponential fall; the clock counts samples."""
    batch, steps, s = c["train"]["global_batch_size"], c["train"]["train_iters"], c["scheduler"]
    lr, low, total = c["optimizer"]["lr"], c["optimizer"]["min_lr"], steps * batch
    w, fall_for = s["lr_warmup_fraction"] * total, s["lr_wsd_decay_iters"] * batch

    def rate(t):
        n = t * batch
        if n <= w:
            return lr * n / w
        q = max(0.0, (n - total + fall_for) / fall_for)
        return low + (lr - low) * (2 * 0.5**q - 1)
    return steps, rate


def keras(c, given):
    s = c.get("learning_rate") or c.get("inner_optimizer", {}).get("config", {}).get("learning_rate") or c.get("config", {}).get("learning_rate", c)
    p, kind = s["config"], s["class_name"]
    if kind == "WarmUp":
        w, length = p["warmup_steps"], p["decay_schedule_fn"]["config"]["decay_steps"]
        return w + length, lambda t: p["initial_learning_rate"] * (t / w if t < w else 1 - (t - w) / length)
    first, length = p["initial_learning_rate"], p["decay_steps"]
    if kind == "ExponentialDecay":
        return given["steps"], lambda t: first * p["decay_rate"] ** (t / length)
    return length, lambda t: p["end_learning_rate"] + (first - p["end_learning_rate"]) * (1 - min(t, length) / length) ** p["power"]


def foundry(c, given):
    c = c.get("parameters", c)
    value, unit = re.match(r"(\d+)(\w+)", c["max_duration"]).groups()
    steps = int(value) if unit == "ba" else int(value) * (given["dataset-size"] // c["global_train_batch_size"])
    w, lr = int(c["scheduler"]["t_warmup"][:-2]), c["optimizer"]["lr"]
    shape = "cosine" if c["scheduler"]["name"] == "cosine_with_warmup" else "linear"
    return steps, fall(lr, c["scheduler"]["alpha_f"] * lr, w, steps, shape, lambda t: t / w)


def nanogpt(c, given):
    value = {"learning_rate": 6e-4, "min_lr": 6e-5, "warmup_iters": 2000, "lr_decay_iters": 600000, **c}
    w = value["warmup_iters"]
    if value.get("decay_lr") is False:
        return value["max_iters"] + 1, lambda t: value["learning_rate"]
    return value["max_iters"] + 1, fall(value["learning_rate"], value["min_lr"], w, value["lr_decay_iters"], "cosine", lambda t: (t + 1) / (w + 1))


def megatron(c, given):
    """Counts samples; the default is a line."""
    batch, lr, low, style = int(c["global_batch_size"]), float(c["lr"]), float(c["min_lr"]), c.get("lr_decay_style", "linear")
    samples = int(c["train_samples"]) if "train_samples" in c else int(c["train_iters"]) * batch
    decay = int(c["lr_decay_samples"]) if "lr_decay_samples" in c else int(c["lr_decay_iters"]) * batch if "lr_decay_iters" in c else samples
    w = float(c["lr_warmup_fraction"]) * decay if "lr_warmup_fraction" in c else int(c.get("lr_warmup_samples", 0))
    rate = fall(lr, low, w, decay, style, lambda n: n / w)
    return samples // batch, lambda t: rate(t * batch)


def nemo(c, given):
    """Without constant steps the warmup is (t + 1) / (W + 1), with them t / W."""
    if "model" in c:
        o, t = c["model"]["optim"], c["trainer"]
        s, lr = o["sched"], float(o["lr"])
        steps = given.get("steps") or t["max_epochs"] * given["steps-per-epoch"]
        w = s["warmup_steps"] if s.get("warmup_steps") else int(s["warmup_ratio"] * steps)
        return steps, fall(lr, float(s["min_lr"]), w, steps, "cosine", lambda n: (n + 1) / (w + 1))
    steps, w, hold = (int(c[key]) for key in ("trainer.max_steps", "model.optim.sched.warmup_steps", "model.optim.sched.constant_steps"))
    lr, low = float(c["model.optim.lr"]), float(c["model.optim.sched.min_lr"])
    return steps, fall(lr, low, w, steps - hold, "cosine", lambda t: t / w)


def deepspeed(c, given):
    """WarmupLR and WarmupDecayLR: the first rate twice, then the logarithm of the step, and for the second a line to 0."""
    p = c["scheduler"]["params"]
    total = p.get("total_num_steps")
    w, low, high = p["warmup_num_steps"], p["warmup_min_lr"], float(p["warmup_max_lr"])

    def rate(t):
        n = max(0, t - 1)
        if n < w:
            return low + (high - low) * math.log(n + 1) / math.log(w)
        return low + (high - low) * max(0.0, (total - n) / (total - w)) if total else high
    return total or given["steps"], rate


def llmc(c, given):
    steps, w, lr = int(c.get("x", given.get("steps", 0))), int(c["u"]), float(c["l"])
    return steps, fall(lr, float(c["q"]) * lr, w, steps, "cosine", lambda t: (t + 1) / w)


def unsloth(c, given):
    return trainer(c, given)


def fairseq_yaml(rule, run):
    steps, lr = int(run["max_update"]), float(run["lr"][0])
    if rule["_name"] == "polynomial_decay":
        w, end = int(rule["warmup_updates"]), int(rule.get("total_num_update", steps))
        return steps, lambda t: lr * t / w if t <= w else lr * max(0, 1 - (t - w) / (end - w))
    parts = [int(steps * float(x)) for x in rule["phase_ratio"]] if "phase_ratio" in rule else [int(rule[k]) for k in ("warmup_steps", "hold_steps", "decay_steps")]
    low = float(rule.get("final_lr_scale", 0.01))

    def rate(t):
        if t < parts[0]:
            return lr * (0.01 + 0.99 * t / parts[0])
        n = t - parts[0] - parts[1]
        return lr * (1 if n < 0 else math.exp(math.log(low) * min(n / parts[2], 1)))
    return steps, rate


def fairseq(c, given):
    """inverse_sqrt, and of the Hydra YAML tri_stage and polynomial_decay; the rate of update t is that of t updates."""
    if "optimization" in c:
        return fairseq_yaml(c["lr_scheduler"], c["optimization"])
    w, lr, first = int(c["warmup_updates"]), float(c["lr"]), float(c.get("warmup_init_lr", 0))
    steps = int(c["max_update"]) if "max_update" in c else given.get("steps") or int(c["max_epoch"]) * given["steps-per-epoch"]
    return steps, lambda t: first + t * (lr - first) / w if t < w else lr * math.sqrt(w / t)


def maxtext(c, given):
    """The defaults of base.yml; the floor is on the last step."""
    steps = int(c["steps"])
    w, lr = int(steps * 0.1), float(c.get("learning_rate", 3e-5))
    return steps, fall(lr, 0.1 * lr, w, steps - 1, "cosine", lambda t: t / w)


FRAMEWORKS = {"hf-trainer": trainer, "llama-factory": trainer, "ms-swift": swift, "axolotl": axolotl, "torchtitan": torchtitan,
              "nanotron": nanotron, "litgpt": litgpt, "torchtune": torchtune, "gpt-neox": neox, "open-instruct": open_instruct, "nemo": nemo, "unsloth": unsloth, "fairseq": fairseq, "maxtext": maxtext, "deepspeed": deepspeed, "levanter": levanter, "olmo": olmo, "olmo-core": olmo_core,
              "llm-foundry": foundry, "nanogpt": nanogpt, "megatron-lm": megatron, "llm.c": llmc, "megatron-bridge": bridge, "keras": keras}


def values(name, text):
    if name == "torchtitan":
        import tomllib
        return tomllib.loads(text)
    if name in ("ms-swift", "megatron-lm", "llm.c", "nemo", "fairseq", "maxtext", "hf-trainer") and not re.search(r"^(optimization|model|trainer|[a-z_]+):", text, re.MULTILINE):
        return shell(text)
    if name == "nanogpt":
        found = {}
        exec(text, {}, found)  # assignments of numbers
        return found
    if name == "unsloth":
        return dict(re.findall(r"^\s+(\w+) ?= ?\"?([\w.-]+)\"?,$", text, re.MULTILINE))
    return yaml.load(text, Loader)


def run(name, text, given):
    """Steps, and the rate of a step, of one configuration."""
    return FRAMEWORKS[name](values(name, text), given)


if __name__ == "__main__":
    blocks.main(FILE, run)
