// Seams: steps at which another schedule begins, and the kind of mistake that explains them.
#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "logs/findings/findings.hpp"

namespace taper::inspection {
namespace {

bool same(double a, double b) { return std::abs(a - b) <= 1e-6 * std::max(std::abs(a), std::abs(b)); }

bool same_plan(const model& a, const model& b) {
  return a.form.kind == b.form.kind && same(a.form.q, b.form.q) && same(a.peak, b.peak) && a.total() == b.total() &&
         a.warmup == b.warmup && same(a.floor, b.floor);
}

bool same_but_length(const model& a, const model& b) {
  return a.form.kind == b.form.kind && same(a.peak, b.peak) && a.ramp == b.ramp && has_end(a.form.kind) &&
         a.total() != b.total();
}

std::string jump_text(double expected, double actual) {
  if (!(expected > 0.0)) return "the rate goes from " + brief(expected) + " to " + brief(actual);
  const double change = actual / expected - 1.0;
  return "the rate jumps from " + brief(expected) + " to " + brief(actual) + " (" + (change >= 0 ? "+" : "-") +
         percent_of(std::abs(change)) + ")";
}

constexpr std::size_t fewest_rows = 4;  // fewer rows fit almost any schedule

struct seam {
  const stretch& before;
  const stretch& after;
  std::int64_t step;     // first logged step after the seam
  std::int64_t last;     // last logged step before the seam
  std::int64_t counter;  // counter of the old schedule at that step
  double expected;       // rate of the old schedule there
  double actual;
};

log_finding resume_rescaled(const seam& s, std::int64_t first_logged) {
  const model& old = *s.before.fit;
  const model& now = *s.after.fit;
  const std::int64_t at = next_to_run(first_logged, s.last, s.before.where.lags.back().lag);
  return {
      .id = "resume-rescaled",
      .step = s.step,
      .message = "resumed at step " + std::to_string(s.step) + " with a plan of " + std::to_string(now.total()) +
                 " steps instead of " + std::to_string(old.total()) + ": the whole curve was rescaled and " +
                 jump_text(s.expected, s.actual),
      .remedy = "to continue without a jump",
      .call = suggested_call{
          "retarget",
          notation_of(old),
          {{"steps", old.total()}, {"at", std::clamp<std::int64_t>(at, 0, old.total())}, {"new_steps", now.total()}}}};
}

log_finding counter_moved(const seam& s) {
  const std::int64_t lag_before = s.before.where.lags.back().lag;
  const std::int64_t lag_after = s.after.where.lags.front().lag;
  const std::int64_t ahead = lag_before - lag_after;
  const std::int64_t at = s.last - lag_before;
  const std::int64_t slack = std::max<std::int64_t>(2, (s.step - s.last) + at / 50);
  if (ahead > 0 && std::abs(ahead - at) <= slack) {
    return {"resume-double-counted", s.step,
            "the resume at step " + std::to_string(s.step) + " counted the first " + std::to_string(at) +
                " steps twice: the counter jumps ahead to " + std::to_string(s.step - lag_after) + " and " +
                jump_text(s.expected, s.actual),
            "load the scheduler's state or fast-forward it, not both"};
  }
  if (ahead < 0 && std::abs(-ahead - at) <= slack + at / 10) {
    return {"resume-restarted", s.step,
            "the schedule starts over at step " + std::to_string(s.step) + " (counter " +
                std::to_string(s.step - lag_after) + "): " + jump_text(s.expected, s.actual),
            "restore the scheduler's state, or compute the rate from the step"};
  }
  return {"counter-jump", s.step,
          "the scheduler's counter jumps by " + std::to_string(ahead) + " at step " + std::to_string(s.step) + ": " +
              jump_text(s.expected, s.actual),
          "check which code advances the scheduler after a resume"};
}

}  // namespace

namespace {

bool is_determined(const stretch& s) { return s.fit && s.reason.empty() && s.where.rows() >= fewest_rows; }

bool stays(const model& m) { return m.form.kind == fall::constant || m.form.kind == fall::stairs; }

// A lower constant rate after a constant one is a manual drop or a milestone, not a mistake.
bool is_drop(const stretch& a, const stretch& b) {
  // a decay from a held peak is the end of the hold
  if (a.fit->form.kind == fall::constant && same(a.fit->peak, b.fit->peak)) return true;
  return stays(*a.fit) && stays(*b.fit) && b.fit->warmup == 0 && b.fit->peak < a.fit->peak;
}

// The distance of the expected rate from the interval of the row, in half widths.
double outside_of(const point& row, double expected) {
  const double half = 0.5 * (row.high - row.low);
  const double off = std::max(row.low - expected, expected - row.high);
  return half > 0.0 ? std::max(off, 0.0) / half : 0.0;
}

// Steps that start again: another training in the same file.
bool starts_anew(const log_facts& e, const point& first, const point& last) {
  const std::int64_t begin = e.points.front().step;
  return first.step < last.step && first.step - begin <= std::max<std::int64_t>(1, (last.step - begin) / 20);
}

// A rate that stays where the fall before it stood is one that nothing moves any more. A round rate may be a bound.
bool is_frozen(const seam& s, const point& row) {
  const model& before = *s.before.fit;
  const model& after = *s.after.fit;
  constexpr int chosen = 3;            // digits
  constexpr double nearly_over = 0.1;  // of the peak: what is left of the fall may be below a bound
  if (after.form.kind != fall::constant || after.warmup > 0 || before.form.kind == fall::constant || before.listed)
    return false;
  if (digits_of(roundest(row.low, row.high)) <= chosen || row.value < nearly_over * before.peak) return false;
  const std::int64_t last = s.last - s.before.where.lags.back().lag;
  if (last < before.warmup + before.hold || (before.total() > 0 && s.counter >= before.total())) return false;
  return row.high >= before(s.counter) && row.low <= before(last) && row.low > s.expected;
}

}  // namespace

void find_seams(const log_facts& e, log_report& report) {
  // Many pieces are more likely an unknown schedule than so many mistakes.
  const bool scattered = e.stretches.size() > 4 + e.points.size() / 200;
  const auto add = [&](const stretch& a, const stretch& b, double expected, log_finding f) {
    const point& row = e.points[b.where.begin];
    f.rows = b.where.rows();
    f.expected = expected;
    f.found = row.value;
    f.outside = outside_of(row, expected);
    static constexpr int chosen =
        9;  // digits: a peak with more is implausible, so the piece is part of another schedule
    const auto is_odd = [](const model& m) {
      return digits_of(m.peak) > chosen || (!m.listed && has_parameter(m.form.kind) && digits_of(m.form.q) > chosen);
    };
    const bool frozen = f.id == "resume-frozen";  // its rate is a point of the curve, no chosen number
    const bool odd = is_odd(*a.fit) || (is_odd(*b.fit) && !frozen);
    // A decay that ended and begins again may be a warm restart.
    const std::int64_t counter = row.step - a.where.lags.back().lag;
    const bool again = f.id != "seam-jump" || b.fit->form.kind == fall::cycles || a.fit->form.kind == fall::cycles;
    constexpr std::int64_t slack = 2;  // steps, for rounded rates
    const std::int64_t end = a.fit->total() - (report.precision.kind != rounding::float64 ? slack : 0);
    const bool ended = again && has_end(a.fit->form.kind) && counter >= end;
    // With rounded rates, or steps derived from epochs, one warmup can look like two.
    const std::int64_t lag = b.where.lags.front().lag;
    const bool rounded = report.precision.kind != rounding::float64;
    const bool in_warmup = rounded && lag <= 2 && row.step - lag < b.fit->warmup;
    const bool counted = e.log.format == "hf-stdout" || e.log.unit != step_unit::steps;
    // A rise without its plateau has no peak of its own: what follows may belong to it.
    const point& before = e.points[std::max(a.where.end, std::size_t{2}) - 2];
    const bool rise_only = a.fit->form.kind == fall::constant && before.step - a.where.lags.back().lag < a.fit->warmup;
    const bool innocent = rise_only || odd || scattered || ended || in_warmup || counted;
    if (innocent || b.where.misfits.size() + a.where.misfits.size() > 0) f.grade = finding_grade::possible;
    (f.grade == finding_grade::certain ? report.faults : report.notes).push_back(std::move(f));
  };
  for (std::size_t i = 0; i + 1 < e.stretches.size(); ++i) {
    const stretch& a = e.stretches[i];
    const stretch& b = e.stretches[i + 1];
    const point& first = e.points[b.where.begin];
    const point& last = e.points[a.where.end - 1];
    if (starts_anew(e, first, last)) {
      report.notes.push_back({"several-runs",
                              first.step,
                              "the log goes back from step " + std::to_string(last.step) + " to " +
                                  std::to_string(first.step) + ": another training begins",
                              {}});
      continue;
    }
    if (first.step <= last.step) {
      report.notes.push_back({"steps-repeated",
                              first.step,
                              "the log goes back from step " + std::to_string(last.step) + " to " +
                                  std::to_string(first.step) + ": steps of an interrupted run were repeated",
                              {}});
    }
    if (!is_determined(a) || !is_determined(b)) continue;
    const std::int64_t counter = first.step - a.where.lags.back().lag;
    const seam s{a, b, first.step, last.step, counter, (*a.fit)(counter), first.value};
    if (same_plan(*a.fit, *b.fit)) {
      if (a.where.lags.back().lag != b.where.lags.front().lag) add(a, b, s.expected, counter_moved(s));
      continue;
    }
    if (same_but_length(*a.fit, *b.fit)) {
      add(a, b, s.expected, resume_rescaled(s, e.points.front().step));
      continue;
    }
    if (is_frozen(s, first)) {
      add(a, b, s.expected, frozen_rate(s.step, s.actual, s.expected));
      continue;
    }
    // A constant that lies between the row before and the one that was due is a bound that the fall has reached.
    const bool bound = b.fit->form.kind == fall::constant && b.fit->warmup == 0 && s.actual >= s.expected &&
                       s.actual <= (*a.fit)(last.step - a.where.lags.back().lag);
    const bool continuous = bound || std::abs(s.actual - s.expected) <= 0.002 * a.fit->peak;
    log_finding f{continuous || is_drop(a, b) ? "plan-changed" : "seam-jump",
                  s.step,
                  "from step " + std::to_string(s.step) + " on the schedule is " + notation_of(*b.fit) +
                      " instead of " + notation_of(*a.fit) +
                      (continuous ? std::string() : ": " + jump_text(s.expected, s.actual)),
                  {}};
    if (f.id == "plan-changed")
      report.notes.push_back(std::move(f));
    else
      add(a, b, s.expected, std::move(f));
  }
}

}  // namespace taper::inspection
