// Reasons of a verdict, with the steps and rates that cause it.
#include <cmath>

#include "../../support/rounded.hpp"
#include "findings.hpp"

namespace taper::detail {

namespace {

constexpr double short_fall = 20.0;

std::string as_percent(double share) { return short_number(100.0 * share) + "%"; }

std::string at(const std::optional<std::uint64_t>& step) {
  return step ? " at step " + std::to_string(*step) : std::string();
}

void add_early(const check_options& how, check_report& into) {
  if (into.early.verdict == verdict::favorable) return;
  const double share = 1.0 / (1.0 + into.early.value);
  const std::string least = as_percent(1.0 / (1.0 + how.slack));
  const std::string where = how.clock == judged_clock::whole_run ? "run" : "fall";
  const bool close = into.early.verdict == verdict::marginal;
  into.reasons.push_back(
      "early: the rate is down to " + as_percent(share) + " of the peak in the first half of the " + where +
      (close ? ", just below the " + least + " that the rule requires"
             : "; the rule requires at least " + least + ": too little of the run is spent at high rates"));
}

void add_middle(const check_options& how, const fall_view& fall, check_report& into) {
  const smooth_stage& m = into.middle;
  if (m.verdict == verdict::favorable) return;
  if (m.steepness > how.steepness_smooth) {
    const double length =
        how.clock == judged_clock::whole_run ? static_cast<double>(fall.total) : fall.line.fall_length();
    const double h = std::fmax(1.0, length / 50.0);
    const std::string where = how.clock == judged_clock::whole_run ? "run" : "fall";
    into.reasons.push_back("middle: the rate drops by " + as_percent(m.steepness * h / length) +
                           " of the peak within " + as_percent(h / length) + " of the " + where + at(m.step) + ", " +
                           short_number(m.steepness) + " times as much as linear decay (smooth up to " +
                           short_number(how.steepness_smooth) + ", limit " + short_number(how.steepness_max) + ")");
  }
  if (m.rises_at) {
    into.reasons.push_back("middle: the rate rises again" + at(m.rises_at) + "; an annealing only falls");
  } else if (!m.monotone()) {
    into.reasons.push_back("middle: the time-normalized rate decreases by " + as_percent(m.gamma_bar_fall) +
                           " in total; it should rise over the whole fall");
  }
}

void add_late(const run& r, const check_options& how, const fall_view& fall, check_report& into) {
  if (into.late.verdict == verdict::favorable) return;
  switch (never_falls_of(r)) {
    case never_falls::constant: into.reasons.emplace_back("late: a constant rate never anneals"); return;
    case never_falls::rises: into.reasons.emplace_back("late: a rate that only rises never anneals"); return;
    case never_falls::ends_highest:
      into.reasons.emplace_back("late: the run ends at its highest rate: it never anneals");
      return;
    case never_falls::no: break;
  }
  const double length = how.clock == judged_clock::whole_run ? static_cast<double>(r.steps()) : fall.line.fall_length();
  const std::uint64_t step = *into.late.step;
  const std::string which = step + 1 == r.steps() ? "the last step" : "step " + std::to_string(step);
  const std::string peak = r.has_cycles() ? " of its cycle's peak" : " of the peak";
  into.reasons.push_back("late: " + which + " still has " + as_percent(fall.window_at(step - fall.begin)) + peak +
                         "; the rule requires at most 1/" + short_number(length) + " = " + as_percent(1.0 / length));
}

}  // namespace

std::string short_number(double v) { return support::rounded(v, 4); }

void add_rule_notes(const fall_view& fall, check_report& into) {
  const double share = into.early.value / into.early.limit;
  if (into.early.verdict == verdict::favorable && share > 1.0 + 1e-9) {
    into.add({severity::note, "early-within-one-percent", into.early.step,
              "the odds of decay exceed the early limit by " + short_number(100.0 * (share - 1.0)) +
                  "%: up to 1% counts as favorable, because the paper counts exp(0.99) (0.504%) as compliant"});
  }
  const double length = fall.line.fall_length();
  if (length < short_fall) {
    into.add({severity::note, "short-fall", std::nullopt,
              "a fall of " + short_number(length) + (length == 1.0 ? " step" : " steps") +
                  " is too short for the rule to mean much"});
  }
}

void add_reasons(const run& r, const check_options& how, const fall_view& fall, check_report& into) {
  add_early(how, into);
  add_middle(how, fall, into);
  add_late(r, how, fall, into);
}

}  // namespace taper::detail
