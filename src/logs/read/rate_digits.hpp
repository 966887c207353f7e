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

/// The digits of the rates of one series, in the order of the rows: 8 bytes a rate.
class rate_digits {
 public:
  void add(const digit_shape& shape, double value);
  [[nodiscard]] std::size_t size() const { return shapes_.size(); }

  /// Rows in a row that share a form and show trailing zeros have a fixed format, and their own digits are all that it
  /// shows; a file may change its format midway. The other rows were cut (`%g`, `round`, a shortest text): they share
  /// the most digits that any of them shows, but for the odd one; floats and doubles are known by their long texts.
  /// `values`: the rates, as added.
  [[nodiscard]] rate_rounding infer(const std::vector<double>& values) const;

 private:
  struct shape {
    std::int16_t power;  ///< of ten, of the last digit
    std::uint8_t significant;
    std::uint8_t decimals;
    bool exponent;
    bool trailing_zero;
    bool counts;  ///< says something of the format: not a bare zero
    friend bool same_form(const shape& a, const shape& b) {
      return a.exponent == b.exponent && a.decimals == b.decimals;
    }
  };
  struct cut_digits;
  [[nodiscard]] std::vector<bool> fixed_rows() const;
  [[nodiscard]] cut_digits judge_cut(const std::vector<double>& values, const std::vector<bool>& fixed) const;

  std::vector<shape> shapes_;
};

/// The half width for a known rounding: what a format promises (log_row::half_width).
[[nodiscard]] float half_width_of(const rate_precision& precision, double value);

}  // namespace taper::inspection
