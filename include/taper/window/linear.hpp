// Linear decay: half of a triangular (Bartlett) window.
#pragma once

#include <array>

#include "taper/detail/kernels.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// Linear window.
///
///   phi(x) = 1 - x        x in [0, 1]
///
/// Shape    phi(0) = 1, phi(1) = 0. Of all windows it has the smallest Dirichlet factor, 1.
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 0. Never throws.
/// Safe     favorable; equal to the late limit.
/// Accuracy exact: phi is the stored 1 - x.
/// Source   Annealing via Window Functions, linear decay.
struct linear {
  struct kernel_type {
    TAPER_DEVICE [[nodiscard]] constexpr double value(phase p) const noexcept {
      return !(p.x > 0.0) ? 1.0 : (p.rest > 0.0 ? p.rest : 0.0);
    }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase p) const noexcept {
      return !(p.x > 0.0) ? 0.0 : (p.rest > 0.0 ? p.x : 1.0);
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase) const noexcept { return -1.0; }
  };

  TAPER_DEVICE [[nodiscard]] constexpr kernel_type kernel() const noexcept { return {}; }
  /// x at which phi(x) = y; above 1 where the line was before x = 0.
  [[nodiscard]] constexpr double inverse(double y) const noexcept { return 1.0 - y; }
  /// Integral of phi'(x)^2 over [0, 1]: 1, the smallest possible.
  [[nodiscard]] constexpr double dirichlet() const noexcept { return 1.0; }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    return f.rest;
  }

  static constexpr family_info info{
      .name = "linear",
      .summary = "linear decay to zero",
      .formula = "1 - x",
      .limits = "equals power(p=1), exp(beta->1), poly(i=1, n=1); smallest Dirichlet factor",
      .source = "Annealing via Window Functions, linear decay",
  };
  static constexpr std::array<parameter<linear>, 0> parameters{};
  friend bool operator==(const linear&, const linear&) = default;
};

}  // namespace taper
