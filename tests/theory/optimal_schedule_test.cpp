// Optimal schedules of the noisy quadratic: the excess loss of the named windows.
#include <gtest/gtest.h>

#include <cmath>

#include "named_windows.hpp"
#include "taper/design.hpp"

namespace {

using namespace taper_test;

struct excess {
  std::string name;
  window shape;
  double percent, tolerance;
};

taper::optimal_schedule expect_excess(const taper::quadratic_setting& setting, const std::vector<excess>& table) {
  const taper::noisy_quadratic problem(setting);
  const taper::optimal_schedule best = taper::optimal_rates(problem, setting.steps).value();
  EXPECT_NEAR(problem.loss(best.rates) / best.loss, 1, 1e-12);
  for (const auto& [name, shape, percent, tolerance] : table) {
    EXPECT_NEAR(100 * (problem.tune(sampled(shape, setting.steps)).loss / best.loss - 1), percent, tolerance) << name;
  }
  for (const double rate : best.rates) {
    EXPECT_GE(rate, 0);
    EXPECT_LE(rate, problem.stability_cap());
  }
  return best;
}

TEST(optimal_schedule, on_an_easy_problem_linear_decay_is_nearly_optimal) {
  const taper::optimal_schedule best =
      expect_excess({.momentum = 0, .cap_fraction = 0.975}, {{"linear", linear(), 0.29, 0.006},
                                                             {"cosine", cosine(), 2.7, 0.06},
                                                             {"E.05", exponential(0.05), 4.4, 0.06},
                                                             {"WSD20", stable_decay(0.2, linear()), 5.5, 0.06},
                                                             {"S40", sigmoid(40), 24, 0.6}});
  EXPECT_EQ(best.steps_at_cap, 0u);
  for (std::size_t t = 0; t < 900; t += 100) {
    EXPECT_NEAR(best.rates[t] / best.rates[0], 1 - static_cast<double>(t) / 1000, 0.025) << t;
  }
}

TEST(optimal_schedule, a_steep_spectrum_favors_an_early_decay) {
  const taper::optimal_schedule best = expect_excess(
      {.spectrum_exponent = 2, .momentum = 0, .cap_fraction = 0.975},
      {{"E.05", exponential(0.05), 1.8, 0.06}, {"cosine", cosine(), 5.7, 0.06}, {"linear", linear(), 10.3, 0.06}});
  EXPECT_NEAR(best.rates[500] / best.rates[0], std::pow(0.5, 2.5), 0.01);
}

TEST(optimal_schedule, little_noise_favors_the_cap_and_then_a_decay) {
  const taper::optimal_schedule best =
      expect_excess({.noise_variance = 0.1, .momentum = 0, .cap_fraction = 0.975},
                    {{"WSD20", stable_decay(0.2, linear()), 0.43, 0.006}, {"linear", linear(), 22.6, 0.06}});
  EXPECT_NEAR(static_cast<double>(best.steps_at_cap), 750, 30);
}

TEST(optimal_schedule, heavy_ball_has_one_and_zero_steps_are_an_error) {
  const taper::noisy_quadratic problem;
  const taper::optimal_schedule best = taper::optimal_rates(problem, 200).value();
  EXPECT_LT(best.loss, problem.tune(sampled(linear(), 200)).loss);
  EXPECT_FALSE(taper::optimal_rates(problem, 0).has_value());
}

}  // namespace
