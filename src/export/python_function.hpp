// Shared by all exports to Python: constants, signatures, lines of plain functions.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "language.hpp"

namespace taper::exporting {

/// NAME = value, and NAME = [ … ] with the given brackets.
std::string python_constants(const language& in, const program& p, std::string_view open, std::string_view close);
/// A function with its window: learning_rate if it is the last, else a part. `more` is appended to the docstring's
/// sentence, `first` is a line before the others, `lines` writes the lines of a function.
std::string python_function(const piece& p, bool last, std::string_view more, std::string_view first,
                            const std::function<std::string(const std::vector<statement>&)>& lines);
/// The lines of a function with early returns.
std::string python_lines(const language& in, const std::vector<statement>& lines);
/// Whether a function of the module math is used.
bool calls_math(const program& p);

}  // namespace taper::exporting
