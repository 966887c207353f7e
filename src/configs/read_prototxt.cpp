// Parses the text format of protocol buffers, `name: value` and `name { … }`, into a tree. A name that is repeated
// becomes a list.
#include <algorithm>

#include "configs/document.hpp"

namespace taper::configs {
namespace {

constexpr int most_levels = 50;

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
         c == '-' || c == '+';
}

class prototxt {
 public:
  explicit prototxt(std::string_view text) : text_(text) {}

  // The fields up to the closing bracket, or to the end of the file at level 0; false if it is not this format.
  bool fields(node& to, int level) {
    to.is = node::kind::map;
    for (;;) {
      skip();
      if (at_ == text_.size()) return level == 0;
      if (text_[at_] == '}') {
        ++at_;
        return level > 0;
      }
      const std::size_t line = line_;
      const std::string name = word();
      if (name.empty() || level > most_levels || left_-- == 0) return false;
      skip();
      const bool colon = take(':');
      skip();
      node value;
      if (take('{')) {
        if (!fields(value, level + 1)) return false;
      } else if (colon && take('[')) {
        if (!list(to, name)) return false;
        skip();
        if (!take(',')) take(';');
        continue;
      } else if (!colon || !scalar(value)) {
        return false;
      }
      value.line = line;
      add(to, name, std::move(value));
      skip();
      if (!take(',')) take(';');
    }
  }

 private:
  bool take(char c) {
    const bool there = at_ < text_.size() && text_[at_] == c;
    if (there) ++at_;
    return there;
  }

  void skip() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '#')
        at_ = std::min(text_.find('\n', at_), text_.size()) - 1;
      else if (c == '\n')
        ++line_;
      else if (c != ' ' && c != '\t' && c != '\r')
        return;
    }
  }

  std::string word() {
    const std::size_t from = at_;
    while (at_ < text_.size() && is_word(text_[at_])) ++at_;
    return std::string(text_.substr(from, at_ - from));
  }

  // `name: [1, 2]`, the short form of a name that is repeated.
  bool list(node& to, const std::string& name) {
    for (;;) {
      skip();
      if (take(']')) return true;
      node value;
      if (left_-- == 0 || !scalar(value)) return false;
      value.line = line_;
      add(to, name, std::move(value));
      skip();
      take(',');
    }
  }

  bool scalar(node& to) {
    to.is = node::kind::text;
    const char quote = at_ < text_.size() ? text_[at_] : '\0';
    if (quote != '"' && quote != '\'') {
      to.text = word();
      return !to.text.empty();
    }
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) return false;
    to.text = std::string(text_.substr(at_ + 1, end - at_ - 1));
    to.quoted = true;
    at_ = end + 1;
    return true;
  }

  static void add(node& to, const std::string& name, node value) {
    const auto same = [&](const auto& member) { return member.first == name; };
    const auto old = std::find_if(to.members.begin(), to.members.end(), same);
    if (old == to.members.end()) {
      to.members.emplace_back(name, std::move(value));
      return;
    }
    if (old->second.is != node::kind::list) {
      node first = std::move(old->second);
      old->second = {.is = node::kind::list, .line = first.line};
      old->second.items.push_back(std::move(first));
    }
    old->second.items.push_back(std::move(value));
  }

  std::string_view text_;
  std::size_t left_ = 10'000;  ///< fields that may follow; no solver has as many
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

result<documents> read_prototxt(std::string_view text) {
  document out{.written = syntax::prototxt, .line = 1, .text = text};
  if (text.size() > (1U << 20U)) return failed(errc::out_of_range, "the configuration is larger than 1 MiB");
  if (!prototxt(text).fields(out.root, 0)) return failed(errc::syntax, "not the text format of protocol buffers");
  return documents{std::move(out)};
}

}  // namespace taper::configs
