"""Plots under real matplotlib."""

import numpy as np
import pytest

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed (script/setup python)")
matplotlib.use("Agg")

import taper_lr as taper
from taper_lr import plot


def test_lines_are_the_rates(tmp_path):
    r = taper.parse("cosine | warmup(5) | peak(0.1)").over(50)
    ax = plot.rates(r, "linear", steps=50)
    line = ax.get_lines()[0]
    assert np.array_equal(line.get_xdata(), np.arange(50)) and np.array_equal(line.get_ydata(), r.table())
    ax.figure.savefig(tmp_path / "rates.png")
    assert (tmp_path / "rates.png").stat().st_size > 5000


def test_a_long_run_draws_a_bounded_number_of_points():
    ax = plot.rates("linear", steps=10**7)
    assert len(ax.get_lines()[0].get_xdata()) <= 4000


@pytest.mark.filterwarnings("error")
def test_panels_draw_the_dynamics(spec):
    figure = plot.panels(spec, steps=60)
    assert len(figure.axes) == 4
    window = figure.axes[0].get_lines()[0].get_ydata()
    assert np.array_equal(window, taper.parse(spec).over(60).dynamics()["window"])
    matplotlib.pyplot.close(figure)
