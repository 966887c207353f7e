// A curve as rows of two numbers: measured rates (step, lr) or a target profile (x, value), read from CSV text.
#pragma once

#include <string_view>
#include <vector>

#include "taper/result.hpp"

namespace taper {

/// Points with strictly increasing x.
struct curve {
  std::vector<double> x;
  std::vector<double> y;

  /// y at `at`: linear between the points, constant outside them. Needs at least one point.
  [[nodiscard]] double operator()(double at) const noexcept;
};

/// Reads a CSV: comma, semicolon or tab; an optional header; blank lines and lines that begin with # are ignored.
/// The columns are the first two, or those named step (x, t) and lr (learning_rate, value, …) in the header.
///
/// Errors name the line and the column: a field that is not a finite number, a missing field, x that does not increase,
/// fewer than two rows, more than 10 million rows.
result<curve> read_curve(std::string_view text);

}  // namespace taper
