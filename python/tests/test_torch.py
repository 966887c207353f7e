"""TaperLR under real PyTorch: rates, groups, resume, SequentialLR, weights-only files."""

import copy
import io
import pickle

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="torch is not installed (script/setup python-frameworks)")

import taper_lr as taper
from taper_lr.torch import TaperLR

MODERN = int(torch.__version__.split(".")[0]) >= 2


def optimizer(lr=0.1, groups=1, kind=torch.optim.SGD, **more):
    return kind([{"params": [torch.zeros(2, requires_grad=True)]} for _ in range(groups)], lr=lr, **more)


def walk(opt, scheduler, steps, key="lr"):
    """The values in force at each optimizer step."""
    out = []
    for _ in range(steps):
        out.append([g[key] for g in opt.param_groups])
        opt.step()
        scheduler.step()
    return np.array(out, dtype=float)


def through_a_file(state, **how):
    file = io.BytesIO()
    torch.save(state, file)
    file.seek(0)
    return torch.load(file, **how)


def test_every_step_has_the_rate_of_the_schedule(spec):
    s = taper.parse(spec)
    opt = optimizer(0.25)
    rates = walk(opt, TaperLR(opt, s, 60), 65)[:, 0]
    r = (s if s.has_peak else s | taper.peak(0.25)).over(60)
    assert np.array_equal(rates, [r(t) for t in range(65)])


def test_agrees_with_pytorchs_own_cosine_and_linear_warmup():
    from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR
    ours, theirs = optimizer(), optimizer()
    a = walk(ours, TaperLR(ours, "cosine", 50), 50)
    b = walk(theirs, CosineAnnealingLR(theirs, T_max=50), 50)
    assert np.abs(a - b).max() < 1e-15
    ours, theirs = optimizer(), optimizer()
    a = walk(ours, TaperLR(ours, "constant | warmup(10, from=0.1)", 50), 50)
    b = walk(theirs, LinearLR(theirs, start_factor=0.1, total_iters=10), 50)
    assert np.abs(a - b).max() < 1e-15


def test_a_schedule_for_each_group():
    opt = optimizer(0.1, groups=2)
    rates = walk(opt, TaperLR(opt, ["linear", taper.cosine() | taper.peak(3.0)], 10), 10)
    assert np.array_equal(rates[:, 0], (taper.linear() | taper.peak(0.1)).over(10).table())
    assert rates[0, 1] == 3.0
    with pytest.raises(ValueError, match="expected one schedule or 2"):
        TaperLR(opt, ["linear"] * 3, 10)


@pytest.mark.parametrize("stop", [0, 1, 7, 29])
def test_resuming_in_the_middle_gives_the_same_rates(stop):
    spec = "poly(i=1.8) | warmup(5) | floor(10%)"
    opt = optimizer(kind=torch.optim.AdamW)
    whole = walk(opt, TaperLR(opt, spec, 30), 30)
    opt = optimizer(kind=torch.optim.AdamW)
    scheduler = TaperLR(opt, spec, 30)
    walk(opt, scheduler, stop)
    saved = {"optimizer": through_a_file(opt.state_dict(), weights_only=MODERN),  # 1.13 reads no float there
             "scheduler": through_a_file(scheduler.state_dict(), weights_only=True)}
    again = optimizer(kind=torch.optim.AdamW)
    resumed = TaperLR(again, spec, 30)
    again.load_state_dict(saved["optimizer"])
    resumed.load_state_dict(saved["scheduler"])
    assert resumed.get_last_lr() == scheduler.get_last_lr()
    assert np.array_equal(walk(again, resumed, 30 - stop), whole[stop:])


def test_pickles_and_copies():
    opt = optimizer()
    scheduler = TaperLR(opt, "cosine | warmup(3)", 20)
    walk(opt, scheduler, 4)
    assert pickle.loads(pickle.dumps(scheduler.state_dict())) == scheduler.state_dict()
    for again in (pickle.loads(pickle.dumps(scheduler)), copy.deepcopy(scheduler)):
        assert np.array_equal(walk(again.optimizer, again, 10), walk(*(lambda s: (s.optimizer, s))(copy.deepcopy(scheduler)), 10))


def test_chains_into_sequential_lr():
    from torch.optim.lr_scheduler import SequentialLR
    opt = optimizer()
    chain = SequentialLR(opt, [TaperLR(opt, "constant | warmup(5)", 5 + 1), TaperLR(opt, "linear", 10)], milestones=[5])
    rates = walk(opt, chain, 15)[:, 0]
    rise = (taper.parse("constant | warmup(5) | peak(0.1)")).over(6).table()[:5]
    fall = (taper.linear() | taper.peak(0.1)).over(10).table()
    assert np.array_equal(rates, np.concatenate([rise, fall]))


