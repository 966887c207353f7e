// Retargeting: continuous, ends as designed, correctly represented in the notation.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <random>
#include <vector>

#include "../unit/library_specs.hpp"
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
    EXPECT_LE(r.whole().error, 1.1e-5) << spec;
    expect_written(r, r.whole(), 0, 3e-5);
    for (std::uint64_t t = 0; t < 250; ++t)
      ASSERT_NEAR(r.whole().spec.over(700)(t), r(t), 3e-5 * r.plan().peak()) << spec << " at " << t;
  }
}

TEST(retarget, after_a_mirrored_rise_writes_the_rest_as_a_table) {
  for (const char* spec : {"cosine | full | floor(5%)", "poly(i=1.8) | warmup(100, mirror) | sampling(midpoint)"}) {
    const retargeted r = changed(spec, 400, {.at = 250, .new_steps = 700});
    expect_written(r, r.whole(), 0, 3e-5);
    expect_written(r, *r.rest(), 250, 3e-5);
  }
}

TEST(retarget, on_the_hold_or_the_warmup_only_changes_lengths) {
  const retargeted held =
      changed("linear | warmup(100) | hold(50%) | floor(10%)", 1000, {.at = 300, .new_steps = 1700});
  EXPECT_EQ(held.whole().error, 0.0);
  EXPECT_EQ(taper::print(held.whole().spec),
            "linear | warmup(100) | hold(800) | floor(10%)");  // the fall began at 600: 300 of 700 steps on
  expect_written(held, held.whole(), 0, 1e-13);
  const retargeted rising = changed("cosine | warmup(100)", 1000, {.at = 30, .new_steps = 500});
  EXPECT_EQ(taper::print(rising.whole().spec), "cosine | warmup(100)");
  expect_written(rising, rising.whole(), 0, 1e-13);
}

TEST(retarget, cools_down_now) {
  const retargeted r =
      changed("linear | cooldown(20%)", 1000, {.at = 400, .new_steps = 500, .how = retargeting::cooldown_now});
  EXPECT_EQ(taper::print(r.whole().spec), "linear | hold(400)");
  EXPECT_DOUBLE_EQ(r(400), 1.0);
  EXPECT_DOUBLE_EQ(r(450), 0.5);
  expect_written(r, r.whole(), 0, 1e-13);
  const retargeted early =
      changed("cosine | warmup(100) | peak(0.1)", 1000, {.at = 50, .new_steps = 250, .how = retargeting::cooldown_now});
  EXPECT_DOUBLE_EQ(early(50), 0.05);
  expect_written(early, early.whole(), 0, 1e-13);
  expect_written(early, *early.rest(), 50, 1e-13);
}

TEST(retarget, rewarms_from_the_present_rate) {
  const retargeted r = changed("cosine | warmup(10) | floor(10%) | peak(0.1)", 100,
                               {.at = 80, .new_steps = 300, .how = retargeting::rewarm, .rewarm_steps = 20});
  EXPECT_DOUBLE_EQ(r(80), r.plan()(80));
  EXPECT_DOUBLE_EQ(r(100), 0.1);
  EXPECT_DOUBLE_EQ(r(200), 0.01 + 0.09 * 0.5);
  EXPECT_DOUBLE_EQ(r(300), 0.01);
  EXPECT_EQ(taper::print(r.whole().spec).substr(0, 26), "sequence(parts=[loop(of=co");
  expect_written(r, r.whole(), 0, 1e-13);
  expect_written(r, *r.rest(), 80, 1e-13);
  EXPECT_FALSE(r.judges_whole());
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
  EXPECT_EQ(message("linear", {.at = 101, .new_steps = 200}),
            "the step to retarget at must be at most the plan's 100 steps, got 101");
  EXPECT_EQ(message("linear", {.at = 50, .new_steps = 51}),
            "from step 50 on the run needs at least 2 steps: the new length must be at least 52, got 51");
  EXPECT_EQ(message("linear", {.at = 100, .new_steps = 101}),
            "from step 100 on the run needs at least 2 steps: the new length must be at least 102, got 101");
  EXPECT_EQ(message("cosine | restarts(3)", {.at = 50, .new_steps = 200}), "restarts have no single fall to retarget");
  for (const char* spec : {"linear", "linear | sampling(symmetric)"}) {
    const taper::result<retargeted> late =
        taper::retarget(plan(spec, 100), {.at = 50, .new_steps = 100, .how = retargeting::rewarm, .rewarm_steps = 49});
    ASSERT_FALSE(late) << spec;
    EXPECT_EQ(late.error().message, "a rewarm of 49 steps leaves no room to decay in the remaining 50");
  }
  EXPECT_EQ(message("cosine | warmup(60)", {.at = 5, .new_steps = 50}),
            "the new length ends within the warmup, at step 60");
  EXPECT_EQ(message("cosine | warmup(60)", {.at = 0, .new_steps = 50, .how = retargeting::cooldown_now}).substr(0, 40),
            "at step 0 the rate is not above the floo");
  EXPECT_FALSE(taper::retarget(plan("linear", 100),
                               {.at = 50, .new_steps = 60, .how = retargeting::rewarm, .rewarm_steps = 10}));
}

