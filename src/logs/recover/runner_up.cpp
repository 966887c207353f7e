// The nearest other family: its smallest error, and by how many bits its reading is longer.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "logs/recover/bits.hpp"
#include "logs/recover/recover.hpp"

namespace taper::inspection {
namespace {

// A family with its best peak.
struct fitted_family {
  model fit;
  double misfit = 1.0;
};

fitted_family with_best_peak(model m, std::span<const point> rows) {
  double low = std::numeric_limits<double>::infinity();
  double high = 0.0;
  fitted_family out{m};
  for (const point& p : rows) {
    const double g = m(p.step);
    if (p.value == 0.0 && g == 0.0) continue;
    if (!(g > 0.0) || !(p.value > 0.0)) return out;
    low = std::min(low, p.value / g);
    high = std::max(high, p.value / g);
  }
  if (!(high > 0.0)) return out;
  out.misfit = (high - low) / (high + low);
  out.fit.peak = 0.5 * (high + low);
  out.fit.floor = m.floor * out.fit.peak;
  return out;
}

// The part of the rows that a schedule does not fit.
double part_missed(const model& m, std::span<const point> rows) {
  const auto missed = std::count_if(rows.begin(), rows.end(), [&](const point& p) {
    const double rate = m(p.step);
    return rate < p.low || rate > p.high;
  });
  return static_cast<double>(missed) / static_cast<double>(rows.size());
}

}  // namespace

std::optional<rival> find_runner_up(std::span<const point> points, const hints& known, const stretch& s) {
  const std::vector<point> all = rows_on_counter(points, s);
  const std::vector<point> rows = spread(all, 400);
  const model& m = *s.fit;
  if (rows.size() < 3) return std::nullopt;
  const std::int64_t total = m.total() > 0 ? m.total() : rows.back().step + 1;
  struct candidate {
    std::string_view name;
    fall kind;
    double ratio;
  };
  static constexpr std::array<candidate, 5> candidates = {{{"linear", fall::linear, 0.0},
                                                           {"cosine", fall::cosine, 0.0},
                                                           {"cosine | floor(10%)", fall::cosine, 0.1},
                                                           {"constant", fall::constant, 0.0},
                                                           {"one_minus_sqrt", fall::one_minus_sqrt, 0.0}}};
  std::optional<fitted_family> best;
  std::string_view name;
  for (const candidate& c : candidates) {
    if (c.kind == m.form.kind && std::abs(floor_ratio(m) - c.ratio) < 0.02) continue;
    fitted_family least;
    for (int i = -1; i <= 60; ++i) {  // the warmup is free: its own value, then a grid that grows
      model other;
      other.form = {c.kind, 0.0};
      other.peak = 1.0;
      other.floor = c.ratio;
      const double part = static_cast<double>(i) / 60.0;
      other.warmup = i < 0 ? m.warmup : static_cast<std::int64_t>(part * part * static_cast<double>(total - 1));
      other.length = static_cast<double>(total - other.warmup);
      if (other.warmup >= total) continue;
      fitted_family fitted = with_best_peak(other, rows);
      if (fitted.misfit <= least.misfit) least = std::move(fitted);
    }
    if (best && least.misfit >= best->misfit) continue;
    best = std::move(least);
    name = c.name;
  }
  if (!best) return s.runner_up;
  const suggested_lengths lengths = lengths_of(points, known);
  const std::int64_t lag = s.where.lags.empty() ? 0 : s.where.lags.front().lag;
  const double missed = part_missed(best->fit, rows) * static_cast<double>(s.where.rows());
  model round = best->fit;  // its peak is as good as any
  round.peak = m.peak;
  round.floor = floor_ratio(best->fit) * m.peak;
  const double more = bits_of(round, lag, lengths) + bits_of_odd_row * missed - bits_of(m, lag, lengths) -
                      bits_of_odd_row * static_cast<double>(s.where.misfits.size());
  rival family{std::string(name), best->misfit, std::max(more, 0.0)};
  return s.runner_up && s.runner_up->bits <= family.bits ? s.runner_up : family;
}

}  // namespace taper::inspection
