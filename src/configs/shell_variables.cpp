// Expands shell variables, arrays and defaults. What only a running shell knows stays as unknown text.
#include "configs/shell_variables.hpp"

#include <algorithm>
#include <utility>

#include "configs/shell_arithmetic.hpp"

namespace taper::configs {
namespace {

using quoting = letter::quoting;

constexpr int most_levels = 20;

bool name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

letters slice(const letters& from, std::size_t begin, std::size_t end) {
  const auto first = from.begin() + static_cast<std::ptrdiff_t>(begin);
  return {first, from.begin() + static_cast<std::ptrdiff_t>(std::max(begin, end))};
}

letters literal_text(const std::string& text, std::uint32_t line) {
  letters out;
  for (const char c : text) out.push_back({.c = c, .quote = quoting::literal, .line = line});
  return out;
}

letters unknown_text(const std::string& text, std::uint32_t line, std::uint16_t reason = 0) {
  letters out = literal_text(text, line);
  for (letter& l : out) {
    l.unknown = true;
    l.reason = reason;
  }
  return out;
}

}  // namespace

bool is_shell_name(std::string_view s) {
  return !s.empty() && !(s.front() >= '0' && s.front() <= '9') && std::all_of(s.begin(), s.end(), name_char);
}

bool same(const shell_value& a, const shell_value& b) {
  return a.unknown == 0 && b.unknown == 0 &&
         std::equal(a.fields.begin(), a.fields.end(), b.fields.begin(), b.fields.end(),
                    [](const letters& x, const letters& y) { return text_of(x) == text_of(y); });
}

struct shell_variables::fields {
  std::vector<letters> done{};
  letters now{};
  bool started = false;

