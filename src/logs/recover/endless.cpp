// Each of these is a line after a transformation of the rate: the line gives the numbers, round ones near it are tried.
#include "logs/recover/endless.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "logs/recover/effort.hpp"
#include "logs/recover/propose_curves.hpp"
#include "taper/library_types.hpp"

namespace taper::inspection {
namespace {

// `slack`: the rounding of the schedule's own arithmetic, which the rows need not share.
bool meets_all(const model& m, std::int64_t lag, std::span<const point> rows, double slack = 0.0) {
  spend(rows.size());
  return std::all_of(rows.begin(), rows.end(), [&](const point& p) {
    const double rate = m(p.step - lag);
    return rate >= p.low - slack && rate <= p.high + slack;
  });
}

struct bounds {
  double low = 0.0;
  double high = INFINITY;
  void meet(double a, double b) {
    low = std::max(low, a);
    high = std::min(high, b);
  }
  [[nodiscard]] bool open() const { return low <= high && high < INFINITY; }
};

class endless {
 public:
  endless(std::span<const point> points, const hints& known) : lengths_(lengths_of(points, known)) {
    rows_.assign(points.begin(), points.end());
    std::stable_sort(rows_.begin(), rows_.end(), [](const point& a, const point& b) { return a.step < b.step; });
  }

  std::vector<whole_reading> run() {
    if (rows_.size() < 5 || !(rows_.back().high < rows_.front().low || peak_row() > 0)) return {};
    for (const std::int64_t lag : {0, 1}) {
      if (rows_.front().step < lag) continue;
      inverse_sqrt(lag);
      if (peak_row() > 0) continue;
      inverse_time(lag);
      factor_every_steps(lag);
      factor_every_step(lag);
    }
    std::stable_sort(out_.begin(), out_.end(), [](const auto& a, const auto& b) { return a.bits < b.bits; });
    return std::move(out_);
  }

 private:
  [[nodiscard]] std::size_t peak_row() const {
    const auto top =
        std::max_element(rows_.begin(), rows_.end(), [](const point& a, const point& b) { return a.value < b.value; });
    return static_cast<std::size_t>(top - rows_.begin());
  }

  void add(const model& m, std::int64_t lag, double slack = 0.0) {
    if (!meets_all(m, lag, rows_, slack)) return;
    whole_reading r;
    r.model_of = m;
    r.what.lag = lag;
    r.bits = bits_of(m, lag, lengths_);
    out_.push_back(std::move(r));
  }

  // rate sqrt(c) is constant after the warmup: peak sqrt(W).
  void inverse_sqrt(std::int64_t lag) {
    const std::size_t top = peak_row();
    bounds k;
    for (std::size_t i = top + 1; i < rows_.size(); ++i) {
      const double root = std::sqrt(static_cast<double>(rows_[i].step - lag));
      k.meet(rows_[i].low * root, rows_[i].high * root);
    }
    if (!k.open() || rows_.size() < top + 4) return;
    const double first = static_cast<double>(rows_[top + 1].step - lag);
    bounds w{1.0, first};
    if (top > 0) {  // peak = slope W and peak sqrt(W) = k
      bounds slope;
      for (std::size_t i = 0; i < top; ++i) {
        const double c = static_cast<double>(rows_[i].step - lag);
        if (c > 0.0) slope.meet(rows_[i].low / c, rows_[i].high / c);
      }
      if (!slope.open() || !(slope.low > 0.0)) return;
      w.meet(std::floor(std::pow(k.low / slope.high, 2.0 / 3.0)), std::ceil(std::pow(k.high / slope.low, 2.0 / 3.0)));
    }
    if (!w.open() || w.high > 4e6) return;
    double best = 1e300;
    model chosen;
    const double width = w.high - w.low;
    for (double n = std::floor(w.low); n <= w.high && n - w.low < 50'000.0; n += width > 50'000.0 ? 10.0 : 1.0) {
      if (n < 1.0) continue;
      const double peak = roundest(k.low / std::sqrt(n), k.high / std::sqrt(n));
      const double bits = bits_of_number(n) + bits_of_number(peak);
      if (bits >= best) continue;
      model m;
      m.form = {fall::inverse_sqrt, 0.0};
      m.warmup = std::llround(n);
      m.length = n;
      m.peak = peak;
      if (!meets_all(m, lag, rows_)) continue;
      best = bits;
      chosen = m;
    }
    if (best < 1e299) add(chosen, lag);
  }

  struct line {
    double at_zero = 0.0;
    double slope = 0.0;
    double error = 0.0;  // of at_zero, by half a width on every row
  };

