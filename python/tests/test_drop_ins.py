"""The programs of docs/drop-ins train for ten steps, and inspect recognizes their own logs exactly; what the drop-ins say and refuse."""

import importlib.util
import os
import re
import sys
import types

import pytest

if "KERAS_BACKEND" not in os.environ and importlib.util.find_spec("tensorflow") is None:
    os.environ["KERAS_BACKEND"] = "jax" if importlib.util.find_spec("jax") else "torch"

import taper_lr as taper

PAGES = {"hf-trainer": ("trainer_state.json", ["torch", "transformers", "accelerate"]),
         "lightning": ("logs/metrics.csv", ["torch", "lightning"]),
         "class-path": ("log.csv", ["torch"]),
         "torchtitan": ("log.csv", ["torch", "torchtitan"]),
         "keras": ("log.csv", ["keras"]),
         "optax": ("log.csv", ["optax"])}


def needs(*frameworks):
    for framework in frameworks:
        if importlib.util.find_spec(framework) is None:
            pytest.skip(f"{framework} is not installed")


def assert_exact(log, spec, steps=10):
    report, = taper.inspect(log, expected=spec, steps=steps)
    segment, = report["segments"]
    assert segment["exact"] == segment["rows"] == steps, segment
    assert report["asked"]["same"], report["asked"]
    assert report["faults"] == []
    return report


@pytest.mark.parametrize("page", PAGES)
def test_the_program_of_a_page_runs_the_schedule_exactly(page, root, tmp_path, monkeypatch):
    log, frameworks = PAGES[page]
    needs(*frameworks)
    code, = re.findall(r"```python\n(.*?)```", (root / "docs" / "drop-ins" / f"{page}.md").read_text(encoding="utf-8"), flags=re.S)
    monkeypatch.chdir(tmp_path)
    exec(compile(code, f"docs/drop-ins/{page}.md", "exec"), {"__name__": "__main__"})
    assert f"taper inspect {log}" in (root / "docs" / "drop-ins" / f"{page}.md").read_text(encoding="utf-8")
    assert_exact(tmp_path / log, "cosine | warmup(2) | peak(3e-4)")


