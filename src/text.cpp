// User text in messages: finds UTF-8 characters, cuts between them, escapes control characters; similar names. Numbers as text.
#include "taper/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <limits>

#include "../support/text_for.hpp"

namespace taper {

namespace {

/// Bytes of the first character of a non-empty text; an invalid byte counts as one.
std::size_t character_length(std::string_view text) {
  std::string_view rest = text;
  support::next_character(rest);
  return text.size() - rest.size();
}

/// The length in bytes of the longest prefix of whole characters within `most` bytes.
std::size_t whole_characters(std::string_view text, std::size_t most) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t next = at + character_length(text.substr(at));
    if (next > most) break;
    at = next;
  }
  return at;
}

}  // namespace

std::string_view first_characters(std::string_view text, std::size_t n) {
  std::size_t at = 0;
  for (; n > 0 && at < text.size(); --n) at += character_length(text.substr(at));
  return text.substr(0, at);
}

std::string shortened(std::string_view text, std::size_t most) {
  std::string out(text.substr(0, whole_characters(text, most)));
  if (out.size() < text.size()) out += "...";
  return out;
}

std::string echoed(std::string_view text, std::size_t most) {
  const std::string_view kept = text.substr(0, whole_characters(text, most));
  return "'" + text_for::terminal(kept) + (kept.size() < text.size() ? "...'" : "'");
}

std::string nearest_name(std::string_view name, const std::vector<std::string_view>& known) {
  if (name.size() > 64) return {};
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    std::vector<std::size_t> row(candidate.size() + 1);
    for (std::size_t k = 0; k < row.size(); ++k) row[k] = k;
    for (std::size_t a = 0; a < name.size(); ++a) {
      std::size_t diagonal = row[0];
      row[0] = a + 1;
      for (std::size_t b = 0; b < candidate.size(); ++b) {
        const bool same =
            std::tolower(static_cast<unsigned char>(name[a])) == std::tolower(static_cast<unsigned char>(candidate[b]));
        const std::size_t next = std::min({row[b] + 1, row[b + 1] + 1, diagonal + (same ? 0 : 1)});
        diagonal = row[b + 1];
        row[b + 1] = next;
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

error unknown_word(std::string message, std::size_t at, std::string near, std::string hint) {
  if (!near.empty()) hint = "did you mean '" + near + "'?";
  error out{errc::unknown_name, std::move(message), at, std::move(hint)};
  out.instead = std::move(near);
  return out;
}

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

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
