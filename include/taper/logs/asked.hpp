// Requested and actual: how far a log departs from the schedule that was asked for.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "taper/logs/inspect.hpp"
#include "taper/result.hpp"

namespace taper {

/// What was asked for.
struct asked_schedule {
  std::string source;  ///< `spec`, or the kind of configuration, e.g. `hf-trainer`
  std::string spec;    ///< in taper's notation
  std::optional<std::int64_t> steps;
};

/// Where what ran departs most from what was asked.
struct departure {
  std::int64_t step = 0;  ///< logged
  double asked = 0.0;
  double ran = 0.0;
  double share = 0.0;   ///< |asked - ran| over the asked peak
  bool same = false;    ///< within the log's own rounding on every row
  std::string message;  ///< one line
};

/// Compares logged rates with a schedule; `rate` gives its rate at optimizer step t = 0, 1, … The logger's own offset
/// (of the first row) is taken off, skipped steps are not: they are a departure.
[[nodiscard]] departure compare_with_asked(const log_series& rows, const log_report& report,
                                           const asked_schedule& asked,
                                           const std::function<double(std::uint64_t)>& rate);

}  // namespace taper
