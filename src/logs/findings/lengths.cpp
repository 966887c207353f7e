// Lengths: a run that was cut short, a plan in the wrong unit, an unfinished decay.
#include <algorithm>
#include <cmath>

#include "logs/findings/findings.hpp"

namespace taper::inspection {
namespace {

// The whole factor of 2 or more with total ≈ factor · planned; 0 if there is none.
std::int64_t whole_factor(std::int64_t large, std::int64_t small) {
  if (small <= 0) return 0;
  const double ratio = static_cast<double>(large) / static_cast<double>(small);
  const double nearest = std::round(ratio);
  const bool close = std::abs(ratio - nearest) * static_cast<double>(small) <= nearest + 1.0;
  return nearest >= 2.0 && nearest <= 4096.0 && close ? static_cast<std::int64_t>(nearest) : 0;
}

void against_plan(const log_facts& e, const stretch& s, std::int64_t planned, log_report& report) {
  const model& m = *s.fit;
  const std::int64_t total = m.total();
  const std::int64_t last = e.points[s.where.end - 1].step;
  const std::int64_t counter = last - s.where.lags.back().lag;
  if (total > planned) {
    const std::int64_t factor = whole_factor(total, planned);
    const double left = m(planned) / m.peak;
    std::string message = "the schedule has " + std::to_string(total) + " steps, the run " + std::to_string(planned);
    if (counter > last) {  // the counter of the log started at another step
      report.faults.push_back({"other-horizon",
                               e.points[s.where.begin].step,
                               message + ": the log contains the end of a longer schedule",
                               {}});
      return;
    }
    message += ": the run ends with the rate at " + percent_of(left) + " of the peak";
    constexpr double unfinished = 0.1;  // as in `check`
    if (left - m.floor / m.peak <= unfinished) {
      report.notes.push_back({"cut-short", last, std::move(message), {}});
      return;
    }
    if (factor > 0) message += "; the factor is exactly " + std::to_string(factor);
    report.faults.push_back(
        {factor > 0 ? "unit-mistake" : "unfinished-decay", last, std::move(message),
         factor > 0 ? "a whole factor suggests gradient accumulation, or steps that were not divided by the number "
                      "of processes: give the schedule the number of optimizer steps"
                    : "give the schedule the number of steps of the run"});
  } else if (total > 0 && total < planned) {
    const std::int64_t factor = whole_factor(planned, total);
    std::string message =
        "the schedule ends after " + std::to_string(total) + " of " + std::to_string(planned) + " steps";
    if (factor > 0) message += ", " + std::to_string(factor) + " times too early";
    log_finding f{factor > 0 ? "unit-mistake" : "other-horizon", std::min(last, total), std::move(message),
                  factor > 0
                      ? "a whole factor suggests a scheduler that steps once per process or micro-batch: step it "
                        "once per optimizer step"
                      : "give the schedule the number of steps of the run"};
    // A length slightly below the plan, or with an implausible power, may be an artifact of the fit.
    constexpr int chosen = 4;  // digits
    const bool fitted = planned - total <= planned / 100 || digits_of(m.form.q) > chosen;
    // Without a row after the end, another cycle may follow, as with warm restarts.
    if ((factor == 0 && fitted) || counter < total) f.grade = finding_grade::possible;
    (f.grade == finding_grade::certain ? report.faults : report.notes).push_back(std::move(f));
  }
}

void cut_short(const log_facts& e, const stretch& s, log_report& report) {
  const model& m = *s.fit;
  const std::int64_t total = m.total();
  const std::int64_t last = e.points[s.where.end - 1].step;
  const std::int64_t done = std::max(report.last_step, last);
  // If the log does not state the end of the run, it may have continued until just before the next row.
  const std::int64_t stride = s.where.rows() > 1 ? last - e.points[s.where.end - 2].step : 1;
  const std::int64_t unsure = e.log.global_step ? 1 : std::max<std::int64_t>(stride, 1);
  const std::int64_t lag = s.where.lags.back().lag;
  const std::int64_t counter = done - std::min<std::int64_t>(lag, 0);  // of a log that begins in the middle
  if (total <= 0 || counter + unsure >= total || s.total_most - s.total_least > 1) return;
  const double left = m(done - lag) / m.peak;
  report.notes.push_back({"cut-short",
                          done,
                          "the log ends at step " + std::to_string(counter) + " of " + std::to_string(total) + " (" +
                              percent_of(static_cast<double>(counter) / static_cast<double>(total)) +
                              "), with the rate at " + percent_of(left) + " of the peak",
                          {}});
}

void climbs(const log_facts& e, const stretch& s, log_report& report) {
  if (!s.fit || s.fit->form.kind != fall::wave) return;
  const point& last = e.points[s.where.end - 1];
  const std::int64_t end = s.fit->total() + s.where.lags.back().lag;
  const auto after = std::find_if(e.points.begin() + static_cast<std::ptrdiff_t>(s.where.begin), e.points.end(),
                                  [&](const point& p) { return p.step > end; });
  if (last.step <= end || after == e.points.end()) return;
  report.faults.push_back({"climbs-after-end", after->step,
                           "the cosine ends at step " + std::to_string(end) + " and rises again: at step " +
                               std::to_string(last.step) + " the rate is " + brief(last.value) + " (" +
                               percent_of(last.value / s.fit->peak) + " of the peak)",
                           "give the schedule the number of steps of the run, or keep the last rate after its end"});
}

// The rate still rises at the end of the run.
void never_there(const log_facts& e, const stretch& s, log_report& report) {
  const std::size_t rows = s.where.end - s.where.begin;
  if (!e.log.max_steps || rows < 3) return;
  const std::span<const point> tail = e.points.subspan(s.where.end - 3, 3);
  const std::int64_t stride = tail[2].step - tail[1].step;
  const bool rises = tail[0].high < tail[1].low && tail[1].high < tail[2].low;
  const bool over = std::max(report.last_step, tail[2].step + stride) >= *e.log.max_steps;
  const bool at_top =
      std::none_of(e.points.begin(), e.points.end(), [&](const point& p) { return p.low > tail[2].high; });
  if (!rises || !over || !at_top) return;
  report.faults.push_back(
      {"warmup-never-ends", tail[2].step,
       "the rate still rises at the end of the run of " + std::to_string(*e.log.max_steps) +
           " steps: the peak is never reached",
       "a warmup longer than the run is usually in the wrong unit (epochs, samples, micro-batches or "
       "steps of all processes): give it in optimizer steps"});
}

// Steps of an epoch, from rows with both step and epoch; 0 if there are none.
double steps_of_epoch(const log_series& series) {
  const log_row* first = nullptr;
  const log_row* last = nullptr;
  for (const log_row& row : series.rows) {
    if (!std::isfinite(row.epoch)) continue;
    if (first == nullptr) first = &row;
    last = &row;
  }
  if (first == nullptr || !(last->epoch > first->epoch) || last->step <= first->step) return 0.0;
  return static_cast<double>(last->step - first->step) / static_cast<double>(last->epoch - first->epoch);
}

// A warmup of a few steps in a run of many more epochs: epochs may have been meant.
void short_warmup(const log_facts& e, const stretch& s, log_report& report) {
  if (!s.fit || !s.reason.empty() || s.warmup_least != s.warmup_most || e.log.unit != step_unit::steps) return;
  constexpr std::int64_t handful = 20;
  constexpr double long_epoch = 50.0;
  constexpr double small_share = 0.005;
  const std::int64_t w = s.fit->warmup;
  const double epoch = steps_of_epoch(e.series);
  const double run = static_cast<double>(e.log.max_steps.value_or(std::max(report.last_step, s.fit->total())));
  if (w < 2 || w > handful || epoch < long_epoch || run < 2.0 * static_cast<double>(w) * epoch ||
      static_cast<double>(w) > small_share * run)
    return;
  report.notes.push_back({"warmup-in-epochs",
                          std::nullopt,
                          "the warmup has " + counted(w, "step") + ", " + percent_of(static_cast<double>(w) / run) +
                              " of the run; if " + counted(w, "epoch") + " were meant, that is " +
                              std::to_string(std::llround(static_cast<double>(w) * epoch)) + " steps",
                          {}});
}

}  // namespace

void find_lengths(const log_facts& e, log_report& report) {
  const stretch& s = e.stretches.back();
  if (s.fit && s.reason.empty() && s.fit->form.kind == fall::constant && !e.log.max_steps) {
    report.notes.push_back(
        {"constant-so-far",
         std::nullopt,
         "the rate is constant so far; the log does not contain the planned length, so a decay may follow",
         {}});
  }
  climbs(e, s, report);
  never_there(e, s, report);
  short_warmup(e, e.stretches.front(), report);
  if (!s.fit || !s.reason.empty() || !has_end(s.fit->form.kind)) return;
  if (e.log.max_steps && (*e.log.max_steps < s.total_least || *e.log.max_steps > s.total_most)) {
    against_plan(e, s, *e.log.max_steps, report);
  } else {
    cut_short(e, s, report);
  }
  if (s.fit->floor > 0.0) {
    report.notes.push_back({"ends-above-zero",
                            std::nullopt,
                            "the schedule ends at " + brief(s.fit->floor) + " (" +
                                percent_of(s.fit->floor / s.fit->peak) + " of the peak) by design",
                            {}});
  }
}

}  // namespace taper::inspection
