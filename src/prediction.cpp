// Predictions from the bound and the noisy quadratic.
#include "taper/prediction.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "taper/dynamics.hpp"

namespace taper {

namespace {

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

prediction predict(const run& r, const quadratic_setting& setting) {
  prediction out;
  const schedule_bounds bounds = bounds_of(r.steps(), [&](std::uint64_t first, std::span<double> block) {
    r.fill(first, block);
    for (double& v : block) v /= r.peak();
  });
  out.omega = bounds.last_iterate.tuned();
  out.bound_peak = bounds.last_iterate.tuned_peak();
  out.lambda = std::isinf(out.omega) || r.has_cycles() || r.sequence() == input::kronecker
                   ? out.omega * out.omega * static_cast<double>(r.steps())
                   : last_iterate_lambda([&](double x, double y) { return relative_rate(r, x, y); });
  const noisy_quadratic problem(setting);
  const std::vector<double> cosine_rates = rates_at(schedule{cosine{}, {}}.over(setting.steps), setting.steps);
  const std::vector<double> own = rates_at(r, setting.steps);
  out.quadratic = compare_on(problem, cosine_rates, std::span<const std::vector<double>>(&own, 1)).front();
  return out;
}

}  // namespace taper
