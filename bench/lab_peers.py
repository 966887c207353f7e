"""The models of the lab in Python with PyTorch, timed alternately with taper_lab_bench; prints a table.

  lab_peers.py BENCH [--seconds S] [--rounds N] [--threads N]     Debian's python3 with python3-torch, as LibTorch is Debian's
  lab_peers.py BENCH --cuda [--compile]                           a python3 with PyPI's torch, which BENCH was linked with
"""

import argparse
import contextlib
import json
import os
import subprocess
import sys
import time
from collections import namedtuple

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

Shape = namedtuple("Shape", "layers heads width block vocabulary sequences")
NANO = Shape(2, 4, 64, 64, 65, 16)
LARGE = Shape(6, 6, 384, 128, 50257, 64)
RESNET_WIDTH, IMAGES = 16, 32


def gpt_flops(s):
    """Operations per token in products: two for each weight forwards, four backwards; the same for attention scores."""
    return 6 * (s.layers * 12 * s.width * s.width + s.vocabulary * s.width) + 12 * s.layers * s.block * s.width


class Attention(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.heads, self.qkv, self.project = s.heads, nn.Linear(s.width, 3 * s.width), nn.Linear(s.width, s.width)
        self.register_buffer("hidden", torch.ones(s.block, s.block, dtype=torch.bool).triu(1))

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (part.view(b, t, self.heads, c // self.heads).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
        if hasattr(F, "scaled_dot_product_attention"):
            out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = (q @ k.transpose(-2, -1)) * (c // self.heads) ** -0.5
            out = scores.masked_fill(self.hidden, float("-inf")).softmax(-1) @ v
        return self.project(out.transpose(1, 2).reshape(b, t, c))


class Layer(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.norm1, self.attention, self.norm2 = nn.LayerNorm(s.width), Attention(s), nn.LayerNorm(s.width)
        self.mlp = nn.Sequential(nn.Linear(s.width, 4 * s.width), nn.GELU(approximate="tanh"), nn.Linear(4 * s.width, s.width))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    def __init__(self, s):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(s.vocabulary, s.width), nn.Embedding(s.block, s.width)
        self.layers, self.norm = nn.Sequential(*(Layer(s) for _ in range(s.layers))), nn.LayerNorm(s.width)
        for p in self.parameters():
            if p.dim() > 1:
                nn.init.normal_(p, std=0.02)

    def forward(self, ids):
        x = self.tokens(ids) + self.positions.weight
        return F.linear(self.norm(self.layers(x)), self.tokens.weight)


class Block(nn.Module):
    def __init__(self, inside, out, stride):
        super().__init__()
        self.first, self.norm1 = nn.Conv2d(inside, out, 3, stride, 1, bias=False), nn.BatchNorm2d(out)
        self.second, self.norm2 = nn.Conv2d(out, out, 3, 1, 1, bias=False), nn.BatchNorm2d(out)
        plain = stride == 1 and inside == out
        self.short = nn.Identity() if plain else nn.Sequential(nn.Conv2d(inside, out, 1, stride, bias=False), nn.BatchNorm2d(out))

    def forward(self, x):
        y = self.norm2(self.second(F.relu(self.norm1(self.first(x)))))
        return F.relu(y + self.short(x))


def resnet(w=RESNET_WIDTH):
    blocks = [nn.Conv2d(3, w, 3, 1, 1, bias=False), nn.BatchNorm2d(w), nn.ReLU()]
    inside = w
    for stage in range(4):
        for i in range(2):
            blocks.append(Block(inside, w << stage, 2 if stage and not i else 1))
            inside = w << stage
    return nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inside, 10))


def resnet_flops(model):
    """Operations per image: six for each weight of a convolution and position of its output."""
    total, hooks = [0], []
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            hooks.append(m.register_forward_hook(lambda m, _, y: total.append(6 * m.weight.numel() * y.shape[2] * y.shape[3])))
    model(torch.zeros(1, 3, 32, 32))
    for hook in hooks:
        hook.remove()
    return sum(total)


def per_second(model, optimizer, inputs, targets, clip, seconds, bf16=False, together=1):
    """Items per second; the loss is fetched at every `together`-th step, as for a log."""

    def step():
        optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cuda", torch.bfloat16) if bf16 else contextlib.nullcontext():
            out = model(inputs)
        loss = F.cross_entropy(out.float().reshape(-1, out.shape[-1]), targets.reshape(-1))
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss

    def some():
        for _ in range(together):
            loss = step()
        return loss.item()

    some()
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        begun = time.perf_counter()
        some()
        best = min(best, time.perf_counter() - begun)
    return together * inputs.shape[0] * (inputs.shape[1] if clip else 1) / best


def peers(seconds):
    gpt, conv = GPT(NANO), resnet()
    ids = torch.randint(NANO.vocabulary, (NANO.sequences, NANO.block))
    return {
        "gpt": per_second(gpt, torch.optim.AdamW(gpt.parameters(), 1e-3, (0.9, 0.95), foreach=True), ids, ids.roll(-1, 1), True, seconds),
        "resnet": per_second(conv, torch.optim.SGD(conv.parameters(), 1e-2, 0.9, weight_decay=5e-4, nesterov=True, foreach=True),
                             torch.randn(IMAGES, 3, 32, 32), torch.randint(10, (IMAGES,)), False, seconds),
    }


def cuda_peers(seconds, compiled):
    torch.backends.cudnn.benchmark = True
    made = (lambda m: torch.compile(m, mode="max-autotune-no-cudagraphs")) if compiled else (lambda m: m)
    out = {}
    for name, shape, bf16 in (("gpt-30m, bf16", LARGE, True), ("gpt", NANO, False)):
        gpt = GPT(shape).cuda()
        ids = torch.randint(shape.vocabulary, (shape.sequences, shape.block), device="cuda")
        optimizer = torch.optim.AdamW(gpt.parameters(), 1e-3, (0.9, 0.95), fused=True)
        out[name] = per_second(made(gpt), optimizer, ids, ids.roll(-1, 1), True, seconds, bf16, 10)
    conv = resnet(64).cuda().to(memory_format=torch.channels_last)
    images = torch.randn(128, 3, 32, 32, device="cuda").to(memory_format=torch.channels_last)
    optimizer = torch.optim.SGD(conv.parameters(), 1e-2, 0.9, weight_decay=5e-4, nesterov=True, fused=True)
    out["resnet-18, bf16"] = per_second(made(conv), optimizer, images, torch.randint(10, (128,), device="cuda"), False, seconds, True, 10)
    return out


def on_cuda(options):
    flops = {"gpt-30m, bf16": gpt_flops(LARGE), "gpt": gpt_flops(NANO), "gpt, 1024 replicas": gpt_flops(NANO), "resnet-18, bf16": resnet_flops(resnet(64).eval())}
    print(f"training on {torch.cuda.get_device_name()}, items per second (tokens; images), best of {options.rounds} alternating rounds;"
          f" PyTorch {torch.__version__}{', compiled' if options.compile else ''}")
    ours, theirs, peak = {}, {}, 0.0
    for _ in range(options.rounds):
        found = json.loads(subprocess.run([options.bench, "cuda", str(options.seconds)], check=True, capture_output=True, text=True).stdout)
        peak = max(peak, found["peak_gflops"])
        for into, values in ((ours, found["cases"]), (theirs, cuda_peers(options.seconds, options.compile))):
            for name, value in values.items():
                into[name] = max(into.get(name, 0.0), value)
        torch.cuda.empty_cache()
    print(f"  {'case':<20} {'taper-lab':>12} {'Python':>12} {'ratio':>8} {'TFLOP/s':>9} {'of bf16 GEMM peak':>18}")
    for name, value in ours.items():
        peer = theirs.get(name)
        ratio = f"{value / peer:7.2f}x" if peer else f"{value / ours['gpt']:7.0f}*"
        print(f"  {name:<20} {value:>12.0f} {f'{peer:.0f}' if peer else '':>12} {ratio:>8} {value * flops[name] / 1e12:>9.1f} {value * flops[name] / 1e9 / peak:>18.1%}")
    print(f"  *: relative to sequential runs. bf16 GEMM peak: 8192 x 8192 x 8192, {peak / 1e3:.0f} TFLOP/s")
    return 0


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench")
    parser.add_argument("--seconds", type=float, default=3.0, help="time per case and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="*", default=sorted({1, os.cpu_count() or 1}))
    parser.add_argument("--cuda", action="store_true", help="on a CUDA device")
    parser.add_argument("--compile", action="store_true", help="with --cuda: use torch.compile for the Python models")
    options = parser.parse_args()
    if options.cuda:
        return on_cuda(options)
    flops = {"gpt": gpt_flops(NANO), "gpt, 8 replicas": gpt_flops(NANO), "resnet": resnet_flops(resnet().eval())}
    slower = []
    print(f"training, items per second (tokens; images), best of {options.rounds} alternating rounds; PyTorch {torch.__version__}")
    print(f"  {'case':<16} {'threads':>7} {'taper-lab':>11} {'Python':>11} {'ratio':>7} {'GFLOP/s':>9} {'of GEMM peak':>13}")
    for threads in options.threads:
        torch.set_num_threads(threads)
        ours, theirs, peak = {}, {}, 0.0
        for _ in range(options.rounds):
            found = json.loads(subprocess.run([options.bench, str(threads), str(options.seconds)], check=True, capture_output=True, text=True).stdout)
            peak = max(peak, found["peak_gflops"])
            for into, values in ((ours, found["cases"]), (theirs, peers(options.seconds))):
                for name, value in values.items():
                    into[name] = max(into.get(name, 0.0), value)
        for name, value in ours.items():
            peer = theirs.get(name)
            rate = value * flops[name] / 1e9
            ratio = f"{value / peer:6.2f}x" if peer else f"{value / ours['gpt']:6.2f}*"
            print(f"  {name:<16} {threads:>7} {value:>11.0f} {f'{peer:.0f}' if peer else '':>11} {ratio:>7} {rate:>9.1f} {rate / (peak * threads):>12.0%}")
            if peer and value < peer:
                slower.append(f"{name} on {threads} threads")
    print(f"  *: relative to sequential runs on as many threads. GEMM peak: 1024 x 1024 x 1024 in float32, {peak:.0f} GFLOP/s per thread")
    if found["bpe_megabytes"]:
        print(f"  GPT-2's encoding of WikiText-2: {found['bpe_megabytes']:.0f} MB/s")
    if slower:
        print("  slower than Python: " + ", ".join(slower))
    return 0


if __name__ == "__main__":
    sys.exit(main())
