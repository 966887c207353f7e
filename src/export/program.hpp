// An exported schedule, independent of the language: constants, arrays, the window and the rate.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "arithmetic.hpp"
#include "taper/export.hpp"

namespace taper::exporting {

/// One line of a function: a named value, an early result, or the result.
struct statement {
  enum class kind : unsigned char { let, leave_if, leave } is;
  std::string name;      ///< let
  expression condition;  ///< leave_if
  expression value;
};

struct constant_value {
  std::string name;
  double value;
};
struct array_value {
  std::string name;
  std::vector<double> values;
};

/// A function of the step (and the length of its run), with the constants, arrays and window that it uses.
struct piece {
  std::string suffix;  ///< suffix of its names: empty for learning_rate; _1, _2, … for the parts of a combined schedule
  std::string of;      ///< the schedule of a part, for a comment
  std::vector<constant_value> constants;
  std::vector<array_value> arrays;
  std::vector<statement> window;  ///< in x and rest; empty if it is not needed
  std::string window_formula;     ///< formula of the family
  std::vector<statement> rate;    ///< in step (and total)
  run_length length = run_length::fixed;

  [[nodiscard]] bool uses(op what) const;
  [[nodiscard]] bool calls(std::string_view function) const;
  /// Removes early results that equal the last result, then unused values, constants and arrays.
  void drop_unused();
  /// Gives its constants, arrays and window unique names.
  void rename(const std::string& with_suffix);
};

/// What every target writes in its own language: the parts first, then learning_rate, which calls them.
struct program {
  std::vector<piece> pieces;
  run_length length = run_length::fixed;
  double largest_error = 0.0;  ///< compared with the run, relative to the peak

  [[nodiscard]] bool uses(op what) const;
  [[nodiscard]] bool calls(std::string_view function) const;
  [[nodiscard]] bool has_arrays() const;
};

/// Whether a name is used anywhere in the lines of a function.
bool names(const std::vector<statement>& lines, std::string_view word);

/// The error for a schedule that cannot be exported as code.
inline error no_code(std::string why, std::string hint = {}) {
  return failed(errc::unsupported, std::move(why), std::move(hint));
}

/// Adds lines to a function.
class body {
 public:
  explicit body(std::vector<statement>& lines) : lines_(lines) {}
  /// Names a value; numbers and names are returned unchanged.
  expression let(std::string_view word, const expression& value);
  void leave_if(const expression& condition, const expression& value);
  void leave(const expression& value);

 private:
  std::vector<statement>& lines_;
};

/// The window of a family (its in_code) as lines of a function of x and rest = 1 - x, for x > 0. Adds the arrays that
/// it needs to the function.
void write_window(const any_window& w, piece& p);

/// The function of a run of one window, or an error.
result<piece> compile(const run& r, run_length length);
/// The same as a table of all rates.
piece tabulate(const run& r);
/// The program of any run: of its window; of its parts, if it is a combined schedule; or a table of rates if nothing
/// else is exact and the run is short. `traced`: for code that a compiler traces, without 64-bit integers.
result<program> code_of(const run& r, run_length length, bool traced);

/// The largest error of a program relative to the peak of its run, and the largest number of steps measured.
double largest_error(const program& p, const run& r, run_length length);
inline constexpr std::uint64_t most_measured = 100'000;
inline constexpr std::uint64_t measured_without_end = 10'000;

/// The value of the program at a step.
double evaluate(const program& p, std::uint64_t step, std::uint64_t total);

}  // namespace taper::exporting
