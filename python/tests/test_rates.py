"""Rates of bound schedules: one step, arrays of any integer type, tables, the conformance vectors."""

import json
import math
import pickle

import numpy as np
import pytest

import taper_lr as taper

STEPS = 97


def test_every_way_of_evaluation_gives_the_same_bits(spec):
    r = taper.parse(spec).over(STEPS)
    singly = np.array([r(t) for t in range(STEPS)])
    assert np.array_equal(r(np.arange(STEPS)), singly)
    assert np.array_equal(np.asarray(r), r.table()) and list(r) == singly.tolist()
    # bulk and single evaluation may differ by 4 ulp of the peak
    assert np.abs(r.table() - singly).max() <= 4 * np.spacing(r.peak)
    assert np.array_equal(r.table(first=3, every=7), r.table()[3::7])
    assert np.array_equal(r.table(dtype=np.float32), r.table().astype(np.float32))
    assert len(r) == len(r.table()) == STEPS


@pytest.mark.parametrize("kind", ["i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8", ">i8"])
def test_integer_arrays_of_any_kind_and_shape(kind):
    r = taper.cosine().over(100)
    steps = np.array([[0, 1, 50], [99, 100, 120]], dtype=kind)
    expected = [[r(int(t)) for t in row] for row in steps]
    assert np.array_equal(r(steps), expected)
    assert np.array_equal(r(steps[:, ::2]), np.array(expected)[:, ::2])
    assert np.array_equal(r(steps.T), np.array(expected).T)
    assert r(steps).dtype == np.float64


def test_scalars_lists_and_the_empty_array():
    r = taper.linear().over(4)
    assert r(np.int32(1)) == r(np.array(1)) == r(1) == 0.75 and isinstance(r(np.int64(1)), float)
    assert r([0, 2]).tolist() == [1.0, 0.5]
    assert r(range(3)).tolist() == [1.0, 0.75, 0.5]
    assert r([]).shape == (0,)


def test_out_is_written_without_a_copy():
    r = taper.cosine().over(1000)
    buffer = np.zeros(1000)
    assert r(np.arange(1000), out=buffer) is buffer
    assert np.array_equal(buffer, [r(t) for t in range(1000)])
    for bad in (np.zeros(999), np.zeros(1000, np.float32), np.zeros(2000)[::2]):
        with pytest.raises(ValueError):
            r(np.arange(1000), out=bad)


@pytest.mark.parametrize("step", [-1, np.int64(-1), [3, -2], np.array([0, -7], dtype=np.int8)])
def test_negative_steps_are_errors(step):
    with pytest.raises(ValueError, match="step must be >= 0, got -"):
        taper.cosine().over(10)(step)


@pytest.mark.parametrize("step", [1.5, [0.5], "3", None, np.array([1.0])])
def test_fractional_steps_are_errors(step):
    with pytest.raises(TypeError):
        taper.cosine().over(10)(step)


def test_steps_after_the_end_give_the_terminal_rate():
    r = (taper.cosine() | taper.floor("10%")).over(10)
    assert r(10) == r(10**15) == r(2**63 - 1) == 0.1
    assert taper.constant().over(10)(50) == 1.0
    endless = (taper.linear() | taper.restarts(first=4, forever=True)).over(10)
    assert endless(4 * 10**9 + 1) == 0.75


def test_a_long_run_is_evaluated_without_visiting_every_step():
    r = (taper.cosine() | taper.warmup(2000)).over(1e18)
    assert r(2000) == 1.0 and len(r) == 10**18
    assert 0.0 < r(10**18 - 1) < 1e-35


def number(text):
    return math.inf if text == "inf" else float(text)


def test_whole_schedules_agree_with_the_vectors(root):
    cases = json.loads((root / "conformance" / "schedules.json").read_text())["cases"]
    assert len(cases) > 50
    for case in cases:
        r = taper.parse(case["spec"]).over(case["steps"])
        steps = case.get("at", range(case["steps"]))
        at = np.array([*steps, *case.get("after", {}).get("at", [])], dtype=np.uint64)
        lr = np.array([number(v) for v in [*case["lr"], *case.get("after", {}).get("lr", [])]])
        assert len(at) == len(lr)
        assert np.abs(r(at) - lr).max() <= 8 * np.spacing(r.peak), case["spec"]


def test_published_rates(root):
    for case in json.loads((root / "conformance" / "published.json").read_text())["cases"]:
        r = taper.parse(case["spec"]).over(case["steps"])
        assert np.abs(r(np.arange(len(case["lr"]))) - case["lr"]).max() <= 2e-12, case["spec"]


