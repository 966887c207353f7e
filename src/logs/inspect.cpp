// From a log to its reports: precision, recovery, ranges, what can be told, faults and notes.
#include "taper/logs/inspect.hpp"

#include <algorithm>
#include <cmath>

#include "logs/findings/findings.hpp"
#include "logs/recover/decide.hpp"
#include "logs/recover/recover.hpp"

namespace taper {
namespace inspection {
namespace {

struct recovery {
  rate_precision precision;
  std::vector<point> points;
  std::vector<stretch> stretches;
  std::size_t exact = 0;
};

hints hints_for(const training_log& log, const rate_precision& precision, std::span<const point> points) {
  hints known;
  known.total = log.max_steps;
  if (log.max_steps && !points.empty()) {
    const std::int64_t stride = points.size() > 1 ? points.back().step - points[points.size() - 2].step : 1;
    const std::int64_t done = log.global_step.value_or(points.back().step + std::max<std::int64_t>(stride, 1));
    const std::int64_t last = std::max(done, points.back().step);
    known.unfinished = last < *log.max_steps - *log.max_steps / 20;  // a fall in the last twentieth would be news
  }
  known.coarse = precision.kind != rounding::float64;
  for (const point& p : points) known.largest = std::max(known.largest, p.value);
  return known;
}

// A schedule of the planned length, or two rows of a warmup from 0, say which rate a row shows:
// that of its step, or of the next.
bool tells_offset(const stretch& s, std::span<const point> points) {
  if (!s.fit || s.where.lags.empty()) return false;
  const std::int64_t lag = s.where.lags.front().lag;
  if (lag != 0 && lag != 1) return false;
  const model& m = *s.fit;
  const std::size_t second = s.where.begin + 1;
  const bool rises = m.ramp == rise::linear && m.from == 0.0 && !m.listed && second < s.where.end &&
                     points[second].step - lag < m.warmup;
  return s.total_by_hint || rises;
}

// Many parts, of which those that can tell hold a quarter of the rows at most: what they tell is chance.
void doubt(std::vector<stretch>& found, std::size_t rows) {
  constexpr std::size_t many = 4;
  const auto tells = [](const stretch& s) { return s.fit && s.reason.empty(); };
  std::size_t told = 0;
  for (const stretch& s : found) told += tells(s) ? s.where.rows() : 0;
  if (found.size() < many || 4 * told > rows) return;
  for (stretch& s : found) {
    if (tells(s)) s.reason = "most rows match no schedule or several; this match may be coincidental";
  }
}

recovery attempt(const training_log& log, const log_series& series, const rate_precision& precision) {
  recovery r{precision, points_of(series, precision), {}, 0};
  hints known = hints_for(log, precision, r.points);
  if (!series.precision_certain && precision != series.precision) {
    known.guess = true;
    known.windows = 6;
  }
  r.stretches = recover(r.points, known);
  const bool offset_known =
      std::any_of(r.stretches.begin(), r.stretches.end(), [&](const stretch& s) { return tells_offset(s, r.points); });
  for (stretch& s : r.stretches) {
    if (!s.fit) continue;
    find_ranges(r.points, s, offset_known);
    decide(r.points, known, s);
    s.runner_up = find_runner_up(r.points, s);
    r.exact += s.where.exact();
  }
  doubt(r.stretches, r.points.size());
  return r;
}

// The roundings to try, the tightest first: few digits may be nice numbers rather than rounded ones.
std::vector<rate_precision> precisions_of(const log_series& series) {
  std::vector<rate_precision> out;
  const rate_precision& own = series.precision;
  if (!series.precision_certain && (own.kind == rounding::decimals || own.kind == rounding::significant)) {
    out.push_back({rounding::float64, 17});
  }
  out.push_back(own);
  if (own.kind == rounding::float32) out.push_back({rounding::float32_math, 24});
  return out;
}

recovery recover_series(const training_log& log, const log_series& series) {
  recovery best;
  for (const rate_precision& precision : precisions_of(series)) {
    recovery r = attempt(log, series, precision);
    const bool whole = r.exact == r.points.size() && r.stretches.size() <= 2;
    if (best.points.empty() || r.exact > best.exact ||
        (r.exact == best.exact && r.stretches.size() < best.stretches.size())) {
      best = std::move(r);
    }
    if (whole) break;
  }
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
  if (s.runner_up) out.next_best = runner_up{s.runner_up->name, s.runner_up->misfit};
  if (!s.reason.empty()) {
    out.also.push_back(notation_of(m));
    for (const model& other : s.also) out.also.push_back(notation_of(other));
    return out;
  }
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
  return report;
}

}  // namespace
}  // namespace inspection

std::vector<log_report> inspect(const training_log& log) {
  std::vector<log_report> out;
  out.reserve(log.series.size());
  for (const log_series& series : log.series) out.push_back(inspection::report_on(log, series));
  return out;
}

}  // namespace taper
