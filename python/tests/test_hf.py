"""The Trainer helper under real transformers."""

import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (script/setup python-frameworks)")
transformers = pytest.importorskip("transformers", reason="transformers is not installed (script/setup python-frameworks)")

import taper_lr as taper
from taper_lr.hf import get_scheduler, with_schedule


class Tiny(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = torch.nn.Linear(2, 1)

    def forward(self, x, labels=None):
        return {"loss": ((self.layer(x) - labels) ** 2).mean()}


def arguments(folder, **more):
    pytest.importorskip("accelerate", reason="accelerate is not installed (script/setup python-frameworks)")
    return transformers.TrainingArguments(output_dir=str(folder), learning_rate=0.01, per_device_train_batch_size=2, max_steps=12,
                                          logging_steps=1, report_to=[], use_cpu=True, disable_tqdm=True, save_steps=6, **more)


DATA = [{"x": torch.ones(2) * k, "labels": torch.ones(1)} for k in range(8)]


def logged(trainer):
    return [row["learning_rate"] for row in trainer.state.log_history if "learning_rate" in row]


def test_agrees_with_the_schedulers_of_transformers():
    def rates(make):
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1)
        scheduler, out = make(optimizer), []
        for _ in range(40):
            out.append(optimizer.param_groups[0]["lr"])
            optimizer.step()
            scheduler.step()
        return out
    for name, spec in (("linear", "linear | warmup(10)"), ("cosine", "cosine | warmup(10)"), ("constant_with_warmup", "constant | warmup(10)")):
        theirs = rates(lambda o: transformers.get_scheduler(name, o, num_warmup_steps=10, num_training_steps=40))
        assert rates(lambda o: get_scheduler(spec, o, 40)) == pytest.approx(theirs, abs=1e-15)


def test_the_trainer_follows_the_schedule_and_resumes(tmp_path):
    spec = "cosine | warmup(25%)"
    expected = (taper.parse(spec) | taper.peak(0.01)).over(12).table()
    trainer = with_schedule(transformers.Trainer, spec)(Tiny(), arguments(tmp_path), train_dataset=DATA)
    trainer.train()
    first = logged(trainer)
    assert len(first) == 12
    # transformers logs the rate in force when it writes: the step's own, or the next one's in older versions
    assert first == pytest.approx(expected.tolist()) or first[:-1] == pytest.approx(expected[1:].tolist())
    again = with_schedule(transformers.Trainer, spec)(Tiny(), arguments(tmp_path), train_dataset=DATA)
    again.train(resume_from_checkpoint=str(tmp_path / "checkpoint-6"))
    assert logged(again)[-6:] == pytest.approx(first[-6:])


def test_errors_are_raised_before_training():
    with pytest.raises(ValueError):
        with_schedule(transformers.Trainer, "cosin")
