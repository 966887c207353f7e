// Every family is fitted to the fall, with its start free, at 0, where the warmup ends, or where the plateau ends.
#include <algorithm>
#include <cmath>

#include "logs/recover/candidates.hpp"
#include "logs/recover/effort.hpp"
#include "logs/recover/whole_search.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t fewest_fine = 16;  // rows in full precision; no other family fits so many by chance

// Values near x within `error`, roundest first; x itself if the rows determine it.
std::vector<double> round_near(double x, double error, bool fine) {
  std::vector<double> out;
  const auto add = [&](double v) {
    if (std::find(out.begin(), out.end(), v) == out.end()) out.push_back(v);
  };
  if (fine) {
    add(roundest(x - 1e-6 * std::abs(x), x + 1e-6 * std::abs(x)));
    add(roundest(x - 1e-9 * std::abs(x), x + 1e-9 * std::abs(x)));
    return out;
  }
  const double tiny = 1e-9 * std::abs(x);
  for (const double k : {3.0, 1.0, 0.3}) add(roundest(x - std::max(k * error, tiny), x + std::max(k * error, tiny)));
  return out;
}

}  // namespace

std::vector<whole_reading> whole_search::run() {
  if (!rows_.usable || rows_.all.size() < 3) return {};
  const bool falls = static_cast<double>(rows_.all.back().step) > rows_.last_top;
  if (!falls) return {};
  for (const window_family& f : window_families()) {
    if (exhausted()) break;
    const double least = bits_of_text(f.name) + (f.free > 0 ? 2.0 * static_cast<double>(f.free) : 0.0);
    if (best_ < least + 8.0) break;  // nothing that follows can be shorter
    {
      constexpr std::uint64_t parts = 3;  // a family that nearly fits leaves some of the work for the next
      const effort share(effort_left() / parts);
      search_family(f);
    }
    if (rows_.fine && !found_.empty() && rows_.all.size() >= fewest_fine) break;  // no other family has these rates
  }
  std::stable_sort(found_.begin(), found_.end(), [](const auto& a, const auto& b) { return a.bits < b.bits; });
  return std::move(found_);
}

void whole_search::search_family(const window_family& f) {
  std::size_t tried = 0;
  for (const free_values& q : f.starts) {
    if (exhausted() || ++tried > 6) return;
    const std::size_t before = found_.size();
    for (const double reach : {1.02, 1.6, 5.0}) {
      window_fit guess;
      guess.family = &f;
      guess.q = q;
      guess.start = rows_.last_top;
      const double end = rows_.first_low;
      guess.end = rows_.last_top + std::max(1.0, end - rows_.last_top) * reach;
      from_guess(guess);
      if (found_.size() > before) break;
    }
    if (found_.size() > before && f.free > 0) return;
  }
}

bool whole_search::in_reach(const std::optional<window_fit>& fit) const {
  return fit && fit->worst <= (rows_.fine ? 1e6 : limit());
}

std::optional<window_fit> whole_search::loosest(window_fit guess) const {
  const std::span<const point> rows = rows_.after.size() >= 4 ? rows_.after : rows_.fall;
  std::optional<window_fit> fit = fit_window(guess, {}, rows, 25);
  if (in_reach(fit)) return fit;
  fit_request r;
  guess.start = static_cast<double>(rows.front().step);
  r.start = guess.start;
  fit = fit_window(guess, r, rows, 25);
  if (in_reach(fit)) return fit;
  r.end = guess.end;
  fit = fit_window(guess, r, rows, 25);
  return in_reach(fit) ? fit : std::nullopt;
}

