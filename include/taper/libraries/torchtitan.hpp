// torchtitan's [lr_scheduler] section as a pure function of the optimizer step.
//
// Source: pytorch/torchtitan, torchtitan/components/optimizer/lr_scheduler.py, 0.3.0.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>

namespace taper::libraries::torchtitan {

/// (t + 1) / W, then 1, then the fall over the last `decay` steps counted to a virtual last step: u = (t + 1 - start) /
/// decay is 1 first at t = total, so that the last step is not 0.
/// Beyond total linear and sqrt go below zero and cosine climbs.
struct lr_scheduler {
  enum class kind : unsigned char { linear, sqrt, cosine };
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  std::uint64_t decay;  ///< steps of the fall
  kind decay_type = kind::linear;
  double min_lr_factor = 0.0;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * (static_cast<double>(t + 1) / static_cast<double>(warmup));
    const std::uint64_t fall_begin = total + 1 - decay;
    if (t < fall_begin || decay == 0) return base;
    const double u = static_cast<double>(t + 1 - fall_begin) / static_cast<double>(decay);
    double f = 1.0 - u;
    if (decay_type == kind::sqrt) f = 1.0 - std::sqrt(u);
    if (decay_type == kind::cosine) f = 0.5 * (1.0 + std::cos(std::numbers::pi * u));
    return base * (min_lr_factor + (1.0 - min_lr_factor) * f);
  }
};

}  // namespace taper::libraries::torchtitan
