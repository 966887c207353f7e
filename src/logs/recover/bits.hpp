// What a reading of a log assumes, in bits: the one criterion by which readings compete (decision 0502).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "logs/recover/recover.hpp"

namespace taper::inspection {

inline constexpr double bits_of_odd_row = 14.0;  ///< a row that the schedule does not fit

/// The rows of a warmup by batches: its length, the length of an epoch, its first rate.
inline constexpr double warmup_by_batches = 24.0;

/// Lengths that cost little because the log itself suggests them.
struct suggested_lengths {
  std::optional<std::int64_t> planned;
  std::int64_t last = 0;    ///< last logged step
  std::int64_t stride = 1;  ///< between the last two rows
  bool unfinished = false;  ///< the plan goes on well after the log

  [[nodiscard]] bool at_the_end(std::int64_t steps) const noexcept {
    return !unfinished && steps >= last && steps <= last + stride + 1;
  }
};
[[nodiscard]] suggested_lengths lengths_of(std::span<const point> points, const hints& known);

/// A number by its digits: 0.001 is cheap, 0.0013721 is not.
[[nodiscard]] double bits_of_number(double x);

/// A total length: by its digits, or less where the log suggests it.
[[nodiscard]] double bits_of_length(std::int64_t steps, const suggested_lengths& known);

/// A warmup or a hold, by its digits or as a part of the total.
[[nodiscard]] double bits_of_part(std::int64_t steps, std::int64_t total);

/// The words and numbers of a schedule's text.
[[nodiscard]] double bits_of_text(std::string_view spec);

/// Steps by which the counter is behind at first.
[[nodiscard]] double bits_of_lag(std::int64_t lag);

/// A schedule with its first lag.
[[nodiscard]] double bits_of(const model& m, std::int64_t lag, const suggested_lengths& known);

/// A whole reading: schedules, seams, changes of lag, rows that fit nothing.
[[nodiscard]] double bits_of(std::span<const stretch> all, std::span<const point> points, const hints& known);

}  // namespace taper::inspection
