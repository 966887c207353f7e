// Convergence bounds: the published sum, the table at 400 steps, Lambda, the whole curve, and their speed.
#include "taper/theory/bound.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <optional>
#include <random>
#include <string>

#include "named_windows.hpp"

namespace {

using namespace taper_test;

struct row {
  std::string name;
  window shape;
  double peak, omega, scaled, lambda, over_linear_percent, shared_percent;
};

constexpr double infinite = std::numeric_limits<double>::infinity();

// D = G = 1, h(k/T), k = 0 … T-1, T = 400; the last column is Omega at cosine's tuned peak against tuned cosine.
// Lambda of "WSD20 1-sqrt" in closed form: (3 - 3/2 ln 3 + ln 13) / (13/15) = 4.519651.
std::vector<row> table() {
  return {
      {"linear", linear(), .04956, .10063, 2.0126, 4.0000, 0, -2.6},
      {"E.99", exponential(0.99), .04965, .10063, 2.0126, 4.0000, 0.0, -2.6},
      {"1-sqrt", one_minus_sqrt(), .07380, .10124, 2.0249, 4.0562, 0.6, 6.9},
      {"REX", rex(), .03998, .10169, 2.0337, 4.0674, 1.1, 0.1},
      {"S4", sigmoid(4), .04892, .10196, 2.0392, 4.1246, 1.3, -1.4},
      {"WSD50", stable_decay(0.5, linear()), .03249, .10242, 2.0484, 4.1315, 1.8, 6.9},
      {"P", poly(1.8, 2), .04821, .10283, 2.0565, 4.1972, 2.2, -0.5},
      {"cosine", cosine(), .04824, .10339, 2.0677, 4.2443, 2.7, 0},
      {"S4e", sigmoid(4, std::exp(1.0)), .04767, .10462, 2.0923, 4.3479, 4.0, 1.2},
      {"E.05", exponential(0.05), .08315, .10645, 2.1290, 4.5001, 5.8, 18.6},
      {"WSD20 1-sqrt", stable_decay(0.2, one_minus_sqrt()), .02685, .10729, 2.1458, 4.5197, 6.6, 22.1},
      {"WSD20", stable_decay(0.2, linear()), .02537, .10932, 2.1865, 4.6636, 8.6, 28.3},
      {"constant", constant(), .01818, .13754, 2.7509, infinite, 36.7, 102},
      {"S40", sigmoid(40), .03532, .14122, 2.8244, 7.7992, 40.3, 43.3},
  };
}

taper::peak_bound last_iterate(const window& shape, std::size_t steps) {
  return taper::bounds_of(sampled(shape, steps)).last_iterate;
}

double lambda_of(const window& shape) {
  return taper::last_iterate_lambda([&](double x, double) { return shape(x); });
}

double printed(int digits) { return 0.5 * std::pow(10.0, -digits) + 1e-9; }

TEST(bound, the_table_at_400_steps_is_reproduced_digit_for_digit) {
  const taper::peak_bound reference = last_iterate(cosine(), 400), best = last_iterate(linear(), 400);
  for (const row& expected : table()) {
    SCOPED_TRACE(expected.name);
    const taper::peak_bound got = last_iterate(expected.shape, 400);
    EXPECT_NEAR(got.tuned_peak(), expected.peak, printed(5));
    EXPECT_NEAR(got.tuned(), expected.omega, printed(5));
    EXPECT_NEAR(std::sqrt(400.0) * got.tuned(), expected.scaled, printed(4));
    EXPECT_NEAR(100 * (got.tuned() / best.tuned() - 1), expected.over_linear_percent, printed(1));
    EXPECT_NEAR(100 * (got.at(reference.tuned_peak()) / reference.tuned() - 1), expected.shared_percent,
                printed(expected.shared_percent > 100 ? 0 : 1));
  }
}

TEST(bound, the_inverse_root_row_counts_steps_from_one) {
  std::vector<double> h(400);
  for (std::size_t k = 0; k < h.size(); ++k) h[k] = 1 / std::sqrt(static_cast<double>(k + 1));
  const taper::peak_bound got = taper::bounds_of(h).last_iterate;
  EXPECT_NEAR(got.tuned_peak(), .21209, printed(5));
  EXPECT_NEAR(got.tuned(), .12226, printed(5));
  EXPECT_NEAR(100 * (got.at(.048239) / .103387 - 1), 173, 0.6);
}

TEST(bound, lambda_agrees_with_the_table_and_with_closed_forms) {
  for (const row& expected : table()) {
    if (expected.lambda == infinite) continue;
    EXPECT_NEAR(lambda_of(expected.shape), expected.lambda, printed(4)) << expected.name;
  }
  EXPECT_EQ(lambda_of(constant()), infinite);
  EXPECT_EQ(lambda_of([](double x) { return 0.1 + 0.9 * (1 - x); }), infinite) << "a floor above zero";
  EXPECT_EQ(lambda_of([](double x) { return x < 0.7 ? 1.0 : 0.0; }), infinite) << "a jump to zero";
  EXPECT_EQ(lambda_of([](double) { return 0.0; }), infinite) << "no rate at all";
  for (const double p : {0.1, 0.5, 1.0, 1.5, 2.0, 5.0}) {
    const double got = taper::last_iterate_lambda([p](double, double y) { return std::pow(y, p); });
    EXPECT_NEAR(got, (p + 1) * (p + 1) / p, 1e-6 * got) << "power " << p;
  }
  for (const double c : {1.0, 0.5, 0.2, 0.1}) {
    EXPECT_NEAR(lambda_of(stable_decay(c, linear())), (2 + std::log((2 - c) / c)) / (1 - c / 2), 1e-6) << c;
  }
}

TEST(bound, lambda_is_the_limit_of_the_finite_sums) {
  for (const window& shape : {linear(), cosine(), one_minus_sqrt(), sigmoid(4)}) {
    const double scaled = std::sqrt(1e6) * last_iterate(shape, 1'000'000).tuned();
    EXPECT_NEAR(scaled * scaled / lambda_of(shape), 1, 1e-3);
  }
  EXPECT_NEAR(1000 * last_iterate(constant(), 1'000'000).tuned(), 3.92, printed(2));
  EXPECT_NEAR(1000 * last_iterate(cosine(), 1'000'000).tuned(), 2.0602, printed(4));
  EXPECT_NEAR(1000 * last_iterate(stable_decay(0.2, linear()), 1'000'000).tuned(), 2.1596, printed(4));
}

TEST(bound, linear_decay_has_its_closed_form) {
  for (const int steps : {2, 10, 400, 5000}) {
    double harmonic = 0;
    for (int k = 1; k < steps; ++k) harmonic += 1.0 / k;
    const double t = steps;
    EXPECT_NEAR(last_iterate(linear(), static_cast<std::size_t>(steps)).tuned(),
                std::sqrt(2 * (2 * t - 1 + 2 * harmonic) / (t * (t + 1))), 1e-14);
  }
}

/// Theorem 10 of arXiv 2310.07831 as it is printed there: two sums, O(T^2).
double published_bound(const std::vector<double>& eta, const std::vector<double>& norm, double distance) {
  const auto sums = [&](std::size_t from) {
    std::pair<long double, long double> s{0, 0};
    for (std::size_t t = from; t < eta.size(); ++t) {
      s.first += eta[t];
      s.second += static_cast<long double>(eta[t]) * eta[t] * norm[t] * norm[t];
    }
    return s;
  };
  long double omega = (distance * distance + sums(0).second) / (2 * sums(0).first);
  for (std::size_t k = 0; k + 1 < eta.size(); ++k) {
    omega += 0.5L * (eta[k] / sums(k + 1).first) * (sums(k).second / sums(k).first);
  }
  return static_cast<double>(omega);
}

TEST(bound, one_pass_equals_the_published_double_sum_on_random_schedules) {
  std::mt19937 random(11);
  std::uniform_real_distribution<double> uniform(0.01, 1.0);
  for (int trial = 0; trial < 200; ++trial) {
    const std::size_t steps = 2 + random() % 120;
    std::vector<double> eta(steps), norm(steps);
    for (double& value : eta) value = std::pow(uniform(random), 3);
    for (double& value : norm) value = 2 * uniform(random);
    const double distance = uniform(random);
    const taper::bound_problem problem{.distance = distance, .gradient_norms = norm};
    const double expected = published_bound(eta, norm, distance);
    EXPECT_NEAR(taper::bounds_of(eta, problem).last_iterate.at(1.0) / expected, 1, 1e-13);
  }
}

TEST(bound, blocks_of_any_size_give_the_same_sums) {
  const std::vector<double> h = sampled(cosine(), 10'000);
  std::vector<double> norms(7'000);
  for (std::size_t k = 0; k < norms.size(); ++k) norms[k] = 1 + 0.5 * std::sin(0.01 * static_cast<double>(k));
  const taper::bound_problem problem{.distance = 3, .gradient_norm = 0.7, .gradient_norms = norms};
  const taper::schedule_bounds whole = taper::bounds_of(h, problem);
  for (const std::size_t size : {1u, 17u, 9'999u}) {
    taper::bound_accumulator sum(problem);
    for (std::size_t end = h.size(); end > 0;) {
      const std::size_t count = std::min(end, size);
      end -= count;
      sum.prepend(std::span(h).subspan(end, count), end);
    }
    EXPECT_NEAR(sum.result().last_iterate.b / whole.last_iterate.b, 1, 1e-12) << size;
    EXPECT_NEAR(sum.result().averaged_iterate.b / whole.averaged_iterate.b, 1, 1e-12) << size;
  }
}

TEST(bound, trailing_zeros_have_no_effect) {
  std::vector<double> h = sampled(linear(), 100);
  const taper::schedule_bounds before = taper::bounds_of(h);
  h.resize(9'000, 0.0);
  const taper::schedule_bounds after = taper::bounds_of(h);
  EXPECT_EQ(after.steps, 100u);
  EXPECT_DOUBLE_EQ(after.last_iterate.tuned(), before.last_iterate.tuned());
  EXPECT_EQ(taper::bounds_of(std::vector<double>(10, 0.0)).last_iterate.a, infinite);
  EXPECT_EQ(taper::bounds_of(std::vector<double>{}).steps, 0u);
}

TEST(bound, is_infinite_for_invalid_rates) {
  const std::vector<std::vector<double>> refused{{}, {0, 0, 0}, {1, -0.5, 0.25}, {-1, -2}, {1, std::nan(""), 0.5}};
  for (const std::vector<double>& rates : refused) {
    const taper::schedule_bounds bounds = taper::bounds_of(rates);
    EXPECT_TRUE(std::isinf(bounds.last_iterate.tuned()));
    EXPECT_TRUE(std::isinf(bounds.last_iterate.tuned_peak()));
    EXPECT_TRUE(std::isinf(bounds.averaged_iterate.tuned()));
  }
}

TEST(bound, the_averaged_iterate_measures_the_noise_bandwidth) {
  const std::vector<double> h = sampled(cosine(), 4096);  // mirrored it is the Hann window: 1.5 bins
  EXPECT_NEAR(taper::bounds_of(h).averaged_iterate.tuned(), std::sqrt(1.5 / 4096), 1e-5);
}

TEST(bound, the_curve_ends_at_the_bound_of_the_whole_run) {
  const std::vector<double> h = sampled(cosine(), 3000);
  EXPECT_NEAR(taper::last_iterate_curve(h).back() / taper::bounds_of(h).last_iterate.at(1.0), 1, 1e-8);
}

double largest_difference(const std::vector<double>& rates, const taper::bound_problem& problem = {}) {
  const std::vector<double> fast = taper::last_iterate_curve(rates, problem);
  const std::vector<double> slow = taper::last_iterate_curve_direct(rates, problem);
  double worst = 0;
  for (std::size_t t = 0; t < rates.size(); ++t) {
    if (std::isinf(slow[t]) && std::isinf(fast[t])) continue;
    const double off = std::abs(fast[t] / slow[t] - 1);
    worst = std::isnan(off) ? infinite : std::max(worst, off);
  }
  return worst;
}

TEST(bound, the_curve_equals_the_double_sum_to_1e_8) {
  for (const row& each : table()) EXPECT_LT(largest_difference(sampled(each.shape, 4000)), 1e-8) << each.name;
  const window warmup = [](double x) { return x < 0.1 ? 10 * x : std::pow(std::cos(pi * x / 2), 2); };
  EXPECT_LT(largest_difference(sampled(warmup, 3001)), 1e-8) << "starts at zero";
  const window underflow = [](double x) { return std::exp(-900 * x); };
  EXPECT_LT(largest_difference(sampled(underflow, 3000)), 1e-8) << "prefix sums stand still, then zeros";
  std::mt19937 random(5);
  std::vector<double> rough(2500), norms(2500);
  for (double& value : rough) value = random() % 5 == 0 ? 0.0 : std::pow(0.5, static_cast<double>(random() % 30));
  for (double& value : norms) value = 0.1 + static_cast<double>(random() % 100);
  EXPECT_LT(largest_difference(rough, {.gradient_norms = norms}), 1e-8) << "zeros and powers of two at random";
  for (const std::size_t steps : {1u, 2u, 3u, 47u, 49u, 97u}) {
    EXPECT_LT(largest_difference(sampled(cosine(), steps)), 1e-8) << steps;
  }
}

TEST(bound, of_ten_million_steps_needs_no_storage) {
  constexpr std::uint64_t steps = 10'000'000;
  const taper::schedule_bounds bounds = taper::bounds_of(steps, [=](std::uint64_t first, std::span<double> block) {
    for (std::size_t i = 0; i < block.size(); ++i) {
      const double c = std::cos(pi / 2 * static_cast<double>(first + i) / static_cast<double>(steps));
      block[i] = c * c;
    }
  });
  EXPECT_NEAR(bounds.rate_sum / 5'000'000.5, 1, 1e-13);
  EXPECT_NEAR(std::pow(bounds.last_iterate.tuned(), 2) * steps, lambda_of(cosine()), 1e-4);
}

TEST(bound, of_a_million_steps_is_the_end_of_their_curve) {
  const std::vector<double> h = sampled(cosine(), 1'000'000);
  const std::vector<double> curve = taper::last_iterate_curve(h);
  EXPECT_NEAR(curve.back() / taper::bounds_of(h).last_iterate.at(1.0), 1, 1e-8);
}

}  // namespace
