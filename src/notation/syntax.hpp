// The common result of parsing all three forms of the notation: calls with arguments and their places in the text.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "taper/result.hpp"
#include "taper/text.hpp"
#include "taper/written.hpp"

namespace taper::syntax {

/// A value as written.
using value = written_value;

/// key=value, or a value alone (empty key).
struct argument {
  std::string key;
  std::size_t at = 0;
  value is;
};

/// name(arguments)
struct call {
  std::string name;
  std::size_t at = 0;
  std::vector<argument> arguments;
  std::size_t end = 0;  ///< where the call ends in the text
};

/// The position of a text in the text that the user wrote.
struct origin {
  std::size_t base = 0;     ///< offset of its first character
  bool exact = true;        ///< false: the text was escaped, and every place in it is reported as `base`
  std::size_t outside = 0;  ///< number of enclosing schedules

  [[nodiscard]] std::size_t place(std::size_t at) const { return exact ? base + at : base; }
  [[nodiscard]] origin inside() const { return {base, exact, outside + 1}; }
};

/// The calls of a text: the shape first, then the modifiers.
result<std::vector<call>> read_pipe(std::string_view text, const origin& from);
result<std::vector<call>> read_compact(std::string_view text, const origin& from);
result<std::vector<call>> read_json(std::string_view text, const origin& from);
/// Parses all of `text` as one value: a number with its suffix, a word, a quoted text, or a list of these.
result<value> read_value(std::string_view text, std::size_t offset);

inline error fail(errc code, std::string message, std::size_t at, std::string hint = {}) {
  return {code, std::move(message), at, std::move(hint)};
}

/// A piece of user text for an error message: control characters escaped, at most 40 bytes.
inline std::string quoted(std::string_view text) { return echoed(text); }
/// The first characters of unexpected input, for an error message.
inline std::string quoted_start(std::string_view text, std::size_t characters) {
  return echoed(first_characters(text, characters));
}
}  // namespace taper::syntax
