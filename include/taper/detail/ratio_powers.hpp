// Boundaries of cycles whose lengths grow or shrink by a ratio: rounded exactly, whatever the ratio and the length.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "taper/detail/natural.hpp"

namespace taper::detail {

/// The boundaries b_i = round-half-up(n (s^i - 1) / (s^k - 1)) of a ratio s = m / 2^e, s != 1.
///
/// A boundary is estimated in long double from logarithms, which neither overflow nor cancel for s near 1. Exact
/// rational arithmetic decides only if the estimate does not determine the rounding. Query i in increasing order:
/// each power follows from the previous one.
class ratio_powers {
 public:
  ratio_powers(double s, std::uint64_t k) : k_(k), log_(logarithm(s)) {
    int exponent = 0;
    const double fraction = std::frexp(s, &exponent);
    m_ = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
    int e = 53 - exponent;
    while (m_ % 2 == 0 && e > 0) m_ /= 2, --e;
    e_ = static_cast<std::size_t>(e);  // s < 2^53: e is not negative
  }

  /// n (s^i - 1) / (s^k - 1) in long double.
  [[nodiscard]] long double estimate(std::uint64_t n, std::uint64_t i) const {
    const auto upto = static_cast<long double>(i);
    const auto whole = static_cast<long double>(k_);
    const long double share =
        log_ > 0.0L ? std::exp((upto - whole) * log_) * std::expm1(-upto * log_) / std::expm1(-whole * log_)
                    : std::expm1(upto * log_) / std::expm1(whole * log_);
    return static_cast<long double>(n) * share;
  }

  [[nodiscard]] std::uint64_t boundary(std::uint64_t n, std::uint64_t i) const {
    if (i == 0) return 0;
    if (i == k_) return n;
    // with 128-bit long doubles some C libraries (musl) compute logarithms only to the 53 bits of a double
    constexpr long double rounding =
        std::numeric_limits<long double>::digits > 64 ? 0x1p-52L : std::numeric_limits<long double>::epsilon();
    const long double near = estimate(n, i);
    const long double nearest = std::floor(near + 0.5L);
    const long double reach = std::fabs(log_) * static_cast<long double>(i + k_) + 16.0L;
    const long double doubt = near * reach * rounding;
    auto q = static_cast<std::uint64_t>(nearest);
    if (std::fabs(near - nearest) + doubt < 0.5L) return q;
    const natural top = less_one(i).shifted(k_ > i ? bits(k_ - i) : 0).times(n).shifted(1);  // 2 n |s^i - 1|, scaled
    const natural bottom = less_one_to_k().shifted(i > k_ ? bits(i - k_) : 0);
    const auto fits = [&](std::uint64_t v) { return v == 0 || bottom.times(2 * v - 1) <= top; };  // v - 1/2 <= value
    while (!fits(q)) --q;
    while (fits(q + 1)) ++q;
    return q;
  }

 private:
  [[nodiscard]] std::size_t bits(std::uint64_t i) const { return e_ * static_cast<std::size_t>(i); }
  /// ln s, without the cancellation of s near 1.
  static long double logarithm(double s) {
    const auto wide = static_cast<long double>(s);
    return std::fabs(s - 1.0) < 0.5 ? std::log1p(wide - 1.0L) : std::log(wide);
  }
  /// |m^i - 2^(e i)|
  [[nodiscard]] natural less_one(std::uint64_t i) const {
    if (i < reached_) reached_ = 0;
    if (reached_ == 0) power_ = natural(1);
    for (; reached_ < i; ++reached_) power_ = power_.times(m_);
    return natural::distance(power_, natural(1).shifted(bits(i)));
  }
  [[nodiscard]] const natural& less_one_to_k() const {
    if (to_k_ == natural()) {
      natural power(1);
      for (std::uint64_t i = 0; i < k_; ++i) power = power.times(m_);
      to_k_ = natural::distance(power, natural(1).shifted(bits(k_)));
    }
    return to_k_;
  }

  std::uint64_t k_;
  long double log_;
  std::uint64_t m_ = 1;
  std::size_t e_ = 0;
  mutable std::uint64_t reached_ = 0;
  mutable natural power_;  ///< m^reached_
  mutable natural to_k_;
};

}  // namespace taper::detail
