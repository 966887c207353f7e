// GPT-2's pieces of text.
#include "data/pieces.hpp"

#include <utf8proc.h>

#include <array>
#include <cstdint>

namespace taper::lab {
namespace {

enum class kind : unsigned char { letter, number, space, other };

bool is_white_space(std::int32_t c) {
  return (c >= 0x09 && c <= 0x0d) || c == 0x20 || c == 0x85 || c == 0xa0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

kind kind_of(std::int32_t c) {
  if (is_white_space(c)) return kind::space;
  switch (utf8proc_category(c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO: return kind::letter;
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO: return kind::number;
    default: return kind::other;
  }
}

const std::array<kind, 128>& ascii_kinds() {
  static const std::array<kind, 128> table = [] {
    std::array<kind, 128> out{};
    for (std::size_t c = 0; c < out.size(); ++c) out[c] = kind_of(static_cast<std::int32_t>(c));
    return out;
  }();
  return table;
}

struct code_point {
  kind is;
  std::size_t end;
};

code_point code_point_at(std::string_view text, std::size_t at) {
  const auto first = static_cast<unsigned char>(text[at]);
  if (first < 0x80) return {ascii_kinds()[first], at + 1};
  utf8proc_int32_t c = 0;
  const utf8proc_ssize_t length =
      utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,  // NOLINT: bytes are bytes
                       static_cast<utf8proc_ssize_t>(text.size() - at), &c);
  if (length <= 0) return {kind::other, at + 1};
  return {kind_of(c), at + static_cast<std::size_t>(length)};
}

std::size_t run_end(std::string_view text, std::size_t at, kind of) {
  while (at < text.size()) {
    const code_point c = code_point_at(text, at);
    if (c.is != of) break;
    at = c.end;
  }
  return at;
}

std::size_t contraction_length(std::string_view rest) {
  for (const std::string_view word : {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"}) {
    if (rest.starts_with(word)) return word.size();
  }
  return 0;
}

}  // namespace

std::size_t piece_end(std::string_view text, std::size_t from) {
  if (text[from] == '\'') {
    if (const std::size_t length = contraction_length(text.substr(from, 3))) return from + length;
  }
  const code_point first = code_point_at(text, from);
  if (first.is != kind::space) return run_end(text, first.end, first.is);
  if (first.end == text.size()) return first.end;
  const code_point second = code_point_at(text, first.end);
  if (second.is != kind::space) {
    if (text[from] == ' ') return run_end(text, second.end, second.is);
    return first.end;
  }
  // Several spaces: all of them at the end of the text, else all but the last, which belongs to the next piece.
  std::size_t last = first.end;
  std::size_t end = second.end;
  while (end < text.size()) {
    const code_point c = code_point_at(text, end);
    if (c.is != kind::space) return last;
    last = end;
    end = c.end;
  }
  return end;
}

}  // namespace taper::lab
