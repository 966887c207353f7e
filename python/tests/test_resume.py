"""TaperLR resumed with another schedule or length, and extended: never a rate other than the requested one without an error."""

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (script/setup python-frameworks)")

import taper_lr as taper
from taper_lr.torch import TaperLR

SPEC = "cosine | warmup(10%)"


def optimizer(lr=0.1, groups=1):
    return torch.optim.SGD([{"params": [torch.zeros(2, requires_grad=True)]} for _ in range(groups)], lr=lr)


def run_of(spec=SPEC, steps=100, peak=0.1):
    return (taper.parse(spec) | taper.peak(peak)).over(steps)


def saved_at(step, spec=SPEC, steps=100, lr=0.1, **how):
    """The state of a run after `step` steps."""
    opt = optimizer(lr)
    scheduler = TaperLR(opt, spec, steps, **how)
    for _ in range(step):
        opt.step()
        scheduler.step()
    return scheduler.state_dict()


def loaded(state, spec=SPEC, steps=100, lr=0.1, **how):
    scheduler = TaperLR(optimizer(lr), spec, steps, **how)
    scheduler.load_state_dict(state)
    return scheduler


def rates_from(scheduler, steps):
    """The rates in force at the next steps."""
    out = []
    for _ in range(steps):
        out.append(scheduler.optimizer.param_groups[0]["lr"])
        scheduler.optimizer.step()
        scheduler.step()
    return out


@pytest.mark.parametrize("spec, steps, lr, saved, here", [
    (SPEC, 200, 0.1, "cosine | warmup(10%) | peak(0.1) over 100 steps", "cosine | warmup(10%) | peak(0.1) over 200 steps"),
    ("linear", 100, 0.1, "cosine | warmup(10%) | peak(0.1) over 100 steps", "linear | peak(0.1) over 100 steps"),
    (SPEC, 100, 0.2, "peak(0.1) over 100 steps", "peak(0.2) over 100 steps"),
])
def test_another_schedule_length_or_peak_is_an_error_that_names_both(spec, steps, lr, saved, here):
    with pytest.raises(ValueError) as caught:
        loaded(saved_at(50), spec, steps, lr)
    text = str(caught.value)
    assert f"saved: {saved}" in text.replace("cosine | warmup(10%) | " if saved.startswith("peak") else "", "") and here in text
    assert "its step is 50" in text and "'keep'" in text and "'new'" in text
    assert ("'retarget'" in text) == (spec == SPEC and lr == 0.1)


def test_an_error_leaves_the_scheduler_as_it_was():
    scheduler = TaperLR(optimizer(), SPEC, 200)
    before = scheduler.state_dict()
    with pytest.raises(ValueError):
        scheduler.load_state_dict(saved_at(50))
    assert scheduler.state_dict() == before


@pytest.mark.parametrize("how", ["error", "keep", "new", "retarget"])
def test_the_same_schedule_in_other_words_is_no_mismatch(how):
    state = saved_at(50, "cosine | warmup(10%)")
    scheduler = loaded(state, "cosine,warmup=10%,peak=0.1", on_mismatch=how)
    assert scheduler.get_last_lr() == [run_of()(50)]


def test_the_length_does_not_matter_to_a_schedule_that_needs_none():
    scheduler = loaded(saved_at(50, "constant | warmup(10)"), "constant | warmup(10)", 200)
    assert scheduler.total_steps == 200 and scheduler.last_epoch == 50


def test_keep_follows_the_saved_schedule_and_says_that_it_ends(caplog):
    scheduler = loaded(saved_at(50), steps=200, on_mismatch="keep")
    assert "ends at step 100 of 200; after it the rate stays at 0" in caplog.text
    assert rates_from(scheduler, 60)[1:] == [run_of()(t) for t in range(51, 110)]


def test_new_follows_the_given_schedule_from_the_saved_step_on():
    scheduler = loaded(saved_at(50), steps=200, on_mismatch="new")
    assert rates_from(scheduler, 60) == [run_of(steps=200)(t) for t in range(50, 110)]


@pytest.mark.parametrize("spec", [SPEC, "linear", "linear | hold(60%) | floor(10%)", "poly(i=1.8) | warmup(60)"])
@pytest.mark.parametrize("steps", [70, 200])
def test_retarget_stretches_the_rest_without_a_jump(spec, steps):
    if spec.endswith("warmup(60)") and steps == 70:
        pytest.skip("the warmup ends at 60")
    scheduler = loaded(saved_at(50, spec), spec, steps, on_mismatch="retarget")
    plan = run_of(spec)
    rates = rates_from(scheduler, steps - 50)
    assert rates[0] == plan(50)
    assert np.abs(np.diff([plan(49), *rates])).max() <= 2.6 * np.abs(np.diff(plan.table()[40:])).max()
    assert rates[-1] <= plan.floor + 0.1 * 4 / min(steps, 100)
    assert rates == [plan.extend(steps, at=50)(t) for t in range(50, steps)]


