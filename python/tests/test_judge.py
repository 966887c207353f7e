"""check, compare, dynamics, safe, predict, inspect: the objects of the command line, and figures that must come out."""

import json
import os
import shutil
import subprocess

import numpy as np
import pytest

import taper_lr as taper

PROGRAM = os.environ.get("TAPER_PROGRAM") or shutil.which("taper")
needs_program = pytest.mark.skipif(not PROGRAM, reason="the taper program is not built")


def printed(*arguments):
    """What the command line prints as JSON; exit status 1 is a fault found."""
    done = subprocess.run([PROGRAM, *arguments, "--json"], capture_output=True, text=True, timeout=60)
    assert done.returncode in (0, 1), done.stderr
    return json.loads(done.stdout)


@needs_program
def test_check_is_the_object_of_the_command_line(spec):
    assert [taper.parse(spec).over(200).check()] == printed("check", spec, "--steps", "200")


@needs_program
def test_check_takes_the_same_options():
    ours = taper.exp(0.3).over(500).check(slack=2, steepness_max=4, delta=0.5, clock="run")
    theirs, = printed("check", "exp(beta=0.3)", "--steps", "500", "--slack", "2", "--steepness-max", "4", "--delta", "0.5", "--clock", "run")
    theirs["spec"] = ours["spec"]
    assert ours == theirs


@needs_program
def test_what_show_prints_for_python_evaluates_to_the_same_schedule(spec):
    shown, = printed("show", spec)
    s = eval(shown["python"], {"taper": taper})
    assert s == taper.parse(spec)
    assert (s.text, s.shell, s.json(), s.cpp, repr(s)) == (shown["canonical"], shown["twin"], shown["json"], shown["cpp"], shown["python"])


@needs_program
def test_compare_is_the_object_of_the_command_line():
    ours = taper.compare("cosine", "linear | warmup(20)", steps=300)
    theirs = printed("compare", "cosine", "linear | warmup(20)", "--steps", "300")
    assert ours == theirs


@needs_program
def test_predict_is_the_object_of_the_command_line():
    specs = ["cosine", "linear | warmup(20)", "exp(beta=0.05)"]
    assert taper.predict(*specs, steps=300) == printed("predict", *specs, "--steps", "300")


@needs_program
@pytest.mark.parametrize("ours, flags", [
    ({"at": 500, "new_steps": 2000}, ["--at", "500", "--new-steps", "2000"]),
    ({"at": "end", "new_steps": 1500, "rewarm": 50}, ["--at", "end", "--new-steps", "1500", "--rewarm", "50"]),
    ({"at": 50, "cooldown_now": True}, ["--at", "50", "--cooldown-now"]),
    ({"at": 300, "peak": 0.2}, ["--at", "300", "--peak", "0.2"]),
    ({"at": 300, "to": "exp(beta=0.1)", "slack": 2}, ["--at", "300", "--to", "exp(beta=0.1)", "--slack", "2"]),
], ids=str)
def test_retarget_is_the_object_of_the_command_line(ours, flags):
    spec = "cosine | warmup(20) | hold(10%) | peak(0.1)"
    assert taper.retarget(spec, 1000, **ours) == printed("retarget", spec, "--steps", "1000", *flags)


def test_a_retarget_that_changes_nothing_or_two_things_at_once_is_an_error():
    with pytest.raises(ValueError, match="nothing changes"):
        taper.retarget("linear", 100, at=50)
    with pytest.raises(ValueError, match="exclude each other"):
        taper.retarget("linear", 100, at=50, rewarm=5, to="cosine")


needs_fit = pytest.mark.skipif(not taper.has_fit(), reason="built without NLopt (script/setup core)")


@needs_fit
@needs_program
@pytest.mark.parametrize("family, to, by", [("poly(n=2)", "cosine", "sup"), ("exp", "linear | warmup(20) | peak(0.1)", "l2"),
                                            ("any", "one_minus_sqrt | floor(10%)", "dynamics")])
def test_fit_is_the_object_of_the_command_line(family, to, by):
    assert taper.fit(family, to, by=by) == printed("fit", family, "--to", to, "--by", by)


@needs_fit
def test_fit_to_measured_rates():
    rates = taper.parse("poly(i=2.5) | peak(0.01)").over(200).table()
    found = taper.fit("poly(n=2)", (np.arange(200), rates))
    assert found["fitted"]["i"] == pytest.approx(2.5, rel=2e-3) and found["steps"] == 200
    with pytest.raises(ValueError, match="equally long"):
        taper.fit("poly", ([0, 1], [1.0]))
    with pytest.raises(ValueError, match="by must be one of"):
        taper.fit("poly", "cosine", by="sight")


@needs_program
@pytest.mark.parametrize("family, sweep", [("poly", "i=0.1:50"), ("sigmoid(b=3)", "i=0.1:20"), ("exp", "beta=0.01:0.999")])
def test_safe_is_the_object_of_the_command_line(family, sweep):
    name, ends = sweep.split("=")
    low, high = map(float, ends.split(":"))
    assert taper.safe(family, 1000, **{name: (low, high)}) == printed("safe", family, "--steps", "1000", "--sweep", sweep)


