// Description of a family: parameters with ranges and defaults, formula, safe ranges, source.
#pragma once

#include <limits>
#include <optional>
#include <string_view>

namespace taper {

/// An interval of allowed values; an end may be open.
struct range {
  double low = -std::numeric_limits<double>::infinity();
  double high = std::numeric_limits<double>::infinity();
  enum class ends : unsigned char { closed, open, low_open, high_open } edge = ends::closed;

  [[nodiscard]] constexpr bool contains(double v) const noexcept {
    const bool low_open = edge == ends::open || edge == ends::low_open;
    const bool high_open = edge == ends::open || edge == ends::high_open;
    return (low_open ? v > low : v >= low) && (high_open ? v < high : v <= high);
  }
  static constexpr range above(double low) noexcept {
    return {low, std::numeric_limits<double>::max(), ends::low_open};
  }
  static constexpr range at_least(double low) noexcept {
    return {low, std::numeric_limits<double>::max(), ends::closed};
  }
  static constexpr range inside(double low, double high) noexcept { return {low, high, ends::open}; }
  static constexpr range between(double low, double high) noexcept { return {low, high, ends::closed}; }
};

/// How a parameter is written: as a number or as a percentage.
enum class notation_style : unsigned char { number, percent };

/// One parameter of the family F.
template <class F>
struct parameter {
  std::string_view name;
  double F::* member;
  range valid;
  std::optional<double> fallback;  ///< no value: the parameter must be given
  std::string_view meaning;
  notation_style style = notation_style::number;
  std::optional<double> example = {};  ///< example value if there is no fallback
};

/// The range that the paper recommends for one parameter, as printed there.
struct published_range {
  std::string_view parameter;  ///< empty: the paper gives none
  double low = 0.0;
  double high = 0.0;
  std::string_view text;
};

/// The description of a family, used by parser, help, documentation tables and bindings.
struct family_info {
  std::string_view name;
  std::string_view summary;  ///< one line
  std::string_view formula;  ///< phi(x), x in [0, 1]
  std::string_view limits;   ///< limits at the edges of its parameters
  std::string_view source;
  published_range published = {};
};

}  // namespace taper
