// Checks a written value against the row of its parameter.
#pragma once

#include <optional>
#include <string>

#include "row.hpp"

namespace taper::libraries {

/// The error of a value, if any. The row decides whether a word is a flag.
std::optional<error> fault_of(const written_value& v, const parameter_row& row);

/// The value for evaluation: amounts of time as whole steps. Error: the clock is missing.
result<written_value> resolved(const written_value& v, const parameter_row& row, const setting& in);

}  // namespace taper::libraries
