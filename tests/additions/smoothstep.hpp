// Smoothstep window: an example of a family.
#pragma once

#include <array>

#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// phi(x) = (1 - x)^2 (1 + 2 x)
struct smoothstep {
  struct kernel_type {
    [[nodiscard]] constexpr double value(phase p) const noexcept { return p.rest * p.rest * (1.0 + 2.0 * p.x); }
    [[nodiscard]] constexpr double complement(phase p) const noexcept { return p.x * p.x * (1.0 + 2.0 * p.rest); }
    [[nodiscard]] constexpr double slope(phase p) const noexcept { return -6.0 * p.x * p.rest; }
  };
  [[nodiscard]] constexpr kernel_type kernel() const noexcept { return {}; }
  [[nodiscard]] constexpr double dirichlet() const noexcept { return 1.2; }
  template <class F>
  typename F::number in_code(F& f) const {
    return f.rest * f.rest * (1.0 + 2.0 * f.x);
  }

  static constexpr family_info info{
      .name = "smoothstep",
      .summary = "cubic with flat ends",
      .formula = "(1 - x)^2 (1 + 2*x)",
      .limits = "none",
      .source = "an example",
  };
  static constexpr std::array<parameter<smoothstep>, 0> parameters{};
  friend bool operator==(const smoothstep&, const smoothstep&) = default;
};

}  // namespace taper
