"""A training loop of PyTorch with a schedule; prints a few of the rates that it used."""

import torch
from taper_lr.torch import TaperLR

steps = 1000
model = torch.nn.Linear(4, 1)
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4)

scheduler = TaperLR(optimizer, "cosine | warmup(5%) | floor(10%)", total_steps=steps)

for step in range(steps):
    if step % 250 == 0:
        print(step, scheduler.get_last_lr()[0])
    model(torch.ones(4)).square().mean().backward()
    optimizer.step()
    optimizer.zero_grad()
    scheduler.step()
