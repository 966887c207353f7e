// UBA: cosine annealing with its odds scaled.
#pragma once

#include <array>
#include <cmath>

#include "taper/detail/kernels.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// UBA window: cosine annealing whose odds of decay are scaled by phi / 2.
///
///   w(x) = cos^2(pi x / 2) / (cos^2(pi x / 2) + (phi / 2) sin^2(pi x / 2))        x in [0, 1]
///
/// Its time-normalized rate is phi / 2 times that of cosine annealing.
///
/// Shape    w(0) = 1, w(1) = 0, strictly decreasing.
/// Units    x and w are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 0. Never throws.
/// Valid    phi > 0.
/// Safe     favorable up to phi = 2, above which it falls below one half before half-way.
/// Limits   phi = 2 is cosine annealing; phi -> 0 is constant with a drop at the end.
/// Accuracy 4 ulp, value and complement (owned by conformance/uba.json).
/// Source   Tang et al., NeurIPS 2025 (arXiv 2505.24452).
struct uba {
  double phi;

  struct kernel_type {
    double gain;  ///< phi / 2

    TAPER_DEVICE [[nodiscard]] constexpr double value(phase p) const noexcept {
      if (!(p.x > 0.0)) return 1.0;
      if (!(p.rest > 0.0)) return 0.0;
      return cos2(p) / (cos2(p) + gain * cos2(p.mirrored()));
    }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase p) const noexcept {
      if (!(p.x > 0.0)) return 0.0;
      if (!(p.rest > 0.0)) return 1.0;
      return gain * cos2(p.mirrored()) / (cos2(p) + gain * cos2(p.mirrored()));
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase p) const noexcept {
      if (!(p.x > 0.0) || !(p.rest > 0.0)) return 0.0;
      const double c = cos2(p);
      const double s = cos2(p.mirrored());
      const double d = c + gain * s;
      return -gain * detail::pi * std::sqrt(c) * std::sqrt(s) / (d * d);
    }

   private:
    TAPER_DEVICE static constexpr double cos2(phase p) noexcept {
      return p.x <= p.rest ? 1.0 - detail::sin2_half_pi(p.x) : detail::sin2_half_pi(p.rest);
    }
  };

  TAPER_DEVICE [[nodiscard]] constexpr kernel_type kernel() const noexcept { return {0.5 * phi}; }
  /// Integral of w'(x)^2 over [0, 1]: (pi^2 / 16) (sqrt(phi/2) + sqrt(2/phi)).
  [[nodiscard]] double dirichlet() const noexcept {
    const double r = std::sqrt(0.5 * phi);
    return detail::pi * detail::pi / 16.0 * (r + 1.0 / r);
  }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    const typename F::number c = f.let("c", f.sine(f.rest));
    const typename F::number s = f.let("s", f.sine(f.x));
    return c * c / (c * c + (0.5 * phi) * s * s);
  }

  static constexpr family_info info{
      .name = "uba",
      .summary = "cosine annealing with its rate scaled by phi/2",
      .formula = "cos(pi*x/2)^2 / (cos(pi*x/2)^2 + (phi/2)*sin(pi*x/2)^2)",
      .limits = "phi=2 is cosine annealing",
      .source = "Tang et al. 2025, arXiv 2505.24452",
  };
  static constexpr std::array parameters{
      parameter<uba>{"phi",
                     &uba::phi,
                     {0.0, 1e6, range::ends::low_open},
                     std::nullopt,
                     "twice the factor on the time-normalized rate of cosine",
                     notation_style::number,
                     0.5},
  };
  friend bool operator==(const uba&, const uba&) = default;
};

}  // namespace taper
