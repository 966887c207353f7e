// llm.c's learning-rate schedules as pure functions of the step, in its float32.
//
// Its asserts stop a run beyond train_num_batches; here the last rate stays. Source: karpathy/llm.c, llmc/schedulers.h.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

namespace taper::libraries::llmc {

/// (t + 1) / W for t < W in all but constant, which has no warmup
struct schedule {
  enum class kind : unsigned char { cosine, linear, constant, wsd };
  kind type;
  double learning_rate;
  std::uint64_t warmup_iterations = 0;
  std::uint64_t train_num_batches = 0;
  double final_learning_rate_frac = 0.0;

  double operator()(std::uint64_t t) const noexcept {
    const auto top = static_cast<float>(learning_rate);
    if (type == kind::constant) return static_cast<double>(top);
    if (t < warmup_iterations) {
      const auto done = static_cast<float>(t + 1);
      const auto length = static_cast<float>(warmup_iterations);
      return static_cast<double>(type == kind::wsd ? top * (done / length) : top * done / length);
    }
    const float low = top * static_cast<float>(final_learning_rate_frac);
    t = std::min(t, train_num_batches);
    const std::uint64_t begin = type == kind::wsd ? decay_point() : warmup_iterations;
    if (t < begin || begin >= train_num_batches) return static_cast<double>(top);
    const float u = static_cast<float>(t - begin) / static_cast<float>(train_num_batches - begin);
    if (type == kind::linear) return static_cast<double>(top - u * (top - low));
    if (type == kind::wsd) return static_cast<double>(low + (1.0F - std::sqrt(u)) * (top - low));
    const float wave = 0.5F * (1.0F + std::cos(static_cast<float>(std::numbers::pi * static_cast<double>(u))));
    return static_cast<double>(low + wave * (top - low));
  }
  /// Where wsd starts to fall: 80 % of the run, in float32 as there.
  [[nodiscard]] std::uint64_t decay_point() const noexcept {
    return static_cast<std::uint64_t>(0.8F * static_cast<float>(train_num_batches));
  }
};

}  // namespace taper::libraries::llmc
