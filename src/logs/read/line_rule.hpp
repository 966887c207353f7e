// A rule for the lines of one program: which lines it wrote, words with a special meaning, how to read them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "logs/read/line_fields.hpp"
#include "logs/read/row_builder.hpp"
#include "taper/logs/log.hpp"

namespace taper::inspection {

/// The kind of a line.
enum class line_result : unsigned char {
  other,    ///< not from this program: try further rules
  nothing,  ///< from this program, but not a row
  row,      ///< line_work::row holds a row; it may lack a rate
};

/// The state of reading lines, kept from line to line.
struct line_work {
  name_cache names;
  std::vector<line_field> fields;
  std::string scratch;
  std::string digits;
  row_builder row;
  row_builder table;                ///< gathered over several lines
  std::vector<field_name> columns;  ///< of the table whose header was the last
  std::string rate_key;             ///< rows with the same keys are of one kind
  bool base_rate = false;           ///< the only rate of the line is named "base lr"
  std::string step_key;
  std::string epoch_key;
  training_log* log = nullptr;  ///< receives settings and plans
  std::int64_t skipped = 0;     ///< Megatron counts by line
};

/// A word with a special meaning in the lines of one program (`Train: 3 [50/400]` begins with the epoch).
struct line_word {
  std::string_view text;
  field kind = field::none;
};

struct line_rule {
  bool (*fits)(std::string_view line) = nullptr;  ///< null: the reader does not read lines
  std::array<line_word, 3> words{};
  line_result (*take)(std::string_view line, line_work& work) = nullptr;  ///< null: read by keys, as any line
};

/// Reads a line by its keys ("Epoch [1][50/300]  lr: 1e-3, loss: 2.5") into work.row.
line_result take_by_keys(std::string_view line, line_work& work, const std::array<line_word, 3>& words);

/// The value of a number right after a label.
[[nodiscard]] std::optional<double> value_after(std::string_view line, std::string_view label);

}  // namespace taper::inspection
