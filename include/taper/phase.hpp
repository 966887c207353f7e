// A point of the unit interval, known from both ends.
#pragma once

namespace taper {

/// x in [0, 1] together with rest = 1 - x, each to full relative precision.
///
/// A schedule forms both from exact remainders of the step, so that neither end loses digits: at step 10^9 - 1 of 10^9,
/// `rest` is 1e-9 exactly rounded, where 1 - x would keep seven digits of it.
struct phase {
  double x;
  double rest;

  /// The point x, with rest = 1 - x rounded once. Units: both are pure numbers.
  static constexpr phase at(double x) noexcept { return {x, 1.0 - x}; }
  /// The point whose distance to the end is `rest`.
  static constexpr phase before_end(double rest) noexcept { return {1.0 - rest, rest}; }
  /// The same point seen from the other end.
  [[nodiscard]] constexpr phase mirrored() const noexcept { return {rest, x}; }

  friend constexpr bool operator==(phase, phase) noexcept = default;
};

}  // namespace taper
