// Parses keyword arguments of a Python call, and plain assignments, into a tree. Nothing is executed.
#include <algorithm>
#include <unordered_map>

#include "configs/document.hpp"

namespace taper::configs {
namespace {

bool name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}
bool number_char(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '_' || c == '+' || c == '-';
}

// Reads strings, numbers, names, lists, tuples, dicts and dict(...). Anything else becomes a code node.
class python_reader {
 public:
  python_reader(std::string_view text, std::size_t at, std::size_t line) : text_(text), at_(at), line_(line) {}

  // Reads `name=value, …` from after the opening parenthesis of a call to the closing one.
  void arguments(node& to, int depth = 0) {
    to.is = node::kind::map;
    for (;;) {
      blank();
      if (done() || text_[at_] == ')') break;
      if (text_[at_] == ',') {
        ++at_;
        continue;
      }
      const std::size_t begin = at_;
      const std::size_t line = line_;
      while (!done() && name_char(text_[at_])) ++at_;
      const std::string name(text_.substr(begin, at_ - begin));
      blank();
      if (!name.empty() && !done() && text_[at_] == '=' && at_ + 1 < text_.size() && text_[at_ + 1] != '=') {
        ++at_;
        node value;
        read(value, depth + 1);
        value.line = line;
        to.members.emplace_back(name, std::move(value));
      } else {  // a positional argument or **kwargs
        at_ = begin;
        node value;
        read(value, depth + 1);
        if (text_[begin] == '*') to.members.emplace_back("**", std::move(value));
      }
    }
    if (!done()) ++at_;
  }

  void read(node& to, int depth) {
    blank();
    to.line = line_;
    if (done()) return;
    const std::size_t begin = at_;
    const char c = text_[at_];
    if (depth > 50) {
      skip_code(to, begin);
    } else if (c == '"' || c == '\'') {
      to.is = node::kind::text;
      to.quoted = true;
      while (!done() && (text_[at_] == '"' || text_[at_] == '\'')) {  // adjacent strings are concatenated
        to.text += string();
        blank();
      }
    } else if (c == '[' || c == '(') {
      ++at_;
      to.is = node::kind::list;
      for (;;) {
        blank();
        if (done() || text_[at_] == ']' || text_[at_] == ')') break;
        if (text_[at_] == ',') {
          ++at_;
          continue;
        }
        const std::size_t before = at_;
        read(to.items.emplace_back(), depth + 1);
        if (at_ == before) ++at_;
      }
      if (!done()) ++at_;
    } else if (c == '{') {
      ++at_;
      to.is = node::kind::map;
      for (;;) {
        blank();
        if (done() || text_[at_] == '}') break;
        if (text_[at_] == ',') {
          ++at_;
          continue;
        }
        const std::size_t before = at_;
        const std::size_t line = line_;
        node key;
        read(key, depth + 1);
        blank();
        if (!done() && text_[at_] == ':') {
          ++at_;
          node value;
          read(value, depth + 1);
          value.line = line;
          to.members.emplace_back(key.text, std::move(value));
        }
        if (at_ == before) ++at_;
      }
      if (!done()) ++at_;
    } else if (text_.substr(at_).starts_with("dict(")) {
      at_ += 5;
      arguments(to, depth);
      to.line = line_;
    } else if (number_char(c)) {
      while (!done() && number_char(text_[at_])) ++at_;
      to.is = node::kind::text;
      to.text = std::string(text_.substr(begin, at_ - begin));
    } else {
      while (!done() && name_char(text_[at_])) ++at_;
      to.is = node::kind::text;
      to.text = std::string(text_.substr(begin, at_ - begin));
      to.code = to.text != "True" && to.text != "False" && to.text != "None";
    }
    blank_on_line();
    if (!done() && std::string_view(",)]}:=#\n;").find(text_[at_]) == std::string_view::npos) skip_code(to, begin);
  }

  [[nodiscard]] std::size_t at() const { return at_; }

 private:
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }

