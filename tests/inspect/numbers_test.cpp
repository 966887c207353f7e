// Numbers as logs write them: parsing, and the rounding that their digits give away.
#include <gtest/gtest.h>

#include <cmath>
#include <initializer_list>

#include "number_text.hpp"

namespace {

using taper::rounding;
using taper::inspection::digit_census;
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

TEST(parsing, whole_numbers_may_be_written_as_floats) {
  EXPECT_EQ(parse_whole("12"), 12);
  EXPECT_EQ(parse_whole("12.0"), 12);
  EXPECT_EQ(parse_whole("1e3"), 1000);
  EXPECT_FALSE(parse_whole("12.5"));
  EXPECT_FALSE(parse_whole("9223372036854775807"));  // 2^63 - 1: a stand-in for "endless", not a step
  EXPECT_FALSE(parse_whole("1e300"));
}

taper::rate_precision precision_of(std::initializer_list<const char*> texts) {
  digit_census census;
  for (const char* const text : texts) census.add(text, parse_number(text).value());
  return census.infer();
}

TEST(precision, is_read_off_the_digits) {
  EXPECT_EQ(precision_of({"1.500000E-04", "1.499963E-04", "1.499852E-04"}).text(), "%.6E");
  EXPECT_EQ(precision_of({"0.000000", "0.000001", "0.000600"}).text(), "%.6f");
  EXPECT_EQ(precision_of({"4.6000000000000004e-07", "9.600000000000001e-07", "1.46e-06"}).kind, rounding::float64);
  EXPECT_EQ(precision_of({"9.999999747378752e-05", "9.989993850467727e-05"}).kind, rounding::float32);
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
