// Parses numbers and computes the interval of a rounded number.
#include "logs/read/number_text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cfloat>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

namespace taper::inspection {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Exact if both the digits and the power of ten are doubles: one rounding.
std::optional<double> exact_value(const plain_decimal& d) {
  static constexpr std::array<double, 23> powers = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  constexpr std::uint64_t largest = std::uint64_t{1} << 53;
  constexpr int most = static_cast<int>(powers.size()) - 1;
  if (FLT_EVAL_METHOD != 0 || d.digits.significant > 16 || d.mantissa > largest || d.power < -most || d.power > most)
    return std::nullopt;
  const double digits = static_cast<double>(d.mantissa);
  const double value = d.power < 0 ? digits / powers[static_cast<std::size_t>(-d.power)]
                                   : digits * powers[static_cast<std::size_t>(d.power)];
  return d.negative ? -value : value;
}

// Up to 19 digits in the 64-bit significand of x86: digits and power are exact, so that their quotient is rounded once
// to 64 bits, and once more to 53. This is correct unless the first result is half-way between two doubles.
std::optional<double> extended_value(const plain_decimal& d) {
  using wide = long double;
  constexpr int most = 27;  // 5^27 < 2^64
  constexpr int longest = 19;
  constexpr bool x87 = std::numeric_limits<wide>::digits == 64 && std::endian::native == std::endian::little;
  if (!x87 || d.digits.significant > longest || d.power < -most || d.power > most) return std::nullopt;
  static const std::array<wide, most + 1> powers = [] {
    std::array<wide, most + 1> out{};
    wide power = 1.0L;
    for (wide& p : out) {
      p = power;
      power *= 10.0L;
    }
    return out;
  }();
  const auto digits = static_cast<wide>(d.mantissa);
  const wide value = d.power < 0 ? digits / powers[static_cast<std::size_t>(-d.power)]
                                 : digits * powers[static_cast<std::size_t>(d.power)];
  std::uint64_t significand = 0;
  std::memcpy(&significand, &value, sizeof significand);
  constexpr std::uint64_t below_double = (std::uint64_t{1} << 11) - 1;
  constexpr std::uint64_t half_way = std::uint64_t{1} << 10;
  if ((significand & below_double) == half_way) return std::nullopt;
  return static_cast<double>(d.negative ? -value : value);
}

// Eight digits at once, each in its byte: neighbors are joined to pairs, pairs to fours, fours to eight.
bool eight_digits(const char* p, std::uint64_t& number) {
  if (std::endian::native != std::endian::little) return false;
  std::uint64_t x = 0;
  std::memcpy(&x, p, sizeof x);
  constexpr std::uint64_t ones = 0x0101010101010101U;
  const std::uint64_t digits = x - ones * '0';
  const bool plain =
      ((x + ones * (0x7F - '9')) & (ones * 0x80)) == 0 && (digits & (ones * 0x80)) == 0 && (x & (ones * 0x80)) == 0;
  if (!plain) return false;
  const std::uint64_t pairs = (digits * 10 + (digits >> 8)) & 0x00FF00FF00FF00FFU;
  const std::uint64_t fours = (pairs * 100 + (pairs >> 16)) & 0x0000FFFF0000FFFFU;
  number = (fours * 10'000 + (fours >> 32)) & 0xFFFFFFFFU;
  return true;
}

// Everything else: long digits, far powers, NaN and infinities.
std::optional<double> general_value(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::string_view body = text;
  const bool negative = body.front() == '-';
  if (negative || body.front() == '+') body.remove_prefix(1);
  if (body.empty()) return std::nullopt;
  const char first = body.front();
  if (!is_digit(first) && first != '.') {
    if (body == "NaN" || body == "nan" || body == "NAN") return std::numeric_limits<double>::quiet_NaN();
    if (body == "Infinity" || body == "inf" || body == "Inf" || body == "INF" || body == "infinity") {
      const double inf = std::numeric_limits<double>::infinity();
      return negative ? -inf : inf;
    }
    return std::nullopt;
  }
  double value = 0.0;
  const auto [end, code] = std::from_chars(body.data(), body.data() + body.size(), value);
  if (end != body.data() + body.size()) return std::nullopt;
  if (code == std::errc::result_out_of_range) {
    const bool small =
        body.find("e-") != std::string_view::npos || body.find("E-") != std::string_view::npos || body.front() == '0';
    value = small ? 0.0 : std::numeric_limits<double>::infinity();
  } else if (code != std::errc{}) {
    return std::nullopt;
  }
  return negative ? -value : value;
}

}  // namespace

void read_plain(std::string_view text, plain_decimal& out) {
  const char* p = text.data();
  const char* const end = p + text.size();
  if (p != end && (*p == '-' || *p == '+')) out.negative = *p++ == '-';
  const char* const first = p;
  while (p != end && *p == '0') ++p;
  std::uint64_t mantissa = 0;
  const auto run = [&] {
    const char* const begin = p;
    std::uint64_t eight = 0;
    for (; end - p >= 8 && eight_digits(p, eight); p += 8) mantissa = mantissa * 100'000'000 + eight;
    for (; p != end && is_digit(*p); ++p) mantissa = mantissa * 10 + static_cast<std::uint64_t>(*p - '0');
    return static_cast<int>(p - begin);
  };
  int significant = run();
  bool digits = p != first;
  if (p != end && *p == '.') {
    const char* const fraction = ++p;
    if (significant == 0) {
      while (p != end && *p == '0') ++p;
    }
    significant += run();
    out.digits.decimals = static_cast<int>(p - fraction);
    out.digits.trailing_zero = out.digits.decimals > 1 && p[-1] == '0';
    digits = digits || p != fraction;
  }
  if (!digits) return;
  out.digits.significant = significant;
  out.mantissa = mantissa;
  out.power = -out.digits.decimals;
  out.plain = true;
  if (p != end && (*p == 'e' || *p == 'E')) {
    out.digits.exponent = true;
    ++p;
    const bool small = p != end && *p == '-';
    if (p != end && (*p == '-' || *p == '+')) ++p;
    int exponent = 0;
    const char* const begin = p;
    for (; p != end && is_digit(*p) && p - begin < 4; ++p) exponent = exponent * 10 + (*p - '0');
    out.plain = p != begin;
    out.power += small ? -exponent : exponent;
  }
  // A shortest text has no zero after the point beside an exponent ("1e-05"); "1.0E-05" was printed with one place.
  if (out.digits.exponent && out.digits.decimals == 1 && out.mantissa % 10 == 0) out.digits.trailing_zero = true;
  out.digits.power = out.power;
  out.text = {text.data(), static_cast<std::size_t>(p - text.data())};
}

double plain_decimal::value() const {
  if (const std::optional<double> exact = exact_value(*this)) return *exact;
  if (const std::optional<double> nearest = extended_value(*this)) return *nearest;
  return general_value(text).value_or(std::numeric_limits<double>::quiet_NaN());
}

std::optional<std::int64_t> plain_decimal::whole() const {
  constexpr int longest = 15;  // digits below 2^53
  if (power != 0 || digits.exponent || digits.significant > longest) return parse_whole(text);
  const auto number = static_cast<std::int64_t>(mantissa);
  return negative ? -number : number;
}

std::optional<written_number> parse_written(std::string_view text) {
  plain_decimal number;
  read_plain(text, number);
  if (number.plain && number.text.size() == text.size()) return written_number{number.value(), number.digits};
  const std::optional<double> value = general_value(text);
  if (!value) return std::nullopt;
  return written_number{*value, number.digits};
}

std::optional<double> parse_number(std::string_view text) {
  const std::optional<written_number> number = parse_written(text);
  if (!number) return std::nullopt;
  return number->value;
}

std::optional<std::int64_t> parse_whole(std::string_view text) {
  std::int64_t whole = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), whole);
  if (code == std::errc{} && end == text.data() + text.size()) {
    return whole >= -largest_whole && whole <= largest_whole ? std::optional(whole) : std::nullopt;
  }
  const std::optional<double> number = parse_number(text);
  if (!number || !(std::abs(*number) <= static_cast<double>(largest_whole)) || *number != std::floor(*number))
    return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

}  // namespace taper::inspection

namespace taper {

double rate_precision::half_width(double value, double peak) const noexcept {
  const double arithmetic = 1e-12 * std::abs(peak);
  switch (kind) {
    case rounding::float64: return arithmetic;
    case rounding::float32: return 0x1p-23 * std::abs(value) + arithmetic;
    case rounding::float32_math: return 4.0 * 0x1p-23 * std::abs(peak);
    case rounding::decimals: return 0.5 * std::pow(10.0, -digits) * (1.0 + 1e-9) + arithmetic;
    case rounding::significant: {
      if (value == 0.0) return arithmetic;
      const double exponent = std::floor(std::log10(std::abs(value)));
      return 0.5 * std::pow(10.0, exponent - digits + 1) * (1.0 + 1e-9) + arithmetic;
    }
  }
  return arithmetic;
}

std::string rate_precision::text() const {
  switch (kind) {
    case rounding::float64: return "float64";
    case rounding::float32:
    case rounding::float32_math: return "float32";
    case rounding::significant: return "%." + std::to_string(digits - 1) + "E";
    case rounding::decimals: return "%." + std::to_string(digits) + "f";
  }
  return "float64";
}

}  // namespace taper
