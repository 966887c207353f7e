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

/// An amount of time as whole steps, rounded to the nearest; `shown` is the amount in error messages, with its place.
result<amount> in_steps(const amount& a, const written_value& shown, const parameter_row& row, const setting& in);
/// A number with its unit as an amount of time.
result<amount> amount_of(const written_value& v, const parameter_row& row);

}  // namespace taper::libraries