def test_any_step_can_be_set():
    opt = optimizer()
    scheduler = TaperLR(opt, "linear", 10)
    scheduler.set_step(7)
    r = (taper.linear() | taper.peak(0.1)).over(10)
    assert opt.param_groups[0]["lr"] == r(7) == scheduler.get_last_lr()[0]
    with pytest.raises(ValueError, match="step must be >= 0"):
        scheduler.set_step(-1)


def test_resume_by_last_epoch():
    opt = optimizer()
    TaperLR(opt, "linear", 10)
    opt.param_groups[0]["lr"] = 123.0
    TaperLR(opt, "linear", 10, last_epoch=3)
    assert opt.param_groups[0]["lr"] == (taper.linear() | taper.peak(0.1)).over(10)(4)


def test_other_values_than_the_rate():
    opt = optimizer(kind=torch.optim.AdamW, weight_decay=0.5)
    values = walk(opt, TaperLR(opt, "linear", 10, key="weight_decay"), 10, "weight_decay")[:, 0]
    assert np.array_equal(values, (taper.linear() | taper.peak(0.5)).over(10).table())
    assert opt.param_groups[0]["lr"] == 0.1
    opt = optimizer(kind=torch.optim.AdamW, betas=(0.9, 0.95))
    TaperLR(opt, "linear", 10, key="betas").set_step(5)
    assert opt.param_groups[0]["betas"] == (0.45, 0.95)
    with pytest.raises(ValueError, match="no 'momentum'"):
        TaperLR(optimizer(kind=torch.optim.AdamW), "linear", 10, key="momentum")


def test_a_subclass_that_changes_the_rates_is_followed():
    class Halved(TaperLR):
        def get_lr(self):
            return [rate / 2 for rate in super().get_lr()]

    opt = optimizer()
    rates = walk(opt, Halved(opt, "linear", 10), 10)[:, 0]
    assert np.array_equal(rates, (taper.linear() | taper.peak(0.1)).over(10).table() / 2)


def test_rates_set_by_other_code_have_no_effect():
    opt = optimizer(0.1, groups=2)
    scheduler = TaperLR(opt, "linear", 10)
    r = (taper.linear() | taper.peak(0.1)).over(10)
    for t, left in enumerate((7.0, 1, np.float64(3), torch.tensor(5.0), torch.tensor(5.0)), 1):
        opt.param_groups[0]["lr"] = left
        opt.step()
        scheduler.step()
        assert [float(g["lr"]) for g in opt.param_groups] == pytest.approx([r(t)] * 2, rel=1e-7)
        assert [float(v) for v in scheduler.get_last_lr()] == pytest.approx([r(t)] * 2, rel=1e-7)
        assert (scheduler.last_epoch, scheduler._step_count) == (t, t + 1)


@pytest.mark.parametrize("groups", [1, 2])
def test_a_group_that_was_added_later_is_an_error_before_anything_advances(groups):
    opt = optimizer(groups=groups)
    scheduler = TaperLR(opt, "linear", 10)
    walk(opt, scheduler, 2)
    before = [g["lr"] for g in opt.param_groups]
    opt.add_param_group({"params": [torch.zeros(2, requires_grad=True)]})
    for move, step in ((scheduler.step, 3), (lambda: scheduler.set_step(5), 5)):
        with pytest.raises(ValueError, match=rf"has {groups + 1} parameter groups, but had {groups} .*set_step\({step}\)"):
            move()
    assert scheduler.last_epoch == 2 and [g["lr"] for g in opt.param_groups[:groups]] == before


def test_a_rate_that_is_a_tensor_stays_one():
    opt = optimizer(torch.tensor(0.1), kind=torch.optim.AdamW, capturable=False, foreach=False)
    tensor = opt.param_groups[0]["lr"]
    scheduler = TaperLR(opt, "linear", 10)
    opt.step()
    scheduler.step()
    assert opt.param_groups[0]["lr"] is tensor and float(tensor) == pytest.approx(0.09)


def test_a_group_with_a_rate_of_zero_stays_frozen():
    opt = optimizer(0.1, groups=2)
    opt.param_groups[1]["lr"] = 0.0
    rates = walk(opt, TaperLR(opt, "linear", 10), 10)
    assert rates[0, 0] == 0.1 and not rates[:, 1].any()


def test_a_floor_may_be_a_rate_because_the_group_gives_the_peak():
    opt = optimizer(0.1)
    scheduler = TaperLR(opt, "cosine | floor(0.01)", 10)
    scheduler.set_step(10)
    assert scheduler.get_last_lr() == [0.01]
    again = TaperLR(optimizer(0.1), "linear", 10, on_mismatch="keep")
    again.load_state_dict(scheduler.state_dict())
    assert again.get_last_lr() == [0.01]


def test_errors_are_raised_immediately():
    for wrong in ("cosin", "cosine | warmup(50)"):
        with pytest.raises(ValueError):
            TaperLR(optimizer(), wrong, 20)
