// Properties of the rates of a run: the highest rate, zeros, climbs after a fall, and the rates beyond the end.
#pragma once

#include <cstdint>
#include <optional>

#include "taper/schedule.hpp"

namespace taper::detail {

/// The limits of faults; docs/verdict.md lists them.
struct fault_limits {
  static constexpr double unfinished = 0.1;  ///< fraction of the peak: allowed excess of the last rate
  static constexpr double zero_part = 0.1;   ///< allowed fraction of the run at zero
  static constexpr std::uint64_t zeros = 3;  ///< allowed steps at zero in a short run
  static constexpr double zero = 1e-12;      ///< fraction of the highest rate that counts as zero
  static constexpr double reached = 0.9;     ///< fraction of the peak that counts as reached
  static constexpr double climb = 1e-3;      ///< fraction of the highest rate that counts as a climb
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

/// Result of sampling a run: every step up to 65536 steps, a subset of a longer run, refined around the findings.
struct course {
  double top = 0.0;  ///< the highest rate
  double last = 0.0;
  std::optional<step_span> zeros;         ///< the longest stretch at zero, if it exceeds the limits
  std::optional<rise_again> climb;        ///< the first climb that is not by design
  std::optional<rise_again> renewed;      ///< the first rise where a part begins
  std::optional<std::uint64_t> negative;  ///< the first step below zero
};
course course_of(const run& r);

/// The lowest rate that the fall at the run's last step would reach beyond it: its end, or where it turns. Empty if the
/// last step does not fall, if the fall has no end (an inverse square root, a factor every step), or if it is a sudden
/// drop beyond the run (a milestone).
std::optional<double> end_of_fall(const run& r, double top);

/// The highest rate that the rise at the run's last step would reach beyond it. Empty if the last step is not the
/// highest, or if the rise has no end.
std::optional<double> end_of_rise(const run& r, const course& seen);

/// The lowest rate at sampled steps beyond the end.
double lowest_beyond(const run& r);

}  // namespace taper::detail
