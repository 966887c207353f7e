// The counter behind the step: skipped optimizer steps, and the offset of the logger.
#include <algorithm>
#include <string>

#include "logs/findings/findings.hpp"

namespace taper::inspection {
namespace {

std::string steps_list(const std::vector<std::int64_t>& steps) {
  std::string out;
  const std::size_t shown = std::min<std::size_t>(steps.size(), 6);
  for (std::size_t i = 0; i < shown; ++i) out += (i > 0 ? ", " : "") + std::to_string(steps[i]);
  return out + (steps.size() > shown ? ", …" : "");
}

// The first of the last rows that all have one rate, while the counter falls behind by every step between them.
std::optional<std::size_t> frozen_from(std::span<const point> points, const stretch& s) {
  constexpr std::size_t fewest = 4;  // rows
  constexpr int chosen = 3;          // digits: a rounder rate may be a bound
  std::size_t begin = s.where.end - 1;
  while (begin > s.where.begin && points[begin - 1].value == points[s.where.end - 1].value) --begin;
  if (s.where.end - begin < fewest || begin == s.where.begin) return std::nullopt;
  const point& first = points[begin];
  const std::int64_t steps = points[s.where.end - 1].step - first.step;
  const bool every_step = s.where.lags.back().lag - s.where.lag_at(begin) == steps;
  if (!every_step || digits_of(roundest(first.low, first.high)) <= chosen) return std::nullopt;
  return begin;
}

void skipped_steps(const log_facts& e, const stretch& s, log_report& report) {
  if (const std::optional<std::size_t> begin = frozen_from(e.points, s)) {
    const point& row = e.points[*begin + 1];
    const std::int64_t lag = s.where.lag_at(*begin);
    log_finding f = frozen_rate(row.step, row.value, (*s.fit)(row.step - lag));
    f.rows = s.where.end - *begin - 1;
    f.expected = (*s.fit)(row.step - lag);
    f.found = row.value;
    const double half = 0.5 * (row.high - row.low);
    if (half > 0.0) f.outside = std::max(0.0, row.low - *f.expected) / half;
    report.faults.push_back(std::move(f));
    return;
  }
  const std::vector<lag_piece>& lags = s.where.lags;
  const std::int64_t first = lags.front().lag;
  const std::int64_t skipped = lags.back().lag - first;
  if (skipped <= 0) return;
  std::string where;
  const std::size_t shown = std::min<std::size_t>(lags.size(), 9);
  for (std::size_t i = 1; i < shown; ++i) {
    where += (i > 1 ? ", " : "") + std::to_string(lags[i].lag) + " from step " +
             std::to_string(e.points[lags[i].begin].step);
  }
  if (lags.size() > shown) where += ", …";
  std::string message = "the scheduler's counter falls behind the step: lag " + std::to_string(first) + " at first, " +
                        where + "; " + counted(skipped, "optimizer step") + " skipped";
  std::vector<std::int64_t> bad;
  const std::int64_t last_step = e.points[s.where.end - 1].step;
  for (const std::int64_t step : e.series.bad_gradient) {
    if (step >= e.points[s.where.begin].step && step <= last_step) bad.push_back(step);
  }
  if (!bad.empty())
    message +=
        "; the gradient norm is NaN or infinite at step" + std::string(bad.size() > 1 ? "s " : " ") + steps_list(bad);
  const model& m = *s.fit;
  const point& last = e.points[s.where.end - 1];
  const double wanted = m(last.step - first);
  if (has_end(m.form.kind) && last.value > wanted && last.step - first >= m.total() - (last.step / 20 + 1)) {
    message += "; the last rate is " + brief(last.value) + " instead of " + brief(wanted);
  }
  const point& at = e.points[lags[1].begin];
  log_finding f{"counter-lag", at.step, std::move(message),
                "the loss scaler (fp16) skips steps on overflow: use bf16, or compute the rate from the step"};
  f.rows = s.where.end - lags[1].begin;
  f.expected = m(at.step - first);
  f.found = at.value;
  const double half = 0.5 * (at.high - at.low);
  if (half > 0.0) f.outside = std::max({0.0, at.low - *f.expected, *f.expected - at.high}) / half;
  // With few digits, a row that was rounded differently looks like a lag. Skipped-step counts or gradients decide.
  // A console that prints the epoch with two decimals has no steps; they are derived from the epochs.
  const bool counted = e.log.format == "hf-stdout" || e.log.unit != step_unit::steps;
  const bool fine =
      report.precision.kind == rounding::float64 && s.reason.empty() && s.where.misfits.empty() && !counted;
  if (!fine && bad.empty() && e.series.skipped.empty()) f.grade = finding_grade::possible;
  (f.grade == finding_grade::certain ? report.faults : report.notes).push_back(std::move(f));
}

}  // namespace

log_finding frozen_rate(std::int64_t step, double found, double expected) {
  return {"resume-frozen", step,
          "the rate stays at " + brief(found) + " from step " + std::to_string(step) + " on, where " + brief(expected) +
              " was due and falling: the scheduler was not restored, or is no longer stepped",
          "restore the scheduler's state together with the optimizer's, and step it"};
}

void find_lags(const log_facts& e, log_report& report) {
  for (const stretch& s : e.stretches) {
    if (!s.fit || s.where.lags.empty()) continue;
    skipped_steps(e, s, report);
  }
  for (const stretch& s : e.stretches) {
    if (!s.fit || !s.reason.empty() || s.fit->form.kind == fall::constant || s.fit->form.kind == fall::stairs ||
        s.fit->form.kind == fall::epochs || s.where.lags.empty())
      continue;
    const std::int64_t offset = s.where.lags.front().lag;
    const std::int64_t step = e.points[s.where.begin].step;
    // If the log begins in the middle, the first steps may have been counted otherwise.
    const std::size_t second = s.where.begin + 1;
    const bool from_start = second < e.points.size() && step <= e.points[second].step - step;
    if (offset == 0 && step > 0) {
      if (!from_start) break;
      report.notes.push_back(
          {"logger-offset",
           step,
           "the log shows the rate after the scheduler has advanced: the row of a step has the rate of "
           "the next step",
           {}});
    } else if (offset + s.fit->first_counter() >= 2) {
      report.notes.push_back({"counter-behind",
                              step,
                              "at the first row (step " + std::to_string(step) + ") the counter is already " +
                                  std::to_string(offset) + " steps behind: steps were skipped before it",
                              {}});
    } else if (offset < 0) {
      report.notes.push_back({"counter-ahead",
                              step,
                              "the counter is " + std::to_string(-offset) +
                                  " ahead of the step: the log contains a later part of a "
                                  "longer schedule, or steps are counted from another start",
                              {}});
    }
    break;
  }
}

}  // namespace taper::inspection
