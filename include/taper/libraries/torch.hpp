// PyTorch's torch.optim.lr_scheduler as pure functions of the step: the rate in the optimizer at its t-th step.
//
// PyTorch itself multiplies the rate of the step before (its "chainable" form); these are the closed forms of the same
// recursions, which the recursion follows to rounding. Source: pytorch/torch/optim/lr_scheduler.py, 2.15.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "taper/rule.hpp"

namespace taper::libraries::torch {

/// lr = base gamma^floor(t / step_size)
struct step_lr {
  double base;
  std::uint64_t step_size;
  double gamma = 0.1;
  double operator()(std::uint64_t t) const noexcept {
    return base * std::pow(gamma, static_cast<double>(t / step_size));
  }
};

/// lr = base gamma^#{m in milestones: m <= t}; a milestone written twice counts twice
struct multi_step_lr {
  double base;
  std::vector<std::uint64_t> milestones;  ///< ascending
  double gamma = 0.1;
  double operator()(std::uint64_t t) const noexcept {
    const auto passed = std::upper_bound(milestones.begin(), milestones.end(), t) - milestones.begin();
    return base * std::pow(gamma, static_cast<double>(passed));
  }
};

/// lr = base factor for t < total_iters, then base.
/// With total_iters = 0 the factor is never taken back (PyTorch's defect).
struct constant_lr {
  double base;
  double factor = 1.0 / 3.0;
  std::uint64_t total_iters = 5;
  [[nodiscard]] designed_rises rises() const { return {.before = total_iters}; }
  double operator()(std::uint64_t t) const noexcept {
    return t < total_iters || total_iters == 0 ? base * factor : base;
  }
};

/// lr = base [start + (end - start) min(t, total_iters) / total_iters].
/// With total_iters = 0 it stays at start (defect).
struct linear_lr {
  double base;
  double start_factor = 1.0 / 3.0;
  double end_factor = 1.0;
  std::uint64_t total_iters = 5;
  [[nodiscard]] designed_rises rises() const { return {.before = end_factor > start_factor ? total_iters : 0}; }
  double operator()(std::uint64_t t) const noexcept {
    if (total_iters == 0) return base * start_factor;
    const auto done = static_cast<double>(std::min(t, total_iters));
    return base * (start_factor + (end_factor - start_factor) * done / static_cast<double>(total_iters));
  }
};

/// lr = base gamma^t
struct exponential_lr {
  double base;
  double gamma;
  double operator()(std::uint64_t t) const noexcept { return base * std::pow(gamma, static_cast<double>(t)); }
};

/// lr = base (1 - min(t, total_iters) / total_iters)^power. With total_iters = 0 it stays at base.
struct polynomial_lr {
  double base;
  std::uint64_t total_iters = 5;
  double power = 1.0;
  double operator()(std::uint64_t t) const noexcept {
    if (total_iters == 0 || t == 0) return base;
    const auto left = static_cast<double>(total_iters - std::min(t, total_iters));
    return base * std::pow(left / static_cast<double>(total_iters), power);
  }
};

/// lr = eta_min + (base - eta_min) (1 + cos(pi t / T_max)) / 2: rises again after T_max, with period 2 T_max
struct cosine_annealing_lr {
  double base;
  std::uint64_t t_max;
  double eta_min = 0.0;
  double operator()(std::uint64_t t) const noexcept {
    const double u = static_cast<double>(t % (2 * t_max)) / static_cast<double>(t_max);
    return eta_min + (base - eta_min) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
};

/// lr = eta_min + (base - eta_min) (1 + cos(pi T_cur / T_i)) / 2, T_i = T_0 T_mult^i; cycles found by integers
struct cosine_annealing_warm_restarts {
  double base;
  std::uint64_t t_0;
  std::uint64_t t_mult = 1;
  double eta_min = 0.0;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    std::uint64_t length = t_0;
    if (t_mult == 1) {
      t %= length;
    } else {
      while (t >= length) {
        t -= length;
        length = length > UINT64_MAX / t_mult ? UINT64_MAX : length * t_mult;
      }
    }
    const double u = static_cast<double>(t) / static_cast<double>(length);
    return eta_min + (base - eta_min) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
};

/// lr = base_lr + (max_lr - base_lr) scale s, s = p / up then (up + down - p) / down with p = t mod (up + down);
/// scale: 1, 2^-(cycle), gamma^t
struct cyclic_lr {
  enum class mode : unsigned char { triangular, triangular2, exp_range };
  double base_lr;
  double max_lr;
  std::uint64_t step_size_up = 2000;
  std::uint64_t step_size_down = 2000;
  mode scaled = mode::triangular;
  double gamma = 1.0;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t whole = step_size_up + step_size_down;
    const std::uint64_t p = t % whole;
    const double s = p <= step_size_up ? static_cast<double>(p) / static_cast<double>(step_size_up)
                                       : static_cast<double>(whole - p) / static_cast<double>(step_size_down);
    double scale = 1.0;
    if (scaled == mode::triangular2) scale = std::pow(0.5, static_cast<double>(t / whole));
    if (scaled == mode::exp_range) scale = std::pow(gamma, static_cast<double>(t));
    return base_lr + (max_lr - base_lr) * s * scale;
  }
};

/// max_lr / div_factor -> max_lr at index pct_start total - 1 -> max_lr / (div_factor final_div_factor) at total - 1,
/// by cosine or straight lines; with three phases back to max_lr / div_factor at 2 pct_start total - 2 in between.
/// PyTorch raises after step total_steps; here the last rate stays.
struct one_cycle_lr {
  double max_lr;
  std::uint64_t total_steps;
  double pct_start = 0.3;
  enum class strategy : unsigned char { cos, linear } anneal = strategy::cos;
  double div_factor = 25.0;
  double final_div_factor = 1e4;
  enum class phases : unsigned char { two, three } count = phases::two;

  double operator()(std::uint64_t t) const noexcept {
    const double now = static_cast<double>(std::min(t, total_steps));
    const double initial = max_lr / div_factor;
    const double lowest = initial / final_div_factor;
    const auto total = static_cast<double>(total_steps);
    const double top = pct_start * total - 1.0;
    if (now <= top) return between(initial, max_lr, now / top);
    if (count == phases::two) return between(max_lr, lowest, part(now, top, total - 1.0));
    const double back = 2.0 * pct_start * total - 2.0;
    if (now <= back) return between(max_lr, initial, part(now, top, back));
    return between(initial, lowest, part(now, back, total - 1.0));
  }

 private:
  static double part(double now, double from, double to) noexcept {
    return to == from ? 1.0 : (now - from) / (to - from);
  }
  [[nodiscard]] double between(double from, double to, double u) const noexcept {
    return anneal == strategy::linear ? (to - from) * u + from
                                      : to + (from - to) / 2.0 * (std::cos(std::numbers::pi * u) + 1.0);
  }
};

}  // namespace taper::libraries::torch
