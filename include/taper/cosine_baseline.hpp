// Comparison with cosine: estimates of the peak multiplier when a schedule replaces cosine, and expected losses.
#pragma once

#include <cstddef>
#include <vector>

#include "taper/schedule.hpp"
#include "taper/theory/multiplier.hpp"
#include "taper/theory/quadratic.hpp"

namespace taper {

/// Comparison of a schedule with cosine annealing over the same number of steps.
struct cosine_baseline {
  peak_multiplier multiplier;      ///< by budget, by the last-iterate bound, by the noisy quadratic
  double bound_excess = 0.0;       ///< tuned last-iterate bound relative to cosine, minus 1
  quadratic_comparison quadratic;  ///< loss on the noisy quadratic relative to cosine, minus 1, under three protocols
};

/// Rates relative to the peak at `n` evenly spread steps of the run (all of them when the run has at most n).
std::vector<double> relative_rates(const run& r, std::size_t n = 1000);

/// Compares a run with cosine in about 15 ms. The models use 1000 steps; they change by less than 1 % with the length.
cosine_baseline cosine_baseline_of(const run& r);

}  // namespace taper
