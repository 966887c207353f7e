// Formats an error with the relevant line of text and a caret.
#include <algorithm>

#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper {

std::string explain(const error& e, std::string_view text) {
  constexpr std::size_t columns = 72;
  constexpr std::size_t most = 1000;
  std::string out = e.message;
  if (const std::string advice = e.advice(); !advice.empty()) out += "; " + advice;
  for (char& c : out) {  // input may be echoed; the terminal must not interpret it
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  if (out.size() > most - 250) out = shortened(out, most - 253);
  if (e.offset == error::nowhere || text.empty()) return out;
  std::string line;
  std::size_t caret = 0;
  const std::size_t at = std::min(e.offset, text.size());
  std::size_t begin = at > columns / 2 && text.size() > columns ? at - columns / 2 : 0;
  if (text.size() > columns && begin + columns > text.size()) begin = text.size() - columns;
  const auto inside = [&](std::size_t k) {  // a character
    return k > 0 && k < text.size() && (static_cast<unsigned char>(text[k]) & 0xc0U) == 0x80U;
  };
  while (inside(begin)) --begin;
  std::size_t end = begin + columns;
  while (inside(end)) --end;
  const std::string_view cut = text.substr(begin, end - begin);
  if (begin > 0) line = "…";
  std::size_t column = begin > 0 ? 1 : 0;
  for (std::size_t k = 0; k < cut.size(); ++k) {
    const auto c = static_cast<unsigned char>(cut[k]);
    if (begin + k == at) caret = column;
    line += c < 0x20 || c == 0x7f ? ' ' : cut[k];
    if ((c & 0xc0U) != 0x80U) ++column;
  }
  if (at >= begin + cut.size()) caret = column;
  if (begin + cut.size() < text.size()) line += "…";
  return out + "\n  " + line + "\n  " + std::string(caret, ' ') + "^";
}

}  // namespace taper
