// Predictions for a schedule: the verdict of the rule and the expectations of the two models.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "report/summary.hpp"
#include "taper/schedule.hpp"

namespace taper::lab {

struct judged_schedule {
  std::optional<expectation> expected;  ///< none if the text is not a schedule of the notation
  std::optional<taper::verdict> rule;   ///< none also if the rule does not apply
};

/// `more` is added to the schedule and to cosine. `protocol` is shared, tuned or budget; the numbers are fractions above
/// cosine under the same protocol:
///
///   bound, tuned    Omega* / Omega*_cosine - 1
///   bound, at a peak g    Omega(g) = Omega*/2 (g/g* + g*/g), g = cosine's g* (shared) or that of equal sums of rates
///   quadratic       loss / loss_cosine - 1 (quadratic_comparison)
judged_schedule judge_schedule(const std::string& spec, const composition& more, std::uint64_t steps,
                               const std::string& protocol);

}  // namespace taper::lab
