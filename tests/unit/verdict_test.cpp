// The rule: regressions as whole classes; stages, sources, reasons, remedies.
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <string>
#include <vector>

#include "taper/taper.hpp"
#include "taper/verdict/check_json.hpp"

namespace {

using taper::check;
using taper::check_options;
using taper::check_report;
using taper::judged_clock;
using taper::parse;
using taper::verdict;

const std::vector<std::string> samplings = {"periodic", "symmetric", "one_based", "midpoint", "open"};

taper::run bound(const std::string& spec, std::uint64_t steps) { return parse(spec).value().over(steps); }
check_report judged(const std::string& spec, std::uint64_t steps, const check_options& how = {}) {
  return check(bound(spec, steps), how).value();
}
std::string all_text(const check_report& c) {
  std::string out;
  for (const std::string& s : c.reasons) out += s + "\n";
  for (const std::string& s : c.remedies) out += s + "\n";
  for (const taper::finding& f : c.notes) out += f.id + " " + f.message + "\n";
  return out;
}
bool has(const std::vector<taper::finding>& all, const std::string& id) {
  for (const taper::finding& f : all) {
    if (f.id == id) return true;
  }
  return false;
}

TEST(late_stage, reads_every_step_within_one_of_the_end) {
  for (const std::string shape :
       {"power(p=0.1)", "power(p=0.5)", "power(p=0.9)", "cosine(n=1)", "rex", "poly(i=5, n=0.3)", "poly(i=2, n=0.5)"}) {
    for (const std::string& sampling : samplings) {
      // half a step before the end some are down to 1/T
      if (sampling == "midpoint" && shape != "power(p=0.1)" && shape != "power(p=0.5)") continue;
      for (const std::uint64_t steps : {50U, 999U, 1000U, 100'000U}) {
        const taper::run r = bound(shape + " | sampling(" + sampling + ")", steps);
        EXPECT_NE(taper::judge(taper::fall_of(r)).late.verdict, verdict::favorable) << shape << sampling << steps;
      }
    }
  }
}

TEST(late_stage, is_satisfied_by_linear_decay_in_every_sampling) {
  for (const std::string& sampling : samplings) {
    for (const std::uint64_t steps : {2U, 3U, 10U, 999U, 1000U, 1'000'000'007U})
      EXPECT_EQ(judged("linear | sampling(" + sampling + ")", steps).late.verdict, verdict::favorable)
          << sampling << steps;
  }
}

TEST(middle_stage, detects_a_sharp_drop_between_two_steps_at_any_length) {
  for (const std::uint64_t steps : {100U, 999U, 1000U, 10'000U, 1'000'000U}) {
    const check_report c = judged("table([[0,1],[0.6,0.4],[0.6002,0.0001],[1,0]])", steps);
    EXPECT_EQ(c.middle.verdict, verdict::violating) << steps;
    EXPECT_NEAR(c.middle.steepness, 22.0, 1.5) << steps;
  }
}

TEST(middle_stage, detects_the_drops_of_a_staircase_at_any_length) {
  for (const std::uint64_t steps : {20U, 99U, 1000U, 1001U, 100'000U, 10'000'000U}) {
    const std::string half = std::to_string(steps / 2);
    const std::string later = std::to_string(steps - steps / 4);
    const check_report c = judged("optax.piecewise_constant_schedule(init_value=1, boundaries_and_scales=[[" + half +
                                      ",0.5],[" + later + ",0.1]])",
                                  steps);
    EXPECT_EQ(c.verdict, verdict::violating) << steps;
    EXPECT_GE(c.middle.steepness, steps < 50 ? 9.0 : 20.0) << steps;
    EXPECT_NEAR(c.early.value, 1.0, 1e-6) << steps;
    if (steps > 50) {
      EXPECT_EQ(c.late.verdict, verdict::violating) << steps;
    }
  }
  EXPECT_NEAR(judged("torch.MultiStepLR(milestones=[800], gamma=0.5) | peak(1)", 1000).middle.steepness, 25.0, 1e-9);
}

TEST(middle_stage, does_not_penalize_a_late_start_or_the_order_of_a_zero) {
  for (const std::string spec : {"poly(i=4, n=6)", "power(p=3) | sampling(open)", "poly(i=3, n=5)", "cosine(n=4)"})
    EXPECT_LE(judged(spec, 1000).middle.steepness, 3.02) << spec;
  EXPECT_EQ(judged("poly(i=4, n=6)", 1000).verdict, verdict::favorable);
}

TEST(middle_stage, a_window_that_rises_violates_it) {
  for (const std::string points :
       {"[[0,1],[0.2,0.6],[0.4,0.95],[0.5,0.6],[1,0]]", "[[0,0],[1,1]]", "[[0,1],[0.7,0.1],[0.8,0.2],[1,0]]",
        "[[0,0.5],[0.5,1],[1,0]]", "[[0,1],[0.999,0],[1,0.01]]"}) {
    for (const std::uint64_t steps : {100U, 1000U, 1'000'000U}) {
      const check_report c = judged("table(" + points + ")", steps);
      EXPECT_EQ(c.middle.verdict, verdict::violating) << points << steps;
      EXPECT_TRUE(c.middle.rises_at) << points << steps;
    }
  }
}

TEST(middle_stage, a_falling_rate_is_marginal_up_to_five_percent) {
  const check_report small = judged("cosine | floor(10%)", 1000);
  EXPECT_EQ(small.middle.verdict, verdict::marginal);
  EXPECT_NEAR(small.middle.gamma_bar_fall, 0.0094, 5e-4);
  EXPECT_EQ(judged("cosine | floor(80%)", 1000).middle.verdict, verdict::violating);
  EXPECT_EQ(judged("one_minus_sqrt", 1000).middle.verdict, verdict::violating);  // it falls in the first quarter
}

TEST(run_clock, judges_a_late_hold_by_its_shape) {
  check_options how;
  how.clock = judged_clock::whole_run;
  EXPECT_EQ(judged("cosine | hold(40%)", 1000, how).verdict, verdict::favorable);
  EXPECT_EQ(judged("cosine | hold(50%)", 1000, how).verdict, verdict::marginal);
  const check_report fifth = judged("linear | hold(80%)", 1000, how);
  EXPECT_NEAR(fifth.end_times_length, 5.0, 1e-9);
  EXPECT_NEAR(fifth.middle.steepness, 5.0, 1e-9);
  EXPECT_EQ(fifth.middle.verdict, verdict::marginal);
  EXPECT_EQ(fifth.late.verdict, verdict::violating);
}

TEST(early_stage, has_one_verdict_for_even_and_odd_lengths) {
  for (std::uint64_t steps = 2; steps < 300; ++steps) {
    EXPECT_EQ(judged("exp(beta=0.99)", steps).early.verdict, verdict::favorable) << steps;
    EXPECT_EQ(judged("exp(beta=0.98)", steps).early.verdict, verdict::marginal) << steps;
    EXPECT_EQ(judged("exp(beta=0.9)", steps).early.verdict, verdict::violating) << steps;
  }
}

TEST(early_stage, notes_where_the_one_percent_tolerance_applies) {
  EXPECT_TRUE(has(judged("exp(beta=0.99)", 1000).notes, "early-within-one-percent"));
  EXPECT_FALSE(has(judged("linear", 1000).notes, "early-within-one-percent"));
  EXPECT_FALSE(has(judged("exp(beta=0.98)", 1000).notes, "early-within-one-percent"));
}

TEST(sources, a_limit_that_was_changed_is_yours) {
  check_options how;
  EXPECT_EQ(judged("cosine", 100).early.source, "paper");
  EXPECT_EQ(judged("cosine", 100).middle.source, "ours");
  how.slack = 5.0;
  how.steepness_max = 8.0;
  const check_report c = judged("cosine", 100, how);
  EXPECT_EQ(c.early.source, "yours");
  EXPECT_EQ(c.middle.source, "yours");
  EXPECT_EQ(c.late.source, "paper");
}

TEST(kronecker, sorted_is_judged_by_the_rates_that_dynamics_shows) {
  for (const std::uint64_t steps : {50U, 1000U, 2583U, 2584U, 10'000U}) {
    for (const std::string shape : {"linear", "cosine", "exp(beta=0.05)", "power(p=0.5)"}) {
      const taper::run r = bound(shape + " | kronecker(sorted)", steps);
      const check_report c = check(r).value();
      ASSERT_TRUE(c.late.step);
      EXPECT_DOUBLE_EQ(c.late.value, *taper::dynamics_at(r, *c.late.step).gamma_bar) << shape << steps;
      EXPECT_LE(c.late.value, *taper::dynamics_at(r, steps - 1).gamma_bar) << shape << steps;
    }
  }
  EXPECT_NEAR(judged("linear | kronecker(sorted)", 2583).late.value, 0.85443, 5e-6);
  EXPECT_EQ(judged("linear | kronecker(sorted)", 2583).late.verdict, verdict::violating);
}

TEST(kronecker, raw_has_no_stages) {
  const check_report c = judged("cosine | kronecker", 1000);
  EXPECT_EQ(c.verdict, verdict::violating);
  EXPECT_FALSE(c.annealing);
  EXPECT_FALSE(c.collapse);
  const taper::run r = bound("cosine | kronecker", 1000);
  EXPECT_NE(taper::check_json("cosine | kronecker", r, c, taper::cosine_baseline_of(r)).find("\"stages\":null"),
            std::string::npos);
}

TEST(never_anneals, is_given_as_the_reason) {
  EXPECT_NE(all_text(judged("constant", 1000)).find("a constant rate never anneals"), std::string::npos);
  for (const std::string spec : {"table([[0,0],[1,1]])", "table([[0,0.2],[0.5,0.2],[1,1]])",
                                 "torch.LinearLR(start_factor=0.1, total_iters=2000) | peak(1)",
                                 "pytorch_warmup.LinearWarmup(warmup_period=2000) | peak(1)"}) {
    const check_report c = judged(spec, 1000);
    EXPECT_EQ(c.verdict, verdict::violating) << spec;
    EXPECT_NE(all_text(c).find("a rate that only rises never anneals"), std::string::npos) << spec << all_text(c);
    EXPECT_EQ(all_text(c).find("constant rate"), std::string::npos) << spec;
  }
}

TEST(notes, a_short_fall_says_that_it_is_short) {
  EXPECT_TRUE(has(judged("linear", 19).notes, "short-fall"));
  EXPECT_FALSE(has(judged("linear", 20).notes, "short-fall"));
  EXPECT_TRUE(has(judged("linear | cooldown(2)", 1000).notes, "short-fall"));
}

TEST(reasons, print_the_rate_of_the_step_that_they_name) {
  EXPECT_NE(all_text(judged("rex", 3)).find("the last step still has 50% of the peak"), std::string::npos);
  EXPECT_NE(all_text(judged("cosine | floor(10%)", 1000)).find("the last step still has 10% of the peak"),
            std::string::npos);
  EXPECT_NE(all_text(judged("power(p=0.1) | sampling(symmetric)", 1000)).find("step 998 still has 50.12% of the peak"),
            std::string::npos)
      << all_text(judged("power(p=0.1) | sampling(symmetric)", 1000));
}

// Specs that break the rule in every way, with the modifiers that a remedy has to live with.
std::vector<std::string> broken_specs() {
  std::vector<std::string> out;
  for (const std::string shape :
       {"exp(beta=0.05)", "sigmoid(i=40)", "poly(i=40)", "poly(i=0.5)", "rex", "power(p=0.1)", "constant",
        "cosine(n=1)", "one_minus_sqrt", "table([[0,0],[1,1]])", "chebyshev(condition=100)", "cosine"}) {
    for (const std::string with : {"", " | floor(10%)", " | floor(30%)", " | warmup(60%)", " | hold(90%)",
                                   " | sampling(symmetric)", " | restarts(3)", " | floor(1e-4) | peak(1e-3)",
                                   " | warmup(10%) | cooldown(20%) | peak(3e-4)", " | full", " | kronecker(sorted)"})
      out.push_back(shape + with);
  }
  for (const std::string spec :
       {"torch.MultiStepLR(milestones=[300, 600], gamma=0.1) | peak(0.1)",
        "torch.OneCycleLR(max_lr=0.1, total_steps=1000)", "torch.ExponentialLR(gamma=0.999) | peak(0.1)",
        "clip(\"linear | warmup(5)\", low=0.1)",
        "sequence([\"constant | warmup(50)\", \"torch.StepLR(step_size=30) | peak(0.1)\"], at=[200])"})
    out.push_back(spec);
  return out;
}

TEST(remedies, never_change_the_sampling_and_are_never_refused) {
  std::size_t seen = 0;
  for (const std::string& spec : broken_specs()) {
    const auto parsed = parse(spec);
    ASSERT_TRUE(parsed) << spec;
    const auto r = parsed->bind(1000);
    if (!r) continue;
    const auto c = check(*r);
    ASSERT_TRUE(c) << spec;
    for (const std::string& remedy : c->remedies) {
      ++seen;
      EXPECT_EQ(remedy.find("sampling(symmetric) puts"), std::string::npos) << spec << ": " << remedy;
      for (const std::string lead : {"add a fall: ", "in taper's notation: "}) {
        const std::size_t at = remedy.find(lead);
        if (at == std::string::npos) continue;
        const std::string printed = remedy.substr(at + lead.size(), remedy.find(", which keeps") - at - lead.size());
        const auto again = parse(printed);
        ASSERT_TRUE(again) << spec << ": " << remedy;
        EXPECT_EQ(check(again->over(1000)).value().verdict, verdict::favorable) << spec << ": " << remedy;
      }
    }
  }
  EXPECT_GT(seen, 60U);
}

TEST(remedies, satisfy_the_rule_when_followed) {
  const check_report c = judged("poly(i=40)", 1000);
  ASSERT_FALSE(c.remedies.empty());
  EXPECT_NE(c.remedies.front().find("lower i from 40 to at most 5.24"), std::string::npos) << c.remedies.front();
  EXPECT_EQ(judged("poly(i=5.24)", 1000).verdict, verdict::favorable);
  // linear decay ends at 1/T itself: there is no room for a floor
  EXPECT_NE(all_text(judged("linear | floor(10%)", 1000)).find("remove the floor of 10%"), std::string::npos);
  const std::string lower = all_text(judged("cosine | floor(10%)", 1000));
  EXPECT_NE(lower.find("lower the floor from 10% to at most 0.099%"), std::string::npos) << lower;
  EXPECT_NE(judged("cosine | floor(0.099%)", 1000).late.verdict, verdict::violating);
}

TEST(acceptance, is_tested_at_every_step_of_the_fall) {
  // linear decay: theta = 1/(1-x), so that the ratio falls to the end
  const taper::run r = bound("linear", 1000);
  const std::vector<double> strict{0.99};
  const taper::acceptance_test t = taper::test_acceptance(r, strict).value();
  EXPECT_FALSE(t.holds);
  EXPECT_EQ(t.smallest_at, 998U);
  EXPECT_NEAR(t.smallest, std::exp(-500.0), 1e-200);
  std::uint64_t first = 1;
  while (*taper::dynamics_at(r, first).beta >= 0.99) ++first;
  EXPECT_EQ(t.first_broken, first);
  EXPECT_EQ(t.tested, 998U);
  const std::vector<double> loose{1e-300};
  EXPECT_TRUE(taper::test_acceptance(r, loose).value().holds);
}

TEST(acceptance, takes_a_value_for_each_step) {
  const taper::run r = bound("cosine", 200);
  check_options small;
  small.delta = 1e-3;  // the ratio of the last steps does not underflow
  std::vector<double> beta;
  for (std::uint64_t t = 0; t < 200; ++t) beta.push_back(taper::dynamics_at(r, t, small).beta.value_or(1.0) * 0.999999);
  beta.back() = 1.0;  // the last step has no ratio in the run
  EXPECT_TRUE(taper::test_acceptance(r, beta, small.delta).value().holds);
  beta[120] = 1.0;
  EXPECT_EQ(taper::test_acceptance(r, beta, small.delta).value().first_broken, 120U);
  beta.pop_back();
  EXPECT_FALSE(taper::test_acceptance(r, beta, small.delta));
}

TEST(acceptance, of_a_long_run_is_found_without_walking_it) {
  const std::vector<double> beta{0.999};
  const taper::acceptance_test t = taper::test_acceptance(bound("linear", 1'000'000'000), beta).value();
  // theta' = T/(T-t)^2 = -ln(beta)/delta
  const double left = std::sqrt(1e9 / -std::log(0.999));
  EXPECT_NEAR(static_cast<double>(*t.first_broken), 1e9 - left, 3.0);
  EXPECT_EQ(t.smallest_at, 999'999'998U);
}

TEST(acceptance, rejects_schedules_that_it_cannot_test) {
  const std::vector<double> good{0.9}, zero{0.0}, above{1.5}, none{};
  EXPECT_FALSE(taper::test_acceptance(bound("cosine", 100), zero));
  EXPECT_FALSE(taper::test_acceptance(bound("cosine", 100), above));
  EXPECT_FALSE(taper::test_acceptance(bound("cosine", 100), none));
  EXPECT_FALSE(taper::test_acceptance(bound("cosine", 100), good, -1.0));
  EXPECT_FALSE(taper::test_acceptance(bound("cosine | kronecker", 100), good));
  EXPECT_FALSE(taper::test_acceptance(bound("cosine", 2), good));
}

TEST(safe_area, of_an_extreme_sweep_is_solved_or_rejected) {
  int solved = 0;
  for (const auto& [low, high] : {std::pair{5e-324, 10.0}, {1e-300, 1e300}, {5e-324, 1.7e308}, {1e-10, 1e-9}}) {
    const auto area =
        taper::safe_operating_range(taper::any_window(taper::poly{.i = 2}), "i", 1000, taper::interval{low, high});
    if (!area) continue;  // beyond the parameter's own range
    ++solved;
    for (const taper::interval& i : area->favorable) EXPECT_TRUE(i.low >= low && i.high <= high && i.low <= i.high);
  }
  EXPECT_GE(solved, 2);
  const auto wide =
      taper::safe_operating_range(taper::any_window(taper::poly{.i = 2}), "i", 1000, taper::interval{5e-324, 10.0});
  ASSERT_EQ(wide->favorable.size(), 1U);
  EXPECT_NEAR(wide->favorable[0].low, 1.7629, 1e-4);
}

// A schedule known by its rates only is judged as the same schedule written as one window.
TEST(rates_alone, are_judged_as_the_window_that_gives_them) {
  for (const std::string shape : {"linear", "cosine", "poly(i=4)", "poly(i=6)", "poly(i=10)", "power(p=2)", "rex",
                                  "exp(beta=0.05)", "power(p=0.5)"}) {
    for (const std::uint64_t steps : {999U, 8191U, 8193U, 20'000U, 65'536U, 65'538U, 1'000'000U}) {
      for (const std::uint64_t held : {std::uint64_t{0}, steps / 10, steps * 63 / 100}) {
        const std::string at = std::to_string(held);
        const std::string alone = held == 0 ? "clip(\"" + shape + "\", low=0)"
                                            : "sequence([\"constant\", \"" + shape + "\"], at=[" + at + "])";
        const taper::run rates = bound(alone, steps);
        const taper::run window = bound(held == 0 ? shape : shape + " | hold(" + at + ")", steps);
        const taper::stages a = taper::judge(taper::fall_of(rates));
        const taper::stages b = taper::judge(taper::fall_of(window));
        EXPECT_EQ(a.verdict, b.verdict) << alone << " over " << steps;
        EXPECT_NEAR(a.early.value, b.early.value, 2e-3 * b.early.value + 1e-9) << alone << " over " << steps;
        EXPECT_NEAR(a.middle.steepness, b.middle.steepness, 3e-3 * b.middle.steepness) << alone << " over " << steps;
        EXPECT_NEAR(a.late.value, b.late.value, 2e-3 * b.late.value) << alone << " over " << steps;
      }
    }
  }
}

TEST(rates_alone, a_second_peak_does_not_hide_the_first_fall) {
  for (const std::string spec :
       {"sequence([\"constant\", \"constant | peak(0.01)\", \"linear\"], at=[300, 900])",
        "sequence([\"one_minus_sqrt\", \"linear\"], at=[90%])",
        "sequence([\"linear | peak(0.9)\", \"linear\"], at=[50%])", "torch.CosineAnnealingLR(T_max=100) | peak(0.1)"}) {
    const check_report c = judged(spec, 1000);
    EXPECT_EQ(c.verdict, verdict::violating) << spec;
    EXPECT_TRUE(c.middle.rises_at) << spec;
  }
  // cycles by design are no second peak
  EXPECT_EQ(judged("torch.CosineAnnealingWarmRestarts(T_0=100) | peak(0.1)", 950).verdict, verdict::favorable);
}

TEST(reasons, of_cycles_name_the_cycle) {
  EXPECT_NE(all_text(judged("linear | restarts(4, decay=0.5) | floor(1%)", 1000)).find("of its cycle's peak"),
            std::string::npos);
  const check_report cut = judged("rex | restarts(first=27, stretch=2, forever)", 14);
  EXPECT_TRUE(has(cut.notes, "judged-whole-cycle"));
  EXPECT_FALSE(has(judged("rex | restarts(first=27, stretch=2, forever)", 200).notes, "judged-whole-cycle"));
}

TEST(remedies, cause_no_fault) {
  std::size_t seen = 0;
  for (const std::string& spec : broken_specs()) {
    if (!spec.starts_with("constant") && !spec.starts_with("table")) continue;  // those that have no fall
    for (const std::uint64_t steps : {6U, 9U, 29U}) {
      const auto r = parse(spec)->bind(steps);
      if (!r) continue;
      const auto c = check(*r);
      if (!c) continue;
      for (const std::string& remedy : c->remedies) {
        const std::string lead = "add a fall: ";
        if (!remedy.starts_with(lead)) continue;
        const std::string printed = remedy.substr(lead.size(), remedy.find(", which keeps") - lead.size());
        EXPECT_TRUE(judged(printed, steps).faults.empty()) << spec << " over " << steps << ": " << remedy;
        ++seen;
      }
    }
  }
  EXPECT_GT(seen, 10U);
}

}  // namespace
