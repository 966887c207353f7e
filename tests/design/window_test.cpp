// Design: profiles return their window, gains are exact if a family matches, constraints are satisfied or reported.
#include <gtest/gtest.h>

#include <cmath>

#include "taper/design/design_window.hpp"
#include "taper/formula.hpp"
#include "taper/taper.hpp"

namespace {

using taper::any_window;
using taper::constrained_member;
using taper::phase;
using taper::window_constraints;

any_window shape(const char* spec) { return taper::parse(spec).value().shape; }
double formula(const char* text, double x, double steps = 1000) {
  return taper::expression::compile(text).value()(x, steps);
}

constexpr const char* shapes[] = {"cosine",     "linear", "poly(i=1.8)",  "sigmoid(i=4)",          "exp(beta=0.05)",
                                  "power(p=3)", "rex",    "uba(phi=0.5)", "chebyshev(condition=9)"};

TEST(design_profile, from_the_rate_of_a_window_returns_that_window) {
  for (const char* spec : shapes) {
    const auto kernel = shape(spec).kernel();
    const auto rate = [&](double x) {
      return kernel.complement(phase::at(x)) / (kernel.value(phase::at(x)) * x * 500.0);
    };
    const taper::window_function w = taper::window_from_gamma_bar(rate, 500).value();
    for (double x = 0.0; x <= 1.0; x += 1.0 / 64)
      EXPECT_NEAR(w(phase::at(x)), kernel.value(phase::at(x)), 1e-12) << spec << " at " << x;
    const taper::tabulated t = taper::table_of(w).value();
    EXPECT_LE(t.error, 1.01e-5) << spec;
    EXPECT_LT(t.points.points().size(), 600U) << spec;
  }
}

TEST(design_profile, from_the_acceptance_of_a_window_returns_that_window) {
  for (const char* spec : shapes) {
    const auto kernel = shape(spec).kernel();
    const auto acceptance = [&](double x) { return std::exp(-0.3 / kernel.value(phase::at(x))); };
    const taper::window_function w = taper::window_from_acceptance(acceptance, 0.3).value();
    for (double x = 0.0; x < 0.98; x += 1.0 / 64) {
      if (acceptance(x) < 1e-300) break;  // below the range of doubles nothing is left to invert
      EXPECT_NEAR(w(phase::at(x)), kernel.value(phase::at(x)), 1e-12) << spec << " at " << x;
    }
  }
}

TEST(design_profile, from_dynamics_rows_returns_the_schedule_at_its_steps) {
  for (const char* spec : shapes) {
    const taper::run r = taper::parse(spec).value().over(300);
    taper::curve rows;
    for (std::uint64_t t = 1; t < 300; ++t) {
      rows.x.push_back(static_cast<double>(t));
      rows.y.push_back(taper::dynamics_at(r, t).gamma_bar.value());
    }
    const taper::window_function w = taper::window_from_rows(rows, taper::profile_kind::gamma_bar, 300).value();
    for (std::uint64_t t = 0; t < 300; ++t)
      EXPECT_NEAR(w(phase::at(static_cast<double>(t) / 300)), r(t), 1e-9) << spec << " at " << t;
  }
}

TEST(design_profile, finds_the_family_behind_a_formula) {
  const auto nearest = [](const char* gamma_bar) {
    const auto f = taper::expression::compile(gamma_bar).value();
    const taper::tabulated t =
        taper::table_of(taper::window_from_gamma_bar([&](double x) { return f(x, 1000.0); }, 1000).value()).value();
    const auto ranking =
        taper::fit_all(taper::all_patterns().value(), taper::target_of(taper::schedule{t.points, {}}.over(1000)))
            .value();
    return ranking.members.front();
  };
  EXPECT_EQ(taper::print(nearest("1/(T*(1-x))").member), "linear");
  EXPECT_EQ(taper::print(nearest("tan(pi*x/2)^2/t").member).substr(0, 6), "cosine");
}

TEST(design_profile, rejects_invalid_profiles) {
  EXPECT_EQ(taper::window_from_gamma_bar([](double) { return -1.0; }, 100).error().message.substr(0, 30),
            "the rate must be >= 0, got -1 ");
  EXPECT_FALSE(taper::window_from_gamma_bar([](double x) { return 1.0 / x; }, 100));
  EXPECT_FALSE(taper::window_from_gamma_bar([](double) { return std::nan(""); }, 100));
  const auto late = taper::window_from_acceptance([](double x) { return 1.0 - x; }, 1.0);
  EXPECT_EQ(late.error().hint, "multiply it by exp(-delta)");
  EXPECT_FALSE(taper::window_from_rows({{0.0, 200.0}, {0.0, 1.0}}, taper::profile_kind::gamma_bar, 100));
}

TEST(design_slope, is_bounded_and_unchanged_at_half_way) {
  const auto kernel = shape("cosine").kernel();
  const taper::window_function w = taper::with_bounded_slope([&](phase p) { return kernel.value(p); }, {0.0, 2.0});
  EXPECT_NEAR(w(phase::at(0.5)), 0.5, 1e-5);
  const auto log_rate = [&](double x) { return std::log((1.0 - w(phase::at(x))) / w(phase::at(x)) / x); };
  for (double x = 0.01; x < 0.99; x += 0.01) {
    const double slope = (log_rate(x * 1.005) - log_rate(x)) / std::log(1.005);
    EXPECT_GE(slope, -1e-3) << x;
    EXPECT_LE(slope, 2.0 + 1e-3) << x;
  }
  EXPECT_NEAR(w(phase::at(1.0)), 1.0 / 9.0,
              2e-3);  // odds 1 at half-way grow by 2^(1+2) at most; cosine's slope there is 2.14
  const taper::window_function loose =
      taper::with_bounded_slope([&](phase p) { return kernel.value(p); }, {-1e300, 1e300});
  for (double x = 0.05; x < 0.95; x += 0.05) EXPECT_NEAR(loose(phase::at(x)), kernel.value(phase::at(x)), 1e-5) << x;
}

TEST(design_gain, gives_a_named_family_if_it_matches_exactly) {
  const auto scaled = [](const char* spec, double gain) {
    return taper::print(taper::scale_rate(taper::parse(spec).value(), gain).value().spec);
  };
  EXPECT_EQ(scaled("linear", 0.5), "rex");
  EXPECT_EQ(scaled("rex(gain=0.5)", 2.0), "rex(gain=1)");
  EXPECT_EQ(scaled("cosine | warmup(50) | peak(0.1)", 0.25), "uba(phi=0.5) | warmup(50) | peak(0.1)");
  EXPECT_EQ(scaled("chebyshev(condition=11)", 2.0), "chebyshev(condition=21)");
  EXPECT_EQ(scaled("sigmoid(i=4)", 1.0), "sigmoid(i=4)");
}

TEST(design_gain, scales_the_rate_of_every_window) {
  for (const char* spec : {"cosine", "linear", "poly(i=1.8)", "sigmoid(i=4)", "exp(beta=0.05)", "cosine | floor(10%)",
                           "power(p=2) | floor(1e-3) | peak(0.1)"}) {
    for (const double gain : {0.3, 2.0}) {
      const taper::schedule s = taper::parse(spec).value();
      const taper::scaled_rate scaled = taper::scale_rate(s, gain).value();
      const taper::run before = s.over(400);
      const taper::run after = scaled.spec.over(400);
      for (std::uint64_t t = 1; t < 400; ++t) {
        const double wanted = gain * taper::dynamics_at(before, t).gamma_bar.value();
        EXPECT_NEAR(taper::dynamics_at(after, t).gamma_bar.value() / wanted, 1.0, 3e-3)
            << spec << " x " << gain << " at " << t;
      }
    }
  }
  EXPECT_FALSE(taper::scale_rate(taper::parse("cosine").value(), 0.0));
  EXPECT_FALSE(taper::scale_rate(taper::parse("cosine").value(), std::nan("")));
}

TEST(design_constraints, are_satisfied_by_a_member_if_possible) {
  const auto member = [](const char* family, const window_constraints& c) {
    return taper::design_member(taper::parse_pattern(family).value(), c, 1000).value();
  };
  const constrained_member budget = member("power", {.budget = 0.25});
  EXPECT_TRUE(budget.satisfies);
  EXPECT_NEAR(budget.fitted.front().value, 3.0, 0.01);  // 1 / (p + 1), up to half a step
  const constrained_member half = member("poly(n=2)", {.half_at_least = 0.6});
  EXPECT_TRUE(half.satisfies);
  EXPECT_NEAR(std::pow(1.0 - std::pow(0.5, half.fitted.front().value), 2), 0.6,
              1e-3);  // no further from cosine than needed
  const constrained_member dirichlet = member("exp", {.dirichlet = 1.5});
  EXPECT_TRUE(dirichlet.satisfies);
  EXPECT_NEAR(taper::exp{dirichlet.fitted.front().value}.dirichlet(), 1.5, 2e-6);
  const constrained_member slope = member("poly(n=1)", {.end_slope = 2.5});
  EXPECT_NEAR(slope.fitted.front().value, 2.5, 1e-5);
  const constrained_member both = member("poly", {.half_at_least = 0.5, .steepness_max = 3.0, .budget = 0.55});
  EXPECT_TRUE(both.satisfies);
  EXPECT_NEAR(taper::budget_of(both.member.over(1000)), 0.55, 1e-6);
}

TEST(design_constraints, report_that_no_member_satisfies_them) {
  const constrained_member m =
      taper::design_member(taper::parse_pattern("exp").value(), {.half_at_least = 0.6}, 1000).value();
  EXPECT_FALSE(m.satisfies);  // exp is below one half at half-way for every beta
  EXPECT_FALSE(m.constraints.front().met);
  EXPECT_NEAR(m.constraints.front().got, 0.5, 1e-4);  // the closest is nearly linear
  const std::vector<constrained_member> all =
      taper::design_members(taper::all_patterns().value(), {.half_at_least = 0.9, .budget = 0.3}, 1000).value();
  EXPECT_FALSE(all.front().satisfies);  // a falling window that is 0.9 at half-way has a budget of at least 0.45
  for (std::size_t k = 1; k < all.size(); ++k) EXPECT_GE(all[k].violation, all[k - 1].violation);
}

TEST(design_constraints, reject_impossible_values) {
  const auto message = [](const window_constraints& c) {
    return taper::design_member(taper::parse_pattern("poly").value(), c, 1000).error().message;
  };
  EXPECT_EQ(message({}), "no constraint is given");
  EXPECT_EQ(message({.dirichlet = 0.9}), "no window from 1 to 0 has a Dirichlet factor below 1, got 0.9");
  EXPECT_EQ(message({.half_at_least = 1.5}), "the window at half-way must be between 0 and 1, got 1.5");
  EXPECT_EQ(message({.budget = -0.5}), "a budget must be between 0 and 1, got -0.5");
}

TEST(expression, computes) {
  EXPECT_DOUBLE_EQ(formula("1 + 2*3 - 4/8", 0), 6.5);
  EXPECT_DOUBLE_EQ(formula("2^3^2", 0), 512.0);
  EXPECT_DOUBLE_EQ(formula("-x^2", 3), -9.0);
  EXPECT_DOUBLE_EQ(formula("2^-1", 0), 0.5);
  EXPECT_DOUBLE_EQ(formula("t/T", 0.25), 0.25);
  EXPECT_DOUBLE_EQ(formula("max(x, 1-x) + min(1,2)", 0.25), 1.75);
  EXPECT_DOUBLE_EQ(formula("cos(pi*x/2)^2", 0.5), std::pow(std::cos(M_PI / 4), 2));
  EXPECT_DOUBLE_EQ(formula("ln(exp(2)) + sqrt(9) + pow(2, 4) + abs(-1) + 1.5e1", 0), 37.0);
  EXPECT_TRUE(std::isinf(formula("1/x", 0)));
}

TEST(expression, reports_the_position_of_an_error) {
  const auto place = [](const std::string& text) { return taper::expression::compile(text).error().offset; };
  EXPECT_EQ(place("1 + y"), 4U);
  EXPECT_EQ(place("(x"), 2U);
  EXPECT_EQ(place("x x"), 2U);
  EXPECT_EQ(place("1 +"), 3U);
  EXPECT_EQ(place("sin x"), 4U);
  EXPECT_EQ(place(""), 0U);
  EXPECT_FALSE(taper::expression::compile(std::string(100'000, '(')));
  EXPECT_FALSE(taper::expression::compile(std::string(9'000, '(')));
  EXPECT_FALSE(taper::expression::compile(std::string(9'000, '-') + "x"));
}

}  // namespace
