// A family with some open parameters: poly(n=2) means every i. `fit` and `design` search in it.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "taper/notation.hpp"

namespace taper {

/// A schedule whose window has open parameters.
struct pattern {
  schedule member;                     ///< open parameters have some valid value
  std::vector<std::string_view> open;  ///< names of the parameters that were not given, in registry order
};

/// A pattern from the pipe or compact form. A parameter without a value is open, even if it has a default:
///
///   poly                open i, n          poly(n=2)        open i
///   sigmoid(4)          open b, c          poly,hold=50%    open i, n
///
/// Errors: as parse(), but for missing parameters.
result<pattern> parse_pattern(std::string_view text);

/// The pattern of every family that has a formula (all but table), with everything after the shape taken from
/// `rest`: " | warmup(500)", ",warmup=500" or nothing. Error: as parse().
result<std::vector<pattern>> all_patterns(std::string_view rest = {});

/// The window of "poly", "poly(n=3)" or a whole schedule whose `parameters` will be swept: they need no value.
/// Errors: as parse(); unknown_name for a parameter that the family does not have.
result<any_window> swept_window(std::string_view text, std::span<const std::string_view> parameters);

}  // namespace taper
