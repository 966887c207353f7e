// Optax's schedules as pure functions of the count, in the float32 that JAX computes them in by default.
//
// Operations and their order are the library's, so that the results agree to a few float32 ulp of the peak.
// Source: google-deepmind/optax, optax/schedules/_schedule.py, 0.2.8.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "taper/rule.hpp"

namespace taper::libraries::optax {

/// value
struct constant_schedule {
  double value;
  double operator()(std::uint64_t) const noexcept { return static_cast<double>(static_cast<float>(value)); }
};

/// (init - end) (1 - clip(t - begin, 0, T) / T)^power + end; T = 0: init
struct polynomial_schedule {
  double init_value;
  double end_value;
  double power;
  std::uint64_t transition_steps;
  std::uint64_t transition_begin = 0;
  double operator()(std::uint64_t t) const noexcept {
    if (transition_steps == 0) return static_cast<double>(static_cast<float>(init_value));
    const std::uint64_t count = std::min(t - std::min(t, transition_begin), transition_steps);
    const float left = 1.0F - static_cast<float>(count) / static_cast<float>(transition_steps);
    const auto span = static_cast<float>(init_value - end_value);
    return static_cast<double>(span * std::pow(left, static_cast<float>(power)) + static_cast<float>(end_value));
  }
};

/// init scale_1 … scale_k for boundaries <= t
struct piecewise_constant_schedule {
  double init_value;
  std::vector<std::pair<std::uint64_t, double>> boundaries_and_scales;  ///< ascending
  /// Its values are given one by one.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const auto& one : boundaries_and_scales) out.at.push_back(one.first);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    auto v = static_cast<float>(init_value);
    for (const auto& [boundary, scale] : boundaries_and_scales) {
      if (t >= boundary) v *= static_cast<float>(scale);
    }
    return static_cast<double>(v);
  }
};

/// init rate^((t - begin) / T), with floor of the exponent as a staircase, not beyond end_value; T = 0 or rate = 0:
/// init
struct exponential_decay {
  double init_value;
  std::uint64_t transition_steps;
  double decay_rate;
  std::uint64_t transition_begin = 0;
  enum class steps : unsigned char { smooth, staircase } shape = steps::smooth;
  enum class bound : unsigned char { none, end_value } limit = bound::none;
  double end_value = 0.0;
  double operator()(std::uint64_t t) const noexcept {
    const auto init = static_cast<float>(init_value);
    if (transition_steps == 0 || decay_rate == 0.0) return static_cast<double>(init);
    float v = init;
    if (t > transition_begin) {
      float p = static_cast<float>(t - transition_begin) / static_cast<float>(transition_steps);
      if (shape == steps::staircase) p = std::floor(p);
      v = init * std::pow(static_cast<float>(decay_rate), p);
    }
    if (limit == bound::end_value) {
      const auto end = static_cast<float>(end_value);
      v = decay_rate < 1.0 ? std::max(v, end) : std::min(v, end);
    }
    return static_cast<double>(v);
  }
};

/// init [(1 - alpha) ((1 + cos(pi min(t, T) / T)) / 2)^exponent + alpha]
struct cosine_decay_schedule {
  double init_value;
  std::uint64_t decay_steps;
  double alpha = 0.0;
  double exponent = 1.0;
  double operator()(std::uint64_t t) const noexcept {
    const auto steps = static_cast<float>(decay_steps);
    const float count = std::min(static_cast<float>(t), steps);
    float wave = 0.5F * (1.0F + std::cos(std::numbers::pi_v<float> * count / steps));
    if (exponent != 1.0) wave = std::pow(wave, static_cast<float>(exponent));
    return static_cast<double>(static_cast<float>(init_value) *
                               (static_cast<float>(1.0 - alpha) * wave + static_cast<float>(alpha)));
  }
};

/// Between (b_k, v_k), v_k the running product of the scales, by straight lines or half cosines; the last value stays
struct piecewise_interpolate_schedule {
  enum class kind : unsigned char { linear, cosine } interpolate;
  double init_value;
  std::vector<std::pair<std::uint64_t, double>> boundaries_and_scales;  ///< ascending
  /// Its values are given one by one.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const auto& one : boundaries_and_scales) out.at.push_back(one.first);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    std::uint64_t begin = 0;
    auto from = static_cast<float>(init_value);
    for (const auto& [end, scale] : boundaries_and_scales) {
      const float to = from * static_cast<float>(scale);
      if (t >= begin && t < end) {
        const float u = static_cast<float>(t - begin) / static_cast<float>(std::max<std::uint64_t>(end - begin, 1));
        if (interpolate == kind::linear) return static_cast<double>((to - from) * u + from);
        return static_cast<double>(to + (from - to) / 2.0F * (std::cos(std::numbers::pi_v<float> * u) + 1.0F));
      }
      begin = end;
      from = to;
    }
    return static_cast<double>(from);
  }
};

}  // namespace taper::libraries::optax
