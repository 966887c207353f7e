// User text for messages: cut between characters with a mark at the cut, quoted,
// without control sequences for a terminal. Numbers as text.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"

namespace taper {

/// The first `n` characters (UTF-8 code points; an invalid byte counts as one).
std::string_view first_characters(std::string_view text, std::size_t n);

/// At most the first `most` bytes of `text`, without splitting a character; followed by "..." if text is missing.
std::string shortened(std::string_view text, std::size_t most);

/// 'text', shortened; control characters and bytes that are not UTF-8 as \x1b.
std::string echoed(std::string_view text, std::size_t most = 40);

/// The known name nearest to `name` (upper and lower case alike), or nothing if none is near: for "did you mean".
std::string nearest_name(std::string_view name, const std::vector<std::string_view>& known);

/// An unknown name at a place of a text: "did you mean 'cosine'?" if `near` is not empty, otherwise the hint.
error unknown_word(std::string message, std::size_t at, std::string near, std::string hint = {});

/// The text with the letters A to Z as a to z.
std::string lower_case(std::string_view text);

/// A number as the notation writes it: shortest that reads back the same, 0.0003 and 1e-05.
std::string print_number(double v);

/// Reads a double at the front of `text`; 0 characters if there is none. Locale-independent.
std::size_t read_number(std::string_view text, double& out);

}  // namespace taper
