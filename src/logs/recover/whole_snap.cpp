// Whole and round numbers near a fit are tried on the rows; those that fit are kept with their assumptions.
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "logs/recover/candidates.hpp"
#include "logs/recover/whole_search.hpp"

namespace taper::inspection {
namespace {

constexpr double digit = 3.32;  // bits

// power(p=1), rex(gain=1), sigmoid(i=0.0001)
bool is_line(const any_window& window) {
  for (const double x : {0.1, 0.3, 0.5, 0.7, 0.9}) {
    if (std::abs(window.kernel().value(phase::at(x)) - (1.0 - x)) > 1e-4) return false;
  }
  return true;
}

// (1 - t / T)^0.9, the schedule of most segmentation code, and the square, without a floor.
bool is_usual_power(const reading& r) {
  return r.ratio == 0.0 && (r.form->text == "power(p=0.9)" || r.form->text == "power(p=2)");
}

}  // namespace

void whole_search::snap(const window_fit& fit, const fit_request& r, const placed& at) {
  reading base;
  const any_window window = fit.family->make(fit.q);
  if (fit.family->free > 0 && is_line(window)) return;  // `linear` has its own search
  base.form = std::make_shared<window_form>(window_form{window, window.kernel(), fit.family->text(fit.q)});
  base.place = at.place;
  base.ratio = fit.floor / fit.peak;
  if (base.ratio < 1e-9) base.ratio = 0.0;
  if (at.place != warmup_place::before || at.rising != nullptr) {
    with_rise(base, fit, r, at, *at.rising);
    return;
  }
  if (rows_.rises.empty()) {
    for (const std::int64_t lag : lags_without_rise()) {
      if (rows_.from_zero ? rows_.all.front().step != lag : r.start && std::llround(*r.start) != lag) continue;
      base.lag = lag;
      lengths(base, fit, r, 0.0, 0.0);
    }
    return;
  }
  for (const rise_fit& rising : rows_.rises) with_rise(base, fit, r, at, rising);
  if (!rows_.only_rise) return;
  // The warmup ends where the fall begins; the row gives the rate at which it starts.
  const point& row = *rows_.only_rise;
  base.ramp = ramp_kind::linear;
  for (const std::int64_t lag : {0, 1}) {
    const double part = static_cast<double>(row.step - lag) / (fit.start - static_cast<double>(lag));
    if (!(part >= 0.0) || part >= 1.0) continue;
    const auto from = [&](double rate) { return (rate / fit.peak - part) / (1.0 - part); };
    base.lag = lag;
    base.from = rows_.fine ? clean_fraction(from(row.value)) : roundest(from(row.low), from(row.high));
    if (base.from > 1e-6 && base.from < 0.999) lengths(base, fit, r, 0.0, 0.0);
  }
}

void whole_search::with_rise(reading base, const window_fit& fit, const fit_request& r, const placed& at,
                             const rise_fit& rising) {
  if (rising.kind == ramp_kind::logarithm) {
    base.ramp = ramp_kind::logarithm;
    base.lag = std::llround(rising.zero) + 1;
    base.from = rising.base > 0.0 ? clean_fraction(rising.base / fit.peak) : 0.0;
    lengths(base, fit, r, std::exp((fit.peak - rising.base) / rising.slope), 0.0);
    return;
  }
  const double w = fit.peak / rising.slope;
  const double w_error = w * rising.slope_error / rising.slope;
  const double zero_error = rows_.fine ? 0.02 : std::min(2.0, std::max(0.5, w_error));
  const std::int64_t nearest = std::llround(rising.zero);
  for (std::int64_t zero = nearest - 1; zero <= nearest + 1; ++zero) {
    if (std::abs(rising.zero - static_cast<double>(zero)) > zero_error) continue;
    if (zero >= 0) {
      base.ramp = ramp_kind::linear;
      base.lag = zero;
      lengths(base, fit, r, w, w_error);
    }
    if (zero >= -1) {
      base.ramp = ramp_kind::from_one;
      base.lag = zero + 1;
      lengths(base, fit, r, w, w_error);
    }
  }
  base.ramp = ramp_kind::linear;
  for (const std::int64_t lag : {0, 1}) {
    const double c = static_cast<double>(lag) - rising.zero;
    base.lag = lag;
    std::vector<double> starts = {clean_fraction(c / w)};
    if (!rows_.fine) starts.push_back(roundest((c - zero_error) / w, (c + zero_error) / w));
    for (const double from : starts) {
      if (!(from > 1e-6) || from >= 0.999) continue;
      base.from = from;
      lengths(base, fit, r, w - c, w_error);
    }
  }
  base.from = 0.0;
  (void)at;
}

void whole_search::lengths(reading base, const window_fit& fit, const fit_request& r, double w, double w_error) {
  const double lag = static_cast<double>(base.lag);
  const double error = rows_.fine ? 0.0 : std::isfinite(fit.end_error) ? 2.0 * fit.end_error : 0.0;
  if (error > 0.1 * fit.end) return;
  std::vector<std::int64_t> totals = near(fit.end - lag, error, 6);
  if (!rows_.fine && known_.total && std::abs(static_cast<double>(*known_.total) - (fit.end - lag)) < 3.0 + 3.0 * error)
    add_unique(totals, *known_.total);
  for (const std::int64_t total : totals) {
    if (total < 1) continue;
    window_fit at = fit;
    fit_request ended = r;
    if (!rows_.fine && !r.end) {
      ended.end = at.end = static_cast<double>(total) + lag;
      const std::optional<window_fit> again = fit_window(at, ended, fall_rows(base.place), 12);
      if (!again || again->worst > limit()) continue;
      at = *again;
    }
    reading now = base;
    now.total = total;
    now.ratio = at.floor / at.peak < 1e-9 ? 0.0 : at.floor / at.peak;
    parts(now, at, r, w * at.peak / fit.peak, w_error);
  }
}

std::vector<std::int64_t> whole_search::near(double x, double error, std::size_t most) const {
  if (rows_.fine) return whole_near(x, error, false, 1);
  constexpr double far = 9e15;
  constexpr double hop_to_nearest = 1.0;
  if (!(std::abs(x) < far)) return {};
  std::vector<std::int64_t> out = {std::llround(x)};
  const double reach = std::min(1.5 + 1.5 * error, 0.2 * std::abs(x) + 2.0);
  for (const std::int64_t n :
       {lengths_.last, lengths_.last + 1, lengths_.last + lengths_.stride, known_.total.value_or(0)}) {
    if (std::abs(static_cast<double>(n) - x) <= reach) add_unique(out, n);
  }
  most += out.size();
  for (double step = std::pow(10.0, std::ceil(std::log10(2.0 * reach + 1.0))); step >= 1.0; step /= 10.0) {
    for (const double part : {1.0, 0.5}) {
      const double hop = std::max(1.0, step * part);
      for (double v = std::ceil((x - reach) / hop) * hop; v <= x + reach && out.size() < most; v += hop)
        add_unique(out, static_cast<std::int64_t>(v));
    }
    if (out.size() >= most || step < 10.0 * hop_to_nearest) break;
  }
  for (std::int64_t k = 1; k <= 3; ++k) {
    for (const std::int64_t n : {std::llround(x) - k, std::llround(x) + k}) {
      if (std::abs(static_cast<double>(n) - x) <= reach) add_unique(out, n);
    }
  }
  return out;
}

std::vector<part_of_run> whole_search::parts_near(double steps, double error, std::int64_t total) const {
  std::vector<part_of_run> out;
  if (steps < (rows_.fine ? 1e-4 : 0.5)) return {part_of_run{}};
  for (const std::int64_t n : near(steps, error, 4)) {
    if (n >= 0) out.push_back({static_cast<double>(n), 0.0});
  }
  const double all = static_cast<double>(total);
  std::vector<double> slacks = {1e-6};
  if (!rows_.fine) slacks = {std::max(0.5, error), 0.05};
  double before = 0.0;
  for (const double slack : slacks) {
    const double percent = roundest(100.0 * (steps - slack) / all, 100.0 * (steps + slack) / all);
    const double exact = percent * all / 100.0;
    if (percent > 0.0 && percent != before && digits_of(percent) <= 3 && std::abs(exact - std::round(exact)) > 1e-9)
      out.push_back({exact, percent});
    before = percent;
  }
  return out;
}

void whole_search::parts(reading base, const window_fit& fit, const fit_request& r, double w, double w_error) {
  const double knee = fit.start - static_cast<double>(base.lag);
  const double knee_error = rows_.fine ? 0.0 : std::isfinite(fit.start_error) ? 2.0 * fit.start_error : 0.0;
  const double error = std::max(rows_.fine ? 0.0 : 0.5, w_error);
  if (base.place != warmup_place::before) {
    for (const part_of_run& warm : parts_near(w, error, base.total)) {
      base.warmup = warm;
      floors(base, fit, r);
    }
    return;
  }
  if (w <= 0.0) {  // no row of the rise: what comes before the fall is a hold where rows show it, else a warmup
    for (const part_of_run& before : parts_near(knee, knee_error, base.total)) {
      const bool seen = rows_.all.front().step - base.lag < std::llround(knee) && rows_.top_rows > 1 &&
                        !rows_.from_zero && base.from == 0.0;
      base.warmup = seen ? part_of_run{} : before;
      base.hold = seen ? before : part_of_run{};
      floors(base, fit, r);
    }
    return;
  }
  for (const part_of_run& warm : parts_near(w, error, base.total)) {
    const double hold = knee - warm.steps;
    base.warmup = warm;
    base.hold = {};
    if (std::abs(hold) <= std::max(rows_.fine ? 0.02 : 1.0, knee_error)) floors(base, fit, r);
    // In rounded rates a hold of a few steps is a rounding artifact.
    if (hold < (rows_.fine ? 0.02 : std::max(1.0, 0.005 * static_cast<double>(base.total)))) continue;
    for (const part_of_run& stay : parts_near(hold, std::max(knee_error, error), base.total)) {
      if (!(stay.steps > 0.0)) continue;
      base.hold = stay;
      floors(base, fit, r);
    }
  }
}

void whole_search::floors(reading base, window_fit fit, const fit_request& r) {
  if (base.warmup.steps + base.hold.steps >= static_cast<double>(base.total)) return;
  if (!rows_.fine && base.ratio > 0.0 && !(r.floor && *r.floor == 0.0)) {
    // Start and end are whole numbers now; the floor follows from them.
    fit_request whole;
    const double lag = static_cast<double>(base.lag);
    const double risen = base.place == warmup_place::before ? base.warmup.steps : 0.0;
    whole.start = fit.start = lag + risen + base.hold.steps;
    whole.end = fit.end = lag + static_cast<double>(base.total);
    whole.ratio = r.ratio;
    whole.fixed_q = true;
    const std::optional<window_fit> again = fit_window(fit, whole, fall_rows(base.place));
    if (!again || again->worst > limit()) return;
    fit = *again;
    base.ratio = fit.floor / fit.peak < 1e-9 ? 0.0 : fit.floor / fit.peak;
  }
  if (base.ratio == 0.0 || (r.floor && *r.floor == 0.0)) {
    base.ratio = 0.0;
    consider(base);
    return;
  }
  const double reach = std::max(1.0 - base.form->kernel.value(phase{1.0, 0.0}), 0.02);
  const double slack = rows_.fine ? 1e-7 : half_ / fit.peak / reach;
  std::vector<double> ratios;
  for (const double k : {10.0, 3.0, 1.0, 0.3}) {
    const double ratio = roundest(std::max(0.0, base.ratio - k * slack), base.ratio + k * slack);
    const double rate = roundest(std::max(0.0, fit.floor - k * slack * fit.peak), fit.floor + k * slack * fit.peak);
    for (const double x : {ratio, rate / round_peak(fit.peak)}) {
      if (std::find(ratios.begin(), ratios.end(), x) == ratios.end()) ratios.push_back(x);
    }
  }
  for (const double ratio : ratios) {
    if (ratio >= 1.0 || ratio < 0.0) continue;
    base.ratio = ratio;
    consider(base);
  }
}

double whole_search::round_peak(double peak) const {
  const double slack = rows_.fine ? 1e-9 * peak : half_;
  return roundest(peak - slack, peak + slack);
}

bool whole_search::shows_shape(const reading& r) const {
  const double begin = (r.place == warmup_place::before ? r.warmup.steps : 0.0) + r.hold.steps;
  // A small part of a fall in few digits matches many families.
  constexpr double seen = 0.6;
  constexpr double usual = 4.0;  // bits of a name
  const double last = static_cast<double>(rows_.all.back().step - r.lag);
  if (!rows_.fine && !is_usual_power(r) && last < begin + seen * (static_cast<double>(r.total) - begin) &&
      (r.form->text.find('(') != std::string::npos || bits_of_text(r.form->text) > usual))
    return false;
  std::size_t inside = 0;
  for (const point& p : rows_.chosen) {
    const double c = static_cast<double>(p.step - r.lag);
    inside += c > begin && c < static_cast<double>(r.total) && c >= r.warmup.steps ? 1 : 0;
    if (inside > most_free) return true;
  }
  return false;
}

void whole_search::consider(reading r) {
  if (!shows_shape(r)) return;
  r.peak = rows_.top;
  const double base_bits = bits_without_peak(r);
  if (base_bits + digit > best_ + 30.0) return;
  const std::optional<peak_range> peaks = peaks_of(r, rows_.chosen, odd_);
  if (!peaks) return;
  r.peak = peaks->choice();
  constexpr int of_peak = 7;  // digits: in rounded rates numbers with more digits are not chosen by users
  constexpr int of_floor = 5;
  constexpr double of_family = 36.0;  // bits of its text
  if (!rows_.fine && (digits_of(r.peak) > of_peak || bits_of_text(r.form->text) > of_family)) return;
  if (!rows_.fine && r.ratio > 0.0 && digits_of(r.ratio) > of_floor &&
      digits_of(roundest(r.ratio * r.peak * (1.0 - 1e-9), r.ratio * r.peak * (1.0 + 1e-9))) > of_floor)
    return;
  whole_reading w;
  w.bits = base_bits + bits_of_number(r.peak);
  for (const whole_reading& other : found_) {
    if (std::abs(other.bits - w.bits) < 1e-9 && other.what.spec() == r.spec() && other.what.lag == r.lag) return;
  }
  w.what = std::move(r);
  best_ = std::min(best_, w.bits);
  constexpr std::size_t most = 400;
  if (found_.size() < most) found_.push_back(std::move(w));
}

double whole_search::bits_without_peak(const reading& r) const {
  double bits = bits_of_lag(r.lag) + bits_of_length(r.total, lengths_) + bits_of_text(r.form->text);
  const auto part = [&](const part_of_run& p) {
    if (!(p.steps > 0.0)) return 0.0;
    return 2.0 + (p.percent > 0.0 ? 3.0 + bits_of_number(p.percent) : bits_of_part(std::llround(p.steps), r.total));
  };
  bits += part(r.warmup);
  if (r.hold.steps > 0.0) {
    const double knee = r.warmup.steps + r.hold.steps;
    bits += std::min(part(r.hold), r.hold.percent > 0.0 ? 1e9 : 2.0 + bits_of_part(std::llround(knee), r.total));
  }
  if (r.ramp != ramp_kind::linear) bits += 4.5;
  if (r.from > 0.0) bits += 2.0 + bits_of_number(r.from);
  if (r.place != warmup_place::before) bits += r.place == warmup_place::over ? 4.0 : 7.0;
  if (r.ratio > 0.0) bits += 2.0 + std::min(bits_of_number(r.ratio), bits_of_number(r.ratio * round_peak(rows_.top)));
  return bits;
}

}  // namespace taper::inspection
