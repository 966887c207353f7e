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

/// What the texts of one series' rates have in common.
class digit_census {
 public:
  /// Takes note of one rate as written; zero is only noted where it carries digits (`0.000000`, `0.000000E+00`).
  void add(const digit_shape& shape, double value);

  /// The rounding that explains every text: a fixed format if all texts share one, a float32 if every value is one,
  /// a limit on digits if many rates stay below it, else every bit of a double.
  [[nodiscard]] rate_precision infer() const;

  /// True where trailing zeros show that the texts have a fixed number of digits.
  [[nodiscard]] bool is_fixed_format() const { return trailing_zero_ && count_ >= 2; }

 private:
  std::uint64_t count_ = 0;
  std::uint64_t nonzero_ = 0;
  std::uint64_t exponent_form_ = 0;
  std::uint64_t float32_long_ = 0;  ///< values of 9 digits or more that are exactly a float
  std::uint64_t not_float32_ = 0;
  int most_significant_ = 0;
  int most_decimals_ = 0;
  int mantissa_decimals_ = -1;  ///< -2 once they differ
  int fixed_decimals_ = -1;
  bool trailing_zero_ = false;
};

}  // namespace taper::inspection
