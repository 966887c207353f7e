// pytorch_optimizer's schedulers as pure functions of the step, when stepped after each optimizer step.
//
// Source: kozistr/pytorch_optimizer, pytorch_optimizer/lr_scheduler, 4.1.0.
#pragma once

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "taper/rule.hpp"

namespace taper::libraries::pytorch_optimizer {

/// min at step 0 (the constructor leaves it there), then min + (max - min) (1 - u) / (1 - u/2), u = t / T; min from T
/// on
struct rex {
  double max_lr = 1.0;
  double min_lr = 0.0;
  std::uint64_t total_steps;
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0 || t >= total_steps) return min_lr;
    const double u = static_cast<double>(t) / static_cast<double>(total_steps);
    return min_lr + (max_lr - min_lr) * ((1.0 - u) / (1.0 - u / 2.0));
  }
};

/// min at step 0 (the constructor leaves it there); step t has the value of s = t - 1: init + (max - init) s / W, then
/// by kind a line or half a cosine to min at s = t_max, not stopped there; poly: min + (max - min) (s - W)^power, which
/// grows (their defect)
struct with_warmup {
  enum class kind : unsigned char { linear, cosine, poly };
  kind is;
  double max_lr;
  double min_lr;
  double init_lr;
  std::uint64_t warmup_steps;
  std::uint64_t t_max;
  double power = 0.5;
  /// Its first step runs at min_lr, which may be above init_lr.
  [[nodiscard]] designed_rises rises() const { return {.before = warmup_steps + 1}; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return min_lr;
    const std::uint64_t s = t - 1;
    if (s < warmup_steps) {
      return init_lr + (max_lr - init_lr) * static_cast<double>(s) / static_cast<double>(warmup_steps);
    }
    if (s == warmup_steps) return max_lr;
    const auto fallen = static_cast<double>(s - warmup_steps);
    if (is == kind::poly) return min_lr + (max_lr - min_lr) * std::pow(fallen, power);
    const double u = fallen / static_cast<double>(t_max - warmup_steps);
    if (is == kind::linear) return max_lr + (min_lr - max_lr) * u;
    return min_lr + (max_lr - min_lr) * (std::cos(std::numbers::pi * u) + 1.0) / 2.0;
  }
};

/// min at step 0; cosine cycles, each with its own rise from min over W steps, of int((length - W) mult) + W steps,
/// gamma^i as high
struct cosine_warmup_restarts {
  double max_lr = 1e-4;
  double min_lr = 1e-6;
  std::uint64_t first_cycle_steps;
  double cycle_mult = 1.0;
  std::uint64_t warmup_steps = 0;
  double gamma = 0.9;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return min_lr;
    std::uint64_t fall = first_cycle_steps - warmup_steps;
    double cycle = 0.0;
    while (t >= fall + warmup_steps) {
      const double grown = static_cast<double>(fall) * cycle_mult;
      const std::uint64_t next =
          grown < 9e15 ? std::max<std::uint64_t>(1, static_cast<std::uint64_t>(grown)) : 9'000'000'000'000'000;
      const std::uint64_t passed = next == fall ? t / (fall + warmup_steps) : 1;
      t -= passed * (fall + warmup_steps);
      cycle += static_cast<double>(passed);
      fall = next;
    }
    const double top = max_lr * std::pow(gamma, cycle);
    if (t < warmup_steps) return (top - min_lr) * static_cast<double>(t) / static_cast<double>(warmup_steps) + min_lr;
    const double u = static_cast<double>(t - warmup_steps) / static_cast<double>(fall);
    return min_lr + (top - min_lr) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
};

/// t / W, 1, then a fall over decay steps (cosine with a floor of min_lr_ratio, the others to 0), then min_lr_ratio
struct wsd {
  enum class kind : unsigned char { cosine, one_minus_sqrt, linear, one_minus_square };
  double base;
  std::uint64_t warmup;
  std::uint64_t stable;
  std::uint64_t decay;
  double min_lr_ratio = 0.0;
  double num_cycles = 0.5;
  kind cooldown = kind::one_minus_sqrt;
  [[nodiscard]] bool cyclic() const noexcept { return cooldown == kind::cosine && num_cycles > 0.5; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * (static_cast<double>(t) / static_cast<double>(warmup));
    if (t < warmup + stable) return base;
    if (t >= warmup + stable + decay) return base * min_lr_ratio;
    const double u = static_cast<double>(t - warmup - stable) / static_cast<double>(decay);
    switch (cooldown) {
      case kind::cosine: {
        const double wave = std::max(0.0, 0.5 * (1.0 + std::cos(std::numbers::pi * num_cycles * 2.0 * u)));
        return base * ((1.0 - min_lr_ratio) * wave + min_lr_ratio);
      }
      case kind::one_minus_sqrt: return base * (1.0 - std::sqrt(u));
      case kind::linear: return base * (1.0 - u);
      case kind::one_minus_square: return base * (1.0 - u * u);
    }
    return base;
  }
};

/// Reciprocal Chebyshev nodes 1 / (c - r cos((k + 1/2) pi / N)) on [0.05, 1] in the fractal order, N the power of two
/// at or above T. Step t has place t - 2 of the order, the first and the last where there is none, so that the first
/// multiplier is applied three times (their defect).
struct chebyshev {
  double base;
  std::uint64_t num_epochs;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t nodes = std::bit_ceil(std::max<std::uint64_t>(num_epochs, 1));
    const std::uint64_t places = nodes > 2 ? std::bit_ceil(nodes - 2) : 1;  // 4 nodes: only the first two
    const std::uint64_t place = std::min(t < 2 ? 0 : t - 2, places - 1);
    constexpr double middle = (1.0 + 0.05) / 2.0;
    constexpr double radius = (1.0 - 0.05) / 2.0;
    const double angle =
        (static_cast<double>(node(place, places)) + 0.5) * std::numbers::pi / static_cast<double>(nodes);
    return base * (1.0 / (middle - radius * std::cos(angle)));
  }

 private:
  /// The fractal permutation: the list of length 2 m interleaves the list of length m with its reflection 2 m - 1 - p.
  static std::uint64_t node(std::uint64_t place, std::uint64_t count) noexcept {
    if (count == 1) return 0;
    const std::uint64_t half = node(place / 2, count / 2);
    return place % 2 == 0 ? half : count - 1 - half;
  }
};

}  // namespace taper::libraries::pytorch_optimizer
