// A library's table: its schedules, their parameters with kinds, ranges and defaults; and one of its schedules as a node of
// the schedule tree.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "taper/amount.hpp"
#include "taper/parameter.hpp"
#include "taper/written.hpp"

namespace taper {

namespace libraries {

/// The kind of value that a parameter takes.
enum class takes : unsigned char {
  real,           ///< a number
  count,          ///< a whole number
  steps,          ///< a whole number of steps, or an amount of time: 10%, 2ep, 300Mtok
  flag,           ///< true or false
  word,           ///< one of the words listed
  reals,          ///< [0.1, 0.01]
  all_steps,      ///< [30, 80], each like steps
  pairs,          ///< [[30, 0.1], [80, 0.1]], pairs of a step and a number
  schedules,      ///< [torch.StepLR(step_size=3), …], of the same library, without modifiers
  schedule,       ///< one schedule of any kind
  any_schedules,  ///< a list of schedules of any kind
  share,          ///< a fraction: 10% or 0.1
  time,           ///< a count of batches, or a Composer time: "10ba", "0.5dur", "2ep"
  times,          ///< a list of such times
  all_words,      ///< a list of the words listed
};

/// The value of a parameter that is not given.
class default_value {
 public:
  enum class kind : unsigned char {
    required,  ///< no default: it must be given
    left_out,  ///< none: it is optional
    number,
    percent,  ///< a percentage
    word,     ///< a word, true, false or a text
    list,     ///< a list of one number, or an empty list
  };

  constexpr default_value() = default;
  constexpr default_value(double v) : is_(kind::number), number_(v) {}       // NOLINT(google-explicit-constructor)
  constexpr default_value(int v) : default_value(static_cast<double>(v)) {}  // NOLINT(google-explicit-constructor)
  constexpr default_value(bool v)
      : is_(kind::word), word_(v ? "true" : "false") {}  // NOLINT(google-explicit-constructor)
  constexpr default_value(percentage v)
      : is_(kind::percent), number_(v.value) {}                          // NOLINT(google-explicit-constructor)
  constexpr default_value(const char* v) : is_(kind::word), word_(v) {}  // NOLINT(google-explicit-constructor)
  static constexpr default_value none() { return {kind::left_out, 0.0, 0}; }
  static constexpr default_value list() { return {kind::list, 0.0, 0}; }
  static constexpr default_value list(double only) { return {kind::list, only, 1}; }

  [[nodiscard]] constexpr bool is_required() const { return is_ == kind::required; }
  [[nodiscard]] constexpr bool is_none() const { return is_ == kind::left_out; }
  /// The value; an empty word for required parameters.
  [[nodiscard]] written_value value() const;
  /// The value in the notation; empty for a required parameter.
  [[nodiscard]] std::string text() const;

 private:
  constexpr default_value(kind is, double number, std::size_t length) : is_(is), number_(number), length_(length) {}

  kind is_ = kind::required;
  double number_ = 0.0;
  std::size_t length_ = 0;  ///< length of a list
  std::string_view word_{};
};

/// One parameter, under the name that its library gives it.
struct parameter_row {
  std::string_view name;
  takes kind = takes::real;
  default_value fallback{};
  range valid{};             ///< range of a number, or of each number in a list
  std::string_view words{};  ///< takes::word, all_words: the words, separated by spaces
  std::string_view meaning{};
};

/// The effect of the optimizer's base rate, peak(lr), on a schedule.
enum class base_rate : unsigned char {
  scaled,   ///< the schedule multiplies it
  ignored,  ///< the schedule sets its own rates; the base rate has no effect
  absent,   ///< there is no base rate: the rates are parameters of the schedule
};

struct recipe;  // how a library makes a schedule; internal

/// One schedule of one library.
struct entry {
  std::string_view name;     ///< after the dot
  std::string_view summary;  ///< one line
  std::string_view formula;
  std::span<const parameter_row> parameters;
  base_rate base = base_rate::scaled;
  std::string_view defects{};  ///< known pitfalls, one sentence each
  const recipe* how = nullptr;
};

/// One library.
struct library {
  std::string_view name;  ///< before the dot
  std::string_view title;
  std::string_view version;    ///< the version used for comparison
  std::string_view how;        ///< how the reference rates were produced
  std::string_view precision;  ///< float64 or float32
  std::string_view source;
  double default_base;          ///< the optimizer's base rate if peak(lr) is not given
  std::string_view default_of;  ///< source of that default
  std::span<const entry> entries;
};

}  // namespace libraries

/// A schedule of another library: its row, and the arguments in the order of the row, each checked against its parameter.
struct library_schedule {
  const libraries::library* of = nullptr;
  const libraries::entry* row = nullptr;
  std::vector<std::optional<written_value>> arguments;

  /// "torch.StepLR"
  [[nodiscard]] std::string name() const;
  /// The arguments that differ from their defaults, with their parameters.
  [[nodiscard]] std::vector<std::pair<const libraries::parameter_row*, const written_value*>> given() const;

  friend bool operator==(const library_schedule& a, const library_schedule& b);
};

}  // namespace taper
