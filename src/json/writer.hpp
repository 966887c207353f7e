// A minimal JSON writer without dependencies: values in, one line of text out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace taper::json {

/// A quoted string, see text_for::json.
std::string quoted(std::string_view text);
/// The shortest decimal that round-trips, always with a point or exponent (1.0, 0.0003, 3e-05, 1e+15); null for infinity
/// and NaN.
std::string number(double v);

/// The same object under another schema, its first member.
std::string with_schema(std::string_view object, std::string_view schema);

/// An object or array under construction.
class builder {
 public:
  /// Begins with '{' or '['.
  explicit builder(char open) : text_(1, open), close_(open == '{' ? '}' : ']') {}

  /// Continues a complete object or array, to add members at its end.
  static builder continued(std::string json) {
    builder out(json.front());
    json.pop_back();
    out.text_ = std::move(json);
    return out;
  }

  /// Adds a member whose value is already JSON; for arrays only the value.
  builder& raw(std::string_view key, std::string_view value) {
    if (text_.size() > 1) text_ += ',';
    text_ += json::quoted(key);
    text_ += ':';
    text_ += value;
    return *this;
  }
  builder& raw(std::string_view value) {
    if (text_.size() > 1) text_ += ',';
    text_ += value;
    return *this;
  }
  builder& put(std::string_view key, std::string_view text) { return raw(key, json::quoted(text)); }
  builder& put(std::string_view key, const char* text) { return raw(key, json::quoted(text)); }
  builder& put(std::string_view key, const std::string& text) { return raw(key, json::quoted(text)); }
  builder& put(std::string_view key, double v) { return raw(key, number(v)); }
  builder& put(std::string_view key, std::uint64_t v) { return raw(key, std::to_string(v)); }
  builder& put(std::string_view key, std::int64_t v) { return raw(key, std::to_string(v)); }
  builder& put(std::string_view key, bool v) { return raw(key, v ? "true" : "false"); }
  template <class T>
  builder& put(std::string_view key, const std::optional<T>& v) {
    return v ? put(key, *v) : raw(key, "null");
  }
  [[nodiscard]] std::string done() const { return text_ + close_; }

 private:
  std::string text_;
  char close_;
};

}  // namespace taper::json
