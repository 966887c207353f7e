// The best peak of a window on the noisy quadratic, and the three protocols of comparison.
#include <algorithm>
#include <cmath>
#include <numeric>

#include "taper/theory/quadratic.hpp"

namespace taper {
namespace {

// The best peak is searched between this fraction of the cap and the cap, which covers all presets with a wide margin.
constexpr double smallest_peak = 1e-4;
constexpr int grid_points = 17;
// Relative width of the bracket at which golden section stops; the loss is flat there to 1e-9.
constexpr double peak_tolerance = 1e-4;

}  // namespace

tuned_rate noisy_quadratic::tune(std::span<const double> window) const {
  const double cap = stability_cap();
  const double top = std::log(cap), step = -std::log(smallest_peak) / (grid_points - 1);
  const auto at = [&](double log_peak) { return loss(window, std::exp(log_peak)); };

  tuned_rate best{.peak = 0, .loss = loss(window, 0.0)};
  double middle = top;
  for (int i = 0; i < grid_points; ++i) {
    const double here = top - step * i, value = at(here);
    if (value < best.loss) {
      best = {.peak = std::exp(here), .loss = value};
      middle = here;
    }
  }
  if (best.peak == 0) return best;

  constexpr double golden = 0.6180339887498949;
  double low = middle - step, high = std::min(middle + step, top);
  double left = high - golden * (high - low), right = low + golden * (high - low);
  double at_left = at(left), at_right = at(right);
  while (high - low > peak_tolerance) {
    if (at_left <= at_right) {
      high = right;
      right = left;
      at_right = at_left;
      at_left = at(left = high - golden * (high - low));
    } else {
      low = left;
      left = right;
      at_left = at_right;
      at_right = at(right = low + golden * (high - low));
    }
  }
  const double inner = at_left <= at_right ? left : right, inner_loss = std::min(at_left, at_right);
  if (inner_loss < best.loss) best = {.peak = std::exp(inner), .loss = inner_loss};
  // The cap itself was a grid point: an optimum within the bracket's width of the cap is the cap.
  if (best.peak >= cap * (1 - 2 * peak_tolerance)) best.limited_by = tuned_rate::limit::stability_cap;
  return best;
}

quadratic_reference reference_on(const noisy_quadratic& problem, std::span<const double> window) {
  const tuned_rate best = problem.tune(window);
  return {best, best.peak * std::accumulate(window.begin(), window.end(), 0.0)};
}

quadratic_comparison compare_on(const noisy_quadratic& problem, const quadratic_reference& reference,
                                std::span<const double> window) {
  const tuned_rate own = problem.tune(window);
  const double equal_peak = reference.budget / std::accumulate(window.begin(), window.end(), 0.0);
  return {.shared = problem.loss(window, reference.best.peak) / reference.best.loss - 1,
          .tuned = own.loss / reference.best.loss - 1,
          .equal_budget = problem.loss(window, equal_peak) / reference.best.loss - 1,
          .tuned_peak = own.peak,
          .equal_budget_peak = equal_peak,
          .limited_by = own.limited_by,
          .equal_budget_beyond_limit = equal_peak > problem.stability_limit()};
}

std::vector<quadratic_comparison> compare_on(const noisy_quadratic& problem, std::span<const double> reference,
                                             std::span<const std::vector<double>> windows) {
  const quadratic_reference against = reference_on(problem, reference);
  std::vector<quadratic_comparison> rows;
  rows.reserve(windows.size());
  for (const std::vector<double>& window : windows) rows.push_back(compare_on(problem, against, window));
  return rows;
}

}  // namespace taper