void whole_search::from_guess(const window_fit& first) {
  const std::optional<window_fit> loose = loosest(first);
  if (!loose) return;
  // If the rows do not determine a parameter, the search drifts along it, and its result is discarded.
  const double run_length = static_cast<double>(rows_.all.back().step - rows_.all.front().step);
  const bool steady = loose->end_error < run_length && loose->start_error < run_length &&
                      loose->end - loose->start < 20.0 * (run_length + 1.0);
  window_fit guess = steady ? *loose : first;
  guess.q = loose->q;
  for (const bool with_floor : {false, true}) {
    fit_request r;
    if (!with_floor) r.floor = 0.0;
    const std::optional<window_fit> fit = fit_window(guess, r, fall_rows());
    const bool fits = fit && fit->worst <= limit();
    const double run = static_cast<double>(rows_.all.back().step - rows_.all.front().step);
    const bool determined = fits && fit->start_error < (rows_.fine ? 1e-3 : 0.5) * run && fit->start_error >= 0.0 &&
                            std::isfinite(fit->start_error);
    if (determined) {
      round_parameters(*fit, r, {warmup_place::before, nullptr, true});
      if (rows_.fine && !with_floor) {
        at_fixed_starts(fits ? *fit : guess, with_floor);
        if (!found_.empty()) {
          if (known_.total) with_lengths(guess);  // to a floor at the planned end, which costs less
          return;
        }
        continue;
      }
    }
    at_fixed_starts(fits ? *fit : guess, with_floor);
  }
  with_lengths(guess);
  if (exhausted() || !with_ratios_.insert(guess.family).second) return;
  with_ratios(guess);
}

void whole_search::with_ratios(const window_fit& guess) {
  fit_request r;
  r.start = guess.start;
  const std::optional<window_fit> fit = fit_window(guess, r, fall_rows());
  const double run = static_cast<double>(rows_.all.back().step - rows_.all.front().step);
  constexpr double cheap = 28.0;  // bits
  // For self-similar falls the search places the end at the last row or diverges.
  const bool at_last_row = fit && fit->end < static_cast<double>(rows_.all.back().step) + 0.01;
  const bool determined = rows_.fine ? best_ < cheap : fit && fit->end_error < 0.2 * run && !at_last_row;
  if (determined) return;  // the rows determine it
  with_parameters(guess);
  for (const double ratio :
       {0.1, 0.01, 0.3, 0.05, 0.2, 0.001, 0.5, 0.02, 0.25, 0.4, 0.005, 0.004, 0.15, 0.03, 0.002, 0.6, 0.7, 0.8, 0.9}) {
    if (exhausted()) return;
    fit_request known;
    known.ratio = ratio;
    at_starts(guess, known);
  }
}

void whole_search::with_parameters(const window_fit& guess) {
  if (rows_.fine || guess.family->free != 1) return;
  const range& valid = guess.family->valid[0];
  if (!(valid.low >= 0.0 && valid.high <= 1.0)) return;
  for (const double q : {0.5, 0.1, 0.9, 0.99, 0.01, 0.2, 0.3, 0.7, 0.05, 0.8, 0.95, 0.4, 0.6, 0.25, 0.75, 0.001}) {
    if (exhausted()) return;
    window_fit round = guess;
    round.q[0] = q;
    if (!guess.family->allows(round.q)) continue;
    fit_request known;
    known.fixed_q = true;
    at_starts(round, known);
  }
}

std::span<const point> whole_search::fall_rows(warmup_place place) const {
  const bool without = !rows_.rises.empty() && (rows_.top_rows == 1 || place != warmup_place::before);
  return without ? rows_.after : rows_.fall;
}

void whole_search::at_fixed_starts(const window_fit& guess, bool with_floor) {
  fit_request r;
  if (!with_floor) r.floor = 0.0;
  at_starts(guess, r);
}

