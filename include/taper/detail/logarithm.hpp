// ln(x) for a point of the unit interval that is stored together with 1 - x.
#pragma once

#include <cmath>
#include <cstdint>

#include "taper/detail/kernels.hpp"
#include "taper/detail/tables.hpp"

namespace taper::detail {

/// ln(x) for 0 < x <= 1 with rest = 1 - x, as high + low, `high` on the grid 2^-42;
/// relative error below 1 ulp of the sum.
///
/// x = 2^e m with 1/2 < m <= 1 and c near 1/m from a table: ln x = e ln 2 + ln(1/c) + ln(1 + r) with
/// r = c m - 1 = (c - 1) - c (1 - m), where 1 - m is `rest` itself for e = 0: nothing is lost as x approaches 1.
TAPER_DEVICE constexpr two_part log_of(double x, double rest) noexcept {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
  return {0.0, x <= 0.5 ? ::log(x) : ::log1p(-rest)};  // the table exists only on the host
#else
  const bool is_tiny = x < 0x1p-1021;
  const auto bits = __builtin_bit_cast(std::uint64_t, is_tiny ? x * 0x1p54 : x);
  const std::uint64_t below = bits - 1;  // a power of two belongs to the part below it
  const auto exponent = static_cast<std::int64_t>(below >> 52U) - 1022;
  const double m = __builtin_bit_cast(double, bits - (static_cast<std::uint64_t>(exponent) << 52U));
  const auto e = static_cast<double>(exponent - (is_tiny ? 54 : 0));
  const reciprocal& near = reciprocals[(below >> 45U) & 127U];
  const double gap = exponent == 0 ? rest : 1.0 - m;
  constexpr std::uint64_t kept = ~((std::uint64_t{1} << 13U) - 1);  // 40 bits, whose product with c is exact
  const double upper = __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, gap) & kept);
  const double r = ((near.c - 1.0) - near.c * upper) - near.c * (gap - upper);
  const double r2 = r * r;
  const double tail =
      r2 * ((-1.0 / 2 + r * (1.0 / 3)) + r2 * ((-1.0 / 4 + r * (1.0 / 5)) + r2 * (-1.0 / 6 + r * (1.0 / 7))));
  return {e * ln2_high + near.high, r + (tail + (e * ln2_low + near.low))};
#endif
}

}  // namespace taper::detail
