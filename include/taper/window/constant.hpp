// The constant window.
#pragma once

#include <array>

#include "taper/detail/kernels.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// The constant (rectangular) window: no annealing.
///
///   phi(x) = 1        x in [0, 1]
///
/// Shape    1 everywhere, also after the end.
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    1 for every x. Never throws.
/// Safe     violates the late stage: it never anneals.
/// Source   Annealing via Window Functions, the rectangular window R(t).
struct constant {
  struct kernel_type {
    TAPER_DEVICE [[nodiscard]] constexpr double value(phase) const noexcept { return 1.0; }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase) const noexcept { return 0.0; }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase) const noexcept { return 0.0; }
  };

  TAPER_DEVICE [[nodiscard]] constexpr kernel_type kernel() const noexcept { return {}; }
  /// Integral of phi'(x)^2 over [0, 1]: 0.
  [[nodiscard]] constexpr double dirichlet() const noexcept { return 0.0; }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them.
  template <class F>
  typename F::number in_code(F&) const {
    return 1.0;
  }

  static constexpr family_info info{
      .name = "constant",
      .summary = "no annealing: constant at the peak",
      .formula = "1",
      .limits = "the rectangular window",
      .source = "Annealing via Window Functions, the rectangular window R(t)",
  };
  static constexpr std::array<parameter<constant>, 0> parameters{};
  friend bool operator==(const constant&, const constant&) = default;
};

}  // namespace taper