void whole_search::at_starts(const window_fit& guess, const fit_request& r) {
  if (rows_.rises.empty()) {
    for (const std::int64_t lag : lags_without_rise()) fixed(guess, r, static_cast<double>(lag), {});
  }
  const bool is_start = rows_.only_rise && rows_.only_rise->step <= 1;
  if (rows_.from_zero || is_start) after_unseen_rise(guess, r);
  for (const rise_fit& rising : rows_.rises) {
    if (exhausted()) return;
    const double zero = rising.kind == ramp_kind::logarithm ? rising.zero + 1.0 : rising.zero;
    if (std::abs(zero - std::round(zero)) < (rows_.fine ? 0.02 : 0.5)) {
      fixed(guess, r, std::round(zero), {warmup_place::over, &rising});
      if (zero < -0.5) fixed(guess, r, 0.0, {warmup_place::over, &rising});
      times(guess, r, std::round(zero), rising);
    } else if (rising.kind == ramp_kind::linear) {  // a rise from a fraction of the peak
      for (const double lag : {0.0, 1.0}) {
        if (zero < lag) fixed(guess, r, lag, {warmup_place::over, &rising});
      }
    }
    meeting(guess, r, rising, 0.0);
    if (rising.kind == ramp_kind::linear) meeting(guess, r, rising, 1.0);
    if (rows_.top_rows > 1) {
      fit_request held = r;
      held.peak = rows_.top;
      const std::optional<window_fit> fit = fit_window(guess, held, rows_.fall);
      if (fit && fit->worst <= limit()) round_parameters(*fit, held, {warmup_place::before, &rising, true});
    }
  }
  if (rows_.rises.empty() && rows_.top_rows > 1) {
    fit_request held = r;
    held.peak = rows_.top;
    const std::optional<window_fit> fit = fit_window(guess, held, rows_.fall);
    if (fit && fit->worst <= limit()) round_parameters(*fit, held, {warmup_place::before, nullptr, true});
  }
}

void whole_search::after_unseen_rise(const window_fit& guess, const fit_request& r) {
  const double zero = static_cast<double>(rows_.all.front().step);
  const double longest = rows_.last_top - zero;
  fixed(guess, r, rows_.last_top, {});
  for (double decade = 1.0; decade <= longest; decade *= 10.0) {
    for (const double part : {1.0, 2.0, 5.0}) {
      if (part * decade < longest && !exhausted()) fixed(guess, r, zero + part * decade, {});
    }
  }
}

std::vector<std::int64_t> whole_search::lags_without_rise() const {
  std::vector<std::int64_t> out = {0, 1};
  const std::int64_t first = rows_.all.front().step;
  // Rows of every step or epoch that begin late: the counter may have begun with them.
  if (rows_.all[1].step - first != 1) return out;
  if (first > 1) out.push_back(2);
  if (first > 0 && first < 50) add_unique(out, first);
  return out;
}

void whole_search::fixed(const window_fit& guess, fit_request r, double start, const placed& at) {
  window_fit from = guess;
  from.start = start;
  r.start = start;
  if (from.end <= start) from.end = start + 1.0;
  const std::optional<window_fit> fit = fit_window(from, r, fall_rows(at.place));
  if (fit && fit->worst <= limit()) round_parameters(*fit, r, at);
}

void whole_search::times(const window_fit& guess, fit_request r, double start, const rise_fit& rising) {
  if (rising.kind != ramp_kind::linear || rows_.rise_rows < 3) return;
  fixed(guess, r, start, {warmup_place::times, &rising});
}

void whole_search::meeting(const window_fit& guess, fit_request r, const rise_fit& rising, double later) {
  const auto top_of = [&](double peak) {
    return rising.kind == ramp_kind::logarithm ? rising.zero + std::exp((peak - rising.base) / rising.slope) + 1.0
                                               : rising.zero + peak / rising.slope + later;
  };
  window_fit now = guess;
  double start = top_of(rows_.top);
  double before_start = 0.0;
  double before_gap = 0.0;
  for (int round = 0; round < 8; ++round) {
    r.start = start;
    now.start = start;
    if (now.end <= start) now.end = start + 1.0;
    const std::optional<window_fit> fit = fit_window(now, r, fall_rows());
    if (!fit || fit->worst > 100.0 * limit()) return;
    now = *fit;
    const double gap = top_of(fit->peak) - start;
    if (std::abs(gap) < 1e-7 * std::max(1.0, std::abs(start)) || (!rows_.fine && std::abs(gap) < 1e-3)) break;
    const double slope = round > 0 && start != before_start ? (gap - before_gap) / (start - before_start) : -1.0;
    before_start = start;
    before_gap = gap;
    start -= std::abs(slope) > 1e-3 ? gap / slope : -gap;
    if (!std::isfinite(start)) return;
  }
  if (now.worst <= limit()) round_parameters(now, r, {warmup_place::before, &rising});
}