@pytest.mark.parametrize("family", [f["name"] for f in taper.families()])
def test_windows_agree_with_the_vectors(root, family):
    """φ(x) by a run of 2^62 steps: a step of it is x exactly wherever x is a multiple of 2^-62."""
    steps = 2**62
    compared = 0
    for case in json.loads((root / "conformance" / f"{family}.json").read_text())["cases"]:
        r = taper.parse(case["spec"]).over(steps)
        for point in case["points"]:
            part = point["x"] if "x" in point else point["rest"]
            exact = part * 2.0**62
            if exact != math.floor(exact):
                continue
            t = int(exact) if "x" in point else steps - int(exact)
            value = number(point["value"])
            # a few ulp, and |ln phi| more of them where a steep power makes it small; a table's is absolute
            tolerance = 16 * np.spacing(max(value, 1e-300)) * max(1.0, abs(math.log(max(value, 1e-300))))
            tolerance += 4e-16 if family == "table" else 0.0
            assert abs(r(t) - value) <= tolerance, (case["spec"], point)
            compared += 1
    assert compared >= 6


KRONECKER = ["linear | kronecker", "cosine | kronecker | warmup(7) | floor(10%) | peak(0.1)",
             "poly(i=1.8) | kronecker | warmup(9, mirror) | hold(5)"]


@pytest.mark.parametrize("text", [*KRONECKER, "constant | warmup(5) | peak(0.1)",
                                  "cosine | restarts(first=30, stretch=2, forever) | warmup(5)"])
def test_without_a_length_the_rates_are_those_of_any_length(text):
    s = taper.parse(text)
    r = s.over()
    assert isinstance(r, taper.EndlessRun) and (r.schedule, r.peak, r.floor) == (s, s.over(9999).peak, s.over(9999).floor)
    steps = np.arange(97)
    for length in (100, 1000):
        assert np.array_equal(r(steps), s.over(length)(steps))
    assert [r(t) for t in range(97)] == r(steps).tolist()
    assert r == s.over() and hash(r) == hash(s.over()) and pickle.loads(pickle.dumps(r)) == r
    assert eval(repr(r), {"taper": taper}) == r
    with pytest.raises(TypeError):
        len(r)


@pytest.mark.parametrize("step", [2**31, 2**32 + 1, 2**53, 2**53 + 1, 2**62, 2**63 - 1])
def test_a_kronecker_input_is_exact_at_any_step(step):
    x = step * 0x9E3779B97F4A7C15F39CC0605CEDC834 % 2**128
    wanted = (2**128 - x) / 2**128
    for got in (taper.parse("linear | kronecker").over()(step), taper.parse("linear | kronecker").over()(np.array([step]))[0]):
        assert wanted * (1 - 2**-52) <= got <= wanted


@pytest.mark.parametrize("text, needs", [("cosine", "cosine falls"), ("linear | kronecker(sorted)", r"kronecker\(sorted\)"),
                                         ("linear | kronecker | warmup(10%)", r"warmup\(10%\)"),
                                         ("linear | kronecker | cooldown(5)", "cooldown"),
                                         ("torch.StepLR(step_size=3)", "torch.StepLR")])
def test_the_part_that_needs_a_length_is_named(text, needs):
    with pytest.raises(ValueError, match=needs + r".*needs.*over\(1000\)"):
        taper.parse(text).over()


def test_the_clock_is_used():
    s = taper.linear() | taper.kronecker() | taper.warmup("2ep")
    with pytest.raises(ValueError, match="epochs"):
        s.over()
    assert s.over(steps_per_epoch=5)(11) == (taper.linear() | taper.kronecker() | taper.warmup(10)).over()(11)


def test_an_extended_run_is_a_value(spec):
    """It pickles, compares, and its text has its rates within 1e-5 of the peak."""
    plan = taper.parse(spec).over(100)
    try:
        longer = plan.extend(200, at=60)
    except ValueError as problem:
        assert "retarget" in str(problem), problem  # restarts, a sorted Kronecker input
        return
    assert pickle.loads(pickle.dumps(longer)) == longer != plan and hash(longer) != hash(plan)
    assert eval(repr(longer), {"taper": taper}) == longer
    assert np.array_equal(longer.table(), longer(np.arange(200))) and len(longer) == 200
    assert np.array_equal(longer.table()[:60], plan.table()[:60])
    text = longer.schedule.over(200).table()
    assert np.abs(text - longer.table()).max() <= 1.1e-5 * plan.peak
    assert longer(60) == pytest.approx(plan(60), rel=1e-12)


def test_steps_beyond_64_bits_are_one_error_alone_and_in_an_array():
    r = (taper.cosine() | taper.peak(0.1)).over(100)
    for step in (2**64, 2**200, np.array([0, 2**64], dtype=object), [0, 2**64]):
        with pytest.raises(ValueError, match=r"^step must be below 2\^64, got "):
            r(step)
    for step in (-1, [-1, 2**64]):
        with pytest.raises(ValueError, match="^step must be >= 0, got -1"):
            r(step)
    assert r(2**64 - 1) == r(np.array([2**64 - 1], dtype=np.uint64))[0]


def test_out_may_overlap_the_steps():
    r = (taper.cosine() | taper.peak(0.1)).over(100)
    memory = np.zeros(101, dtype=np.int64)
    for shift in (0, 1):
        steps = memory[:100]
        steps[:] = np.arange(100)
        out = memory[shift:shift + 100].view(np.float64)
        expected = r(np.arange(100))
        np.testing.assert_array_equal(r(steps, out=out), expected)
