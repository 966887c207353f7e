// Studies of trained runs: grouping, pairing by seed, peaks, figures and rank statistics.
#include "taper/evidence/runs.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "taper/evidence/rank.hpp"

namespace {

using taper::run_study;
using taper::schedule_outcome;
using taper::trained_run;

const std::vector<std::string> five{"cosine", "linear", "exp(beta=0.05)", "sigmoid(i=40)", "cosine | floor(10%)"};

trained_run made(const std::string& spec, std::uint64_t seed, double loss, double peak = 0.1) {
  return {.experiment = "net",
          .protocol = "shared",
          .steps = 200,
          .batch = 4,
          .spec = spec,
          .seed = seed,
          .peak = peak,
          .loss = loss};
}

const schedule_outcome& find(const run_study& s, const std::string& spec) {
  for (const schedule_outcome& o : s.schedules) {
    if (o.spec == spec) return o;
  }
  ADD_FAILURE() << "no " << spec;
  return s.schedules.front();
}

TEST(rank, partial_correlation_removes_a_common_cause) {
  const std::vector a{1.0, 2.0, 3.0, 4.0, 5.0, 6.0}, b{2.0, 1.0, 4.0, 3.0, 6.0, 5.0}, c{1.0, 3.0, 2.0, 5.0, 4.0, 6.0};
  const double ab = taper::rank_correlation(a, b), ac = taper::rank_correlation(a, c),
               bc = taper::rank_correlation(b, c);
  EXPECT_NEAR(taper::partial_rank_correlation(a, b, c), (ab - ac * bc) / std::sqrt((1 - ac * ac) * (1 - bc * bc)),
              1e-12);
  EXPECT_TRUE(std::isnan(taper::partial_rank_correlation(a, b, a)));
}

TEST(rank, bootstrap_interval_contains_the_correlation_and_narrows_with_more_pairs) {
  std::vector<double> a, b;
  double last = 2;
  for (const int n : {8, 40, 200}) {
    for (int k = static_cast<int>(a.size()); k < n; ++k) {
      a.push_back(k % 17);
      b.push_back((k % 17) + 8 * std::sin(k));
    }
    const taper::rank_interval i = taper::bootstrap_rank_correlation(a, b, 500);
    const double rho = taper::rank_correlation(a, b);
    EXPECT_LT(i.low, rho);
    EXPECT_GT(i.high, rho);
    EXPECT_LT(i.high - i.low, last);
    last = i.high - i.low;
  }
  EXPECT_TRUE(std::isnan(taper::bootstrap_rank_correlation({}, {}).low));
}

// The easy seed 2, which one schedule lacks, must not make the others better.
TEST(studies, pair_runs_by_seed) {
  std::vector<trained_run> runs;
  for (std::size_t k = 0; k < five.size(); ++k) {
    runs.push_back(made(five[k], 1, 2.0 + 0.1 * static_cast<double>(k)));
    if (k != 1) runs.push_back(made(five[k], 2, 1.0 + 0.1 * static_cast<double>(k)));
  }
  const std::vector<run_study> all = taper::study_runs(runs, 0.05).value();
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].reference, "cosine");
  EXPECT_FALSE(all[0].best_peaks);
  EXPECT_NEAR(find(all[0], "linear").loss, 1.5 + 0.1, 1e-12);
  EXPECT_EQ(find(all[0], "linear").runs, 1U);
  EXPECT_FALSE(find(all[0], "linear").error);
  EXPECT_NEAR(find(all[0], "exp(beta=0.05)").excess, 0.2 / 1.5, 1e-12);
  EXPECT_NEAR(find(all[0], "exp(beta=0.05)").error.value(), 0.0, 1e-12);
  EXPECT_EQ(all[0].schedules.front().spec, "cosine");
}

TEST(studies, with_several_peaks_are_at_the_best_of_each_and_at_cosines_best) {
  std::vector<trained_run> runs;
  for (const std::string& spec : five) {
    runs.push_back(made(spec, 1, spec == "linear" ? 1.0 : 2.0, 0.1));
    runs.push_back(made(spec, 1, spec == "cosine" ? 1.5 : 3.0, 0.2));
  }
  const std::vector<run_study> all = taper::study_runs(runs, 0.05).value();
  ASSERT_EQ(all.size(), 2U);
  EXPECT_TRUE(all[0].best_peaks);
  EXPECT_DOUBLE_EQ(find(all[0], "linear").loss, 1.0);
  EXPECT_DOUBLE_EQ(find(all[0], "linear").peak, 0.1);
  EXPECT_FALSE(all[1].best_peaks);
  EXPECT_DOUBLE_EQ(find(all[1], "linear").loss, 3.0);
  EXPECT_DOUBLE_EQ(find(all[1], "linear").peak, 0.2);
}

TEST(studies, say_which_figures_are_right) {
  std::vector<trained_run> runs;
  const std::vector<std::string> more{"cosine",     "linear",         "poly(i=1)",
                                      "power(p=3)", "exp(beta=0.05)", "cosine | kronecker"};
  for (std::size_t k = 0; k < more.size(); ++k)
    runs.push_back(made(more[k], 1, k < 2 ? 1.0 + 0.001 * static_cast<double>(k) : 2.0 + static_cast<double>(k)));
  const run_study s = taper::study_runs(runs, 0.05).value().at(0);
  const auto& verdict = s.associations[taper::place_of_predictor("verdict")];
  EXPECT_EQ(verdict.all.schedules, 5U);  // a raw Kronecker sequence has no verdict
  EXPECT_DOUBLE_EQ(verdict.area, 1.0);
  EXPECT_FALSE(find(s, "cosine | kronecker").rule);
  EXPECT_EQ(s.associations[taper::place_of_predictor("budget")].all.schedules, 6U);
  EXPECT_TRUE(std::isnan(s.associations[taper::place_of_predictor("budget")].given_budget));
  ASSERT_GE(s.classes.size(), 2U);
  EXPECT_EQ(s.classes[0].name, "favorable");
  EXPECT_EQ(s.classes[0].worse, 0U);
  EXPECT_EQ(s.classes[1].name, "violating");
  EXPECT_EQ(s.classes[1].worse, s.classes[1].schedules);
}

TEST(studies, need_five_schedules_and_readable_ones) {
  EXPECT_TRUE(taper::study_runs(std::vector{made("cosine", 1, 1.0), made("linear", 1, 1.0)}, 0.05).value().empty());
  std::vector<trained_run> runs{made("cosin", 1, 1.0)};
  for (const std::string& spec : five) runs.push_back(made(spec, 1, 1.0));
  EXPECT_EQ(taper::study_runs(runs, 0.05).error().code, taper::errc::unknown_name);
}

}  // namespace
