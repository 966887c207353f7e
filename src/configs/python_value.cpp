// Reads strings, numbers, names, lists, tuples, dicts and dict(...). Anything else becomes a code node.
#include "configs/python_value.hpp"

#include <algorithm>

namespace taper::configs {
namespace {

bool name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}
bool number_char(char c) {
  return (c >= '0' && c <= '9') || c == '.' || c == 'e' || c == 'E' || c == '_' || c == '+' || c == '-';
}

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
      } else {  // a positional argument, *arguments or **arguments
        at_ = begin;
        hidden(to, depth);
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
      for (;;) {  // adjacent strings are concatenated
        to.text += string();
        const std::size_t end = at_;
        const std::size_t line = line_;
        blank();
        if (!done() && (text_[at_] == '"' || text_[at_] == '\'')) continue;
        at_ = end;
        line_ = line;
        break;
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
        if (text_[at_] == '*') {
          hidden(to, depth);
          continue;
        }
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

 private:
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }

  // `**name` becomes a member "**"; the value of another argument without a name is not kept.
  void hidden(node& to, int depth) {
    const std::size_t begin = at_;
    const std::size_t line = line_;
    while (!done() && text_[at_] == '*') ++at_;
    const bool hides = at_ > begin;
    node value;
    read(value, depth + 1);
    value.line = line;
    if (at_ == begin) ++at_;
    if (hides) to.members.emplace_back("**", std::move(value));
  }

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

}  // namespace

node python_value(std::string_view text, std::size_t at, std::size_t line) {
  node out;
  python_reader(text, at, line).read(out, 0);
  return out;
}

node python_arguments(std::string_view text, std::size_t at, std::size_t line) {
  node out;
  python_reader(text, at, line).arguments(out);
  return out;
}

}  // namespace taper::configs
