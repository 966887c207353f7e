"""Plots under real matplotlib."""

import numpy as np
import pytest

matplotlib = pytest.importorskip("matplotlib", reason="matplotlib is not installed (script/setup python)")
matplotlib.use("Agg")
from matplotlib import pyplot
from matplotlib.backends.backend_agg import FigureCanvasAgg

import taper_lr as taper
from taper_lr import plot

LONG = "poly(i=1.8) | warmup(10%, cosine, from=0.1) | hold(25%) | floor(10%) | restarts(3, stretch=2, decay=0.5) | peak(0.00031415926)"


def test_lines_are_the_rates(tmp_path):
    r = taper.parse("cosine | warmup(5) | peak(0.1)").over(50)
    figure = plot.rates(r, "linear", steps=50)
    line = figure.axes[0].get_lines()[0]
    assert np.array_equal(line.get_xdata(), np.arange(50)) and np.array_equal(line.get_ydata(), r.table())
    figure.savefig(tmp_path / "rates.png")
    assert (tmp_path / "rates.png").stat().st_size > 5000


def test_a_long_run_draws_a_bounded_number_of_points():
    assert len(plot.rates("linear", steps=10**7).axes[0].get_lines()[0].get_xdata()) <= 4000


@pytest.mark.filterwarnings("error")
def test_panels_draw_the_dynamics(spec):
    figure = plot.panels(spec, steps=60)
    assert len(figure.axes) == 4
    window = figure.axes[0].get_lines()[0].get_ydata()
    assert np.array_equal(window, taper.parse(spec).over(60).dynamics()["window"])


def test_a_figure_is_shown_once():
    """As the result of a cell, and not also by pyplot."""
    before = pyplot.get_fignums()
    for figure in (plot.rates("linear", steps=9), plot.panels("linear", steps=9)):
        assert figure._repr_png_()[1:4] == b"PNG"
    assert pyplot.get_fignums() == before


def test_axes_and_figures_of_others_are_used():
    theirs, axes = pyplot.subplots()
    assert plot.rates("linear", steps=9, ax=axes) is theirs and axes.get_lines()
    empty = pyplot.figure(layout="constrained")
    assert plot.panels("linear", steps=9, figure=empty) is empty and len(empty.axes) == 4
    pyplot.close("all")


@pytest.mark.parametrize("draw", [plot.rates, plot.panels])
def test_no_label_is_clipped(draw):
    figure = draw(LONG, "cosine | warmup(100)", taper.cosine().over(500).extend(1000, at=300), steps=1000)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    drawn = figure.get_tightbbox(canvas.get_renderer())  # in inches; titles, tick labels, legend
    width, height = figure.get_size_inches()
    assert drawn.x0 >= 0 and drawn.y0 >= 0 and drawn.x1 <= width + 0.01 and drawn.y1 <= height + 0.01, drawn
