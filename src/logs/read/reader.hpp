// A reader of one log format. Each is in a separate file and has one line in reader_list.hpp.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "logs/read/byte_source.hpp"
#include "logs/read/line_rule.hpp"
#include "logs/read/log_sink.hpp"
#include "taper/logs/log.hpp"

namespace taper::inspection {

/// The input of recognition.
struct first_look {
  std::string_view head;  ///< the first 64 KiB
  std::string_view name;  ///< file name, may be empty
};

/// Reads to the end of the source; an error only if the file is unusable.
using read_result = std::optional<error>;

/// Reads whole files (`read`), or lines of any text (`line`).
struct reader {
  log_format format;
  bool (*recognizes)(const first_look&) = nullptr;
  read_result (*read)(byte_source&, log_sink&, const read_options&) = nullptr;
  line_rule line{};
};

#define READER(file, name) extern const reader name;
#include "logs/read/reader_list.hpp"
#undef READER

/// The list, in the order in which formats are tried.
[[nodiscard]] std::span<const reader* const> readers() noexcept;

/// Reads text line by line; the first rule that matches a line reads it. `only`: use this rule alone.
/// The format of the log is that of the rule with the most rates.
read_result read_text(byte_source& source, log_sink& sink, const read_options& options, const reader* only);

/// JSON Lines from another source (Trackio's database).
read_result read_json(byte_source& source, log_sink& sink, const read_options& options);

}  // namespace taper::inspection
