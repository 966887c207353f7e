// Loss laws: fitted to one noisy-quadratic run they predict the others within the documented errors, or give an error.
#include "taper/design/loss_law.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "law_features.hpp"
#include "named_windows.hpp"
#include "taper/theory/quadratic.hpp"

namespace {

using namespace taper_test;
using taper::loss_law;

constexpr std::size_t run_steps = 3000;
constexpr double run_peak = 0.7, irreducible = 2.0;

std::vector<double> rates_of(const window& shape, std::size_t steps = run_steps, double peak = run_peak) {
  std::vector<double> rates = sampled(shape, steps);
  for (double& rate : rates) rate *= peak;
  return rates;
}

/// The exact loss of SGD on the noisy quadratic (sigma^2 = 1) plus 2, logged every 15 steps.
taper::loss_log run_of(const window& shape, double unit = 1.0) {
  static const taper::noisy_quadratic problem({.momentum = 0});
  taper::loss_log log;
  log.rates = rates_of(shape);
  const std::vector<double> curve = problem.loss_curve(log.rates);
  for (std::size_t n = 15; n <= run_steps; n += 15) {
    log.after_steps.push_back(n);
    log.losses.push_back(irreducible + curve[n]);
  }
  for (double& rate : log.rates) rate *= unit;
  return log;
}

taper::fitted_law fit(loss_law law, const std::vector<taper::loss_log>& logs, std::size_t bootstrap = 0) {
  return taper::fit_law(law, logs, {.bootstrap = bootstrap}).value();
}

double error_percent(const taper::fitted_law& fitted, const window& shape) {
  const taper::loss_log truth = run_of(shape);
  return 100 * (taper::predict_final_loss(fitted, {truth.rates}).value().loss / truth.losses.back() - 1);
}

struct row {
  loss_law law;
  double linear, stable_decay, constant, exponential, sigmoid_40, sigmoid_4, one_minus_sqrt;
};

TEST(loss_law, fitted_to_cosine_alone_each_law_predicts_the_others_within_a_point_of_the_table) {
  const std::vector<row> table{{loss_law::tissue, -0.4, -10.7, -4.7, 2.1, -10.6, -0.9, 2.1},
                               {loss_law::multi_power, 0.4, 1.7, -2.7, -0.1, 5.1, -0.1, 0.3},
                               {loss_law::functional_scaling, 0.6, -1.8, -0.2, 0.2, -1.9, 0.1, 0.8}};
  for (const row& expected : table) {
    SCOPED_TRACE(taper::name_of(expected.law));
    const taper::fitted_law fitted = fit(expected.law, {run_of(cosine())});
    EXPECT_NEAR(error_percent(fitted, linear()), expected.linear, 1);
    EXPECT_NEAR(error_percent(fitted, stable_decay(0.2, linear())), expected.stable_decay, 1);
    EXPECT_NEAR(error_percent(fitted, constant()), expected.constant, 1);
    EXPECT_NEAR(error_percent(fitted, exponential(0.05)), expected.exponential, 1);
    EXPECT_NEAR(error_percent(fitted, sigmoid(40)), expected.sigmoid_40, 1);
    EXPECT_NEAR(error_percent(fitted, sigmoid(4)), expected.sigmoid_4, 1);
    EXPECT_NEAR(error_percent(fitted, one_minus_sqrt()), expected.one_minus_sqrt, 1);
  }
}

TEST(loss_law, a_constant_run_beside_it_makes_functional_scaling_right_everywhere) {
  const taper::fitted_law fitted = fit(loss_law::functional_scaling, {run_of(cosine()), run_of(constant())});
  for (const window& shape : {linear(), stable_decay(0.2, linear()), constant(), exponential(0.05), sigmoid(40),
                              sigmoid(4), one_minus_sqrt()}) {
    EXPECT_LT(std::abs(error_percent(fitted, shape)), 0.7);
  }
}

TEST(loss_law, the_held_out_check_predicts_the_last_fifth_and_ranks_the_laws) {
  const std::vector<taper::loss_log> logs{run_of(cosine())};
  EXPECT_LT(fit(loss_law::functional_scaling, logs).held_out_error, 0.003);
  EXPECT_GT(fit(loss_law::tissue, logs).held_out_error, 0.01);
}

TEST(loss_law, the_unit_of_the_rate_does_not_matter) {
  const taper::fitted_law large = fit(loss_law::functional_scaling, {run_of(cosine())});
  const taper::fitted_law small = fit(loss_law::functional_scaling, {run_of(cosine(), 1e-3)});
  const double a = taper::predict_final_loss(large, {rates_of(linear())}).value().loss;
  const double b = taper::predict_final_loss(small, {rates_of(linear(), run_steps, run_peak * 1e-3)}).value().loss;
  EXPECT_NEAR(a / b, 1, 1e-3);
}

taper::loss_log with_noise(taper::loss_log log, unsigned seed) {
  std::mt19937_64 random(seed);
  std::normal_distribution<double> normal;
  for (double& loss : log.losses) loss *= std::exp(0.01 * normal(random));
  return log;
}

TEST(loss_law, a_noisy_log_gives_intervals_that_mostly_contain_the_true_value) {
  const double truth = run_of(cosine()).losses.back(), other_truth = run_of(sigmoid(4)).losses.back();
  int held = 0, other_held = 0;
  for (unsigned seed = 100; seed < 106; ++seed) {
    const taper::loss_log noisy = with_noise(run_of(cosine()), seed);
    const taper::fitted_law fitted = fit(loss_law::functional_scaling, {noisy}, 25);
    EXPECT_EQ(fitted.resampled.size(), 25u);
    EXPECT_NEAR(fitted.fit_error, 0.01, 0.002);
    const taper::loss_prediction own = taper::predict_final_loss(fitted, {noisy.rates}).value();
    const taper::loss_prediction other = taper::predict_final_loss(fitted, {rates_of(sigmoid(4))}).value();
    held += own.low < truth && truth < own.high;
    other_held += other.low < other_truth && other_truth < other.high;
    EXPECT_LT(own.high - own.low, 0.015 * truth);
    EXPECT_GT(own.high - own.low, 0.001 * truth);
  }
  EXPECT_GE(held, 4);
  EXPECT_GE(other_held, 4);
}

TEST(loss_law, the_same_seed_gives_the_same_interval) {
  const taper::loss_log noisy = with_noise(run_of(cosine()), 3);
  const auto low = [&] {
    return taper::predict_final_loss(fit(loss_law::tissue, {noisy}, 20), {noisy.rates}).value().low;
  };
  EXPECT_EQ(low(), low());
}

TEST(loss_law, another_peak_or_a_longer_run_is_an_error_without_a_log_that_covers_it) {
  const taper::fitted_law one = fit(loss_law::tissue, {run_of(cosine())});
  for (const double peak : {0.6, 0.8}) {
    const auto refused = taper::predict_final_loss(one, {rates_of(cosine(), run_steps, peak)});
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, taper::errc::unsupported);
    EXPECT_NE(refused.error().message.find("peak"), std::string::npos);
  }
  EXPECT_FALSE(taper::predict_final_loss(one, {rates_of(cosine(), 4000)}).has_value());
  EXPECT_TRUE(taper::predict_final_loss(one, {rates_of(cosine(), 2000)}).has_value());

