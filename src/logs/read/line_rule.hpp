// A rule for the lines of one writer: which lines are its own, which words mean something else there, how to take them.
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

/// What a line was.
enum class line_result : unsigned char {
  other,    ///< not of this writer: further rules are asked
  nothing,  ///< its own, and no row
  row,      ///< line_work::row holds a row; it may lack a rate
};

/// What taking a line works with, kept from line to line.
struct line_work {
  name_cache names;
  std::vector<line_field> fields;
  std::string scratch;
  std::string digits;
  row_builder row;
  row_builder table;     ///< gathered over several lines
  std::string rate_key;  ///< rows of one kind share their keys
  std::string step_key;
  std::string epoch_key;
  training_log* log = nullptr;  ///< settings and plans go there
  std::int64_t skipped = 0;     ///< Megatron counts by line
};

/// A word that means something of its own in one writer's lines (`Train: 3 [50/400]` begins with the epoch).
struct line_word {
  std::string_view text;
  field kind = field::none;
};

struct line_rule {
  bool (*fits)(std::string_view line) = nullptr;  ///< none: the reader reads no lines
  std::array<line_word, 3> words{};
  line_result (*take)(std::string_view line, line_work& work) = nullptr;  ///< none: by keys, as any line
};

/// Takes a line by its keys ("Epoch [1][50/300]  lr: 1e-3, loss: 2.5"): fills work.row.
line_result take_by_keys(std::string_view line, line_work& work, const std::array<line_word, 3>& words);

/// The value of a number right after a label.
[[nodiscard]] std::optional<double> value_after(std::string_view line, std::string_view label);

}  // namespace taper::inspection
