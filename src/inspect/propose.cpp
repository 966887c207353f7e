// Whole schedules from the fit of a fall: candidates for end, start, floor, warmup, hold and lag, each met by the rows.
#include "propose.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "candidates.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t most_proposals = 400;

// What one row of a rise says.
struct first_rise {
  std::int64_t warmup = 0;
  std::int64_t lag = 0;
  rise ramp = rise::linear;
};

// Everything that stays the same while candidates for one fit are tried.
class proposer {
 public:
  proposer(std::span<const point> points, const block& b, std::size_t begin, std::size_t end, const fall_fit& fit,
           const hints& known, std::vector<hypothesis>& out)
      : points_(points),
        block_(b),
        seed_(begin + (end - begin) / 2),
        fit_(fit),
        known_(known),
        out_(out),
        rows_(spread(points.subspan(begin, end - begin), known.coarse ? 192 : 64)),
        rises_(fit_rises(points.subspan(b.rise_begin, b.top_begin - b.rise_begin))) {}

  void run() {
    for (const double ratio : floor_ratios(fit_, known_.coarse)) {
      ratio_ = ratio;
      if (fit_.form.kind == fall::inverse_sqrt) {
        inverse();
      } else if (fit_.form.kind == fall::geometric) {
        geometric();
      } else if (is_self_similar(fit_.form.kind)) {
        similar();
      } else {
        scaled();
      }
    }
  }

 private:
  // --- falls whose start and length the rows tell apart (cosine, 1 - sqrt, poly, sigmoid)

