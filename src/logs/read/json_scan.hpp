// A pull scanner for JSON logs: one token at a time from a fixed buffer, NaN and Infinity literals included.
#pragma once

#include <cstddef>
#include <string_view>

#include "logs/read/byte_source.hpp"
#include "logs/read/number_text.hpp"

namespace taper::inspection {

/// The current token.
enum class json_token : unsigned char {
  begin_object,
  end_object,
  begin_array,
  end_array,
  text,     ///< a string or a key (see `is_key()`)
  number,   ///< a number, or NaN, Infinity, -Infinity
  literal,  ///< true, false, null
  finish,   ///< the end of the source, between values
  broken,   ///< not JSON here
};

/// Reads tokens without building a tree. Commas and colons are checked only as far as needed to separate rows.
///
/// Memory is the buffer plus the longest token; strings beyond 1 MiB are `broken`. Depth is counted, never recursed.
class json_scanner {
 public:
  explicit json_scanner(byte_source& source) : window_(source) {}

  /// The next token.
  json_token next();

  /// Text of the last string or number, without quotes and with escapes as written. Valid until the next token.
  [[nodiscard]] std::string_view text() const { return text_; }
  /// Whether the last string is followed by a colon.
  [[nodiscard]] bool is_key() const { return key_; }
  /// Objects and arrays that are open.
  [[nodiscard]] std::size_t depth() const { return depth_; }
  /// Bytes consumed, for messages.
  [[nodiscard]] std::size_t offset() const { return window_.offset(); }

  /// Skips `quoted` and its colon if exactly that comes next. Otherwise returns false and reads nothing,
  /// also if it is not yet in the buffer.
  bool skip_key(std::string_view quoted);

  /// Reads the next number into a fresh `number` if it is a plain decimal that is completely in the buffer. Otherwise
  /// returns false and reads nothing.
  bool take_plain(plain_decimal& number);

  /// After `broken`: continues after the end of the line, outside every object; false at the end of the source.
  bool skip_line();

  /// Skips the rest of the value that starts with `first` (already read): of an object or array up to its end.
  bool skip(json_token first);

 private:
  json_token scan_string();
  json_token scan_bare();
  bool fill();

  window window_;
  std::string_view text_;
  std::size_t depth_ = 0;
  bool key_ = false;
};

}  // namespace taper::inspection
