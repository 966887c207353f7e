// Predictions from the bound and the noisy quadratic.
#include "taper/prediction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "taper/dynamics.hpp"

namespace taper {

namespace {

constexpr std::uint64_t longest_compared = 10'000'000;

std::vector<double> rates_at(const run& r, std::size_t n) {
  std::vector<double> out(n);
  for (std::size_t k = 0; k < n; ++k) {
    const double x = static_cast<double>(k) / static_cast<double>(n);
    out[k] = n == r.steps() ? r(k) / r.peak() : relative_rate(r, x, 1.0 - x);
  }
  return out;
}

}  // namespace

double relative_rate(const run& r, double x, double y) {
  const double whole = static_cast<double>(r.steps());
  if (!r.has_cycles() && r.sequence() != input::kronecker) {
    const run::location where = r.cycle_number(0);
    const double begin = where.line.fall_begin().real();
    const double fall = whole - begin;
    const double elapsed = x * whole - begin;
    if (elapsed > 0.0) {
      const double l = r.floor_fraction(where.in);
      return l + (1.0 - l) * r.kernel().value({elapsed / fall, std::min(1.0, y * whole / fall)});
    }
  }
  const double place = std::min(x * whole, whole - 1.0);
  const auto t = static_cast<std::uint64_t>(place);
  const double left = r(t);
  const double right = t + 1 < r.steps() ? r(t + 1) : left;
  return std::lerp(left, right, place - static_cast<double>(t)) / r.peak();
}

namespace {

schedule_bounds bounds_of_run(const run& r, const bound_problem& problem) {
  return bounds_of(
      r.steps(),
      [&](std::uint64_t first, std::span<double> block) {
        r.fill(first, block);
        for (double& v : block) v /= r.peak();
      },
      problem);
}

}  // namespace

prediction predict(const run& r, const quadratic_setting& setting, const bound_problem& problem) {
  prediction out;
  const peak_bound own_bound = bounds_of_run(r, problem).last_iterate;
  out.omega = own_bound.tuned();
  out.bound_peak = own_bound.tuned_peak();
  if (r.steps() <= longest_compared) {
    const peak_bound cosine_bound = bounds_of_run(schedule{cosine{}, {}}.over(r.steps()), problem).last_iterate;
    out.over_linear =
        out.omega / bounds_of_run(schedule{linear{}, {}}.over(r.steps()), problem).last_iterate.tuned() - 1;
    out.bound_shared = own_bound.at(cosine_bound.tuned_peak()) / cosine_bound.tuned() - 1;
  }
  out.lambda = std::isinf(out.omega) || r.has_cycles() || r.sequence() == input::kronecker
                   ? out.omega * out.omega * static_cast<double>(r.steps())
                   : last_iterate_lambda([&](double x, double y) { return relative_rate(r, x, y); });
  const noisy_quadratic model(setting);
  const std::vector<double> cosine_rates = rates_at(schedule{cosine{}, {}}.over(setting.steps), setting.steps);
  out.quadratic = compare_on(model, reference_on(model, cosine_rates), rates_at(r, setting.steps));
  return out;
}

prediction_curves predicted_curves(const run& r, const quadratic_setting& setting, std::size_t points) {
  const noisy_quadratic model(setting);
  const std::vector<double> cosine_rates = rates_at(schedule{cosine{}, {}}.over(setting.steps), setting.steps);
  const std::vector<double> rates = rates_at(r, setting.steps);
  const auto scaled = [&](double peak) {
    std::vector<double> out = rates;
    for (double& v : out) v *= peak;
    return out;
  };
  const std::vector<double> bound = last_iterate_curve(scaled(bounds_of(rates).last_iterate.tuned_peak()));
  const std::vector<double> shared = model.loss_curve(scaled(model.tune(cosine_rates).peak));
  const std::vector<double> tuned = model.loss_curve(scaled(model.tune(rates).peak));
  prediction_curves out;
  const std::size_t n = std::min(points, setting.steps);
  for (std::size_t k = 1; k <= n; ++k) {
    const std::size_t t = setting.steps * k / n;  // after t steps
    out.x.push_back(static_cast<double>(t) / static_cast<double>(setting.steps));
    out.rate.push_back(rates[t - 1]);
    out.bound.push_back(bound[t - 1]);
    out.shared_loss.push_back(shared[t]);
    out.tuned_loss.push_back(tuned[t]);
  }
  return out;
}

}  // namespace taper