  void scaled() {
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
        if (length <= 0) continue;
        model m = blank();
        m.length = static_cast<double>(length);
        const std::optional<peak_range> peak = peaks_for(m, ratio_, rows_, start);
        if (!peak) continue;
        m.peak = roundest(peak->low, peak->high);
        place(m, start, length);
      }
    }
  }

  // Splits start = warmup + hold + lag.
  void place(const model& m, std::int64_t start, std::int64_t length) {
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

  void push_rise(model m, const first_rise& r, std::int64_t start) {
    m.ramp = r.ramp;
    push(m, r.warmup, start - r.warmup - r.lag, r.lag, false);
  }

  // One row of the rise below a peak that was held: its rate gives the warmup for each lag; a rate of 0 gives the lag.
  std::vector<first_rise> first_rises(double peak) const {
    const point& p = points_[block_.rise_begin];
    std::vector<first_rise> out;
    if (p.value <= 0.0) {
      const std::int64_t most = points_[block_.top_begin].step - p.step;
      std::int64_t best = most;
      for (std::int64_t w = std::max<std::int64_t>(1, most - 2000); w < most; ++w) {
        if (roundness(w) > roundness(best)) best = w;
      }
      out.push_back({best, p.step, rise::linear});
      return out;
    }
    for (std::int64_t lag = 0; lag <= std::min<std::int64_t>(p.step, 3); ++lag) {
      const double c = static_cast<double>(p.step - lag);
      for (const std::int64_t w : whole_near(c * peak / p.value, 0.0, known_.coarse))
        out.push_back({w, lag, rise::linear});
      for (const std::int64_t w : whole_near((c + 1.0) * peak / p.value, 0.0, known_.coarse))
        out.push_back({w, lag, rise::from_one});
    }
    return out;
  }

  // `top`: the logged step at which the rise meets the peak.
  void place_rise(const model& m, const rise_fit& r, std::int64_t start, std::int64_t top) {
    const std::int64_t zero = std::llround(r.zero);
    if (r.kind == rise::logarithm) {
      model with = m;
      with.ramp = rise::logarithm;
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
      with.ramp = rise::from_one;
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
  void single_rise(const model& m, std::int64_t start) {
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

  // --- falls without an end

  // 1 / sqrt(step - pole): the timescale is how long before the fall the pole lies, the warmup itself unless told.
  void inverse() {
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
        m.peak = roundest(peak->low, peak->high);
        push(m, w, 0, lag, false);
      }
    };
    if (!has_rise()) {
      const std::int64_t lag = std::clamp<std::int64_t>(std::llround(pole), 0, 1);
      const std::int64_t most = std::min<std::int64_t>(rows_.front().step - lag, 20'000);
      std::int64_t best = most;
      int digits = 99;
      for (std::int64_t w = 1; w <= most; ++w) {
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
      if (r.kind != rise::linear) continue;
      const std::int64_t zero = std::llround(r.zero);
      if (std::abs(r.zero - static_cast<double>(zero)) > (known_.coarse ? 0.5 : 0.02)) continue;
      for (std::int64_t skipped = 0; skipped <= 3; ++skipped) {
        const double met = crossing(fit_, r, static_cast<double>(skipped));
        if (!std::isfinite(met)) continue;
        for (const std::int64_t m : whole_near(met, 0.0, known_.coarse, 5)) with_scale(m - zero, zero + skipped);
      }
    }
  }

  // gamma^step: the factor is round, and the peak is the rate at counter 0.
  void geometric() {
    if (has_rise()) return;
    const double gamma = std::exp(-1.0 / fit_.length);
    const double slack = known_.coarse ? 1e-5 : 1e-9;
    const double round = roundest(gamma * (1.0 - slack), gamma * (1.0 + slack));
    for (const std::int64_t lag : {0, 1}) {
      model m = blank();
      m.length = -1.0 / std::log(round);
      const std::optional<peak_range> peak = peaks_for(m, 0.0, rows_, lag);
      if (!peak) continue;
      m.peak = roundest(peak->low, peak->high);
      push(m, 0, 0, lag, false);
    }
  }

  // --- falls of which any part is the whole, scaled (linear, power, exp): only the end is known

  void similar() {
    const double last_slope = end_error();
    std::vector<std::int64_t> ends = whole_near(fit_.end(), last_slope, known_.coarse);
    if (known_.total) {
      for (const std::int64_t lag : {0, 1}) {
        if (known_.coarse) add_unique(ends, *known_.total + lag);
      }
    }
    for (const std::int64_t end : ends) {
      if (!has_rise()) {
        no_rise(end);
      } else {
        with_rise(end);
      }
    }
  }

  void no_rise(std::int64_t end) {
    std::vector<std::int64_t> lags;
    if (known_.total && believable(end - *known_.total)) lags.push_back(end - *known_.total);
    add_unique(lags, 0);
    add_unique(lags, 1);
    for (const std::int64_t lag : lags) {
      const bool hinted = known_.total && end - lag == *known_.total;
      if (top_rows() >= 2) {
        const double start = step_at(fit_, points_[block_.top_begin].value);
        for (const std::int64_t s : whole_near(start, end_error(), known_.coarse))
          similar_push(end, 0, s - lag, lag, rise::linear, 0.0, hinted);
        continue;
      }
      const std::int64_t w = known_.coarse ? 0 : roundest_warmup(end, lag);
      similar_push(end, w, 0, lag, rise::linear, 0.0, hinted);
      if (w != 0) similar_push(end, 0, 0, lag, rise::linear, 0.0, hinted);
    }
  }

  void with_rise(std::int64_t end) {
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
      for (std::int64_t skipped = -1; skipped <= 6; ++skipped) {
        // The fall's counter lags `skipped` more than the rise's (-1: the rise counts from one).
        const double met = crossing(fit_, r, static_cast<double>(skipped));
        if (!std::isfinite(met)) continue;
        const double doubt = (r.slope_error / r.slope + fit_.peak_sigma) * std::abs(met) + (known_.coarse ? 0.5 : 0.0);
        for (const std::int64_t m : whole_near(met, 0.3 * doubt, known_.coarse)) {
          if (r.kind == rise::logarithm) {
            const std::int64_t lag = zero + 1;
            const double peak = std::max(r(static_cast<double>(m)), 1e-300);
            similar_push(end, m - lag + 1, 0, lag + skipped, rise::logarithm, r.base / peak, false);
          } else if (skipped == -1) {
            similar_push(end, m - zero, 0, zero + 1, rise::from_one, 0.0, false);
          } else if (whole_zero && zero >= -1) {
            similar_push(end, m - zero, 0, zero + skipped, rise::linear, 0.0, false);
          }
          if (skipped == 0 && r.kind == rise::linear && (zero < 0 || !whole_zero)) {
            for (const std::int64_t lag : {0, 1}) {
              const double peak = r.slope * (static_cast<double>(m) - r.zero);
              similar_push(end, m - lag, 0, lag, rise::linear,
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

  void held_rise(std::int64_t end, const rise_fit& r, std::int64_t zero, std::int64_t meet, std::int64_t start) {
    if (r.kind == rise::logarithm) {
      const std::int64_t lag = zero + 1;
      const double top = points_[block_.top_begin].value;
      similar_push(end, meet - lag + 1, start - meet - 1, lag, rise::logarithm, r.base / top, false);
      return;
    }
    if (zero >= -1) similar_push(end, meet - zero, start - meet, zero, rise::linear, 0.0, false);
    if (zero >= -1) similar_push(end, meet - zero, start - meet - 1, zero + 1, rise::from_one, 0.0, false);
    for (const std::int64_t lag : {0, 1}) {
      const double top = points_[block_.top_begin].value;
      const double from = clean_fraction(r.slope * (static_cast<double>(lag) - r.zero) / top);
      if (from > 0.0 && from < 1.0) similar_push(end, meet - lag, start - meet, lag, rise::linear, from, false);
    }
  }

  // One row of the rise below the peak: the warmup is where its line meets the fall, or any that rounds the peak.
  void one_row_rise(std::int64_t end) {
    const point& p = points_[block_.rise_begin];
    std::vector<std::int64_t> lags;
    if (known_.total && believable(end - *known_.total)) lags.push_back(end - *known_.total);
    for (const std::int64_t lag : {0, 1, 2}) add_unique(lags, lag);
    for (const std::int64_t lag : lags) {
      const bool hinted = known_.total && end - lag == *known_.total;
      if (p.value <= 0.0) {
        similar_push(end, std::max<std::int64_t>(1, roundest_warmup(end, lag)), 0, lag, rise::linear, 0.0, hinted);
        continue;
      }
      for (std::int64_t rise_lag = 0; rise_lag <= std::min<std::int64_t>(lag, 3); ++rise_lag) {
        rise_fit line;
        line.zero = static_cast<double>(rise_lag);
        if (p.step <= rise_lag) continue;
        line.slope = p.value / static_cast<double>(p.step - rise_lag);
        const double met = crossing(fit_, line, static_cast<double>(lag - rise_lag));
        for (const std::int64_t m : whole_near(met, 0.0, known_.coarse)) {
          similar_push(end, m - rise_lag, 0, lag, rise::linear, 0.0, hinted);
        }
      }
    }
  }

  void similar_push(std::int64_t end, std::int64_t w, std::int64_t hold, std::int64_t lag, rise ramp, double from,
                    bool hinted) {
    if (w < 0 || hold < 0 || from < 0.0 || from >= 1.0) return;
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
      m.peak = roundest(peak->low, peak->high);
      const double before = std::exchange(ratio_, ratio);
      push(m, w, hold, lag, hinted);
      ratio_ = before;
    }
  }

  // A fall to a floor that was fitted with it has its peak where it begins: floors as a part of that.
  [[nodiscard]] std::vector<double> ratios_at(double begin) const {
    if (fit_.form.kind != fall::power || fit_.floor <= 0.0) return {ratio_};
    const double u = (begin - fit_.start) / fit_.length;
    const double peak = fit_.floor + (fit_.peak - fit_.floor) * std::pow(1.0 - u, fit_.form.q);
    if (!(peak > fit_.floor)) return {};
    fall_fit moved = fit_;
    moved.peak = peak;
    return floor_ratios(moved, known_.coarse);
  }

  // The warmup before the first row that gives the roundest peak; 0 unless that is much rounder.
  std::int64_t roundest_warmup(std::int64_t end, std::int64_t lag) const {
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

  // --- shared

  [[nodiscard]] model blank() const {
    model m;
    m.form = fit_.form;
    if (has_parameter(m.form.kind)) m.form.q = clean_parameter(m.form.q);
    m.peak = 1.0;
    m.floor = ratio_;
    return m;
  }
  // A lag that the planned length asks for: steps skipped, not another plan.
  [[nodiscard]] bool believable(std::int64_t lag) const { return lag >= 0 && lag <= 16 + rows_.back().step / 10; }
  [[nodiscard]] bool has_rise() const { return block_.top_begin > block_.rise_begin; }
  [[nodiscard]] std::size_t top_rows() const { return block_.fall_begin - block_.top_begin; }

  [[nodiscard]] double end_error() const {
    const point& p = rows_.back();
    const double s = static_cast<double>(p.step);
    const double slope = std::abs(fit_(s) - fit_(s - 1.0));
    return known_.coarse && slope > 0.0 ? (p.high - p.low) / slope : 0.0;
  }

  [[nodiscard]] std::vector<std::int64_t> warmups_at(double peak) const {
    std::vector<std::int64_t> out;
    for (const rise_fit& r : rises_) {
      for (const std::int64_t top : meetings(r, peak)) add_unique(out, top - std::llround(r.zero));
    }
    return out;
  }

  [[nodiscard]] std::vector<std::int64_t> meetings(const rise_fit& r, double peak) const {
    if (r.kind == rise::logarithm) {
      return whole_near(r.zero + std::exp((peak - r.base) / r.slope), 0.0, known_.coarse);
    }
    const double at = r.zero + peak / r.slope;
    return whole_near(at, 0.3 * (at - r.zero) * r.slope_error / r.slope, known_.coarse);
  }

  void push(model m, std::int64_t w, std::int64_t hold, std::int64_t lag, bool hinted) {
    if (w < 0 || hold < 0 || out_.size() >= most_proposals) return;
    m.warmup = w;
    m.hold = hold;
    hinted = hinted || (known_.total && m.total() == *known_.total && (lag == -1 || believable(lag)));
    m.floor = ratio_ * m.peak;
    if (m.ramp != rise::linear && w == 0) return;
    hypothesis h{m, lag, seed_, 0, hinted};
    if (!known_.coarse) {
      h.evidence += std::abs(fit_.end() - std::round(fit_.end())) < 1e-3 ? 1 : 0;
      if (!is_self_similar(fit_.form.kind)) h.evidence += std::abs(fit_.start - std::round(fit_.start)) < 1e-3 ? 1 : 0;
      h.evidence += digits_of(m.peak) <= 3 ? 1 : 0;
    }
    h.evidence += hinted ? 1 : 0;
    out_.push_back(h);
  }

  std::span<const point> points_;
  const block& block_;
  std::size_t seed_;
  const fall_fit& fit_;
  const hints& known_;
  std::vector<hypothesis>& out_;
  std::vector<point> rows_;
  std::vector<rise_fit> rises_;
  double ratio_ = 0.0;
};

}  // namespace

void propose_falls(std::span<const point> points, const block& b, std::size_t window_begin, std::size_t window_end,
                   const fall_fit& fit, const hints& known, std::vector<hypothesis>& out) {
  proposer(points, b, window_begin, window_end, fit, known, out).run();
}

}  // namespace taper::inspection
