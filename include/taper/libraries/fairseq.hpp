// fairseq's lr_scheduler classes as pure functions of the update: the rate that step_update(t) sets.
//
// Source: facebookresearch/fairseq, fairseq/optim/lr_scheduler, v0.12.2. Rates that follow epochs are not modelled.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "taper/rule.hpp"

namespace taper::libraries::fairseq {

/// base (t + 1) / W for t < W, then base
struct fixed {
  double base;
  std::uint64_t warmup_updates = 0;
  double operator()(std::uint64_t t) const noexcept {
    return t < warmup_updates ? base * (static_cast<double>(t + 1) / static_cast<double>(warmup_updates)) : base;
  }
};

/// A straight rise from init to base over W updates; shared by cosine, inverse_sqrt and step.
inline double risen(std::uint64_t t, std::uint64_t warmup, double init, double base) noexcept {
  return init + static_cast<double>(t) * ((base - init) / static_cast<double>(warmup));
}

/// Cosine cycles of length period t_mult^i between min_lr and base, both times lr_shrink^i. The cycle is found by a
/// floating-point logarithm, as there: at an exact restart it may be one short, the rate then the floor.
struct cosine {
  double base;
  double period;
  std::uint64_t warmup_updates = 0;
  double warmup_init_lr = 0.0;
  double min_lr = 0.0;
  double t_mult = 1.0;
  double lr_shrink = 0.1;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup_updates) return risen(t, warmup_updates, warmup_init_lr, base);
    const auto now = static_cast<double>(t - warmup_updates);
    double cycle = std::floor(now / period);
    double length = period;
    double elapsed = now - period * cycle;
    if (t_mult != 1.0) {
      const double left = 1.0 - now / period * (1.0 - t_mult);
      if (!(left > 0.0)) return 0.0;  // t_mult < 1: the periods have shrunk to nothing (fairseq raises)
      cycle = std::floor(std::log(left) / std::log(t_mult));
      const double grown = std::pow(t_mult, cycle);
      length = grown * period;
      elapsed = now - (1.0 - grown) / (1.0 - t_mult) * period;
    }
    const double shrunk = std::pow(lr_shrink, cycle);
    return shrunk * (min_lr + 0.5 * (base - min_lr) * (1.0 + std::cos(std::numbers::pi * elapsed / length)));
  }
};

/// base sqrt(W / t) after the rise
struct inverse_sqrt {
  double base;
  std::uint64_t warmup_updates = 4000;
  double warmup_init_lr = 0.0;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup_updates) return risen(t, warmup_updates, warmup_init_lr, base);
    return base * std::sqrt(static_cast<double>(warmup_updates)) / std::sqrt(static_cast<double>(t));
  }
};

/// base t / W for t <= W, then end + (base - end) (1 - (t - W) / (T - W))^power, then end
struct polynomial_decay {
  double base;
  std::uint64_t warmup_updates = 0;
  std::uint64_t total_num_update;
  double end_learning_rate = 0.0;
  double power = 1.0;
  double operator()(std::uint64_t t) const noexcept {
    if (warmup_updates > 0 && t <= warmup_updates) {
      return base * (static_cast<double>(t) / static_cast<double>(warmup_updates));
    }
    if (t >= total_num_update) return end_learning_rate;
    const double left =
        static_cast<double>(total_num_update - t) / static_cast<double>(total_num_update - warmup_updates);
    return (base - end_learning_rate) * std::pow(left, power) + end_learning_rate;
  }
};

/// init_lr_scale base -> base, hold, base final_lr_scale^(s / D), then final_lr_scale base
struct tri_stage {
  double base;
  std::uint64_t warmup_steps = 0;
  std::uint64_t hold_steps = 0;
  std::uint64_t decay_steps = 0;
  double init_lr_scale = 0.01;
  double final_lr_scale = 0.01;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup_steps) return risen(t, warmup_steps, init_lr_scale * base, base);
    t -= warmup_steps;
    if (t < hold_steps) return base;
    t -= hold_steps;
    if (t > decay_steps) return final_lr_scale * base;
    return base * std::exp(std::log(final_lr_scale) / static_cast<double>(decay_steps) * static_cast<double>(t));
  }
};

/// Triangles of 2 (period / 2) updates between min (the optimizer's lr) and max, max times lr_shrink^cycle
struct triangular {
  double base;  ///< the low end: fairseq takes it from the optimizer's lr
  double max_lr;
  std::uint64_t half;  ///< lr_period_updates / 2, rounded down
  double lr_shrink = 0.1;
  enum class low : unsigned char { kept, shrunk } shrink_min = low::kept;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t cycle = t / (2 * half);
    const std::uint64_t p = t % (2 * half);
    const double shrunk = std::pow(lr_shrink, static_cast<double>(cycle));
    const double low_end = shrink_min == low::shrunk ? base * shrunk : base;
    const double up = static_cast<double>(std::min(p, 2 * half - p)) / static_cast<double>(half);
    return low_end + (max_lr * shrunk - low_end) * up;
  }
};

/// max(min_lr, base lr_decay^floor((t - W) / period)) after the rise
struct step {
  double base;
  std::uint64_t warmup_updates = 0;
  double warmup_init_lr = 0.0;
  double min_lr = 0.0;
  std::uint64_t lr_deacy_period = 25000;
  double lr_decay = 0.5;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup_updates) return risen(t, warmup_updates, warmup_init_lr, base);
    const std::uint64_t drops = (t - warmup_updates) / lr_deacy_period;
    return std::max(base * std::pow(lr_decay, static_cast<double>(drops)), min_lr);
  }
};

/// The rate of the last key <= t; before the first key the rate that the optimizer starts with
struct manual {
  double base;
  std::vector<std::pair<std::uint64_t, double>> update2lr;  ///< ascending
  /// Its values are given one by one.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const auto& one : update2lr) out.at.push_back(one.first);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    double rate = base;
    for (const auto& [from, value] : update2lr) {
      if (from == 1) rate = value;  // what its constructor starts with
    }
    for (const auto& [from, value] : update2lr) {
      if (from <= t) rate = value;
    }
    return rate;
  }
};

}  // namespace taper::libraries::fairseq
