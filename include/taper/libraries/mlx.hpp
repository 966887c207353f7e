// MLX's schedules as pure functions of the step, in the float32 that mlx.core computes them in.
//
// Operations and their order are the library's. Source: ml-explore/mlx, python/mlx/optimizers/schedulers.py, 0.32.4.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace taper::libraries::mlx {

/// init rate^t
struct exponential_decay {
  double init;
  double decay_rate;
  double operator()(std::uint64_t t) const noexcept {
    return static_cast<double>(static_cast<float>(init) *
                               std::pow(static_cast<float>(decay_rate), static_cast<float>(t)));
  }
};

/// init rate^floor(t / size)
struct step_decay {
  double init;
  double decay_rate;
  std::uint64_t step_size;
  double operator()(std::uint64_t t) const noexcept { return exponential_decay{init, decay_rate}(t / step_size); }
};

/// end + (init - end) (1 + cos(pi min(t, T) / T)) / 2
struct cosine_decay {
  double init;
  std::uint64_t decay_steps;
  double end = 0.0;
  double operator()(std::uint64_t t) const noexcept {
    const auto s = static_cast<float>(std::min(t, decay_steps));
    const auto rate = static_cast<float>(std::numbers::pi / static_cast<double>(decay_steps));
    const float wave = 0.5F * (1.0F + std::cos(rate * s));
    return static_cast<double>(static_cast<float>(end) + wave * static_cast<float>(init - end));
  }
};

/// init + (end - init) min(t, T) / T
struct linear_schedule {
  double init;
  double end;
  std::uint64_t steps;
  double operator()(std::uint64_t t) const noexcept {
    const auto s = static_cast<float>(std::min(t, steps));
    return static_cast<double>(s * static_cast<float>((end - init) / static_cast<double>(steps)) +
                               static_cast<float>(init));
  }
};

}  // namespace taper::libraries::mlx
