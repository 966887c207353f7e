"""Pictures: those of the program, shown by notebooks without markup from texts."""

import os
import re
import shutil
import subprocess
import xml.etree.ElementTree

import pytest

import taper_lr as taper

pytestmark = pytest.mark.skipif(not taper.has_pictures(), reason="built without fmt (script/setup core)")
PROGRAM = os.environ.get("TAPER_PROGRAM") or shutil.which("taper")
LOG = "step,lr,loss\n" + "".join(f"{t},{(taper.linear() | taper.warmup(10) | taper.peak(1e-3)).over(100)(t)!r},{3 - t / 100}\n"
                                 for t in range(100))


@pytest.mark.skipif(not PROGRAM, reason="the taper program is not built")
@pytest.mark.parametrize("kind", ["svg", "html", "png"])
def test_a_picture_is_the_one_of_the_program(kind, tmp_path):
    specs = ["cosine | warmup(10%)", "exp(beta=0.05)"]
    theirs, ours = tmp_path / f"theirs.{kind}", tmp_path / f"ours.{kind}"
    subprocess.run([PROGRAM, "plot", *specs, "--steps", "500", "-o", theirs], check=True, timeout=60)
    taper.draw(*specs, steps=500).save(ours)
    assert ours.read_bytes() == theirs.read_bytes()


@pytest.mark.skipif(not PROGRAM, reason="the taper program is not built")
def test_the_picture_of_a_log_is_the_one_of_the_program(tmp_path):
    (tmp_path / "run.csv").write_text(LOG)
    subprocess.run([PROGRAM, "inspect", "run.csv", "-o", "theirs.svg"], check=True, timeout=60, cwd=tmp_path, capture_output=True)
    report, = taper.inspect("run.csv", content=LOG)
    assert report.picture.svg == (tmp_path / "theirs.svg").read_text()


SHOWN = [
    lambda: taper.parse("cosine | warmup(10%)"),
    lambda: taper.parse("cosine | warmup(10%) | peak(0.1)").over(300),
    lambda: taper.parse("cosine").over(100).extend(200, at=50),
    lambda: taper.linear().over(1),
    lambda: taper.check("exp(beta=0.05)", 1000),
    lambda: taper.retarget("linear", 1000, at=500, new_steps=2000),
    lambda: taper.inspect("run.csv", content=LOG)[0],
    lambda: taper.draw("cosine", "linear", steps=50),
]


@pytest.mark.parametrize("make", SHOWN)
def test_a_notebook_shows_a_picture(make):
    shown = make()._repr_html_()
    assert shown.count("<svg") == 1 and "<script" not in shown and "<?xml" not in shown
    xml.etree.ElementTree.fromstring(f"<div>{shown}</div>")  # well-formed
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(set(ids)) == len(ids) and not set(ids) & set(re.findall(r' id="([^"]+)"', make()._repr_html_()))


def test_texts_are_escaped():
    name = "<script>alert(1)</script>&.csv"
    for shown in (taper.inspect(name, content=LOG)[0]._repr_html_(), taper.draw("linear", steps=9, title=name)._repr_html_()):
        assert "<script" not in shown and "&lt;script&gt;" in shown


def test_a_schedule_that_needs_a_clock_is_shown_as_text():
    assert taper.parse("cosine | warmup(2ep)")._repr_html_() is None


def test_a_kind_that_is_not_known_is_an_error(tmp_path):
    with pytest.raises(ValueError, match="name it .svg, .png or .html"):
        taper.draw("linear", steps=9).save(tmp_path / "x.pdf")
    with pytest.raises(ValueError, match="panels are window"):
        taper.draw("linear", steps=9, panels=["walls"])


def test_a_report_is_stored_as_a_dict():
    import json
    import pickle
    report = taper.check("cosine", 100)
    assert pickle.loads(pickle.dumps(report)) == report and json.loads(json.dumps(report)) == report
