"""taper_lr.inspect is the object that `taper inspect --json` prints, for logs of every kind that the readers' tests have."""

import json
import os
import pathlib
import shutil
import subprocess

import pytest

import taper_lr as taper
from conftest import ROOT

PROGRAM = os.environ.get("TAPER_PROGRAM") or shutil.which("taper")
pytestmark = pytest.mark.skipif(not PROGRAM, reason="the taper program is not built")
SAMPLES = sorted(p for p in (ROOT / "tests" / "inspect" / "data").rglob("*") if p.is_file() and p.suffix != ".py")


def printed(path):
    """What the program prints: one object a series; or its error."""
    done = subprocess.run([PROGRAM, "inspect", str(path), "--json"], capture_output=True, text=True, timeout=60)
    if done.returncode not in (0, 1):
        return done.stderr
    out = json.loads(done.stdout)
    return out if isinstance(out, list) else [out]


def same(path):
    theirs = printed(path)
    if path.suffix == ".db":  # a wheel has no SQLite of its own
        try:
            taper.inspect(path)
        except ValueError as error:
            if "SQLite" in str(error):
                pytest.skip(str(error))
    if isinstance(theirs, str):
        with pytest.raises((ValueError, OSError)):
            taper.inspect(path)
    else:
        assert json.loads(json.dumps(taper.inspect(path))) == theirs


@pytest.mark.parametrize("path", SAMPLES, ids=lambda p: p.name)
def test_a_sample(path):
    same(path)


def csv(*pieces):
    """A log of schedules one after another, each with its steps, as `step,lr` rows."""
    rows, step = ["step,lr,loss"], 0
    for spec, steps in pieces:
        for rate in taper.parse(spec).over(steps).table().tolist():
            rows.append(f"{step},{rate!r},{3 - step * 1e-3 + (step % 7) * 1e-2!r}")
            step += 1
    return "\n".join(rows) + "\n"


@pytest.mark.parametrize("pieces", [
    [("cosine | warmup(10) | peak(0.001)", 200)],
    [("poly(i=1.8) | warmup(25) | hold(30%) | floor(10%) | peak(0.0003)", 300)],
    [("linear | peak(0.1)", 50), ("linear | peak(0.1)", 100)],
    [("constant | peak(0.02)", 60)],
    [("exp(beta=0.05) | warmup(5%) | peak(0.5)", 150)],
], ids=lambda pieces: pieces[0][0][:16])
def test_a_schedule_written_as_a_log(pieces, tmp_path):
    path = pathlib.Path(tmp_path) / "run.csv"
    path.write_text(csv(*pieces))
    same(path)


LOG = csv(("cosine | warmup(10) | peak(0.001)", 200))
HF = '{"learning_rate": 0.001, "max_steps": 200, "lr_scheduler_type": "cosine", "warmup_steps": 10}'


@pytest.mark.parametrize("expected, same", [("cosine | warmup(10) | peak(0.001)", True), ("linear | peak(0.001)", False)])
def test_the_comparison_with_the_requested_schedule(expected, same, tmp_path):
    path = pathlib.Path(tmp_path) / "run.csv"
    path.write_text(LOG)
    done = subprocess.run([PROGRAM, "inspect", str(path), "--json", "--expected", expected], capture_output=True, text=True, timeout=60)
    theirs = json.loads(done.stdout)
    for form in (expected, taper.parse(expected)):
        ours, = taper.inspect(path, expected=form)
        assert json.loads(json.dumps(ours)) == theirs
    run, = taper.inspect(path, expected=taper.parse(expected).over(200))
    assert run["asked"]["same"] == same == theirs["asked"]["same"]


def test_a_training_configuration_is_the_requested_schedule(tmp_path):
    path, config = pathlib.Path(tmp_path) / "run.csv", pathlib.Path(tmp_path) / "args.json"
    path.write_text(LOG)
    config.write_text(HF)
    try:
        report, = taper.inspect(path, expected=config)
    except ValueError as error:
        if "reads no configurations" in str(error):
            pytest.skip(str(error))
        raise
    assert report["asked"]["same"] and report["asked"]["source"] == "hf-trainer"
    with pytest.raises(ValueError, match="specifies 200 steps, but 300 are given"):
        taper.inspect(path, expected=config, steps=300)


def test_a_continued_run_is_compared_with_its_exact_rates():
    run = (taper.cosine() | taper.peak(0.001)).over(100).extend(200, at=50)
    log = "step,lr\n" + "".join(f"{t},{run(t)!r}\n" for t in range(200))
    report, = taper.inspect("run.csv", content=log, expected=run)
    assert report["asked"]["same"]
