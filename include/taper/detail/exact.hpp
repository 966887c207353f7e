// Exact arithmetic on steps: whole-and-fraction marks on the step axis, 128-bit products, rational cycle boundaries.
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>

#include "taper/detail/kernels.hpp"

namespace taper::detail {

/// A place on the step axis: whole + fraction, 0 <= fraction < 1. Exact to 2^-53 of a step at any length.
struct mark {
  std::uint64_t whole = 0;
  double fraction = 0.0;

  friend constexpr bool operator==(mark, mark) = default;
  friend constexpr bool operator<(mark a, mark b) noexcept {
    return a.whole != b.whole ? a.whole < b.whole : a.fraction < b.fraction;
  }
  friend constexpr mark operator+(mark a, mark b) noexcept {
    const double f = a.fraction + b.fraction;
    return f >= 1.0 ? mark{a.whole + b.whole + 1, f - 1.0} : mark{a.whole + b.whole, f};
  }
  /// a - b for b <= a.
  friend constexpr mark operator-(mark a, mark b) noexcept {
    return a.fraction >= b.fraction ? mark{a.whole - b.whole, a.fraction - b.fraction}
                                    : mark{a.whole - b.whole - 1, (a.fraction - b.fraction) + 1.0};
  }
  [[nodiscard]] constexpr double real() const noexcept { return static_cast<double>(whole) + fraction; }
  [[nodiscard]] constexpr mark half() const noexcept {
    return {whole / 2, 0.5 * (fraction + ((whole & 1U) != 0 ? 1.0 : 0.0))};
  }
  /// The first whole step at or after this mark.
  [[nodiscard]] constexpr std::uint64_t ceil() const noexcept { return fraction > 0.0 ? whole + 1 : whole; }
};

/// The mark of a real number 0 <= v < 2^63.
constexpr mark mark_of(double v) noexcept {
  const auto whole = static_cast<std::uint64_t>(v);
  return {whole, v - static_cast<double>(whole)};
}

/// percent/100 of n steps, in double-double so that no whole step is lost at n = 2^63.
constexpr mark part_of(double percent, std::uint64_t n) noexcept {
  const auto high = static_cast<double>(n);
  // the conversion may round; what it lost is a small whole number
  const auto low = high >= 18446744073709551616.0          ? 0.0
                   : static_cast<std::uint64_t>(high) <= n ? static_cast<double>(n - static_cast<std::uint64_t>(high))
                                                           : -static_cast<double>(static_cast<std::uint64_t>(high) - n);
  const two_part product = two_product(percent, high);
  const double tail = product.low + percent * low;
  const double quotient = product.high / 100.0;
  const two_part back = two_product(quotient, 100.0);
  const double correction = (((product.high - back.high) - back.low) + tail) / 100.0;
  const two_part total = two_sum(quotient, correction);
  auto whole = static_cast<std::uint64_t>(total.high);
  double fraction = (total.high - static_cast<double>(whole)) + total.low;
  while (fraction < 0.0 && whole > 0) fraction += 1.0, --whole;
  while (fraction >= 1.0) fraction -= 1.0, ++whole;
  return {whole, fraction < 0.0 ? 0.0 : fraction};
}

/// The 128-bit product of two 64-bit numbers.
struct wide {
  std::uint64_t high;
  std::uint64_t low;
  friend constexpr bool operator==(wide, wide) = default;
};
constexpr wide multiply(std::uint64_t a, std::uint64_t b) noexcept {
  constexpr std::uint64_t mask = 0xffffffffU;
  const std::uint64_t ll = (a & mask) * (b & mask);
  const std::uint64_t lh = (a & mask) * (b >> 32U);
  const std::uint64_t hl = (a >> 32U) * (b & mask);
  const std::uint64_t hh = (a >> 32U) * (b >> 32U);
  const std::uint64_t middle = (ll >> 32U) + (lh & mask) + (hl & mask);
  return {hh + (lh >> 32U) + (hl >> 32U) + (middle >> 32U), (middle << 32U) | (ll & mask)};
}

/// floor((n * i + (round_half_up ? k / 2 : 0)) / k) without overflow, for i <= k.
constexpr std::uint64_t scaled_rounded(std::uint64_t n, std::uint64_t i, std::uint64_t k) noexcept {
  // n = q k + r: n i / k = q i + r i / k, and r i < k^2; long division of the 128-bit remainder product
  const std::uint64_t q = n / k;
  const std::uint64_t r = n % k;
  wide product = multiply(r, i);
  const std::uint64_t half = k / 2;  // round half up: floor(v + 1/2) = floor((2 r i + k) / (2 k))
  product.low += half;
  if (product.low < half) ++product.high;
  std::uint64_t quotient = 0;
  std::uint64_t remainder = 0;
  for (int bit = 127; bit >= 0; --bit) {
    const bool carry = (remainder >> 63U) != 0;
    remainder = (remainder << 1U) | (bit >= 64 ? (product.high >> (static_cast<unsigned>(bit) - 64U)) & 1U
                                               : (product.low >> static_cast<unsigned>(bit)) & 1U);
    quotient <<= 1U;
    if (carry || remainder >= k) remainder -= k, quotient |= 1U;
  }
  // k odd: half = (k - 1)/2 rounds v = m + 1/2 - 1/(2k) up only if the remainder requires it; no tie exists for odd k
  return q * i + quotient;
}

/// A double in [0, 1) from a 128-bit binary fraction, rounded towards zero so that it stays below 1.
constexpr double fraction_of(wide f) noexcept {
  if (f.high == 0 && f.low == 0) return 0.0;
  int shift = 0;
  while ((f.high >> 63U) == 0) {
    f.high = (f.high << 1U) | (f.low >> 63U);
    f.low <<= 1U;
    ++shift;
  }
  const double top = static_cast<double>(f.high >> 11U) * 0x1p-53;  // 53 bits, exact
  double scale = 1.0;
  for (; shift >= 32; shift -= 32) scale *= 0x1p-32;
  return top * scale / static_cast<double>(std::uint64_t{1} << static_cast<unsigned>(shift));
}

}  // namespace taper::detail
