// Whole schedules from falls whose start and length the rows determine separately.
#include <algorithm>
#include <cmath>

#include "logs/recover/candidates.hpp"
#include "logs/recover/proposer.hpp"

namespace taper::inspection {

void proposer::scaled() {
  std::vector<std::int64_t> lengths = whole_near(fit_.length, fit_.length_sigma, known_.coarse);
  std::vector<std::int64_t> starts = whole_near(fit_.start, fit_.start_sigma, known_.coarse);
  if (known_.total && known_.coarse) {
    for (const std::int64_t w : warmups_at(fit_.peak)) add_unique(lengths, *known_.total - w);
    add_unique(lengths, *known_.total);
  }
  if (known_.coarse) {
    for (const std::int64_t w : warmups_at(fit_.peak)) {
      add_unique(starts, w);
      add_unique(starts, w + 1);
    }
  }
  for (const std::int64_t length : lengths) {
    for (const std::int64_t start : starts) {
      if (length <= 0 || done()) continue;
      model m = blank();
      m.length = static_cast<double>(length);
      const std::optional<peak_range> peak = peaks_for(m, ratio_, rows_, start);
      if (!peak) continue;
      m.peak = peak->choice();
      place(m, start, length);
    }
  }
}

// Splits start = warmup + hold + lag.
void proposer::place(const model& m, std::int64_t start, std::int64_t length) {
  if (!has_rise()) {
    if (known_.total && *known_.total >= length && believable(start + length - *known_.total)) {
      push(m, *known_.total - length, 0, start + length - *known_.total, true);
    }
    if (top_rows() >= 2) {  // a hold from the first row on: nothing was logged of a warmup
      for (const std::int64_t lag : {0, 1}) push(m, 0, start - lag, lag, false);
    }
    if (start <= 1) push(m, 0, 0, start, false);
    if (start > 1) {
      for (const std::int64_t lag : {0, 1}) push(m, start - lag, 0, lag, false);
    }
    return;
  }
  for (const rise_fit& r : rises_) {
    for (const std::int64_t top : meetings(r, m.peak)) place_rise(m, r, start, top);
  }
  if (rises_.empty()) single_rise(m, start);
  if (rises_.empty() && top_rows() >= 2) {
    for (const first_rise& r : first_rises(m.peak)) push_rise(m, r, start);
  }
}

void proposer::push_rise(model m, const first_rise& r, std::int64_t start) {
  m.ramp = r.ramp;
  push(m, r.warmup, start - r.warmup - r.lag, r.lag, false);
}

// One row of the rise below a peak that was held: its rate gives the warmup for each lag; a rate of 0 gives the lag.
std::vector<first_rise> proposer::first_rises(double peak) const {
  const point& p = points_[block_.rise_begin];
  std::vector<first_rise> out;
  if (p.value <= 0.0) {
    const std::int64_t most = points_[block_.top_begin].step - p.step;
    std::int64_t best = most;
    for (std::int64_t w = std::max<std::int64_t>(1, most - 2000); w < most; ++w) {
      if (roundness(w) > roundness(best)) best = w;
    }
    out.push_back({best, p.step, ramp_kind::linear});
    return out;
  }
  for (std::int64_t lag = 0; lag <= std::min<std::int64_t>(p.step, 3); ++lag) {
    const double c = static_cast<double>(p.step - lag);
    for (const std::int64_t w : whole_near(c * peak / p.value, 0.0, known_.coarse))
      out.push_back({w, lag, ramp_kind::linear});
    for (const std::int64_t w : whole_near((c + 1.0) * peak / p.value, 0.0, known_.coarse))
      out.push_back({w, lag, ramp_kind::from_one});
  }
  return out;
}

// `top`: the logged step at which the rise reaches the peak.
void proposer::place_rise(const model& m, const rise_fit& r, std::int64_t start, std::int64_t top) {
  const std::int64_t zero = std::llround(r.zero);
  if (r.kind == ramp_kind::logarithm) {
    model with = m;
    with.ramp = ramp_kind::logarithm;
    with.from = r.base / m.peak;
    const std::int64_t lag = zero + 1;
    const std::int64_t w = top - lag + 1;  // reaches the peak at counter W - 1
    push(with, w, start - w - lag, lag, false);
    return;
  }
  const bool whole_zero = std::abs(r.zero - static_cast<double>(zero)) < 0.02 || known_.coarse;
  if (whole_zero && zero >= -1) {
    const std::int64_t w = top - zero;
    push(m, w, 0, start - w, false);            // steps may have been skipped in between
    push(m, w, start - w - zero, zero, false);  // or the peak was held
  }
  if (whole_zero && zero >= -1) {  // counts from one: (c + 1) / W, so the line's zero is one before the lag
    model with = m;
    with.ramp = ramp_kind::from_one;
    const std::int64_t w = top - zero;
    push(with, w, start - w - zero - 1, zero + 1, false);
  }
  if (zero < 0 || !whole_zero) {
    for (const std::int64_t lag : {0, 1}) {
      model with = m;
      with.from = clean_fraction(r.slope * (static_cast<double>(lag) - r.zero) / m.peak);
      if (with.from <= 0.0) continue;
      push(with, top - lag, start - top, lag, false);
    }
  }
}

// One row of the rise: its rate and the peak give the warmup for each lag.
void proposer::single_rise(const model& m, std::int64_t start) {
  const point& p = points_[block_.rise_begin];
  for (std::int64_t lag = 0; lag <= 3; ++lag) {
    const double c = static_cast<double>(p.step - lag);
    if (p.value <= 0.0) {
      const std::int64_t hinted = known_.total ? start + std::llround(m.length) - *known_.total : -1;
      const bool by_hint = known_.total && believable(hinted);
      const std::int64_t fall_lag = by_hint ? hinted : lag;
      push(m, start - fall_lag, 0, fall_lag, by_hint);
      continue;
    }
    for (const std::int64_t w : whole_near(c * m.peak / p.value, 0.0, known_.coarse)) push(m, w, 0, start - w, false);
  }
}

}  // namespace taper::inspection
