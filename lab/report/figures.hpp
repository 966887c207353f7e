// The figures of an experiment: its curves, its results with intervals, predictions compared with measurements.
#pragma once

#include "render/chart.hpp"
#include "report/curves.hpp"

namespace taper::lab {

/// Learning rates, training loss, and the loss minus that of the reference, paired by seed; lines are means over seeds,
/// bands reach from the lowest to the highest seed.
render::figure curve_figure(const experiment_summary& e, const experiment_curves& curves);

/// The mean of every schedule with its interval and the published number;
/// the two predictions compared with the measurement.
render::figure result_figure(const experiment_summary& e);

}  // namespace taper::lab
