// The open parameters of a family as unbounded numbers that an optimizer can walk: logarithms and logits.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "taper/notation/pattern.hpp"

namespace taper::detail {

/// One open parameter v on its valid range: u = ln(v - low) where the range is long,
/// u = logit of its place in it where it is short.
struct coordinate {
  std::string_view name;
  double low = 0.0;
  double high = 0.0;
  bool is_long = true;
  double scan_from = 0.0, scan_to = 0.0;  ///< u where a search begins
  double least = 0.0, most = 0.0;         ///< u that a search may reach

  [[nodiscard]] double value(double u) const noexcept;
  [[nodiscard]] double place(double v) const noexcept;
};

/// The open parameters of a pattern.
class parameter_space {
 public:
  /// `left_out` names open parameters that keep their present value.
  explicit parameter_space(const pattern& p, std::span<const std::string_view> left_out = {});

  [[nodiscard]] const std::vector<coordinate>& axes() const noexcept { return axes_; }
  [[nodiscard]] std::size_t size() const noexcept { return axes_.size(); }
  /// The window at the values v of the axes.
  [[nodiscard]] any_window at_values(std::span<const double> v) const;
  /// The window at the coordinates u of the axes.
  [[nodiscard]] any_window at(std::span<const double> u) const;
  [[nodiscard]] std::vector<double> values(std::span<const double> u) const;
  /// A grid over the scanned box, about `points` of them in all.
  [[nodiscard]] std::vector<std::vector<double>> grid(std::size_t points) const;

 private:
  any_window base_;
  std::vector<coordinate> axes_;
};

/// Open parameters with a default whose effect another open parameter has too (parallel derivatives everywhere).
std::vector<std::string_view> redundant_parameters(const pattern& p);

/// v with as few significant digits as keep `good`; v itself when no shorter number does.
template <class Good>
double shortest(double v, Good&& good);

}  // namespace taper::detail

#include <cstdio>
#include <cstdlib>

template <class Good>
double taper::detail::shortest(double v, Good&& good) {
  for (int digits = 1; digits < 17; ++digits) {
    char text[40];
    std::snprintf(text, sizeof text, "%.*e", digits - 1, v);
    const double rounded = std::strtod(text, nullptr);
    if (good(rounded)) return rounded;
  }
  return v;
}
