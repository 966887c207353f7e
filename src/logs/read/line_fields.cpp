// Numbers of a line of text and the words before them.
#include "logs/read/line_fields.hpp"

#include <cctype>

namespace taper::inspection {
namespace {

bool is_decimal(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

// The end of a number that starts at `at`; `at` itself if there is none. Accepts nan and inf.
std::size_t number_end(std::string_view line, std::size_t at) {
  std::size_t p = at;
  if (p < line.size() && (line[p] == '-' || line[p] == '+')) ++p;
  for (const std::string_view word : {"nan", "NaN", "inf", "Infinity"}) {
    if (line.substr(p).starts_with(word)) return p + word.size();
  }
  const std::size_t digits = p;
  while (p < line.size() && is_decimal(line[p])) ++p;
  std::size_t seen = p - digits;
  if (p < line.size() && line[p] == '.') {
    const std::size_t fraction = ++p;
    while (p < line.size() && is_decimal(line[p])) ++p;
    seen += p - fraction;
  }
  if (seen == 0) return at;
  if (p + 1 < line.size() && (line[p] == 'e' || line[p] == 'E')) {
    std::size_t q = p + 1;
    if (line[q] == '-' || line[q] == '+') ++q;
    const std::size_t exponent = q;
    while (q < line.size() && is_decimal(line[q])) ++q;
    if (q > exponent) p = q;
  }
  return p;
}

// The end of "1,234,567" whose first digits end at `end`; `end` itself if no thousands follow.
std::size_t thousands_end(std::string_view line, std::size_t at, std::size_t end) {
  if (end - at > 3 || line[at] == '0' || !is_decimal(line[at])) return end;
  for (std::size_t p = end;; p += 4) {
    const std::string_view next = line.substr(p, 5);
    const bool group =
        next.size() >= 4 && next[0] == ',' && is_decimal(next[1]) && is_decimal(next[2]) && is_decimal(next[3]);
    if (!group || (next.size() == 5 && (is_decimal(next[4]) || next[4] == '.'))) return p;
  }
}

// The separator between two numbers of a list.
bool is_list_separator(std::string_view between) {
  return !between.empty() && between.front() == ',' && between.find_first_not_of(' ', 1) == std::string_view::npos;
}

bool may_follow_number(char c) {
  return c == ' ' || c == ',' || c == '|' || c == ')' || c == ']' || c == '}' || c == ';' || c == '\t' || c == '/' ||
         c == '\'' || c == '"' || c == ':' || c == '%' || c == '>' || c == '<' || static_cast<unsigned char>(c) >= 0x80;
}

// The full stop of a sentence: "learning rate is 0.1."
bool ends_sentence(std::string_view line, std::size_t at) {
  return line[at] == '.' && (at + 1 == line.size() || line[at + 1] == ' ');
}

// "lr(LinearWarmup)", "Epoch(train)", "iteration (ms)": parentheses after a word are not part of the key.
std::string_view without_qualifier(std::string_view key) {
  std::string_view body = key;
  while (!body.empty() && (body.back() == ' ' || body.back() == ':' || body.back() == '=')) body.remove_suffix(1);
  if (body.empty() || body.back() != ')') return key;
  const std::size_t open = body.rfind('(');
  if (open == std::string_view::npos) return key;
  body = body.substr(0, open);
  while (!body.empty() && body.back() == ' ') body.remove_suffix(1);
  return body.empty() || !is_word(body.back()) ? key : body;
}

std::string_view trim_key(std::string_view key) {
  key = without_qualifier(key);
  while (!key.empty() && !is_word(key.back()) && key.back() != ')' && key.back() != ']') key.remove_suffix(1);
  // Words begin after the last separator; brackets and quotes are removed from both ends.
  const std::size_t cut = key.find_last_of("|,;:{[(\t)]}");
  if (cut != std::string_view::npos) key.remove_prefix(cut + 1);
  while (!key.empty() && !is_word(key.front())) key.remove_prefix(1);
  while (!key.empty() && !is_word(key.back())) key.remove_suffix(1);
  return key;
}

// "n/N", "n / N", "[n]/[N]"
bool is_slash(std::string_view between) {
  bool slash = false;
  for (const char c : between) {
    if (c == '/' && !slash)
      slash = true;
    else if (c != ' ' && c != ']' && c != '[')
      return false;
  }
  return slash;
}

}  // namespace

void scan_fields(std::string_view line, std::vector<line_field>& out) {
  out.clear();
  std::size_t key_begin = 0;
  std::size_t p = 0;
  bool in_list = false;
  while (p < line.size()) {
    const bool starts_word = p == 0 || (!is_word(line[p - 1]) && line[p - 1] != '.' && line[p - 1] != '-');
    std::size_t end = starts_word ? number_end(line, p) : p;
    if (end == p) {
      // Words are skipped as a whole, so that a digit inside one does not start a number.
      if (is_word(line[p])) {
        while (p < line.size() && is_word(line[p])) ++p;
      } else {
        ++p;
      }
      continue;
    }
    std::string_view before = line.substr(key_begin, p - key_begin);
    in_list = in_list && is_list_separator(before);
    const bool opens_list = !in_list && p > 0 && (line[p - 1] == '[' || line[p - 1] == '(');
    if (!in_list && !opens_list && !before.empty()) end = thousands_end(line, p, end);
    if (end == line.size() || may_follow_number(line[end]) || ends_sentence(line, end)) {
      const bool slash = !out.empty() && before.size() <= 16 && is_slash(before);
      // The key is before a closing bracket of "(…)" or before "lr=[".
      while (!before.empty() && (before.back() == '[' || before.back() == '(' || before.back() == ' '))
        before.remove_suffix(1);
      const bool goes_on = in_list && !out.empty();
      out.push_back({goes_on ? out.back().key : trim_key(before), line.substr(p, end - p), slash,
                     goes_on ? out.back().index + 1 : 0});
      in_list = goes_on || opens_list;
    } else {
      in_list = false;
    }
    key_begin = end;
    p = end;
  }
}

std::string_view number_after(std::string_view line, std::string_view label) {
  const std::size_t at = line.find(label);
  if (at == std::string_view::npos) return {};
  std::size_t p = at + label.size();
  while (p < line.size() && line[p] == ' ') ++p;
  const std::size_t end = number_end(line, p);
  return line.substr(p, end - p);
}

std::string_view without_commas(std::string_view number, std::string& scratch) {
  if (number.find(',') == std::string_view::npos) return number;
  scratch.clear();
  for (const char c : number) {
    if (c != ',') scratch += c;
  }
  return scratch;
}

std::string_view without_colors(std::string_view line, std::string& scratch) {
  if (line.find('\x1b') == std::string_view::npos) return line;
  scratch.clear();
  for (std::size_t p = 0; p < line.size(); ++p) {
    if (line[p] != '\x1b') {
      scratch += line[p];
      continue;
    }
    if (p + 1 < line.size() && line[p + 1] == '[') {
      p += 2;
      while (p < line.size() && !(line[p] >= '@' && line[p] <= '~')) ++p;
    }
  }
  return scratch;
}

}  // namespace taper::inspection
