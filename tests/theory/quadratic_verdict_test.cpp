// The claim of the three-stage rule on the noisy quadratic, counted over 54 settings.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "named_windows.hpp"
#include "taper/theory/quadratic.hpp"

namespace {

using namespace taper_test;

std::vector<taper::quadratic_setting> all_settings() {
  std::vector<taper::quadratic_setting> settings;
  for (const double momentum : {0.0, 0.9}) {
    for (const std::size_t steps : {300u, 1000u, 10'000u}) {
      for (const double noise : {1e-4, .01, .1, 1.0, 10.0}) {
        settings.push_back({.noise_variance = noise,
                            .momentum = momentum,
                            .cap_fraction = momentum == 0 ? 0.975 : 0.95,
                            .steps = steps});
      }
    }
  }
  for (const auto& [a, s0] :
       std::vector<std::pair<double, double>>{{1.5, 0}, {1.5, 1}, {2, 0}, {2, 1}, {1, 1}, {1, -.5}}) {
    for (const std::size_t steps : {1000u, 10'000u}) {
      for (const double noise : {.01, 1.0}) {
        settings.push_back({.spectrum_exponent = a,
                            .start_exponent = s0,
                            .noise_variance = noise,
                            .momentum = 0,
                            .cap_fraction = 0.975,
                            .steps = steps});
      }
    }
  }
  return settings;
}

struct verdict_counts {
  int settings = 0, interchangeable = 0;
  int shared_exp = 0, shared_sigmoid = 0, shared_both = 0;
  int tuned_exp = 0, tuned_sigmoid = 0, tuned_both = 0;
  int exp_beats_all_compliant = 0;
  std::vector<double> exp_against_worst, sigmoid_against_worst;  // tuned, per cent
};

/// One setting's answer, added to the counts: "worse" is beyond the worst compliant window, by more than 2 % for
/// exp(0.05) and by more than 5 % for sigmoid(40).
void count(const std::vector<taper::quadratic_comparison>& rows, verdict_counts& counts) {
  double best_tuned = 1e300, worst_tuned = 0, worst_shared = 0;
  for (std::size_t i = 0; i < 6; ++i) {
    best_tuned = std::min(best_tuned, 1 + rows[i].tuned);
    worst_tuned = std::max(worst_tuned, 1 + rows[i].tuned);
    worst_shared = std::max(worst_shared, 1 + rows[i].shared);
  }
  const double exp_tuned = (1 + rows[6].tuned) / worst_tuned - 1, sigmoid_tuned = (1 + rows[7].tuned) / worst_tuned - 1;
  const bool shared_exp = (1 + rows[6].shared) / worst_shared > 1.02;
  const bool shared_sigmoid = (1 + rows[7].shared) / worst_shared > 1.05;
  counts.settings += 1;
  counts.interchangeable += worst_tuned / best_tuned <= 1.05;
  counts.shared_exp += shared_exp;
  counts.shared_sigmoid += shared_sigmoid;
  counts.shared_both += shared_exp && shared_sigmoid;
  counts.tuned_exp += exp_tuned > 0.02;
  counts.tuned_sigmoid += sigmoid_tuned > 0.05;
  counts.tuned_both += exp_tuned > 0.02 && sigmoid_tuned > 0.05;
  counts.exp_beats_all_compliant += 1 + rows[6].tuned < best_tuned;
  counts.exp_against_worst.push_back(100 * exp_tuned);
  counts.sigmoid_against_worst.push_back(100 * sigmoid_tuned);
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t n = values.size();
  return 0.5 * (values[(n - 1) / 2] + values[n / 2]);
}

TEST(quadratic_verdict, over_54_settings_the_claim_holds_at_a_shared_peak_and_mostly_fails_when_tuned) {
  verdict_counts free, capped;
  for (const taper::quadratic_setting& setting : all_settings()) {
    std::vector<std::vector<double>> windows;
    for (const window& shape : {linear(), cosine(), poly(1.8, 2), exponential(0.99), sigmoid(4),
                                sigmoid(4, std::exp(1.0)), exponential(0.05), sigmoid(40)}) {
      windows.push_back(sampled(shape, setting.steps));
    }
    const auto rows = taper::compare_on(taper::noisy_quadratic(setting), windows[1], windows);
    count(rows, rows[1].limited_by == taper::tuned_rate::limit::none ? free : capped);
  }
  EXPECT_EQ(free.settings, 34);
  EXPECT_EQ(capped.settings, 20);
  EXPECT_EQ(free.interchangeable, 22);
  EXPECT_EQ(capped.interchangeable, 20);

  // One setting (a = 1.5, s0 = 0, T = 1000, sigma^2 = 1) lies at +1.96 %, just under the line of 2 %; with a coarser
  // search of cosine's peak it lies just above, and the count is 28.
  EXPECT_EQ(free.shared_exp, 27);
  EXPECT_EQ(free.shared_sigmoid, 34);
  EXPECT_EQ(free.shared_both, 27);
  EXPECT_EQ(capped.shared_exp, 20);
  EXPECT_EQ(capped.shared_sigmoid, 7);
  EXPECT_EQ(capped.shared_both, 7);

  EXPECT_EQ(free.tuned_exp, 0);
  EXPECT_EQ(free.tuned_sigmoid, 34);
  EXPECT_EQ(free.tuned_both, 0);
  EXPECT_EQ(free.exp_beats_all_compliant, 10);
  EXPECT_EQ(capped.tuned_exp, 20);
  EXPECT_EQ(capped.tuned_sigmoid, 7);
  EXPECT_EQ(capped.tuned_both, 7);

  const auto [exp_least, exp_most] = std::minmax_element(free.exp_against_worst.begin(), free.exp_against_worst.end());
  EXPECT_NEAR(*exp_least, -25.8, 0.1);
  EXPECT_NEAR(median(free.exp_against_worst), -1.0, 0.1);
  EXPECT_NEAR(*exp_most, 1.7, 0.1);
  EXPECT_NEAR(*std::max_element(capped.exp_against_worst.begin(), capped.exp_against_worst.end()), 543, 5);
  EXPECT_NEAR(*std::min_element(free.sigmoid_against_worst.begin(), free.sigmoid_against_worst.end()), 7.7, 0.1);
  EXPECT_NEAR(median(free.sigmoid_against_worst), 36, 0.6);
  EXPECT_NEAR(*std::max_element(free.sigmoid_against_worst.begin(), free.sigmoid_against_worst.end()), 131, 0.6);
}

}  // namespace