  void blank_on_line() {
    while (!done() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\r')) ++at_;
  }

  void blank() {
    for (; !done(); ++at_) {
      if (text_[at_] == '#') at_ = std::min(text_.find('\n', at_), text_.size());
      if (done()) return;
      if (text_[at_] == '\n')
        ++line_;
      else if (text_[at_] != ' ' && text_[at_] != '\t' && text_[at_] != '\r' && text_[at_] != '\\')
        return;
    }
  }

  std::string string() {
    const char quote = text_[at_];
    const bool three = text_.substr(at_, 3) == std::string(3, quote);
    at_ += three ? 3 : 1;
    std::string out;
    while (!done()) {
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) {
        out += text_[at_ + 1] == 'n' ? '\n' : text_[at_ + 1];
        at_ += 2;
        continue;
      }
      if (three ? text_.substr(at_, 3) == std::string(3, quote) : text_[at_] == quote) {
        at_ += three ? 3 : 1;
        break;
      }
      if (text_[at_] == '\n') {
        if (!three) break;
        ++line_;
      }
      out += text_[at_++];
    }
    return out;
  }

  // Reads an expression up to a comma, closing bracket or line end outside brackets.
  void skip_code(node& to, std::size_t begin) {
    at_ = begin;
    int depth = 0;
    while (!done()) {
      const char c = text_[at_];
      if (c == '"' || c == '\'') {
        (void)string();
        continue;
      }
      if (c == '\n') {
        if (depth == 0) break;
        ++line_;
      }
      if (c == '(' || c == '[' || c == '{') ++depth;
      if (c == ')' || c == ']' || c == '}') {
        if (depth == 0) break;
        --depth;
      }
      if (c == ',' && depth == 0) break;
      ++at_;
    }
    to = node{
        .is = node::kind::text, .text = std::string(text_.substr(begin, at_ - begin)), .code = true, .line = to.line};
  }

  std::string_view text_;
  std::size_t at_;
  std::size_t line_;
};

// Offset of a call `name(` outside comments.
std::size_t call_of(std::string_view text, std::string_view name) {
  for (std::size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    const std::size_t end = at + name.size();
    if (end >= text.size() || text[end] != '(') continue;
    const std::size_t line = text.rfind('\n', at) + 1;  // npos + 1 is 0
    const std::string_view before = text.substr(line, at - line);
    if (before.find('#') != std::string_view::npos || before.find("class ") != std::string_view::npos ||
        before.find("def ") != std::string_view::npos)
      continue;
    return end + 1;
  }
  return std::string_view::npos;
}

// Replaces names that are only ever assigned one literal, at any indentation, by that literal.
void put_names_in(node& in, const node& names) {
  for (auto& [key, value] : in.members) {
    if (value.is == node::kind::text && value.code) {
      const node* const known = names.find(value.text);
      if (known != nullptr && !known->code) {
        const std::size_t line = value.line;
        value = *known;
        value.line = line;
      }
    }
    put_names_in(value, names);
  }
}

std::size_t lines_in(std::string_view text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

node assignments(std::string_view text) {
  node out{.is = node::kind::map};
  std::unordered_map<std::string, std::string> seen;
  std::size_t at = 0;
  std::size_t line = 1;
  while (at < text.size()) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::size_t name = at;
    while (name < end && (text[name] == ' ' || text[name] == '\t')) ++name;
    std::size_t stop = name;
    while (stop < end && name_char(text[stop])) ++stop;
    std::size_t equals = stop;
    while (equals < end && text[equals] == ' ') ++equals;
    std::size_t next = end + 1;
    if (stop > name && equals < end && text[equals] == '=' && equals + 1 < text.size() && text[equals + 1] != '=') {
      python_reader reader(text, equals + 1, line);
      node value;
      reader.read(value, 0);
      const std::string key(text.substr(name, stop - name));
      const auto [before, fresh] = seen.emplace(key, value.text);
      if (!fresh && before->second != value.text) value.code = true;  // reassigned: its value depends on control flow
      value.line = line;
      out.members.emplace_back(key, std::move(value));
      next = std::max(next, std::min(text.find('\n', reader.at()), text.size()) + 1);
    }
    next = std::min(next, text.size());
    line += lines_in(text.substr(at, next - at));
    at = next;
  }
  return out;
}

}  // namespace

result<document> read_python(std::string_view text, const std::vector<std::string_view>& calls) {
  if (text.size() > (1U << 20U)) return failed(errc::out_of_range, "the Python file is larger than 1 MiB");
  const node names = assignments(text);
  for (const std::string_view call : calls) {
    const std::size_t at = call_of(text, call);
    if (at == std::string_view::npos) continue;
    document out{syntax::python, std::string(call), {}, text};
    python_reader(text, at, 1 + lines_in(text.substr(0, at))).arguments(out.root);
    put_names_in(out.root, names);
    return out;
  }
  return document{syntax::python, {}, names, text};
}

}  // namespace taper::configs
