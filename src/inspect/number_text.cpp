// Parsing of numbers and the census of their digits.
#include "number_text.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace taper::inspection {
namespace {

struct shape_of_text {
  int significant = 0;  // digits from the first that is not zero, trailing zeros included
  int decimals = 0;     // digits after the point in the mantissa
  bool exponent = false;
  bool trailing_zero = false;
};

shape_of_text look(std::string_view text) {
  shape_of_text out;
  bool point = false;
  bool started = false;
  char last = '1';
  for (const char c : text) {
    if (c == 'e' || c == 'E') {
      out.exponent = true;
      break;
    }
    if (c == '.') point = true;
    if (c < '0' || c > '9') continue;
    started = started || c != '0';
    out.significant += started ? 1 : 0;
    out.decimals += point ? 1 : 0;
    last = c;
  }
  out.trailing_zero = last == '0' && out.decimals > 1;
  return out;
}

void unify(int& common, int seen) { common = common == -1 || common == seen ? seen : -2; }

}  // namespace

std::optional<double> parse_number(std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::string_view body = text;
  const bool negative = body.front() == '-';
  if (negative || body.front() == '+') body.remove_prefix(1);
  if (body.empty()) return std::nullopt;
  const char first = body.front();
  if ((first < '0' || first > '9') && first != '.') {
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

std::optional<std::int64_t> parse_whole(std::string_view text) {
  std::int64_t whole = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), whole);
  constexpr std::int64_t limit = std::int64_t{1} << 62;
  if (code == std::errc{} && end == text.data() + text.size()) {
    return whole > -limit && whole < limit ? std::optional(whole) : std::nullopt;
  }
  const std::optional<double> number = parse_number(text);
  if (!number || !(std::abs(*number) < 4.6e18) || *number != std::floor(*number)) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

void digit_census::add(std::string_view text, double value) {
  const shape_of_text shape = look(text);
  const bool zero = value == 0.0;
  if (zero && shape.decimals < 2) return;
  ++count_;
  if (shape.exponent) {
    ++exponent_form_;
    unify(mantissa_decimals_, shape.decimals);
  } else {
    unify(fixed_decimals_, shape.decimals);
  }
  trailing_zero_ = trailing_zero_ || shape.trailing_zero;
  if (zero) return;
  ++nonzero_;
  most_significant_ = std::max(most_significant_, shape.significant);
  if (!shape.exponent) most_decimals_ = std::max(most_decimals_, shape.decimals);
  const bool is_float = static_cast<double>(static_cast<float>(value)) == value;
  if (!is_float) ++not_float32_;
  if (is_float && shape.significant >= 9) ++float32_long_;
}

rate_precision digit_census::infer() const {
  const bool many = nonzero_ >= 4;
  const bool one_form = exponent_form_ == 0 || exponent_form_ == count_;
  if (one_form && count_ >= 2 && (trailing_zero_ || (many && most_significant_ < 12))) {
    if (exponent_form_ > 0 && mantissa_decimals_ >= 1) return {rounding::significant, mantissa_decimals_ + 1};
    if (exponent_form_ == 0 && fixed_decimals_ >= 1) return {rounding::decimals, fixed_decimals_};
  }
  if (float32_long_ > 0 && not_float32_ == 0) return {rounding::float32, 24};
  if (many && (most_significant_ == 8 || most_significant_ == 9))
    return {rounding::float32, 24};  // shortest float texts
  if (many && most_significant_ < 15) return {rounding::significant, std::max(most_significant_, 3)};  // %g, round()
  return {rounding::float64, 17};
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
