// ignite's parameter schedulers, attached to Events.ITERATION_STARTED, as pure functions of the iteration.
//
// Source: pytorch/ignite, ignite/handlers/param_scheduler.py, 0.5.5.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "taper/rule.hpp"

namespace taper::libraries::ignite {

/// Cycles from start to end (a cosine, a line, or a line there and back), each int(cycle_mult times) as long as the one
/// before, the start and end multiplied from cycle to cycle; then warmup_duration steps in a line back to the start.
struct cyclical {
  enum class kind : unsigned char { cosine, line, there_and_back };
  kind is;
  double start_value;
  double end_value;
  std::uint64_t cycle_size;
  double cycle_mult = 1.0;
  double start_value_mult = 1.0;
  double end_value_mult = 1.0;
  std::uint64_t warmup_duration = 0;

  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    double start = start_value;
    double end = end_value;
    std::uint64_t fall = cycle_size;
    std::uint64_t rise = warmup_duration;
    while (t >= fall + rise) {
      const std::uint64_t next_fall = grown(fall);
      const std::uint64_t next_rise = grown(rise);
      const double passed = next_fall == fall && next_rise == rise ? static_cast<double>(t / (fall + rise)) : 1.0;
      start *= std::pow(start_value_mult, passed);
      end *= std::pow(end_value_mult, passed);
      t -= static_cast<std::uint64_t>(passed) * (fall + rise);
      fall = next_fall;
      rise = next_rise;
    }
    if (t >= fall && rise > 0) start *= start_value_mult;  // the start moves when the fall ends, the end a rise later
    if (t > fall) return end + (start - end) * (static_cast<double>(t - fall) / static_cast<double>(rise));
    const double u = static_cast<double>(t) / static_cast<double>(fall);
    switch (is) {
      case kind::cosine: return start + (end - start) / 2.0 * (1.0 - std::cos(std::numbers::pi * u));
      case kind::line: return start + (end - start) * u;
      case kind::there_and_back: return end + (start - end) * std::fabs(u - 0.5) * 2.0;
    }
    return start;
  }

 private:
  [[nodiscard]] std::uint64_t grown(std::uint64_t length) const noexcept {
    const double next = static_cast<double>(length) * cycle_mult;
    return next < 9e15 ? static_cast<std::uint64_t>(next) : std::uint64_t{9'000'000'000'000'000};
  }
};

/// Straight lines between (milestone, value); the first and the last value before and after
struct piecewise_linear {
  std::vector<std::pair<std::uint64_t, double>> milestones_values;  ///< ascending
  /// Its values are given one by one.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const auto& one : milestones_values) out.at.push_back(one.first);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    if (t < milestones_values.front().first) return milestones_values.front().second;
    if (t >= milestones_values.back().first) return milestones_values.back().second;
    std::size_t k = 0;
    while (t >= milestones_values[k + 1].first) ++k;
    const auto& [from, a] = milestones_values[k];
    const auto& [to, b] = milestones_values[k + 1];
    return a + (b - a) * static_cast<double>(t - from) / static_cast<double>(to - from);
  }
};

}  // namespace taper::libraries::ignite
