// Hugging Face transformers' schedules as pure functions of the step: base rate times the factor of its LambdaLR.
//
// Source: huggingface/transformers, src/transformers/optimization.py, 5.23. Steps after the end are the library's own.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace taper::libraries::hf {

namespace detail {
/// (t - warmup) / max(1, total - warmup), the progress of the fall
inline double progress(std::uint64_t t, std::uint64_t warmup, std::uint64_t total) noexcept {
  const std::uint64_t length = total > warmup ? total - warmup : 1;
  return static_cast<double>(t - warmup) / static_cast<double>(length);
}
/// t / max(1, warmup), the factor of a linear warmup from 0
inline double risen(std::uint64_t t, std::uint64_t warmup) noexcept {
  return static_cast<double>(t) / static_cast<double>(std::max<std::uint64_t>(1, warmup));
}
}  // namespace detail

/// base; with warmup: base t / W for t < W
struct constant_with_warmup {
  double base;
  std::uint64_t warmup = 0;
  double operator()(std::uint64_t t) const noexcept { return t < warmup ? base * detail::risen(t, warmup) : base; }
};

/// base max(0, (T - t) / (T - W)) after t / W
struct linear {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    const std::uint64_t length = total > warmup ? total - warmup : 1;
    return t >= total ? 0.0 : base * (static_cast<double>(total - t) / static_cast<double>(length));
  }
};

/// base [m + (1 - m) (1 + cos(2 pi k u)) / 2], u = (t - W) / (T - W); with k = 1/2 a half wave. Not clamped after T.
/// Used for cosine (m = 0) and cosine_with_min_lr.
struct cosine {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  double num_cycles = 0.5;
  double min_lr_rate = 0.0;
  [[nodiscard]] bool cyclic() const noexcept { return num_cycles > 0.5; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    const double u = detail::progress(t, warmup, total);
    const double wave = 0.5 * (1.0 + std::cos(std::numbers::pi * num_cycles * 2.0 * u));
    return base * std::max(0.0, wave * (1.0 - min_lr_rate) + min_lr_rate);
  }
};

/// base (1 + cos(pi (k u mod 1))) / 2, 0 from T on; k u mod 1 in floating point, as there: just before an exact restart
/// it may still be near 1, so that the restart comes a step late
struct cosine_with_restarts {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  std::uint64_t num_cycles = 1;
  [[nodiscard]] bool cyclic() const noexcept { return num_cycles > 1; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    const double u = detail::progress(t, warmup, total);
    if (u >= 1.0) return 0.0;
    const double turn = std::fmod(static_cast<double>(num_cycles) * u, 1.0);
    return base * std::max(0.0, 0.5 * (1.0 + std::cos(std::numbers::pi * turn)));
  }
};

/// lr_end + (base - lr_end) (1 - u)^power
struct polynomial {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  double lr_end = 1e-7;
  double power = 1.0;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    if (t > total) return lr_end;
    const double left = 1.0 - detail::progress(t, warmup, total);
    return (base - lr_end) * std::pow(left, power) + lr_end;
  }
};

/// base / sqrt((t + s - W) / s) after the warmup
struct inverse_sqrt {
  double base;
  std::uint64_t warmup;
  std::uint64_t timescale;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    return base / std::sqrt((static_cast<double>(t - warmup) + static_cast<double>(timescale)) /
                            static_cast<double>(timescale));
  }
};

/// The cosine whose warmup is (t + 1) / W (or from warmup_lr_rate to 1 over W - 1 steps) and whose fall counts t + 1:
/// it sits on the floor at the last step
struct cosine_warmup_with_min_lr {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  double num_cycles = 0.5;
  double min_lr_rate = 0.0;
  double warmup_lr_rate = -1.0;  ///< negative: not given
  [[nodiscard]] bool cyclic() const noexcept { return num_cycles > 0.5; }
  double operator()(std::uint64_t t) const noexcept {
    const auto now = static_cast<double>(t);
    const auto rise = static_cast<double>(warmup);
    if (t < warmup) {
      if (warmup_lr_rate < 0.0) return base * ((now + 1.0) / std::max(1.0, rise));
      return base * (warmup_lr_rate + (1.0 - warmup_lr_rate) * now / std::max(1.0, rise - 1.0));
    }
    const double u = (now - rise + 1.0) / std::max(1.0, static_cast<double>(total) - rise);
    const double wave = 0.5 * (1.0 + std::cos(std::numbers::pi * num_cycles * 2.0 * u));
    return base * std::max(0.0, wave * (1.0 - min_lr_rate) + min_lr_rate);
  }
};

/// warmup, stable, decay, each side linear, cosine or 1 - sqrt; the warmup rises from min_lr_ratio, not from 0
struct warmup_stable_decay {
  enum class style : unsigned char { linear, cosine, one_minus_sqrt };
  double base;
  std::uint64_t warmup;
  std::uint64_t stable;
  std::uint64_t decay;
  style warmup_type = style::linear;
  style decay_type = style::cosine;
  double min_lr_ratio = 0.0;
  double num_cycles = 0.5;
  [[nodiscard]] bool cyclic() const noexcept { return decay_type == style::cosine && num_cycles > 0.5; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) {
      const double u = detail::risen(t, warmup);
      double f = u;
      if (warmup_type == style::cosine) f = 0.5 * (1.0 - std::cos(std::numbers::pi * u));
      if (warmup_type == style::one_minus_sqrt) f = 1.0 - std::sqrt(1.0 - u);
      return raised(f);
    }
    t -= warmup;
    if (t < stable) return base;
    t -= stable;
    if (t >= decay) return base * min_lr_ratio;
    const double u = static_cast<double>(t) / static_cast<double>(decay);
    double f = 1.0 - u;
    if (decay_type == style::cosine) f = 0.5 * (1.0 + std::cos(std::numbers::pi * num_cycles * 2.0 * u));
    if (decay_type == style::one_minus_sqrt) f = 1.0 - std::sqrt(u);
    return raised(f);
  }

 private:
  [[nodiscard]] double raised(double f) const noexcept {
    return base * std::max(0.0, f * (1.0 - min_lr_ratio) + min_lr_ratio);
  }
};

}  // namespace taper::libraries::hf
