// Chebyshev step sizes in decreasing order, as a window.
#pragma once

#include <array>
#include <cmath>

#include "taper/detail/kernels.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// Chebyshev window: the step sizes that are worst-case optimal for gradient descent on a quadratic, largest first.
///
///   phi(x) = 1 / (1 + (condition - 1) sin^2(pi x / 2))        x in [0, 1]
///
/// The reciprocal 1/phi is a raised cosine; the window itself is not.
///
/// Shape    phi(0) = 1, phi(1) = 1/condition (a floor is added on top), strictly decreasing.
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 1/condition. Never throws.
/// Valid    condition >= 1.
/// Safe     violates the early stage for every condition > 3.
/// Limits   condition = 1 is constant.
/// Accuracy 4 ulp, value and complement (owned by conformance/chebyshev.json).
/// Source   Young 1953; Agarwal, Goel, Zhang, ICML 2021 (arXiv 2103.01338); Annealing via Window Functions, appendix C.
struct chebyshev {
  double condition;

  struct kernel_type {
    double gain;  ///< condition - 1

    TAPER_DEVICE [[nodiscard]] constexpr double value(phase p) const noexcept { return 1.0 / (1.0 + gain * sin2(p)); }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase p) const noexcept {
      const double z = gain * sin2(p);
      return z / (1.0 + z);
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase p) const noexcept {
      const double s = sin2(p);
      const double d = 1.0 + gain * s;
      return -gain * detail::pi * std::sqrt(s) * std::sqrt(sin2(p.mirrored())) / (d * d);
    }

   private:
    TAPER_DEVICE static constexpr double sin2(phase p) noexcept {
      if (!(p.x > 0.0)) return 0.0;
      if (!(p.rest > 0.0)) return 1.0;
      return p.x <= p.rest ? detail::sin2_half_pi(p.x) : 1.0 - detail::sin2_half_pi(p.rest);
    }
  };

  TAPER_DEVICE [[nodiscard]] constexpr kernel_type kernel() const noexcept { return {condition - 1.0}; }
  /// Integral of phi'(x)^2 over [0, 1]: (K - 1)^2 (K + 1) pi^2 / (16 K^(5/2)), K = condition.
  [[nodiscard]] double dirichlet() const noexcept {
    const double k = condition;
    const double r = (k - 1.0) / k;
    return r * r * (1.0 + 1.0 / k) * std::sqrt(k) * detail::pi * detail::pi / 16.0;
  }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    return 1.0 / (1.0 + (condition - 1.0) * f.squared("s", f.sine(f.x)));
  }

  static constexpr family_info info{
      .name = "chebyshev",
      .summary = "Chebyshev step sizes, largest first; its reciprocal is a raised cosine",
      .formula = "1 / (1 + (condition - 1)*sin(pi*x/2)^2)",
      .limits = "condition=1 is constant; ends at 1/condition",
      .source = "Agarwal, Goel, Zhang 2021, arXiv 2103.01338",
  };
  static constexpr std::array parameters{
      parameter<chebyshev>{"condition",
                           &chebyshev::condition,
                           {1.0, 1e15, range::ends::closed},
                           std::nullopt,
                           "condition number L/mu of the quadratic",
                           notation_style::number,
                           10.0},
  };
  friend bool operator==(const chebyshev&, const chebyshev&) = default;
};

}  // namespace taper
