// Megatron-Core's OptimizerParamScheduler as pure functions of the optimizer step; its clock counts samples.
//
// Source: NVIDIA/Megatron-LM, megatron/core/optimizer_param_scheduler.py, 0.16.1.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace taper::libraries::megatron {

/// n = t increment; n <= W: init + (max - init) n / W; then by style over u = (n - W) / (D - W); n > D: min_lr.
///
///   linear 1 - u, cosine (1 + cos(pi u)) / 2, inverse_square_root max sqrt(W / n) not below min_lr, constant max,
///   WSD: 1 until D - wsd_decay_steps, then linear, cosine, 2 0.5^v - 1 or 1 - sqrt(v)
struct optimizer_param_scheduler {
  enum class style : unsigned char { linear, cosine, inverse_square_root, constant, wsd };
  enum class wsd : unsigned char { linear, cosine, exponential, minus_sqrt };
  double init_lr = 0.0;
  double max_lr;
  double min_lr = 0.0;
  std::uint64_t lr_warmup_steps = 0;
  std::uint64_t lr_decay_steps;
  style lr_decay_style = style::linear;
  std::uint64_t wsd_decay_steps = 0;
  wsd lr_wsd_decay_style = wsd::exponential;
  std::uint64_t increment = 1;  ///< samples a step, where warmup and decay are counted in samples

  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t n = t > UINT64_MAX / increment ? UINT64_MAX : t * increment;
    const auto now = static_cast<double>(n);
    const auto rise = static_cast<double>(lr_warmup_steps);
    if (lr_warmup_steps > 0 && n <= lr_warmup_steps) return init_lr + (max_lr - init_lr) * now / rise;
    if (lr_decay_style == style::constant) return max_lr;
    if (n > lr_decay_steps) return min_lr;
    if (lr_decay_style == style::inverse_square_root) {
      return std::max(min_lr, max_lr * std::sqrt(std::max(rise, 1.0)) / std::sqrt(std::max(now, 1.0)));
    }
    const double u = static_cast<double>(n - lr_warmup_steps) / static_cast<double>(lr_decay_steps - lr_warmup_steps);
    return min_lr + level(n, u) * (max_lr - min_lr);
  }

 private:
  [[nodiscard]] double level(std::uint64_t n, double u) const noexcept {
    if (lr_decay_style == style::linear) return 1.0 - u;
    if (lr_decay_style == style::cosine) return 0.5 * (std::cos(std::numbers::pi * u) + 1.0);
    const std::uint64_t begin = lr_decay_steps - std::min(wsd_decay_steps, lr_decay_steps);
    if (n <= begin) return 1.0;
    const double v = static_cast<double>(n - begin) / static_cast<double>(wsd_decay_steps);
    switch (lr_wsd_decay_style) {
      case wsd::linear: return 1.0 - v;
      case wsd::cosine: return 0.5 * (std::cos(std::numbers::pi * v) + 1.0);
      case wsd::exponential: return 2.0 * std::pow(0.5, v) - 1.0;
      case wsd::minus_sqrt: break;
    }
    return 1.0 - std::sqrt(v);
  }
};

/// The weight decay beside it: start + (end - start) c, c = 1, v or (1 + cos(pi (1 - v))) / 2 with v = n /
/// wd_incr_steps
struct weight_decay {
  enum class style : unsigned char { constant, linear, cosine };
  double start_wd;
  double end_wd;
  std::uint64_t wd_incr_steps;
  style wd_incr_style = style::constant;
  std::uint64_t increment = 1;
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t n = t > UINT64_MAX / increment ? UINT64_MAX : t * increment;
    if (n > wd_incr_steps || wd_incr_style == style::constant) return end_wd;
    const double v = static_cast<double>(n) / static_cast<double>(wd_incr_steps);
    const double c = wd_incr_style == style::linear ? v : 0.5 * (std::cos(std::numbers::pi * (1.0 - v)) + 1.0);
    return start_wd + c * (end_wd - start_wd);
  }
};

}  // namespace taper::libraries::megatron
