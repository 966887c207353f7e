// Chebyshev rates, the fractal order, and the intermediate growth of errors.
#include "taper/theory/chebyshev_steps.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <numbers>

namespace taper {
namespace {

constexpr std::size_t grid_size = 4096;

/// Curvatures from mu to L, denser towards both ends, where the products of (1 - eta lambda) vary fastest.
std::vector<double> curvature_grid(const spectrum_range& range) {
  std::vector<double> grid(grid_size);
  for (std::size_t i = 0; i < grid_size; ++i) {
    const double s = std::sin(std::numbers::pi / 2 * static_cast<double>(i) / (grid_size - 1));
    grid[i] = range.smallest + (range.largest - range.smallest) * s * s;
  }
  return grid;
}

double or_infinity(double value) { return std::isnan(value) ? std::numeric_limits<double>::infinity() : value; }

}  // namespace

std::vector<std::size_t> fractal_permutation(std::size_t steps) {
  if (steps == 0) return {};
  std::vector<std::size_t> order{1};
  while (order.size() < std::bit_ceil(steps)) {
    std::vector<std::size_t> twice;
    twice.reserve(2 * order.size());
    for (const std::size_t k : order) {
      twice.push_back(k);
      twice.push_back(2 * order.size() + 1 - k);
    }
    order = std::move(twice);
  }
  std::erase_if(order, [steps](std::size_t k) { return k > steps; });
  return order;
}

std::vector<double> chebyshev_rates(std::size_t steps, const spectrum_range& range, chebyshev_order order) {
  std::vector<double> decreasing(steps);
  for (std::size_t k = 0; k < steps; ++k) {
    const double x = (2 * static_cast<double>(k) + 1) / (2 * static_cast<double>(steps));
    const double s = std::sin(std::numbers::pi / 2 * x);
    decreasing[k] = 1 / (range.smallest + (range.largest - range.smallest) * s * s);
  }
  if (order == chebyshev_order::increasing) std::reverse(decreasing.begin(), decreasing.end());
  if (order != chebyshev_order::fractal) return decreasing;
  std::vector<double> rates;
  rates.reserve(steps);
  for (const std::size_t k : fractal_permutation(steps)) rates.push_back(decreasing[k - 1]);
  return rates;
}

double chebyshev_error_factor(std::size_t steps, double condition) {
  if (condition <= 1) return steps == 0 ? 1 : 0;
  // arccosh((k+1)/(k-1)) = ln((sqrt k + 1) / (sqrt k - 1)), in a form that is accurate for large condition numbers.
  const double root = std::sqrt(condition);
  return 1 / std::cosh(static_cast<double>(steps) * 2 * std::atanh(1 / root));
}

double constant_rate_error_factor(std::size_t steps, double condition) {
  return std::pow((condition - 1) / (condition + 1), static_cast<double>(steps));
}

order_cost cost_of_order(std::span<const double> rates, const spectrum_range& range) {
  order_cost cost;
  for (const double curvature : curvature_grid(range)) {
    double prefix = 1, suffix = 1, noise = 0;
    for (const double rate : rates) {
      prefix *= std::abs(1 - rate * curvature);
      cost.prefix_growth = std::max(cost.prefix_growth, prefix);
    }
    for (std::size_t k = rates.size(); k-- > 0;) {
      noise += rates[k] * rates[k] * suffix * suffix;
      suffix *= std::abs(1 - rates[k] * curvature);
      cost.suffix_growth = std::max(cost.suffix_growth, suffix);
    }
    cost.final_error = std::max(cost.final_error, or_infinity(suffix));
    cost.noise_variance = std::max(cost.noise_variance, or_infinity(noise));
  }
  return cost;
}

}  // namespace taper
