// Whole schedules from falls without an end: the inverse square root, a factor every step.
#include <algorithm>
#include <cmath>

#include "logs/recover/candidates.hpp"
#include "logs/recover/effort.hpp"
#include "logs/recover/proposer.hpp"

namespace taper::inspection {

// 1 / sqrt(step - pole): the timescale is the distance from the pole to the fall; by default the length of the warmup.
void proposer::inverse() {
  const double pole = fit_.start - fit_.length;
  const auto with_scale = [&](std::int64_t w, std::int64_t lag) {
    if (w < 1) return;
    for (const std::int64_t t : whole_near(static_cast<double>(w + lag) - pole, 0.0, known_.coarse, 5)) {
      if (t < 1) continue;
      model m = blank();
      m.warmup = w;
      m.length = static_cast<double>(t);
      const std::optional<peak_range> peak = peaks_for(m, 0.0, rows_, lag);
      if (!peak) continue;
      m.peak = peak->choice();
      push(m, w, 0, lag, false);
    }
  };
  if (!has_rise()) {
    const std::int64_t lag = std::clamp<std::int64_t>(std::llround(pole), 0, 1);
    const std::int64_t most = std::min<std::int64_t>(rows_.front().step - lag, 20'000);
    std::int64_t best = most;
    int digits = 99;
    constexpr std::uint64_t of_number = 20;  // its digits are searched, in rates
    for (std::int64_t w = 1; w <= most && !exhausted(); ++w) {
      spend(of_number);
      const double peak = fit_.peak * std::sqrt(fit_.length / (static_cast<double>(w + lag) - pole));
      const double slack = std::max(1e-12, 2.0 * (rows_.front().high - rows_.front().low) / rows_.front().value);
      const int d = digits_of(roundest(peak * (1.0 - slack), peak * (1.0 + slack)));
      if (d < digits) {
        best = w;
        digits = d;
      }
    }
    with_scale(best, lag);
    return;
  }
  for (const rise_fit& r : rises_) {
    if (r.kind != ramp_kind::linear) continue;
    const std::int64_t zero = std::llround(r.zero);
    if (std::abs(r.zero - static_cast<double>(zero)) > (known_.coarse ? 0.5 : 0.02)) continue;
    for (std::int64_t skipped = 0; skipped <= 3; ++skipped) {
      const double met = crossing(fit_, r, static_cast<double>(skipped));
      if (!std::isfinite(met)) continue;
      for (const std::int64_t m : whole_near(met, 0.0, known_.coarse, 5)) with_scale(m - zero, zero + skipped);
    }
  }
}

// gamma^step: the factor is round, and the peak is the rate at counter 0, or at the end of a warmup.
void proposer::geometric() {
  const double gamma = std::exp(-1.0 / fit_.length);
  const double slack = known_.coarse ? 1e-5 : 1e-9;
  model m = blank();
  m.length = -1.0 / std::log(roundest(gamma * (1.0 - slack), gamma * (1.0 + slack)));
  const auto with = [&](std::int64_t w, std::int64_t lag, double from) {
    model one = m;
    one.warmup = w;
    one.from = from;
    const std::optional<peak_range> peak = peaks_for(one, 0.0, rows_, lag);
    if (!peak) return;
    one.peak = peak->choice();
    push(one, w, 0, lag, false);
  };
  if (!has_rise()) {
    for (const std::int64_t lag : {0, 1}) with(0, lag, 0.0);
    return;
  }
  for (const rise_fit& r : rises_) {
    if (r.kind != ramp_kind::linear) continue;
    const std::int64_t zero = std::llround(r.zero);
    const bool whole_zero = std::abs(r.zero - static_cast<double>(zero)) < 0.02 || known_.coarse;
    const double met = crossing(fit_, r, 0.0);
    if (!std::isfinite(met)) continue;
    for (const std::int64_t top : whole_near(met, 0.0, known_.coarse, 5)) {
      if (whole_zero && zero >= 0) with(top - zero, zero, 0.0);
      if (zero >= 0 && whole_zero) continue;
      for (const std::int64_t lag : {0, 1}) {
        const double from = r(static_cast<double>(lag)) / r(static_cast<double>(top));
        if (from > 0.0 && from < 1.0) with(top - lag, lag, clean_fraction(from));
      }
    }
  }
}

}  // namespace taper::inspection
