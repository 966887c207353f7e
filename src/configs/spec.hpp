// Builds schedules as text, piece by piece.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

#include "taper/notation.hpp"

namespace taper::configs {

inline std::string written(double v) { return print_number(v); }
inline std::string written(std::int64_t v) { return std::to_string(v); }
inline std::string written(std::string v) { return v; }

/// `hf.cosine(num_warmup_steps=60, num_training_steps=1200)`; arguments with empty text are omitted.
inline std::string call(std::string_view name,
                        std::initializer_list<std::pair<std::string_view, std::string>> arguments) {
  std::string inside;
  for (const auto& [key, value] : arguments) {
    if (value.empty()) continue;
    inside += (inside.empty() ? "" : ", ") + std::string(key) + "=" + value;
  }
  return std::string(name) + (inside.empty() ? "" : "(" + inside + ")");
}

inline std::string peak(double rate) { return " | peak(" + print_number(rate) + ")"; }
/// A rise from 0 over the given steps; empty for 0 steps.
inline std::string warmup(std::int64_t steps) {
  return steps > 0 ? " | warmup(" + std::to_string(steps) + ")" : std::string();
}
/// A rise (t + 1) / n; it reaches the peak at step n - 1.
inline std::string warmup_from_one(std::int64_t n) {
  return n > 1 ? " | warmup(" + std::to_string(n - 1) + ", from=" + print_number(1.0 / static_cast<double>(n)) + ")"
               : std::string();
}
inline std::string cooldown(std::int64_t steps) { return " | cooldown(" + std::to_string(steps) + ")"; }
/// A constant part of a sequence, at this fraction of the peak.
inline std::string level(double part) {
  return part > 0.0 ? "constant | peak(" + print_number(part) + ")" : std::string("clip(constant, high=0)");
}
/// A floor as a fraction of the peak.
inline std::string floor_part(double part) {
  return part > 0.0 ? " | floor(" + print_number(100.0 * part) + "%)" : std::string();
}
/// A floor as a rate.
inline std::string floor_rate(double rate) {
  return rate > 0.0 ? " | floor(" + print_number(rate) + ")" : std::string();
}

}  // namespace taper::configs
