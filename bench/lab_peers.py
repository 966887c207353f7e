"""The lab's models as one writes them in Python with PyTorch, timed in turn with taper_lab_bench; prints a table.

  lab_peers.py BENCH [--seconds S] [--rounds N] [--threads N]     Debian's python3 with python3-torch, as LibTorch is Debian's
"""

import argparse
import json
import os
import subprocess
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
import torch  # noqa: E402
from torch import nn  # noqa: E402
from torch.nn import functional as F  # noqa: E402

LAYERS, HEADS, WIDTH, BLOCK, VOCABULARY, SEQUENCES = 2, 4, 64, 64, 65, 16
RESNET_WIDTH, IMAGES = 16, 32
# products of a step: two for each weight and item forwards, four backwards; scores and their use likewise
GPT_FLOPS = 6 * (LAYERS * 12 * WIDTH * WIDTH + VOCABULARY * WIDTH) + 12 * LAYERS * BLOCK * WIDTH


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.qkv, self.project = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.register_buffer("hidden", torch.ones(BLOCK, BLOCK, dtype=torch.bool).triu(1))

    def forward(self, x):
        b, t, c = x.shape
        q, k, v = (part.view(b, t, HEADS, c // HEADS).transpose(1, 2) for part in self.qkv(x).chunk(3, -1))
        if hasattr(F, "scaled_dot_product_attention"):
            out = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        else:
            scores = (q @ k.transpose(-2, -1)) * (c // HEADS) ** -0.5
            out = scores.masked_fill(self.hidden, float("-inf")).softmax(-1) @ v
        return self.project(out.transpose(1, 2).reshape(b, t, c))


class Layer(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm1, self.attention, self.norm2 = nn.LayerNorm(WIDTH), Attention(), nn.LayerNorm(WIDTH)
        self.mlp = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(approximate="tanh"), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.mlp(self.norm2(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens, self.positions = nn.Embedding(VOCABULARY, WIDTH), nn.Embedding(BLOCK, WIDTH)
        self.layers, self.norm = nn.Sequential(*(Layer() for _ in range(LAYERS))), nn.LayerNorm(WIDTH)

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


def resnet():
    w = RESNET_WIDTH
    blocks = [nn.Conv2d(3, w, 3, 1, 1, bias=False), nn.BatchNorm2d(w), nn.ReLU()]
    inside = w
    for stage in range(4):
        for i in range(2):
            blocks.append(Block(inside, w << stage, 2 if stage and not i else 1))
            inside = w << stage
    return nn.Sequential(*blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inside, 10))


def resnet_flops(model):
    """Of one image: six for each weight of a convolution and place of its output."""
    total, hooks = [0], []
    for m in model.modules():
        if isinstance(m, nn.Conv2d):
            hooks.append(m.register_forward_hook(lambda m, _, y: total.append(6 * m.weight.numel() * y.shape[2] * y.shape[3])))
    model(torch.zeros(1, 3, 32, 32))
    for hook in hooks:
        hook.remove()
    return sum(total)


def per_second(model, optimizer, inputs, targets, clip, seconds):
    def step():
        optimizer.zero_grad(set_to_none=True)
        out = model(inputs)
        loss = F.cross_entropy(out.reshape(-1, out.shape[-1]), targets.reshape(-1))
        loss.backward()
        if clip:
            nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        return loss.item()

    step()
    best, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        begun = time.perf_counter()
        step()
        best = min(best, time.perf_counter() - begun)
    return inputs.shape[0] * (inputs.shape[1] if clip else 1) / best


def peers(seconds):
    gpt, conv = GPT(), resnet()
    ids = torch.randint(VOCABULARY, (SEQUENCES, BLOCK))
    return {
        "gpt": per_second(gpt, torch.optim.AdamW(gpt.parameters(), 1e-3, (0.9, 0.95), foreach=True), ids, ids.roll(-1, 1), True, seconds),
        "resnet": per_second(conv, torch.optim.SGD(conv.parameters(), 1e-2, 0.9, weight_decay=5e-4, nesterov=True, foreach=True),
                             torch.randn(IMAGES, 3, 32, 32), torch.randint(10, (IMAGES,)), False, seconds),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench")
    parser.add_argument("--seconds", type=float, default=3.0, help="a case and round")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, nargs="*", default=sorted({1, os.cpu_count() or 1}))
    asked = parser.parse_args()
    flops = {"gpt": GPT_FLOPS, "gpt, 8 replicas": GPT_FLOPS, "resnet": resnet_flops(resnet().eval())}
    slower = []
    print(f"training, items a second (tokens; images), the best of {asked.rounds} rounds in turn; PyTorch {torch.__version__}")
    print(f"  {'case':<16} {'threads':>7} {'taper-lab':>11} {'Python':>11} {'ratio':>7} {'GFLOP/s':>9} {'of GEMM peak':>13}")
    for threads in asked.threads:
        torch.set_num_threads(threads)
        ours, theirs, peak = {}, {}, 0.0
        for _ in range(asked.rounds):
            found = json.loads(subprocess.run([asked.bench, str(threads), str(asked.seconds)], check=True, capture_output=True, text=True).stdout)
            peak = max(peak, found["peak_gflops"])
            for into, values in ((ours, found["cases"]), (theirs, peers(asked.seconds))):
                for name, value in values.items():
                    into[name] = max(into.get(name, 0.0), value)
        for name, value in ours.items():
            peer = theirs.get(name)
            rate = value * flops[name] / 1e9
            ratio = f"{value / peer:6.2f}x" if peer else f"{value / ours['gpt']:6.2f}*"
            print(f"  {name:<16} {threads:>7} {value:>11.0f} {f'{peer:.0f}' if peer else '':>11} {ratio:>7} {rate:>9.1f} {rate / (peak * threads):>12.0%}")
            if peer and value < peer:
                slower.append(f"{name} on {threads} threads")
    print(f"  *: to one run after another on as many threads. GEMM peak: 1024 x 1024 x 1024 in float32, {peak:.0f} GFLOP/s a thread")
    if found["bpe_megabytes"]:
        print(f"  GPT-2's encoding of WikiText-2: {found['bpe_megabytes']:.0f} MB/s")
    if slower:
        print("  slower than Python: " + ", ".join(slower))
    return 0


if __name__ == "__main__":
    sys.exit(main())
