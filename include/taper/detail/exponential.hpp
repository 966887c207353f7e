// e^(k u) for one rate k and many u, used by all windows: the constants of the reduction are computed once.
#pragma once

#include <cmath>
#include <cstdint>

#include "taper/detail/kernels.hpp"
#include "taper/detail/tables.hpp"

namespace taper::detail {

/// e^(k u) for a fixed rate k.
///
/// u = n c + d with c = ln 2 / (64 k) and |d| <= c / 2, so that e^(k u) = 2^(n/64) e^(k d): a table and a polynomial of
/// degree 6. The reduction is done on u, not on the product k u: u - n c_high is exact, so no rounding of k u grows
/// with k. Relative error below 2 ulp for |k u| <= 700. Edges:
/// e^(k u) underflows to 0 and overflows to infinity as a double does.
struct exponential {
  double k;
  double inverse_c;
  double c_high;  ///< 37 bits, so that n c_high is exact for every n that occurs
  double c_low;

  /// 2^(n/64) (1 + p) as two numbers that are not yet added.
  struct parts {
    double scale;
    double rest;  ///< scale * p

    TAPER_DEVICE [[nodiscard]] constexpr double value() const noexcept { return scale + rest; }
    /// The value minus w; minus 1 it keeps full relative precision.
    TAPER_DEVICE [[nodiscard]] constexpr double less(double w) const noexcept { return rest + (scale - w); }
  };

  TAPER_DEVICE static constexpr exponential of(two_part k) noexcept {
    if (k.high < 1e-200 && k.high > -1e-200) return {k.high, 0.0, 1.0, 0.0};  // e^(k u) - 1 rounds to k u
    constexpr double step = ln2 / 64.0;
    constexpr double step_tail = 2.3190468138462996e-17 / 64.0;
    const double c = step / k.high;
    const two_part back = two_product(c, k.high);
    const double tail = (((step - back.high) - back.low) + (step_tail - c * k.low)) / k.high;
    constexpr std::uint64_t kept = ~((std::uint64_t{1} << 16U) - 1);
    const double high = __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, c) & kept);
    return {k.high, k.high / step, high, (c - high) + tail};
  }

  /// e^(k u) for |k u| <= 700.
  TAPER_DEVICE [[nodiscard]] constexpr parts at(double u) const noexcept {
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
    return {1.0, ::expm1(k * u)};  // the table exists only on the host
#else
    const double shifted = u * inverse_c + to_whole;
    const double n = shifted - to_whole;
    return assembled(shifted, k * ((u - n * c_high) - n * c_low));
#endif
  }
  /// e^(k (u.high + u.low)) for any u; `u.high` is on the grid 2^-42.
  TAPER_DEVICE [[nodiscard]] constexpr parts at(two_part u) const noexcept {
    if (const double y = k * (u.high + u.low); !(y < 705.0 && y > -705.0)) return beyond(y);
    return within(u);
  }
  /// The same for |k u| < 705, without a branch.
  TAPER_DEVICE [[nodiscard]] constexpr parts within(two_part u) const noexcept {
    const double sum = u.high + u.low;
#if defined(__CUDA_ARCH__) || defined(__HIP_DEVICE_COMPILE__)
    return {1.0, ::expm1(k * sum)};
#else
    const double shifted = sum * inverse_c + to_whole;
    const double n = shifted - to_whole;
    return assembled(shifted, k * (((u.high - n * c_high) + u.low) - n * c_low));
#endif
  }

 private:
  static constexpr double to_whole = 6755399441055744.0;  ///< 1.5 * 2^52: adding it rounds to a whole number

  /// From n, held in the low bits of `shifted`, and the reduced exponent r, |r| <= ln 2 / 128.
  static constexpr parts assembled(double shifted, double r) noexcept {
    const double r2 = r * r;
    const double p = r + r2 * ((0.5 + r * (1.0 / 6)) + r2 * ((1.0 / 24 + r * (1.0 / 120)) + r2 * (1.0 / 720)));
    const auto n = __builtin_bit_cast(std::uint64_t, shifted);  // in two's complement; what is above it is shifted out
    const root_of_two& root = roots_of_two[n & 63U];
    const double scale = __builtin_bit_cast(double, __builtin_bit_cast(std::uint64_t, root.value) + ((n >> 6U) << 52U));
    return {scale, scale * (p + root.tail)};
  }
  /// The range of doubles.
  TAPER_DEVICE static constexpr parts beyond(double y) noexcept { return {exp_sum(y), 0.0}; }
};

}  // namespace taper::detail
