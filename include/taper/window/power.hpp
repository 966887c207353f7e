// Power decay: (1 - x)^p.
#pragma once

#include <array>
#include <cmath>
#include <limits>

#include "taper/detail/power_law.hpp"
#include "taper/parameter.hpp"
#include "taper/phase.hpp"

namespace taper {

/// Power window: polynomial decay as most frameworks define it.
///
///   phi(x) = (1 - x)^p        x in [0, 1]
///
/// Shape    phi(0) = 1, phi(1) = 0, strictly decreasing.
/// Units    x and phi are pure numbers; multiply by the peak to get a learning rate.
/// Edges    x <= 0 or NaN -> 1; x >= 1 -> 0. Never throws.
/// Valid    p > 0.
/// Safe     favorable at p = 1 only: p > 1 falls below one half before half-way, p < 1 ends above 1/tau.
/// Limits   p = 1 is linear; p = 1/k is the k-th root decay (VTR eq. 49).
/// Accuracy 4 ulp, also the complement; the value 3 |ln phi| more for p > 2 (owned by conformance/power.json).
/// Source   A Variational Trust-Region Framework, eq. 49; PyTorch PolynomialLR.
struct power {
  double p;

  struct kernel_type {
    double p;
    detail::power_law law;

    TAPER_DEVICE [[nodiscard]] constexpr double value(phase at) const noexcept {
      if (!(at.x > 0.0)) return 1.0;
      if (!(at.rest > 0.0)) return 0.0;
      return law.value(at.rest, at.x);
    }
    TAPER_DEVICE [[nodiscard]] constexpr double complement(phase at) const noexcept {
      if (!(at.x > 0.0)) return 0.0;
      if (!(at.rest > 0.0)) return 1.0;
      return law.complement(at.rest, at.x);
    }
    TAPER_DEVICE [[nodiscard]] constexpr double slope(phase at) const noexcept {
      const double rest = at.rest > 0.0 ? at.rest : 0.0;
      if (rest == 0.0 && p < 1.0) return -std::numeric_limits<double>::infinity();
      if (rest == 0.0) return p == 1.0 ? -1.0 : 0.0;
      return p >= 1.0 ? -p * detail::power_law::of(p - 1.0).value(rest, at.x) : -p * law.value(rest, at.x) / rest;
    }
  };

  TAPER_DEVICE [[nodiscard]] constexpr kernel_type kernel() const noexcept { return {p, detail::power_law::of(p)}; }
  /// x at which phi(x) = y; for y above 1 where the curve was before x = 0.
  [[nodiscard]] double inverse(double y) const noexcept { return 1.0 - std::pow(y, 1.0 / p); }
  /// Integral of phi'(x)^2 over [0, 1]: p^2 / (2p - 1) for p > 1/2, else infinite.
  [[nodiscard]] constexpr double dirichlet() const noexcept {
    return p > 0.5 ? p * p / (2.0 * p - 1.0) : std::numeric_limits<double>::infinity();
  }

  /// phi as an export computes it, for x > 0: exact at the ends, accurate near them. `f` writes the code.
  template <class F>
  typename F::number in_code(F& f) const {
    return f.raised(f.rest, f.x, p);
  }

  static constexpr family_info info{
      .name = "power",
      .summary = "polynomial decay (1-x)^p; p=0.5 is square-root decay",
      .formula = "(1 - x)^p",
      .limits = "p=1 is linear; p->0 is constant with a drop at the end",
      .source = "A Variational Trust-Region Framework, eq. 49",
  };
  static constexpr std::array parameters{
      parameter<power>{
          "p", &power::p, {0.0, 1e6, range::ends::low_open}, std::nullopt, "exponent", notation_style::number, 2.0},
  };
  friend bool operator==(const power&, const power&) = default;
};

}  // namespace taper
