// From data to px: the axis limits of a panel and the map from a value to a position.
#pragma once

#include "render/chart.hpp"

namespace taper::render {

struct value_range {
  double lo = 0;
  double hi = 1;
};

/// Limits of the x axis: those given, else of the data. Always finite and lo < hi; positive on a log axis.
value_range x_range(const panel& p);

/// Limits of the y axis: those given, else of the data with a small margin, including reference lines and notes.
/// On a log axis that would span more than 12 decades the outermost 2 % of the data do not count.
value_range y_range(const panel& p);

/// A monotone map from values to px; `from` may be larger than `to` (y grows upwards on a chart).
struct axis_map {
  axis_scale scale = axis_scale::linear;
  value_range values;
  double from = 0;
  double to = 1;

  /// The px of a value; NaN for an invalid one (not finite, or not positive on a log axis).
  double operator()(double value) const;
};

}  // namespace taper::render
