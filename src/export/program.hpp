// An exported schedule before it is written in any language: constants, arrays, the window and the rate.
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

/// A function of the step (and the length of its run) with what it needs.
struct piece {
  std::string suffix;  ///< of all its names: empty for learning_rate, _1, _2, … for the parts of a combined schedule
  std::string of;      ///< a part's schedule, for a comment
  std::vector<constant_value> constants;
  std::vector<array_value> arrays;
  std::vector<statement> window;  ///< of x and rest; empty when it is not needed
  std::string window_formula;     ///< as the family states it
  std::vector<statement> rate;    ///< of step (and total)
  run_length length = run_length::fixed;

  [[nodiscard]] bool uses(op what) const;
  [[nodiscard]] bool calls(std::string_view function) const;
  /// Leaves out early results that are the last result anyway, then values, constants and arrays that nothing uses.
  void drop_unused();
  /// Gives its constants, arrays and window names of their own.
  void rename(const std::string& with_suffix);
};

/// What every target writes in its own words: learning_rate last, before it the parts that it calls.
struct program {
  std::vector<piece> pieces;
  run_length length = run_length::fixed;
  double largest_error = 0.0;  ///< against the run, in parts of the peak

  [[nodiscard]] bool uses(op what) const;
  [[nodiscard]] bool calls(std::string_view function) const;
  [[nodiscard]] bool has_arrays() const;
};

/// Whether a name is used anywhere in the lines of a function.
bool names(const std::vector<statement>& lines, std::string_view word);

/// Why there is no code.
inline error no_code(std::string why, std::string hint = {}) {
  return failed(errc::unsupported, std::move(why), std::move(hint));
}

/// Adds lines to a function.
class body {
 public:
  explicit body(std::vector<statement>& lines) : lines_(lines) {}
  /// Names a value; numbers and names need none and are given back as they are.
  expression let(std::string_view word, const expression& value);
  void leave_if(const expression& condition, const expression& value);
  void leave(const expression& value);

 private:
  std::vector<statement>& lines_;
};

/// The window of a family (its in_code) as lines of a function of x and rest = 1 - x, for x > 0. Arrays that it needs
/// are added to the function.
void write_window(const any_window& w, piece& p);

/// The function of a run of one window, or why there is none.
result<piece> compile(const run& r, run_length length);
/// The same as a table of all rates.
piece tabulate(const run& r);
/// The program of any run: of its window; of its parts, if it is a schedule of schedules; or a table of rates where
/// nothing else is exact and the run is short. `traced`: for code that a compiler traces, without integers of 64 bits.
result<program> code_of(const run& r, run_length length, bool traced);

/// The largest error of a program against its run, in parts of the peak, and at how many steps at most it is measured.
double largest_error(const program& p, const run& r, run_length length);
inline constexpr std::uint64_t most_measured = 100'000;
inline constexpr std::uint64_t measured_without_end = 10'000;

/// What the program gives at a step.
double evaluate(const program& p, std::uint64_t step, std::uint64_t total);

}  // namespace taper::exporting
