// The peak multiplier relative to cosine by budget, last-iterate bound and noisy quadratic.
#include "taper/theory/multiplier.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>
#include <vector>

#include "taper/theory/bound.hpp"

namespace taper {
namespace {

constexpr std::size_t model_steps = 1000;

std::vector<double> cosine_rates(std::size_t steps) {
  std::vector<double> rates(steps);
  for (std::size_t k = 0; k < steps; ++k) {
    const double c = std::cos(std::numbers::pi / 2 * static_cast<double>(k) / static_cast<double>(steps));
    rates[k] = c * c;
  }
  return rates;
}

/// The rates at k / steps of the run, by linear interpolation; beyond the last sample its value holds.
std::vector<double> resampled(std::span<const double> rates, std::size_t steps) {
  std::vector<double> out(steps);
  for (std::size_t k = 0; k < steps; ++k) {
    const double place = static_cast<double>(k) * static_cast<double>(rates.size()) / static_cast<double>(steps);
    const std::size_t left = std::min(static_cast<std::size_t>(place), rates.size() - 1);
    const std::size_t right = std::min(left + 1, rates.size() - 1);
    out[k] = std::lerp(rates[left], rates[right], place - static_cast<double>(left));
  }
  return out;
}

struct tuned_cosine {
  noisy_quadratic problem{quadratic_presets::standard};
  double peak = problem.tune(cosine_rates(model_steps)).peak;
};

}  // namespace

peak_multiplier multiplier_against_cosine(std::span<const double> rates) {
  if (rates.empty()) return {};
  const double sum = std::accumulate(rates.begin(), rates.end(), 0.0);
  if (!(sum > 0)) {
    constexpr double infinite = std::numeric_limits<double>::infinity();
    return {.budget = infinite, .bound = infinite, .quadratic = infinite};
  }
  static const tuned_cosine cosine;
  const std::size_t steps = std::min(rates.size(), model_steps);
  const tuned_rate tuned = cosine.problem.tune(resampled(rates, model_steps));
  // cos^2 at k / n, k < n, sums to (n + 1) / 2.
  return {.budget = 0.5 * static_cast<double>(rates.size() + 1) / sum,
          .bound = bounds_of(resampled(rates, steps)).last_iterate.tuned_peak() /
                   bounds_of(cosine_rates(steps)).last_iterate.tuned_peak(),
          .quadratic = tuned.peak / cosine.peak,
          .quadratic_limited_by = tuned.limited_by};
}

peak_multiplier multiplier_against_cosine(const std::function<double(double)>& rate_at) {
  std::vector<double> rates(model_steps);
  for (std::size_t k = 0; k < model_steps; ++k) {
    rates[k] = rate_at(static_cast<double>(k) / static_cast<double>(model_steps));
  }
  return multiplier_against_cosine(std::span<const double>(rates));
}

}  // namespace taper
