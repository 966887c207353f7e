// The nearest family that a schedule is not, and how far off it is at its best.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "logs/recover/recover.hpp"

namespace taper::inspection {
namespace {

double spread_of_ratio(const model& m, std::span<const point> rows) {
  double low = std::numeric_limits<double>::infinity();
  double high = 0.0;
  for (const point& p : rows) {
    const double g = m(p.step);
    if (p.value == 0.0 && g == 0.0) continue;
    if (!(g > 0.0) || !(p.value > 0.0)) return 1.0;
    low = std::min(low, p.value / g);
    high = std::max(high, p.value / g);
  }
  return high > 0.0 ? (high - low) / (high + low) : 1.0;
}

}  // namespace

std::optional<rival> find_runner_up(std::span<const point> points, const stretch& s) {
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
  std::optional<rival> best;
  for (const candidate& c : candidates) {
    if (c.kind == m.form.kind && std::abs(floor_ratio(m) - c.ratio) < 0.02) continue;
    double least = 1.0;
    for (int i = -1; i <= 60; ++i) {  // the warmup is free: its own value, then a grid that grows
      model other;
      other.form = {c.kind, 0.0};
      other.peak = 1.0;
      other.floor = c.ratio;
      const double part = static_cast<double>(i) / 60.0;
      other.warmup = i < 0 ? m.warmup : static_cast<std::int64_t>(part * part * static_cast<double>(total - 1));
      other.length = static_cast<double>(total - other.warmup);
      if (other.warmup >= total) continue;
      least = std::min(least, spread_of_ratio(other, rows));
    }
    if (!best || least < best->misfit) best = rival{std::string(c.name), least};
  }
  return best;
}

}  // namespace taper::inspection
