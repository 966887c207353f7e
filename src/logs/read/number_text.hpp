// Numbers in logs: the value, and the rounding that their digits imply.
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
  bool trailing_zero = false;  ///< has trailing zeros
};

/// Parses a decimal number (also NaN, nan, inf, Infinity, with sign); nothing else may surround it.
[[nodiscard]] std::optional<double> parse_number(std::string_view text);

/// The result of one pass over a decimal. The text is kept, because long digits are parsed from it.
struct plain_decimal {
  std::string_view text;       ///< as far as it is a decimal
  std::uint64_t mantissa = 0;  ///< digits without the point, if there are at most 19
  int power = 0;               ///< of ten
  bool negative = false;
  bool plain = false;  ///< whether it has only digits, a point and an exponent of up to four digits
  digit_shape digits;

  /// The value of a plain decimal.
  [[nodiscard]] double value() const;
  [[nodiscard]] std::optional<std::int64_t> whole() const;
};
/// Reads the decimal at the front of `text` into a fresh `out` (in place, because a copy costs as much as reading).
void read_plain(std::string_view text, plain_decimal& out);

/// A number and its digits.
struct written_number {
  double value = 0.0;
  digit_shape digits;
};
[[nodiscard]] std::optional<written_number> parse_written(std::string_view text);

/// Larger whole numbers are not accepted as steps: doubles do not represent all of them, and their differences overflow.
inline constexpr std::int64_t largest_whole = std::int64_t{1} << 53;
/// Parses a whole number; `12.0` and `1e3` count as whole. Empty if it is not whole or beyond ±largest_whole.
[[nodiscard]] std::optional<std::int64_t> parse_whole(std::string_view text);

}  // namespace taper::inspection
