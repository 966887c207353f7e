// Comparison with cosine at the same number of steps.
#include "taper/cosine_baseline.hpp"

#include <cmath>

#include "taper/theory/bound.hpp"

namespace taper {

namespace {

constexpr std::size_t model_steps = 1000;

/// Rates at exactly model_steps points: short runs are stretched, long runs are subsampled.
std::vector<double> model_rates(const run& r) {
  std::vector<double> out(model_steps);
  const auto n = static_cast<double>(r.steps());
  for (std::size_t k = 0; k < model_steps; ++k) {
    const double place = static_cast<double>(k) * n / static_cast<double>(model_steps);
    const auto t = static_cast<std::uint64_t>(place);
    const double left = r(t) / r.peak();
    const double right = r(t + 1 < r.steps() ? t + 1 : t) / r.peak();
    out[k] = left + (right - left) * (place - static_cast<double>(t));
  }
  return out;
}

}  // namespace

std::vector<double> relative_rates(const run& r, std::size_t n) {
  const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(r.steps(), n));
  std::vector<double> out(count);
  for (std::size_t k = 0; k < count; ++k) {
    const std::uint64_t t =
        count == r.steps() ? k : detail::scaled_rounded(r.steps() - 1, k, count > 1 ? count - 1 : 1);
    out[k] = r(t) / r.peak();
  }
  return out;
}

cosine_baseline cosine_baseline_of(const run& r) {
  static const noisy_quadratic problem{quadratic_presets::standard};
  static const std::vector<double> cosine_rates = model_rates(schedule{cosine{}, {}}.over(model_steps));
  static const quadratic_reference reference = reference_on(problem, cosine_rates);
  static const double cosine_bound = bounds_of(cosine_rates).last_iterate.tuned();
  const std::vector<double> rates = model_rates(r);
  cosine_baseline out;
  out.multiplier = multiplier_against_cosine(rates);
  out.bound_excess = bounds_of(rates).last_iterate.tuned() / cosine_bound - 1.0;
  out.quadratic = compare_on(problem, reference, rates);
  return out;
}

}  // namespace taper
