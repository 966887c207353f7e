// What the rates of a run show by themselves: how high they get, where they are zero, whether they climb after a fall,
// and where they would go beyond the end.
#pragma once

#include <cstdint>
#include <optional>

#include "taper/schedule.hpp"

namespace taper::detail {

/// The limits of faults; docs/verdict.md lists them.
struct fault_limits {
  static constexpr double unfinished = 0.1;  ///< part of the peak by which the last rate may be above the end
  static constexpr double zero_part = 0.1;   ///< part of the run that may be at zero
  static constexpr std::uint64_t zeros = 3;  ///< and steps of a short run
  static constexpr double zero = 1e-12;      ///< part of the highest rate that counts as zero
  static constexpr double reached = 0.9;     ///< part of the peak that counts as reached
  static constexpr double climb = 1e-3;      ///< part of the highest rate that counts as a climb
};

/// Steps [begin, end).
struct step_span {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

/// A rise after a fall.
struct rise_again {
  std::uint64_t from = 0;
  double low = 0.0;
  std::uint64_t to = 0;
  double high = 0.0;
};

/// What the steps of a run show. Every step of a run up to 65536, of a longer one as many, refined where it matters.
struct course {
  double top = 0.0;  ///< the highest rate
  double last = 0.0;
  std::optional<step_span> zeros;         ///< the longest stretch at zero, if it is longer than the limits allow
  std::optional<rise_again> climb;        ///< the first that the schedule does not say of itself
  std::optional<rise_again> renewed;      ///< the first where a part of it begins
  std::optional<std::uint64_t> negative;  ///< the first step below zero
};
course course_of(const run& r);

/// The lowest rate that the fall at the run's last step would still come to beyond it: its end, or where it turns.
/// None where the last step does not fall, where the fall has no end (an inverse square root, a factor every step), and
/// where it is a drop at once beyond the run (a milestone).
std::optional<double> end_of_fall(const run& r, double top);

/// The highest rate that the rise at the run's last step would still come to beyond it; none where the last step is not
/// the highest, or the rise has no end.
std::optional<double> end_of_rise(const run& r, const course& seen);

/// The lowest rate at steps spread beyond the end.
double lowest_beyond(const run& r);

}  // namespace taper::detail
