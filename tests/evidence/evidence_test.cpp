// Evidence on the rule: rank statistics, contents of a row, statements.
#include "taper/evidence.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "taper/evidence/rank.hpp"
#include "taper/notation.hpp"

namespace {

constexpr double infinite = std::numeric_limits<double>::infinity();

using taper::predictor;
using taper::protocol;

TEST(rank, equal_values_share_their_mean_rank) {
  EXPECT_EQ(taper::ranks_of(std::vector{3.0, 1.0, 3.0, 2.0}), (std::vector{3.5, 1.0, 3.5, 2.0}));
  EXPECT_EQ(taper::ranks_of(std::vector<double>{}), std::vector<double>{});
  EXPECT_EQ(taper::ranks_of(std::vector{infinite, 1.0, infinite}), (std::vector{2.5, 1.0, 2.5}));
}

TEST(rank, correlation_is_spearmans) {
  const std::vector a{1.0, 2.0, 3.0, 4.0, 5.0};
  EXPECT_DOUBLE_EQ(taper::rank_correlation(a, std::vector{1.0, 10.0, 100.0, 1e3, infinite}), 1);
  EXPECT_DOUBLE_EQ(taper::rank_correlation(a, std::vector{5.0, 4.0, 3.0, 2.0, 1.0}), -1);
  // ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6 * 4 / (5 * 24)
  EXPECT_DOUBLE_EQ(taper::rank_correlation(a, std::vector{2.0, 1.0, 4.0, 3.0, 5.0}), 0.8);
  EXPECT_TRUE(std::isnan(taper::rank_correlation(a, std::vector{1.0, 1.0, 1.0, 1.0, 1.0})));
  EXPECT_TRUE(std::isnan(taper::rank_correlation(std::vector{1.0, 2.0}, std::vector{1.0, 2.0})));
}

TEST(rank, area_is_the_probability_of_ranking_a_pair_correctly_with_ties_counted_half) {
  const std::vector scores{1.0, 2.0, 3.0, 4.0};
  EXPECT_DOUBLE_EQ(taper::area_under_curve(scores, {false, false, true, true}), 1);
  EXPECT_DOUBLE_EQ(taper::area_under_curve(scores, {true, true, false, false}), 0);
  EXPECT_DOUBLE_EQ(taper::area_under_curve(scores, {false, true, false, true}), 0.75);
  EXPECT_DOUBLE_EQ(taper::area_under_curve(std::vector{1.0, 1.0}, {false, true}), 0.5);
  EXPECT_TRUE(std::isnan(taper::area_under_curve(scores, {false, false, false, false})));
}

TEST(evidence, includes_several_hundred_distinct_windows_of_every_family) {
  std::set<std::string> specs, families;
  for (const taper::schedule& s : taper::evidence_windows()) {
    specs.insert(print(s));
    families.insert(std::string(s.shape.info().name));
  }
  EXPECT_EQ(specs.size(), taper::evidence_windows().size());
  EXPECT_GE(specs.size(), 300u);
  for (const char* spec : {"cosine", "linear", "exp(beta=0.05)", "sigmoid(i=40)", "one_minus_sqrt", "rex", "constant"})
    EXPECT_TRUE(specs.contains(spec)) << spec;
  taper::for_each_family([&]<class F>() {
    if (F::info.name != "table") {
      EXPECT_TRUE(families.contains(std::string(F::info.name))) << F::info.name;
    }
  });
}

const taper::evidence& small() {
  static const taper::evidence e = [] {
    taper::evidence_options options;
    for (const char* spec :
         {"cosine", "linear", "exp(beta=0.05)", "exp(beta=0.99)", "sigmoid(i=40)", "sigmoid(i=4)", "one_minus_sqrt",
          "rex", "constant", "linear | cooldown(20%)", "poly(i=2)", "power(p=2)", "power(p=3)"})
      options.windows.push_back(taper::parse(spec).value());
    options.threads = 2;
    return taper::gather_evidence(options).value();
  }();
  return e;
}

TEST(evidence, a_row_has_the_values_of_check_and_the_models) {
  const taper::evidence_row& fast = *small().find("exp(beta=0.05)");
  EXPECT_EQ(fast.verdict, taper::verdict::violating);
  EXPECT_EQ(fast.stage, "early");
  EXPECT_NEAR(fast.margin, -std::log(4.472), 1e-3);
  EXPECT_NEAR(fast.budget, 0.281, 1e-3);
  EXPECT_NEAR(fast.lambda, 4.5001, 1e-4);
  EXPECT_NEAR(fast.losses[0].shared, 0.057, 1e-3);
  EXPECT_NEAR(fast.losses[0].tuned, 0.014, 1e-3);
  EXPECT_NEAR(fast.losses[0].equal_budget, 0.015, 1e-3);
  EXPECT_NEAR(fast.losses[1].tuned, 0.34, 0.01);
  EXPECT_NEAR(fast.losses[2].tuned, -0.136, 0.003);
  EXPECT_NEAR(small().find("linear")->margin, 0, 1e-9);
  EXPECT_NEAR(small().find("cosine")->losses[0].tuned, 0, 1e-9);
  EXPECT_EQ(small().find("sigmoid(i=40)")->stage, "middle");
  EXPECT_EQ(small().find("constant")->stage, "late");
  EXPECT_TRUE(std::isinf(small().find("constant")->lambda));
}

TEST(evidence, a_budget_beyond_the_stability_limit_does_not_count) {
  const taper::evidence_row& fast = *small().find("exp(beta=0.05)");
  EXPECT_TRUE(fast.counts(0, protocol::equal_budget));
  EXPECT_FALSE(fast.counts(1, protocol::equal_budget));
  EXPECT_TRUE(fast.counts(1, protocol::tuned));
  EXPECT_LT(small().of(predictor::margin, 1, protocol::equal_budget).windows, small().rows.size());
}

TEST(evidence, statements_follow_from_the_numbers) {
  const std::vector<taper::evidence_statement> said = taper::statements_of(small());
  const auto text = [&](const char* about) {
    std::string out;
    for (const taper::evidence_statement& s : said) out += s.about == about ? s.text + "\n" : "";
    return out;
  };
  EXPECT_NE(text("small-budget").find("56 % of cosine's sum of rates"), std::string::npos) << text("small-budget");
  EXPECT_NE(text("small-budget").find("+5.7 % at cosine's peak, +1.5 %"), std::string::npos) << text("small-budget");
  EXPECT_NE(text("small-budget").find("in this model a larger peak removes 74 % of its deficit"), std::string::npos)
      << text("small-budget");
  EXPECT_NE(text("exceptions").find("one_minus_sqrt"), std::string::npos) << text("exceptions");
  EXPECT_FALSE(text("where-it-predicts").empty());
  EXPECT_FALSE(text("where-it-does-not").empty());
  EXPECT_FALSE(text("limits").empty());
  for (const taper::evidence_statement& s : said) EXPECT_EQ(s.text.find("nan"), std::string::npos) << s.text;
}

TEST(evidence, a_window_that_cannot_be_judged_is_an_error_that_names_it) {
  taper::evidence_options options;
  options.windows = {taper::parse("cosine").value()};
  options.more = {taper::parse("linear | warmup(2000)").value()};
  const auto got = taper::gather_evidence(options);
  ASSERT_FALSE(got.has_value());
  EXPECT_NE(got.error().message.find("linear | warmup(2000)"), std::string::npos);
}

}  // namespace
