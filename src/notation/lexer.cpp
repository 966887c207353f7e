// Tokens of the notation, and the parser of the pipe form.
#include "lexer.hpp"

#include <algorithm>
#include <cmath>

#include "build.hpp"
#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace taper::syntax {

result<value> cursor::quoted_text() {
  value out;
  out.at = where();
  out.is = value::kind::text;
  ++at_;
  while (!done() && text_[at_] != '"') {
    if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
    out.word += text_[at_++];
  }
  if (!take('"')) return fail(errc::syntax, "a quoted text is not closed", out.at, "add a closing \"");
  return out;
}

result<value> cursor::list(int depth) {
  value out;
  out.at = where();
  out.is = value::kind::list;
  if (depth >= most_list_levels) return wrong(errc::too_large, "lists are nested too deeply");
  ++at_;
  skip_space();
  if (take(']')) return out;
  while (true) {
    skip_space();
    result<value> item = any_value(depth + 1);
    if (!item) return item;
    out.list.push_back(*std::move(item));
    if (out.list.size() > most_entries) return wrong(errc::too_large, "a list has more than 4000000 entries");
    skip_space();
    if (take(']')) return out;
    if (!take(',')) return wrong(errc::syntax, "a list needs ',' or ']' here");
  }
}

result<value> cursor::any_value(int depth) {
  if (peek() == '[') return list(depth);
  if (peek() == '"') return quoted_text();
  if (!schedule_goes_on()) return plain_value();
  if (depth > 1) return wrong(errc::syntax, "a schedule is not allowed in a list of lists");
  return inner_schedule();
}

result<value> cursor::plain_value() {
  value out;
  out.at = where();
  const std::size_t used = read_number(rest(), out.number);
  if (used > 0) {
    out.is = value::kind::number;
    if (!std::isfinite(out.number)) return fail(errc::out_of_range, "a number is too large", out.at);
    at_ += used;
    if (take('%')) {
      out.percent = true;
    } else {
      const std::size_t begin = at_;
      while (!done() && is_letter(text_[at_])) ++at_;
      out.word = text_.substr(begin, at_ - begin);
    }
    return out;
  }
  out.word = name();
  if (out.word.empty()) {
    if (done()) return fail(errc::syntax, "a value is missing", where());
    return fail(errc::syntax, "expected a value, got " + quoted_start(rest(), 1), where());
  }
  return out;
}

error cursor::wrong(errc code, const char* what) const { return fail(code, what, where()); }

error cursor::unexpected(const char* wanted) const {
  std::string text = std::string("expected ") + wanted;
  return fail(errc::syntax,
              done() ? text + " here, got the end of the text" : text + ", got " + quoted_start(rest(), 1), where());
}

bool cursor::schedule_goes_on() const {
  if (allowed_ == values::plain) return false;
  cursor ahead = *this;
  if (ahead.name().empty()) return false;
  ahead.skip_space();
  return ahead.peek() == '(' || ahead.peek() == '|';
}

result<value> cursor::inner_schedule() {
  if (from_.outside >= most_contents.levels) return nested_too_deep(where());
  const std::size_t at = where();
  ++from_.outside;
  const result<std::vector<call>> read = calls();
  --from_.outside;
  return inner_value(read, from_.inside(), at);
}

result<value> read_value(std::string_view text, std::size_t offset) {
  cursor at(text, {.base = offset}, cursor::values::plain);
  at.skip_space();
  result<value> out = at.any_value();
  if (!out) return out;
  at.skip_space();
  if (!at.done()) return fail(errc::syntax, "unexpected " + quoted(at.rest()), at.where());
  return out;
}

std::optional<error> cursor::arguments(call& into) {
  skip_space();
  if (!take('(')) return std::nullopt;
  skip_space();
  if (take(')')) return std::nullopt;
  while (true) {
    skip_space();
    argument& arg = into.arguments.emplace_back();
    arg.at = where();
    const std::size_t begin = at_;
    const std::string_view key = name();
    skip_space();
    if (!key.empty() && take('=')) {
      arg.key = key;
      skip_space();
    } else {
      at_ = begin;
    }
    TAPER_TRY(v, any_value());
    arg.is = std::move(v);
    skip_space();
    if (take(')')) return std::nullopt;
    if (done()) return not_closed(into.name);
    if (!take(',')) return unexpected("',' or ')'");
  }
}

error cursor::not_closed(const std::string& name) const {
  return fail(errc::syntax, quoted(name + "(") + " is not closed", where(), "add ')'");
}

result<std::vector<call>> cursor::calls() {
  std::vector<call> out;
  while (true) {
    skip_space();
    call& next = out.emplace_back();
    next.at = where();
    next.name = name();
    if (next.name.empty()) return unexpected(out.size() == 1 ? "a shape" : "a modifier");
    if (std::optional<error> e = arguments(next)) return *std::move(e);
    next.end = where();
    if (out.size() > 64) return wrong(errc::too_large, "more than 64 modifiers");
    skip_space();
    if (!take('|')) return out;
  }
}

result<std::vector<call>> read_pipe(std::string_view text, const origin& from) {
  cursor at(text, from);
  result<std::vector<call>> out = at.calls();
  if (!out || at.done()) return out;
  return fail(errc::syntax, "expected '|', got " + quoted_start(at.rest(), 12), at.where());
}

}  // namespace taper::syntax
