// Lays out JSON by its brackets and commas; nothing in it is parsed.
#include "indented_json.hpp"

namespace taper::support {

namespace {

/// The length of the string at the front of `json`, with both quotes.
std::size_t string_length(std::string_view json) {
  std::size_t at = 1;
  while (at < json.size() && json[at] != '"') at += json[at] == '\\' ? 2 : 1;
  return at < json.size() ? at + 1 : json.size();
}

}  // namespace

std::string indented(std::string_view json) {
  std::string out;
  std::size_t level = 0;
  const auto new_line = [&] { out.append(1, '\n').append(2 * level, ' '); };
  while (!json.empty()) {
    const char c = json.front();
    std::size_t taken = 1;
    if (c == '"') {
      taken = string_length(json);
      out += json.substr(0, taken);
    } else if ((c == '{' || c == '[') && json.size() > 1 && (json[1] == '}' || json[1] == ']')) {
      taken = 2;
      out += json.substr(0, taken);
    } else {
      if (c == '}' || c == ']') {
        if (level > 0) --level;
        new_line();
      }
      out += c;
      if (c == '{' || c == '[') ++level;
      if (c == '{' || c == '[' || c == ',') new_line();
      if (c == ':') out += ' ';
    }
    json.remove_prefix(taken);
  }
  return out;
}

}  // namespace taper::support
