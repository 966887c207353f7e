"""A Hugging Face Trainer with a schedule; prints the rates of its log."""

import tempfile

import torch
import transformers
from taper_lr.hf import with_schedule


class Model(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)

    def forward(self, x, labels=None):
        return {"loss": (self.layer(x) - labels).square().mean()}


data = [{"x": torch.ones(2) * k, "labels": torch.ones(1)} for k in range(8)]
model = Model()
args = transformers.TrainingArguments(output_dir=tempfile.mkdtemp(), learning_rate=3e-4, max_steps=20, logging_steps=5, save_strategy="no",
                                      report_to=[], use_cpu=True, disable_tqdm=True)

Trainer = with_schedule(transformers.Trainer, "cosine | warmup(10%) | floor(10%)")
trainer = Trainer(model, args, train_dataset=data)
trainer.train()

print([row["learning_rate"] for row in trainer.state.log_history if "learning_rate" in row])