def hugging_face(tmp_path, schedule, plan, **how):
    needs("torch", "transformers", "accelerate")
    import torch
    import transformers
    from taper_lr.hf import TaperCallback, with_schedule

    class Model(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(2, 1)

        def forward(self, x, labels=None):
            return {"loss": (self.layer(x) - labels).square().mean()}

    arguments = transformers.TrainingArguments(output_dir=str(tmp_path), learning_rate=3e-4, max_steps=10, logging_steps=1, save_strategy="no",
                                               use_cpu=True, disable_tqdm=True, **{"report_to": [], **how})
    data = [{"x": torch.ones(2), "labels": torch.ones(1)}] * 8
    trainer = with_schedule(transformers.Trainer, schedule)(Model(), arguments, train_dataset=data)
    return trainer, TaperCallback(plan).attach(trainer)


def test_the_callback_counts_the_steps_that_leave_the_plan(tmp_path):
    trainer, plan = hugging_face(tmp_path, "cosine | warmup(2)", "cosine | warmup(4)")
    trainer.train()
    assert (plan.steps, plan.off) == (10, 9)  # both begin at 0
    fault, = plan.faults
    assert fault.startswith("step 1 has the rate 0.00015, cosine | warmup(4) | peak(0.0003) over 10 steps has 7.5e-05 there")
    trainer, plan = hugging_face(tmp_path, "cosine | warmup(2)", "cosine | warmup(2)")
    trainer.train()
    assert (plan.steps, plan.off, plan.faults) == (10, 0, [])


def test_the_callback_warns_about_a_plan_that_is_wrong(tmp_path):
    trainer, plan = hugging_face(tmp_path, "constant", "hf.cosine(num_warmup_steps=2, num_training_steps=5)")
    trainer.train()
    assert any("rises" in fault or "again" in fault for fault in plan.faults), plan.faults


def test_the_plan_reaches_the_reporters_of_the_trainer(tmp_path, monkeypatch):
    needs("tensorboard")
    monkeypatch.setenv("TENSORBOARD_LOGGING_DIR", str(tmp_path / "board"))
    trainer, _ = hugging_face(tmp_path, "cosine | warmup(2)", "cosine | warmup(2)", report_to=["tensorboard"])
    trainer.train()
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
    events = next((tmp_path).rglob("events.out.tfevents.*"))
    board = EventAccumulator(str(events)).Reload()
    planned = [e.value for e in board.Scalars("train/planned_learning_rate")]
    assert planned == pytest.approx(taper.parse("cosine | warmup(2) | peak(3e-4)").over(10).table().tolist(), rel=1e-6)


def lightning_module(scheduler=None):
    import lightning
    import torch

    class Module(lightning.LightningModule):
        def __init__(self):
            super().__init__()
            self.layer = torch.nn.Linear(2, 1)
            self.rates = []

        def training_step(self, batch, index):
            self.rates.append(self.optimizers().param_groups[0]["lr"])
            return self.layer(batch).square().mean()

        def configure_optimizers(self):
            optimizer = torch.optim.SGD(self.parameters(), lr=0.1)
            return optimizer if scheduler is None else ([optimizer], [scheduler(optimizer)])

    return Module(), torch.utils.data.DataLoader(torch.ones(40, 2), batch_size=4)


QUIET = {"accelerator": "cpu", "logger": False, "enable_progress_bar": False, "enable_model_summary": False}


def test_lightning_resumes_and_counts_optimizer_steps(tmp_path):
    needs("torch", "lightning")
    import lightning
    from taper_lr.lightning import TaperCallback
    expected = taper.parse("linear | peak(0.1)").over(10).table().tolist()
    module, data = lightning_module()
    first = lightning.Trainer(max_steps=4, callbacks=[TaperCallback("linear", 10)], enable_checkpointing=False, **QUIET)
    first.fit(module, data)
    first.save_checkpoint(tmp_path / "four.ckpt")
    assert module.rates == pytest.approx(expected[:4])
    module, data = lightning_module()
    lightning.Trainer(max_steps=10, callbacks=[TaperCallback("linear", 10)], enable_checkpointing=False, **QUIET).fit(
        module, data, ckpt_path=tmp_path / "four.ckpt", weights_only=False)
    assert module.rates == pytest.approx(expected[4:])
    module, data = lightning_module()  # two batches a step
    lightning.Trainer(max_steps=5, accumulate_grad_batches=2, callbacks=[TaperCallback("linear")], enable_checkpointing=False, **QUIET).fit(module, data)
    assert module.rates[::2] == module.rates[1::2] == pytest.approx(taper.parse("linear | peak(0.1)").over(5).table().tolist())


def test_lightning_refuses_what_would_set_the_rate_twice_or_has_no_length():
    needs("torch", "lightning")
    import lightning
    import torch
    from taper_lr.lightning import TaperCallback
    module, data = lightning_module(lambda optimizer: torch.optim.lr_scheduler.StepLR(optimizer, 3))
    with pytest.raises(ValueError, match="return only the optimizer"):
        lightning.Trainer(max_steps=3, callbacks=[TaperCallback("linear")], enable_checkpointing=False, **QUIET).fit(module, data)
    module, data = lightning_module()
    with pytest.raises(ValueError, match="total_steps"):
        lightning.Trainer(max_epochs=-1, max_time="00:00:00:20", callbacks=[TaperCallback("linear")], enable_checkpointing=False, **QUIET).fit(module, data)


def test_lightning_cli_takes_the_class_path(tmp_path, monkeypatch):
    needs("torch", "lightning", "jsonargparse")
    from lightning.pytorch.cli import LightningCLI
    module, data = lightning_module()
    config = tmp_path / "config.yaml"
    config.write_text("trainer:\n  max_steps: 10\n  accelerator: cpu\n  logger: false\n  enable_progress_bar: false\n  enable_model_summary: false\n"
                      "  enable_checkpointing: false\n  callbacks:\n    - class_path: taper_lr.lightning.TaperCallback\n"
                      "      init_args: {schedule: 'cosine | warmup(2)'}\n")
    cli = LightningCLI(type(module), run=False, args=["--config", str(config)], save_config_callback=None)
    cli.trainer.fit(cli.model, data)
    assert cli.model.rates == pytest.approx(taper.parse("cosine | warmup(2) | peak(0.1)").over(10).table().tolist())


def test_the_short_class_path_is_the_scheduler():
    needs("torch")
    from taper_lr.torch import TaperLR
    assert taper.TaperScheduler is TaperLR
    with pytest.raises(AttributeError, match="no attribute 'Taper'"):
        taper.Taper  # noqa: B018


def test_the_plugin_of_axolotl_replaces_the_scheduler_where_the_key_is_given(monkeypatch):
    needs("torch", "pydantic")
    import torch
    base = types.ModuleType("axolotl.integrations.base")
    base.BasePlugin = type("BasePlugin", (), {})
    for name in ("axolotl", "axolotl.integrations"):
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    monkeypatch.setitem(sys.modules, "axolotl.integrations.base", base)
    monkeypatch.delitem(sys.modules, "taper_lr.axolotl", raising=False)
    from taper_lr.axolotl import TaperArgs, TaperPlugin
    plugin = TaperPlugin()
    assert plugin.get_input_args() == "taper_lr.axolotl.TaperArgs" and TaperArgs(taper_schedule="linear").taper_schedule == "linear"
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    assert plugin.create_lr_scheduler({}, None, optimizer, 10) is None
    scheduler = plugin.create_lr_scheduler({"taper_schedule": "linear"}, None, optimizer, 10)
    scheduler.set_step(5)
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.05)


def test_torchtitan_refuses_a_peak_and_has_a_length_of_its_own():
    needs("torch", "torchtitan")
    import torch
    from taper_lr.torchtitan import TaperSchedulers
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
    with pytest.raises(ValueError, match="omit its peak"):
        TaperSchedulers.Config(schedule="linear | peak(1)").build(optimizers=[optimizer], training_steps=10)
    schedulers = TaperSchedulers.Config(schedule="linear", total_steps=5).build(optimizers=[optimizer], training_steps=10)
    optimizer.step()
    schedulers.step()
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.08)


def test_keras_goes_on_in_a_second_fit_and_refuses_a_second_schedule():
    needs("keras")
    import keras
    import numpy as np
    from taper_lr.keras import TaperCallback
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")
    rates = []
    for _ in range(2):
        fit = model.fit(np.ones((4, 2)), np.ones((4, 1)), batch_size=2, epochs=2, verbose=0, callbacks=[TaperCallback("linear", steps=8)])
        rates += fit.history["learning_rate"]
    assert rates == pytest.approx([0.1 * (1 - t / 8) for t in (1, 3, 5, 7)])
    model.compile(optimizer=keras.optimizers.SGD(keras.optimizers.schedules.CosineDecay(0.1, 10)), loss="mse")
    with pytest.raises(ValueError, match="already has a schedule"):
        model.fit(np.ones((4, 2)), np.ones((4, 1)), verbose=0, callbacks=[TaperCallback("linear")])
