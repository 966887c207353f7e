// The JSON form of a schedule, read into the same calls as the text forms.
#include <string>

#include "build.hpp"
#include "lexer.hpp"

namespace taper::syntax {

namespace {

/// Parses the subset of JSON used by schedules: objects, arrays, strings, numbers, true and false.
class reader {
 public:
  reader(std::string_view text, const origin& from) : text_(text), from_(from) {}

  result<std::vector<call>> whole() {
    result<std::vector<call>> out = object();
    if (!out) return out;
    space();
    if (at_ < text_.size()) return fail(errc::syntax, "unexpected text after the JSON object", place(at_));
    return out;
  }

 private:
  result<std::vector<call>> object() {
    const std::size_t begin = at_;
    std::vector<call> out(1);
    if (auto e = expect('{')) return *std::move(e);
    if (auto e = members([&](const std::string& key, std::size_t at) { return top_level(key, at, out); }))
      return *std::move(e);
    if (out.front().name.empty())
      return fail(errc::missing, "the JSON form needs a \"shape\"", place(begin), R"(for example {"shape": "cosine"})");
    return out;
  }

  /// An inner schedule.
  result<value> inner() {
    if (from_.outside >= most_contents.levels) return nested_too_deep(place(at_));
    const std::size_t at = place(at_);
    ++from_.outside;
    const result<std::vector<call>> calls = object();
    --from_.outside;
    return inner_value(calls, from_.inside(), at);
  }

  std::optional<error> top_level(const std::string& key, std::size_t at, std::vector<call>& out) {
    if (key == "schema") {
      result<value> ignored = scalar();
      return ignored ? std::nullopt : std::optional<error>(ignored.error());
    }
    if (key == "shape") {
      if (!out.front().name.empty()) return fail(errc::conflict, "\"shape\" is given twice", place(at));
      return shape(out.front());
    }
    call next;
    next.name = key;
    next.at = place(at);
    space();
    if (peek() == '{') {
      if (auto e = arguments(next)) return e;
    } else {
      TAPER_TRY(v, scalar());
      const bool flag = v.is == value::kind::word && (v.word == "true" || v.word == "false");
      if (flag && v.word == "false") return std::nullopt;
      if (!flag) next.arguments.push_back({{}, v.at, std::move(v)});
    }
    next.end = place(at_);
    out.push_back(std::move(next));
    if (out.size() > 64) return fail(errc::too_large, "more than 64 modifiers", place(at_));
    return std::nullopt;
  }

  std::optional<error> shape(call& into) {
    space();
    into.at = place(at_);
    if (peek() == '"') {
      TAPER_TRY(name, string());
      into.name = name;
      into.end = place(at_);
      return std::nullopt;
    }
    if (auto e = expect('{')) return e;
    std::optional<error> found = members([&](const std::string& key, std::size_t at) -> std::optional<error> {
      if (!into.name.empty()) return fail(errc::conflict, "\"shape\" has two names", place(at));
      into.name = key;
      into.at = place(at);
      return arguments(into);
    });
    into.end = place(at_);
    return found;
  }

  std::optional<error> arguments(call& into) {
    if (auto e = expect('{')) return e;
    return members([&](const std::string& key, std::size_t at) -> std::optional<error> {
      TAPER_TRY(v, scalar());
      const bool flag = v.is == value::kind::word && (v.word == "true" || v.word == "false");
      const bool dotted = into.name.find('.') != std::string::npos;  // library flags are arguments, not words
      if (flag && !dotted) {                                         // {"forever": true} is the word forever
        if (v.word == "false") return std::nullopt;
        v.word = key;
        into.arguments.push_back({{}, place(at), std::move(v)});
      } else {
        into.arguments.push_back({key, place(at), std::move(v)});
      }
      return std::nullopt;
    });
  }

