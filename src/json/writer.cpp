// JSON strings and numbers.
#include "writer.hpp"

#include <charconv>
#include <cmath>

namespace taper::json {

std::string quoted(std::string_view text) {
  constexpr std::string_view hex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20) {
      out += "\\u00";
      out += hex[byte >> 4U];
      out += hex[byte & 15U];
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string number(double v) {
  if (!std::isfinite(v)) return "null";
  char digits[32];
  std::string out(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

}  // namespace taper::json
