// Remedies as schedules: what `check` says in words under "to satisfy the rule".
#pragma once

#include <string>
#include <vector>

#include "taper/verdict.hpp"

namespace taper {

/// A change after which a schedule satisfies the rule, or comes closer.
struct remedy {
  std::string text;                 ///< as in check_report::remedies
  std::vector<schedule> schedules;  ///< the changed schedule; several to choose from
};

/// The smallest changes of a run, given its report. A lower floor may need the next remedy too; the schedules of the others
/// were tested, except kronecker(sorted): they have a better verdict and no fault.
[[nodiscard]] std::vector<remedy> remedies_of(const run& r, const check_report& report, const check_options& how = {});

}  // namespace taper
