// A thin value-based face of the kept optimizer (NLopt): bounded minimisation of a function of many variables.
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "taper/result.hpp"

namespace taper::detail {

/// What to minimise. The objective fills `gradient` where it is not empty.
struct minimization {
  std::function<double(std::span<const double> x, std::span<double> gradient)> objective;
  std::vector<double> start;
  std::vector<double> lower, upper;  ///< bounds of every variable, same size as start

  /// quasi_newton (L-BFGS) needs the gradient; subplex (Nelder-Mead in subspaces, Rowan 1990) does not.
  enum class method { quasi_newton, subplex } by = method::quasi_newton;
  int max_evaluations = 2000;
  double relative_tolerance = 1e-9;  ///< of the objective, between iterations
};

struct minimum {
  std::vector<double> x;
  double value = 0;
  int evaluations = 0;
};

/// The best point seen. An error only where the optimizer refuses the problem (sizes, bounds that exclude the start).
result<minimum> minimize(const minimization& problem);

}  // namespace taper::detail
