// What a check says in words: faults and notes of a schedule, reasons of a verdict and what to change.
#pragma once

#include "taper/verdict.hpp"

namespace taper::detail {

/// Mistakes by any rule: a negative rate, a peak never reached, a climb after the fall, a jump, an unfinished decay.
void add_faults(const run& r, check_report& into);
/// The same for a schedule by rule: what it says of itself, and a negative rate.
void add_own_findings(const run& r, check_report& into);
/// Worth knowing: first step at zero, ends above zero, no monotone input sequence.
void add_notes(const run& r, check_report& into);
/// What the rule itself wants to be known: odds within one percent above the limit, a fall of a few steps.
void add_rule_notes(const fall_view& fall, check_report& into);
/// Why each stage that is not favorable is not.
void add_reasons(const run& r, const check_options& how, const fall_view& fall, check_report& into);
/// Changes after which the schedule satisfies the rule, or comes nearer to it; each has been tried.
void add_remedies(const run& r, const check_options& how, const fall_view& fall, check_report& into);

/// The stages of the worst cycle of a run, and which one that is; none where no step lies inside a fall.
struct worst_cycle {
  taper::stages stages;
  std::uint64_t index = 0;
};
std::optional<worst_cycle> judge_cycles(const run& r, const check_options& how);

/// Whether a schedule has no fall at all: a constant rate, one that only rises,
/// or one that is back at its highest rate at the last step.
enum class never_falls : unsigned char { no, constant, rises, ends_highest };
never_falls never_falls_of(const run& r);

/// A number with four digits.
std::string short_number(double v);

}  // namespace taper::detail
