// Makes logs for tests: a rate as a function of the scheduler's counter, written as each trainer writes it.
#pragma once

#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <numbers>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace taper::test {

/// The shortest text that reads back the same, as Python's repr and json.dumps write it.
inline std::string repr(double x) {
  char text[40];
  const auto end = std::to_chars(text, text + sizeof text, x).ptr;
  std::string out(text, end);
  return out.find_first_of(".en") == std::string::npos ? out + ".0" : out;
}

inline std::string printed(const char* format, double x) {
  char text[64];
  std::snprintf(text, sizeof text, format, x);
  return text;
}

using rate_of_counter = std::function<double(std::int64_t)>;

/// A run to be logged.
struct logged_run {
  rate_of_counter rate;
  std::int64_t first = 1;  ///< logged steps first, first + stride, … up to last
  std::int64_t last = 0;
  std::int64_t stride = 1;
  std::int64_t offset = 0;                                    ///< the counter is step - offset
  std::vector<std::pair<std::int64_t, std::int64_t>> lags{};  ///< (step, offset) from that step on
  std::optional<std::int64_t> max_steps{};

  [[nodiscard]] std::int64_t counter(std::int64_t step) const {
    std::int64_t lag = offset;
    for (const auto& [from, value] : lags) {
      if (step >= from) lag = value;
    }
    return step - lag;
  }
};

/// Hugging Face's schedules with their original formulas (transformers/optimization.py).
inline rate_of_counter hf_linear(double peak, std::int64_t w, std::int64_t total) {
  return [=](std::int64_t c) {
    if (c < w) return peak * (static_cast<double>(c) / static_cast<double>(std::max<std::int64_t>(1, w)));
    return peak *
           std::max(0.0, static_cast<double>(total - c) / static_cast<double>(std::max<std::int64_t>(1, total - w)));
  };
}

inline rate_of_counter hf_cosine(double peak, std::int64_t w, std::int64_t total, double least = 0.0) {
  return [=](std::int64_t c) {
    if (c < w) return peak * (static_cast<double>(c) / static_cast<double>(std::max<std::int64_t>(1, w)));
    const double u = static_cast<double>(c - w) / static_cast<double>(std::max<std::int64_t>(1, total - w));
    const double factor = 0.5 * (1.0 + std::cos(std::numbers::pi * 0.5 * 2.0 * u));
    return peak * std::max(0.0, factor * (1.0 - least) + least);
  };
}

inline rate_of_counter hf_constant(double peak, std::int64_t w) {
  return [=](std::int64_t c) {
    return c < w ? peak * (static_cast<double>(c) / static_cast<double>(std::max<std::int64_t>(1, w))) : peak;
  };
}

/// DeepSpeed WarmupLR with warmup_type "log".
inline rate_of_counter deepspeed_log(double least, double peak, std::int64_t w) {
  return [=](std::int64_t c) {
    if (c >= w) return peak;
    const double gamma = std::log(static_cast<double>(c + 1)) * (1.0 / std::log(static_cast<double>(w)));
    return least + (peak - least) * gamma;
  };
}

/// A trainer_state.json with a loss that falls a little.
inline std::string hf_log(const logged_run& run) {
  std::string out =
      "{\n  \"best_metric\": null,\n  \"global_step\": " + std::to_string(run.last) + ",\n  \"log_history\": [";
  bool first = true;
  for (std::int64_t s = run.first; s <= run.last; s += run.stride) {
    const double loss = 2.0 + 1.0 / (1.0 + 0.01 * static_cast<double>(s)) + 0.01 * static_cast<double>(s % 7);
    out += (first ? "" : ",") + std::string("\n    {\n      \"epoch\": ") + repr(static_cast<double>(s) / 100.0) +
           ",\n      \"learning_rate\": " + repr(run.rate(run.counter(s))) +
           ",\n      \"loss\": " + printed("%.4f", loss) + ",\n      \"step\": " + std::to_string(s) + "\n    }";
    first = false;
  }
  out += "\n  ],\n  \"max_steps\": " + std::to_string(run.max_steps.value_or(-1)) + ",\n  \"num_train_epochs\": 3\n}\n";
  return out;
}

/// A table `step,lr,loss` with the rate in a printf format (empty: every digit).
inline std::string csv_log(const logged_run& run, const char* format = "") {
  std::string out = "step,lr,loss\n";
  for (std::int64_t s = run.first; s <= run.last; s += run.stride) {
    const double rate = run.rate(run.counter(s));
    out += std::to_string(s) + "," + (*format == '\0' ? repr(rate) : printed(format, rate)) + "," +
           printed("%.4f", 3.0 - 0.001 * static_cast<double>(s % 100)) + "\n";
  }
  return out;
}

}  // namespace taper::test
