// JSON strings and numbers.
#include "writer.hpp"

#include <charconv>
#include <cmath>

#include "../../support/text_for.hpp"

namespace taper::json {

std::string quoted(std::string_view text) { return text_for::json(text); }

std::string number(double v) {
  if (!std::isfinite(v)) return "null";
  char digits[64];
  const double size = std::fabs(v);
  const bool plain = size == 0.0 || (size >= 1e-4 && size < 1e15);  // others are shorter with an exponent
  const auto form = plain ? std::chars_format::fixed : std::chars_format::scientific;
  std::string out(digits, std::to_chars(digits, digits + sizeof digits, v, form).ptr);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

std::string with_schema(std::string_view object, std::string_view schema) {
  constexpr std::string_view first = "{\"schema\":";
  const std::size_t end = object.find('"', first.size() + 1);  // a schema has no escapes
  return std::string(first) + quoted(schema) + std::string(object.substr(end + 1));
}

}  // namespace taper::json
