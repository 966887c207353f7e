// Gradient descent on one quadratic with Chebyshev rates, a constant rate and cosine annealing, side by side.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>

#include "taper/theory/chebyshev_steps.hpp"

namespace taper {
namespace {

constexpr std::size_t unknowns = 256;

/// A chain of unknowns, each tied to its neighbors: f(x) = (x - x*)' A (x - x*) / 2 with A = center on the diagonal
/// and -tie beside it. Its eigenvectors are waves along the chain, so every rounding error excites all of them.
struct chain {
  double center, tie;
  std::vector<double> optimum;

  /// Eigenvalues center + 2 tie cos(j pi / (n+1)), j = 1 … n, reach from the smallest to the largest of the range.
  explicit chain(const spectrum_range& range)
      : center((range.largest + range.smallest) / 2),
        tie((range.largest - range.smallest) / (4 * std::cos(std::numbers::pi / (unknowns + 1)))) {
    // Random signs excite all eigenvectors equally: x* = +-1 from a multiplicative generator (MINSTD).
    std::uint64_t state = 1;
    for (std::size_t i = 0; i < unknowns; ++i) {
      state = state * 48271 % 2147483647;
      optimum.push_back(state % 2 == 0 ? 1.0 : -1.0);
    }
  }
};

/// |x - x*| / |x*| before the first and after every step of gradient descent from x = 0.
std::vector<double> descend(const chain& problem, const std::vector<double>& rates) {
  std::vector<double> x(unknowns, 0.0), off(unknowns + 2, 0.0), error{1.0};  // `off` has a zero at either end
  error.reserve(rates.size() + 1);
  for (const double rate : rates) {
    for (std::size_t i = 0; i < unknowns; ++i) off[i + 1] = x[i] - problem.optimum[i];
    double squares = 0;
    for (std::size_t i = 0; i < unknowns; ++i) {
      x[i] -= rate * (problem.center * off[i + 1] - problem.tie * (off[i] + off[i + 2]));
      squares += (x[i] - problem.optimum[i]) * (x[i] - problem.optimum[i]);
    }
    error.push_back(std::sqrt(squares / unknowns));
  }
  return error;
}

std::vector<double> cosine_rates(std::size_t steps, double peak) {
  std::vector<double> rates(steps);
  for (std::size_t k = 0; k < steps; ++k) {
    const double c = std::cos(std::numbers::pi / 2 * static_cast<double>(k) / static_cast<double>(steps));
    rates[k] = peak * c * c;
  }
  return rates;
}

/// Cosine annealing with the peak of least final error, searched from 1/10 to 100 times the stable rate 2/L.
std::vector<double> best_cosine(const chain& problem, std::size_t steps, double stable_rate) {
  constexpr int candidates = 241;
  std::pair<double, double> best{1e300, stable_rate};
  for (int i = 0; i < candidates; ++i) {
    const double peak = stable_rate * std::pow(10.0, -1 + 3.0 * i / (candidates - 1));
    best = std::min(best, {descend(problem, cosine_rates(steps, peak)).back(), peak});
  }
  return cosine_rates(steps, best.second);
}

}  // namespace

std::vector<descent_curve> chebyshev_demonstration(std::size_t steps, const spectrum_range& range) {
  const chain problem(range);
  std::vector<descent_curve> curves{
      {"chebyshev, decreasing", chebyshev_rates(steps, range, chebyshev_order::decreasing), {}},
      {"chebyshev, increasing", chebyshev_rates(steps, range, chebyshev_order::increasing), {}},
      {"chebyshev, fractal", chebyshev_rates(steps, range, chebyshev_order::fractal), {}},
      {"constant", std::vector<double>(steps, 2 / (range.largest + range.smallest)), {}},
      {"cosine", best_cosine(problem, steps, 2 / range.largest), {}},
  };
  for (descent_curve& curve : curves) curve.error = descend(problem, curve.rates);
  return curves;
}

}  // namespace taper
