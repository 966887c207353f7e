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
    how = {"learning_rate": 0.01, "max_steps": 12, "save_steps": 6, **more}
    return transformers.TrainingArguments(output_dir=str(folder), per_device_train_batch_size=2, logging_steps=1, report_to=[],
                                          use_cpu=True, disable_tqdm=True, **how)


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


def trained(folder, spec, steps, resume=None, **how):
    """The rates that a Trainer logged; it continues from a checkpoint in `folder`, if one is given."""
    saving = {"save_steps": 50} if resume is None else {"save_strategy": "no"}
    trainer = with_schedule(transformers.Trainer, spec, **how)(Tiny(), arguments(folder, max_steps=steps, **saving), train_dataset=DATA)
    trainer.train(resume_from_checkpoint=None if resume is None else str(folder / f"checkpoint-{resume}"))
    return {row["step"]: row["learning_rate"] for row in trainer.state.log_history if "learning_rate" in row}


@pytest.fixture(scope="module")
def hundred(tmp_path_factory):
    """A run of 100 steps with checkpoints at 50 and 100, and the lag between the logged rate and its step."""
    folder = tmp_path_factory.mktemp("hundred")
    first = trained(folder, LONG, 100)
    plan = (taper.parse(LONG) | taper.peak(0.01)).over(100)
    lag = next(k for k in (0, 1) if first[60] == pytest.approx(plan(60 - k)))
    return folder, plan, lag


LONG = "cosine | warmup(10%)"


def close(logged, run, lag, steps):
    return all(logged[t] == pytest.approx(run(t - lag), rel=1e-9, abs=1e-12) for t in steps)


def test_an_extended_run_is_an_error_that_names_both_lengths(hundred):
    folder, _, _ = hundred
    with pytest.raises(ValueError) as caught:
        trained(folder, LONG, 200, 50)
    assert "over 100 steps" in str(caught.value) and "over 200 steps" in str(caught.value)


def test_an_extended_run_continues_at_its_rate(hundred):
    folder, plan, lag = hundred
    logged = trained(folder, LONG, 200, 50, on_mismatch="retarget")
    assert close(logged, plan.extend(200, at=50), lag, range(1, 200))
    assert logged[51 + lag] == pytest.approx(plan(50), rel=0.05) and logged[150] > 0


def test_an_extended_run_keeps_its_schedule_or_takes_the_new_one(hundred, caplog):
    folder, plan, lag = hundred
    assert close(trained(folder, LONG, 200, 50, on_mismatch="keep"), plan, lag, range(52, 200))
    assert "ends at step 100 of 200" in caplog.text
    longer = plan.schedule.over(200)
    assert close(trained(folder, LONG, 200, 50, on_mismatch="new"), longer, lag, range(52, 200))


def test_a_changed_schedule_is_not_ignored(hundred):
    folder, plan, lag = hundred
    for how in ("error", "retarget"):
        with pytest.raises(ValueError, match="linear"):
            trained(folder, "linear", 100, 50, on_mismatch=how)
    assert close(trained(folder, "linear", 100, 50, on_mismatch="keep"), plan, lag, range(52, 100))
    linear = (taper.linear() | taper.peak(0.01)).over(100)
    assert close(trained(folder, "linear", 100, 50, on_mismatch="new"), linear, lag, range(52, 100))


def test_a_changed_rate_is_not_ignored(hundred):
    folder, _, _ = hundred
    optimizer = torch.optim.SGD([{"params": [torch.zeros(1, requires_grad=True)]} for _ in range(2)], lr=0.02)
    state = torch.load(folder / "checkpoint-50" / "scheduler.pt", weights_only=True)
    with pytest.raises(ValueError, match=r"peak\(0.01\).*\n.*peak\(0.02\)"):
        get_scheduler(LONG, optimizer, 100).load_state_dict(state)


def test_a_finished_run_is_extended(hundred, caplog):
    folder, plan, lag = hundred
    assert close(trained(folder, LONG, 200, 100, on_mismatch="retarget"), plan.extend(200, at=100), lag, range(102, 200))
    assert "finished at step 100" in caplog.text
    again = trained(folder, LONG, 200, 100, on_mismatch="retarget", rewarm=20)
    assert close(again, plan.extend(200, at=100, rewarm=20), lag, range(102, 200)) and max(again.values()) == pytest.approx(0.01)


def test_a_checkpoint_of_the_trainers_own_scheduler_is_continued(tmp_path):
    own = arguments(tmp_path, max_steps=100, save_steps=50, lr_scheduler_type="cosine", warmup_steps=10)
    transformers.Trainer(Tiny(), own, train_dataset=DATA).train()
    logged = trained(tmp_path, LONG, 100, 50)
    assert logged[99] == pytest.approx((taper.parse(LONG) | taper.peak(0.01)).over(100)(98), rel=0.3)
    with pytest.raises(ValueError, match="another scheduler, at step 50"):
        trained(tmp_path, LONG, 200, 50)
