// REX and its gain family: linear decay with its odds scaled.
#pragma once

#include <array>

#include "taper/detail/kernels.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// REX window: linear decay whose odds of decay are scaled by a gain.
///
///   phi(x) = (1 - x) / (1 - x + gain x)        x in [0, 1]
///
/// Its time-normalized rate is gain times that of linear decay; gain = 1/2 is the published REX, (1 - x) / (1 - x/2).
///
/// Shape    phi(0) = 1, phi(1) = 0, strictly decreasing.
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 0. Never throws.
/// Valid    gain > 0.
/// Safe     favorable at gain = 1 only; gain = 1/2 ends at twice the late limit.
/// Limits   gain = 1 is linear; gain -> 0 is constant with a drop at the end.
/// Accuracy 2 ulp, value and complement (owned by conformance/rex.json).
/// Source   Chen et al. 2021 (arXiv 2107.04197).
struct rex {
  double gain = 0.5;

  struct kernel_type {
    double gain;

    TAPER_DEVICE [[nodiscard]] constexpr double value(phase p) const noexcept {
      if (!(p.x > 0.0)) return 1.0;
      if (!(p.rest > 0.0)) return 0.0;
      return p.rest / (p.rest + gain * p.x);
    }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase p) const noexcept {
      if (!(p.x > 0.0)) return 0.0;
      if (!(p.rest > 0.0)) return 1.0;
      return gain * p.x / (p.rest + gain * p.x);
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase p) const noexcept {
      const double d = p.rest + gain * p.x;
      return -(gain / d) / d;
    }
  };

  TAPER_DEVICE [[nodiscard]] constexpr kernel_type kernel() const noexcept { return {gain}; }
  /// Integral of phi'(x)^2 over [0, 1]: (1 + c + c^2) / (3 c), c = gain.
  [[nodiscard]] constexpr double dirichlet() const noexcept { return (1.0 + gain + gain * gain) / (3.0 * gain); }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    return f.rest / (f.rest + gain * f.x);
  }

  static constexpr family_info info{
      .name = "rex",
      .summary = "linear decay with its rate scaled by a gain; 0.5 is the published REX",
      .formula = "(1 - x) / (1 - x + gain*x)",
      .limits = "gain=1 is linear",
      .source = "Chen et al. 2021, arXiv 2107.04197",
  };
  static constexpr std::array parameters{
      parameter<rex>{"gain",
                     &rex::gain,
                     {0.0, 1e6, range::ends::low_open},
                     0.5,
                     "factor on the time-normalized rate of linear decay"},
  };
  friend bool operator==(const rex&, const rex&) = default;
};

}  // namespace taper
