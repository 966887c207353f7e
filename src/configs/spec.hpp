// Building blocks of the schedules that configurations specify.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "taper/algebra.hpp"
#include "taper/library_shape.hpp"

namespace taper::configs {

inline std::string written(std::int64_t v) { return std::to_string(v); }

/// An argument of a library's schedule; an empty one, or an empty word, leaves the library's default.
using argument = std::optional<
    std::variant<double, std::int64_t, bool, std::string, std::vector<double>, std::vector<std::int64_t>,
                 std::vector<std::string>, std::vector<std::pair<std::int64_t, double>>, std::vector<schedule>>>;
using named_arguments = std::vector<std::pair<std::string_view, argument>>;

/// The argument v; empty for 0.
template <class T>
std::optional<T> if_positive(T v) {
  return v > T{} ? std::optional(v) : std::nullopt;
}

/// hf.cosine(num_warmup_steps=60, num_training_steps=1200)
result<schedule> call(std::string_view name, const named_arguments& arguments);

/// A window with modifiers; those that are empty are left out.
template <class... Modifier>
result<schedule> windowed(any_window shape, const std::optional<Modifier>&... modifiers) {
  schedule out{std::move(shape), {}};
  ((modifiers ? detail::add(out.with, *modifiers) : void()), ...);
  TAPER_CHECK(fault_of(out.with));
  return out;
}
/// A schedule at this peak.
result<schedule> at_peak(result<schedule> s, double rate);
/// One part after the other; part k + 1 begins at step marks[k].
result<schedule> in_sequence(std::vector<result<schedule>> parts, std::vector<amount> marks);

/// The product of the parts, at this peak.
result<schedule> multiplied(std::vector<result<schedule>> parts, double rate);
/// Constant between its steps 0, every, 2 every, …: a scheduler that is stepped once per epoch.
result<schedule> once_every(result<schedule> s, std::int64_t every);
/// A factor that rises in a line from `first` at step 0 to 1 at step `steps`.
result<schedule> line_to_one(double first, std::int64_t steps);

/// A rise from 0 over the given steps; empty for 0 steps.
inline std::optional<modifier::warmup> warmup(std::int64_t steps) {
  return steps > 0 ? std::optional(taper::warmup(steps)) : std::nullopt;
}
/// A constant part of a sequence, at this fraction of the peak.
result<schedule> level(double part);
/// A floor as a fraction of the peak.
inline std::optional<modifier::floor> floor_part(double part) {
  return part > 0.0 ? std::optional(taper::floor(percent(100.0 * part))) : std::nullopt;
}

}  // namespace taper::configs
