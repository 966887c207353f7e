// DeepSpeed's lr_schedules as pure functions of the optimizer step. Its schedulers step after the optimizer, so that
// step t has the rate of batch iteration t - 1; step 0 has what the constructor sets.
//
// Source: deepspeedai/DeepSpeed, deepspeed/runtime/lr_schedules.py, 0.19.8.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace taper::libraries::deepspeed {

/// min_lr (1 + rate t / size), t / size rounded down as a staircase
struct lr_range_test {
  double min_lr = 1e-3;
  std::uint64_t step_size = 2000;
  double step_rate = 1.0;
  enum class steps : unsigned char { smooth, staircase } shape = steps::smooth;
  double operator()(std::uint64_t t) const noexcept {
    const double p = shape == steps::staircase ? static_cast<double>(t / step_size)
                                               : static_cast<double>(t) / static_cast<double>(step_size);
    return min_lr * (1.0 + step_rate * p);
  }
};

/// min -> max over the first part, back over the second (in stairs if asked), then min / (1 + rate s / decay_step)
struct one_cycle {
  double cycle_min_lr;
  double cycle_max_lr;
  double decay_lr_rate = 0.0;
  std::uint64_t first_step_size = 2000;
  std::uint64_t second_step_size = 2000;
  std::uint64_t first_stair_count = 0;
  std::uint64_t second_stair_count = 0;
  double decay_step_size = 0.0;
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t whole = first_step_size + second_step_size;
    if (t > whole) {
      if (decay_step_size == 0.0 || decay_lr_rate == 0.0) return cycle_min_lr;
      return cycle_min_lr / (1.0 + decay_lr_rate * (static_cast<double>(t - whole) / decay_step_size));
    }
    return cycle_min_lr + (cycle_max_lr - cycle_min_lr) * scale(t == whole ? 0 : t, whole);
  }

 private:
  [[nodiscard]] double scale(std::uint64_t p, std::uint64_t whole) const noexcept {
    const bool rising = p <= first_step_size;
    const auto from_end = static_cast<double>(rising ? p : whole - p);
    const auto length = static_cast<double>(rising ? first_step_size : second_step_size);
    const auto stairs = static_cast<double>(rising ? first_stair_count : second_stair_count);
    return stairs > 0.0 ? std::floor(from_end * stairs / length) / stairs : from_end / length;
  }
};

/// The rise that three schedules share; b is the batch iteration, t - 1. W is at least 2, as there.
struct warmup {
  enum class kind : unsigned char { log, linear };
  std::uint64_t steps = 1000;
  kind type = kind::log;
  [[nodiscard]] double fraction(std::uint64_t b) const noexcept {
    const auto length = static_cast<double>(steps);
    if (type == kind::linear) return static_cast<double>(b) / length;
    return 1.0 / std::log(length) * std::log(static_cast<double>(b) + 1.0);
  }
};

/// min + (max - min) ln(b + 1) / ln W or b / W, then max; step 0 and step 1 both have min
struct warmup_lr {
  double min_lr = 0.0;
  double max_lr = 1e-3;
  warmup rise = {};
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return min_lr;
    return min_lr + (max_lr - min_lr) * (t - 1 < rise.steps ? rise.fraction(t - 1) : 1.0);
  }
};

/// The same rise, then min + (max - min) max(0, (T - b) / max(1, T - W)): still above min at b = T - 1
struct warmup_decay_lr {
  std::uint64_t total;
  double min_lr = 0.0;
  double max_lr = 1e-3;
  warmup rise = {};
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return min_lr;
    const std::uint64_t b = t - 1;
    const auto length = static_cast<double>(total > rise.steps ? total - rise.steps : 1);
    const double left = b < total ? static_cast<double>(total - b) / length : 0.0;
    return min_lr + (max_lr - min_lr) * (b < rise.steps ? rise.fraction(b) : left);
  }
};

/// base (ratio + (1 - ratio) rise), then base [m + (1 - m) (1 + cos(pi min(1, (b - W + 1) / (T - W)))) / 2]: the full
/// rate itself is never applied after a linear rise; step 0 has rate 0 whatever warmup_min_ratio is
struct warmup_cosine_lr {
  double base;
  std::uint64_t total;
  double min_ratio = 0.0;
  double cos_min_ratio = 1e-4;
  warmup rise = {};
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return 0.0;
    const std::uint64_t b = t - 1;
    if (b < rise.steps) return base * (min_ratio + rise.fraction(b) * (1.0 - min_ratio));
    const auto length = static_cast<double>(total > rise.steps ? total - rise.steps : 1);
    const double u = std::min(1.0, static_cast<double>(b - rise.steps + 1) / length);
    const double wave = (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
    return base * std::max(0.0, cos_min_ratio + (1.0 - cos_min_ratio) * wave);
  }
};

}  // namespace taper::libraries::deepspeed
