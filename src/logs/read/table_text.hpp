// Delimited text: one line into fields, quotes included.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace taper::inspection {

/// The delimiter of a header line: the one of comma, tab, semicolon that splits it into most fields; a blank, which
/// stands for runs of blanks, where it has none of them.
[[nodiscard]] char guess_delimiter(std::string_view header);

/// Splits a line; quoted fields lose their quotes, doubled quotes inside become one, blanks around fields go.
/// The views point into `line` or into `scratch`.
void split_fields(std::string_view line, char delimiter, std::vector<std::string_view>& out, std::string& scratch);

}  // namespace taper::inspection
