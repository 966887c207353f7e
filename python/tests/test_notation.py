"""Schedules in Python: words, `|`, printed spelling, errors, equality, pickle."""

import copy
import pickle
import random

import pytest

import taper_lr as taper


def test_the_python_form_evaluates_to_the_same_schedule(spec):
    s = taper.parse(spec)
    again = eval(repr(s), {"taper": taper})
    assert again == s
    assert again.text == s.text
    assert taper.parse(s.text) == s and taper.parse(s.shell) == s


def test_random_parameters_survive_every_spelling():
    draw = random.Random(7)
    for _ in range(300):
        family = draw.choice([f for f in taper.families() if f["parameters"]])
        given = {}
        for p in family["parameters"]:
            low, high = max(p["low"], 1e-3), min(p["high"], 1e3)
            given[p["name"]] = draw.uniform(low, high)
        s = getattr(taper, family["name"])(**given)
        s = s | taper.warmup(draw.randrange(1000), from_=draw.random()) | taper.peak(10 ** draw.uniform(-9, 1))
        for text in (s.text, s.shell):
            assert taper.parse(text) == s, text
        assert eval(repr(s), {"taper": taper}) == s
        assert pickle.loads(pickle.dumps(s)) == s


def test_every_family_and_modifier_has_a_documented_function():
    for entry in taper.families() + taper.modifiers():
        word = getattr(taper, entry["name"])
        assert entry["name"] in taper.__all__
        assert word.__doc__ and len(word.__doc__.splitlines()) > 3


def test_every_example_of_a_modifier_can_be_piped():
    for entry in taper.modifiers():
        assert taper.parse("linear | " + entry["example"]) == taper.linear() | entry["example"]


def test_modifiers_pipe_onto_each_other_and_print_themselves():
    recipe = taper.warmup(5, "cosine", from_=0.1) | taper.hold("50%") | taper.floor(1e-5) | taper.peak(0.1)
    assert eval(repr(recipe), {"taper": taper}) == recipe
    assert (taper.cosine() | recipe).text == "cosine | warmup(5, cosine, from=0.1) | hold(50%) | floor(1e-05) | peak(0.1)"
    for one in (taper.floor(1e-5), taper.full(), taper.kronecker(), taper.kronecker("sorted"), taper.sampling("open"),
                taper.restarts(3, stretch=2, decay=0.5), taper.restarts(first=100, forever=True), taper.cooldown("20%")):
        assert eval(repr(one), {"taper": taper}) == one


@pytest.mark.parametrize("make, place", [
    (lambda: taper.parse("poly(i=-1)"), "poly(i=-1)\n" + " " * 9 + "^"),
    (lambda: taper.poly(0), "i must be > 0, got 0"),
    (lambda: taper.parse("cosin"), "did you mean 'cosine'?"),
    (lambda: taper.parse(""), ""),
    (lambda: taper.parse("(" * 1_000_000), ""),
    (lambda: taper.warmup(0.1), "write 10% or a whole number of steps"),
    (lambda: taper.warmup(-5), "warmup must be >= 0"),
    (lambda: taper.warmup(5, "sideways"), "shape must be one of"),
    (lambda: taper.cosine() | taper.warmup(1) | taper.warmup(2), "warmup"),
    (lambda: taper.cosine() | "nonsense(3)", "nonsense"),
    (lambda: taper.peak(float("nan")), "peak"),
    (lambda: taper.floor('10%) | peak("3'), "floor"),
    (lambda: taper.table([[0, 1], [0, 2]]), "must increase"),
    (lambda: taper.cosine().over(0), "steps must be >= 1, got 0"),
    (lambda: taper.cosine().over(2**70), "at most 2^63"),
    (lambda: (taper.cosine() | taper.warmup(100)).over(50), "warmup leaves no step after it"),
    (lambda: taper.parse("cosine | warmup(2ep)").over(50), "steps_per_epoch=…"),
    (lambda: taper.cosine().over(50, steps_per_epoch=-1), "steps_per_epoch must be > 0"),
])
def test_errors_are_value_errors_with_their_place(make, place):
    with pytest.raises(ValueError) as caught:
        make()
    assert place in str(caught.value)
    assert len(str(caught.value)) <= 1000


def test_only_schedules_and_modifiers_pipe():
    with pytest.raises(TypeError):
        taper.cosine() | 3
    with pytest.raises(TypeError):
        taper.cosine() | taper.cosine()


def test_a_floor_that_is_a_rate_may_come_before_its_peak():
    early = taper.cosine() | taper.floor(1e-5)
    assert early | taper.peak(0.1) == taper.cosine() | taper.peak(0.1) | taper.floor(1e-5)
    assert eval(repr(early), {"taper": taper}) == early and pickle.loads(pickle.dumps(early)) == early
    with pytest.raises(ValueError, match="needs a peak"):
        early.over(10)


def test_equal_schedules_hash_alike_and_copy():
    a, b = taper.parse("cosine | hold(0)"), taper.cosine()
    assert a == b and hash(a) == hash(b) and len({a, b}) == 1
    assert a != taper.linear() and a != "cosine"
    assert copy.deepcopy(a) == a
    r = (taper.cosine() | taper.warmup("1ep")).over(100, steps_per_epoch=10)
    again = pickle.loads(pickle.dumps(r))
    assert again == r and hash(again) == hash(r) and again(7) == r(7)
    assert eval(repr(r), {"taper": taper}) == r


@pytest.mark.parametrize("tail", [") | floor(10%", ") | peak(2", ")", " | floor(10%)", ", from=10%", ",mirror", '"', "\\", "\n", "]"])
def test_an_argument_is_one_value_and_never_a_modifier(tail):
    makers = [taper.warmup, taper.hold, taper.cooldown, taper.floor, taper.peak, taper.restarts, taper.sampling, taper.kronecker,
              lambda text: taper.warmup(5, text), lambda text: taper.warmup(5, from_=text), lambda text: taper.restarts(3, text)]
    makers += [getattr(taper, f["name"]) for f in taper.families() if f["parameters"]]
    for make in makers:
        for value in ("20", "2ep", "10%", "mirror", "sorted"):
            with pytest.raises(ValueError):
                make(value + tail)