// --- plans that no window is exactly, finished plans, other peaks and schedules

/// Both texts, printed and read again, have the rates of every step within their error, and the plan's before t0.
void expect_text_is_the_rates(const retargeted& r, const std::string& what) {
  const auto agrees = [&](const retargeted::written& written, std::uint64_t from) {
    const std::string text = taper::print(written.spec);
    const auto again = taper::parse(text);
    ASSERT_TRUE(again) << what << ": " << text << ": " << again.error().message;
    const auto bound = again->bind(written.steps);
    ASSERT_TRUE(bound) << what << ": " << text << ": " << bound.error().message;
    for (std::uint64_t t = from; t < r.steps(); ++t) {
      ASSERT_NEAR((*bound)(t - from), r(t), (written.error + 1e-12) * r.plan().peak())
          << what << " " << text.substr(0, 300) << " at step " << t << " from " << from;
    }
  };
  agrees(r.whole(), 0);
  if (r.rest()) agrees(*r.rest(), r.options().at);
  for (std::uint64_t t = 0; t < r.options().at; ++t) ASSERT_EQ(r(t), r.plan()(t)) << what << " at step " << t;
}

constexpr const char* of_others[] = {
    "torch.StepLR(step_size=30)",
    "torch.MultiStepLR(milestones=[40, 80]) | peak(0.1)",
    "torch.CosineAnnealingLR(T_max=100, eta_min=1e-5) | peak(0.01)",
    "torch.ExponentialLR(gamma=0.97)",
    "torch.OneCycleLR(max_lr=0.1, total_steps=100)",
    "hf.linear(num_warmup_steps=10, num_training_steps=100)",
    "hf.cosine(num_warmup_steps=10, num_training_steps=100) | peak(2e-4)",
    "hf.cosine_with_min_lr(num_warmup_steps=0, num_training_steps=100, min_lr_rate=0.1)",
    "hf.inverse_sqrt(num_warmup_steps=10)",
    "hf.warmup_stable_decay(num_warmup_steps=5, num_decay_steps=40, num_training_steps=100)",
    "optax.warmup_cosine_decay_schedule(init_value=0, peak_value=0.1, warmup_steps=10, decay_steps=100)",
    "optax.exponential_decay(init_value=0.1, transition_steps=20, decay_rate=0.5)",
    "keras.CosineDecay(initial_learning_rate=0.1, decay_steps=100)",
    "keras.PolynomialDecay(initial_learning_rate=0.1, decay_steps=100)",
    "timm.CosineLRScheduler(t_initial=100, warmup_t=5)",
    "timm.StepLRScheduler(decay_t=30)",
    "llmc.cosine(learning_rate=1e-3, warmup_iterations=10, train_num_batches=100)",
    "composer.CosineAnnealingWithWarmupScheduler(t_warmup=10)",
    "mlx.cosine_decay(init=0.1, decay_steps=100)",
    "megatron.OptimizerParamScheduler(max_lr=0.001, lr_warmup_steps=10, lr_decay_steps=100)",
    "sequence([constant | warmup(10), linear], at=[40])",
    "product([cosine, linear]) | peak(0.1)",
    "staircase(cosine, every=10)",
    "clip(exp(beta=0.05), low=0.2)"};

TEST(retarget, of_a_schedule_of_others_prints_texts_that_are_its_rates) {
  for (const char* spec : of_others) {
    for (const std::uint64_t at : {0U, 3U, 12U, 50U, 90U, 99U}) {
      for (const std::uint64_t n : {101U, 150U, 400U}) {
        const auto got = taper::retarget(plan(spec, 100), {.at = at, .new_steps = n});
        const std::string what = std::string(spec) + " at " + std::to_string(at) + " to " + std::to_string(n);
        ASSERT_TRUE(got) << what << ": " << got.error().message;
        ASSERT_NEAR((*got)(at), plan(spec, 100)(at), 1e-12 * got->plan().peak()) << what;
        expect_text_is_the_rates(*got, what);
      }
    }
  }
}

