// The schedules of other libraries, with each library's own names, defaults and ranges: what `taper list` shows, and a
// schedule of one of them from a call.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/amount.hpp"
#include "taper/parameter.hpp"
#include "taper/rule.hpp"
#include "taper/schedule.hpp"

namespace taper::libraries {

/// What a parameter takes.
enum class takes : unsigned char {
  real,           ///< a number
  count,          ///< a whole number
  steps,          ///< a whole number of steps, or an amount of time: 10%, 2ep, 300Mtok
  flag,           ///< true or false
  word,           ///< one of the words listed
  reals,          ///< [0.1, 0.01]
  all_steps,      ///< [30, 80], each like steps
  pairs,          ///< [[30, 0.1], [80, 0.1]], a step and a number
  schedules,      ///< [torch.StepLR(step_size=3), …], of the same library, without modifiers
  schedule,       ///< one schedule of any kind
  any_schedules,  ///< a list of them
  share,          ///< a part: 10% or 0.1
  time,           ///< a count of batches, or one of Composer's texts: "10ba", "0.5dur", "2ep"
  times,          ///< a list of those
  all_words,      ///< a list of the words listed
};

/// What a parameter is where it is not given.
class default_value {
 public:
  enum class kind : unsigned char {
    required,  ///< nothing: it must be given
    left_out,  ///< none: it may be left out
    number,
    percent,  ///< a number of percent
    word,     ///< a word, true, false or a text
    list,     ///< of one number, or empty
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
  /// The value; a word without letters for a required one.
  [[nodiscard]] written_value value() const;
  /// As the notation writes it; empty for a required one.
  [[nodiscard]] std::string text() const;

 private:
  constexpr default_value(kind is, double number, std::size_t length) : is_(is), number_(number), length_(length) {}

  kind is_ = kind::required;
  double number_ = 0.0;
  std::size_t length_ = 0;  ///< of a list
  std::string_view word_{};
};

/// One parameter, under the name that its library gives it.
struct parameter_row {
  std::string_view name;
  takes kind = takes::real;
  default_value fallback{};
  range valid{};             ///< of a number, or of each number in a list
  std::string_view words{};  ///< takes::word, all_words: the words, a space between
  std::string_view meaning{};
};

/// What the optimizer's base rate, peak(lr), means to a schedule.
enum class base_rate : unsigned char {
  scaled,   ///< the schedule multiplies it
  ignored,  ///< the schedule sets rates of its own; the optimizer's has no part
  absent,   ///< there is none: the rates are the schedule's own parameters
};

struct recipe;  // how a library makes it: not for users

/// One schedule of one library.
struct entry {
  std::string_view name;     ///< after the dot
  std::string_view summary;  ///< one line
  std::string_view formula;
  std::span<const parameter_row> parameters;
  base_rate base = base_rate::scaled;
  std::string_view defects{};  ///< what is known to surprise, one sentence each
  const recipe* how = nullptr;
};

/// One library.
struct library {
  std::string_view name;  ///< before the dot
  std::string_view title;
  std::string_view version;    ///< the one compared with
  std::string_view how;        ///< how the rates compared with were made
  std::string_view precision;  ///< float64 or float32
  std::string_view source;
  double default_base;          ///< the optimizer's base rate where peak(lr) is not given
  std::string_view default_of;  ///< where that default comes from
  std::span<const entry> entries;
};

/// Every library, in the order in which help and documentation show them.
std::span<const library> catalogue();

/// The row of a dotted name, with its library, or of a schedule of schedules (sequence, clip, …), with a library that
/// has no name; null when there is none.
struct found_entry {
  const library* of = nullptr;
  const entry* row = nullptr;
};
found_entry find(std::string_view dotted_name);
/// All dotted names, for "did you mean".
std::vector<std::string> names();

/// The type of taper/library_types.hpp that is this schedule: "torch::one_cycle". Words in snake_case, without LR or
/// Scheduler at the end where no other schedule of the library has the name that is left.
std::string cpp_name(const library& of, const entry& row);
/// The member of that type that is this parameter: its name, a keyword of C++ with a "_" behind.
std::string cpp_member(std::string_view parameter);

/// Reads a schedule that stands inside another as a word or a quoted text.
using inner_reader = std::function<result<schedule>(const written_value&)>;
/// A schedule of another library from a call: names known, values of their kind and range, required ones there.
/// Offsets in errors are those of the values; `end` is where a missing argument would have been written.
result<std::shared_ptr<const rule>> make(const written_call& call, std::size_t at, std::size_t end,
                                         const inner_reader& read = {});

}  // namespace taper::libraries
