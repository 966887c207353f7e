// Whether the rows of a stretch determine its schedule, or fit another one as well.
#pragma once

#include <span>

#include "logs/recover/recover.hpp"

namespace taper::inspection {

/// Sets `reason` and `also` where the log does not determine it: too few rows for what is unknown,
/// or another family that fits every row too.
void decide(std::span<const point> points, const hints& known, stretch& s);

}  // namespace taper::inspection
