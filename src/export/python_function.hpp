// What all exports to Python share: constants, signatures, lines of plain functions.
#pragma once

#include <string>
#include <string_view>

#include "language.hpp"

namespace taper::exporting {

/// NAME = value, and NAME = [ … ] between the given brackets.
std::string python_constants(const language& in, const program& p, std::string_view open, std::string_view close);
/// learning_rate(step) or learning_rate(step, total)
std::string python_signature(const program& p);
/// The lines of a function that leaves as soon as it knows its result.
std::string python_lines(const language& in, const std::vector<statement>& lines);
/// Whether a function of the module math is called.
bool calls_math(const program& p);

}  // namespace taper::exporting
