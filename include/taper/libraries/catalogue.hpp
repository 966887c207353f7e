// The schedules of other libraries: one row each, with the library's own names, defaults and ranges. Parser, help,
// documentation and checks loop over these rows.
#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

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

/// One parameter, under the name that its library gives it.
struct parameter_row {
  std::string_view name;
  takes kind = takes::real;
  std::string_view fallback{};  ///< the library's default as written; empty: required; "none": may be left out
  range valid{};                ///< of a number, or of each number in a list
  std::string_view words{};     ///< takes::word, all_words: the words, a space between
  std::string_view meaning{};
};

/// What the optimizer's base rate, peak(lr), means to a schedule.
enum class base_rate : unsigned char {
  scaled,   ///< the schedule multiplies it
  ignored,  ///< the schedule sets rates of its own; the optimizer's has no part
  absent,   ///< there is none: the rates are the schedule's own parameters
};

/// The arguments of a call, checked against its row: every name is known, every value of its kind and in its range.
/// Asking for a name that the row does not have, or as another kind than the row declares, throws bad_result.
class arguments {
 public:
  arguments(std::span<const parameter_row> rows, std::vector<std::optional<written_value>> values);

  [[nodiscard]] bool given(std::string_view name) const;  ///< it has a value that is not none
  [[nodiscard]] double real(std::string_view name) const;
  [[nodiscard]] std::uint64_t count(std::string_view name) const;
  [[nodiscard]] bool flag(std::string_view name) const;
  [[nodiscard]] std::size_t choice(std::string_view name) const;  ///< the word's place among the row's words
  [[nodiscard]] std::vector<double> reals(std::string_view name) const;
  [[nodiscard]] std::vector<std::uint64_t> counts(std::string_view name) const;
  [[nodiscard]] std::vector<std::pair<std::uint64_t, double>> pairs(std::string_view name) const;  ///< ascending
  [[nodiscard]] std::vector<std::string> texts(std::string_view name) const;
  [[nodiscard]] const std::vector<written_value>& schedules(std::string_view name) const;  ///< none: empty
  /// The value itself; it must be of one of the kinds, where some are named.
  [[nodiscard]] const written_value& value(std::string_view name, std::initializer_list<takes> kinds = {}) const;

 private:
  [[nodiscard]] std::size_t place(std::string_view name, std::initializer_list<takes> kinds) const;
  std::span<const parameter_row> rows_;
  std::vector<std::optional<written_value>> values_;
};

using made_rule = result<std::shared_ptr<const step_rule>>;

/// The circumstances of a schedule: the base rate that holds, and the length and clock of the run.
struct setting {
  double base = 0.0;
  std::uint64_t steps = 0;
  taper::clock timing{};
  bool base_given = false;  ///< the base is a peak that was written, not a default
};

/// One schedule of one library.
struct entry {
  std::string_view name;     ///< after the dot
  std::string_view summary;  ///< one line
  std::string_view formula;
  std::span<const parameter_row> parameters;
  base_rate base = base_rate::scaled;
  std::string_view defects{};  ///< what is known to surprise, one sentence each
  made_rule (*make)(const arguments&, const setting&) = nullptr;
  std::optional<translation> (*translate)(const arguments&, const setting&) = nullptr;  ///< null: no words of ours
  void (*findings)(const arguments&, const setting&, std::vector<finding>&) = nullptr;  ///< null: nothing to say
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

/// The arguments that a call gives, in the order of the rows.
using given_values = std::vector<std::optional<written_value>>;
/// Reads a schedule that stands inside another as a word or a quoted text.
using inner_reader = std::function<result<schedule>(const written_value&)>;
/// The arguments of a call against rows: names known, values of their kind and range, required ones there. Without a
/// reader a schedule among them is a value of its own, never a text.
result<given_values> check_arguments(const written_call& call, std::span<const parameter_row> rows, std::size_t end,
                                     const inner_reader& read = {});
/// The same call written again, without what is at its default.
written_call spell(std::string name, std::span<const parameter_row> rows, const given_values& values);
/// With every default filled in.
arguments with_defaults(std::span<const parameter_row> rows, given_values values);

/// A schedule of another library from a call: names known, values of their kind and range, required ones there.
/// Offsets in errors are those of the values; `end` is where a missing argument would have been written.
result<std::shared_ptr<const rule>> make(const written_call& call, std::size_t at, std::size_t end,
                                         const inner_reader& read = {});

}  // namespace taper::libraries
