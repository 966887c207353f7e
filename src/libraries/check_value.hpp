// Checks a written value against the row of its parameter.
#pragma once

#include <optional>
#include <string>

#include "row.hpp"

namespace taper::libraries {

/// What is wrong with a value, or nothing. Flags and words are told from each other by the row.
std::optional<error> fault_of(const written_value& v, const parameter_row& row);

/// The value in the form that evaluation reads: amounts of time as whole steps. Error: a clock that is not there.
result<written_value> resolved(const written_value& v, const parameter_row& row, const setting& in);

}  // namespace taper::libraries
