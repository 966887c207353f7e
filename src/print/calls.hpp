// A schedule as calls with printed arguments, the source of its text, JSON, C++ and Python.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "taper/schedule.hpp"

namespace taper::printing {

/// One argument; key may be empty.
struct printed {
  std::string key;
  std::string text;
  enum class kind : unsigned char {
    number,
    amount,
    word,        ///< a bare word rather than a number or text
    own_word,    ///< the same; it needs no key because it names its parameter
    list,        ///< points of a table
    named_list,  ///< any other list
    schedule,    ///< one of `inner`
    schedules,   ///< a list of them
  } is = kind::number;
  std::string json_key = {};                ///< key in JSON of an argument without a key
  std::string json = {};                    ///< JSON of a named list
  std::vector<const schedule*> inner = {};  ///< inner schedules, printed in place
};
struct printed_call {
  std::string name;
  std::vector<printed> arguments;
};

/// The schedule as calls, in canonical order; the first argument of a modifier has no key. The result points to inner
/// schedules of `s`.
std::vector<printed_call> calls_of(const schedule& s);

/// A word without a value: {"forever"}.
inline bool is_flag(const printed& a) { return a.is == printed::kind::word && a.text.empty(); }

std::string in_quotes(const std::string& text);
std::string amount_text(const amount& a);
/// A parameter of a family, as a percentage if it is usually written as one and the percentage is exact.
std::string parameter_number(double v, notation_style style);
std::string_view word_of(rise r);
std::string_view word_of(sampling s);

}  // namespace taper::printing
