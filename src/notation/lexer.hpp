// Walks a text of the notation: names, numbers, words, quoted strings, lists.
#pragma once

#include <cctype>

#include "syntax.hpp"

namespace taper::syntax {

/// A cursor over the text with the notation's small set of tokens.
class cursor {
 public:
  cursor(std::string_view text, std::size_t base) : text_(text), base_(base) {}

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
  [[nodiscard]] std::size_t where() const { return base_ + at_; }
  bool take(char c) {
    if (peek() != c || done()) return false;
    ++at_;
    return true;
  }
  /// letters, digits, '_', '.', '-' after a first letter or '_'
  std::string_view name() {
    const std::size_t begin = at_;
    if (!done() && (is_letter(text_[at_]) || text_[at_] == '_')) {
      while (!done() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '_' || text_[at_] == '.'))
        ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }
  result<value> any_value(int depth = 0);
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  void advance(std::size_t n) { at_ += n; }

 private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  result<value> list(int depth);
  result<value> quoted_text();

  std::string_view text_;
  std::size_t base_;
  std::size_t at_ = 0;
};

}  // namespace taper::syntax
