// Whether the rows of a stretch really tell its schedule, or another one as well.
#pragma once

#include <span>

#include "logs/recover/recover.hpp"

namespace taper::inspection {

/// Sets `reason` and `also` where the log cannot tell: too few rows for what is unknown,
/// or another family that meets every row too.
void decide(std::span<const point> points, const hints& known, stretch& s);

}  // namespace taper::inspection
