// The pictures of an experiment: its curves, its results with intervals, predictions against what was measured.
#pragma once

#include "render/chart.hpp"
#include "report/curves.hpp"

namespace taper::lab {

/// Learning rates, training loss, and the loss minus that of the reference, paired by seed; lines are means over seeds,
/// bands reach from the lowest to the highest seed.
render::figure curve_figure(const experiment_summary& e, const experiment_curves& curves);

/// Every schedule's mean with its interval, the published number beside it;
/// the two predictions against the measurement.
render::figure result_figure(const experiment_summary& e);

}  // namespace taper::lab
