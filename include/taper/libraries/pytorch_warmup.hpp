// pytorch_warmup's factors of another schedule's rate as pure functions of the step.
//
// Source: Tony-Y/pytorch_warmup, pytorch_warmup, 0.2.0.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>

#include "taper/rule.hpp"

namespace taper::libraries::pytorch_warmup {

/// min(1, (t + 1) / tau) or 1 - exp(-(t + 1) / tau)
struct by_period {
  enum class kind : unsigned char { linear, exponential } is;
  std::uint64_t period;
  /// While it rises; 1 - exp(-u) is at 1 within rounding at u = 37.
  [[nodiscard]] std::uint64_t rises_for() const noexcept { return is == kind::linear ? period : 37 * period; }
  double operator()(std::uint64_t t) const noexcept {
    const double u = (static_cast<double>(t) + 1.0) / static_cast<double>(period);
    return is == kind::linear ? std::min(1.0, u) : 1.0 - std::exp(-u);
  }
};

/// sqrt((r - 4)(r - 2) R / ((R - 4)(R - 2) r)) at r = R - 2 s b^s / (1 - b^s), R = 2 / (1 - b) - 1, s = t + offset with
/// the least offset for which r > 4
struct radam {
  double beta2;
  std::uint64_t offset;
  /// While it rises: beta2^s is at 0 within rounding then.
  [[nodiscard]] std::uint64_t rises_for() const noexcept { return static_cast<std::uint64_t>(37.0 / (1.0 - beta2)); }
  double operator()(std::uint64_t t) const noexcept {
    const double limit = 2.0 / (1.0 - beta2) - 1.0;
    const double r = length(t + offset, beta2);
    return std::sqrt((r - 4.0) * (r - 2.0) * limit / ((limit - 4.0) * (limit - 2.0) * r));
  }
  static double length(std::uint64_t s, double beta2) noexcept {
    const auto n = static_cast<double>(s);
    const double power = std::pow(beta2, n);
    return 2.0 / (1.0 - beta2) - 1.0 - 2.0 * n * power / (1.0 - power);
  }
};

/// The factor times another schedule, or times the base rate
template <class Factor>
struct dampened {
  double base;
  std::shared_ptr<const step_rule> schedule;  ///< null: none
  Factor factor;
  double operator()(std::uint64_t t) const noexcept { return (schedule ? (*schedule)(t) : base) * factor(t); }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out{.before = factor.rises_for()};
    if (schedule) out.add(schedule->rises());
    return out;
  }
};

}  // namespace taper::libraries::pytorch_warmup
