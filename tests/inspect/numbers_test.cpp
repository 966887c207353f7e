// Numbers in logs: parsing, and the rounding implied by their digits.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <initializer_list>
#include <random>
#include <string>
#include <vector>

#include "logs/read/number_text.hpp"
#include "logs/read/rate_digits.hpp"

namespace {

using taper::rounding;
using taper::inspection::parse_number;
using taper::inspection::parse_whole;

TEST(parsing, takes_what_trainers_write_and_nothing_else) {
  EXPECT_EQ(parse_number("1e-05"), 1e-5);
  EXPECT_EQ(parse_number("-2.5E+3"), -2500.0);
  EXPECT_EQ(parse_number("+.5"), 0.5);
  EXPECT_TRUE(std::isnan(parse_number("NaN").value()));
  EXPECT_EQ(parse_number("-Infinity"), -INFINITY);
  EXPECT_EQ(parse_number("1e-400"), 0.0);
  EXPECT_EQ(parse_number("1e999"), INFINITY);
  for (const char* const bad : {"", "-", "1e", "0x10", "1.5s", "nano", "1 2"}) EXPECT_FALSE(parse_number(bad)) << bad;
}

// The quick way for short decimals rounds as strtod does.
TEST(parsing, every_form_of_a_number_is_the_double_nearest_to_it) {
  std::mt19937_64 random(7);
  const auto below = [&](std::uint64_t n) { return static_cast<int>(random() % n); };
  for (int i = 0; i < 200'000; ++i) {
    const std::uint64_t digits = random() >> below(64);
    std::string text = std::to_string(digits);
    if (below(3) > 0) text.insert(static_cast<std::size_t>(below(text.size() + 1)), ".");
    if (below(4) == 0) text.insert(0, "000");
    if (below(2) == 0) text += (below(2) == 0 ? "e" : "E-") + std::to_string(below(40));
    if (below(5) == 0) text.insert(0, "-");
    ASSERT_EQ(parse_number(text), std::strtod(text.c_str(), nullptr)) << text;
  }
}

TEST(parsing, digits_are_counted_with_the_value) {
  const auto digits = [](const char* text) { return taper::inspection::parse_written(text).value().digits; };
  EXPECT_EQ(digits("1.500000E-04").decimals, 6);
  EXPECT_EQ(digits("1.500000E-04").significant, 7);
  EXPECT_TRUE(digits("1.500000E-04").exponent);
  EXPECT_TRUE(digits("1.500000E-04").trailing_zero);
  EXPECT_EQ(digits("0.0001234").significant, 4);
  EXPECT_EQ(digits("0.0001234").decimals, 7);
  EXPECT_FALSE(digits("0.0001234").trailing_zero);
  EXPECT_FALSE(digits("2.0").trailing_zero);  // Python's repr of a whole number
  EXPECT_EQ(digits("4.6000000000000004e-07").significant, 17);
}

TEST(parsing, whole_numbers_may_be_written_as_floats) {
  EXPECT_EQ(parse_whole("12"), 12);
  EXPECT_EQ(parse_whole("12.0"), 12);
  EXPECT_EQ(parse_whole("1e3"), 1000);
  EXPECT_FALSE(parse_whole("12.5"));
  EXPECT_FALSE(parse_whole("9223372036854775807"));  // 2^63 - 1: a stand-in for "endless", not a step
  EXPECT_EQ(parse_whole("9007199254740992"), std::int64_t{1} << 53);
  EXPECT_FALSE(parse_whole("9007199254740993"));
  EXPECT_FALSE(parse_whole("-9007199254740994"));
  EXPECT_FALSE(parse_whole("1e300"));
}

taper::rate_precision precision_of(std::initializer_list<const char*> texts) {
  std::vector<taper::inspection::written_rate> rates;
  for (const char* const text : texts) {
    const taper::inspection::written_number number = taper::inspection::parse_written(text).value();
    rates.push_back({number.value, taper::inspection::packed(number.digits)});
  }
  return taper::inspection::rounding_of(rates).precision;
}

TEST(precision, is_derived_from_the_digits) {
  EXPECT_EQ(precision_of({"1.500000E-04", "1.499963E-04", "1.499852E-04"}).text(), "%.6E");
  EXPECT_EQ(precision_of({"0.000000", "0.000001", "0.000600"}).text(), "%.6f");
  EXPECT_EQ(precision_of({"4.6000000000000004e-07", "9.600000000000001e-07", "1.46e-06"}).kind, rounding::float64);
  EXPECT_EQ(precision_of({"9.999999747378752e-05", "9.989993850467727e-05"}).kind, rounding::float32);
  EXPECT_EQ(precision_of({"0.00059873914", "0.0005974782", "0.0005962173", "0.00059495634"}).digits, 8);
  EXPECT_EQ(precision_of({"0.0001", "9.98e-05", "9.95432e-05", "9.9e-05", "9.85123e-05"}).text(), "%.5E");
}

TEST(precision, one_step_of_a_long_clock_is_wider_than_an_interval_of_doubles) {
  const taper::rate_precision exact{rounding::float64, 17};
  const double peak = 1e-3;
  EXPECT_LT(exact.half_width(5e-4, peak), peak / 1e9);
  EXPECT_GT(exact.half_width(5e-4, peak), 1e-14 * peak);
}

TEST(precision, half_a_unit_of_the_last_digit) {
  EXPECT_NEAR((taper::rate_precision{rounding::decimals, 6}).half_width(3e-4, 6e-4), 5e-7, 1e-14);
  EXPECT_NEAR((taper::rate_precision{rounding::significant, 7}).half_width(1.5e-4, 6e-4), 5e-11, 1e-14);
}

}  // namespace
