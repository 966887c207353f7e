// "key: value", "key value", "key=value" in lines of text: the fields of a log that was printed for people.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace taper::inspection {

/// One number of a line, with the words before it.
struct line_field {
  std::string_view key;      ///< trimmed; empty if there are no words between two numbers
  std::string_view text;     ///< the number; thousands may be separated by commas (`1,234`)
  bool after_slash = false;  ///< the N of `n/N`
  std::size_t index = 0;     ///< place in a list `[a, b]`; later numbers have the key of the first
};

/// Numbers of a line with their keys, in order. Digits inside a word (`3.5ms`, `v100`) are not numbers.
void scan_fields(std::string_view line, std::vector<line_field>& out);

/// The number right after a label (blanks are skipped); empty if the label or the number is missing.
[[nodiscard]] std::string_view number_after(std::string_view line, std::string_view label);

/// A number without the commas between its thousands.
[[nodiscard]] std::string_view without_commas(std::string_view number, std::string& scratch);

/// Removes ANSI color codes from a line; returns the line itself if there are none.
[[nodiscard]] std::string_view without_colors(std::string_view line, std::string& scratch);

}  // namespace taper::inspection
