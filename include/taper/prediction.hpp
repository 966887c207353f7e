// What two models expect of a schedule before it runs: the last-iterate convex bound and the noisy quadratic.
#pragma once

#include <string_view>

#include "taper/bound.hpp"
#include "taper/quadratic.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// The expectation of one schedule.
struct prediction {
  double omega = 0.0;       ///< Omega*, the last-iterate bound at its own best peak, D = G = 1, at the run's own length
  double bound_peak = 0.0;  ///< that peak, gamma*
  double lambda = 0.0;  ///< Omega*^2 T for long runs: 4 for linear decay, infinite where the rate does not end at zero
  quadratic_comparison quadratic;  ///< against cosine, at the length of the preset
};

/// Predicts by both models; `setting` is one of quadratic_presets. About 20 ms, and 10 ns a step for the bound.
///
/// Limits   neither model knows the network: they rank schedules, they do not give its loss.
/// Source   Defazio et al. 2023 (arXiv 2310.07831), Theorem 10; Zhang et al. 2019 (arXiv 1907.04164).
prediction predict(const run& r, const quadratic_setting& setting = quadratic_presets::standard);

/// The rate relative to the peak at the part `x` of the run, y = 1 - x exact near the end.
double relative_rate(const run& r, double x, double y);

}  // namespace taper
