// Warm restarts: where each cycle begins, by exact rational arithmetic.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "taper/detail/exact.hpp"
#include "taper/detail/ratio_powers.hpp"
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
/// Boundaries are exact: equal cycles use 128-bit integers, stretched ones rational arithmetic on the stretch as a
/// binary fraction. No floating-point logarithm is used, because it fails at exact boundaries.
class cycle_plan {
 public:
  /// The plan over `n` steps, or why there is none (a cycle without a step, too many cycles).
  static result<cycle_plan> make(const modifier::restarts& how, std::uint64_t n) {
    const auto bad = [](const std::string& why) { return failed_on("restarts", errc::out_of_range, why); };
    cycle_plan plan;
    plan.decay_ = how.decay;
    plan.endless_ = how.first.has_value();
    plan.n_ = n;
    if (how.stretch == 1.0) {
      plan.count_ = how.count.value_or(0);
      plan.equal_ = how.first.value_or(0);
      if (!plan.endless_ && plan.count_ > n) {
        return bad(": " + std::to_string(plan.count_) + " cycles need at least as many steps, got " +
                   std::to_string(n));
      }
      return plan;
    }
    plan.bounds_ = plan.endless_ ? endless_bounds(*how.first, how.stretch) : bounds(n, *how.count, how.stretch);
    plan.count_ = plan.bounds_.size() - 1;
    const auto empty = std::adjacent_find(plan.bounds_.begin(), plan.bounds_.end(), std::greater_equal<>());
    if (empty != plan.bounds_.end()) {
      return bad(": cycle " + std::to_string(empty - plan.bounds_.begin()) +
                 " would have no step; use fewer cycles or a stretch nearer 1");
    }
    return plan;
  }

  /// The cycle that contains step t.
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
    const detail::ratio_powers s(stretch, k);
    std::vector<std::uint64_t> out;
    for (std::uint64_t i = 0; i <= k; ++i) out.push_back(s.boundary(n, i));
    return out;
  }
  /// Boundaries of endless cycles, first length n, until they leave the range of steps.
  static std::vector<std::uint64_t> endless_bounds(std::uint64_t n, double stretch) {
    const detail::ratio_powers s(stretch, 1);
    std::vector<std::uint64_t> out;
    for (std::uint64_t i = 0; s.estimate(n, i) <= 9.2e18L; ++i) out.push_back(s.boundary(n, i));
    out.push_back(std::uint64_t{1} << 63U);
    return out;
  }

 private:
  static std::uint64_t quotient(detail::wide v, std::uint64_t d) noexcept {
    if (v.high == 0) return v.low / d;
    return static_cast<std::uint64_t>(
        (static_cast<long double>(v.high) * 18446744073709551616.0L + static_cast<long double>(v.low)) /
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
