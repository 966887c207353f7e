// What the digits of a series' rates say of their rounding: the interval of each row, and the format that most share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "logs/read/number_text.hpp"
#include "taper/logs/log.hpp"

namespace taper::inspection {

/// The rounding of the rates of one series.
struct rate_rounding {
  rate_precision precision;        ///< of most rows
  bool certain = false;            ///< trailing zeros show a fixed number of digits, or floats show themselves
  std::vector<float> half_widths;  ///< of each rate, see log_row
};

/// The digits of a rate as written, in four bytes: they stay in the row (log_row::half_width) until its series is known.
[[nodiscard]] float packed(const digit_shape& shape);

/// A rate and its packed digits.
struct written_rate {
  double value = 0.0;
  float digits = 0.0f;
};

/// Rows in a row that share a form and show trailing zeros have a fixed format, and their own digits are all that it
/// shows; a file may change its format midway. The other rows were cut (`%g`, `round`, a shortest text): they share
/// the most digits that any of them shows, but for the odd one; floats and doubles are known by their long texts.
[[nodiscard]] rate_rounding rounding_of(const std::vector<written_rate>& rates);

/// The half width for a known rounding: what a format promises (log_row::half_width).
[[nodiscard]] float half_width_of(const rate_precision& precision, double value);

}  // namespace taper::inspection
