// Text from other people (names of files, runs and groups, keys and values) for each destination. Inline: the library
// uses it and has no dependency.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "utf8.hpp"

namespace taper::text_for {

namespace detail {

/// Control characters of ASCII and of Latin-1: a terminal may obey both.
constexpr bool is_control(char32_t c) { return c < 0x20 || (c >= 0x7f && c < 0xa0); }

inline void append_hex(std::string& out, std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  for (const char byte : bytes) {
    const auto b = static_cast<unsigned char>(byte);
    out += "\\x";
    out += digits[b >> 4U];
    out += digits[b & 15U];
  }
}

/// Each character as it is, or its bytes as \x1b if `escapes` or if it is not UTF-8.
template <class Escapes>
std::string escaped(std::string_view text, Escapes escapes) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::string_view before = text;
    const char32_t c = support::next_character(text);
    const std::string_view bytes = before.substr(0, before.size() - text.size());
    const bool invalid = c == support::replacement_character && bytes.size() == 1;
    if (invalid || escapes(c))
      append_hex(out, bytes);
    else
      out += bytes;
  }
  return out;
}

/// The length of a color code at the front of `text`: ESC [ digits and semicolons m; 0 if there is none.
constexpr std::size_t color_code(std::string_view text) {
  if (!text.starts_with("\x1b[")) return 0;
  const std::size_t end = text.find_first_not_of("0123456789;", 2);
  return end != std::string_view::npos && text[end] == 'm' ? end + 1 : 0;
}

}  // namespace detail

/// A name on a line of the terminal: control characters, line breaks and bytes that are not UTF-8 as \x1b.
inline std::string terminal(std::string_view text) { return detail::escaped(text, detail::is_control); }

/// Whole output for the terminal: line breaks and tabs stay, and color codes if the program writes colors.
inline std::string screen(std::string_view text, bool colors) {
  std::string out;
  const auto kept = [](char32_t c) { return detail::is_control(c) && c != '\n' && c != '\t'; };
  while (!text.empty()) {
    const std::size_t code = colors ? detail::color_code(text) : 0;
    const std::size_t end = code > 0 ? code : std::min(text.find('\x1b', 1), text.size());
    const std::string_view part = text.substr(0, end);
    out += code > 0 ? std::string(part) : detail::escaped(part, kept);
    text.remove_prefix(end);
  }
  return out;
}

/// A quoted JSON string: valid UTF-8, without control characters.
inline std::string json(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  out.reserve(text.size() + 2);
  while (!text.empty()) {
    const char32_t c = support::next_character(text);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += static_cast<char>(c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (detail::is_control(c)) {
      out += "\\u00";
      out += hex[(c >> 4U) & 15U];
      out += hex[c & 15U];
    } else {
      support::append_utf8(out, c);
    }
  }
  return out + '"';
}

/// XML or HTML, in content or between quotes: & < > " ' are replaced, and what XML 1.0 does not allow (control
/// characters, bytes that are not UTF-8) becomes U+FFFD.
inline std::string markup(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const char32_t c = support::next_character(text);
    const bool is_space = c == '\t' || c == '\n' || c == '\r';
    const bool is_forbidden = (detail::is_control(c) && !is_space) || c == 0xFFFE || c == 0xFFFF;
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\'': out += "&#39;"; break;
      default: support::append_utf8(out, is_forbidden ? support::replacement_character : c);
    }
  }
  return out;
}

/// One line of a comment in source code, // or # or inside /* */: nothing in it ends the comment or joins the next line.
inline std::string comment(std::string_view text) {
  // U+2028 and U+2029 end a line in JavaScript
  std::string out =
      detail::escaped(text, [](char32_t c) { return detail::is_control(c) || c == 0x2028 || c == 0x2029; });
  for (std::size_t at = out.find("*/"); at != std::string::npos; at = out.find("*/", at)) out.insert(at + 1, " ");
  if (out.ends_with('\\')) out += "x5c";
  return out;
}

}  // namespace taper::text_for
