// A thin value-based wrapper of NLopt: bounded minimization of a function of many variables.
#pragma once

#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "taper/result.hpp"

namespace taper::detail {

/// What to minimize. The objective fills `gradient` unless it is empty.
struct minimization {
  std::function<double(std::span<const double> x, std::span<double> gradient)> objective;
  std::vector<double> start;
  std::vector<double> lower = {}, upper = {};  ///< bounds of every variable, same size as start

  /// quasi_newton (L-BFGS) needs the gradient; subplex (Nelder-Mead in subspaces, Rowan 1990) and constrained (COBYLA,
  /// Powell 1994) do not.
  enum class method { quasi_newton, subplex, constrained } by = method::quasi_newton;
  int max_evaluations = 2000;
  double relative_tolerance = 1e-9;  ///< of the objective, between iterations
  /// The search stops at this value.
  double stop_below = -std::numeric_limits<double>::infinity();
  /// Functions that must not be positive at the minimum. Only `constrained` uses them; `minimum` is then the point
  /// where it stopped, which may violate them slightly.
  std::vector<std::function<double(std::span<const double> x)>> at_most_zero = {};
};

struct minimum {
  std::vector<double> x;
  double value = 0;
  int evaluations = 0;
};

/// The best point seen. An error only if the optimizer refuses the problem (sizes, bounds that exclude the start).
result<minimum> minimize(const minimization& problem);

}  // namespace taper::detail
