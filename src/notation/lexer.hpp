// Lexer of the notation: names, numbers, words, quoted strings, lists, schedules.
#pragma once

#include <cctype>
#include <optional>

#include "syntax.hpp"

namespace taper::syntax {

/// Limits on the nesting and the length of lists.
inline constexpr int most_list_levels = 8;
inline constexpr std::size_t most_entries = 4'000'000;

/// A cursor over the text that reads the tokens of the notation.
class cursor {
 public:
  /// Whether a value may be a schedule: cosine | warmup(5).
  enum class values : unsigned char { plain, schedules };
  cursor(std::string_view text, const origin& from, values allowed = values::schedules)
      : text_(text), from_(from), allowed_(allowed) {}

  void skip_space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char peek() const { return done() ? '\0' : text_[at_]; }
  [[nodiscard]] std::size_t where() const { return from_.place(at_); }
  [[nodiscard]] std::size_t read() const { return at_; }  ///< number of characters consumed
  bool take(char c) {
    if (peek() != c || done()) return false;
    ++at_;
    return true;
  }
  /// a letter or '_', then letters, digits, '_', '.', '-'
  std::string_view name() {
    const std::size_t begin = at_;
    if (!done() && (is_letter(text_[at_]) || text_[at_] == '_')) {
      while (!done() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '_' || text_[at_] == '.'))
        ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }
  /// [ "(" arguments ")" ] after a name.
  std::optional<error> arguments(call& into);
  /// shape { "|" modifier }, up to the first token that cannot continue a schedule.
  result<std::vector<call>> calls();
  result<value> any_value(int depth = 0);
  [[nodiscard]] std::string_view rest() const { return text_.substr(at_); }
  void advance(std::size_t n) { at_ += n; }

 private:
  static bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
  static bool is_digit(char c) { return c >= '0' && c <= '9'; }
  result<value> list(int depth);
  [[gnu::noinline]] result<value> quoted_text();
  result<value> inner_schedule();
  // Schedules can be 1000 levels deep: code that does not recurse is kept out of the recursive frames.
  [[gnu::noinline]] result<value> plain_value();
  [[nodiscard, gnu::noinline]] bool schedule_goes_on() const;
  [[nodiscard, gnu::noinline]] error wrong(errc code, const char* what) const;
  [[nodiscard, gnu::noinline]] error unexpected(const char* wanted) const;
  [[nodiscard, gnu::noinline]] error not_closed(const std::string& name) const;

  std::string_view text_;
  origin from_;
  values allowed_;
  std::size_t at_ = 0;
};

}  // namespace taper::syntax
