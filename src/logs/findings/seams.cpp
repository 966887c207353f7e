// Seams: where one schedule gives way to another, and what kind of mistake that is.
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

struct seam {
  const stretch& before;
  const stretch& after;
  std::int64_t step;     // first logged step after it
  std::int64_t last;     // last one before it
  std::int64_t counter;  // where the old schedule stood, had it gone on
  double expected;       // its rate there
  double actual;
};

log_finding resume_rescaled(const seam& s) {
  const model& old = *s.before.fit;
  const model& now = *s.after.fit;
  const std::int64_t done = s.last - s.before.where.lags.back().lag;
  return {"resume-rescaled", s.step,
          "resumed at step " + std::to_string(s.step) + " with a plan of " + std::to_string(now.total()) +
              " steps in place of " + std::to_string(old.total()) + ": the whole curve was rescaled and " +
              jump_text(s.expected, s.actual),
          "the continuous way: taper retarget \"" + notation_of(old) + "\" --steps " + std::to_string(old.total()) +
              " --at " + std::to_string(std::max<std::int64_t>(done, 0)) + " --new-steps " +
              std::to_string(now.total())};
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
            "restore the scheduler's state, or pass the step to a schedule that is a function of it"};
  }
  return {"counter-jump", s.step,
          "the scheduler's counter jumps by " + std::to_string(ahead) + " at step " + std::to_string(s.step) + ": " +
              jump_text(s.expected, s.actual),
          "check what advances the scheduler at a resume"};
}

}  // namespace

void find_seams(const log_facts& e, log_report& report) {
  for (std::size_t i = 0; i + 1 < e.stretches.size(); ++i) {
    const stretch& a = e.stretches[i];
    const stretch& b = e.stretches[i + 1];
    const point& first = e.points[b.where.begin];
    const point& last = e.points[a.where.end - 1];
    if (first.step <= last.step) {
      report.notes.push_back({"steps-repeated",
                              first.step,
                              "the log goes back from step " + std::to_string(last.step) + " to " +
                                  std::to_string(first.step) + ": rows of an interrupted run that were done again",
                              {}});
    }
    if (!a.fit || !b.fit) {
      if (!a.fit != !b.fit) {
        report.faults.push_back({"seam-jump",
                                 first.step,
                                 "the schedule changes at step " + std::to_string(first.step) + " from " +
                                     (a.fit ? notation_of(*a.fit) : "an unknown one") + " to " +
                                     (b.fit ? notation_of(*b.fit) : "an unknown one"),
                                 {}});
      }
      continue;
    }
    const std::int64_t counter = first.step - a.where.lags.back().lag;
    const seam s{a, b, first.step, last.step, counter, (*a.fit)(counter), first.value};
    if (same_plan(*a.fit, *b.fit)) {
      if (a.where.lags.back().lag != b.where.lags.front().lag) report.faults.push_back(counter_moved(s));
      continue;
    }
    if (same_but_length(*a.fit, *b.fit)) {
      report.faults.push_back(resume_rescaled(s));
      continue;
    }
    const bool continuous = std::abs(s.actual - s.expected) <= 0.002 * a.fit->peak;
    log_finding f{continuous ? "plan-changed" : "seam-jump",
                  s.step,
                  "from step " + std::to_string(s.step) + " on the schedule is " + notation_of(*b.fit) +
                      " in place of " + notation_of(*a.fit) +
                      (continuous ? std::string() : ": " + jump_text(s.expected, s.actual)),
                  {}};
    (continuous ? report.notes : report.faults).push_back(std::move(f));
  }
}

}  // namespace taper::inspection
