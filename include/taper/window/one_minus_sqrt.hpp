// The 1 - sqrt cooldown.
#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "taper/detail/kernels.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// The 1 - sqrt cooldown.
///
///   phi(x) = 1 - sqrt(x)        x in [0, 1]
///
/// Shape    phi(0) = 1 with infinite slope, phi(1) = 0, strictly decreasing. The same curve as poly(i=0.5, n=1).
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 0. Never throws.
/// Safe     violates the early stage (0.293 at half-way) but is among the best published cooldowns.
/// Accuracy 2 ulp: (1 - x) / (1 + sqrt(x)) (owned by conformance/one_minus_sqrt.json).
/// Source   Hägele et al. 2024 (arXiv 2405.18392), cooldown.
struct one_minus_sqrt {
  struct kernel_type {
    TAPER_DEVICE [[nodiscard]] constexpr double value(phase p) const noexcept {
      if (!(p.x > 0.0)) return 1.0;
      if (!(p.rest > 0.0)) return 0.0;
      return p.rest / (1.0 + std::sqrt(p.x));
    }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase p) const noexcept {
      if (!(p.x > 0.0)) return 0.0;
      return p.rest > 0.0 ? std::sqrt(p.x) : 1.0;
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase p) const noexcept {
      return p.x > 0.0 ? -0.5 / std::sqrt(p.x) : -std::numeric_limits<double>::infinity();
    }
  };

  TAPER_DEVICE [[nodiscard]] constexpr kernel_type kernel() const noexcept { return {}; }
  /// x at which phi(x) = y, for y in [0, 1].
  [[nodiscard]] constexpr double inverse(double y) const noexcept { return (1.0 - y) * (1.0 - y); }
  /// Integral of phi'(x)^2 over [0, 1]: diverges at the start.
  [[nodiscard]] constexpr double dirichlet() const noexcept { return std::numeric_limits<double>::infinity(); }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    return f.rest / (1.0 + f.sqrt(f.x));
  }

  static constexpr family_info info{
      .name = "one_minus_sqrt",
      .summary = "the 1-sqrt cooldown of warmup-stable-decay runs",
      .formula = "1 - sqrt(x)",
      .limits = "the same curve as poly(i=0.5, n=1)",
      .source = "Hägele et al. 2024, arXiv 2405.18392",
  };
  static constexpr std::array<parameter<one_minus_sqrt>, 0> parameters{};
  friend bool operator==(const one_minus_sqrt&, const one_minus_sqrt&) = default;
};

}  // namespace taper
