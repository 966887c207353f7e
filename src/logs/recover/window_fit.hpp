// Fits one family of windows to rows: start and end by search, peak and floor linearly, each free or given.
#pragma once

#include <optional>
#include <span>

#include "logs/recover/model.hpp"
#include "logs/recover/window_family.hpp"

namespace taper::inspection {

/// What is known of a fall before its fit. Start and end are logged steps.
struct fit_request {
  std::optional<double> start{};
  std::optional<double> end{};
  std::optional<double> peak{};
  std::optional<double> floor{};  ///< as a rate
  std::optional<double> ratio{};  ///< floor / peak, instead of the floor
  bool fixed_q = false;           ///< the family's parameters stay as they are in the guess
};

/// rate(step) = floor + (peak - floor) window((step - start) / (end - start))
struct window_fit {
  const window_family* family = nullptr;
  free_values q{};
  double start = 0.0;
  double end = 0.0;
  double peak = 0.0;
  double floor = 0.0;
  double worst = 0.0;        ///< largest misfit in half widths
  double start_error = 0.0;  ///< how far one half width on every row leaves each open
  double end_error = 0.0;
  free_values q_error{};
};

/// Least squares from `guess` (start, end and q; peak and floor where they are given); rows are used as they are.
[[nodiscard]] std::optional<window_fit> fit_window(const window_fit& guess, const fit_request& known,
                                                   std::span<const point> rows, int rounds = 40);

}  // namespace taper::inspection