TEST(retarget, a_cooldown_of_a_schedule_of_others_keeps_the_steps_before_it) {
  for (const char* spec :
       {"deepspeed.WarmupDecayLR(total_num_steps=100, warmup_max_lr=0.0001, warmup_num_steps=10)",
        "torch.CyclicLR(base_lr=0.001, max_lr=0.01, step_size_up=20)", "torch.ExponentialLR(gamma=0.97)"}) {
    for (const std::uint64_t at : {30U, 50U, 85U}) {
      const auto got = taper::retarget(plan(spec, 100), {.at = at, .new_steps = 95, .how = retargeting::cooldown_now});
      if (!got) continue;  // nothing to cool down there
      const std::string what = std::string(spec) + " at " + std::to_string(at);
      expect_text_is_the_rates(*got, what);
    }
  }
}

TEST(retarget, a_finished_plan_goes_on_at_its_last_rate) {
  for (const char* spec : of_others) {
    const retargeted r = changed(spec, 100, {.at = 100, .new_steps = 140});
    for (std::uint64_t t = 100; t < 140; ++t) ASSERT_EQ(r(t), plan(spec, 100)(99)) << spec;
    ASSERT_TRUE(r.rest()) << spec;
    expect_text_is_the_rates(r, spec);
  }
  const retargeted again = changed("linear | restarts(2)", 100, {.at = 100, .new_steps = 120});
  EXPECT_EQ(again(110), plan("linear | restarts(2)", 100)(99));
}

TEST(retarget, a_finished_plan_is_warmed_up_again_from_its_last_rate) {
  const retargeted r =
      changed("cosine | peak(0.1)", 100, {.at = 100, .new_steps = 200, .how = retargeting::rewarm, .rewarm_steps = 10});
  EXPECT_EQ(r(100), plan("cosine | peak(0.1)", 100)(99));
  EXPECT_NEAR(r(110), 0.1, 1e-15);
  EXPECT_LT(r(199), 1e-4);
  expect_text_is_the_rates(r, "cosine");
}

TEST(retarget, another_peak_multiplies_what_follows) {
  for (const char* spec :
       {"cosine | warmup(20) | hold(20) | peak(0.1)", "linear", "torch.StepLR(step_size=30) | peak(0.1)",
        "hf.linear(num_warmup_steps=10, num_training_steps=100)"}) {
    for (const std::uint64_t at : {5U, 30U, 60U, 100U}) {
      for (const std::uint64_t n : {100U, 160U}) {
        if (n <= at) continue;
        const run p = plan(spec, 100);
        const retargeted plain = changed(spec, 100, {.at = at, .new_steps = n});
        const retargeted r = changed(spec, 100, {.at = at, .new_steps = n, .new_peak = 3.0 * p.peak()});
        const std::string what = std::string(spec) + " at " + std::to_string(at);
        for (std::uint64_t t = 0; t < n; ++t)
          ASSERT_NEAR(r(t), (t < at ? 1.0 : 3.0) * plain(t), 1e-12 * p.peak()) << what << " step " << t;
        expect_text_is_the_rates(r, what);
      }
    }
  }
}

TEST(retarget, another_schedule_takes_over) {
  const taper::schedule with_peak = taper::parse("cosine | warmup(10) | peak(0.5)").value();
  const retargeted r =
      changed("linear", 100, {.at = 40, .new_steps = 160, .how = retargeting::replace, .to = with_peak});
  const run rest = with_peak.over(120);
  for (std::uint64_t t = 0; t < 160; ++t) ASSERT_EQ(r(t), t < 40 ? plan("linear", 100)(t) : rest(t - 40));
  expect_text_is_the_rates(r, "replace");
  const retargeted on = changed(
      "linear", 100, {.at = 40, .new_steps = 160, .how = retargeting::replace, .to = taper::parse("cosine").value()});
  EXPECT_DOUBLE_EQ(on(40), 0.6);
  expect_text_is_the_rates(on, "replace without a peak");
  EXPECT_FALSE(taper::retarget(plan("linear", 100), {.at = 40, .new_steps = 160, .how = retargeting::replace}));
  EXPECT_FALSE(taper::retarget(plan("linear", 100), {.at = 40, .new_steps = 160, .new_peak = -1.0}));
}

// --- every schedule of every library, in every way

struct way {
  const char* name;
  retarget_options how;
};

