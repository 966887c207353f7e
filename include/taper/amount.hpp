// Amounts of time: steps, fractions of the run, epochs, samples, tokens; and the clock that converts them to steps.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>

namespace taper {

/// What an amount counts.
enum class unit : unsigned char { steps, percent, epochs, samples, tokens };

/// An amount of time: `value` in its unit; a percentage refers to the run (10 means a tenth).
struct amount {
  double value = 0.0;
  unit in = unit::steps;

  friend constexpr bool operator==(const amount&, const amount&) = default;
};

/// Whole steps. A fraction of a step does not compile: a tenth of the run is percent(10).
template <std::integral N>
constexpr amount steps(N n) noexcept {
  return {static_cast<double>(n), unit::steps};
}
/// A percentage: of the run for an amount of time, of the peak for a floor.
struct percentage {
  double value;
  constexpr operator amount() const noexcept { return {value, unit::percent}; }  // NOLINT(google-explicit-constructor)
  friend constexpr bool operator==(const percentage&, const percentage&) = default;
};
constexpr percentage percent(double p) noexcept { return {p}; }
constexpr amount epochs(double n) noexcept { return {n, unit::epochs}; }
constexpr amount samples(double n) noexcept { return {n, unit::samples}; }
constexpr amount tokens(double n) noexcept { return {n, unit::tokens}; }

/// Epochs, samples and tokens per optimizer step; using a unit without an entry is an error.
struct clock {
  std::optional<double> steps_per_epoch;
  std::optional<double> samples_per_step;
  std::optional<double> tokens_per_step;

  friend bool operator==(const clock&, const clock&) = default;
};

}  // namespace taper
