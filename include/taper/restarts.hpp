// Warm restarts: where each cycle begins, by exact rational arithmetic.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "taper/detail/exact.hpp"
#include "taper/detail/natural.hpp"
#include "taper/modifier.hpp"
#include "taper/result.hpp"

namespace taper {

/// One cycle: steps [begin, begin + length), peak scaled by `height`.
struct cycle {
  std::uint64_t begin = 0;
  std::uint64_t length = 0;
  std::uint64_t index = 0;
  double height = 1.0;
};

/// The cycles of a run: k of them over n steps, b_i = round(n (s^i - 1) / (s^k - 1)), or without an end.
///
/// Boundaries are exact: equal cycles by 128-bit integers, stretched ones by rational arithmetic on the stretch as a
/// binary fraction. A floating logarithm, which fails at exact boundaries, is never taken.
class cycle_plan {
 public:
  /// The plan over `n` steps, or why there is none (a cycle without a step, too many cycles).
  static result<cycle_plan> make(const modifier::restarts& how, std::uint64_t n) {
    const auto bad = [](errc code, std::string text) { return error{code, std::move(text), error::nowhere, {}}; };
    cycle_plan plan;
    plan.decay_ = how.decay;
    plan.endless_ = how.first.has_value();
    plan.n_ = n;
    if (how.stretch == 1.0) {
      plan.count_ = how.count.value_or(0);
      plan.equal_ = how.first.value_or(0);
      if (!plan.endless_ && plan.count_ > n) {
        return bad(errc::out_of_range, "restarts: " + std::to_string(plan.count_) + " cycles need at least as many steps, got " +
                                           std::to_string(n));
      }
      return plan;
    }
    plan.bounds_ = plan.endless_ ? endless_bounds(*how.first, how.stretch) : bounds(n, *how.count, how.stretch);
    plan.count_ = plan.bounds_.size() - 1;
    const auto empty = std::adjacent_find(plan.bounds_.begin(), plan.bounds_.end(), std::greater_equal<>());
    if (empty != plan.bounds_.end()) {
      return bad(errc::out_of_range, "restarts: cycle " + std::to_string(empty - plan.bounds_.begin()) +
                                         " would have no step; use fewer cycles or a stretch nearer 1");
    }
    return plan;
  }

  /// The cycle that step t lies in.
  [[nodiscard]] cycle at(std::uint64_t t) const noexcept {
    cycle out;
    if (!bounds_.empty()) {
      const auto above = std::upper_bound(bounds_.begin(), bounds_.end(), t);
      out.index = std::min<std::uint64_t>(static_cast<std::uint64_t>(above - bounds_.begin()) - 1, bounds_.size() - 2);
      out.begin = bounds_[out.index];
      out.length = bounds_[out.index + 1] - out.begin;
    } else if (endless_) {
      out.index = t / equal_;
      out.begin = out.index * equal_;
      out.length = equal_;
    } else {
      // t k / n is within one of the cycle; the rounded boundaries decide
      const detail::wide product = detail::multiply(t, count_);
      out.index = std::min(quotient(product, n_), count_ - 1);
      while (detail::scaled_rounded(n_, out.index, count_) > t) --out.index;
      while (out.index + 1 < count_ && detail::scaled_rounded(n_, out.index + 1, count_) <= t) ++out.index;
      out.begin = detail::scaled_rounded(n_, out.index, count_);
      out.length = detail::scaled_rounded(n_, out.index + 1, count_) - out.begin;
    }
    out.height = decay_ == 1.0 ? 1.0 : std::pow(decay_, static_cast<double>(out.index));
    return out;
  }
  /// Cycle number i.
  [[nodiscard]] cycle number(std::uint64_t i) const noexcept {
    if (!bounds_.empty()) return at(bounds_[std::min<std::size_t>(i, bounds_.size() - 2)]);
    return at(endless_ ? i * equal_ : detail::scaled_rounded(n_, std::min(i, count_ - 1), count_));
  }
  /// How many cycles begin within n steps.
  [[nodiscard]] std::uint64_t count_within(std::uint64_t n) const noexcept { return n == 0 ? 0 : at(n - 1).index + 1; }

