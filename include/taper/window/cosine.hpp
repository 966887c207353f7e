// Raised-cosine window: cosine annealing and its powers.
#pragma once

#include <array>
#include <cmath>

#include "taper/detail/kernels.hpp"
#include "taper/detail/power_law.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// Raised-cosine window: a half-period Hann window at n = 2, which is cosine annealing.
///
///   phi(x) = cos(pi x / 2)^n        x in [0, 1]
///
/// Shape    phi(0) = 1, phi(1) = 0, strictly decreasing; n = 2: (1 + cos(pi x)) / 2.
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 0. Never throws.
/// Valid    n >= 1.
/// Safe     computed favorable at n = 2; n = 1 never reaches exploitation.
/// Limits   n = 1 is the square root of cosine annealing; n -> inf is a Gaussian about 0.
/// Accuracy 4 ulp for n = 1, 2, 4; 16 ulp for other n <= 10, 3n beyond (owned by conformance/cosine.json).
/// Source   Annealing via Window Functions, raised cosine; A Variational Trust-Region Framework, eq. 41 (n = 1).
struct cosine {
  double n = 2.0;

  struct kernel_type {
    double n;
    detail::power_law law;  ///< of cos^2, n / 2

    TAPER_DEVICE [[nodiscard]] constexpr double value(phase p) const noexcept {
      if (!(p.x > 0.0)) return 1.0;
      if (!(p.rest > 0.0)) return 0.0;
      return n == 2.0 ? cos2(p) : law.value(cos2(p), cos2(p.mirrored()));
    }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase p) const noexcept {
      if (!(p.x > 0.0)) return 0.0;
      if (!(p.rest > 0.0)) return 1.0;
      return n == 2.0 ? cos2(p.mirrored()) : law.complement(cos2(p), cos2(p.mirrored()));
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase p) const noexcept {
      if (!(p.x > 0.0)) return 0.0;
      const double c = p.rest > 0.0 ? cos2(p) : 0.0;
      const double s = p.rest > 0.0 ? cos2(p.mirrored()) : 1.0;
      if (n == 2.0) return -detail::pi * std::sqrt(c) * std::sqrt(s);
      return -0.5 * detail::pi * (n * (std::sqrt(s) * detail::power_law::of(0.5 * (n - 1.0)).value(c, s)));
    }

   private:
    TAPER_DEVICE static constexpr double cos2(phase p) noexcept {
      return p.x <= p.rest ? 1.0 - detail::sin2_half_pi(p.x) : detail::sin2_half_pi(p.rest);
    }
  };

  TAPER_DEVICE [[nodiscard]] constexpr kernel_type kernel() const noexcept {
    return {n, detail::power_law::of(0.5 * n)};
  }
  /// x at which phi(x) = y, for y in [0, 1].
  [[nodiscard]] double inverse(double y) const noexcept {
    return std::acos(2.0 * std::pow(y, 2.0 / n) - 1.0) / detail::pi;
  }
  /// Integral of phi'(x)^2 over [0, 1]: (n^2 pi / 4) B(n - 1/2, 3/2); pi^2/8 at n = 1 and n = 2.
  [[nodiscard]] double dirichlet() const noexcept {
    const double log_beta = std::lgamma(1.5) - detail::log_gamma_ratio(n - 0.5, 1.5);
    return 0.25 * detail::pi * std::exp(2.0 * std::log(n) + log_beta);
  }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    // cos(pi x / 2) read from the end, where it is 0
    if (n == 2.0) return f.squared("c", f.sine(f.rest));
    if (n <= 64.0) return f.raised_to(f.sine(f.rest), n);
    const typename F::number lost = f.let("lost", f.squared("s", f.sine(f.x)));
    return f.raised(1.0 - lost, lost, 0.5 * n);
  }

  static constexpr family_info info{
      .name = "cosine",
      .summary = "raised cosine; n=2 is cosine annealing (half a Hann window)",
      .formula = "cos(pi*x/2)^n",
      .limits = "n=1 is the square root of cosine annealing and violates the late stage",
      .source = "Annealing via Window Functions, raised cosine",
  };
  static constexpr std::array parameters{
      parameter<cosine>{"n", &cosine::n, {1.0, 1e6, range::ends::closed}, 2.0, "power of the cosine"},
  };
  friend bool operator==(const cosine&, const cosine&) = default;
};

}  // namespace taper
