// The findings of a check: faults and notes of a schedule, reasons of a verdict.
#pragma once

#include <algorithm>

#include "taper/verdict.hpp"

namespace taper::detail {

/// Definite mistakes: a negative rate, a peak never reached, a climb after the fall, a jump, an unfinished decay.
void add_faults(const run& r, check_report& into);
/// The same for a schedule by rule: its own findings, and negative rates.
void add_own_findings(const run& r, check_report& into);
/// Notes: first step at zero, ends above zero, no monotone input sequence.
void add_notes(const run& r, check_report& into);
/// Notes on the application of the rule: odds within one percent above the limit, a fall of a few steps.
void add_rule_notes(const fall_view& fall, check_report& into);
/// The reason for each stage that is not favorable.
void add_reasons(const run& r, const check_options& how, const fall_view& fall, check_report& into);

/// The index and the stages of the worst cycle of a run; empty if no step is inside a fall.
struct worst_cycle {
  taper::stages stages;
  std::uint64_t index = 0;
};
std::optional<worst_cycle> judge_cycles(const run& r, const check_options& how);

/// Why a schedule has no fall, if it has none: the rate is constant, only rises, or is at its highest at the last step.
enum class never_falls : unsigned char { no, constant, rises, ends_highest };
never_falls never_falls_of(const run& r);

/// The options with the smooth limit of the steepness at most the limit of the rule.
[[nodiscard]] inline check_options clamped(check_options how) {
  how.steepness_smooth = std::min(how.steepness_smooth, how.steepness_max);
  return how;
}

/// A number with four significant digits.
std::string short_number(double v);

}  // namespace taper::detail
