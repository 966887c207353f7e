// Safe operating area: the parameters with which a family satisfies the rule, by solving for the boundary.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "taper/verdict.hpp"

namespace taper {

/// An interval of a parameter.
struct interval {
  double low = 0.0;
  double high = 0.0;
  friend bool operator==(const interval&, const interval&) = default;
};

/// The ends of an interval as text, rounded inwards to a number of digits: the printed values are inside.
struct interval_text {
  std::string low;
  std::string high;
  [[nodiscard]] std::string joined() const { return low == high ? low : low + " … " + high; }
};
interval_text print_interval(const interval& i, int digits);
/// "1.772 … 5.844, 8 … 9"; "none" without an interval.
std::string print_intervals(std::span<const interval> all, int digits);

/// The safe range of one parameter, others as in the given window.
struct safe_range {
  std::string family;
  std::string parameter;
  std::uint64_t steps = 0;
  interval searched;                ///< the sweep
  std::vector<interval> favorable;  ///< intervals that are favorable, boundaries solved to 1e-9 relative
  std::vector<interval> marginal;   ///< intervals that are favorable or marginal
  std::optional<published_range> published;
};

/// The verdict of a window over `steps` steps, without modifiers.
verdict verdict_of(const any_window& w, std::uint64_t steps, const check_options& how = {});

/// Sweeps `parameter` over `sweep` (by default that of the family) and solves for every boundary.
/// Errors: unknown parameter, an empty or invalid sweep, fewer than 2 steps.
result<safe_range> safe_operating_range(const any_window& w, std::string_view parameter, std::uint64_t steps,
                                        std::optional<interval> sweep = {}, const check_options& how = {});

/// Verdicts on a grid, row by row; a value that is not valid is violating. The early and the late stage are computed for every
/// cell. The middle stage of a block of 8 x 8 cells whose corners agree is taken to be theirs; other blocks are halved
/// down to single cells.
std::vector<verdict> verdicts_on_grid(const any_window& w, std::string_view first, std::span<const double> columns,
                                      std::string_view second, std::span<const double> rows, std::uint64_t steps,
                                      const check_options& how = {});

/// The map of two parameters: verdicts on a grid of columns × rows, row by row from the lowest value.
struct safe_map {
  std::string family;
  std::string first;
  std::string second;
  std::uint64_t steps = 0;
  std::vector<double> first_values;
  std::vector<double> second_values;
  std::vector<verdict> cells;  ///< cells[row * first_values.size() + column]
  /// For each value of the second parameter, the solved ranges of the first.
  std::vector<safe_range> boundary;
};
result<safe_map> safe_operating_map(const any_window& w, std::string_view first, std::string_view second,
                                    std::uint64_t steps, std::optional<interval> first_sweep = {},
                                    std::optional<interval> second_sweep = {}, std::size_t columns = 61,
                                    std::size_t rows = 31, const check_options& how = {});

/// `n` values over `sweep` (by default that of the family), as the columns and rows of a map. Errors: as above.
result<std::vector<double>> sweep_values(const any_window& w, std::string_view parameter, std::optional<interval> sweep,
                                         std::size_t n);

/// The published range of a family, if the paper gives one.
std::optional<published_range> published_range_of(const any_window& w);

}  // namespace taper