  taper::loss_log half = run_of(linear()), lower = run_of(cosine(), 0.5);
  half.rates.resize(1500);
  half.after_steps.resize(100);
  half.losses.resize(100);
  const taper::fitted_law both = fit(loss_law::tissue, {run_of(cosine()), half, lower});
  EXPECT_TRUE(taper::predict_final_loss(both, {rates_of(cosine(), 4000)}).has_value());
  EXPECT_FALSE(taper::predict_final_loss(both, {rates_of(cosine(), 6500)}).has_value());
  EXPECT_TRUE(taper::predict_final_loss(both, {rates_of(cosine(), run_steps, 0.5)}).has_value());
}

TEST(loss_law, a_log_that_cannot_be_fitted_is_an_error_with_its_reason) {
  const auto message = [](const taper::loss_log& log) {
    const auto got = taper::fit_law(loss_law::tissue, std::vector{run_of(cosine()), log});
    return got ? std::string("fitted") : got.error().message;
  };
  taper::loss_log log = run_of(cosine());
  log.losses[7] = -1;
  EXPECT_EQ(message(log).substr(0, 6), "log 2:");
  EXPECT_NE(message(log).find("-1"), std::string::npos);
  log = run_of(cosine());
  log.after_steps[3] = 99'999;
  EXPECT_NE(message(log).find("99999"), std::string::npos);
  log = run_of(cosine());
  log.losses.pop_back();
  EXPECT_NE(message(log).find("199 losses"), std::string::npos);
  log.losses.resize(9);
  log.after_steps.resize(9);
  EXPECT_NE(message(log).find("at least 10"), std::string::npos);
  log = run_of(cosine());
  log.rates.assign(log.rates.size(), 0.0);
  EXPECT_NE(message(log).find("zero"), std::string::npos);
  EXPECT_FALSE(taper::fit_law(loss_law::tissue, {}).has_value());
}

