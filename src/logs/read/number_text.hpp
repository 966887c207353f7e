// Numbers as logs write them: the value, and what their digits say of the rounding.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "taper/logs/log.hpp"

namespace taper::inspection {

/// The digits of one number as written.
struct digit_shape {
  int significant = 0;         ///< digits from the first that is not zero, trailing zeros included
  int decimals = 0;            ///< digits after the point in the mantissa
  int power = 0;               ///< of ten, of the last digit: 1.5e-05 has -6
  bool exponent = false;       ///< `1.5e-05` rather than `0.000015`
  bool trailing_zero = false;  ///< more decimals than the number needs
};

/// Parses a decimal number (also NaN, nan, inf, Infinity, with sign); nothing else may surround it.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// What one pass over a decimal finds. The text is kept: long digits are parsed from it.
struct plain_decimal {
  std::string_view text;       ///< as far as it is a decimal
  std::uint64_t mantissa = 0;  ///< its digits without the point, where there are 19 at most
  int power = 0;               ///< of ten
  bool negative = false;
  bool plain = false;  ///< digits, a point, an exponent of up to four digits; nothing of the kind otherwise
  digit_shape digits;

  /// Of a plain one.
  [[nodiscard]] double value() const;
  [[nodiscard]] std::optional<std::int64_t> whole() const;
};
/// Reads the decimal that `text` begins with into a fresh `out` (in place: copies of it would cost as much as reading).
void read_plain(std::string_view text, plain_decimal& out);

/// A number and its digits.
struct written_number {
  double value = 0.0;
  digit_shape digits;
};
[[nodiscard]] std::optional<written_number> parse_written(std::string_view text);

/// Parses a whole number; `12.0` and `1e3` count as whole. Empty where it is not whole or beyond ±2^62.
[[nodiscard]] std::optional<std::int64_t> parse_whole(std::string_view text);

}  // namespace taper::inspection
