"""Errors: the kind that Python has for them, what was given, what to give instead, and no option of the command line."""

import re

import pytest

import taper_lr as taper
from conftest import ROOT

RUN = taper.linear().over(100)


def test_a_missing_log_or_configuration_is_not_found(tmp_path):
    with pytest.raises(FileNotFoundError):
        taper.inspect(tmp_path / "missing.csv")
    with pytest.raises(FileNotFoundError):
        taper.inspect("run.csv", content="step,lr\n0,1\n1,0.5\n", expected=tmp_path / "missing.yaml")


@pytest.mark.parametrize("call, message", [
    (lambda: taper.parse(RUN), "a Run, which has its length already: give its .schedule"),
    (lambda: taper.parse(100), "got int 100"),
    (lambda: taper.check(taper.warmup(5), 100), r"the modifier warmup\(5\), without a shape"),
    (lambda: taper.check(100, "linear"), "got int 100"),
    (lambda: taper.compare("linear", 1000), "got int 1000|steps is needed"),
    (lambda: taper.check("linear"), "steps is needed"),
    (lambda: taper.predict({"lr": "linear"}, steps=10), "see Plan"),
    (lambda: taper.safe(RUN), "the family is a text"),
    (lambda: taper.inspect("x.csv", content="", expected={"lr": "linear"}), "see Plan"),
    (lambda: taper.Plan(RUN), "a plan is a text or a mapping"),
    (lambda: taper.Plan({"lr": RUN}), "give its .schedule"),
    (lambda: taper.draw(), "at least one schedule"),
])
def test_the_wrong_kind_of_argument_is_a_type_error(call, message):
    with pytest.raises(TypeError, match=message):
        call()


def test_another_length_of_a_run_is_an_error():
    with pytest.raises(ValueError, match=r"the run has 100 steps, but steps=200; give its \.schedule"):
        taper.check(RUN, 200)
    assert taper.check(RUN, 100)["steps"] == 100


@pytest.mark.parametrize("call, message", [
    (lambda t, hf, o: t.TaperLR(o, RUN, 100), "a Run, which has its length already"),
    (lambda t, hf, o: t.TaperLR(o, [RUN], 100), "a Run, which has its length already"),
    (lambda t, hf, o: t.TaperLR(o, {"lr": "linear"}, 100), "see Plan"),
    (lambda t, hf, o: t.TaperLR("linear", o, 100), r"an optimizer is needed, got str; the order is TaperLR\(optimizer, schedule, total_steps\)"),
    (lambda t, hf, o: t.TaperPlan("lr: linear", o, 100), "the order is TaperPlan"),
    (lambda t, hf, o: hf.get_scheduler(o, "linear", 100), r"the order is get_scheduler\(schedule, optimizer, num_training_steps\)"),
    (lambda t, hf, o: hf.with_schedule("linear", object), "the order is with_schedule"),
    (lambda t, hf, o: hf.with_schedule(object, RUN), "a Run, which has its length already"),
])
def test_swapped_arguments_of_the_schedulers(call, message):
    torch = pytest.importorskip("torch", reason="torch is not installed (script/setup python-frameworks)")
    from taper_lr import hf
    from taper_lr import torch as adaptor
    with pytest.raises(TypeError, match=message):
        call(adaptor, hf, torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.1))


@pytest.mark.parametrize("spec, message", [
    ("OneCycleLR(max_lr=0.1)", "did you mean 'torch.OneCycleLR'"),
    ("one_cycle", "torch.OneCycleLR"),
    ("cosineannealinglr", "torch.CosineAnnealingLR"),
    ("CosineDecay", "keras.CosineDecay"),
])
def test_schedules_of_libraries_are_among_the_suggestions(spec, message):
    with pytest.raises(ValueError, match=message):
        taper.parse(spec)


@pytest.mark.parametrize("spec, message", [
    ("linear | warmup(2000)", "warmup leaves no step after it: 2000 of 1000 steps"),
    ("linear | warmup(60%) | hold(500)", r"warmup and hold leave no step after them: 600 \+ 500 of 1000 steps"),
    ("linear | warmup(600) | cooldown(500)", r"warmup and cooldown together are longer than the run: 600 \+ 500 of 1000 steps"),
])
def test_parts_that_do_not_fit_are_named_with_their_lengths(spec, message):
    with pytest.raises(ValueError, match=message):
        taper.parse(spec).over(1000)


def test_no_message_names_an_option_of_the_command_line():
    """The messages of the C++ library are checked in tests/style/test_texts.py."""
    literal = re.compile(r'f?"(?:[^"\\\n]|\\.)*"')
    for path in [*(ROOT / "python" / "taper_lr").glob("*.py"), *(ROOT / "python" / "src").glob("*.?pp")]:
        code = re.sub(r'"""(?:.|\n)*?"""', "", path.read_text(encoding="utf-8"))
        if path.name == "__main__.py":
            continue  # it says how the program is built
        for text in literal.findall(code):
            assert not re.search(r'(?:^f?"|[\s"(])--[a-z]', text), (path.name, text)
