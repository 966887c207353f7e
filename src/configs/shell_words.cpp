// Splits shell scripts into words and operators.
#include "configs/shell_words.hpp"

#include <algorithm>

namespace taper::configs {
namespace {

using quoting = letter::quoting;
using token = shell_token::kind;

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

class scanner {
 public:
  explicit scanner(const letters& text) : text_(text) {}

  std::vector<shell_token> all() {
    while (!done()) next();
    return std::move(out_);
  }

 private:
  [[nodiscard]] bool done() const { return at_ >= text_.size(); }
  [[nodiscard]] char here(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead].c : '\0';
  }
  void put(token is, std::size_t length) {
    out_.push_back({is, {}, text_[at_].line});
    for (std::size_t i = 0; i < length; ++i) out_.back().text.push_back(text_[at_++]);
  }
  void to_line_end() {
    while (!done() && here() != '\n') ++at_;
  }

  // `\` at the end of a line; PowerShell writes a backtick there, and Windows' command prompt `^`.
  [[nodiscard]] bool continues() const {
    return (here() == '\\' || here() == '`' || here() == '^') &&
           (here(1) == '\n' || (here(1) == '\r' && here(2) == '\n'));
  }

  void next() {
    const char c = here();
    if (c == '\n') {
      if (in_array_)
        ++at_;
      else
        put(token::end, 1);
      skip_documents();
    } else if (is_blank(c)) {
      ++at_;
    } else if (continues()) {
      at_ += here(1) == '\n' ? 2 : 3;
    } else if (c == '#') {
      to_line_end();
    } else if (c == ')' && in_array_) {
      in_array_ = false;
      put(token::end_of_array, 1);
    } else if (c == ';') {
      put(here(1) == ';' ? token::end_of_case : token::end, here(1) == ';' ? 2 : 1);
    } else if (c == '&' && here(1) == '>') {
      redirection();
    } else if (c == '&' || c == '|') {
      const bool twice = here(1) == c;
      put(twice ? token::chained : c == '|' ? token::piped : token::end, twice ? 2 : 1);
    } else if (c == '<' || c == '>') {
      redirection();
    } else if (c == '(' || c == ')') {
      put(c == '(' ? token::open : token::close, 1);
    } else {
      word();
    }
  }

  // `> file`, `2>&1`, `<<EOF`: the word after the operator is not an argument.
  void redirection() {
    const bool document = here() == '<' && here(1) == '<' && here(2) != '<';
    while (here() == '<' || here() == '>' || here() == '&' || (document && here() == '-')) ++at_;
    while (is_blank(here())) ++at_;
    if (done() || here() == '\n' || here() == '(') return;
    word();
    if (document && out_.back().is == token::word) documents_.push_back(text_of(out_.back().text));
    out_.pop_back();
  }

  void skip_documents() {
    for (const std::string& mark : documents_) {
      while (!done()) {
        std::string line;
        for (; !done() && here() != '\n'; ++at_) line += here();
        if (!done()) ++at_;
        line.erase(0, std::min(line.find_first_not_of(" \t"), line.size()));
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (line == mark) break;
      }
    }
    documents_.clear();
  }

  // Copies up to `end` as it is: the inside of $(…), ${…} and `…`, which has its own quotes.
  void copy_to(letters& to, std::size_t end, quoting quote) {
    for (; at_ < end; ++at_) {
      to.push_back(text_[at_]);
      to.back().quote = quote;
    }
  }

  void word() {
    shell_token w{token::word, {}, text_[at_].line};
    quoting quote = quoting::none;
    for (; !done(); ++at_) {
      const char c = here();
      if (quote == quoting::none && (is_blank(c) || std::string_view("\n;|<>&)").find(c) != std::string_view::npos)) {
        const bool number = !w.text.empty() && std::all_of(w.text.begin(), w.text.end(),
                                                           [](const letter& l) { return l.c >= '0' && l.c <= '9'; });
        if (number && (c == '<' || c == '>')) return redirection();  // 2>&1
        break;
      }
      if (quote == quoting::none && c == '(') {
        if (!w.text.empty() && w.text.back().c == '=') {
          in_array_ = true;
          w.is = token::array;
          ++at_;
        }
        break;
      }
      if (c == '\'' && quote != quoting::doubled) {
        quote = quote == quoting::literal ? quoting::none : quoting::literal;
        mark_quoted(w, text_[at_].line);
      } else if (quote == quoting::literal) {
        w.text.push_back(text_[at_]);
        w.text.back().quote = quoting::literal;
      } else if (c == '"') {
        quote = quote == quoting::doubled ? quoting::none : quoting::doubled;
        mark_quoted(w, text_[at_].line);
      } else if (c == '\\' && at_ + 1 < text_.size()) {
        ++at_;
        if (here() == '\r' && here(1) == '\n') ++at_;
        if (here() == '\n') continue;
        w.text.push_back(text_[at_]);
        w.text.back().quote = quoting::literal;
      } else if (c == '$' && (here(1) == '(' || here(1) == '{')) {
        const std::size_t end = after_bracket(text_, at_ + 1);
        copy_to(w.text, end, quote);
        --at_;
      } else if (c == '`') {
        std::size_t end = at_ + 1;
        while (end < text_.size() && text_[end].c != '`') ++end;
        copy_to(w.text, std::min(end + 1, text_.size()), quote);
        --at_;
      } else {
        w.text.push_back(text_[at_]);
        w.text.back().quote = quote;
      }
    }
    out_.push_back(std::move(w));
  }

  // A quote is kept as a letter without a character: "" is a word, and quoted text is not split.
  static void mark_quoted(shell_token& w, std::uint32_t line) {
    w.text.push_back({.quote = quoting::literal, .line = line});
  }

  const letters& text_;
  std::size_t at_ = 0;
  bool in_array_ = false;
  std::vector<std::string> documents_;
  std::vector<shell_token> out_;
};

}  // namespace

letters letters_of(std::string_view text) {
  letters out;
  out.reserve(text.size());
  std::uint32_t line = 1;
  for (const char c : text) {
    if (c != '\0') out.push_back({.c = c, .line = line});
    if (c == '\n') ++line;
  }
  return out;
}

std::string text_of(const letters& from) {
  std::string out;
  for (const letter& l : from) {
    if (l.c != '\0') out += l.c;
  }
  return out;
}

std::size_t after_bracket(const letters& text, std::size_t at) {
  int depth = 0;
  for (; at < text.size(); ++at) {
    const char c = text[at].c;
    if (c == '\\') {
      ++at;
    } else if (c == '\'' || c == '"') {
      std::size_t close = at + 1;
      while (close < text.size() && text[close].c != c) close += text[close].c == '\\' ? 2 : 1;
      if (close < text.size()) at = close;
    } else if (c == '(' || c == '{') {
      ++depth;
    } else if ((c == ')' || c == '}') && --depth == 0) {
      return at + 1;
    }
  }
  return text.size();
}

std::vector<shell_token> tokens_of(const letters& script) { return scanner(script).all(); }

}  // namespace taper::configs
