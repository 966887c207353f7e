// From a log to its reports: precision, recovery, ranges, decisions, faults and notes.
#include "taper/logs/inspect.hpp"

#include <algorithm>
#include <cmath>

#include "logs/doubts.hpp"
#include "logs/findings/findings.hpp"
#include "logs/recover/bits.hpp"
#include "logs/recover/decide.hpp"
#include "logs/recover/effort.hpp"
#include "logs/recover/recover.hpp"
#include "logs/recover/whole.hpp"

namespace taper {
namespace inspection {
namespace {

// A rounding to be tried, and whether the rates were computed in floats before it.
struct rounding_trial {
  rate_precision precision;
  bool in_floats = false;
};

struct recovery {
  rate_precision precision;
  std::vector<point> points;
  std::vector<stretch> stretches;
  std::size_t exact = 0;
  std::uint64_t evaluations = 0;
  double bits = 0.0;  ///< cost of the reading; the lowest is chosen
};

hints hints_for(const training_log& log, const rate_precision& precision, std::span<const point> points) {
  hints known;
  known.total = log.max_steps;
  known.epoch_steps = log.epoch_steps;
  if (log.max_steps && !points.empty()) {
    const std::int64_t stride = points.size() > 1 ? points.back().step - points[points.size() - 2].step : 1;
    const std::int64_t done = log.global_step.value_or(points.back().step + std::max<std::int64_t>(stride, 1));
    const std::int64_t last = std::max(done, points.back().step);
    known.unfinished =
        last < *log.max_steps - *log.max_steps / 20;  // a decay in the last twentieth of the run would be unexpected
  }
  known.coarse = precision.kind != rounding::float64;
  known.epochs = log.unit == step_unit::epochs;
  for (const point& p : points) known.largest = std::max(known.largest, p.value);
  return known;
}

// A schedule of the planned length, or two rows of a warmup from 0, determine which rate a row shows:
// that of its step, or that of the next.
bool tells_offset(const stretch& s, std::span<const point> points) {
  if (!s.fit || s.where.lags.empty()) return false;
  const std::int64_t lag = s.where.lags.front().lag;
  if (lag != 0 && lag != 1) return false;
  const model& m = *s.fit;
  const std::size_t second = s.where.begin + 1;
  const bool rises = m.ramp == ramp_kind::linear && m.from == 0.0 && !m.listed && second < s.where.end &&
                     points[second].step - lag < m.warmup;
  return s.total_by_hint || rises;
}

// The information in the rows: a reading that costs more than this explains nothing.
double bits_in(std::span<const point> points, double largest) {
  constexpr double most = 12.0;  // per row: further digits follow from any schedule
  double bits = 0.0;
  for (std::size_t i = 0; i < points.size(); ++i) {
    if (i > 0 && points[i].value == points[i - 1].value) continue;
    bits += std::clamp(std::log2(largest / std::max(points[i].high - points[i].low, 1e-300)), 0.0, most);
  }
  return bits;
}

// The rows on the counter of the scheduler, if the log counts skipped steps.
std::vector<point> without_skipped(const log_series& series, std::span<const point> points) {
  std::vector<point> out(points.begin(), points.end());
  std::size_t next = 0;
  std::int64_t skipped = 0;
  for (point& p : out) {
    while (next < series.skipped.size() && series.skipped[next].first <= p.step)
      skipped = series.skipped[next++].second;
    p.step -= skipped;
  }
  return out;
}

// The single schedule of all rows, on the counter from the log.
std::optional<stretch> by_skipped(const log_series& series, std::span<const point> points, const hints& known) {
  if (series.skipped.empty() || series.skipped.back().second == 0) return std::nullopt;
  const std::vector<point> counted = without_skipped(series, points);
  const std::vector<whole_reading> all = read_whole(counted, known);
  if (all.empty()) return std::nullopt;
  std::optional<stretch> s = as_stretch(all.front(), counted);
  if (!s) return std::nullopt;
  const std::int64_t own = all.front().what.lag;
  s->where.lags.clear();
  for (std::size_t i = 0; i < points.size(); ++i) {
    const std::int64_t lag = points[i].step - counted[i].step + own;
    if (i < s->where.begin) continue;
    if (s->where.lags.empty() || s->where.lags.back().lag != lag) s->where.lags.push_back({i, lag, lag, lag});
  }
  return s;
}

// The reading with the lowest cost: one schedule for all rows, or pieces with lags and seams.
std::vector<stretch> shortest_of_run(const log_series& series, std::span<const point> points, const hints& known) {
  const auto alone = [&](stretch s) {  // with the rows before it, which follow another schedule
    std::vector<stretch> out;
    if (s.where.begin > 0) {
      stretch before;
      before.where.end = s.where.begin;
      before.reason = s.after_warmup ? "a warmup by batches, of which rows of whole epochs do not determine the length"
                                     : "rows before the schedule that follows, which they do not fit";
      out.push_back(std::move(before));
    }
    out.push_back(std::move(s));
    return out;
  };
  if (std::optional<stretch> s = by_skipped(series, points, known)) return alone(*std::move(s));
  if (std::optional<stretch> turns = recover_turns(points, known)) return alone(*std::move(turns));
  std::optional<stretch> one;
  double bits = 0.0;
  {
    constexpr std::uint64_t part = 12'000'000;
    std::vector<whole_reading> all;
    {
      const effort limit(part + 20 * points.size());
      all = read_whole(points, known);
    }
    if (known.epochs) {
      for (whole_reading& w : read_after_warmup(points, known)) all.push_back(std::move(w));
      std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.bits < b.bits; });
    }
    if (!all.empty() && all.front().bits < bits_in(points, known.largest)) {
      one = as_stretch(all.front(), points);
      bits = all.front().bits;
      if (one) name_rivals(all, points, known, *one);
    }
  }
  // All rows met by so short a reading: several pieces cannot be shorter.
  constexpr std::size_t enough_fine = 16;  // rows
  constexpr std::size_t enough_coarse = 40;
  constexpr double plain = 30.0;  // bits
  const std::size_t enough = known.coarse ? enough_coarse : enough_fine;
  const bool as_planned = !known.total || (one && one->fit->total() == *known.total);
  const bool fits = one && one->where.begin == 0 && one->where.misfits.empty() && points.size() >= enough;
  if (fits && bits < plain && as_planned) return alone(*one);
  std::vector<stretch> pieces = [&] {
    constexpr std::uint64_t share = 18'000'000;
    constexpr std::uint64_t last_try = 3'000'000;  // pieces are rarely shorter than one schedule that fits every row
    const effort limit(fits ? last_try + 20 * points.size() : share + 100 * points.size());
    return recover(points, known);
  }();
  constexpr std::size_t few = 3;
  if (pieces.size() > 1 && points.size() <= few) {  // pieces of one row show less
    stretch all;
    all.where.end = points.size();
    all.reason = points.size() == 2 ? "only two rows" : "too few rows";
    return {all};
  }
  const double bits_of_pieces = bits_of(pieces, points, known);
  if (one && bits < bits_of_pieces - (pieces.size() == 1 ? 0.5 : 0.0)) return alone(*one);
  if (one && pieces.size() == 1 && pieces.front().fit && notation_of(*pieces.front().fit) != notation_of(*one->fit)) {
    const std::int64_t total = one->fit->total();
    pieces.front().runner_up =
        rival{notation_of(*one->fit) + (total > 0 ? " over " + std::to_string(total) + " steps" : ""), 0.0,
              std::max(0.0, bits - bits_of_pieces)};
  }
  return pieces;
}

// If the steps start again, another training begins; each training is read separately.
std::vector<stretch> shortest(const log_series& series, std::span<const point> points, const hints& known) {
  constexpr std::size_t most_runs = 40;
  constexpr std::size_t fewest_rows = 4;
  std::vector<std::size_t> begins = {0};
  for (std::size_t i = 1; i < points.size(); ++i) {
    const std::int64_t from_start = points[i].step - points[begins.back()].step;
    const std::int64_t done = points[i - 1].step - points[begins.back()].step;
    if (points[i].step < points[i - 1].step && 20 * std::abs(from_start) <= done && i - begins.back() >= fewest_rows)
      begins.push_back(i);
  }
  if (begins.size() == 1 || begins.size() > most_runs || points.size() - begins.back() < fewest_rows)
    return shortest_of_run(series, points, known);
  std::vector<stretch> out;
  for (std::size_t k = 0; k < begins.size(); ++k) {
    const std::size_t end = k + 1 < begins.size() ? begins[k + 1] : points.size();
    const effort share(effort_left() / (begins.size() - k));
    for (stretch& s : shortest_of_run(series, points.subspan(begins[k], end - begins[k]), known)) {
      s.where.begin += begins[k];
      s.where.end += begins[k];
      for (lag_piece& piece : s.where.lags) piece.begin += begins[k];
      for (std::size_t& row : s.where.misfits) row += begins[k];
      out.push_back(std::move(s));
    }
  }
  return out;
}

recovery attempt(const training_log& log, const log_series& series, const rounding_trial& trial) {
  const rate_precision& precision = trial.precision;
  recovery r{precision, points_of(series, precision), {}, 0};
  if (trial.in_floats) {
    const double peak = scale_of(series);
    const double more = rate_precision{rounding::float32_math, 24}.half_width(peak, peak);
    for (point& p : r.points) {
      p.low -= more;
      p.high += more;
    }
  }
  hints known = hints_for(log, precision, r.points);
  if (!series.precision_certain && precision != series.precision) {
    known.guess = true;
    known.windows = 6;
  }
  r.stretches = shortest(series, r.points, known);
  name_rises(r.stretches, r.points);
  r.bits = bits_of(r.stretches, r.points, known);
  const bool offset_known =
      std::any_of(r.stretches.begin(), r.stretches.end(), [&](const stretch& s) { return tells_offset(s, r.points); });
  for (stretch& s : r.stretches) {
    if (!s.fit) continue;
    find_ranges(r.points, s, offset_known);
    decide(r.points, known, s);
    s.runner_up = find_runner_up(r.points, known, s);
    r.exact += s.where.exact();
  }
  add_doubts(r.stretches, {r.points, known, precision, log.start_open});
  return r;
}

// The roundings to try, tightest first: numbers with few digits may be exact instead of rounded.
std::vector<rounding_trial> roundings_of(const log_series& series) {
  std::vector<rounding_trial> out;
  const rate_precision& own = series.precision;
  const bool text = own.kind == rounding::decimals || own.kind == rounding::significant;
  constexpr std::size_t few_rows = 4;  // their digits do not show whether they are exact
  if (!series.precision_certain && series.rates >= few_rows && text) out.push_back({{rounding::float64, 17}});
  out.push_back({own});
  // Rates computed in float32: their text may have more digits than their precision.
  const double peak = scale_of(series);
  double lowest = INFINITY;
  for (const log_row& row : series.rows) {
    if (row.has_rate() && row.rate > 0.0) lowest = std::min(lowest, row.rate);
  }
  const rate_precision floats{rounding::float32_math, 24};
  const double lost = floats.half_width(peak, peak);
  if (own.kind != rounding::float64 && own.half_width(peak, peak) < 2.0 * lost)
    out.push_back({floats});
  else if (text && own.half_width(lowest, peak) < lost)
    out.push_back({own, true});
  return out;
}

recovery recover_series(const training_log& log, const log_series& series) {
  recovery best;
  const effort work(most_evaluations(series.rates));
  const std::vector<rounding_trial> trials = roundings_of(series);
  for (std::size_t k = 0; k < trials.size(); ++k) {
    // What one rounding uses up is missing for the next: each has its part of what is left, a guess a smaller one.
    const bool guess = !series.precision_certain && trials[k].precision != series.precision;
    const effort share(effort_left() / (k + 1 == trials.size() ? 1 : guess ? 4 : 2));
    recovery r = attempt(log, series, trials[k]);
    const bool whole = r.exact == r.points.size() && r.stretches.size() <= 2;
    const bool explains = best.exact == 0 && r.exact > 0;
    const bool as_written = best.exact == 0 && r.exact == 0 && trials[k].precision == series.precision;
    if (best.points.empty() || r.bits < best.bits || explains || as_written) {
      best = std::move(r);
    }
    constexpr double plain = 80.0;  // bits: round rates need no more
    if (whole && r.bits < plain + 0.2 * static_cast<double>(r.stretches.size() > 1 ? r.points.size() : 0)) break;
  }
  best.evaluations = work.spent();
  return best;
}

log_segment segment_of(const recovery& r, const stretch& s, const training_log& log) {
  log_segment out;
  out.from = r.points[s.where.begin].step;
  out.to = r.points[s.where.end - 1].step;
  out.first_row = s.where.begin;
  out.rows = s.where.rows();
  out.reason = s.reason;
  if (!s.fit) return out;
  const model& m = *s.fit;
  for (const lag_piece& piece : s.where.lags) out.lags.push_back({r.points[piece.begin].step, piece.lag});
  out.exact = s.where.exact();
  out.max_relative_error = largest_relative_error(m, r.points, s.where);
  if (s.runner_up) out.next_best = runner_up{s.runner_up->name, s.runner_up->misfit, s.runner_up->bits};
  if (!s.reason.empty()) {
    out.also.push_back(notation_of(m));
    for (const model& other : s.also) out.also.push_back(notation_of(other));
    return out;
  }
  if (result<schedule> ran = schedule_of(m)) out.ran = *std::move(ran);
  out.spec = notation_of(m);
  out.anneals = has_end(m.form.kind);
  out.warmup = m.warmup;
  out.warmup_range = {s.warmup_least, s.warmup_most};
  out.peak = m.peak;
  out.peak_least = s.peak_least;
  out.peak_most = s.peak_most;
  out.floor = m.floor;
  out.steps = m.total() > 0 ? m.total() : log.max_steps.value_or(0);
  out.steps_range = m.total() > 0 ? whole_range{s.total_least, s.total_most} : whole_range{out.steps, out.steps};
  out.rate = [m](std::int64_t c) { return m(c); };
  return out;
}

log_report report_on(const training_log& log, const log_series& series) {
  const recovery r = recover_series(log, series);
  log_report report;
  report.file = log.file;
  report.format = log.format;
  report.run = series.run;
  report.group = series.group;
  report.rows = log.rows;
  report.rates = series.rates;
  report.precision = r.precision;
  report.evaluations = r.evaluations;
  report.unit = log.unit;
  report.max_steps = log.max_steps;
  report.last_step = log.global_step.value_or(0);
  for (const log_row& row : series.rows) report.last_step = std::max(report.last_step, row.step);
  for (const stretch& s : r.stretches) report.segments.push_back(segment_of(r, s, log));
  report.delta = delta_of(series);
  const log_facts e{log, series, r.points, r.stretches};
  find_seams(e, report);
  find_lags(e, report);
  find_lengths(e, report);
  find_zeros(e, report);
  find_oddities(e, report);
  merge_findings(report);
  return report;
}

}  // namespace
}  // namespace inspection

std::vector<log_report> inspect(const training_log& log) {
  std::vector<log_report> out;
  out.reserve(log.series.size());
  // Many series share the work of two.
  std::uint64_t rates = 0;
  for (const log_series& series : log.series) rates += series.rates;
  const inspection::effort work(2 * most_evaluations(rates));
  for (std::size_t k = 0; k < log.series.size(); ++k) {
    const inspection::effort share(inspection::effort_left() / (log.series.size() - k));
    out.push_back(inspection::report_on(log, log.series[k]));
  }
  return out;
}

}  // namespace taper
