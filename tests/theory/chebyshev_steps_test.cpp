// Chebyshev rates: the raised-cosine identity of their reciprocals, the fractal order, and the table of growth figures.
#include "taper/theory/chebyshev_steps.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace {

using taper::chebyshev_order;
using taper::chebyshev_rates;
using order = std::vector<std::size_t>;

/// Relative half unit of the last of three printed digits.
constexpr double three_digits = 0.005;

TEST(chebyshev_steps, one_over_the_rate_is_a_raised_cosine_with_floor_one_over_condition) {
  struct problem {
    std::size_t steps;
    double mu, l;
  };
  for (const auto& [steps, mu, l] : {problem{5, .1, 1}, problem{8, .01, 1}, problem{7, 2, 9}, problem{100, 1e-3, 4}}) {
    const std::string spec = "cosine | sampling(midpoint) | floor(" + std::to_string(100 * mu / l) + "%)";
    const auto raised_cosine = taper::parse(spec).value().over(steps);
    const std::vector<double> rates = chebyshev_rates(steps, {mu, l}, chebyshev_order::increasing);
    for (std::size_t k = 0; k < steps; ++k) {
      EXPECT_NEAR(1 / (l * rates[k]), raised_cosine(k), 1e-7) << spec << " step " << k;  // the text holds six decimals
      const double angle =
          std::acos(-1.0) * (2 * static_cast<double>(steps - k) - 1) / (2 * static_cast<double>(steps));
      EXPECT_NEAR(rates[k] * ((l + mu) - (l - mu) * std::cos(angle)) / 2, 1, 1e-13) << "the classical form";
    }
    EXPECT_TRUE(std::is_sorted(rates.begin(), rates.end()));
  }
}

TEST(chebyshev_steps, four_steps_on_condition_ten_have_the_known_rates) {
  const std::vector<double> rates = chebyshev_rates(4, {.1, 1}, chebyshev_order::decreasing);
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(rates[k], (std::vector{7.4486, 2.6470, 1.3846, 1.0355})[k], 5e-5);
}

