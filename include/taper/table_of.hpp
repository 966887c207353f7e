// A table with few points through any function of the phase.
#pragma once

#include <cstddef>
#include <functional>
#include <vector>

#include "taper/phase.hpp"
#include "taper/window/table.hpp"

namespace taper {

struct table_of_options {
  double tolerance = 1e-5;          ///< largest difference wanted between function and table
  double relative = 1e-3;           ///< and as a part of f and of 1 - f, down to 1e-9: the odds of decay are kept
  std::vector<double> breaks = {};  ///< places inside (0, 1) where the function has a corner: they become points
  std::size_t most_points = 4096;
};

/// A table and its error.
struct tabulated {
  table points;
  double error = 0.0;  ///< largest difference seen, at three places inside each piece
};

/// Intervals are halved until the monotone cubic through the points follows the function within both tolerances; values
/// are rounded to 12 digits.
///
/// The function must be finite on [0, 1]. At a vertical tangent (1 - sqrt(x)) pieces get as short as
/// 2^-40; if the number of points is exhausted, `error` gives the remaining error. Errors: a value that is not finite.
result<tabulated> table_of(const std::function<double(phase)>& f, const table_of_options& options = {});

}  // namespace taper
