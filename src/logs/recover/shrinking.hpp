// Triangles whose height shrinks by a factor every step: the factor, and the rate at their feet.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "logs/recover/model.hpp"

namespace taper::inspection {

/// rate(step) = base + (a line in the step, another between every two turns) · gamma^step
struct shrinking {
  double gamma = 1.0;  ///< the roundest that the rows allow
  double base = 0.0;   ///< likewise
  /// The rows without the factor: base + (rate - base) / gamma^step.
  [[nodiscard]] std::vector<point> undone(std::span<const point> rows) const;
};

/// Empty if the rows turn fewer than two times, or no factor below 1 makes them lie on lines.
[[nodiscard]] std::optional<shrinking> fit_shrinking(std::span<const point> rows);

}  // namespace taper::inspection
