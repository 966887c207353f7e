// The parts of a combination: binding and base rate.
#pragma once

#include <cstdint>
#include <vector>

#include "../libraries/row.hpp"
#include "functions.hpp"
#include "taper/schedule.hpp"

namespace taper::combined {

/// Whether a schedule multiplies the enclosing base rate: a library schedule that scales a base rate, or a combination,
/// without a peak.
bool takes_outer_base(const schedule& s);

/// A part bound to a number of steps. A library schedule that scales a base rate and has no peak gets peak(1) if an
/// enclosing combination has a peak; it never gets the library's default.
///
/// Errors  missing: neither the part nor an enclosing combination has a peak.
///         conflict: an enclosing combination has a peak, which would multiply the part's absolute learning rates
///         (eta_min=1e-5).
///         If a part does not fit its steps, the error names the innermost such part and its place in the text.
result<bound_part> bind_part(const operand& argument, std::uint64_t steps, const libraries::setting& in);

/// The highest rate of a bound part over its steps.
double top_of(const bound_part& part);

// A combined schedule, for the visitors of nodes.
libraries::made_rule bind(const operation& is, const binding& to);
std::vector<finding> findings_of(const operation& is, const binding& to);

/// Findings of the parts of a combination, and of the seams of a sequence.
void part_findings(const combined_rates& rates, const libraries::setting& in, std::vector<finding>& out);

}  // namespace taper::combined
