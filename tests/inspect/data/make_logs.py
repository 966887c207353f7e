"""Makes the logs of the tests with the real writers; each function names the version that made the file kept here.

    pip install wandb==0.31.0 trackio==0.43.0
    pip install torch==2.15.0 tensorboard==2.21.0 transformers==5.23.0 accelerate==1.15.0 lightning==2.6.0
    python make_logs.py wandb trackio torch hf lightning      (any of them; files are written beside this one)

All of them train, or pretend to, with linear | warmup(10) | peak(0.0005) over 100 steps.
"""
import contextlib
import glob
import io
import os
import shutil
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))


def rate(c, peak=5e-4, w=10, total=100):
    return peak * c / w if c < w else peak * (total - c) / (total - w)


def keep(path, name):
    shutil.copyfile(path, os.path.join(HERE, name))


def make_wandb(folder):
    """run.wandb: wandb 0.31.0, offline; the file spans two blocks of its log. The norm is NaN at step 60."""
    os.environ.update(WANDB_MODE="offline", WANDB_SILENT="true", WANDB_DIR=folder, WANDB_DISABLE_GIT="true")
    import wandb

    quiet = wandb.Settings(x_disable_machine_info=True, x_disable_stats=True, x_disable_meta=True, console="off",
                           host="host", save_code=False)
    run = wandb.init(project="tests", name="calm-sea", id="calmsea1", settings=quiet)
    for s in range(100):
        run.log({"train/learning_rate": rate(s), "train/loss": 3 - s / 100, "train/global_step": s,
                 "train/grad_norm": float("nan") if s == 60 else 1.25})
    run.finish()
    time.sleep(3)  # its service flushes the file in the background
    keep(glob.glob(os.path.join(folder, "wandb", "offline*", "*.wandb"))[0], "run.wandb")


def make_trackio(folder):
    """trackio.db: trackio 0.43.0, two runs in one project's SQLite file."""
    os.environ["TRACKIO_DIR"] = folder
    import trackio

    for name, peak in (("calm-sea", 5e-4), ("red-sky", 1e-4)):
        trackio.init(project="tests", name=name)
        for s in range(0, 100, 5):
            trackio.log({"train/learning_rate": rate(s, peak), "train/loss": 3 - s / 100, "train/global_step": s})
        trackio.finish()
    import sqlite3

    path = os.path.join(folder, "tests.db")
    with contextlib.closing(sqlite3.connect(path)) as file:  # smaller pages, for the many empty tables
        for statement in ("pragma journal_mode=delete", "pragma page_size=512", "vacuum"):
            file.execute(statement)
    keep(path, "trackio.db")


def make_torch(folder):
    """events.torch: torch 2.15.0's SummaryWriter, two parameter groups."""
    from torch.utils.tensorboard import SummaryWriter

    with SummaryWriter(folder) as writer:
        for s in range(0, 100, 5):
            writer.add_scalar("lr-AdamW/pg1", rate(s), s)
            writer.add_scalar("lr-AdamW/pg2", rate(s, 5e-5), s)
            writer.add_scalar("train_loss", 3 - s / 100, s)
    keep(glob.glob(os.path.join(folder, "events.out.tfevents.*"))[0], "events.torch")


def make_hf(folder):
    """trainer_state.json and trainer_stdout.txt (with its progress bars): a Trainer of transformers 5.23.0 at work on a regression."""
    import torch
    import transformers

    class Line(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.a = torch.nn.Parameter(torch.zeros(1))

        def forward(self, x, labels):
            return {"loss": ((self.a * x - labels) ** 2).mean()}

    rows = [{"x": torch.tensor([k / 800]), "labels": torch.tensor([2 * k / 800])} for k in range(800)]
    arguments = transformers.TrainingArguments(
        folder, max_steps=100, per_device_train_batch_size=8, learning_rate=5e-4, lr_scheduler_type="linear",
        warmup_steps=10, logging_steps=5, save_steps=100, eval_strategy="steps", eval_steps=50, report_to=[], seed=1,
        use_cpu=True)
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):  # as in `python train.py > log 2>&1`
        transformers.Trainer(model=Line(), args=arguments, train_dataset=rows, eval_dataset=rows[:8]).train()
    keep(os.path.join(folder, "checkpoint-100", "trainer_state.json"), "trainer_state.json")
    with open(os.path.join(HERE, "trainer_stdout.txt"), "w", encoding="utf-8") as file:
        file.write(said.getvalue())


def make_lightning(folder):
    """metrics.csv: lightning 2.6.0's CSVLogger with a LearningRateMonitor (momentum too), two parameter groups."""
    import lightning
    import torch
    from lightning.pytorch.callbacks import LearningRateMonitor
    from lightning.pytorch.loggers import CSVLogger

    class Line(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.a = torch.nn.Parameter(torch.zeros(1))
            self.b = torch.nn.Parameter(torch.zeros(1))

        def training_step(self, batch, _):
            loss = ((self.a * batch[0] + self.b - 2 * batch[0]) ** 2).mean()
            self.log("train_loss", loss)
            return loss

        def configure_optimizers(self):
            groups = [{"params": [self.a], "lr": 5e-4}, {"params": [self.b], "lr": 5e-5}]
            optimizer = torch.optim.AdamW(groups)
            schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda s: rate(s, 1.0))
            return {"optimizer": optimizer, "lr_scheduler": {"scheduler": schedule, "interval": "step"}}

    data = torch.utils.data.DataLoader(torch.utils.data.TensorDataset(torch.linspace(0, 1, 800)), batch_size=8)
    logger = CSVLogger(folder, name="", version="")
    monitor = LearningRateMonitor(logging_interval="step", log_momentum=True, log_weight_decay=True)
    lightning.Trainer(max_steps=100, accelerator="cpu", logger=logger, callbacks=[monitor], log_every_n_steps=5,
                      enable_checkpointing=False, enable_progress_bar=False, enable_model_summary=False).fit(Line(), data)
    keep(os.path.join(folder, "metrics.csv"), "metrics.csv")


for wanted in sys.argv[1:]:
    with tempfile.TemporaryDirectory() as scratch:
        globals()["make_" + wanted](scratch)
