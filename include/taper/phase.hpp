// A point x of the unit interval, stored together with 1 - x.
#pragma once

namespace taper {

/// x in [0, 1] together with rest = 1 - x, each to full relative precision.
///
/// A schedule computes both from exact remainders of the step, so that both ends are accurate: at step 10^9 - 1 of
/// 10^9, `rest` is 1e-9 correctly rounded, while 1 - x would have only seven correct digits.
struct phase {
  double x;
  double rest;

  /// The point x, with rest = 1 - x rounded once. Units: both are pure numbers.
  static constexpr phase at(double x) noexcept { return {x, 1.0 - x}; }
  /// The point whose distance to the end is `rest`.
  static constexpr phase before_end(double rest) noexcept { return {1.0 - rest, rest}; }
  /// The same point, measured from the other end.
  [[nodiscard]] constexpr phase mirrored() const noexcept { return {rest, x}; }

  friend constexpr bool operator==(phase, phase) noexcept = default;
};

}  // namespace taper
