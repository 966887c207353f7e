// Parses numbers, and prints the shortest text that round-trips.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "taper/text.hpp"

namespace taper {

std::size_t read_number(std::string_view text, double& out) {
  std::size_t skip = 0;
  if (!text.empty() && text.front() == '+') skip = 1;
  std::string_view body = text.substr(skip);
  const std::size_t sign = !body.empty() && body.front() == '-' && skip == 0 ? 1 : 0;
  if (body.size() <= sign) return 0;
  const char first = body[sign];
  if (!((first >= '0' && first <= '9') || first == '.')) return 0;  // not "inf", "nan" or a word
#if defined(__cpp_lib_to_chars)
  const auto [end, code] = std::from_chars(body.data(), body.data() + body.size(), out);
  if (code == std::errc::result_out_of_range)
    out = std::numeric_limits<double>::infinity();  // the caller rejects it
  else if (code != std::errc{})
    return 0;
  return skip + static_cast<std::size_t>(end - body.data());
#else
  const std::string copy(body.substr(0, 400));
  char* end = nullptr;
  out = std::strtod(copy.c_str(), &end);
  return end == copy.c_str() ? 0 : skip + static_cast<std::size_t>(end - copy.c_str());
#endif
}

std::string print_number(double v) {
  if (v == 0.0) return "0";
  if (!std::isfinite(v)) return std::isnan(v) ? "nan" : (v < 0 ? "-inf" : "inf");
  std::array<char, 40> text{};
#if defined(__cpp_lib_to_chars)
  const auto done = std::to_chars(text.data(), text.data() + text.size(), v, std::chars_format::scientific);
  const std::string_view shortest(text.data(), static_cast<std::size_t>(done.ptr - text.data()));
#else
  for (int digits = 0; digits < 18; ++digits) {
    std::snprintf(text.data(), text.size(), "%.*e", digits, v);
    if (std::strtod(text.data(), nullptr) == v) break;
  }
  const std::string_view shortest(text.data(), std::strlen(text.data()));
#endif
  // shortest is d.ddde±xx; positional notation between 1e-4 and 1e16, as in Python's repr
  const std::size_t e = shortest.find('e');
  const int exponent = std::atoi(std::string(shortest.substr(e + 1)).c_str());
  const bool negative = shortest.front() == '-';
  std::string digits;
  for (const char c : shortest.substr(0, e)) {
    if (c >= '0' && c <= '9') digits += c;
  }
  while (digits.size() > 1 && digits.back() == '0') digits.pop_back();
  std::string out = negative ? "-" : "";
  if (exponent < -4 || exponent >= 16) {
    out += digits.substr(0, 1);
    if (digits.size() > 1) out += "." + digits.substr(1);
    std::snprintf(text.data(), text.size(), "e%c%02d", exponent < 0 ? '-' : '+', std::abs(exponent));
    return out + text.data();
  }
  if (exponent < 0) return out + "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  const auto whole = static_cast<std::size_t>(exponent) + 1;
  if (digits.size() <= whole) return out + digits + std::string(whole - digits.size(), '0');
  return out + digits.substr(0, whole) + "." + digits.substr(whole);
}

}  // namespace taper
