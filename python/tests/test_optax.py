"""taper_lr.optax.schedule under real JAX: jit, vmap, scan, both precisions, inside an optimizer."""

import numpy as np
import pytest

jax = pytest.importorskip("jax", reason="jax is not installed (script/setup python)")
optax = pytest.importorskip("optax", reason="optax is not installed (script/setup python)")
import jax.numpy as jnp

import taper_lr as taper
from taper_lr.optax import schedule


def test_every_step_under_jit_and_vmap(spec):
    r = taper.parse(spec).over(97)
    expected = r(np.arange(110)).astype(np.float32)
    rate = schedule(r)
    counts = jnp.arange(110)
    ulp = float(4 * np.spacing(np.float32(r.peak)))
    assert np.abs(np.asarray(jax.jit(rate)(counts)) - expected).max() <= ulp
    assert np.abs(np.asarray(jax.jit(jax.vmap(rate))(counts)) - expected).max() <= ulp
    assert float(rate(5)) == pytest.approx(float(expected[5]), abs=ulp)
    assert rate(5).dtype == jnp.float32 and rate(5).shape == ()


def test_inside_scan_and_an_optimizer():
    rate = schedule("cosine | warmup(3) | peak(0.1)", 20)
    optimizer = optax.sgd(rate)
    def step(carry, _):
        x, state = carry
        update, state = optimizer.update(jnp.ones(()), state, x)
        return (optax.apply_updates(x, update), state), -update
    x = jnp.zeros(())
    _, taken = jax.jit(lambda: jax.lax.scan(step, (x, optimizer.init(x)), None, length=20))()
    expected = taper.parse("cosine | warmup(3) | peak(0.1)").over(20).table()
    assert np.asarray(taken) == pytest.approx(expected, abs=1e-8)


def test_joins_other_schedules_and_agrees_with_optax():
    ours = schedule("cosine | peak(0.1)", 100)
    theirs = optax.cosine_decay_schedule(0.1, 100)
    counts = jnp.arange(120)
    assert np.asarray(ours(counts)) == pytest.approx(np.asarray(theirs(counts)), abs=1e-7)
    joined = optax.join_schedules([ours, optax.constant_schedule(0.5)], [10])
    assert float(joined(9)) == pytest.approx(float(ours(9))) and float(joined(10)) == 0.5


def test_double_precision_is_exact():
    r = taper.parse("exp(beta=0.5) | warmup(7) | peak(0.3)").over(50)
    rate = schedule(r)
    rate(0)  # made in float32 first
    try:
        jax.config.update("jax_enable_x64", True)
        assert np.array_equal(np.asarray(rate(jnp.arange(60))), np.append(r.table(), [r(50)] * 10))
    finally:
        jax.config.update("jax_enable_x64", False)


def test_an_extended_run_has_no_jump():
    r = taper.parse("linear | peak(0.1)").over(20)
    rate = schedule(r.extend(40, at=8))
    assert [float(rate(t)) for t in (7, 8, 24, 40)] == pytest.approx([0.065, 0.06, 0.03, 0.0])


def test_schedules_that_cannot_be_tabulated_are_errors():
    with pytest.raises(ValueError, match="no end"):
        schedule("linear | restarts(first=5, forever)", 20)
    with pytest.raises(ValueError, match="at most"):
        schedule("linear", 10**9)