  /// b_0 … b_k for k cycles over n steps, lengths in ratio `stretch`; b_i = round-half-up, exact.
  static std::vector<std::uint64_t> bounds(std::uint64_t n, std::uint64_t k, double stretch) {
    const ratio s(stretch, k);
    std::vector<std::uint64_t> out;
    const long double top = std::pow(static_cast<long double>(stretch), static_cast<long double>(k)) - 1.0L;
    for (std::uint64_t i = 0; i <= k; ++i) {
      const long double part = (std::pow(static_cast<long double>(stretch), static_cast<long double>(i)) - 1.0L) / top;
      out.push_back(s.boundary(n, i, k, static_cast<long double>(n) * part));
    }
    return out;
  }
  /// Boundaries of endless cycles, first length n, until they leave the range of steps.
  static std::vector<std::uint64_t> endless_bounds(std::uint64_t n, double stretch) {
    const ratio s(stretch, 4096);
    std::vector<std::uint64_t> out;
    for (std::uint64_t i = 0;; ++i) {
      const long double part =
          (std::pow(static_cast<long double>(stretch), static_cast<long double>(i)) - 1.0L) / (static_cast<long double>(stretch) - 1.0L);
      if (static_cast<long double>(n) * part > 9.2e18L) break;
      out.push_back(s.boundary(n, i, 1, static_cast<long double>(n) * part));
    }
    out.push_back(std::uint64_t{1} << 63U);
    return out;
  }

 private:
  /// stretch = m / 2^e as a binary fraction, with its powers.
  class ratio {
   public:
    ratio(double stretch, std::uint64_t most) {
      int exponent = 0;
      const double fraction = std::frexp(stretch, &exponent);
      m_ = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
      int e = 53 - exponent;
      while (m_ % 2 == 0 && e > 0) m_ /= 2, --e;
      e_ = static_cast<std::size_t>(std::max(e, 0));
      if (e < 0) m_ <<= static_cast<unsigned>(-e);
      powers_.reserve(static_cast<std::size_t>(std::min<std::uint64_t>(most, 64)) + 1);
    }
    /// round-half-up(n |s^i - 1| / |s^k - 1|), started from an estimate.
    [[nodiscard]] std::uint64_t boundary(std::uint64_t n, std::uint64_t i, std::uint64_t k, long double estimate) const {
      if (i == 0) return 0;
      if (i == k) return n;
      const std::size_t up = k > i ? e_ * static_cast<std::size_t>(k - i) : 0;
      const std::size_t down = i > k ? e_ * static_cast<std::size_t>(i - k) : 0;
      const detail::natural top = less_one(i).shifted(up).times(n).shifted(1);  // 2 n |s^i - 1|, scaled
      const detail::natural bottom = less_one(k).shifted(down);
      auto q = static_cast<std::uint64_t>(std::floor(estimate + 0.5L));
      const auto fits = [&](std::uint64_t v) { return v == 0 || bottom.times(2 * v - 1) <= top; };  // v - 1/2 <= value
      while (!fits(q)) --q;
      while (fits(q + 1)) ++q;
      return q;
    }

   private:
    [[nodiscard]] detail::natural less_one(std::uint64_t i) const {
      while (powers_.size() <= i) powers_.push_back(powers_.empty() ? detail::natural(1) : powers_.back().times(m_));
      return detail::natural::distance(powers_[i], detail::natural(1).shifted(e_ * static_cast<std::size_t>(i)));
    }

    std::uint64_t m_ = 1;
    std::size_t e_ = 0;
    mutable std::vector<detail::natural> powers_;
  };

  static std::uint64_t quotient(detail::wide v, std::uint64_t d) noexcept {
    if (v.high == 0) return v.low / d;
    return static_cast<std::uint64_t>((static_cast<long double>(v.high) * 18446744073709551616.0L + static_cast<long double>(v.low)) /
                                      static_cast<long double>(d));
  }

  std::vector<std::uint64_t> bounds_;  ///< empty for equal cycles
  std::uint64_t n_ = 0;
  std::uint64_t count_ = 0;
  std::uint64_t equal_ = 0;
  double decay_ = 1.0;
  bool endless_ = false;
};

}  // namespace taper
