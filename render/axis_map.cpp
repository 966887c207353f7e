// From data to px: axis limits computed from the drawn data.
#include "render/axis_map.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace taper::render {
namespace {

constexpr double air = 0.04;           // of the span, left free above and below the data
constexpr double zero_is_near = 0.15;  // of the span, from the data down to zero
constexpr double many_decades = 12;    // beyond this a log axis stops following outliers
constexpr double outliers_each_side = 0.02;

// The data of one axis that are valid on it.
class extent {
 public:
  explicit extent(axis_scale scale) : scale_(scale) {}

  void add(double value) {
    if (!std::isfinite(value) || (scale_ == axis_scale::log && value <= 0)) return;
    lo_ = std::min(lo_, value);
    hi_ = std::max(hi_, value);
  }
  bool empty() const { return lo_ > hi_; }
  double lo() const { return lo_; }
  double hi() const { return hi_; }
  double decades() const { return empty() ? 0 : std::log10(hi_) - std::log10(lo_); }

 private:
  axis_scale scale_;
  double lo_ = std::numeric_limits<double>::infinity();
  double hi_ = -std::numeric_limits<double>::infinity();
};

double quantile(std::vector<double>& values, double part) {
  const std::ptrdiff_t rank = std::llround(part * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + rank, values.end());
  return values[static_cast<std::size_t>(rank)];
}

extent without_outliers(const panel& p) {
  std::vector<double> values;
  for (const series& s : p.curves) {
    std::copy_if(s.y.begin(), s.y.end(), std::back_inserter(values),
                 [](double v) { return v > 0 && std::isfinite(v); });
  }
  extent kept(axis_scale::log);
  if (values.empty()) return kept;
  kept.add(quantile(values, outliers_each_side));
  kept.add(quantile(values, 1 - outliers_each_side));
  return kept;
}

value_range fallback(axis_scale scale) { return scale == axis_scale::log ? value_range{0.1, 10} : value_range{0, 1}; }

// A range of positive length, also if all data have the same value.
value_range widened(value_range r, axis_scale scale) {
  if (scale == axis_scale::log) {
    if (!(r.lo > 0)) r.lo = std::numeric_limits<double>::min();
    if (!(r.hi > r.lo)) return {r.lo / 3, r.lo * 3};
    return r;
  }
  if (!(r.hi > r.lo)) {
    const double half = r.lo == 0 ? 1 : std::abs(r.lo) / 2;
    return {r.lo - half, r.lo + half};
  }
  return r;
}

value_range settle(const axis& a, const extent& e, double padding) {
  const value_range found = widened(e.empty() ? fallback(a.scale) : value_range{e.lo(), e.hi()}, a.scale);
  value_range r = found;
  // A window that ends at −1e−17 by rounding still starts its axis at zero.
  const double dust = 1e-9 * (found.hi - found.lo);
  if (a.scale == axis_scale::log) {
    const double factor = std::pow(found.hi / found.lo, padding);
    r = {found.lo / factor, found.hi * factor};
  } else if (padding > 0) {
    const double margin = padding * (found.hi - found.lo);
    r = {found.lo - margin, found.hi + margin};
    // Positive data have no margin below zero, and start at zero if that takes little space.
    if (found.lo >= -dust && (r.lo < 0 || found.lo < zero_is_near * (found.hi - found.lo))) r.lo = 0;
    if (found.hi <= dust && r.hi > 0) r.hi = 0;
  }
  if (a.min && std::isfinite(*a.min)) r.lo = *a.min;
  if (a.max && std::isfinite(*a.max)) r.hi = *a.max;
  return widened(r, a.scale);
}

}  // namespace

value_range x_range(const panel& p) {
  extent e(p.x.scale);
  bool has_lines = p.map.has_value();
  for (const series& s : p.curves) {
    has_lines = has_lines || s.kind != series_kind::dots;
    for (const double v : s.x) e.add(v);
  }
  for (const reference_line& l : p.lines) {
    if (l.along == orientation::vertical) e.add(l.at);
  }
  for (const annotation& n : p.notes) e.add(n.x);
  if (p.map) {
    for (const double v : p.map->x_edges) e.add(v);
  }
  return settle(p.x, e, has_lines ? 0 : 0.02);
}

value_range y_range(const panel& p) {
  extent e(p.y.scale);
  for (const series& s : p.curves) {
    for (const double v : s.y) e.add(v);
    for (const double v : s.y_low) e.add(v);
  }
  if (p.y.scale == axis_scale::log && e.decades() > many_decades) e = without_outliers(p);
  for (const reference_line& l : p.lines) {
    if (l.along == orientation::horizontal) e.add(l.at);
  }
  for (const annotation& n : p.notes) e.add(n.y);
  if (p.map) {
    for (const double v : p.map->y_edges) e.add(v);
  }
  return settle(p.y, e, p.map ? 0 : air);
}

double axis_map::operator()(double value) const {
  if (!std::isfinite(value)) return std::numeric_limits<double>::quiet_NaN();
  double part = 0;
  if (scale == axis_scale::log) {
    if (value <= 0) return std::numeric_limits<double>::quiet_NaN();
    part = (std::log(value) - std::log(values.lo)) / (std::log(values.hi) - std::log(values.lo));
  } else {
    part = (value / 2 - values.lo / 2) / (values.hi / 2 - values.lo / 2);  // halves: the difference cannot overflow
  }
  // Far outside the exact position does not matter; a bound keeps later sums finite.
  constexpr double far = 1e6;
  return std::clamp(from + (to - from) * part, -far, far);
}

}  // namespace taper::render
