// User text in messages: finds UTF-8 characters, cuts between them, escapes control characters; similar names.
#include "taper/text.hpp"

#include <algorithm>
#include <cctype>

namespace taper {

namespace {

constexpr bool continues(char c) { return (static_cast<unsigned char>(c) & 0xc0U) == 0x80U; }

/// Bytes of the first character of a non-empty text; 0 if it is not complete and valid.
std::size_t character_length(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80) return 1;
  const std::size_t length = first >= 0xf0 && first < 0xf5   ? 4
                             : first >= 0xe0 && first < 0xf0 ? 3
                             : first >= 0xc2                 ? 2
                                                             : 0;
  if (first >= 0xf5 || length == 0 || text.size() < length) return 0;
  for (std::size_t k = 1; k < length; ++k) {
    if (!continues(text[k])) return 0;
  }
  const auto second = static_cast<unsigned char>(text[1]);
  const bool too_long = (first == 0xe0 && second < 0xa0) || (first == 0xf0 && second < 0x90);
  const bool no_character = (first == 0xed && second >= 0xa0) || (first == 0xf4 && second >= 0x90);
  return too_long || no_character ? 0 : length;
}

/// The length in bytes of the longest prefix of whole characters within `most` bytes.
std::size_t whole_characters(std::string_view text, std::size_t most) {
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t length = character_length(text.substr(at));
    const std::size_t next = at + (length == 0 ? 1 : length);
    if (next > most) break;
    at = next;
  }
  return at;
}

}  // namespace

std::string_view first_characters(std::string_view text, std::size_t n) {
  std::size_t at = 0;
  for (; n > 0 && at < text.size(); --n) {
    const std::size_t length = character_length(text.substr(at));
    at += length == 0 ? 1 : length;
  }
  return text.substr(0, at);
}

std::string shortened(std::string_view text, std::size_t most) {
  std::string out(text.substr(0, whole_characters(text, most)));
  if (out.size() < text.size()) out += "...";
  return out;
}

std::string echoed(std::string_view text, std::size_t most) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::string_view kept = text.substr(0, whole_characters(text, most));
  std::string out = "'";
  for (std::size_t at = 0; at < kept.size();) {
    const std::size_t length = character_length(kept.substr(at));
    const auto c = static_cast<unsigned char>(kept[at]);
    // U+0080 to U+009F, C2 80 to C2 9F, are also control characters
    const bool control =
        c < 0x20 || c == 0x7f || (c == 0xc2 && length == 2 && static_cast<unsigned char>(kept[at + 1]) < 0xa0);
    const std::size_t used = length == 0 ? 1 : length;
    if (length == 0 || control) {
      for (const char byte : kept.substr(at, used)) {
        const auto b = static_cast<unsigned char>(byte);
        out += "\\x";
        out += digits[b >> 4U];
        out += digits[b & 15U];
      }
    } else {
      out += kept.substr(at, used);
    }
    at += used;
  }
  return out + (kept.size() < text.size() ? "...'" : "'");
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

}  // namespace taper
