// "key: value", "key value", "key=value" in lines of text: the fields of a log that was printed for people.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace taper::inspection {

/// One number of a line with the words before it.
struct line_field {
  std::string_view key;      ///< trimmed; empty where no words stand between two numbers
  std::string_view text;     ///< the number; thousands may be set apart by commas (`1,234`)
  bool after_slash = false;  ///< the N of `n/N`
  std::size_t index = 0;     ///< place in a list `[a, b]`; its later numbers have the key of its first
};

/// Numbers of a line with their keys, in order. A number inside a word (`3.5ms`, `v100`) is none.
void scan_fields(std::string_view line, std::vector<line_field>& out);

/// The number right after a label (blanks between are skipped); empty where the label or the number is not there.
[[nodiscard]] std::string_view number_after(std::string_view line, std::string_view label);

/// A number without the commas between its thousands.
[[nodiscard]] std::string_view without_commas(std::string_view number, std::string& scratch);

/// Takes ANSI color codes out of a line; returns the line itself where there are none.
[[nodiscard]] std::string_view without_colors(std::string_view line, std::string& scratch);

}  // namespace taper::inspection