  /// The members of an object, after its '{'.
  template <class F>
  std::optional<error> members(F&& each) {
    space();
    if (take('}')) return std::nullopt;
    while (true) {
      space();
      const std::size_t at = at_;
      TAPER_TRY(key, string());
      space();
      if (auto e = expect(':')) return e;
      if (auto e = each(key, at)) return e;
      space();
      if (take('}')) return std::nullopt;
      if (auto e = expect(',')) return e;
    }
  }

  result<value> scalar(int depth = 0) {
    space();
    if (peek() == '[') return list(depth);
    if (peek() != '{') return plain();
    if (depth > 1) return wrong(errc::syntax, "a schedule is not allowed in a list of lists");
    return inner();
  }

  // Schedules can be 1000 levels deep: code that does not recurse is kept out of the recursive frames.
  [[gnu::noinline]] result<value> plain() {
    const std::size_t at = at_;
    if (peek() == '"') {
      TAPER_TRY(s, string());
      value text;
      text.is = value::kind::text;
      text.word = s;
      text.at = place(at);
      read_text(text);
      return text;
    }
    cursor c(text_.substr(at_), {from_.place(at_), from_.exact}, cursor::values::plain);
    result<value> v = c.any_value();
    if (!v) return v;
    if (v->is == value::kind::number && (v->percent || !v->word.empty())) {
      return fail(errc::syntax, "in JSON an amount with a unit is a string, like \"10%\"", place(at));
    }
    if (v->is == value::kind::word && v->word != "true" && v->word != "false") {
      return fail(errc::syntax, "expected a JSON value, got " + quoted(v->word), place(at));
    }
    at_ += c.read();
    return v;
  }

  [[nodiscard, gnu::noinline]] error wrong(errc code, const char* what) const { return fail(code, what, place(at_)); }

  result<value> list(int depth) {
    value out;
    out.is = value::kind::list;
    out.at = place(at_);
    if (depth >= most_list_levels) return wrong(errc::too_large, "lists are nested too deeply");
    ++at_;
    space();
    if (take(']')) return out;
    while (true) {
      result<value> item = scalar(depth + 1);
      if (!item) return item;
      out.list.push_back(*std::move(item));
      if (out.list.size() > most_entries) return wrong(errc::too_large, "a list has more than 4000000 entries");
      space();
      if (take(']')) return out;
      if (!take(',')) return wrong(errc::syntax, "a list needs ',' or ']' here");
    }
  }

  /// Converts a text to a number with a unit, or to a word, if it is one.
  static void read_text(value& text) {
    result<value> v = read_value(text.word, text.at == error::nowhere ? 0 : text.at + 1);
    if (v && v->is != value::kind::list && v->is != value::kind::text) text = *std::move(v);
  }

  [[gnu::noinline]] result<std::string> string() {
    if (peek() != '"') return fail(errc::syntax, "expected a quoted name in the JSON form", place(at_));
    const std::size_t begin = at_++;
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {  // occurs in inner schedules
        ++at_;
        if (peek() != '"' && peek() != '\\')
          return fail(errc::syntax, "the JSON form of a schedule has no escapes but \\\" and \\\\", place(at_ - 1));
      }
      out += text_[at_++];
    }
    if (at_ >= text_.size()) return fail(errc::syntax, "a quoted text is not closed", place(begin));
    ++at_;
    return out;
  }

  void space() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n' || text_[at_] == '\r'))
      ++at_;
  }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  [[gnu::noinline]] std::optional<error> expect(char c) {
    space();
    if (take(c)) return std::nullopt;
    return fail(errc::syntax, std::string("expected '") + c + "' in the JSON form", place(at_));
  }

  [[nodiscard]] std::size_t place(std::size_t at) const { return from_.place(at); }

  std::string_view text_;
  origin from_;
  std::size_t at_ = 0;
};

}  // namespace

result<std::vector<call>> read_json(std::string_view text, const origin& from) { return reader(text, from).whole(); }

}  // namespace taper::syntax
