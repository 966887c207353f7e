// Retargeting: continuous, ends as designed, correctly represented in the notation.
#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "taper/retarget.hpp"
#include "taper/taper.hpp"

namespace {

using taper::retarget_options;
using taper::retargeted;
using taper::retargeting;
using taper::run;

run plan(const std::string& spec, std::uint64_t steps) { return taper::parse(spec).value().over(steps); }
retargeted changed(const std::string& spec, std::uint64_t steps, retarget_options o) {
  return taper::retarget(plan(spec, steps), o).value();
}

void expect_written(const retargeted& r, const retargeted::written& w, std::uint64_t from, double tolerance) {
  const run again = taper::parse(taper::print(w.spec)).value().over(w.steps);
  ASSERT_EQ(from + w.steps, r.steps());
  for (std::uint64_t t = r.options().at; t < r.steps(); ++t) {
    ASSERT_NEAR(again(t - from), r(t), tolerance * r.plan().peak()) << taper::print(w.spec) << " at step " << t;
  }
}

TEST(retarget, follows_the_formula_on_the_fall) {
  const retargeted r = changed("linear", 100, {.at = 40, .new_steps = 160});
  EXPECT_DOUBLE_EQ(r(39), 0.61);
  EXPECT_DOUBLE_EQ(r(40), 0.6);
  EXPECT_DOUBLE_EQ(r(100), 0.3);
  EXPECT_DOUBLE_EQ(r(159), 0.6 / 120);
  EXPECT_DOUBLE_EQ(r(160), 0.0);
  const retargeted c = changed("cosine", 1000, {.at = 250, .new_steps = 625});
  for (std::uint64_t t = 250; t < 625; ++t) {
    const double x = 0.25 + 0.75 * static_cast<double>(t - 250) / 375.0;
    EXPECT_NEAR(c(t), std::pow(std::cos(0.5 * M_PI * x), 2), 1e-14) << t;
  }
}

TEST(retarget, to_the_same_length_changes_nothing) {
  for (const char* spec :
       {"cosine", "poly(i=1.8) | warmup(10%) | floor(10%)", "sigmoid(i=4) | warmup(7) | hold(40%) | peak(3e-4)",
        "linear | cooldown(20%) | sampling(symmetric)", "exp(beta=0.1) | full"}) {
    const run p = plan(spec, 300);
    for (const std::uint64_t at : {3U, 50U, 200U, 290U}) {
      const retargeted r = changed(spec, 300, {.at = at, .new_steps = 300});
      for (std::uint64_t t = 0; t <= 300; ++t)
        ASSERT_NEAR(r(t), p(t), 1e-13 * p.peak()) << spec << " at " << at << ", step " << t;
    }
  }
}

TEST(retarget, is_continuous_and_ends_as_designed_for_random_runs) {
  std::mt19937_64 random(7);
  const auto below = [&](std::uint64_t n) { return random() % n; };
  const char* shapes[] = {"cosine",        "linear",     "poly(i=1.8)", "sigmoid(i=4)",
                          "exp(beta=0.2)", "power(p=2)", "rex",         "one_minus_sqrt"};
  const char* modifiers[] = {"",
                             " | warmup(10%)",
                             " | warmup(55) | hold(30%) | floor(5%) | peak(0.001)",
                             " | hold(25%) | sampling(symmetric)",
                             " | cooldown(40%)",
                             " | warmup(20%, mirror)",
                             " | full"};
  for (int round = 0; round < 400; ++round) {
    const std::string spec = std::string(shapes[below(8)]) + modifiers[below(7)];
    const std::uint64_t n = 500 + below(2000);
    const std::uint64_t at = below(n - 10);
    const std::uint64_t m = std::max<std::uint64_t>(at, n / 2) + 20 + below(3 * n);
    const run p = plan(spec, n);
    const auto got = taper::retarget(p, {.at = at, .new_steps = m});
    ASSERT_TRUE(got) << spec << " " << got.error().message;
    const retargeted& r = *got;
    ASSERT_NEAR(r(at), p(at), 1e-12 * p.peak()) << spec << " of " << n << " at " << at << " to " << m;
    ASSERT_EQ(r(m), p(n)) << spec;
    // no step is larger than the plan's own largest, stretched
    double largest = 0.0;
    for (std::uint64_t t = 0; t < n; ++t) largest = std::max(largest, std::fabs(p(t + 1) - p(t)));
    const std::uint64_t from = std::max(at, p.locate(at).line.rise_end());
    const double faster = 1.5 * std::max(1.0, static_cast<double>(n - from) / static_cast<double>(m - from));
    for (std::uint64_t t = 0; t + 1 < m; ++t)
      ASSERT_LE(std::fabs(r(t + 1) - r(t)), largest * faster + 1e-12)
          << spec << " of " << n << " at " << at << " to " << m << ", step " << t;
  }
}

TEST(retarget, expresses_the_remainder_exactly_if_a_family_can) {
  for (const char* spec :
       {"linear | peak(0.1)", "power(p=1.7)", "exp(beta=0.05) | floor(10%)", "sigmoid(i=4, c=87.5%) | warmup(20)",
        "rex | hold(10%)", "constant", "rex(gain=3) | sampling(symmetric)"}) {
    const retargeted r = changed(spec, 400, {.at = 150, .new_steps = 900});
    ASSERT_TRUE(r.rest()) << spec;
    expect_written(r, *r.rest(), 150, 1e-12);
  }
  EXPECT_FALSE(changed("cosine", 400, {.at = 150, .new_steps = 900}).rest());
}

TEST(retarget, writes_the_whole_as_a_table_within_its_stated_error) {
  for (const char* spec : {"cosine | warmup(33) | floor(10%)", "poly(i=1.8) | peak(3e-4)",
                           "one_minus_sqrt | cooldown(70%)", "sigmoid(i=12) | sampling(symmetric)"}) {
    const retargeted r = changed(spec, 400, {.at = 250, .new_steps = 700});
    ASSERT_TRUE(r.whole()) << spec;
    EXPECT_LE(r.whole()->error, 1.01e-5) << spec;
    expect_written(r, *r.whole(), 0, 3e-5);
    for (std::uint64_t t = 0; t < 250; ++t)
      ASSERT_NEAR(r.whole()->spec.over(700)(t), r(t), 3e-5 * r.plan().peak()) << spec << " at " << t;
  }
}

TEST(retarget, after_a_mirrored_rise_writes_the_rest_as_a_table) {
  for (const char* spec : {"cosine | full | floor(5%)", "poly(i=1.8) | warmup(100, mirror) | sampling(midpoint)"}) {
    const retargeted r = changed(spec, 400, {.at = 250, .new_steps = 700});
    EXPECT_FALSE(r.whole()) << spec;
    expect_written(r, *r.rest(), 250, 3e-5);
  }
}

TEST(retarget, on_the_hold_or_the_warmup_only_changes_lengths) {
  const retargeted held =
      changed("linear | warmup(100) | hold(50%) | floor(10%)", 1000, {.at = 300, .new_steps = 1700});
  EXPECT_EQ(held.whole()->error, 0.0);
  EXPECT_EQ(taper::print(held.whole()->spec),
            "linear | warmup(100) | hold(800) | floor(10%)");  // the fall began at 600: 300 of 700 steps on
  expect_written(held, *held.whole(), 0, 1e-13);
  const retargeted rising = changed("cosine | warmup(100)", 1000, {.at = 30, .new_steps = 500});
  EXPECT_EQ(taper::print(rising.whole()->spec), "cosine | warmup(100)");
  expect_written(rising, *rising.whole(), 0, 1e-13);
}

TEST(retarget, cools_down_now) {
  const retargeted r =
      changed("linear | cooldown(20%)", 1000, {.at = 400, .new_steps = 500, .how = retargeting::cooldown_now});
  EXPECT_EQ(taper::print(r.whole()->spec), "linear | hold(400)");
  EXPECT_DOUBLE_EQ(r(400), 1.0);
  EXPECT_DOUBLE_EQ(r(450), 0.5);
  expect_written(r, *r.whole(), 0, 1e-13);
  const retargeted early =
      changed("cosine | warmup(100) | peak(0.1)", 1000, {.at = 50, .new_steps = 250, .how = retargeting::cooldown_now});
  EXPECT_DOUBLE_EQ(early(50), 0.05);
  EXPECT_FALSE(early.whole());
  expect_written(early, *early.rest(), 50, 1e-13);
}

TEST(retarget, rewarms_from_the_present_rate) {
  const retargeted r = changed("cosine | warmup(10) | floor(10%) | peak(0.1)", 100,
                               {.at = 80, .new_steps = 300, .how = retargeting::rewarm, .rewarm_steps = 20});
  EXPECT_DOUBLE_EQ(r(80), r.plan()(80));
  EXPECT_DOUBLE_EQ(r(100), 0.1);
  EXPECT_DOUBLE_EQ(r(200), 0.01 + 0.09 * 0.5);
  EXPECT_DOUBLE_EQ(r(300), 0.01);
  EXPECT_FALSE(r.whole());
  expect_written(r, *r.rest(), 80, 1e-13);
}

TEST(retarget, shows_the_jump_of_the_naive_restart) {
  const taper::naive_restart n = taper::naive_restart_of(plan("linear", 100), {.at = 50, .new_steps = 200}).value();
  EXPECT_DOUBLE_EQ(n.before, 0.5);
  EXPECT_DOUBLE_EQ(n.after, 0.75);
  EXPECT_DOUBLE_EQ(n.jump, 1.5);
}

TEST(retarget, rejects_unsupported_schedules) {
  const auto message = [](const char* spec, retarget_options o) {
    return taper::retarget(plan(spec, 100), o).error().message;
  };
  EXPECT_EQ(message("linear", {.at = 100, .new_steps = 200}),
            "the step to retarget at must be below the plan's 100 steps, got 100");
  EXPECT_EQ(message("linear", {.at = 50, .new_steps = 51}), "the new length must be beyond step 51, got 51");
  EXPECT_EQ(message("cosine | restarts(3)", {.at = 50, .new_steps = 200}), "restarts have no one fall to retarget");
  EXPECT_EQ(message("cosine | warmup(60)", {.at = 5, .new_steps = 50}),
            "the new length ends within the warmup, at step 60");
  EXPECT_EQ(message("cosine | warmup(60)", {.at = 0, .new_steps = 50, .how = retargeting::cooldown_now}).substr(0, 40),
            "at step 0 the rate is not above the floo");
  EXPECT_FALSE(taper::retarget(plan("linear", 100),
                               {.at = 50, .new_steps = 60, .how = retargeting::rewarm, .rewarm_steps = 10}));
}

}  // namespace