TEST(loss_law, the_best_schedule_under_a_law_beats_the_named_ones_also_on_the_true_problem) {
  const taper::fitted_law fitted = fit(loss_law::functional_scaling, {run_of(cosine()), run_of(constant())});
  const taper::law_optimum best = taper::optimal_under_law(fitted, run_steps).value();
  EXPECT_NEAR(taper::predict_final_loss(fitted, {best.rates}).value().loss, best.loss, 1e-9);
  for (const window& shape : {linear(), cosine(), one_minus_sqrt(), stable_decay(0.2, linear()), sigmoid(4)}) {
    EXPECT_LT(best.loss, taper::predict_final_loss(fitted, {rates_of(shape)}).value().loss);
  }
  const double truth = taper::noisy_quadratic({.momentum = 0}).loss(best.rates) + irreducible;
  EXPECT_LT(truth, run_of(cosine()).losses.back());
  EXPECT_TRUE(std::is_sorted(best.rates.rbegin(), best.rates.rend()));
  EXPECT_FALSE(taper::optimal_under_law(fitted, 100, 100).has_value());
  EXPECT_FALSE(taper::optimal_under_law(fitted, 5000).has_value());
}

/// The sums as the laws state them, term by term.
double direct_past(loss_law law, const std::vector<double>& eta, std::size_t n, const std::vector<double>& shape) {
  double sum = 0, behind = 0;
  for (std::size_t k = n; k-- > 0;) {
    if (law == loss_law::functional_scaling) {
      sum += eta[k] * eta[k] * std::pow(1 + shape[0] * behind, -shape[1]);
      behind += eta[k];
    } else {
      behind += eta[k];
      if (k > 0)
        sum += (eta[k - 1] - eta[k]) * (1 - std::pow(1 + shape[0] * std::pow(eta[k], -shape[2]) * behind, -shape[1]));
    }
  }
  return sum;
}

TEST(loss_law, grouped_sums_equal_the_sums_term_by_term_and_gradients_equal_differences) {
  const std::vector<std::size_t> points{1, 2, 30, 777, 3000};
  for (const loss_law law : {loss_law::functional_scaling, loss_law::multi_power}) {
    for (const window& shape : {cosine(), stable_decay(0.2, linear()), exponential(0.05)}) {
      const std::vector<double> eta = sampled(shape, run_steps);
      const std::vector<double> theta =
          law == loss_law::functional_scaling ? std::vector{0.5, 1.2} : std::vector{0.1, 0.6, 0.4};
      const taper::detail::law_features features(law, eta, 0, points, 0);
      for (std::size_t i = 0; i < points.size(); ++i) {
        taper::detail::shape_gradient slope, ignored;
        const double got = features.past(i, theta, slope), exact = direct_past(law, eta, points[i], theta);
        EXPECT_NEAR(got, exact, 1e-3 * std::abs(exact) + 1e-12) << taper::name_of(law) << " after " << points[i];
        for (std::size_t j = 0; j < theta.size(); ++j) {
          std::vector<double> up = theta, down = theta;
          up[j] += 1e-6;
          down[j] -= 1e-6;
          const double difference = (features.past(i, up, ignored) - features.past(i, down, ignored)) / 2e-6;
          EXPECT_NEAR(slope[j], difference, 1e-5 * std::abs(difference) + 1e-7);
        }
      }
    }
  }
}

TEST(loss_law, tissue_counts_warmup_at_the_peak) {
  std::vector<double> eta = sampled(linear(), 100), warm = eta;
  for (std::size_t k = 0; k < 10; ++k) {
    eta[k] = 1;
    warm[k] = static_cast<double>(k) / 10;
  }
  const std::vector<std::size_t> end{100};
  const taper::detail::law_features flat(loss_law::tissue, eta, 0, end, 0.99),
      warmed(loss_law::tissue, warm, 10, end, 0.99);
  taper::detail::shape_gradient ignored;
  // The warmed run's largest rate after warmup is 0.9: that is what its warmup counts as.
  for (std::size_t k = 0; k < 10; ++k) eta[k] = 0.9;
  const taper::detail::law_features expected(loss_law::tissue, eta, 0, end, 0.99);
  EXPECT_NEAR(warmed.time(0), expected.time(0), 1e-12);
  EXPECT_NEAR(warmed.past(0, {}, ignored), expected.past(0, {}, ignored), 1e-12);
  EXPECT_GT(flat.time(0), warmed.time(0));
}

}  // namespace
