// Values and calls of the notation as they are written, before they get the type of a parameter.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "taper/amount.hpp"
#include "taper/result.hpp"

namespace taper {

struct inner_schedule;  // schedule.hpp: a schedule inside another

/// A value of the notation: a number (with its unit or %), a word, a quoted text, a list, or a schedule.
struct written_value {
  enum class kind : unsigned char { number, word, text, list, schedule } is = kind::word;
  double number = 0.0;
  bool percent = false;
  std::string word;  ///< the word or text; of a number, its unit suffix ("ep", "Mtok")
  std::vector<written_value> list;
  std::shared_ptr<const inner_schedule> inner;  ///< the schedule, shared and immutable
  std::size_t at = error::nowhere;              ///< byte offset where it was read; ignored in comparisons

  friend bool operator==(const written_value& a, const written_value& b);
};

/// name(key=value, …)
struct written_call {
  struct argument {
    std::string key;
    written_value value;
    std::size_t at = 0;  ///< where the argument begins in the text
  };
  std::string name;
  std::vector<argument> arguments;
};

/// A number, and an amount of time, as they are written.
written_value as_argument(double v);
written_value as_argument(const amount& a);

/// Whether a text is written without quotes: a letter or "_", then letters, digits, "_" and ".".
bool is_plain_word(std::string_view text);

}  // namespace taper
