// Beta-parametric exponential window.
#pragma once

#include <array>
#include <cmath>

#include "taper/detail/exponential.hpp"
#include "taper/detail/kernels.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// Beta-parametric exponential window.
///
///   phi(x) = (beta^x - beta) / (1 - beta)        x in [0, 1]
///
/// Computed as expm1(k (1 - x)) / expm1(k) with k = -ln(beta), which is accurate as beta -> 1.
///
/// Shape    phi(0) = 1, phi(1) = 0, strictly decreasing, convex; phi(1/2) = sqrt(beta) / (1 + sqrt(beta)) < 1/2.
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 0. Never throws.
/// Valid    0 < beta < 1 (at least 1e-300).
/// Safe     published beta near 1; every beta < 1 is slightly below one half at half-way: beta = 0.99 has z = 1.00504
///          there, and the paper counts it as compliant.
/// Limits   beta -> 1 is linear decay; beta -> 0 is a sharp exponential decay.
/// Accuracy 4 ulp, value and complement (owned by conformance/exp.json).
/// Source   Annealing via Window Functions, beta-parametric exponential function.
struct exp {
  double beta;

  struct kernel_type {
    detail::exponential grow;  ///< e^(k u), k = -ln(beta)
    double from_end;           ///< 1 / expm1(k)
    double from_start;         ///< 1 / (1 - beta)
    double split;              ///< below this x is taken from the start: 1 - x is rounded there, and k enlarges that
    double beta;

    TAPER_DEVICE [[nodiscard]] constexpr double value(phase p) const noexcept {
      if (!(p.x > 0.0)) return 1.0;
      if (!(p.rest > 0.0)) return 0.0;
      const double phi = p.x < split ? grow.at(-p.x).less(beta) * from_start : grow.at(p.rest).less(1.0) * from_end;
      return phi < 1.0 ? phi : 1.0;
    }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase p) const noexcept {
      if (!(p.x > 0.0)) return 0.0;
      if (!(p.rest > 0.0)) return 1.0;
      const double gone = -grow.at(-p.x).less(1.0) * from_start;
      return gone < 1.0 ? gone : 1.0;  // 1 - beta is rounded
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase p) const noexcept {
      if (p.x <= p.rest) return -grow.k * from_start * grow.at(-p.x).value();
      return -grow.k * from_start * (beta * grow.at(p.rest).value());
    }
  };

  [[nodiscard]] kernel_type kernel() const noexcept {
    const detail::two_part log_beta = detail::log_wide(beta);
    const detail::two_part k{-log_beta.high, -log_beta.low};
    return {detail::exponential::of(k), 1.0 / detail::expm1(k.high, k.low), 1.0 / (1.0 - beta),
            k.high > 1.5 ? 0.5 : 0.0, beta};
  }
  /// x at which phi(x) = y; for y above 1 where the curve was before x = 0.
  [[nodiscard]] double inverse(double y) const noexcept {
    const double log_beta = std::log(beta);
    return log_beta > -1e-12 ? 1.0 - y : 1.0 + std::log1p(y * (1.0 - beta) / beta) / log_beta;
  }
  /// Integral of phi'(x)^2 over [0, 1]: -ln(beta) (1 + beta) / (2 (1 - beta)).
  [[nodiscard]] double dirichlet() const noexcept { return -std::log(beta) * (1.0 + beta) / (2.0 * (1.0 - beta)); }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    const double k = -std::log(beta);
    return f.expm1(k * f.rest) / std::expm1(k);
  }

  static constexpr family_info info{
      .name = "exp",
      .summary = "beta-parametric exponential, from linear (beta->1) to sharp decay (beta->0)",
      .formula = "(beta^x - beta) / (1 - beta)",
      .limits = "beta->1 is linear; every beta < 1 is slightly below one half at half-way",
      .source = "Annealing via Window Functions, beta-parametric exponential function",
      .published = {"beta", 1.0, 1.0, "beta near 1"},
  };
  static constexpr std::array parameters{
      parameter<exp>{"beta",
                     &exp::beta,
                     {1e-300, 1.0, range::ends::high_open},
                     std::nullopt,
                     "final value of the exponential before the shift to 0",
                     notation_style::number,
                     0.99},
  };
  friend bool operator==(const exp&, const exp&) = default;
};

}  // namespace taper
