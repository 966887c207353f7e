// What the rows leave open: warmups, totals and peaks that meet every row as well; the nearest other family.
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "recover.hpp"

namespace taper::inspection {
namespace {

// The explained rows on the scheduler's own clock: those of the rise, the start of the fall, and a spread of all.
std::vector<point> rows_on_counter(std::span<const point> points, const stretch& s) {
  std::vector<point> all;
  all.reserve(s.where.rows());
  std::size_t piece = 0;
  std::size_t misfit = 0;
  for (std::size_t row = s.where.begin; row < s.where.end; ++row) {
    while (piece + 1 < s.where.lags.size() && s.where.lags[piece + 1].begin <= row) ++piece;
    if (misfit < s.where.misfits.size() && s.where.misfits[misfit] == row) {
      ++misfit;
      continue;
    }
    point p = points[row];
    p.step -= s.where.lags[piece].lag;
    all.push_back(p);
  }
  const std::int64_t knee = s.fit->warmup + s.fit->hold;
  const auto fall = std::find_if(all.begin(), all.end(), [&](const point& p) { return p.step >= knee; });
  const std::span<const point> view(all);
  const std::size_t before = static_cast<std::size_t>(fall - all.begin());
  std::vector<point> out = spread(view.first(before), 256);
  const std::span<const point> after = view.subspan(before);
  const std::size_t near = std::min<std::size_t>(after.size(), 64);
  out.insert(out.end(), after.begin(), after.begin() + static_cast<std::ptrdiff_t>(near));
  const std::vector<point> rest = spread(after.subspan(near), 768);
  out.insert(out.end(), rest.begin(), rest.end());
  return out;
}

// The furthest whole number from `from` in steps of `way` that is still good; good ones are taken to be contiguous.
template <class Good>
std::int64_t furthest(std::int64_t from, std::int64_t way, std::int64_t limit, const Good& good) {
  std::int64_t reached = 0;
  std::int64_t hop = 1;
  const std::int64_t most = std::abs(limit - from);
  while (reached < most && good(from + way * std::min(reached + hop, most))) {
    reached = std::min(reached + hop, most);
    hop *= 2;
  }
  while (hop > 1) {
    hop /= 2;
    if (reached + hop <= most && good(from + way * (reached + hop))) reached += hop;
  }
  return from + way * reached;
}

double ratio_of(const model& m) { return m.peak > 0.0 ? m.floor / m.peak : 0.0; }

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

void find_ranges(std::span<const point> points, stretch& s) {
  const std::vector<point> rows = rows_on_counter(points, s);
  const model& m = *s.fit;
  const double ratio = ratio_of(m);
  const std::int64_t total = m.total();
  const std::int64_t knee = m.warmup + m.hold;
  const auto warmup_fits = [&](std::int64_t w) {
    model other = m;
    other.warmup = w;
    other.hold = m.hold > 0 ? knee - w : 0;
    if (total > 0) other.length = static_cast<double>(total - w - other.hold);
    if (other.form.kind == fall::exp_window) other.form.q = std::pow(m.form.q, other.length / m.length);
    if (other.hold < 0 || (total > 0 && !(other.length > 0.0)) || (w == 0 && m.ramp != rise::linear)) return false;
    other.peak = 1.0;
    return peaks_for(other, ratio, rows, 0).has_value();
  };
  const std::int64_t last = rows.empty() ? 0 : rows.back().step;
  const std::int64_t widest = m.hold > 0 ? knee : (total > 0 ? total - 1 : std::max(last, m.warmup));
  s.warmup_least = furthest(m.warmup, -1, 0, warmup_fits);
  s.warmup_most = furthest(m.warmup, +1, std::max(widest, m.warmup), warmup_fits);

  if (total > 0) {
    const auto total_fits = [&](std::int64_t t) {
      model other = m;
      other.length = static_cast<double>(t - knee);
      other.peak = 1.0;
      return other.length > 0.0 && peaks_for(other, ratio, rows, 0).has_value();
    };
    s.total_least = furthest(total, -1, knee + 1, total_fits);
    s.total_most = furthest(total, +1, total * 8 + 1000, total_fits);
  }
  const std::optional<peak_range> peaks = peaks_for(m, ratio, rows, 0);
  s.peak_least = peaks ? peaks->low : m.peak;
  s.peak_most = peaks ? peaks->high : m.peak;
}

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
    if (c.kind == m.form.kind && std::abs(ratio_of(m) - c.ratio) < 0.02) continue;
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
