"""TaperSchedule under real Keras: rates, configuration, an optimizer that follows it."""

import importlib.util
import os
import re

import numpy as np
import pytest

if "KERAS_BACKEND" not in os.environ:
    for backend, module in (("jax", "jax"), ("torch", "torch"), ("tensorflow", "tensorflow")):
        if importlib.util.find_spec(module):
            os.environ["KERAS_BACKEND"] = backend
            break
keras = pytest.importorskip("keras", reason="keras is not installed (script/setup python)")

import taper_lr as taper
from taper_lr.keras import TaperCallback, TaperSchedule


def test_every_step(spec):
    r = taper.parse(spec).over(97)
    rate = TaperSchedule(spec, 97)
    got = np.array([float(rate(t)) for t in (0, 1, 2, 20, 50, 95, 96, 97, 200)])
    expected = r([0, 1, 2, 20, 50, 95, 96, 97, 200])
    assert np.abs(got - expected).max() <= 4 * np.spacing(np.float32(r.peak))


def test_configuration_round_trips():
    rate = TaperSchedule("cosine | warmup(2ep) | peak(0.01)", 100, steps_per_epoch=10, name="mine")
    again = keras.optimizers.schedules.deserialize(keras.optimizers.schedules.serialize(rate))
    assert again == rate and again.name == "mine" and float(again(20)) == float(rate(20))
    assert TaperSchedule.from_config(rate.get_config()) == rate


def test_an_optimizer_follows_it_and_is_saved_with_the_model(tmp_path):
    keras.utils.set_random_seed(0)
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(TaperSchedule("linear | peak(0.1)", 20)), loss="mse")
    model.fit(np.ones((8, 2)), np.ones((8, 1)), batch_size=2, epochs=2, verbose=0)
    assert int(model.optimizer.iterations) == 8
    assert float(model.optimizer.learning_rate) == pytest.approx(0.1 * (1 - 8 / 20))
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras")
    assert float(again.optimizer.learning_rate) == pytest.approx(0.06)


def test_a_loaded_model_is_extended_without_a_jump(tmp_path):
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(TaperSchedule("linear | peak(0.1)", 20)), loss="mse")
    model.fit(np.ones((8, 2)), np.ones((8, 1)), batch_size=2, epochs=2, verbose=0)
    longer = TaperSchedule("linear | peak(0.1)", 20).extend(40, at=int(model.optimizer.iterations))
    model.optimizer.learning_rate = longer
    assert float(model.optimizer.learning_rate) == pytest.approx(0.06)
    model.save(tmp_path / "model.keras")
    again = keras.saving.load_model(tmp_path / "model.keras").optimizer
    again_rate = keras.optimizers.schedules.deserialize(keras.optimizers.schedules.serialize(longer))
    assert float(again.learning_rate) == pytest.approx(0.06) and again_rate == longer
    assert [float(longer(t)) for t in (8, 24, 40)] == pytest.approx([0.06, 0.03, 0.0])


@pytest.mark.parametrize("schedule, epochs, problem", [
    ("linear", 2, None),
    ("linear | peak(0.1)", 2, None),
    ("cosine", 2, "follows linear | peak(0.1) over 8 steps, not cosine | peak(0.1) over 8 steps"),
    ("linear", 3, "over 8 steps, not linear | peak(0.1) over 12 steps"),
])
def test_a_second_fit_goes_on_with_the_same_schedule_only(schedule, epochs, problem):
    model = keras.Sequential([keras.layers.Input((2,)), keras.layers.Dense(1)])
    model.compile(optimizer=keras.optimizers.SGD(0.1), loss="mse")

    def fit(schedule, epochs, initial_epoch):
        return model.fit(np.ones((8, 2)), np.ones((8, 1)), batch_size=2, epochs=epochs, initial_epoch=initial_epoch, verbose=0,
                         callbacks=[TaperCallback(schedule)])

    first = TaperCallback("linear", 8)
    model.fit(np.ones((8, 2)), np.ones((8, 1)), batch_size=2, epochs=1, verbose=0, callbacks=[first])
    if problem is None:
        assert fit(schedule, epochs, 1).history["learning_rate"] == pytest.approx([0.1 * (1 - 7 / 8)])
    else:
        with pytest.raises(ValueError, match=re.escape(problem)):
            fit(schedule, epochs, 1)
