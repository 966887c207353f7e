// Reads any text with a regular expression with named groups: (?<step>\d+) … (?<lr>[-+.\deE]+).
#include <regex>
#include <vector>

#include "logs/read/reader.hpp"
#include "logs/read/row_builder.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t longest_pattern = 1000;
constexpr std::size_t longest_line = 1000;  // a search costs up to the square of this length

struct named_pattern {
  std::regex regex;
  std::vector<std::pair<std::size_t, field_name>> groups;  // (index, field)
};

error bad(std::string message) {
  return failed(errc::syntax, std::move(message),
                R"x(for example: {pattern=step (?<step>\d+).*lr (?<lr>[-+.\deE]+)})x");
}

// The ECMAScript syntax of the standard library has no names: they are removed and their indices stored.
result<named_pattern> compile(const std::string& text) {
  if (text.empty()) return bad("the format \"pattern\" needs a pattern");
  if (text.size() > longest_pattern)
    return bad("the pattern has " + std::to_string(text.size()) + " characters, at most 1000 are allowed");
  named_pattern out;
  std::string plain;
  std::size_t group = 0;
  bool in_class = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      plain += text[i];
      plain += text[++i];
      continue;
    }
    if (text[i] == '[') in_class = true;
    if (text[i] == ']') in_class = false;
    plain += text[i];
    if (text[i] != '(' || in_class) continue;
    const bool python = text.compare(i + 1, 3, "?P<") == 0;
    const bool perl =
        text.compare(i + 1, 2, "?<") == 0 && text.compare(i + 1, 3, "?<=") != 0 && text.compare(i + 1, 3, "?<!") != 0;
    if (!python && !perl) {
      if (i + 1 >= text.size() || text[i + 1] != '?') ++group;
      continue;
    }
    ++group;
    const std::size_t begin = i + (python ? 4 : 3);
    const std::size_t end = text.find('>', begin);
    if (end == std::string::npos) return bad("a group's name is not closed by '>'");
    const std::string name = text.substr(begin, end - begin);
    const field_name kind = classify_field(name);
    if (kind.kind == field::none)
      return bad("the group \"" + name +
                 "\" is not a field; the fields are step, epoch, iter, per_epoch, lr, loss, eval_loss, grad_norm, "
                 "max_steps, skipped");
    out.groups.emplace_back(group, kind);
    i = end;
  }
  bool rate = false;
  for (const auto& [index, name] : out.groups) rate = rate || name.kind == field::rate;
  if (!rate) return bad("the pattern has no group named lr");
  try {
    std::regex::flag_type flags = std::regex::ECMAScript | std::regex::optimize;
#ifdef __GLIBCXX__
    flags |= std::regex_constants::__polynomial;  // breadth first: linear in the length of the line, without recursion
#endif
    out.regex = std::regex(plain, flags);
  } catch (const std::regex_error& e) {
    return bad(std::string("the pattern is not a regular expression: ") + e.what());
  }
  return out;
}

bool only_when_asked(const first_look&) { return false; }

read_result read_pattern(byte_source& source, log_sink& sink, const read_options& options) {
  TAPER_TRY(pattern, compile(options.pattern));
  line_reader lines(source);
  std::string_view line;
  row_builder row;
  std::int64_t rows = 0;
  sink.count_rows_from(1);
  std::match_results<std::string_view::const_iterator> match;
  while (lines.next(line)) {
    line = line.substr(0, longest_line);
    if (!std::regex_search(line.begin(), line.end(), match, pattern.regex)) continue;
    row.clear();
    for (const auto& [index, name] : pattern.groups) {
      if (index < match.size() && match[index].matched)
        row.take(name, std::string(match[index].first, match[index].second));
    }
    ++rows;
    if (row.max_steps() && *row.max_steps() > 0) sink.log().max_steps = row.max_steps();
    if (row.is_row()) sink.add({}, row.row());
  }
  if (rows == 0) return failed(errc::unsupported, "the pattern matches no line");
  return std::nullopt;
}

}  // namespace

constinit const reader pattern_format{
    .format = {"pattern", "any text, by a regular expression", R"x(step (?<step>\d+).*lr (?<lr>[-+.\deE]+))x",
               "only if a pattern is given", "–"},
    .recognizes = only_when_asked,
    .read = read_pattern};

}  // namespace taper::inspection
