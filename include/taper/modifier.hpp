// Modifiers: warmup, hold, cooldown, full period, restarts, Kronecker input, sampling, floor, peak. All are values.
#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string_view>

#include "taper/amount.hpp"

namespace taper {

/// How the rate rises during the warmup; u = t / W, from 0 to 1.
enum class rise : unsigned char {
  linear,          ///< u
  mirror,          ///< the window itself, mirrored, rising from the floor
  cosine,          ///< (1 - cos(pi u)) / 2
  one_minus_sqrt,  ///< 1 - sqrt(1 - u)
  log,             ///< ln(t + 1) / ln(W), DeepSpeed's default
};

/// Where in its interval a step is evaluated: r = (t + o) / D.
enum class sampling : unsigned char {
  periodic,   ///< t / tau: the end of the window is never applied
  symmetric,  ///< t / (tau - 1): the last step sits on the floor
  one_based,  ///< (t + 1) / tau
  midpoint,   ///< (t + 1/2) / tau
  open,       ///< (t + 1) / (tau + 1)
};

/// The input sequence x(t) of the fall.
enum class input : unsigned char {
  uniform,           ///< the steps in order
  kronecker,         ///< golden-ratio sequence: needs no length, not monotone
  kronecker_sorted,  ///< its first tau values in increasing order
};

namespace modifier {

struct warmup {
  amount length;
  rise shape = rise::linear;
  double from = 0.0;  ///< fraction of the peak at step 0
  friend bool operator==(const warmup&, const warmup&) = default;
};
struct hold {
  amount length;
  friend bool operator==(const hold&, const hold&) = default;
};
struct cooldown {
  amount length;
  friend bool operator==(const cooldown&, const cooldown&) = default;
};
struct full {
  friend bool operator==(const full&, const full&) = default;
};
struct restarts {
  std::optional<std::uint64_t> count;  ///< k cycles over the run
  std::optional<std::uint64_t> first;  ///< or the length of the first cycle, repeated forever
  double stretch = 1.0;                ///< ratio of the lengths of consecutive cycles
  double decay = 1.0;                  ///< ratio of the peaks of consecutive cycles
  friend bool operator==(const restarts&, const restarts&) = default;
};
struct floor {
  double value;  ///< percent of the peak, or a learning rate
  enum class kind : unsigned char { percent, rate } is = kind::percent;
  friend bool operator==(const floor&, const floor&) = default;
};
struct peak {
  double lr;
  friend bool operator==(const peak&, const peak&) = default;
};

}  // namespace modifier

/// All modifiers of a schedule, each at most once.
struct composition {
  std::optional<modifier::warmup> warmup;
  std::optional<modifier::hold> hold;
  std::optional<modifier::cooldown> cooldown;
  std::optional<modifier::full> full;
  std::optional<modifier::restarts> restarts;
  std::optional<input> sequence;
  std::optional<taper::sampling> sampled;
  std::optional<modifier::floor> floor;
  std::optional<modifier::peak> peak;
  std::string_view given_twice;  ///< name of a modifier that was piped twice; reported when the schedule is bound

  friend bool operator==(const composition&, const composition&) = default;
};

/// Options of a warmup in addition to its length.
struct rising {
  rise shape = rise::linear;
  double from = 0.0;
};

constexpr modifier::warmup warmup(amount length, rising how = {}) noexcept { return {length, how.shape, how.from}; }
template <std::integral N>
constexpr modifier::warmup warmup(N n, rising how = {}) noexcept {
  return {steps(n), how.shape, how.from};
}
template <std::floating_point F>
modifier::warmup warmup(F, rising = {}) {
  static_assert(sizeof(F) == 0, "warmup takes steps; for a part of the run write warmup(taper::percent(10))");
  return {};
}
constexpr modifier::hold hold(amount length) noexcept { return {length}; }
template <std::integral N>
constexpr modifier::hold hold(N n) noexcept {
  return {steps(n)};
}
template <std::floating_point F>
modifier::hold hold(F) {
  static_assert(sizeof(F) == 0, "hold takes steps; for a part of the run write hold(taper::percent(10))");
  return {};
}
constexpr modifier::cooldown cooldown(amount length) noexcept { return {length}; }
template <std::integral N>
constexpr modifier::cooldown cooldown(N n) noexcept {
  return {steps(n)};
}
template <std::floating_point F>
modifier::cooldown cooldown(F) {
  static_assert(sizeof(F) == 0, "cooldown takes steps; for a part of the run write cooldown(taper::percent(10))");
  return {};
}
inline constexpr modifier::full full{};
/// The cycles of a restart: ratio of their lengths and of their peaks.
struct cycles {
  double stretch = 1.0;
  double decay = 1.0;
};
constexpr modifier::restarts restarts(std::uint64_t count, cycles how = {}) noexcept {
  return {count, std::nullopt, how.stretch, how.decay};
}
constexpr modifier::restarts restarts_forever(std::uint64_t first, cycles how = {}) noexcept {
  return {std::nullopt, first, how.stretch, how.decay};
}
/// A floor as a fraction of the peak: floor(percent(10)). Steps, epochs, samples and tokens do not compile.
constexpr modifier::floor floor(percentage part) noexcept { return {part.value, modifier::floor::kind::percent}; }
/// A floor as a learning rate; needs a peak.
constexpr modifier::floor floor_lr(double lr) noexcept { return {lr, modifier::floor::kind::rate}; }
constexpr modifier::peak peak(double lr) noexcept { return {lr}; }

}  // namespace taper
