// Splits a line of delimited text into fields, with quotes.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace taper::inspection {

/// The delimiter of a header line: the one of comma, tab and semicolon that gives the most fields; a blank, which
/// stands for runs of blanks, if it has none of them.
[[nodiscard]] char guess_delimiter(std::string_view header);

/// Splits a line; removes quotes and blanks around fields; doubled quotes inside become one.
/// The views refer to `line` or `scratch`.
void split_fields(std::string_view line, char delimiter, std::vector<std::string_view>& out, std::string& scratch);

}  // namespace taper::inspection