def test_the_documented_formula():
    plan, longer = run_of("linear"), run_of("linear").extend(200, at=50)
    x = 50 / 100
    for t in range(50, 200):
        assert longer(t) == pytest.approx(0.1 * (1 - x) * (200 - t) / (200 - 50), rel=1e-12)
    assert longer.table()[:50].tolist() == plan.table()[:50].tolist()


def test_a_retargeted_run_resumes_in_every_mode_that_names_it():
    first = loaded(saved_at(50), steps=200, on_mismatch="retarget")
    whole = rates_from(first, 150)
    again = loaded(saved_at(50), steps=200, on_mismatch="retarget")
    rates_from(again, 30)
    state = again.state_dict()
    for how in ("retarget", "keep"):
        assert rates_from(loaded(state, steps=200, on_mismatch=how), 120)[1:] == whole[31:]
    with pytest.raises(ValueError, match="over 100 steps, continued at step 50 to 200"):
        loaded(state, steps=200)
    further = loaded(state, steps=300, on_mismatch="retarget")
    assert further.get_last_lr()[0] == pytest.approx(whole[30], abs=1e-6) and further.total_steps == 300


def test_a_change_of_schedule_is_no_change_of_length():
    with pytest.raises(ValueError, match="another schedule"):
        loaded(saved_at(50), "linear", 200, on_mismatch="retarget")


def test_extend_by_hand():
    scheduler = loaded(saved_at(50))
    scheduler.extend(200)
    assert scheduler.total_steps == 200
    assert rates_from(scheduler, 150) == [run_of().extend(200, at=50)(t) for t in range(50, 200)]
    with pytest.raises(ValueError, match="at least"):
        scheduler.extend(150)
    assert scheduler.total_steps == 200


def test_a_finished_run_continues_at_its_last_rate_with_a_warning_or_rises_again(caplog):
    scheduler = loaded(saved_at(100), steps=200, on_mismatch="retarget")
    assert "finished at step 100: its last rate, 3.046e-05, stays until step 200" in caplog.text
    assert rates_from(scheduler, 3) == [run_of()(99)] * 3
    caplog.clear()
    scheduler = loaded(saved_at(100), steps=200, on_mismatch="retarget", rewarm=20)
    assert not caplog.text
    rates = rates_from(scheduler, 100)
    assert rates[20] == max(rates) == 0.1 and rates[-1] < 1e-3


def test_groups_with_schedules_of_their_own():
    opt = optimizer(groups=2)
    first = TaperLR(opt, ["linear", "cosine | peak(0.3)"], 100)
    first.set_step(50)
    again = TaperLR(optimizer(groups=2), ["linear", "cosine | peak(0.3)"], 200, on_mismatch="retarget")
    again.load_state_dict(first.state_dict())
    assert again.get_last_lr() == first.get_last_lr()
    assert [len(run) for run in again.runs] == [200, 200]
    with pytest.raises(ValueError, match="parameter group 1"):
        TaperLR(optimizer(groups=2), ["linear", "cosine | peak(0.2)"], 100).load_state_dict(first.state_dict())


def test_restarts_have_no_rest_to_stretch():
    with pytest.raises(ValueError, match="restarts have no single fall"):
        loaded(saved_at(50, "linear | restarts(4)"), "linear | restarts(4)", 200, on_mismatch="retarget")


def lambda_lr(step, spec=SPEC, steps=100):
    run = taper.parse(spec).over(steps)
    opt = optimizer()
    scheduler = torch.optim.lr_scheduler.LambdaLR(opt, lambda t: run(t))
    for _ in range(step):
        opt.step()
        scheduler.step()
    return scheduler.state_dict()


def test_the_state_of_another_scheduler_is_accepted_where_its_rates_are_those_of_the_schedule():
    scheduler = loaded(lambda_lr(50))
    assert rates_from(scheduler, 50) == [run_of()(t) for t in range(50, 100)]
    with pytest.raises(ValueError, match="another scheduler, at step 50 with the rate 0.0586824"):
        loaded(lambda_lr(50), steps=200)
    assert loaded(lambda_lr(50), steps=200, on_mismatch="new").get_last_lr() == [run_of(steps=200)(50)]


def test_a_state_without_a_count_of_steps_is_an_error():
    with pytest.raises(ValueError, match="set_step"):
        loaded(torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer()).state_dict())
    with pytest.raises(ValueError, match="on_mismatch must be one of error, keep, new, retarget"):
        TaperLR(optimizer(), SPEC, 100, on_mismatch="stretch")


def test_the_state_holds_only_text_and_whole_numbers():
    def leaves(value):
        if isinstance(value, dict):
            value = list(value.values())
        return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]
    state = loaded(saved_at(50), steps=200, on_mismatch="retarget").state_dict()
    assert all(leaf is None or type(leaf) in (int, str) for leaf in leaves(state))
