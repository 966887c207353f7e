// The peak multiplier: a first estimate of the factor for the peak when a schedule replaces cosine.
#pragma once

#include <functional>
#include <span>

#include "taper/theory/quadratic.hpp"

namespace taper {

/// Peak of a schedule relative to cosine's, by three measures. exp(beta=0.05): 1.78, 1.73, 1.73.
///
/// A starting point for a search of the peak: none of them accounts for the network, and applied without a search the
/// factor failed (docs/lab-results.md, "Budget and shape").
/// They agree where schedules differ mainly in their budget.
struct peak_multiplier {
  double budget = 1;     ///< equal sum of rates
  double bound = 1;      ///< ratio of the peaks that minimize the last-iterate convex bound, see bounds_of
  double quadratic = 1;  ///< ratio of the best peaks on the noisy quadratic, standard preset, 1000 steps
  /// stability_cap: the quadratic's best peak is beyond its cap, and `quadratic` is a lower limit.
  tuned_rate::limit quadratic_limited_by = tuned_rate::limit::none;
};

/// Multipliers of a schedule given by its rates relative to the peak on a uniform grid over the whole run, warmup and
/// hold included: rates[k] at k / n of the run.
///
/// The bound uses min(n, 1000) steps and the quadratic 1000, by linear interpolation: they change by less than 1 % with
/// the length. Rates that are zero everywhere give infinity; an empty span gives 1. The cost is about 5 ms.
peak_multiplier multiplier_against_cosine(std::span<const double> rates);

/// The same for a function of the elapsed fraction of the run, in [0, 1).
peak_multiplier multiplier_against_cosine(const std::function<double(double)>& rate_at);

}  // namespace taper
