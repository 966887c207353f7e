// What a check says in words: faults and notes of a schedule, reasons of a verdict and what to change.
#pragma once

#include "taper/verdict.hpp"

namespace taper::detail {

/// Mistakes by any rule: a negative rate, a peak never reached, a climb after the fall, a jump, an unfinished decay.
void add_faults(const run& r, check_report& into);
/// The same for a schedule by rule: what it says of itself, and a negative rate.
void add_remarks(const run& r, check_report& into);
/// Worth knowing: first step at zero, ends above zero, no monotone input sequence.
void add_notes(const run& r, check_report& into);
/// Why each stage that is not favorable is not, and which change would pass the rule.
void add_reasons(const run& r, const judgement& how, const fall_view& fall, check_report& into);

}  // namespace taper::detail