TEST(chebyshev_steps, decreasing_rates_violate_the_early_stage_above_condition_three) {
  for (const double condition : {10.0, 100.0}) {
    const std::vector<double> rates = chebyshev_rates(10'001, {1 / condition, 1}, chebyshev_order::decreasing);
    EXPECT_NEAR(rates[5000] / rates[0], 2 / (condition + 1), 1e-4);
  }
}

TEST(chebyshev_steps, the_fractal_permutation_is_the_published_one_and_any_length_is_a_permutation) {
  EXPECT_EQ(taper::fractal_permutation(1), (order{1}));
  EXPECT_EQ(taper::fractal_permutation(4), (order{1, 4, 2, 3}));
  EXPECT_EQ(taper::fractal_permutation(8), (order{1, 8, 4, 5, 2, 7, 3, 6}));
  EXPECT_EQ(taper::fractal_permutation(16), (order{1, 16, 8, 9, 4, 13, 5, 12, 2, 15, 7, 10, 3, 14, 6, 11}));
  EXPECT_EQ(taper::fractal_permutation(6), (order{1, 4, 5, 2, 3, 6}));
  EXPECT_TRUE(taper::fractal_permutation(0).empty());
  for (const std::size_t steps : {3u, 5u, 100u, 1025u}) {
    order sorted = taper::fractal_permutation(steps), natural(steps);
    std::sort(sorted.begin(), sorted.end());
    std::iota(natural.begin(), natural.end(), std::size_t{1});
    EXPECT_EQ(sorted, natural);
  }
}

struct row {
  double condition;
  std::size_t steps;
  double factor, constant, prefix_decreasing, prefix_fractal, suffix_increasing, suffix_fractal;
};

const std::vector<row> table{
    {10, 4, 1.449e-1, 4.481e-1, 10.6, 6.45, 10.6, .862},
    {10, 8, 1.061e-2, 2.008e-1, 104, 8.20, 104, .875},
    {100, 8, 3.861e-1, 8.521e-1, 2.36e3, 50.3, 2.36e3, .987},
    {100, 16, 8.052e-2, 7.261e-1, 5.76e6, 79.8, 5.76e6, .986},
    {100, 64, 5.290e-6, 2.780e-1, 1.04e27, 97.5, 1.04e27, .987},
    {1000, 64, 3.487e-2, 8.799e-1, 4.75e30, 868, 4.75e30, .999},
};

TEST(chebyshev_steps, the_table_of_error_factors_and_growth_is_reproduced) {
  for (const row& expected : table) {
    SCOPED_TRACE("condition " + std::to_string(expected.condition) + " T " + std::to_string(expected.steps));
    const taper::spectrum_range range{1 / expected.condition, 1};
    const auto cost = [&](chebyshev_order o) {
      return taper::cost_of_order(chebyshev_rates(expected.steps, range, o), range);
    };
    EXPECT_NEAR(taper::chebyshev_error_factor(expected.steps, expected.condition) / expected.factor, 1, 5e-4);
    EXPECT_NEAR(taper::constant_rate_error_factor(expected.steps, expected.condition) / expected.constant, 1, 5e-4);
    const taper::order_cost decreasing = cost(chebyshev_order::decreasing), fractal = cost(chebyshev_order::fractal);
    EXPECT_NEAR(decreasing.prefix_growth / expected.prefix_decreasing, 1, three_digits);
    EXPECT_NEAR(fractal.prefix_growth / expected.prefix_fractal, 1, three_digits);
    EXPECT_LT(fractal.prefix_growth, expected.condition);
    EXPECT_NEAR(cost(chebyshev_order::increasing).suffix_growth / expected.suffix_increasing, 1, three_digits);
    EXPECT_NEAR(fractal.suffix_growth, expected.suffix_fractal, 5e-4);
    EXPECT_NEAR(fractal.final_error / expected.factor, 1, 2e-3) << "every order ends at the minimax error";
  }
}

TEST(chebyshev_steps, decreasing_order_damps_noise_best) {
  const taper::spectrum_range range{.01, 1};
  const auto noise = [&](chebyshev_order o) {
    return taper::cost_of_order(chebyshev_rates(64, range, o), range).noise_variance;
  };
  EXPECT_NEAR(noise(chebyshev_order::decreasing), 195, 0.6);
  EXPECT_NEAR(noise(chebyshev_order::fractal), 1836, 6);
  EXPECT_NEAR(noise(chebyshev_order::increasing) / 2e55, 1, 0.25);
}

TEST(chebyshev_steps, the_error_factor_is_stable_for_large_condition_numbers) {
  EXPECT_NEAR(taper::chebyshev_error_factor(1000, 1e12) / (1 / std::cosh(2e-3)), 1, 1e-12);
  EXPECT_EQ(taper::chebyshev_error_factor(3, 1.0), 0);
}

TEST(chebyshev_steps, on_a_quadratic_the_fractal_order_wins_and_rounding_ruins_the_others) {
  const auto curves = taper::chebyshev_demonstration(64, {.01, 1});
  ASSERT_EQ(curves.size(), 5u);
  const auto last = [&](std::size_t i) { return curves[i].error.back(); };
  EXPECT_EQ(curves[2].name, "chebyshev, fractal");
  EXPECT_NEAR(last(2) / (5.290e-6 / std::sqrt(2.0)), 1, 0.02) << "a ripple of even height, in the mean square";
  EXPECT_GT(last(0), 1e6) << "decreasing: 1e27 on the way, of which the last digit remains";
  EXPECT_GT(last(1), 1e6) << "increasing: rounding of the first steps is blown up by the last";
  EXPECT_LT(last(3), taper::constant_rate_error_factor(64, 100));
  EXPECT_LT(last(4), last(3)) << "cosine, its peak tuned, is better than a constant rate";
  EXPECT_GT(last(4), 1e4 * last(2)) << "but no substitute for Chebyshev rates";
  for (const auto& curve : curves) EXPECT_EQ(curve.error.size(), curve.rates.size() + 1);
}

}  // namespace
