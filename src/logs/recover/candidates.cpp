// Whole numbers, round fractions and crossings that a fit suggests.
#include "logs/recover/candidates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "logs/recover/effort.hpp"
#include "logs/recover/model.hpp"

namespace taper::inspection {

int roundness(std::int64_t n) {
  if (n == 0) return 60;
  int out = 0;
  n = std::abs(n);
  for (; n % 10 == 0; n /= 10) out += 10;
  if (n % 5 == 0) out += 6;
  for (; n % 2 == 0 && out < 55; n /= 2) out += 1;
  return out;
}

std::vector<std::int64_t> whole_near(double x, double sigma, bool coarse, std::size_t most) {
  constexpr double far = 9e15;
  if (!(std::abs(x) < far)) return {};
  const std::int64_t nearest = std::llround(x);
  if (!coarse) {
    const double off = std::abs(x - static_cast<double>(nearest));
    if (off > std::max(0.02, std::min(0.4, 8.0 * sigma))) return {};
    return {nearest};
  }
  constexpr std::int64_t widest = 4000;
  const double reach =
      std::isfinite(sigma) ? std::min(2.0 + 6.0 * sigma, static_cast<double>(widest)) : static_cast<double>(widest);
  const std::int64_t first = static_cast<std::int64_t>(std::floor(x - reach));
  const std::int64_t last = static_cast<std::int64_t>(std::ceil(x + reach));
  struct ranked {
    std::int64_t n;
    int rank;
    double off;
  };
  std::vector<ranked> all;
  all.reserve(static_cast<std::size_t>(last - first) + 1);
  for (std::int64_t n = first; n <= last; ++n)
    all.push_back({n, std::abs(n - nearest) <= 1 ? 100 : roundness(n), std::abs(static_cast<double>(n) - x)});
  spend(all.size());
  const auto before = [](const ranked& a, const ranked& b) {
    return a.rank != b.rank ? a.rank > b.rank : a.off != b.off ? a.off < b.off : a.n < b.n;
  };
  const std::size_t kept = std::min(most, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(), before);
  std::vector<std::int64_t> out;
  for (std::size_t i = 0; i < kept; ++i) out.push_back(all[i].n);
  return out;
}

void add_unique(std::vector<std::int64_t>& values, std::int64_t value) {
  if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
}

bool holds_three_digits(double low, double high) {
  const double middle = 0.5 * (low + high);
  if (!(middle > 0.0)) return false;
  const double scale = std::pow(10.0, 2.0 - std::floor(std::log10(middle)));
  const double round = std::round(middle * scale) / scale;
  return round >= low * (1.0 - 1e-15) && round <= high * (1.0 + 1e-15);
}

double clean_fraction(double x) {
  const double r = roundest(x - 1e-7, x + 1e-7);
  return digits_of(r) <= 4 ? r : x;
}

double clean_parameter(double q) {
  const double r = roundest(q * (1.0 - 1e-5), q * (1.0 + 1e-5));
  return digits_of(r) <= 3 ? r : q;
}

std::vector<double> floor_ratios(const fall_fit& fit, bool coarse) {
  const double own = fit.floor / fit.peak;
  if (fit.floor == 0.0 || own < 1e-9) return {0.0};
  std::vector<double> out;
  if (coarse) {
    for (const double round : {0.0, 0.1, 0.05, 0.2, 0.01, 0.02, 0.5, 0.25, 0.3, 0.001}) {
      if (std::abs(own - round) < 0.02) out.push_back(round);
    }
  }
  const double r = roundest(own - 1e-6, own + 1e-6);
  out.push_back(digits_of(r) <= 4 ? r : own);
  const double absolute = roundest(fit.floor * (1.0 - 1e-5), fit.floor * (1.0 + 1e-5));
  if (digits_of(absolute) <= 3) out.push_back(absolute / fit.peak);
  if (out.front() != own && coarse) out.push_back(own);
  return out;
}

double step_at(const fall_fit& fit, double y) {
  return fit.start + fit.length * fall_progress(fit.form, (y - fit.floor) / (fit.peak - fit.floor));
}

double crossing(const fall_fit& fit, const rise_fit& rising, double shift) {
  // The fall has a given rate at step_at(rate); the rise reaches it at its own step: bisect on the rate.
  const auto rise_step = [&](double rate) {
    return rising.kind == ramp_kind::logarithm ? rising.zero + std::exp((rate - rising.base) / rising.slope)
                                               : rising.zero + rate / rising.slope;
  };
  // A rise by logarithm reaches the peak one counter before the fall starts, a line at the fall's start.
  const double early = rising.kind == ramp_kind::logarithm ? 1.0 : 0.0;
  const auto gap = [&](double rate) { return rise_step(rate) + early - (step_at(fit, rate) - shift); };
  constexpr std::uint64_t of_crossing = 60;  // in rates
  spend(of_crossing);
  double low = fit.floor + 1e-9 * (fit.peak - fit.floor);
  double high = fit.peak;
  for (int i = 0; i < 80 && gap(high) < 0.0; ++i) high *= 2.0;
  if (!(gap(low) < 0.0) || !(gap(high) > 0.0)) return std::numeric_limits<double>::quiet_NaN();
  for (int i = 0; i < 200; ++i) {
    const double middle = 0.5 * (low + high);
    if (!(low < middle && middle < high)) break;
    (gap(middle) < 0.0 ? low : high) = middle;
  }
  return rise_step(0.5 * (low + high));
}

}  // namespace taper::inspection
