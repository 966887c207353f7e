// Finds the best decreasing schedule under a fitted loss law, by a search over the heights of its knots.
#include <algorithm>
#include <array>
#include <cmath>

#include "law_features.hpp"
#include "minimize.hpp"

namespace taper {
namespace {

constexpr std::size_t knots = 24;

/// Rates relative to the peak: warmup, then straight lines between knots. Variable j is the fraction of its height that
/// the curve loses before knot j+1, so every choice is a decreasing schedule.
void draw(std::span<const double> losses_of_height, std::size_t warmup_steps, std::span<double> rates) {
  std::array<double, knots + 1> height{1.0};
  for (std::size_t j = 0; j < knots; ++j) height[j + 1] = height[j] * (1 - losses_of_height[j]);
  const double fall = static_cast<double>(rates.size() - warmup_steps);
  for (std::size_t t = 0; t < rates.size(); ++t) {
    if (t < warmup_steps) {
      rates[t] = static_cast<double>(t) / static_cast<double>(warmup_steps);
      continue;
    }
    // Knot j is at x = 1 - (1 - j/24)^2: the shape matters most at the end of a run.
    const double x = static_cast<double>(t - warmup_steps) / fall;
    const double place = (1 - std::sqrt(1 - x)) * knots;
    const std::size_t j = std::min(static_cast<std::size_t>(place), knots - 1);
    const auto knot = [](std::size_t i) {
      const double rest = 1 - static_cast<double>(i) / knots;
      return 1 - rest * rest;
    };
    rates[t] = std::lerp(height[j], height[j + 1], (x - knot(j)) / (knot(j + 1) - knot(j)));
  }
}

}  // namespace

result<law_optimum> optimal_under_law(const fitted_law& fitted, std::size_t steps, std::size_t warmup_steps) {
  if (warmup_steps >= steps) {
    return failed(errc::conflict,
                  "warmup leaves no room: " + std::to_string(warmup_steps) + " of " + std::to_string(steps) + " steps");
  }
  law_optimum best{.rates = std::vector<double>(steps)};
  std::vector<double> start(knots);  // linear decay
  for (std::size_t j = 0; j < knots; ++j) {
    const double here = 1 - static_cast<double>(j) / knots, next = 1 - static_cast<double>(j + 1) / knots;
    start[j] = 1 - (next * next) / (here * here);
  }
  draw(start, warmup_steps, best.rates);
  for (double& rate : best.rates) rate *= fitted.peak_reference;
  TAPER_CHECK(predict_final_loss(fitted, {best.rates, warmup_steps}));

  const double memory = fitted.law == loss_law::tissue ? fitted.parameters.shape[0] : 0;
  std::vector<double> relative(steps);
  const auto final_loss = [&](std::span<const double> x, std::span<double>) {
    draw(x, warmup_steps, relative);
    return detail::law_value({fitted.law, relative, warmup_steps, {&steps, 1}, memory}, 0, fitted.parameters, {});
  };
  TAPER_TRY(found, detail::minimize({.objective = final_loss,
                                     .start = start,
                                     .lower = std::vector<double>(knots, 0.0),
                                     .upper = std::vector<double>(knots, 1.0),
                                     .by = detail::minimization::method::subplex,
                                     .max_evaluations = 6000,
                                     .relative_tolerance = 1e-9}));
  draw(found.x, warmup_steps, best.rates);
  for (double& rate : best.rates) rate *= fitted.peak_reference;
  best.loss = found.value;
  best.evaluations = found.evaluations;
  return best;
}

}  // namespace taper
