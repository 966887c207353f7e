// Colors of the terminal text.
#include "style.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "render/text.hpp"

namespace taper::cli {

std::string style::wrap(const std::string& text, const char* code) const {
  return color_ ? fmt::format("\x1b[{}m{}\x1b[0m", code, text) : text;
}
std::string style::verdict(taper::verdict v, std::size_t width) const {
  // blue, orange and bold vermilion: distinguishable with red-green color blindness
  const char* codes[] = {"34", "33", "1;31"};
  return wrap(fmt::format("{:<{}}", word_of(v), width), codes[static_cast<std::size_t>(v)]);
}
std::string style::bold(const std::string& text) const { return wrap(text, "1"); }
std::string style::dim(const std::string& text) const { return wrap(text, "2"); }
std::string style::fault(const std::string& text) const { return wrap(text, "1;31"); }

std::string wrapped(const std::string& head, const std::string& text, std::size_t columns) {
  const auto width = [](std::string s) {
    for (std::size_t from = s.find('\x1b'); from != std::string::npos; from = s.find('\x1b')) {
      s.erase(from, s.find('m', from) - from + 1);  // color codes have no width
    }
    return static_cast<std::size_t>(render::terminal_columns(s));
  };
  const std::size_t indent = width(head);
  std::string out = head;
  std::size_t at = indent;
  std::size_t begin = 0;
  while (begin < text.size()) {
    const std::size_t end = std::min(text.find(' ', begin), text.size());
    const std::string word = text.substr(begin, end - begin);
    if (at > indent && at + 1 + width(word) > columns) {
      out += "\n" + std::string(indent, ' ');
      at = indent;
    } else if (at > indent) {
      out += ' ';
      ++at;
    }
    out += word;
    at += width(word);
    begin = end + 1;
  }
  return out + "\n";
}

}  // namespace taper::cli