@needs_program
def test_dynamics_are_those_of_the_command_line():
    ours = taper.parse("exp(beta=0.5) | warmup(3) | hold(2)").over(20).dynamics()
    rows = printed("dynamics", "exp(beta=0.5) | warmup(3) | hold(2)", "--steps", "20")["rows"]
    for name, column in ours.items():
        for mine, row in zip(column.tolist(), rows):
            assert mine == row[name] or (row[name] is None and not np.isfinite(mine)), (name, row)


def test_verdicts_of_the_vectors(root):
    cases = json.loads((root / "conformance" / "dynamics.json").read_text())["cases"]
    judged = [c for c in cases if "verdict" in c]
    assert len(judged) > 5
    for case in judged:
        c = taper.parse(case["spec"]).over(case["steps"]).check()
        verdict = case["verdict"]["overall"] if isinstance(case["verdict"], dict) else case["verdict"]
        assert c["verdict"] == verdict, case["spec"]


def test_known_figures():
    c = taper.exp(0.05).over(1000).check()
    assert c["verdict"] == "violating" and c["collapse"]["critical_delta"] == pytest.approx(0.515, abs=5e-4)
    multipliers = [c["peak_multiplier"][k] for k in ("budget", "bound", "quadratic")]
    assert multipliers == pytest.approx([1.78, 1.73, 1.74], abs=0.01)
    bound = taper.predict("linear", steps=400)[0]["bound"]
    assert (round(bound["omega"], 5), round(bound["peak"], 5)) == (0.10063, 0.04956)
    assert bound["lambda"] == pytest.approx(4.0, abs=1e-6)
    area = taper.safe("poly")
    assert area["favorable"] == pytest.approx([1.7629, 5.2439], rel=1e-4)
    assert area["marginal"] == pytest.approx([1.7295, 10.029], rel=1e-4)


def test_a_map_of_two_parameters():
    area = taper.safe("poly", 500, i=(1, 10), n=(1, 4))
    assert area["parameters"] == ["i", "n"]
    cells = area["map"]["verdicts"]
    assert len(cells) == len(area["map"]["n"]) and len(cells[0]) == len(area["map"]["i"])
    assert {v for row in cells for v in row} == {"favorable", "marginal", "violating"}


@pytest.mark.parametrize("wrong", [
    lambda: taper.safe("linear"), lambda: taper.safe("poly", 1), lambda: taper.safe("poly", nothing=(1, 2)),
    lambda: taper.safe("poly", i=(5, 1)), lambda: taper.safe("polly"), lambda: taper.linear().over(10).check(slack=-1),
    lambda: taper.linear().over(10).check(clock="moon"), lambda: taper.linear().over(1).check(),
    lambda: taper.predict("linear", steps=10, preset="hopeful"), lambda: taper.linear().over(10).dynamics(delta=0),
])
def test_schedules_that_cannot_be_judged_are_value_errors(wrong):
    with pytest.raises(ValueError):
        wrong()


def test_a_log_written_from_a_schedule_is_recognized(tmp_path):
    spec = "cosine | warmup(50) | peak(0.0003)"
    r = taper.parse(spec).over(1000)
    state = {"max_steps": 1000, "global_step": 990, "log_history": [
        {"step": t, "learning_rate": r(t), "loss": 3 - t / 1000} for t in range(10, 1000, 10)]}
    path = tmp_path / "trainer_state.json"
    path.write_text(json.dumps(state))
    report, = taper.inspect(path)
    assert report["format"] == "hf-trainer-state" and report["spec"] == spec and report["steps"] == 1000
    assert report["faults"] == [] and report["check"]["verdict"] == "favorable"


def test_a_file_that_is_not_a_log_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="Git LFS"):
        taper.inspect("x.json", content="version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 3\n")


@needs_program
@pytest.mark.parametrize("to", ["python", "pytorch", "hf", "optax", "keras", "c", "cuda", "js", "csv", "json"])
def test_export_is_the_text_of_the_command_line(to):
    spec = "cosine | warmup(10%) | peak(3e-4)"
    done = subprocess.run([PROGRAM, "export", spec, "--steps", "100", "--to", to], capture_output=True, text=True, check=True, timeout=60)
    assert taper.export(spec, 100, to=to) == done.stdout


def test_export_without_a_length_or_with_one_at_run_time():
    for made in ("constant | warmup(10)", taper.parse("constant | warmup(10)"), taper.parse("constant | warmup(10)").over()):
        assert "def learning_rate(step)" in taper.export(made, to="python")
    assert "def learning_rate(step, total)" in taper.export("cosine", 100, to="python", runtime_total=True)
    with pytest.raises(ValueError, match="no export target is called 'perl'; the targets are python"):
        taper.export("cosine", 100, to="perl")
    with pytest.raises(ValueError, match="needs its length"):
        taper.export("cosine", to="python")
