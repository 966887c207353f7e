// The parts of a combination: how each is bound, and on which base rate it runs.
#pragma once

#include <cstdint>

#include "../libraries/row.hpp"
#include "functions.hpp"
#include "taper/schedule.hpp"

namespace taper::algebra {

/// Whether a schedule is made of schedules.
bool is_combined(const schedule& s);

/// Whether a schedule multiplies the base rate around it: another library's that scales one,
/// or one made of schedules, without a peak.
bool takes_outer_base(const schedule& s);

/// A part over so many steps. It runs on peak(1) where the combination, or something around it, has a peak and the part
/// is another library's schedule that scales a base rate and says none; never on the library's default.
///
/// Errors  missing: there is no peak, in the part or around it.
///         conflict: there is one around it, and the part has learning rates of its own beside the base rate, which it
///         would multiply (eta_min=1e-5).
///         What does not fit its steps names the innermost part that is at fault, at its place in the text.
result<bound_part> bind_part(const written_value& argument, std::uint64_t steps, const libraries::setting& in);

/// The highest rate of a bound part over its steps.
double top_of(const bound_part& part);

/// What the parts of a combination say of themselves, and a sequence of its seams.
void part_findings(const combined_rates& rates, const libraries::setting& in, std::vector<finding>& out);

}  // namespace taper::algebra
