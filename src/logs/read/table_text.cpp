// Splitting of delimited lines.
#include "logs/read/table_text.hpp"

#include <algorithm>

namespace taper::inspection {
namespace {

std::string_view trim_field(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r')) text.remove_suffix(1);
  return text;
}

}  // namespace

char guess_delimiter(std::string_view header) {
  char best = ',';
  std::ptrdiff_t most = 0;
  for (const char c : {',', '\t', ';'}) {
    const std::ptrdiff_t n = std::count(header.begin(), header.end(), c);
    if (n > most) {
      most = n;
      best = c;
    }
  }
  return most == 0 && header.find(' ') != std::string_view::npos ? ' ' : best;
}

void split_fields(std::string_view line, char delimiter, std::vector<std::string_view>& out, std::string& scratch) {
  out.clear();
  scratch.clear();
  if (delimiter == ' ') {
    for (std::size_t begin = line.find_first_not_of(" \t\r"); begin != std::string_view::npos;) {
      const std::size_t end = std::min(line.find_first_of(" \t\r", begin), line.size());
      out.push_back(line.substr(begin, end - begin));
      begin = line.find_first_not_of(" \t\r", end);
    }
    return;
  }
  scratch.reserve(line.size());
  std::size_t at = 0;
  while (at <= line.size()) {
    std::size_t start = at;
    while (start < line.size() && line[start] == ' ') ++start;
    if (start < line.size() && line[start] == '"') {
      const std::size_t begin = scratch.size();
      std::size_t p = start + 1;
      while (p < line.size() && (line[p] != '"' || (p + 1 < line.size() && line[p + 1] == '"'))) {
        p += line[p] == '"' ? 1 : 0;
        scratch += line[p++];
      }
      out.emplace_back(scratch.data() + begin, scratch.size() - begin);
      at = line.find(delimiter, std::min(p, line.size()));
    } else {
      const std::size_t stop = std::min(line.find(delimiter, at), line.size());
      out.push_back(trim_field(line.substr(at, stop - at)));
      at = stop < line.size() ? stop : std::string_view::npos;
    }
    if (at == std::string_view::npos) return;
    ++at;
  }
}

}  // namespace taper::inspection
