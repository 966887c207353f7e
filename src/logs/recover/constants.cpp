// Schedules that stay at their peak: constant, with a linear or logarithmic warmup.
#include <algorithm>
#include <cmath>

#include "logs/recover/candidates.hpp"
#include "logs/recover/propose.hpp"

namespace taper::inspection {

void propose_constants(std::span<const point> points, const block& b, const hints& known,
                       std::vector<hypothesis>& out) {
  double low = 0.0;
  double high = INFINITY;
  for (std::size_t i = b.top_begin; i < b.fall_begin; ++i) {
    low = std::max(low, points[i].low);
    high = std::min(high, points[i].high);
  }
  if (low > high) return;
  model m;
  m.peak = roundest(low, high);
  const auto push = [&](std::int64_t w, std::int64_t lag, ramp_kind ramp, double from) {
    if (w < 0 || (w == 0 && ramp != ramp_kind::linear)) return;
    model with = m;
    with.warmup = w;
    with.ramp = ramp;
    with.from = from;
    out.push_back({with, lag, b.top_begin, digits_of(m.peak) <= 3 ? 1 : 0, false});
  };
  const std::span<const point> rows = points.subspan(b.rise_begin, b.top_begin - b.rise_begin);
  if (rows.empty()) {
    push(0, 0, ramp_kind::linear, 0.0);
    return;
  }
  for (const rise_fit& r : fit_rises(rows)) {
    const std::int64_t zero = std::llround(r.zero);
    if (r.kind == ramp_kind::logarithm) {
      const double top = r.zero + std::exp((m.peak - r.base) / r.slope);
      for (const std::int64_t t : whole_near(top, 0.0, known.coarse))
        push(t - zero, zero + 1, ramp_kind::logarithm, r.base / m.peak);
      continue;
    }
    for (const std::int64_t t :
         whole_near(r.zero + m.peak / r.slope, 0.3 * m.peak * r.slope_error / (r.slope * r.slope), known.coarse)) {
      const bool whole_zero = std::abs(r.zero - static_cast<double>(zero)) < 0.02 || known.coarse;
      if (whole_zero && zero >= 0) push(t - zero, zero, ramp_kind::linear, 0.0);
      if (whole_zero && zero == -1) push(t - zero, 0, ramp_kind::from_one, 0.0);
      if (zero < 0 || !whole_zero) {
        for (const std::int64_t lag : {0, 1}) {
          const double from = clean_fraction(r.slope * (static_cast<double>(lag) - r.zero) / m.peak);
          if (from > 0.0 && from < 1.0) push(t - lag, lag, ramp_kind::linear, from);
        }
      }
    }
  }
  if (rows.size() == 1) {
    const point& p = rows.front();
    for (const std::int64_t lag : {0, 1}) {
      const double c = static_cast<double>(p.step - lag);
      if (p.value <= 0.0 && p.step == lag) push(1, lag, ramp_kind::linear, 0.0);
      if (p.value <= 0.0 || c <= 0.0) continue;
      for (const std::int64_t w : whole_near(c * m.peak / p.value, 0.0, known.coarse))
        push(w, lag, ramp_kind::linear, 0.0);
      const double w = std::exp(std::log(c + 1.0) * m.peak / p.value);
      for (const std::int64_t n : whole_near(w, 0.0, known.coarse)) push(n, lag, ramp_kind::logarithm, 0.0);
    }
  }
}

}  // namespace taper::inspection
