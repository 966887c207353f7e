// The difference between a log and the requested schedule.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "taper/logs/inspect.hpp"
#include "taper/result.hpp"

namespace taper {

/// The requested schedule.
struct expected_schedule {
  std::string source;  ///< `spec`, or the kind of configuration, e.g. `hf-trainer`
  std::string spec;    ///< in taper's notation
  std::optional<std::int64_t> steps;
};

/// The largest difference between the log and the requested schedule.
struct departure {
  std::int64_t step = 0;  ///< logged
  double expected = 0.0;
  double ran = 0.0;
  double share = 0.0;       ///< |expected - ran| relative to the requested peak
  bool same = false;        ///< every row agrees within its rounding
  std::int64_t offset = 0;  ///< row `step` is compared with the requested rate of step - offset
  std::string message;      ///< one line
};

/// Compares logged rates with a schedule; `rate` gives its rate at optimizer step t = 0, 1, … The offset of the logger
/// (one step at most) is removed: the one at which the first rows fit. Skipped steps are not, they are a difference.
[[nodiscard]] departure compare_with_expected(const log_series& rows, const log_report& report,
                                              const expected_schedule& expected,
                                              const std::function<double(std::uint64_t)>& rate);

}  // namespace taper
