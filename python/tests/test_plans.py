"""Plans of several hyperparameters, and the plateau rule against PyTorch's."""

import pickle

import numpy as np
import pytest

import taper_lr as taper

TEXT = "[matrices]\nlr: cosine | peak(3e-4)\nweight_decay: between(cosine, from=0.1, to=0.02)\n[norms]\nlr: linear | peak(1e-3)"


def test_a_plan_is_a_value():
    plan = taper.Plan(TEXT)
    assert taper.Plan(plan.text) == plan == eval(repr(plan), {"taper": taper}) == pickle.loads(pickle.dumps(plan))
    assert taper.Plan({name: dict(values) for name, values in plan.groups.items()}) == plan
    assert plan.json()["schema"] == "taper.plan/1" and list(plan.groups) == ["matrices", "norms"]


def test_a_plan_over_a_length_is_a_run_for_each_value():
    runs = taper.Plan(TEXT).over(100)
    assert runs["norms"]["lr"] == (taper.linear() | taper.peak(1e-3)).over(100)
    assert runs["matrices"]["weight_decay"](0) == 0.1 and runs["matrices"]["weight_decay"](100) == pytest.approx(0.02)


@pytest.mark.parametrize("wrong", ["", "rate: cosine", "lr: cosin", "lr: cosine; lr: linear"])
def test_a_plan_that_is_none_is_an_error(wrong):
    with pytest.raises(ValueError):
        taper.Plan(wrong)


def test_an_optimizer_follows_a_plan():
    torch = pytest.importorskip("torch", reason="torch is not installed (script/setup python-frameworks)")
    from taper_lr.torch import TaperPlan

    def start(steps=100, **how):
        optimizer = torch.optim.AdamW([{"params": [torch.zeros(2, requires_grad=True)]} for _ in range(2)], lr=0.1, betas=(0.9, 0.999))
        return optimizer, TaperPlan(optimizer, {"matrices": {"lr": "cosine", "beta2": "between(linear, from=0.99, to=0.95)"},
                                                "norms": {"lr": "linear | peak(0.3)", "beta1": "linear"}}, steps, **how)
    optimizer, plan = start()
    seen = []
    for _ in range(50):
        seen.append([(g["lr"], *g["betas"]) for g in optimizer.param_groups])
        optimizer.step()
        plan.step()
    seen = np.array(seen)
    assert np.array_equal(seen[:, 0, 0], (taper.cosine() | taper.peak(0.1)).over(100).table()[:50])
    assert np.array_equal(seen[:, 1, 1], (taper.linear() | taper.peak(0.9)).over(100).table()[:50])
    assert np.all(seen[:, 0, 1] == 0.9) and np.all(seen[:, 1, 2] == 0.999)
    assert seen[0, 0, 2] == 0.99 and seen[49, 0, 2] == pytest.approx(0.99 - 0.04 * 0.49)
    with pytest.raises(ValueError, match="over 100 steps"):
        start(200)[1].load_state_dict(plan.state_dict())
    longer_optimizer, longer = start(200, on_mismatch="retarget")
    longer.load_state_dict(plan.state_dict())
    for ours, theirs in zip(longer_optimizer.param_groups, optimizer.param_groups):
        assert ours["lr"] == pytest.approx(theirs["lr"], rel=1e-9) and ours["betas"] == pytest.approx(theirs["betas"], rel=1e-9)
    with pytest.raises(ValueError, match="the plan has 1 groups"):
        TaperPlan(optimizer, {"matrices": {"lr": "cosine"}}, 100)


@pytest.mark.parametrize("how", [{}, {"mode": "max", "factor": 0.5, "patience": 0}, {"patience": 2, "cooldown": 3},
                                 {"threshold": 0.05, "threshold_mode": "abs", "patience": 1}], ids=str)
def test_the_plateau_rule_has_the_values_of_pytorch(how):
    torch = pytest.importorskip("torch", reason="torch is not installed (script/setup python-frameworks)")
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    theirs = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, eps=0, **how)
    rule = taper.Plateau(**how)
    metrics = np.random.default_rng(7).normal(size=80).cumsum() * 0.1
    for metric in metrics.tolist():
        theirs.step(metric)
        assert rule.observe(metric) == pytest.approx(optimizer.param_groups[0]["lr"], rel=1e-12)
        rule = pickle.loads(pickle.dumps(rule))
    assert rule.multiplier < 1
    with pytest.raises(ValueError):
        taper.Plateau(factor=2)
