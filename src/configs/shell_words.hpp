// The words and operators of a shell script. Every character keeps its line and how it is quoted, so that expanded
// text can be read again, as `eval` does.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace taper::configs {

struct letter {
  enum class quoting : unsigned char { none, doubled, literal };
  char c = 0;
  quoting quote = quoting::none;
  bool unknown = false;      ///< belongs to something that only a running shell knows
  std::uint16_t reason = 0;  ///< not 0: why it is unknown, or why it may be missing (shell_variables::reason)
  std::uint32_t line = 0;
};
using letters = std::vector<letter>;

[[nodiscard]] letters letters_of(std::string_view text);
[[nodiscard]] std::string text_of(const letters& from);

struct shell_token {
  enum class kind : unsigned char {
    word,
    end,           ///< a newline, `;` or `&`
    end_of_case,   ///< `;;`
    chained,       ///< `&&` or `||`: the next command depends on the one before
    piped,         ///< `|`
    open,          ///< `(`
    close,         ///< `)`
    array,         ///< `NAME=(`
    end_of_array,  ///< its `)`
  } is = kind::word;
  letters text{};
  std::uint32_t line = 0;
};

/// Splits a script into words and operators. Comments, redirections and here-documents are left out.
[[nodiscard]] std::vector<shell_token> tokens_of(const letters& script);

/// The position after the bracket that closes the one at `at`; the end if there is none.
[[nodiscard]] std::size_t after_bracket(const letters& text, std::size_t at);

}  // namespace taper::configs
