// Simple-polynomial window: (1 - x^i)^n.
#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "taper/detail/power_law.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// Simple-polynomial window: similar to the raised cosine (which is cheaper to evaluate than i = 1.8).
///
///   phi(x) = (1 - x^i)^n        x in [0, 1]
///
/// Shape    phi(0) = 1, phi(1) = 0, strictly decreasing.
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 0. Never throws.
/// Valid    i > 0, n > 0.
/// Safe     published 1 < i < 10 at n = 2; computed favorable 1.763 ... 5.243, marginal to 10.02.
/// Limits   i = 1, n = 1 is linear decay; i = 1.8, n = 2 is within 0.0185 of cos^2(pi x / 2).
/// Accuracy 4 ulp, value and complement (owned by conformance/poly.json).
/// Source   Annealing via Window Functions, simple polynomial functions.
struct poly {
  double i;
  double n = 2.0;

  struct kernel_type {
    double i;
    double n;
    detail::power_law inner;  ///< x^i
    detail::power_law outer;  ///< (1 - x^i)^n

    TAPER_DEVICE [[nodiscard]] constexpr double value(phase p) const noexcept {
      if (!(p.x > 0.0)) return 1.0;
      if (!(p.rest > 0.0)) return 0.0;
      const detail::two_part b = inner.both(p.x, p.rest);
      return outer.value(b.high, b.low);
    }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase p) const noexcept {
      if (!(p.x > 0.0)) return 0.0;
      if (!(p.rest > 0.0)) return 1.0;
      const detail::two_part b = inner.both(p.x, p.rest);
      return outer.complement(b.high, b.low);
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase p) const noexcept {
      constexpr double infinite = -std::numeric_limits<double>::infinity();
      if (!(p.x > 0.0)) return i < 1.0 ? infinite : (i == 1.0 ? -n : 0.0);
      if (!(p.rest > 0.0)) return n < 1.0 ? infinite : (n == 1.0 ? -i : 0.0);
      const detail::two_part b = inner.both(p.x, p.rest);
      if (!(b.high > 0.0)) return 0.0;  // i so small that 1 - x^i has no digits: flat at 0
      return -(n * outer.value(b.high, b.low)) * (i / b.high) * (b.low / p.x);  // i / (1 - x^i) is moderate
    }
  };

  TAPER_DEVICE [[nodiscard]] constexpr kernel_type kernel() const noexcept {
    return {i, n, detail::power_law::of(i), detail::power_law::of(n)};
  }
  /// x at which phi(x) = y, for y in [0, 1].
  [[nodiscard]] double inverse(double y) const noexcept { return std::pow(1.0 - std::pow(y, 1.0 / n), 1.0 / i); }
  /// Integral of phi'(x)^2 over [0, 1]: n^2 i B(2 - 1/i, 2n - 1) for i > 1/2 and n > 1/2, else infinite.
  [[nodiscard]] double dirichlet() const noexcept {
    if (!(i > 0.5) || !(n > 0.5)) return std::numeric_limits<double>::infinity();
    const double a = 2.0 - 1.0 / i;
    const double b = 2.0 * n - 1.0;
    return std::exp(2.0 * std::log(n) + std::log(i) + std::lgamma(a) - detail::log_gamma_ratio(b, a));
  }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    const typename F::number lost = f.raised_to(f.x, i);
    typename F::number base = f.rest;
    if (i == 2.0) {
      base = f.rest * (1.0 + f.x);
    } else if (i != 1.0) {
      base = f.choose(f.x < 0.5, 1.0 - lost, -f.expm1(i * f.log1p(-f.rest)));
    }
    return n == 2.0 ? f.squared("base", base) : f.raised(base, lost, n);
  }

  static constexpr family_info info{
      .name = "poly",
      .summary = "simple polynomial; i=1.8 approximates cosine annealing without a cosine",
      .formula = "(1 - x^i)^n",
      .limits = "i=1, n=1 is linear; i=0.5, n=1 is the 1-sqrt cooldown; i->inf is constant with a drop at the end",
      .source = "Annealing via Window Functions, simple polynomial functions",
      .published = {"i", 1.0, 10.0, "1 < i < 10 at n = 2"},
  };
  static constexpr std::array parameters{
      parameter<poly>{"i",
                      &poly::i,
                      {0.0, 1e6, range::ends::low_open},
                      std::nullopt,
                      "delay: a larger i keeps the rate high for longer",
                      notation_style::number,
                      1.8},
      parameter<poly>{"n", &poly::n, {0.0, 1e6, range::ends::low_open}, 2.0, "order of the zero at the end"},
  };
  friend bool operator==(const poly&, const poly&) = default;
};

}  // namespace taper
