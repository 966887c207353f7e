// Ticks: round positions, distinct labels, nothing outside the limits.
#include "render/ticks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace taper::render {
namespace {

std::vector<std::string> labels(const std::vector<tick>& ticks) {
  std::vector<std::string> out;
  for (const tick& t : ticks) out.push_back(t.label + (t.superscript.empty() ? "" : "^" + t.superscript));
  return out;
}

using strings = std::vector<std::string>;

TEST(ticks, steps_are_one_two_or_five) {
  EXPECT_DOUBLE_EQ(nice_step(1, 5), 0.2);
  EXPECT_DOUBLE_EQ(nice_step(1, 4), 0.5);
  EXPECT_DOUBLE_EQ(nice_step(1000, 10), 100);
  EXPECT_DOUBLE_EQ(nice_step(7e-5, 5), 2e-5);
}

TEST(ticks, unit_interval_has_equal_decimals) {
  EXPECT_EQ(labels(linear_ticks(0, 1, 5)), (strings{"0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
}

TEST(ticks, places_are_the_nearest_doubles) {
  for (const tick& t : linear_ticks(0, 1, 10)) EXPECT_EQ(t.at, std::round(t.at * 10) / 10);
}

TEST(ticks, negative_numbers_carry_a_minus_sign) {
  EXPECT_EQ(labels(linear_ticks(-2, 2, 5)), (strings{"−2", "−1", "0", "1", "2"}));
}

TEST(ticks, large_numbers_take_a_suffix) {
  EXPECT_EQ(labels(linear_ticks(0, 20'000, 4)), (strings{"0", "5k", "10k", "15k", "20k"}));
  EXPECT_EQ(labels(linear_ticks(0, 5e6, 5)), (strings{"0", "1M", "2M", "3M", "4M", "5M"}));
}

TEST(ticks, small_numbers_take_an_exponent) {
  EXPECT_EQ(labels(linear_ticks(0, 3e-4, 3)), (strings{"0", "1e−4", "2e−4", "3e−4"}));
}

TEST(ticks, percent_is_a_hundredfold) {
  EXPECT_EQ(labels(linear_ticks(0, 1, 4, number_style::percent)), (strings{"0%", "50%", "100%"}));
}

TEST(ticks, a_narrow_range_far_from_zero_has_distinct_labels) {
  const strings found = labels(linear_ticks(1000.001, 1000.002, 5));
  ASSERT_GE(found.size(), 4u);
  EXPECT_EQ(std::set<std::string>(found.begin(), found.end()).size(), found.size());
}

TEST(ticks, every_tick_lies_within_the_limits) {
  for (const double scale : {1e-300, 1e-9, 0.37, 1.0, 12'345.6, 1e12, 1e300}) {
    for (int target = 1; target < 12; ++target) {
      const double lo = -0.31 * scale;
      const double hi = 0.77 * scale;
      for (const tick& t : linear_ticks(lo, hi, target)) {
        EXPECT_GE(t.at, lo * (1 + 1e-6));
        EXPECT_LE(t.at, hi * (1 + 1e-6));
      }
      EXPECT_LE(linear_ticks(lo, hi, target).size(), static_cast<std::size_t>(target) + 1);
    }
  }
}

TEST(ticks, invalid_limits_give_no_ticks) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  EXPECT_TRUE(linear_ticks(1, 1, 5).empty());
  EXPECT_TRUE(linear_ticks(2, 1, 5).empty());
  EXPECT_TRUE(linear_ticks(nan, 1, 5).empty());
  EXPECT_TRUE(linear_ticks(0, inf, 5).empty());
  EXPECT_TRUE(linear_ticks(-1e308, 1e308, 5).empty());
  EXPECT_TRUE(linear_ticks(1e20, std::nextafter(1e20, 2e20), 5).empty());
  EXPECT_TRUE(linear_ticks(0, 5e-324, 5).empty());
  EXPECT_TRUE(linear_ticks(0, 1.7e308, 1).empty());
  EXPECT_TRUE(log_ticks(0, 1, 5).empty());
  EXPECT_TRUE(log_ticks(-1, 1, 5).empty());
}

TEST(log_ticks, wide_ranges_name_powers_of_ten) {
  EXPECT_EQ(labels(log_ticks(1e-6, 1e4, 6)), (strings{"10^−6", "10^−4", "10^−2", "10^0", "10^2", "10^4"}));
  EXPECT_EQ(log_ticks(1e-6, 1e4, 6)[1].at, 1e-4);
}

TEST(log_ticks, moderate_ranges_are_plain) {
  EXPECT_EQ(labels(log_ticks(0.1, 50, 5)), (strings{"0.1", "1", "10"}));
  EXPECT_EQ(labels(log_ticks(1, 10'000, 5)), (strings{"1", "10", "100", "1000", "10000"}));
}

TEST(log_ticks, below_one_and_a_half_decades_two_and_five_join) {
  EXPECT_EQ(labels(log_ticks(0.9, 12, 5)), (strings{"1", "2", "5", "10"}));
}

TEST(log_ticks, a_range_within_one_decade_falls_back_to_even_steps) { EXPECT_GE(log_ticks(2.1, 4.9, 5).size(), 2u); }

TEST(log_ticks, minor_ticks_lie_between_and_inside) {
  for (const double v : minor_log_ticks(0.1, 50, 5)) {
    EXPECT_GE(v, 0.1 * (1 - 1e-6));
    EXPECT_LE(v, 50 * (1 + 1e-6));
  }
  // 10 decades named every second: the five odd ones stay without a name
  EXPECT_EQ(minor_log_ticks(1e-6, 1e4, 6).size(), 5u);
}

TEST(short_number, reads_well) {
  EXPECT_EQ(short_number(0.5), "0.5");
  EXPECT_EQ(short_number(-1.25), "−1.25");
  EXPECT_EQ(short_number(1e-5), "1e−5");
  EXPECT_EQ(short_number(std::numeric_limits<double>::infinity()), "∞");
  EXPECT_EQ(short_number(std::numeric_limits<double>::quiet_NaN()), "–");
}

}  // namespace
}  // namespace taper::render