void whole_search::with_lengths(const window_fit& guess) {
  std::vector<std::int64_t> totals;
  if (known_.total) totals.push_back(*known_.total);
  for (const std::int64_t t : {lengths_.last + 1, lengths_.last + lengths_.stride, lengths_.last})
    add_unique(totals, t);
  const double end = static_cast<double>(lengths_.last);
  add_unique(totals, std::llround(std::ceil(roundest(end, end + static_cast<double>(lengths_.stride)))));
  constexpr std::int64_t few = 12;  // steps in which the run may have ended
  for (std::int64_t k = 1; k <= lengths_.stride && lengths_.stride <= few && !known_.total; ++k)
    add_unique(totals, lengths_.last + k);
  for (const std::int64_t total : totals) {
    if (static_cast<double>(total) <= rows_.last_top || exhausted()) continue;
    fit_request r;
    const auto attempt = [&](double start, std::int64_t lag, const placed& at) {
      window_fit from = guess;
      r.start = from.start = start;
      r.end = from.end = static_cast<double>(total + lag);
      if (from.end <= start) return;
      const std::optional<window_fit> fit = fit_window(from, r, fall_rows(at.place));
      if (fit && fit->worst <= limit()) round_parameters(*fit, r, at);
    };
    const auto held = [&](std::int64_t lag, const rise_fit* rising) {  // after a hold: the peak is seen
      if (rows_.top_rows < 2) return;
      window_fit from = guess;
      fit_request known;
      known.end = from.end = static_cast<double>(total + lag);
      known.peak = rows_.top;
      const std::optional<window_fit> fit = fit_window(from, known, rows_.fall);
      if (fit && fit->worst <= limit()) round_parameters(*fit, known, {warmup_place::before, rising, true});
    };
    if (rows_.rises.empty()) {
      for (const std::int64_t lag : lags_without_rise()) {
        attempt(static_cast<double>(lag), lag, {});
        held(lag, nullptr);
      }
    }
    for (const rise_fit& rising : rows_.rises) {
      const double zero = std::round(rising.kind == ramp_kind::logarithm ? rising.zero + 1.0 : rising.zero);
      const std::int64_t lag = std::llround(std::max(zero, 0.0));
      attempt(zero, lag, {warmup_place::over, &rising});
      held(lag, &rising);
      fit_request ended;
      ended.end = static_cast<double>(total + lag);
      window_fit from = guess;
      from.end = *ended.end;
      meeting(from, ended, rising, 0.0);
    }
  }
}

void whole_search::round_parameters(const window_fit& fit, const fit_request& r, const placed& at) {
  if (fit.family->free == 0) {
    snap(fit, r, at);
    return;
  }
  std::vector<free_values> choices = {fit.q};
  for (std::size_t k = 0; k < fit.family->free; ++k) {
    std::vector<free_values> next;
    for (const free_values& q : choices) {
      for (const double v : round_near(fit.q[k], std::min(fit.q_error[k], fit.q[k]), rows_.fine)) {
        next.push_back(q);
        next.back()[k] = v;
      }
    }
    choices = std::move(next);
  }
  for (const free_values& q : choices) {
    if (!fit.family->allows(q)) continue;
    window_fit guess = fit;
    guess.q = q;
    fit_request fixed = r;
    fixed.fixed_q = true;
    const std::optional<window_fit> again = fit_window(guess, fixed, fall_rows(at.place));
    if (again && again->worst <= limit()) snap(*again, fixed, at);
  }
}

}  // namespace taper::inspection
