// How a run that is under way may end: its final loss if it decays now, goes on as planned, or is extended.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "taper/design/loss_law.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/logs/log.hpp"
#include "taper/result.hpp"

namespace taper {

/// One way to end.
struct run_ending {
  std::string name;                     ///< `decay now`, `continue`, `extend`
  std::size_t steps = 0;                ///< length of the run then
  std::optional<loss_prediction> loss;  ///< nothing where the law does not reach
  std::string reason;                   ///< why it says nothing
};

struct run_endings {
  fitted_law law;  ///< functional scaling, fitted to the log so far
  std::vector<run_ending> all;
};

/// Fits the functional scaling law to a log and asks it. Library taper::design.
///
/// decay now   a straight fall from the present rate to 0 over a fifth of the steps done (at most what is left)
/// continue    the schedule that was recovered, to the end of its plan
/// extend      the present rate held, then a straight fall over the last fifth of twice the plan
///
/// What lies beyond the log's plan is not predicted: the law refuses, and its reason is kept.
/// Errors: a schedule that is not known, steps that are no steps, too few losses. Cost: a second or two.
[[nodiscard]] result<run_endings> predict_endings(const log_series& rows, const log_report& report);

}  // namespace taper
