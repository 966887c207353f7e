// The Kronecker (golden-ratio) input sequence, raw and sorted, exact at any step.
#pragma once

#include <cstdint>

#include "taper/detail/exact.hpp"
#include "taper/phase.hpp"

namespace taper {

/// x(t) = t (sqrt(5) - 1)/2 mod 1, with 128 fractional bits, rounded towards zero: 0 <= x < 1 at every step.
///
/// Accuracy  1 ulp for t < 2^63, and 1 - x likewise.
/// Source    Annealing via Window Functions, the Kronecker input sequence.
constexpr phase kronecker_point(std::uint64_t t) noexcept {
  constexpr std::uint64_t high = 0x9e3779b97f4a7c15U;  // floor(2^128 (sqrt(5) - 1)/2)
  constexpr std::uint64_t low = 0xf39cc0605cedc834U;
  const detail::wide tail = detail::multiply(t, low);
  const detail::wide x{t * high + tail.high, tail.low};
  if (t == 0) return {0.0, 1.0};
  const detail::wide rest{~x.high + (x.low == 0 ? 1U : 0U), ~x.low + 1U};
  return {detail::fraction_of(x), detail::fraction_of(rest)};
}

/// The first n points of the Kronecker sequence in increasing order, without sorting.
///
/// By the three-gap theorem the step from one point to the next is +a, -b or +a-b, where a is the index of the smallest
/// point and b that of the largest (consecutive Fibonacci numbers): O(1) time per point, O(1) memory.
class kronecker_order {
 public:
  constexpr explicit kronecker_order(std::uint64_t n) noexcept : n_(n) {
    // Fibonacci numbers F_k F_{k+1} with F_k + F_{k+1} >= n are the two neighbors of 0 among the first n points;
    // 2, 5, 13, … lie just above a whole number, 1, 3, 8, … just below.
    std::uint64_t small = 1;
    std::uint64_t large = 1;
    bool small_above = true;
    while (small + large < n) {
      const std::uint64_t next = small + large;
      small = large;
      large = next;
      small_above = !small_above;
    }
    up_ = small_above ? small : large;
    down_ = small_above ? large : small;
  }

  /// The index that follows `j` in increasing order of its point (the last one leads back to 0).
  [[nodiscard]] constexpr std::uint64_t next(std::uint64_t j) const noexcept {
    if (n_ > up_ && j < n_ - up_) return j + up_;
    return j >= down_ ? j - down_ : j + up_ - down_;
  }

  /// The index of the point of rank `k` (0 <= k < n), in O(log n).
  ///
  /// The sorted walk is the rotation j -> j + a mod (a + b) with the indices >= n left out; the number of indices below
  /// n among the first y of the rotation is a sum of floors, and equidistribution puts the wanted y within a few
  /// steps of k (a + b) / n.
  [[nodiscard]] constexpr std::uint64_t at(std::uint64_t k) const noexcept {
    const std::uint64_t all = up_ + down_;
    if (n_ <= 1) return 0;
    if (n_ >= all) return residue(k, all);
    // find the largest y with visited(y) <= k; then the point at y is the wanted one
    std::uint64_t low = 0;
    std::uint64_t high = all;
    const detail::wide product = detail::multiply(k, all);
    std::uint64_t guess = divide(product, n_);
    for (std::uint64_t reach = 4;; reach *= 4) {
      const std::uint64_t from = guess > reach ? guess - reach : 0;
      const std::uint64_t to = all - guess > reach ? guess + reach : all;
      if (visited(from) <= k && (to == all || visited(to) > k)) {
        low = from;
        high = to;
        break;
      }
      if (from == 0 && to == all) break;
    }
    while (high - low > 1) {
      const std::uint64_t middle = low + (high - low) / 2;
      (visited(middle) <= k ? low : high) = middle;
    }
    return residue(low, all);
  }

 private:
  /// y a mod (a + b)
  [[nodiscard]] constexpr std::uint64_t residue(std::uint64_t y, std::uint64_t all) const noexcept {
    return remainder(detail::multiply(y, up_), all);
  }

  /// How many of the first y points of the rotation have an index below n:
  /// the sum over s < y of floor((s a + all) / all) - floor((s a + all - n) / all).
  [[nodiscard]] constexpr std::uint64_t visited(std::uint64_t y) const noexcept {
    const std::uint64_t all = up_ + down_;
    return floor_sum(y, all, up_, all) - floor_sum(y, all, up_, all - n_);
  }

  /// Sum over 0 <= s < n of floor((a s + b) / m) modulo 2^64, by Euclid's algorithm in O(log m).
  static constexpr std::uint64_t floor_sum(std::uint64_t n, std::uint64_t m, std::uint64_t a,
                                           std::uint64_t b) noexcept {
    std::uint64_t total = 0;
    while (n != 0) {
      if (a >= m) {
        const std::uint64_t pairs = n % 2 == 0 ? (n / 2) * (n - 1) : n * ((n - 1) / 2);
        total += pairs * (a / m);
        a %= m;
      }
      if (b >= m) {
        total += n * (b / m);
        b %= m;
      }
      detail::wide top = detail::multiply(a, n);
      top.low += b;
      if (top.low < b) ++top.high;
      if (top.high == 0 && top.low < m) break;
      n = divide(top, m);
      b = remainder(top, m);
      const std::uint64_t swap = m;
      m = a;
      a = swap;
    }
    return total;
  }

  struct division {
    std::uint64_t quotient;
    std::uint64_t remainder;
  };
  static constexpr division long_division(detail::wide v, std::uint64_t d) noexcept {
    if (v.high == 0) return {v.low / d, v.low % d};
#if defined(__SIZEOF_INT128__)
    __extension__ using u128 = unsigned __int128;
    const u128 whole = (static_cast<u128>(v.high) << 64U) | v.low;
    return {static_cast<std::uint64_t>(whole / d), static_cast<std::uint64_t>(whole % d)};
#else
    std::uint64_t q = 0;
    std::uint64_t r = 0;
    for (unsigned bit = 128; bit-- > 0;) {
      const bool carry = (r >> 63U) != 0;
      r = (r << 1U) | ((bit >= 64 ? v.high >> (bit - 64U) : v.low >> bit) & 1U);
      q <<= 1U;
      if (carry || r >= d) {
        r -= d;
        q |= 1U;
      }
    }
    return {q, r};
#endif
  }
  static constexpr std::uint64_t divide(detail::wide v, std::uint64_t d) noexcept {
    return long_division(v, d).quotient;
  }
  static constexpr std::uint64_t remainder(detail::wide v, std::uint64_t d) noexcept {
    return long_division(v, d).remainder;
  }

  std::uint64_t n_;
  std::uint64_t up_ = 1;    ///< index of the smallest point above 0
  std::uint64_t down_ = 1;  ///< index of the largest point
};

}  // namespace taper
