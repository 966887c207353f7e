// timm's schedulers as pure functions of the update: the rate in the optimizer at its t-th step when stepped by update.
//
// The first step runs with what the constructor sets (the base rate, or warmup_lr_init), step t > 0 with _get_lr(t).
// Source: huggingface/pytorch-image-models, timm/scheduler, 1.0.31. Noise is not modelled.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

namespace taper::libraries::timm {

/// Whether the schedule starts after the warmup (true) or beside it,
/// so that it is entered somewhere on its way (false).
enum class prefix : unsigned char { no, yes };

/// A straight rise from lr_init over t steps; shared by all.
struct warmup {
  std::uint64_t t = 0;
  double lr_init = 0.0;
  prefix before = prefix::no;
  [[nodiscard]] double rate(std::uint64_t now, double target) const noexcept {
    return lr_init + static_cast<double>(now) * ((target - lr_init) / static_cast<double>(t));
  }
};

/// Where t lies among cycles of length t_initial mul^i; i by a floating-point logarithm, as there: at an exact restart
/// it may be one short, the rate then lr_min instead of the top.
struct cycles {
  double mul = 1.0;
  double decay = 1.0;
  std::uint64_t limit = 1;
  struct place {
    double index;
    double length;
    double elapsed;
  };
  [[nodiscard]] place at(std::uint64_t now, std::uint64_t t_initial) const noexcept {
    const auto first = static_cast<double>(t_initial);
    if (mul == 1.0) return {static_cast<double>(now / t_initial), first, static_cast<double>(now % t_initial)};
    const auto t = static_cast<double>(now);
    const double left = 1.0 - t / first * (1.0 - mul);  // mul < 1: 0 where the cycles have shrunk to nothing
    if (!(left > 0.0)) return {std::numeric_limits<double>::infinity(), first, 0.0};
    const double i = std::floor(std::log(left) / std::log(mul));
    const double grown = std::pow(mul, i);
    return {i, grown * first, t - (1.0 - grown) / (1.0 - mul) * first};
  }
};

/// lr_min + (top - lr_min) (1 + cos(pi (s/S)^k)) / 2, top = base decay^i
struct cosine_lr_scheduler {
  double base;
  std::uint64_t t_initial;
  double lr_min = 0.0;
  cycles repeat = {};
  warmup rise = {};
  double k_decay = 1.0;
  [[nodiscard]] bool cyclic() const noexcept { return repeat.limit > 1; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const cycles::place p = repeat.at(rise.before == prefix::yes ? t - rise.t : t, t_initial);
    if (!(p.index < static_cast<double>(repeat.limit))) return lr_min;
    const double top = base * std::pow(repeat.decay, p.index);
    const double u = std::pow(std::max(p.elapsed, 0.0), k_decay) / std::pow(p.length, k_decay);
    return lr_min + 0.5 * (top - lr_min) * (1.0 + std::cos(std::numbers::pi * u));
  }
};

/// lr_min + (top - lr_min) (1 - tanh(lb (1 - u) + ub u)) / 2
struct tanh_lr_scheduler {
  double base;
  std::uint64_t t_initial;
  double lb = -7.0;
  double ub = 3.0;
  double lr_min = 0.0;
  cycles repeat = {};
  warmup rise = {};
  [[nodiscard]] bool cyclic() const noexcept { return repeat.limit > 1; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, rise.before == prefix::yes ? base : fall(rise.t));
    return fall(rise.before == prefix::yes ? t - rise.t : t);
  }

 private:
  [[nodiscard]] double fall(std::uint64_t t) const noexcept {
    const cycles::place p = repeat.at(t, t_initial);
    if (!(p.index < static_cast<double>(repeat.limit))) return lr_min;
    const double top = base * std::pow(repeat.decay, p.index);
    const double u = p.elapsed / p.length;
    return lr_min + 0.5 * (top - lr_min) * (1.0 - std::tanh(lb * (1.0 - u) + ub * u));
  }
};

/// lr_min + (top - lr_min) (1 - (s/S)^k)^power
struct poly_lr_scheduler {
  double base;
  std::uint64_t t_initial;
  double power = 0.5;
  double lr_min = 0.0;
  cycles repeat = {};
  warmup rise = {};
  double k_decay = 1.0;
  [[nodiscard]] bool cyclic() const noexcept { return repeat.limit > 1; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const cycles::place p = repeat.at(rise.before == prefix::yes ? t - rise.t : t, t_initial);
    if (!(p.index < static_cast<double>(repeat.limit))) return lr_min;
    const double top = base * std::pow(repeat.decay, p.index);
    const double u = std::pow(std::max(p.elapsed, 0.0), k_decay) / std::pow(p.length, k_decay);
    return lr_min + (top - lr_min) * std::pow(std::max(1.0 - u, 0.0), power);
  }
};

/// base rate^floor(t / decay_t)
struct step_lr_scheduler {
  double base;
  double decay_t;
  double decay_rate = 1.0;
  warmup rise = {.before = prefix::yes};
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const auto now = static_cast<double>(rise.before == prefix::yes ? t - rise.t : t);
    return base * std::pow(decay_rate, std::floor(now / decay_t));
  }
};

/// base rate^#{m in decay_t: m <= t + 1}: a milestone counts one step early
struct multi_step_lr_scheduler {
  double base;
  std::vector<std::uint64_t> decay_t;  ///< ascending
  double decay_rate = 1.0;
  warmup rise = {.before = prefix::yes};
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const std::uint64_t now = rise.before == prefix::yes ? t - rise.t : t;
    const auto passed = std::upper_bound(decay_t.begin(), decay_t.end(), now + 1) - decay_t.begin();
    return base * std::pow(decay_rate, static_cast<double>(passed));
  }
};

/// warmup, a stable part (constant or an inverse power), then the fall over the last decay_t of t_initial
struct wsd_lr_scheduler {
  enum class stable : unsigned char { constant, rsqrt, power };
  enum class fall : unsigned char { linear, one_minus_sqrt, cosine, power, exp };
  double base;
  std::uint64_t t_initial;
  std::uint64_t decay_t;
  double lr_min = 0.0;
  stable stable_fn = stable::constant;
  double stable_timescale = 0.0;
  double stable_power = 0.5;
  fall decay_fn = fall::one_minus_sqrt;
  double decay_power = 0.5;
  double decay_ratio = 0.1;
  warmup rise = {};
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const std::uint64_t now = t - rise.t;
    const double held = std::max(base * stability(static_cast<double>(now)), lr_min);
    const std::uint64_t begin = t_initial - decay_t;
    if (now <= begin) return held;
    const double u = std::min(static_cast<double>(now - begin) / static_cast<double>(decay_t), 1.0);
    return lr_min + (held - lr_min) * level(u);
  }

 private:
  [[nodiscard]] double stability(double now) const noexcept {
    if (stable_fn == stable::constant) return 1.0;
    return std::pow(1.0 + now / stable_timescale, stable_fn == stable::rsqrt ? -0.5 : -stable_power);
  }
  [[nodiscard]] double level(double u) const noexcept {
    switch (decay_fn) {
      case fall::linear: return 1.0 - u;
      case fall::one_minus_sqrt: return 1.0 - std::sqrt(u);
      case fall::cosine: return 0.5 * (1.0 + std::cos(std::numbers::pi * u));
      case fall::power: return 1.0 - std::pow(u, decay_power);
      case fall::exp: break;
    }
    return (std::pow(decay_ratio, u) - decay_ratio) / (1.0 - decay_ratio);
  }
};

}  // namespace taper::libraries::timm
