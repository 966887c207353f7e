// User text in messages: finds UTF-8 characters, cuts between them, escapes control characters; similar names.
#include "taper/text.hpp"

#include <algorithm>
#include <cctype>

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

}  // namespace taper
