// The shapes that recovery knows: the fall of a schedule as a function of its own progress, and the inverse.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "taper/registry.hpp"

namespace taper::inspection {

/// The fall's family. `inverse_sqrt` and `geometric` have no end; the others reach 0 at u = 1.
enum class fall : unsigned char {
  constant,
  linear,          ///< 1 - u
  cosine,          ///< (1 + cos(pi u)) / 2
  power,           ///< (1 - u)^q
  one_minus_sqrt,  ///< 1 - sqrt(u)
  exp_window,      ///< (q^u - q) / (1 - q), 0 < q < 1
  poly,            ///< (1 - u^q)^2
  sigmoid,         ///< taper's sigmoid window, b = 2, c = 1/2, steepness q
  inverse_sqrt,    ///< 1 / sqrt(1 + u), u = steps after the warmup / timescale
  geometric,       ///< exp(-u), u = steps after the warmup / time constant
  cycles,          ///< warm restarts (this and the next five are stored as rates)
  one_cycle,       ///< a rise and a fall by cosines
  wave,            ///< a cosine that rises again after its end
  stairs,          ///< drops
  epochs,          ///< any of the above, advancing once per epoch
  triangles,       ///< repeated linear rises and falls
  window,          ///< any other family of the registry, by its kernel
};

/// A window of the registry, ready to be evaluated, with its text in the notation.
struct window_form {
  any_window window;
  any_window::kernel_type kernel;
  std::string text;
};

/// A family with its parameter (unused ones ignore it).
struct shape {
  fall kind = fall::constant;
  double q = 0.0;
  std::shared_ptr<const window_form> window{};  ///< for `fall::window`
};

/// Value at progress u >= 0: 1 at u = 0; windows stay at 0 beyond u = 1.
[[nodiscard]] double fall_value(const shape& s, double u) noexcept;

/// Progress at which the value is y. Above 1 it is negative for the self-similar families, which go on before their start,
/// and 0 for the others.
[[nodiscard]] double fall_progress(const shape& s, double y) noexcept;

/// Windows end; the others do not.
[[nodiscard]] bool has_end(fall kind) noexcept;

/// Families in which peak and length cannot be determined separately: every part of the fall is a scaled copy of it.
[[nodiscard]] bool is_self_similar(fall kind) noexcept;

/// Families with a parameter q.
[[nodiscard]] bool has_parameter(fall kind) noexcept;

[[nodiscard]] std::string_view name_of(fall kind) noexcept;

}  // namespace taper::inspection
