// Statistics against SciPy 1.17.1 (ttest_rel, ttest_ind, nct, spearmanr).
#include "report/statistics.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <random>
#include <vector>

namespace taper::lab {
namespace {

const std::vector<double> a{1.52, 1.49, 1.61, 1.55, 1.47};
const std::vector<double> b{1.50, 1.44, 1.58, 1.56, 1.41};
const std::vector<double> c{2.1, 2.4, 1.9, 2.2, 2.6, 2.0, 2.3};

TEST(statistics, mean_and_interval) {
  const estimate e = mean_of(a);
  EXPECT_EQ(e.n, 5U);
  EXPECT_NEAR(e.mean, 1.528, 1e-12);
  EXPECT_NEAR(e.standard_deviation, 0.05495452665613639, 1e-12);
  EXPECT_NEAR(e.standard_error, 0.024576411454889036, 1e-12);
  EXPECT_NEAR(e.half_width.value(), 0.06823505728725364, 1e-12);
}

TEST(statistics, one_number_has_no_spread) {
  const estimate e = mean_of(std::vector<double>{2.0});
  EXPECT_EQ(e.mean, 2.0);
  EXPECT_FALSE(e.half_width.has_value());
  EXPECT_EQ(mean_of({}).n, 0U);
  EXPECT_FALSE(paired_difference(std::vector<double>{1.0}, std::vector<double>{2.0}).has_value());
  EXPECT_FALSE(paired_difference(a, c).has_value());
}

TEST(statistics, paired_difference) {
  const mean_difference d = paired_difference(a, b).value();
  EXPECT_NEAR(d.mean, 0.03, 1e-12);
  EXPECT_NEAR(d.standard_error, 0.012247448713915901, 1e-12);
  EXPECT_NEAR(d.p, 0.07048399691021992, 1e-10);
  EXPECT_NEAR(d.low, -0.004004369032912791, 1e-10);
  EXPECT_NEAR(d.high, 0.06400436903291284, 1e-10);
  EXPECT_NEAR(d.detectable, 3.7610595538250826 * d.standard_error, 1e-8);
}

TEST(statistics, a_constant_difference_is_certain) {
  const std::vector<double> up{2.0, 3.0, 4.0};
  const std::vector<double> low{1.0, 2.0, 3.0};
  EXPECT_EQ(paired_difference(up, low)->p, 0.0);
  EXPECT_EQ(paired_difference(up, up)->p, 1.0);
}

// Mean difference 0.2, standard error 0.0408: (0.4 - 0.2) / 0.0408 = 4.899 has p 0.008138 with 3 degrees of freedom.
TEST(statistics, equivalence_is_the_larger_of_two_one_sided_tests) {
  const std::vector<double> more{1.1, 2.2, 3.3, 4.2}, less{1.0, 2.0, 3.0, 4.0};
  const std::optional<mean_difference> d = paired_difference(more, less);
  ASSERT_TRUE(d);
  EXPECT_NEAR(equivalence_p(*d, 0.4), 0.008138, 1e-6);
  EXPECT_NEAR(equivalence_p(*d, 0.2), 0.5, 1e-9);  // the limit itself
  EXPECT_GT(equivalence_p(*d, 0.0), 0.99);
  const std::optional<mean_difference> other = paired_difference(less, more);
  EXPECT_DOUBLE_EQ(equivalence_p(*d, 0.3), equivalence_p(*other, 0.3));
  const mean_difference exact{.mean = 0.1};
  EXPECT_EQ(equivalence_p(exact, 0.2), 0.0);
  EXPECT_EQ(equivalence_p(exact, 0.1), 1.0);
}

TEST(statistics, welch) {
  const mean_difference d = welch_difference(mean_of(a), mean_of(c)).value();
  EXPECT_NEAR(d.mean, -0.6862857142857144, 1e-12);
  EXPECT_NEAR(d.standard_error, 0.09435740420280306, 1e-12);
  EXPECT_NEAR(d.degrees_of_freedom, 6.850676681357234, 1e-9);
  EXPECT_NEAR(d.p, 0.00018476908411688337, 1e-10);
  EXPECT_NEAR(d.low, -0.9103951976907769, 1e-9);
  EXPECT_FALSE(welch_difference(mean_of(a), mean_of(std::vector<double>{1.0})).has_value());
}

TEST(statistics, a_published_number_is_an_estimate) {
  const estimate e = published_estimate(0.178, 0.002, 10);
  EXPECT_NEAR(e.half_width.value(), 2.262157 * 0.002, 1e-8);
  EXPECT_NEAR(e.standard_deviation, 0.0063245553, 1e-9);
}

TEST(statistics, power_of_the_t_test) {
  EXPECT_NEAR(detectable_in_standard_errors(2), 5.653489266197129, 1e-6);
  EXPECT_NEAR(detectable_in_standard_errors(4), 3.7610595538250826, 1e-6);
  EXPECT_NEAR(detectable_in_standard_errors(9), 3.1496328864506173, 1e-6);
  EXPECT_NEAR(detectable_in_standard_errors(99), 2.8291263278139036, 1e-6);
}

// A simulation of 80 % power.
TEST(statistics, the_detectable_difference_is_found_four_times_in_five) {
  std::mt19937_64 engine(11);
  std::normal_distribution<double> noise;
  const double shift = detectable_in_standard_errors(4) / std::sqrt(5.0);
  int found = 0;
  constexpr int rounds = 20'000;
  for (int k = 0; k < rounds; ++k) {
    std::array<double, 5> x{};
    std::array<double, 5> zero{};
    for (double& v : x) v = shift + noise(engine);
    found += paired_difference(x, zero)->p < 0.05 ? 1 : 0;
  }
  EXPECT_NEAR(found / static_cast<double>(rounds), 0.8, 0.012);  // four standard errors
}

TEST(statistics, holm) {
  // by hand: sorted 0.01 x 4, 0.02 x 3, 0.03 x 2, 0.04 x 1, each at least as large as the one before
  const std::vector<double> p{0.03, 0.01, 0.04, 0.02};
  const std::vector<double> expected{0.06, 0.04, 0.06, 0.06};
  const std::vector<double> adjusted = holm(p);
  for (std::size_t k = 0; k < p.size(); ++k) EXPECT_NEAR(adjusted[k], expected[k], 1e-12);
  EXPECT_EQ(holm(std::vector<double>{0.9, 0.8}), (std::vector<double>{1.0, 1.0}));
}

TEST(statistics, spearman_with_ties) {
  EXPECT_NEAR(spearman(std::vector<double>{1, 2, 3, 4, 5, 6, 7}, std::vector<double>{2, 1, 4, 3, 7, 5, 5}).value(),
              0.8108437164260032, 1e-12);
  EXPECT_EQ(spearman(a, a), 1.0);
  EXPECT_FALSE(spearman(std::vector<double>{1, 1, 1}, std::vector<double>{1, 2, 3}).has_value());
  EXPECT_FALSE(spearman(std::vector<double>{1, 2}, std::vector<double>{1, 2}).has_value());
}

}  // namespace
}  // namespace taper::lab
