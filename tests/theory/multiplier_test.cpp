// The peak multiplier against cosine: documented values, any length, speed.
#include "taper/theory/multiplier.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "named_windows.hpp"

namespace {

using namespace taper_test;

taper::peak_multiplier of(const window& shape, std::size_t steps = 1000) {
  return taper::multiplier_against_cosine(sampled(shape, steps));
}

TEST(multiplier, exp_005_needs_1_78_by_budget_1_73_by_bound_1_73_by_quadratic) {
  const taper::peak_multiplier got = of(exponential(0.05));
  EXPECT_NEAR(got.budget, 1.78, 0.005);
  EXPECT_NEAR(got.bound, 1.73, 0.005);
  EXPECT_NEAR(got.quadratic, 1.733, 0.001);
  EXPECT_EQ(got.quadratic_limited_by, taper::tuned_rate::limit::none);
}

TEST(multiplier, one_minus_sqrt_needs_one_and_a_half_times_the_peak) {
  const taper::peak_multiplier got = of(one_minus_sqrt());
  EXPECT_NEAR(got.budget, 1.5, 0.01);
  EXPECT_NEAR(got.bound, 1.53, 0.01);
  EXPECT_NEAR(got.quadratic, 1.59, 0.01);
}

TEST(multiplier, cosine_against_itself_is_one_at_any_length) {
  for (const std::size_t steps : {7u, 100u, 1000u, 54'321u}) {
    const taper::peak_multiplier got = of(cosine(), steps);
    EXPECT_NEAR(got.budget, 1, 1e-9) << steps;
    EXPECT_NEAR(got.bound, 1, 1e-3) << steps;
    EXPECT_NEAR(got.quadratic, 1, steps < 100 ? 0.05 : 5e-3) << steps;
  }
}

TEST(multiplier, hardly_depends_on_the_length_of_the_grid) {
  const taper::peak_multiplier few = of(exponential(0.05), 300), many = of(exponential(0.05), 100'000);
  EXPECT_NEAR(few.budget / many.budget, 1, 0.01);
  EXPECT_NEAR(few.bound / many.bound, 1, 0.01);
  EXPECT_NEAR(few.quadratic / many.quadratic, 1, 0.01);
}

TEST(multiplier, a_function_gives_the_same_as_its_samples) {
  const taper::peak_multiplier function = taper::multiplier_against_cosine(linear()), samples = of(linear());
  EXPECT_DOUBLE_EQ(function.budget, samples.budget);
  EXPECT_DOUBLE_EQ(function.bound, samples.bound);
  EXPECT_DOUBLE_EQ(function.quadratic, samples.quadratic);
}

TEST(multiplier, rates_far_below_their_peak_are_limited_by_the_cap_and_zero_rates_are_infinite) {
  std::vector<double> faint = sampled(cosine(), 1000);
  for (double& rate : faint) rate *= 0.01;
  const taper::peak_multiplier got = taper::multiplier_against_cosine(faint);
  EXPECT_EQ(got.quadratic_limited_by, taper::tuned_rate::limit::stability_cap);
  EXPECT_NEAR(got.budget, 100, 0.5);
  EXPECT_TRUE(std::isinf(taper::multiplier_against_cosine(std::vector<double>(10, 0.0)).quadratic));
  EXPECT_EQ(taper::multiplier_against_cosine(std::vector<double>{}).budget, 1);
}

}  // namespace
