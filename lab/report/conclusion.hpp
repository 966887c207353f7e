// Conclusions from the numbers, as sentences.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "report/summary.hpp"

namespace taper::lab {

/// The relation of a statement to the paper.
enum class outcome : unsigned char { reproduces, contradicts, undecided, remark };
std::string_view word_of(outcome o) noexcept;
/// One character for the margin of a text table.
std::string_view mark_of(outcome o) noexcept;

struct statement {
  outcome result = outcome::remark;
  std::string text;        ///< one or two sentences
  std::string claim = {};  ///< of the paper, in a few words: the same for every experiment; empty for remarks
};

/// Relative difference up to which schedules count as interchangeable here (ours; the published baselines of one
/// experiment lie up to 5.7 % apart).
inline constexpr double interchangeable_within = 0.05;

/// Margin of the equivalence tests, as a fraction of the reference: below the smallest effect of a violating schedule of
/// the paper in the kept results (1.9 %, sigmoid(i=40) on wikitext-nano).
inline constexpr double equivalent_within = 0.01;

/// Statements on the paper's three claims (compliant schedules are interchangeable with the baselines, a schedule that
/// violates the early stage is worse, one that violates the middle stage is worse), on the predictions, and on what the
/// numbers are (training text, few seeds).
std::vector<statement> conclude(const experiment_summary& e);

/// "shakespeare-nano: 600 steps, shared peak 0.004, 3 seeds"
std::string headline(const experiment_summary& e);
/// Explanations of the table columns, one line each.
std::vector<std::string> explain_columns(const experiment_summary& e);

}  // namespace taper::lab