  void end() {
    if (started) done.push_back(std::move(now));
    now = {};
    started = false;
  }
};

const shell_value* shell_variables::find(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? nullptr : &found->second;
}

void shell_variables::set(const std::string& name, std::optional<shell_value> to) {
  if (to)
    values_[name] = std::move(*to);
  else
    values_.erase(name);
}

std::vector<letters> shell_variables::expand(const letters& word) const {
  fields out;
  for (std::size_t i = 0; i < word.size();) i = expand_at(word, i, out);
  out.end();
  return std::move(out.done);
}

letters shell_variables::expand_whole(const letters& word) const {
  letters quoted = word;
  for (letter& l : quoted) {
    if (l.quote == quoting::none) l.quote = quoting::doubled;
  }
  letters out;
  for (letters& field : expand(quoted)) {
    if (!out.empty()) out.push_back({.c = ' ', .line = out.back().line});
    out.insert(out.end(), field.begin(), field.end());
  }
  return out;
}

// Expands what begins at `at` and returns the position after it.
std::size_t shell_variables::expand_at(const letters& word, std::size_t at, fields& out) const {
  const letter& l = word[at];
  const auto unknown_to = [&](std::size_t end) {
    append(unknown_text(text_of(slice(word, at, end)), l.line), false, out);
    return end;
  };
  if (l.quote == quoting::literal || (l.c != '$' && l.c != '`') || at + 1 == word.size()) {
    append({l}, false, out);
    return at + 1;
  }
  if (l.c == '`') {
    std::size_t end = at + 1;
    while (end < word.size() && word[end].c != '`') ++end;
    return unknown_to(std::min(end + 1, word.size()));
  }
  const char next = word[at + 1].c;
  if (next == '(') {
    const std::size_t end = after_bracket(word, at + 1);
    // $((…)), or $(expr …) whose words are numbers and operators.
    const bool brackets = at + 2 < word.size() && word[at + 2].c == '(' && end >= at + 5;
    const bool expr = text_of(slice(word, at + 2, std::max(at + 2, end - 1))).starts_with("expr ");
    if (brackets || expr) {
      const auto value_of = [&](const std::string& name) {
        const shell_value* const v = brackets ? find(name) : nullptr;  // expr takes a name as it is
        return v != nullptr && v->unknown == 0 && v->fields.size() == 1 ? text_of(v->fields.front()) : std::string();
      };
      const letters inside = expand_whole(brackets ? slice(word, at + 3, end - 2) : slice(word, at + 7, end - 1));
      const bool known = std::none_of(inside.begin(), inside.end(), [](const letter& x) { return x.unknown; });
      if (const auto v = known ? shell_arithmetic(text_of(inside), value_of) : std::nullopt) {
        append(literal_text(std::to_string(*v), l.line), false, out);
        return end;
      }
    }
    return unknown_to(end);
  }
  if (next == '{') {
    const std::size_t end = after_bracket(word, at + 1);
    expand_braces(slice(word, at + 2, std::max(at + 2, end - 1)), l, out);
    return end;
  }
  if (next == '@' || next == '*') return at + 2;  // the script's own arguments: none
  std::size_t end = at + 1;
  while (end < word.size() && name_char(word[end].c)) ++end;
  if (next >= '0' && next <= '9') end = at + 2;
  if (end == at + 1) {
    if (std::string_view("#?!-$").find(next) != std::string_view::npos) return unknown_to(at + 2);
    append({l}, false, out);
    return at + 1;
  }
  emit(text_of(slice(word, at + 1, end)), {}, l, out);
  return end;
}

// ${NAME}, ${NAME[@]}, ${NAME:-default} and ${NAME:+other}.
void shell_variables::expand_braces(const letters& inside, const letter& dollar, fields& out) const {
  std::size_t end = 0;
  while (end < inside.size() && name_char(inside[end].c)) ++end;
  const std::string name = text_of(slice(inside, 0, end));
  letters index;
  if (end < inside.size() && inside[end].c == '[') {
    std::size_t close = end + 1;
    while (close < inside.size() && inside[close].c != ']') ++close;
    index = slice(inside, end + 1, close);
    end = std::min(close + 1, inside.size());
  }
  const letters rest = slice(inside, end, inside.size());
  if (rest.empty() && !name.empty()) return emit(name, index, dollar, out);
  if (rest.empty() && inside.size() == 1 && (inside[0].c == '@' || inside[0].c == '*')) return;
  const bool colon = rest.size() > 1 && rest[0].c == ':';
  const char op = rest.empty() ? '\0' : rest[colon ? 1 : 0].c;
  const shell_value* const value = find(name);
  if ((op == '-' || op == '=' || op == '+') && (is_shell_name(name) || (!name.empty() && op != '+'))) {
    const bool set = value != nullptr && (!colon || value->unknown != 0 ||
                                          (!value->fields.empty() && !text_of(value->fields.front()).empty()));
    letters other = slice(rest, colon ? 2 : 1, rest.size());
    if (op != '+' && set) return emit(name, index, dollar, out);
    if (op == '+' && !set) return;
    if ((op != '+' || value->unknown == 0) && level_ < most_levels) {
      ++level_;
      for (letter& l : other) {
        if (l.quote == quoting::none) l.quote = dollar.quote;
      }
      for (std::size_t i = 0; i < other.size();) {
        const bool mark = (other[i].c == '"' || other[i].c == '\'') && other[i].quote != quoting::literal;
        i = mark ? i + 1 : expand_at(other, i, out);
      }
      --level_;
      return;
    }
  }
  append(unknown_text("${" + text_of(inside) + "}", dollar.line), false, out);
}

void shell_variables::emit(const std::string& name, const letters& index, const letter& dollar, fields& out) const {
  const shell_value* const value = find(name);
  if (value == nullptr || value->unknown != 0)
    return append(unknown_text("$" + name, dollar.line, value == nullptr ? 0 : value->unknown), false, out);
  const bool split = dollar.quote == quoting::none;
  const std::string which = text_of(index);
  if (which != "@" && which != "*") {
    std::size_t k = 0;
    for (const char c : which) {
      if (c < '0' || c > '9' || k > 10'000) return append(unknown_text("$" + name, dollar.line), false, out);
      k = 10 * k + static_cast<std::size_t>(c - '0');
    }
    if (k < value->fields.size()) append(value->fields[k], split, out);
    return;
  }
  for (std::size_t k = 0; k < value->fields.size(); ++k) {
    if (k > 0) out.end();
    append(value->fields[k], split, out);
  }
}

void shell_variables::append(const letters& text, bool split, fields& out) const {
  if (!split && text.empty()) out.started = true;
  for (const letter& l : text) {
    if (left_ == 0) return;
    --left_;
    if (split && !l.unknown && is_blank(l.c)) {
      out.end();
      continue;
    }
    out.started = true;
    out.now.push_back(l);
  }
}

std::uint16_t shell_variables::new_reason(const std::string& why) {
  const auto found = std::find(reasons_.begin() + 1, reasons_.end(), why);
  if (found == reasons_.end() && reasons_.size() < 1000) {
    reasons_.push_back(why);
    return static_cast<std::uint16_t>(reasons_.size() - 1);
  }
  return static_cast<std::uint16_t>(found == reasons_.end() ? 1 : found - reasons_.begin());
}

// The words of a value, as an unquoted variable has them.
std::vector<letters> shell_variables::options_of(const shell_value& v) const {
  fields out;
  for (const letters& field : v.fields) {
    append(field, !v.array, out);
    out.end();
  }
  return std::move(out.done);
}

shell_value shell_variables::any_of(const std::vector<shell_value>& values, const std::string& why) {
  const std::uint16_t reason = new_reason(why);
  const auto is_option = [](const letters& field) {
    const std::string text = text_of(field);
    return text.starts_with("--") || (text.find('=') != std::string::npos && text.front() != '=');
  };
  std::vector<std::vector<letters>> all;
  bool options = false;
  for (const shell_value& v : values) {
    if (v.unknown != 0) return {.unknown = v.unknown};
    all.push_back(options_of(v));
    options = options || std::any_of(all.back().begin(), all.back().end(), is_option);
  }
  if (!options) return {.unknown = reason};
  std::size_t shared = all.front().size();
  for (const auto& one : all) {
    std::size_t k = 0;
    while (k < std::min(shared, one.size()) && text_of(one[k]) == text_of(all.front()[k])) ++k;
    shared = k;
  }
  if (shared > 0 && is_option(all.front()[shared - 1])) --shared;  // `--lr 1e-4` and `--lr 2e-4` share no option
  std::vector<letters> out(all.front().begin(), all.front().begin() + static_cast<std::ptrdiff_t>(shared));
  for (auto& one : all) {
    for (std::size_t k = shared; k < one.size(); ++k) {
      for (letter& l : one[k]) {
        if (l.reason == 0) l.reason = reason;
      }
      out.push_back(std::move(one[k]));
    }
  }
  if (std::any_of(values.begin(), values.end(), [](const shell_value& v) { return v.array; }))
    return {.fields = std::move(out), .array = true};
  letters text;
  for (const letters& field : out) {
    if (!text.empty())
      text.push_back({.c = ' ', .quote = quoting::literal, .line = field.empty() ? 0 : field.front().line});
    text.insert(text.end(), field.begin(), field.end());
  }
  return {.fields = {std::move(text)}};
}

}  // namespace taper::configs
