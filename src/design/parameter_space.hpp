// The open parameters of a family as unbounded coordinates for an optimizer: logarithms and logits.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "../../support/rounded.hpp"
#include "taper/notation/pattern.hpp"
#include "taper/text.hpp"

namespace taper::detail {

/// One open parameter v on its valid range: u = ln(v - low) for a long range, u = logit of the relative position for a
/// short one.
struct coordinate {
  std::string_view name;
  double low = 0.0;
  double high = 0.0;
  bool is_long = true;
  double scan_from = 0.0, scan_to = 0.0;  ///< range of u in the initial grid
  double least = 0.0, most = 0.0;         ///< bounds of u in a search

  [[nodiscard]] double value(double u) const noexcept;
  [[nodiscard]] double place(double v) const noexcept;
};

/// The open parameters of a pattern.
class parameter_space {
 public:
  /// `left_out` names open parameters that keep their current value.
  explicit parameter_space(const pattern& p, std::span<const std::string_view> left_out = {});

  [[nodiscard]] const std::vector<coordinate>& axes() const noexcept { return axes_; }
  [[nodiscard]] std::size_t size() const noexcept { return axes_.size(); }
  /// The window at the values v of the axes.
  [[nodiscard]] any_window at_values(std::span<const double> v) const;
  /// The window at the coordinates u of the axes.
  [[nodiscard]] any_window at(std::span<const double> u) const;
  [[nodiscard]] std::vector<double> values(std::span<const double> u) const;
  /// A grid of about `points` points over the scanned box.
  [[nodiscard]] std::vector<std::vector<double>> grid(std::size_t points) const;

 private:
  any_window base_;
  std::vector<coordinate> axes_;
};

/// Open parameters with a default whose effect duplicates that of another one (parallel derivatives everywhere).
std::vector<std::string_view> redundant_parameters(const pattern& p);

/// v rounded to the fewest significant digits for which `good` holds; v itself if there are none.
template <class Good>
double shortest(double v, Good&& good);

}  // namespace taper::detail

template <class Good>
double taper::detail::shortest(double v, Good&& good) {
  for (int digits = 1; digits < 17; ++digits) {
    double rounded = v;
    read_number(support::rounded(v, digits - 1, support::digits_form::scientific), rounded);
    if (good(rounded)) return rounded;
  }
  return v;
}