  template <class F>
  line fitted(std::int64_t lag, const F& transform) const {
    double ww = 0.0;
    double wc = 0.0;
    double wy = 0.0;
    double wcc = 0.0;
    double wcy = 0.0;
    for (const point& p : rows_) {
      const double half = 0.5 * std::abs(transform(p.high) - transform(p.low));
      const double w = 1.0 / std::max(half * half, 1e-300);
      const double c = static_cast<double>(p.step - lag);
      const double y = transform(p.value);
      ww += w;
      wc += w * c;
      wy += w * y;
      wcc += w * c * c;
      wcy += w * c * y;
    }
    const double det = ww * wcc - wc * wc;
    return {(wcc * wy - wc * wcy) / det, (ww * wcy - wc * wy) / det, std::sqrt(wcc / det)};
  }

  void listed(result<schedule> source, double peak, std::int64_t lag, fall kind, double slack = 0.0) {
    listing l{kind};
    l.reach = lengths_.last + 8;
    l.steps = l.reach;
    l.peak = peak;
    if (const std::optional<model> m = listed_model(std::move(source), l)) add(*m, lag, slack);
  }

  void inverse_time(std::int64_t lag) {
    if (std::any_of(rows_.begin(), rows_.end(), [](const point& p) { return !(p.low > 0.0); })) return;
    const line f = fitted(lag, [](double y) { return 1.0 / y; });
    if (!(f.at_zero > 0.0) || !(f.slope > 0.0)) return;
    const double peak = 1.0 / f.at_zero;  // Keras computes in floats, other writers of this formula in doubles
    for (const double k : {3.0, 1.0, 0.3}) {
      const double slack = std::max(k * f.error * peak * peak, 1e-9 * peak);
      const double top = roundest(peak - slack, peak + slack);
      const double floats = rate_precision{rounding::float32_math, 24}.half_width(top, top);
      bounds rate;
      for (const point& p : rows_) {
        const double c = static_cast<double>(p.step - lag);
        if (c > 0.0 && p.low > floats)
          rate.meet((top / (p.high + floats) - 1.0) / c, (top / (p.low - floats) - 1.0) / c);
      }
      if (!rate.open()) continue;
      listed(make(keras::inverse_time_decay{
                 .initial_learning_rate = top, .decay_steps = 1, .decay_rate = roundest(rate.low, rate.high)}),
             top, lag, fall::inverse_sqrt, floats);
    }
  }

  void factor_every_step(std::int64_t lag) {
    if (std::any_of(rows_.begin(), rows_.end(), [](const point& p) { return !(p.low > 0.0); })) return;
    const line f = fitted(lag, [](double y) { return std::log(y); });
    if (!(f.slope < 0.0)) return;
    const double peak = std::exp(f.at_zero);
    for (const double k : {3.0, 1.0, 0.3}) {
      const double slack = std::max(k * f.error, 1e-9) * peak;
      model m;
      m.peak = roundest(peak - slack, peak + slack);
      bounds gamma{0.0, 1.0};
      for (const point& p : rows_) {
        const double c = static_cast<double>(p.step - lag);
        if (c > 0.0) gamma.meet(std::pow(p.low / m.peak, 1.0 / c), std::pow(p.high / m.peak, 1.0 / c));
      }
      if (!gamma.open() || gamma.high >= 1.0) continue;
      m.form = {fall::geometric, 0.0};
      m.length = -1.0 / std::log(roundest(gamma.low, gamma.high));
      add(m, lag);
    }
  }

  // A factor every n steps, where the figures are too coarse to show each drop.
  void factor_every_steps(std::int64_t lag) {
    for (double size = 1.0; size < 1e7; size *= 10.0) {
      for (const double part : {1.0, 2.0, 2.5, 4.0, 5.0}) {
        const std::int64_t n = std::llround(size * part);
        if (n < 2 || 4 * n > lengths_.last || exhausted()) continue;
        bounds top;
        for (const point& p : rows_) {
          if (p.step - lag < n) top.meet(p.low, p.high);
        }
        if (!top.open()) top = {rows_.front().low, rows_.front().high};
        const double peak = roundest(top.low, top.high);
        bounds gamma{0.0, 1.0};
        spend(rows_.size());
        for (const point& p : rows_) {
          const double k = static_cast<double>((p.step - lag) / n);
          if (k > 0.0 && p.low > 0.0) gamma.meet(std::pow(p.low / peak, 1.0 / k), std::pow(p.high / peak, 1.0 / k));
          if (gamma.low > gamma.high) break;
        }
        if (!gamma.open() || gamma.high >= 1.0) continue;
        const torch::step form{.step_size = n, .gamma = roundest(gamma.low, gamma.high)};
        listed(at_peak(make(form), peak), peak, lag, fall::stairs);
      }
    }
  }

  suggested_lengths lengths_;
  std::vector<point> rows_;
  std::vector<whole_reading> out_;
};

}  // namespace

std::vector<whole_reading> read_endless(std::span<const point> points, const hints& known) {
  return endless(points, known).run();
}

}  // namespace taper::inspection
