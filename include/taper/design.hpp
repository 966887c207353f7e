// The best schedule for a model, found with NLopt: library taper::design.
#pragma once

#include <cstddef>
#include <vector>

#include "taper/design/fit.hpp"
#include "taper/result.hpp"
#include "taper/table_of.hpp"
#include "taper/theory/quadratic.hpp"

namespace taper {

struct optimal_options {
  int max_evaluations = 3000;         ///< of the loss with its gradient; a run of 1000 steps needs a few hundred
  double relative_tolerance = 1e-12;  ///< of the logarithm of the loss between iterations
};

struct optimal_schedule {
  std::vector<double> rates;
  double loss = 0;
  std::size_t steps_at_cap = 0;  ///< steps whose rate is the stability cap, which then determines the rest of the shape
  int evaluations = 0;
};

/// The rates that minimize the expected loss of a noisy quadratic after `steps` steps, each between 0 and the stability
/// cap: L-BFGS on the exact adjoint gradient of log loss, started from tuned linear decay.
///
/// Easy problems (a = 1, noise 1) give nearly linear decay, steep spectra a power of 1 - x, little noise a constant
/// rate at the cap with a late decay. The loss is a local minimum; nothing lower was found from other starts.
///
/// Valid    steps >= 1. Cost: 1000 steps 0.1 to 0.7 s, in proportion to the steps.
/// Source   Li et al. 2026 (arXiv 2602.06797) for the same transition in their scaling law.
result<optimal_schedule> optimal_rates(const noisy_quadratic& problem, std::size_t steps,
                                       const optimal_options& options = {});

/// The excess loss of a named window at its best peak.
struct excess_over_optimum {
  schedule spec;
  tuned_rate best;
  double excess = 0;  ///< its loss over the optimum's, minus 1
};
/// Named windows against an optimum of the same problem and length, best first.
result<std::vector<excess_over_optimum>> compare_with_optimum(const noisy_quadratic& problem,
                                                              const optimal_schedule& optimum,
                                                              const std::vector<schedule>& windows);

/// Rates as a target for a fit: one row for each step.
result<fit_target> target_of_rates(const std::vector<double>& rates);

/// Rates divided by their peak as a table of the notation, with points only where the curve bends; `error` is the
/// largest remaining difference at a step, as a fraction of the peak.
result<tabulated> table_of_rates(const std::vector<double>& rates, double tolerance = 2e-3);

}  // namespace taper
