// The nearest member: known figures, recovered members, errors.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "taper/design/fit.hpp"
#include "taper/taper.hpp"
#include "taper/verdict/safe.hpp"

namespace {

using taper::distance_kind;
using taper::fit_member;
using taper::fit_target;
using taper::pattern;

fit_target target(const char* spec, std::uint64_t steps = 1000) {
  return taper::target_of(taper::parse(spec).value().over(steps));
}
pattern family(const char* text) { return taper::parse_pattern(text).value(); }
double parameter(const fit_member& m, std::string_view name) {
  return taper::parameter_value(m.member.shape, name).value();
}

TEST(fit, finds_the_simple_polynomial_nearest_to_cosine) {
  const fit_member m = taper::fit(family("poly(n=2)"), target("cosine")).value();
  EXPECT_NEAR(parameter(m, "i"), 1.783, 5e-4);
  EXPECT_NEAR(m.apart.sup, 0.01533, 2e-5);
  EXPECT_EQ(taper::print(m.member), "poly(i=1.783)");
}

TEST(fit, gives_the_published_distance_with_all_parameters_fixed) {
  const fit_member m = taper::fit(family("poly(i=1.8, n=2)"), target("cosine")).value();
  EXPECT_NEAR(m.apart.sup, 0.0185, 1e-4);
  EXPECT_TRUE(m.fitted.empty());
}

TEST(fit, is_a_minimum_of_each_distance) {
  for (const distance_kind by : {distance_kind::sup, distance_kind::l2, distance_kind::dynamics}) {
    const fit_target cosine = target("cosine");
    const fit_member m = taper::fit(family("poly(n=2)"), cosine, {.by = by}).value();
    const double i = parameter(m, "i");
    for (const double beside : {i * 0.99, i * 1.01, 1.0, 3.0}) {
      const taper::schedule other{taper::poly{beside}, {}};
      EXPECT_GT(taper::distance_between(other.over(1000), cosine).by(by), m.apart.by(by)) << beside;
    }
  }
}

TEST(fit, recovers_random_members) {
  std::mt19937 random(20260101);
  std::uniform_real_distribution<double> u(0.0, 1.0);
  const auto is_found = [](const taper::any_window& w, const char* open) {
    for (const distance_kind by : {distance_kind::sup, distance_kind::l2, distance_kind::dynamics}) {
      const fit_target of = taper::target_of(taper::schedule{w, {}}.over(500));
      const fit_member m = taper::fit(family(open), of, {.by = by}).value();
      EXPECT_LT(m.apart.by(by), 1e-8) << taper::print({w, {}}) << " became " << taper::print(m.member);
    }
  };
  for (int round = 0; round < 6; ++round) {
    is_found(taper::power{0.3 + 4.0 * u(random)}, "power");
    is_found(taper::poly{0.3 + 6.0 * u(random), 0.5 + 2.0 * u(random)}, "poly");
    is_found(taper::exp{0.001 + 0.99 * u(random)}, "exp");
    is_found(taper::sigmoid{0.5 + 12.0 * u(random), 2.0, 0.2 + 0.6 * u(random)}, "sigmoid");
    is_found(taper::rex{0.1 + 3.0 * u(random)}, "rex");
    is_found(taper::uba{0.1 + 3.0 * u(random)}, "uba");
    is_found(taper::cosine{1.0 + 4.0 * u(random)}, "cosine");
    is_found(taper::chebyshev{1.5 + 100.0 * u(random)}, "chebyshev");
  }
}

TEST(fit, ranks_all_families_and_reports_ties) {
  const taper::fit_ranking r = taper::fit_all(taper::all_patterns().value(), target("linear")).value();
  EXPECT_EQ(taper::print(r.members.front().member), "linear");
  std::vector<std::string> tied;
  for (std::size_t k = 0; k < r.tied; ++k) tied.push_back(taper::print(r.members[k].member));
  for (const char* known : {"power(p=1)", "rex(gain=1)", "poly(i=1, n=1)"})
    EXPECT_NE(std::ranges::find(tied, known), tied.end()) << known;
  for (std::size_t k = r.tied; k < r.members.size(); ++k) EXPECT_GE(r.members[k].apart.sup, r.members[k - 1].apart.sup);
}

TEST(fit, keeps_a_redundant_parameter_at_its_default) {
  const fit_member m = taper::fit(family("sigmoid"), target("sigmoid(i=3, b=4)")).value();
  ASSERT_EQ(m.redundant.size(), 1U);
  EXPECT_EQ(m.redundant.front(), "b");
  EXPECT_NEAR(parameter(m, "i"), 6.0, 1e-6);
  EXPECT_DOUBLE_EQ(parameter(m, "b"), 2.0);
}

TEST(fit, takes_modifiers_and_peak_from_the_target_by_default) {
  const fit_member m =
      taper::fit(family("poly(n=2)"), target("cosine | warmup(10%) | floor(10%) | peak(3e-4)")).value();
  EXPECT_NEAR(parameter(m, "i"), 1.783, 5e-3);
  EXPECT_EQ(m.member.with, taper::parse("cosine | warmup(10%) | floor(10%) | peak(3e-4)").value().with);
  const fit_member own = taper::fit(family("poly(n=2) | hold(50%)"), target("cosine | peak(0.1)")).value();
  EXPECT_EQ(taper::print({own.member.shape, own.member.with}).find("| hold(50%) | peak(0.1)") != std::string::npos,
            true);
}

TEST(fit, works_on_a_part_of_a_measured_curve) {
  taper::curve rows;
  const taper::run truth = taper::parse("sigmoid(i=5, c=60%) | warmup(100) | peak(0.002)").value().over(2000);
  for (std::uint64_t t = 90; t < 1800; t += 17) rows.x.push_back(static_cast<double>(t)), rows.y.push_back(truth(t));
  rows.x.front() = 100.0, rows.y.front() = truth(100);
  const fit_member m = taper::fit(family("sigmoid | warmup(100)"), taper::target_of(rows, 2000).value()).value();
  EXPECT_NEAR(parameter(m, "i"), 5.0, 1e-6);
  EXPECT_NEAR(parameter(m, "c"), 0.6, 1e-7);
}

TEST(fit, rejects_rows_that_are_not_rates) {
  EXPECT_EQ(taper::target_of(taper::curve{{0.0, 1.5}, {1.0, 0.5}}).error().message,
            "row 2 (step 1.5): a step must be a whole number >= 0");
  EXPECT_EQ(taper::target_of(taper::curve{{0.0, 1.0}, {0.0, 0.0}}).error().message, "no rate is above zero");
  EXPECT_FALSE(taper::target_of(taper::curve{{0.0, 20.0}, {1.0, 0.5}}, 20).has_value());
  EXPECT_FALSE(taper::target_of(taper::curve{{0.0, 2.0}, {1.0, -0.5}}).has_value());
}

TEST(pattern, leaves_missing_parameters_open) {
  const auto open = [](const char* text) { return family(text).open; };
  using names = std::vector<std::string_view>;
  EXPECT_EQ(open("poly"), (names{"i", "n"}));
  EXPECT_EQ(open("poly(n=2)"), (names{"i"}));
  EXPECT_EQ(open(" poly ( 3 ) | hold(50%)"), (names{"n"}));
  EXPECT_EQ(open("sigmoid,b=3,hold=50%"), (names{"i", "c"}));
  EXPECT_EQ(open("linear | floor(10%)"), (names{}));
  EXPECT_EQ(taper::parse_pattern("poly(i=-1)").error().message, "i must be > 0, got -1");
  EXPECT_FALSE(taper::parse_pattern("cosign").has_value());
  EXPECT_FALSE(taper::parse_pattern("").has_value());
}

TEST(curve, reports_line_and_column_of_an_error) {
  const auto message = [](const char* text) { return taper::read_curve(text).error().message; };
  EXPECT_EQ(message("step,lr\n0,1\n1,fast\n"), "line 3, column 2: expected a finite number, got 'fast'");
  EXPECT_EQ(message("0,1\n1,0.5\n1,0.2\n"), "line 3, column 1: the first column must increase, got 1 after 1");
  EXPECT_EQ(message("0,1\n\n# half\n7\n"), "line 4, column 2: a number is missing; each row is step, value");
  EXPECT_EQ(message("0,1\n1,nan\n"), "line 2, column 2: expected a finite number, got 'nan'");
  EXPECT_EQ(message(""), "needs at least two rows of step and value, got 0");
}

TEST(curve, reads_named_columns_and_other_separators) {
  const taper::curve c = taper::read_curve("loss;step;lr\r\n3;0;0.5\r\n2;10;0.25\r\n").value();
  EXPECT_EQ(c.x, (std::vector<double>{0.0, 10.0}));
  EXPECT_EQ(c.y, (std::vector<double>{0.5, 0.25}));
  EXPECT_DOUBLE_EQ(c(5.0), 0.375);
  EXPECT_DOUBLE_EQ(c(-1.0), 0.5);
  EXPECT_DOUBLE_EQ(c(11.0), 0.25);
}

}  // namespace
