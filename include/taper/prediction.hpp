// Predictions of two models for a schedule: the last-iterate convex bound and the noisy quadratic.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "taper/schedule.hpp"
#include "taper/theory/bound.hpp"
#include "taper/theory/quadratic.hpp"

namespace taper {

/// The predictions for one schedule.
struct prediction {
  double omega = 0.0;       ///< Omega*, the last-iterate bound at its best peak, D = G = 1, at the length of the run
  double bound_peak = 0.0;  ///< that peak, gamma*
  double lambda = 0.0;  ///< Omega*^2 T for long runs: 4 for linear decay, infinite where the rate does not end at zero
  /// Omega* relative to linear decay, minus 1; and Omega at cosine's best peak relative to its Omega*, minus 1. Both at
  /// the length of the run; empty beyond 10^7 steps.
  std::optional<double> over_linear, bound_shared;
  quadratic_comparison quadratic;  ///< against cosine, at the length of the preset
};

/// Predicts with both models; `setting` is one of quadratic_presets. About 20 ms, plus 10 ns per step for the bound.
///
/// Limits   neither model describes the network: they rank schedules but do not predict its loss.
/// Source   Defazio et al. 2023 (arXiv 2310.07831), Theorem 10; Zhang et al. 2019 (arXiv 1907.04164).
/// `problem` may contain gradient norms, for example from a log (see gradient_norms_of).
prediction predict(const run& r, const quadratic_setting& setting = quadratic_presets::standard,
                   const bound_problem& problem = {});

/// The predictions during the run, for a plot: at most `points` points.
struct prediction_curves {
  std::vector<double> x;            ///< part of the run, in (0, 1]
  std::vector<double> rate;         ///< relative to the peak
  std::vector<double> bound;        ///< Omega_t at the schedule's own best peak for the end
  std::vector<double> shared_loss;  ///< noisy quadratic at cosine's best peak
  std::vector<double> tuned_loss;   ///< at its own best peak
};
prediction_curves predicted_curves(const run& r, const quadratic_setting& setting = quadratic_presets::standard,
                                   std::size_t points = 500);

/// The rate relative to the peak at the fraction `x` of the run; y = 1 - x, exact near the end.
double relative_rate(const run& r, double x, double y);

}  // namespace taper
