// The optimal schedule of a noisy quadratic by L-BFGS on its adjoint gradient.
#include <algorithm>
#include <cmath>

#include "minimize.hpp"
#include "taper/design.hpp"

namespace taper {

result<optimal_schedule> optimal_rates(const noisy_quadratic& problem, std::size_t steps,
                                       const optimal_options& options) {
  if (steps == 0) return failed(errc::out_of_range, "steps must be at least 1, got 0");
  std::vector<double> linear(steps);
  for (std::size_t t = 0; t < steps; ++t) linear[t] = 1 - static_cast<double>(t) / static_cast<double>(steps);
  // Variables of order one: rates over the best peak of linear decay.
  const double unit = problem.tune(linear).peak, cap = problem.stability_cap();

  std::vector<double> rates(steps);
  const auto log_loss = [&](std::span<const double> x, std::span<double> gradient) {
    for (std::size_t t = 0; t < steps; ++t) rates[t] = unit * x[t];
    if (gradient.empty()) return std::log(problem.loss(rates));
    const double loss = problem.gradient(rates, gradient);
    for (double& slope : gradient) slope *= unit / loss;
    return std::log(loss);
  };
  TAPER_TRY(found, detail::minimize({.objective = log_loss,
                                     .start = linear,
                                     .lower = std::vector<double>(steps, 0.0),
                                     .upper = std::vector<double>(steps, cap / unit),
                                     .max_evaluations = options.max_evaluations,
                                     .relative_tolerance = options.relative_tolerance}));
  optimal_schedule best{.rates = found.x, .evaluations = found.evaluations};
  for (double& rate : best.rates) rate = std::min(cap, rate * unit);
  best.loss = problem.loss(best.rates);
  best.steps_at_cap = static_cast<std::size_t>(
      std::count_if(best.rates.begin(), best.rates.end(), [cap](double rate) { return rate >= cap * (1 - 1e-9); }));
  return best;
}

}  // namespace taper
