// Derives the rounding of a series from its digits: the interval of each row, and the most frequent format.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "logs/read/number_text.hpp"
#include "taper/logs/log.hpp"

namespace taper::inspection {

/// The rounding of the rates of one series.
struct rate_rounding {
  rate_precision precision;  ///< of most rows
  bool certain = false;      ///< the digits are rounded (trailing zeros, changes by units), or the rates are floats
  std::vector<float> half_widths;  ///< of each rate, see log_row
};

/// The digits of a rate in four bytes, stored in the row (log_row::half_width) until its series is complete.
[[nodiscard]] float packed(const digit_shape& shape);

/// A rate and its packed digits.
struct written_rate {
  double value = 0.0;
  float digits = 0.0f;
};

/// Consecutive rows of one form with trailing zeros have a fixed format, and their digits are all digits of that
/// format; a file may change its format. In the other rows trailing zeros were removed (`%g`, `round`, a shortest text):
/// they share the largest number of digits, except for outliers. Rates that change by one to three units of the last
/// digit are rounded, others may be exact round numbers. Floats and doubles are recognized by long texts.
[[nodiscard]] rate_rounding rounding_of(const std::vector<written_rate>& rates);

/// The half width for a known rounding (log_row::half_width).
[[nodiscard]] float half_width_of(const rate_precision& precision, double value);

}  // namespace taper::inspection
