// The JSON form of a schedule, read into the same calls as the text forms.
#include <string>

#include "lexer.hpp"

namespace taper::syntax {

namespace {

/// Reads the subset of JSON that a schedule is: objects, arrays, strings, numbers, true and false.
class reader {
 public:
  explicit reader(std::string_view text) : text_(text) {}

  result<std::vector<call>> schedule() {
    std::vector<call> out(1);
    if (auto e = expect('{')) return *std::move(e);
    if (auto e = members([&](const std::string& key, std::size_t at) { return top_level(key, at, out); }))
      return *std::move(e);
    space();
    if (at_ < text_.size()) return fail(errc::syntax, "unexpected text after the JSON object", at_);
    if (out.front().name.empty())
      return fail(errc::missing, "the JSON form needs a \"shape\"", 0, R"(for example {"shape": "cosine"})");
    return out;
  }

 private:
  std::optional<error> top_level(const std::string& key, std::size_t at, std::vector<call>& out) {
    if (key == "schema") {
      result<value> ignored = scalar();
      return ignored ? std::nullopt : std::optional<error>(ignored.error());
    }
    if (key == "shape") {
      if (!out.front().name.empty()) return fail(errc::conflict, "\"shape\" is given twice", at);
      return shape(out.front());
    }
    call next;
    next.name = key;
    next.at = at;
    space();
    if (peek() == '{') {
      if (auto e = arguments(next)) return e;
    } else {
      result<value> v = scalar();
      if (!v) return v.error();
      const bool flag = v->is == value::kind::word && (v->word == "true" || v->word == "false");
      if (flag && v->word == "false") return std::nullopt;
      if (!flag) next.arguments.push_back({{}, v->at, *std::move(v)});
    }
    next.end = at_;
    out.push_back(std::move(next));
    if (out.size() > 64) return fail(errc::too_large, "more than 64 modifiers", at_);
    return std::nullopt;
  }

  std::optional<error> shape(call& into) {
    space();
    into.at = at_;
    if (peek() == '"') {
      result<std::string> name = string();
      if (!name) return name.error();
      into.name = *name;
      into.end = at_;
      return std::nullopt;
    }
    if (auto e = expect('{')) return e;
    std::optional<error> found = members([&](const std::string& key, std::size_t at) -> std::optional<error> {
      if (!into.name.empty()) return fail(errc::conflict, "\"shape\" has two names", at);
      into.name = key;
      into.at = at;
      return arguments(into);
    });
    into.end = at_;
    return found;
  }

  std::optional<error> arguments(call& into) {
    if (auto e = expect('{')) return e;
    return members([&](const std::string& key, std::size_t at) -> std::optional<error> {
      result<value> v = scalar();
      if (!v) return v.error();
      const bool flag = v->is == value::kind::word && (v->word == "true" || v->word == "false");
      const bool dotted = into.name.find('.') != std::string::npos;  // another library's flags have names of their own
      if (flag && !dotted) {                                         // {"forever": true} is the word forever
        if (v->word == "false") return std::nullopt;
        v->word = key;
        into.arguments.push_back({{}, at, *std::move(v)});
      } else {
        into.arguments.push_back({key, at, *std::move(v)});
      }
      return std::nullopt;
    });
  }

  /// The members of an object whose '{' was taken.
  template <class F>
  std::optional<error> members(F&& each) {
    space();
    if (take('}')) return std::nullopt;
    while (true) {
      space();
      const std::size_t at = at_;
      result<std::string> key = string();
      if (!key) return key.error();
      space();
      if (auto e = expect(':')) return e;
      if (auto e = each(*key, at)) return e;
      space();
      if (take('}')) return std::nullopt;
      if (auto e = expect(',')) return e;
    }
  }

  result<value> scalar() {
    space();
    const std::size_t at = at_;
    if (peek() == '"') {
      result<std::string> s = string();
      if (!s) return s.error();
      value text;
      text.is = value::kind::text;
      text.word = *s;
      text.at = at;
      read_text(text);
      return text;
    }
    cursor c(text_.substr(at_), at_);
    result<value> v = c.any_value();
    if (!v) return v;
    for (value& one : v->list) read_text(one);
    if (v->is == value::kind::number && (v->percent || !v->word.empty())) {
      return fail(errc::syntax, "in JSON an amount with a unit is a string, like \"10%\"", at);
    }
    if (v->is == value::kind::word && v->word != "true" && v->word != "false") {
      return fail(errc::syntax, "expected a JSON value, got " + quoted(v->word), at);
    }
    at_ += c.where() - at;
    return v;
  }

  /// A text that is a number with its unit or a word becomes that; texts in a list likewise.
  static void read_text(value& text) {
    for (value& one : text.list) read_text(one);
    if (text.is != value::kind::text) return;
    result<value> v = read_value(text.word, text.at + 1);
    if (v && v->is != value::kind::list && v->is != value::kind::text) text = *std::move(v);
  }

  result<std::string> string() {
    if (peek() != '"') return fail(errc::syntax, "expected a quoted name in the JSON form", at_);
    const std::size_t begin = at_++;
    std::string out;
    while (at_ < text_.size() && text_[at_] != '"') {
      if (text_[at_] == '\\') {  // in the schedules inside another
        ++at_;
        if (peek() != '"' && peek() != '\\')
          return fail(errc::syntax, "the JSON form of a schedule has no escapes but \\\" and \\\\", at_ - 1);
      }
      out += text_[at_++];
    }
    if (at_ >= text_.size()) return fail(errc::syntax, "a quoted text is not closed", begin);
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
  std::optional<error> expect(char c) {
    space();
    if (take(c)) return std::nullopt;
    return fail(errc::syntax, std::string("expected '") + c + "' in the JSON form", at_);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

result<std::vector<call>> read_json(std::string_view text) { return reader(text).schedule(); }

}  // namespace taper::syntax
