// Compares an optimum with named windows, and converts it to a fit target and a table.
#include <algorithm>
#include <cmath>
#include <optional>

#include "taper/design.hpp"

namespace taper {

namespace {

/// Approximates a curve within `tolerance` by straight lines through some of its points (Ramer, Douglas, Peucker);
/// marks those points.
void keep_bends(const std::vector<double>& y, std::size_t from, std::size_t to, double tolerance,
                std::vector<bool>& kept) {
  std::vector<std::pair<std::size_t, std::size_t>> open{{from, to}};
  while (!open.empty()) {
    const auto [a, b] = open.back();
    open.pop_back();
    double worst = tolerance;
    std::size_t at = a;
    for (std::size_t k = a + 1; k < b; ++k) {
      const double line = std::lerp(y[a], y[b], static_cast<double>(k - a) / static_cast<double>(b - a));
      if (std::abs(y[k] - line) > worst) {
        worst = std::abs(y[k] - line);
        at = k;
      }
    }
    if (at == a) continue;
    kept[at] = true;
    open.emplace_back(a, at);
    open.emplace_back(at, b);
  }
}

double rounded(double v) { return std::round(v * 1e6) / 1e6; }

}  // namespace

result<std::vector<excess_over_optimum>> compare_with_optimum(const noisy_quadratic& problem,
                                                              const optimal_schedule& optimum,
                                                              const std::vector<schedule>& windows) {
  std::vector<excess_over_optimum> out;
  for (const schedule& s : windows) {
    TAPER_TRY(r, s.bind(optimum.rates.size()));
    std::vector<double> window = r.table();
    for (double& v : window) v /= r.peak();
    const tuned_rate best = problem.tune(window);
    out.push_back({s, best, best.loss / optimum.loss - 1});
  }
  std::ranges::stable_sort(out, {}, &excess_over_optimum::excess);
  return out;
}

result<fit_target> target_of_rates(const std::vector<double>& rates) {
  curve rows;
  // A few thousand steps, both ends included, represent a longer run.
  const std::size_t count = std::min<std::size_t>(rates.size(), 4000);
  for (std::size_t k = 0; k < count; ++k) {
    const std::size_t t = count < 2 ? 0 : (rates.size() - 1) * k / (count - 1);
    rows.x.push_back(static_cast<double>(t));
    rows.y.push_back(rates[t]);
  }
  return target_of(rows, rates.size());
}

result<tabulated> table_of_rates(const std::vector<double>& rates, double tolerance) {
  if (rates.size() < 2) return failed(errc::out_of_range, "a table needs at least two steps");
  const double peak = *std::max_element(rates.begin(), rates.end());
  if (!(peak > 0)) return failed(errc::out_of_range, "the rates are zero everywhere");
  std::vector<double> y(rates.size());
  for (std::size_t t = 0; t < rates.size(); ++t) y[t] = rates[t] / peak;
  // Step t is at t / T; the last point, at T, continues the curve linearly.
  y.push_back(std::max(0.0, 2 * y.back() - y[y.size() - 2]));
  std::vector<bool> kept(y.size(), false);
  kept.front() = kept.back() = true;
  keep_bends(y, 0, y.size() - 1, tolerance, kept);
  std::vector<table::point> points;
  for (std::size_t t = 0; t < y.size(); ++t) {
    if (kept[t])
      points.push_back(
          {t + 1 == y.size() ? 1.0 : static_cast<double>(t) / static_cast<double>(rates.size()), rounded(y[t])});
  }
  TAPER_TRY(through, table::through(std::move(points)));
  double error_seen = 0;
  for (std::size_t t = 0; t < rates.size(); ++t) {
    const phase at = phase::at(static_cast<double>(t) / static_cast<double>(rates.size()));
    error_seen = std::max(error_seen, std::abs(through.value(at) - y[t]));
  }
  return tabulated{std::move(through), error_seen};
}

}  // namespace taper