std::vector<way> ways_of(double peak) {
  const taper::schedule to = taper::parse("cosine | warmup(10) | peak(0.02)").value();
  return {{"extend", {.at = 500, .new_steps = 1500}},
          {"shorten", {.at = 500, .new_steps = 700}},
          {"early", {.at = 50, .new_steps = 1500}},
          {"at the start", {.at = 0, .new_steps = 1500}},
          {"by one step", {.at = 999, .new_steps = 1001}},
          {"late", {.at = 999, .new_steps = 1400}},
          {"finished", {.at = 1000, .new_steps = 1300}},
          {"rewarm", {.at = 500, .new_steps = 1300, .how = retargeting::rewarm, .rewarm_steps = 20}},
          {"rewarm, finished", {.at = 1000, .new_steps = 1300, .how = retargeting::rewarm, .rewarm_steps = 20}},
          {"rewarm, same length", {.at = 500, .new_steps = 1000, .how = retargeting::rewarm, .rewarm_steps = 20}},
          {"cooldown", {.at = 500, .new_steps = 800, .how = retargeting::cooldown_now}},
          {"cooldown in the warmup", {.at = 30, .new_steps = 1000, .how = retargeting::cooldown_now}},
          {"peak", {.at = 500, .new_steps = 1000, .new_peak = 0.5 * peak}},
          {"peak, longer", {.at = 400, .new_steps = 1500, .new_peak = 3.0 * peak}},
          {"another", {.at = 500, .new_steps = 1200, .how = retargeting::replace, .to = to}}};
}

constexpr const char* of_windows[] = {
    "cosine | warmup(50) | peak(1e-3)",
    "linear | warmup(10%) | floor(10%) | peak(3e-4)",
    "linear | warmup(50) | hold(400) | peak(1e-3)",
    "one_minus_sqrt | cooldown(20%) | peak(1e-3)",
    "poly(i=1.8) | peak(0.1)",
    "exp(beta=0.05) | peak(0.1)",
    "sigmoid(i=4) | floor(1e-3) | peak(0.1)",
    "constant | warmup(100) | peak(0.1)",
    "power(p=2) | warmup(20, from=0.1) | peak(0.1)",
    "rex | peak(0.1)",
    "cosine | full | peak(0.1)",
    "cosine | floor(10%) | cooldown(300) | peak(0.1)",
    "linear | sampling(symmetric) | peak(0.1)",
    "cosine | sampling(one_based) | peak(0.1)",
    "cosine | restarts(4) | peak(0.1)",
    "linear | kronecker | peak(0.1)",
    "sequence(parts=[constant | warmup(50), constant | peak(0.3)], at=[200]) | peak(0.1)",
    "staircase(of=cosine | warmup(100) | peak(0.1), every=100)"};

TEST(retarget, of_every_schedule_in_every_way_prints_texts_that_are_its_rates) {
  std::vector<const char*> specs(std::begin(taper::test::library_specs), std::end(taper::test::library_specs));
  specs.insert(specs.end(), std::begin(of_windows), std::end(of_windows));
  std::size_t changed_runs = 0;
  std::size_t refused = 0;
  for (const char* spec : specs) {
    const run p = plan(spec, 1000);
    for (const way& w : ways_of(p.peak())) {
      const auto got = taper::retarget(p, w.how);
      if (!got) {
        ++refused;
        continue;
      }
      const std::string what = std::string(spec) + ", " + w.name;
      expect_text_is_the_rates(*got, what);
      if (w.how.at < 1000 && w.how.how == retargeting::stretch && !w.how.new_peak) {
        EXPECT_NEAR((*got)(w.how.at), p(w.how.at), 1e-12 * p.peak()) << what;
      }
      if (w.how.new_peak && w.how.new_steps == 1000) {
        for (std::uint64_t t = w.how.at; t < 1000; ++t) ASSERT_NEAR((*got)(t), 0.5 * p(t), 1e-12 * p.peak()) << what;
      }
      ++changed_runs;
    }
  }
  std::printf("%zu runs of %zu schedules, %zu refused\n", changed_runs, specs.size(), refused);
  EXPECT_GT(changed_runs, 12 * specs.size());
}

TEST(retarget, the_same_text_with_a_length_of_its_own_keeps_its_rates) {
  const run own = plan("hf.cosine(num_warmup_steps=10, num_training_steps=100)", 100);
  EXPECT_TRUE(taper::naive_restart_of(own, {.at = 100, .new_steps = 150})->same_rates);
  EXPECT_FALSE(taper::naive_restart_of(own, {.at = 50, .new_steps = 100}));  // the length does not change
  EXPECT_FALSE(taper::naive_restart_of(plan("linear", 100), {.at = 100, .new_steps = 150})->same_rates);
}

}  // namespace
