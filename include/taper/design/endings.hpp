// Predicted final loss of an unfinished run if it decays now, continues as planned, or is extended.
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
  std::optional<loss_prediction> loss;  ///< empty if the law does not apply
  std::string reason;                   ///< the reason if it is empty
};

struct run_endings {
  fitted_law law;  ///< functional scaling, fitted to the log so far
  std::vector<run_ending> all;
};

/// Fits the functional scaling law to a log and predicts with it. Library taper::design.
///
/// decay now   a linear fall from the current rate to 0 over a fifth of the steps done (at most the remaining steps)
/// continue    the recovered schedule, to the end of its plan
/// extend      the current rate held, then a linear fall over the last fifth of twice the plan
///
/// Nothing beyond the plan of the log is predicted; the reason is returned instead.
/// Errors: an unknown schedule, invalid steps, too few losses. Cost: a second or two.
[[nodiscard]] result<run_endings> predict_endings(const log_series& rows, const log_report& report);

}  // namespace taper
