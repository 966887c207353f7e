// The requested schedule of a log: a schedule, a training configuration, or the arguments in the log itself.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "taper/logs/inspected.hpp"
#include "taper/logs/log.hpp"
#include "taper/result.hpp"

namespace taper::reports {

/// What was requested. Without a schedule and without a configuration: the arguments in the log, if any.
struct requested_schedule {
  std::string spec{};                          ///< in the notation
  std::optional<std::string> configuration{};  ///< the content of a training configuration
  std::string name{};                          ///< of the configuration, for messages
  std::optional<std::uint64_t> steps{};        ///< if neither the schedule nor the log gives a length
};

/// Compares a series of the log with the requested schedule, if there is one; see compare_with_requested.
/// Errors: those of the schedule and of the configuration; conflict: two lengths; missing: no length.
result<void> compare_with_request(const requested_schedule& wanted, const training_log& log, log_report& report,
                                  inspected& one);

}  // namespace taper::reports
