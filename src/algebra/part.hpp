// The base rate of a part: what another library's schedule multiplies where it stands inside another schedule.
#pragma once

#include <cstdint>
#include <string>

#include "taper/libraries/catalogue.hpp"
#include "taper/schedule.hpp"

namespace taper::algebra {

/// Whether a schedule multiplies the base rate around it: another library's that scales one, or one made of schedules,
/// without a peak.
bool takes_outer_base(const schedule& s);

/// A part as it is bound inside a combination: with peak(1) where the combination, or something around it, has a peak
/// and the part is another library's schedule that scales a base rate and says none. Never on the library's default.
///
/// Errors  missing: there is no peak, in the part or around it.
///         conflict: there is one around it, and the part has learning rates of its own beside the base rate, which it
///         would multiply (eta_min=1e-5).
result<schedule> part_schedule(const std::string& text, std::uint64_t steps, const libraries::setting& in);

}  // namespace taper::algebra
