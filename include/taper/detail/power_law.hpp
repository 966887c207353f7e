// base^p for one exponent p and many bases in [0, 1].
#pragma once

#include <cmath>

#include "taper/detail/exponential.hpp"
#include "taper/detail/kernels.hpp"
#include "taper/detail/logarithm.hpp"

namespace taper::detail {

/// base^p for a fixed p > 0 and bases in [0, 1] that are known with their complement, lost = 1 - base.
///
/// p = 1, 2, 3, 4 are products and 1/2 is a root; everything else is e^(p ln(base)), below 2 ulp for p <= 1000.
struct power_law {
  double p;
  exponential raise;

  TAPER_DEVICE static constexpr power_law of(double p) noexcept { return {p, exponential::of({p, 0.0})}; }

  TAPER_DEVICE [[nodiscard]] constexpr double value(double base, double lost) const noexcept {
    if (p == 2.0) return base * base;
    if (p == 1.0) return base;
    if (p == 0.5) return std::sqrt(base);
    if (p == 3.0) return base * base * base;
    if (p == 4.0) return (base * base) * (base * base);
    return base > 0.0 ? raised(base, lost).value() : (p > 0.0 ? 0.0 : 1.0);
  }
  /// 1 - base^p without cancellation.
  TAPER_DEVICE [[nodiscard]] constexpr double complement(double base, double lost) const noexcept {
    if (p == 2.0) return lost * (1.0 + base);
    if (p == 1.0) return lost;
    if (p == 4.0) return lost * (1.0 + base) * (1.0 + base * base);
    return base > 0.0 ? -raised(base, lost).less(1.0) : 1.0;
  }
  /// {1 - base^p, base^p} for 0 < base, each to full relative precision.
  TAPER_DEVICE [[nodiscard]] constexpr two_part both(double base, double lost) const noexcept {
    if (p == 2.0) return {base < 0.5 ? 1.0 - base * base : lost * (1.0 + base), base * base};
    if (p == 1.0) return {lost, base};
    const exponential::parts v = raised(base, lost);
    return {-v.less(1.0), v.value()};
  }

 private:
  TAPER_DEVICE [[nodiscard]] constexpr exponential::parts raised(double base, double lost) const noexcept {
    return raise.at(log_of(base, lost));
  }
};

}  // namespace taper::detail
