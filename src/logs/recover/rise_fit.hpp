// Fits of the warmup's rows: lines and logarithms that could be a rise, in the logged step.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "logs/recover/model.hpp"

namespace taper::inspection {

/// rate(step) = slope · (step - zero) for a line; base + slope · ln(step - zero) for a logarithm (zero = lag - 1).
struct rise_fit {
  ramp_kind kind = ramp_kind::linear;
  double slope = 0.0;
  double zero = 0.0;
  double base = 0.0;
  double slope_error = 0.0;  ///< how far the rounding of the rows leaves the slope open
  std::size_t rows = 0;      ///< rows it goes through

  [[nodiscard]] double operator()(double step) const noexcept;
};

/// Candidates, those through most rows first; skipped steps break a line, so parts of it are tried too.
[[nodiscard]] std::vector<rise_fit> fit_rises(std::span<const point> rows);

}  // namespace taper::inspection
