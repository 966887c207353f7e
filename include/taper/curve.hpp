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

  /// y at `at`: straight lines between the points, the end values outside them. Needs a point.
  [[nodiscard]] double operator()(double at) const noexcept;
};

/// Reads a CSV: comma, semicolon or tab; an optional header; blank lines and lines that begin with # are passed over.
/// The columns are the first two, or those that the header calls step (x, t) and lr (learning_rate, value, …).
///
/// Errors name the line and the column: a field that is no finite number, a missing field, x that does not increase,
/// fewer than two rows, more than 10 million.
result<curve> read_curve(std::string_view text);

}  // namespace taper
