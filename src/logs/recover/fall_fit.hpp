// Fits one family to rows of a fall, with real-valued parameters; whole numbers come later (propose.hpp).
#pragma once

#include <limits>
#include <optional>
#include <span>

#include "logs/recover/model.hpp"

namespace taper::inspection {

/// rate(step) = floor + (peak - floor) · form((step - start) / length). `start` includes the lag of the counter.
struct fall_fit {
  shape form;
  double peak = 0.0;
  double floor = 0.0;
  double start = 0.0;
  double length = 0.0;
  double worst = std::numeric_limits<double>::infinity();  ///< largest misfit in half widths of the rows; <= 1: inside
  double peak_sigma = 0.0;                                 ///< how far the rows leave each open, in their own units
  double start_sigma = 0.0;
  double length_sigma = 0.0;

  [[nodiscard]] double operator()(double step) const noexcept {
    return floor + (peak - floor) * fall_value(form, (step - start) / length);
  }
  [[nodiscard]] double end() const noexcept { return start + length; }
};

/// How the floor enters a fit.
enum class floor_rule : unsigned char { given, free };

/// `fixed_q`: the family's parameter is known. A parameter that comes out round to 1e-5 is made round.
///
/// Least squares on at most 64 rows spread over the window (384 where rounding is coarse). For self-similar
/// families (`is_self_similar`) the peak is fixed at the first row. Empty if no start converges.
[[nodiscard]] std::optional<fall_fit> fit_fall(fall kind, std::span<const point> window, double largest,
                                               floor_rule rule, double floor, std::optional<double> fixed_q = {});

/// Rows spread over a window, the ends included.
[[nodiscard]] std::vector<point> spread(std::span<const point> window, std::size_t most);

}  // namespace taper::inspection
