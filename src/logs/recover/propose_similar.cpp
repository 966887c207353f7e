// Whole schedules from self-similar falls: the end is known, the other parameters are tried.
#include <algorithm>
#include <cmath>
#include <utility>

#include "logs/recover/candidates.hpp"
#include "logs/recover/proposer.hpp"

namespace taper::inspection {

void proposer::similar() {
  const double last_slope = end_error();
  std::vector<std::int64_t> ends = whole_near(fit_.end(), last_slope, known_.coarse);
  if (known_.total) {
    for (const std::int64_t lag : {0, 1}) {
      if (known_.coarse) add_unique(ends, *known_.total + lag);
    }
  }
  if (ends.empty() && fit_.form.kind == fall::linear && fit_.floor == 0.0) unseen_floor();
  for (const std::int64_t end : ends) {
    if (!has_rise()) {
      no_rise(end);
    } else {
      with_rise(end);
    }
  }
}

// A line that reaches zero between two steps has a floor that no row shows (Hugging Face's polynomial ends at
// 1e-7): the planned length gives it, or the usual floors are tried, one of which lies on a whole step.
void proposer::unseen_floor() {
  const double slope = fit_.peak / fit_.length;
  const auto with_floor = [&](double floor, double end) {
    if (!(floor > 0.0) || !(floor < rows_.back().low) || !(end > fit_.start)) return;
    fall_fit moved = fit_;
    moved.floor = floor;
    moved.length = end - fit_.start;
    proposer(*this, moved).similar();
  };
  if (known_.total) {
    for (const std::int64_t lag : {0, 1}) {
      const double end = static_cast<double>(*known_.total + lag);
      const double floor = slope * (fit_.end() - end);
      const double round = roundest(floor * (1.0 - 1e-5), floor * (1.0 + 1e-5));
      if (digits_of(round) <= 2) with_floor(round, end);
    }
    return;
  }
  for (const double floor : {1e-7, 1e-6, 1e-5, 1e-8}) {
    const double end = fit_.end() - floor / slope;
    constexpr double whole = 1e-4;
    if (std::abs(end - std::round(end)) < whole) with_floor(floor, std::round(end));
  }
}

void proposer::no_rise(std::int64_t end) {
  std::vector<std::int64_t> lags;
  if (known_.total && believable(end - *known_.total)) lags.push_back(end - *known_.total);
  add_unique(lags, 0);
  add_unique(lags, 1);
  for (const std::int64_t lag : lags) {
    const bool hinted = known_.total && end - lag == *known_.total;
    if (top_rows() >= 2) {
      const double start = step_at(fit_, points_[block_.top_begin].value);
      for (const std::int64_t s : whole_near(start, end_error(), known_.coarse))
        similar_push(end, 0, s - lag, lag, ramp_kind::linear, 0.0, hinted);
      continue;
    }
    const std::int64_t w = known_.coarse ? 0 : roundest_warmup(end, lag);
    similar_push(end, w, 0, lag, ramp_kind::linear, 0.0, hinted);
    if (w != 0) similar_push(end, 0, 0, lag, ramp_kind::linear, 0.0, hinted);
  }
}

// How many steps more than the rise's the fall's counter may lag; -1: the rise counts from one. Every bit of a rate
// refutes the wrong ones; a planned length names one.
std::vector<std::int64_t> proposer::counters_between(std::int64_t end, std::int64_t zero) const {
  std::vector<std::int64_t> out;
  const std::int64_t most = known_.coarse ? 6 : 12;
  for (std::int64_t skipped = -1; skipped <= most; ++skipped) out.push_back(skipped);
  if (known_.total && believable(end - *known_.total) && end - *known_.total >= zero)
    add_unique(out, end - *known_.total - zero);
  return out;
}

void proposer::with_rise(std::int64_t end) {
  const bool held = top_rows() >= 2;
  const double top = points_[block_.top_begin].value;
  for (const rise_fit& r : rises_) {
    const std::int64_t zero = std::llround(r.zero);
    const bool whole_zero = std::abs(r.zero - static_cast<double>(zero)) < 0.02 || known_.coarse;
    if (held) {
      for (const std::int64_t meet : meetings(r, top)) {
        for (const std::int64_t s : whole_near(step_at(fit_, top), end_error(), known_.coarse))
          held_rise(end, r, zero, meet, s);
      }
    }
    for (const std::int64_t skipped : counters_between(end, zero)) {
      if (done()) return;
      // The fall's counter lags `skipped` more than the rise's (-1: the rise counts from one).
      const double met = crossing(fit_, r, static_cast<double>(skipped));
      if (!std::isfinite(met)) continue;
      const double doubt = (r.slope_error / r.slope + fit_.peak_sigma) * std::abs(met) + (known_.coarse ? 0.5 : 0.0);
      for (const std::int64_t m : whole_near(met, 0.3 * doubt, known_.coarse)) {
        if (r.kind == ramp_kind::logarithm) {
          const std::int64_t lag = zero + 1;
          const double peak = std::max(r(static_cast<double>(m)), 1e-300);
          similar_push(end, m - lag + 1, 0, lag + skipped, ramp_kind::logarithm, r.base / peak, false);
        } else if (skipped == -1) {
          similar_push(end, m - zero, 0, zero + 1, ramp_kind::from_one, 0.0, false);
        } else if (whole_zero && zero >= -1) {
          similar_push(end, m - zero, 0, zero + skipped, ramp_kind::linear, 0.0, false);
        }
        if (skipped == 0 && r.kind == ramp_kind::linear && (zero < 0 || !whole_zero)) {
          for (const std::int64_t lag : {0, 1}) {
            const double peak = r.slope * (static_cast<double>(m) - r.zero);
            similar_push(end, m - lag, 0, lag, ramp_kind::linear,
                         clean_fraction(r.slope * (static_cast<double>(lag) - r.zero) / peak), false);
          }
        }
      }
    }
  }
  if (!rises_.empty()) return;
  one_row_rise(end);
  if (!held) return;
  for (const first_rise& r : first_rises(top)) {
    for (const std::int64_t start : whole_near(step_at(fit_, top), end_error(), known_.coarse))
      similar_push(end, r.warmup, start - r.warmup - r.lag, r.lag, r.ramp, 0.0, false);
  }
}

void proposer::held_rise(std::int64_t end, const rise_fit& r, std::int64_t zero, std::int64_t meet,
                         std::int64_t start) {
  if (r.kind == ramp_kind::logarithm) {
    const std::int64_t lag = zero + 1;
    const double top = points_[block_.top_begin].value;
    similar_push(end, meet - lag + 1, start - meet - 1, lag, ramp_kind::logarithm, r.base / top, false);
    return;
  }
  if (zero >= -1) similar_push(end, meet - zero, start - meet, zero, ramp_kind::linear, 0.0, false);
  if (zero >= -1) similar_push(end, meet - zero, start - meet - 1, zero + 1, ramp_kind::from_one, 0.0, false);
  for (const std::int64_t lag : {0, 1}) {
    const double top = points_[block_.top_begin].value;
    const double from = clean_fraction(r.slope * (static_cast<double>(lag) - r.zero) / top);
    if (from > 0.0 && from < 1.0) similar_push(end, meet - lag, start - meet, lag, ramp_kind::linear, from, false);
  }
}

// One row of the rise below the peak: the warmup ends where its line crosses the fall, or any that rounds the peak.
void proposer::one_row_rise(std::int64_t end) {
  const point& p = points_[block_.rise_begin];
  std::vector<std::int64_t> lags;
  if (known_.total && believable(end - *known_.total)) lags.push_back(end - *known_.total);
  for (const std::int64_t lag : {0, 1, 2}) add_unique(lags, lag);
  for (const std::int64_t lag : lags) {
    const bool hinted = known_.total && end - lag == *known_.total;
    if (p.value <= 0.0) {
      similar_push(end, std::max<std::int64_t>(1, roundest_warmup(end, lag)), 0, lag, ramp_kind::linear, 0.0, hinted);
      continue;
    }
    for (std::int64_t rise_lag = 0; rise_lag <= std::min<std::int64_t>(lag, 3); ++rise_lag) {
      rise_fit line;
      line.zero = static_cast<double>(rise_lag);
      if (p.step <= rise_lag) continue;
      line.slope = p.value / static_cast<double>(p.step - rise_lag);
      const double met = crossing(fit_, line, static_cast<double>(lag - rise_lag));
      for (const std::int64_t m : whole_near(met, 0.0, known_.coarse)) {
        similar_push(end, m - rise_lag, 0, lag, ramp_kind::linear, 0.0, hinted);
      }
    }
  }
}

void proposer::similar_push(std::int64_t end, std::int64_t w, std::int64_t hold, std::int64_t lag, ramp_kind ramp,
                            double from, bool hinted) {
  if (w < 0 || hold < 0 || from < 0.0 || from >= 1.0 || done()) return;
  model m = blank();
  m.warmup = w;
  m.ramp = ramp;
  m.from = from;
  m.hold = hold;
  m.length = static_cast<double>(end - lag - w - hold);
  if (!(m.length > 0.0)) return;
  if (fit_.form.kind == fall::exp_window) m.form.q = clean_parameter(std::pow(fit_.form.q, m.length / fit_.length));
  for (const double ratio : ratios_at(static_cast<double>(w + hold + lag))) {
    m.floor = ratio;
    const std::optional<peak_range> peak = peaks_for(m, ratio, rows_, lag);
    if (!peak) continue;
    m.peak = peak->choice();
    const double before = std::exchange(ratio_, ratio);
    push(m, w, hold, lag, hinted);
    ratio_ = before;
  }
}

// A fall to a floor that was fitted with it has its peak where it begins: floors as a part of that.
std::vector<double> proposer::ratios_at(double begin) const {
  if ((fit_.form.kind != fall::power && fit_.form.kind != fall::linear) || fit_.floor <= 0.0) return {ratio_};
  const double u = (begin - fit_.start) / fit_.length;
  const double power = fit_.form.kind == fall::linear ? 1.0 : fit_.form.q;
  const double peak = fit_.floor + (fit_.peak - fit_.floor) * std::pow(1.0 - u, power);
  if (!(peak > fit_.floor)) return {};
  fall_fit moved = fit_;
  moved.peak = peak;
  return floor_ratios(moved, known_.coarse);
}

// The warmup before the first row that gives the roundest peak; 0 unless that is much rounder.
std::int64_t proposer::roundest_warmup(std::int64_t end, std::int64_t lag) const {
  const std::int64_t first = rows_.front().step - lag;
  const std::int64_t most = std::min<std::int64_t>({first, 20'000, end - lag - 1});
  std::int64_t best = 0;
  int digits = 99;
  for (std::int64_t w = 0; w <= most; ++w) {
    model m = blank();
    m.warmup = w;
    m.length = static_cast<double>(end - lag - w);
    if (fit_.form.kind == fall::exp_window) m.form.q = std::pow(fit_.form.q, m.length / fit_.length);
    const std::optional<peak_range> peak = peaks_for(m, ratio_, std::span(rows_).first(1), lag);
    if (!peak || (w > 0 && !holds_three_digits(peak->low, peak->high))) continue;
    const int d = digits_of(roundest(peak->low, peak->high));
    const bool rounder = w == 0 || (d <= 3 && d < digits);
    if (rounder) {
      best = w;
      digits = d;
    }
  }
  return best;
}

}  // namespace taper::inspection
