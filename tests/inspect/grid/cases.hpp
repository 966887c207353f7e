// Schedules as people run and log them: every family and the usual library schedules, with random parameters, lengths,
// strides, cuts, roundings and lags. `inspect` reads the logs, and its report is compared with what was written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace taper::test {

/// How a log writes its rates.
enum class written : unsigned char { full, float32, e6, f7, e3, g, e2 };
inline constexpr written all_roundings[] = {written::full, written::float32, written::e6, written::f7,
                                            written::e3,   written::g,       written::e2};

/// `full digits`, `%.6E` …
[[nodiscard]] std::string name_of(written how);

/// The text of a rate.
[[nodiscard]] std::string text_of(written how, double rate);

/// Half the width of what that text stands for.
[[nodiscard]] double half_width_of(written how, double rate);

/// One log to be read.
struct grid_case {
  std::string kind;  ///< the line of the table that it counts for
  std::string spec;
  std::int64_t steps = 0;
  std::int64_t first = 0;  ///< logged steps: first, first + stride … before `end`
  std::int64_t stride = 1;
  std::int64_t end = 0;
  std::int64_t lag = 0;  ///< the rate at step s is that of the counter s - lag
  written how = written::full;
  bool planned = false;  ///< the log states the planned length

  /// The log holds the end of the schedule.
  [[nodiscard]] bool whole() const noexcept { return end >= steps + lag; }
  /// Everything needed to run it by hand.
  [[nodiscard]] std::string text() const;
  /// The log itself.
  [[nodiscard]] std::string log(const std::vector<double>& rates) const;
};

/// `each` cases of every kind and rounding. The same seed gives the same cases everywhere.
[[nodiscard]] std::vector<grid_case> grid_of(std::size_t each, std::uint64_t seed);

/// The kinds in the order of the table.
[[nodiscard]] std::vector<std::string> grid_kinds();

}  // namespace taper::test
