// JSON strings and numbers.
#include "writer.hpp"

#include <charconv>
#include <cmath>

#include "../../support/text_for.hpp"

namespace taper::json {

std::string quoted(std::string_view text) { return text_for::json(text); }

std::string number(double v) {
  if (!std::isfinite(v)) return "null";
  char digits[32];
  std::string out(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
  if (out.find_first_of(".e") == std::string::npos) out += ".0";
  return out;
}

}  // namespace taper::json
