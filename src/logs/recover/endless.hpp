// Readings of a whole log as a schedule without an end: inverse square root, inverse time, a factor every step.
#pragma once

#include <span>
#include <vector>

#include "logs/recover/whole.hpp"

namespace taper::inspection {

[[nodiscard]] std::vector<whole_reading> read_endless(std::span<const point> points, const hints& known);

}  // namespace taper::inspection
