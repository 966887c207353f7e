// Keras 3's keras.optimizers.schedules as pure functions of the step, in float32 as the backends compute them.
//
// Operations and their order are the library's. Source: keras-team/keras, learning_rate_schedule.py, 3.15.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "taper/rule.hpp"

namespace taper::libraries::keras {

enum class steps : unsigned char { smooth, staircase };

/// initial rate^(t / T), the exponent rounded down as a staircase
struct exponential_decay {
  double initial_learning_rate;
  double decay_steps;
  double decay_rate;
  steps shape = steps::smooth;
  double operator()(std::uint64_t t) const noexcept {
    float p = static_cast<float>(t) / static_cast<float>(decay_steps);
    if (shape == steps::staircase) p = std::floor(p);
    return static_cast<double>(static_cast<float>(initial_learning_rate) * std::pow(static_cast<float>(decay_rate), p));
  }
};

/// values[k] while t <= boundaries[k]: a boundary itself still has the value before it
struct piecewise_constant_decay {
  std::vector<std::uint64_t> boundaries;  ///< ascending
  std::vector<double> values;             ///< one more
  /// Its values are given one by one; a boundary still has the value before it.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const std::uint64_t b : boundaries) out.at.push_back(b + 1);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    const auto passed = std::lower_bound(boundaries.begin(), boundaries.end(), t) - boundaries.begin();
    return static_cast<double>(static_cast<float>(values[static_cast<std::size_t>(passed)]));
  }
};

/// (initial - end) (1 - t / T)^power + end; with `cycle` T grows by whole multiples so that t never passes it
struct polynomial_decay {
  double initial_learning_rate;
  double decay_steps;
  double end_learning_rate = 1e-4;
  double power = 1.0;
  enum class after : unsigned char { stay, cycle } then = after::stay;
  [[nodiscard]] bool cyclic() const noexcept { return then == after::cycle; }
  double operator()(std::uint64_t t) const noexcept {
    auto now = static_cast<float>(t);
    auto length = static_cast<float>(decay_steps);
    if (then == after::cycle) {
      length *= now == 0.0F ? 1.0F : std::ceil(now / length);
    } else {
      now = std::min(now, length);
    }
    const auto end = static_cast<float>(end_learning_rate);
    const float span = static_cast<float>(initial_learning_rate) - end;
    return static_cast<double>(span * std::pow(1.0F - now / length, static_cast<float>(power)) + end);
  }
};

/// initial / (1 + rate t / T), the quotient rounded down as a staircase
struct inverse_time_decay {
  double initial_learning_rate;
  double decay_steps;
  double decay_rate;
  steps shape = steps::smooth;
  double operator()(std::uint64_t t) const noexcept {
    float p = static_cast<float>(t) / static_cast<float>(decay_steps);
    if (shape == steps::staircase) p = std::floor(p);
    return static_cast<double>(static_cast<float>(initial_learning_rate) / (1.0F + static_cast<float>(decay_rate) * p));
  }
};

/// from [(1 - alpha) (1 + cos(pi u)) / 2 + alpha]; with a warmup target a straight rise to it over warmup_steps first
struct cosine_decay {
  double initial_learning_rate;
  double decay_steps;
  double alpha = 0.0;
  enum class rise : unsigned char { none, warmup } begins = rise::none;
  double warmup_target = 0.0;
  std::uint64_t warmup_steps = 0;
  double operator()(std::uint64_t t) const noexcept {
    const auto initial = static_cast<float>(initial_learning_rate);
    const auto length = static_cast<float>(decay_steps);
    auto now = static_cast<float>(t);
    if (begins == rise::none) return fall(std::min(now, length), initial);
    const auto rise_length = static_cast<float>(warmup_steps);
    const auto target = static_cast<float>(warmup_target);
    now = std::min(now, length + rise_length);
    if (now < rise_length) return static_cast<double>((target - initial) * (now / rise_length) + initial);
    return fall(now - rise_length, target);
  }

 private:
  [[nodiscard]] double fall(float now, float from) const noexcept {
    const float wave = 0.5F * (1.0F + std::cos(std::numbers::pi_v<float> * (now / static_cast<float>(decay_steps))));
    return static_cast<double>(from * (static_cast<float>(1.0 - alpha) * wave + static_cast<float>(alpha)));
  }
};

/// Cosine cycles of length T t_mul^i and height m_mul^i, alpha fixed. The cycle is found by a float32 logarithm, as
/// there: at an exact restart it may still be the old cycle, the rate alpha instead of the top.
struct cosine_decay_restarts {
  double initial_learning_rate;
  double first_decay_steps;
  double t_mul = 2.0;
  double m_mul = 1.0;
  double alpha = 0.0;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const auto grow = static_cast<float>(t_mul);
    float u = static_cast<float>(t) / static_cast<float>(first_decay_steps);
    float cycle = 0.0F;
    if (grow == 1.0F) {
      cycle = std::floor(u);
      u -= cycle;
    } else {
      cycle = std::floor(std::log(1.0F - u * (1.0F - grow)) / std::log(grow));
      const float power = std::pow(grow, cycle);
      u = (u - (1.0F - power) / (1.0F - grow)) / power;
    }
    const float height = std::pow(static_cast<float>(m_mul), cycle);
    const float wave = 0.5F * height * (1.0F + std::cos(std::numbers::pi_v<float> * u));
    const auto low = static_cast<float>(alpha);
    const float v = static_cast<float>(initial_learning_rate) * ((1.0F - low) * wave + low);
    return std::isfinite(v) ? static_cast<double>(v)
                            : 0.0;  // t_mul < 1: past the point where the cycles have shrunk to nothing
  }
};

}  // namespace taper::libraries::keras
