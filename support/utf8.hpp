// UTF-8, one character at a time.
#pragma once

#include <string>
#include <string_view>

namespace taper::support {

/// The replacement for bytes that are not UTF-8.
inline constexpr char32_t replacement_character = U'\uFFFD';

/// Removes the first character from `text`, which is not empty. Each invalid byte gives one U+FFFD.
char32_t next_character(std::string_view& text);

/// Appends a character as UTF-8.
void append_utf8(std::string& out, char32_t character);

}  // namespace taper::support
