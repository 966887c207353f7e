// Consecutive steps inside a fall, for evaluation in bulk.
#pragma once

namespace taper::detail {

/// Rates from window values: top at 1, else floor + height phi.
struct levels {
  double floor;
  double height;
  double top;
};

/// Consecutive steps inside the fall, i = 0, 1, …, and the levels of their rates:
///
///   x_i = ((first + i) + shift) / length        1 - x_i = ((end - i) - offset) / length
///
/// `first` and `end` are whole numbers below 2^53, so that first + i and end - i are exact.
struct fall_line {
  double first;
  double shift;
  double end;
  double offset;
  double length;
  levels at;
};

}  // namespace taper::detail
