// The definitions of docs/semantics.md: clock, rise, restarts, Kronecker, verdict, faults, budget.
#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <span>
#include <vector>

#include "taper/taper.hpp"

namespace {

using taper::check;
using taper::check_report;
using taper::parse;
using taper::verdict;

taper::run bound(const std::string& spec, std::uint64_t steps) { return parse(spec).value().over(steps); }
check_report judged(const std::string& spec, std::uint64_t steps, const taper::check_options& how = {}) {
  return check(bound(spec, steps), how).value();
}
bool has(const std::vector<taper::finding>& all, const std::string& id) {
  for (const taper::finding& f : all) {
    if (f.id == id) return true;
  }
  return false;
}

TEST(clock, one_minus_x_keeps_full_precision_at_a_billion_steps) {
  const auto r = bound("linear", 1'000'000'000);
  EXPECT_EQ(r(999'999'999), 1e-9);
  EXPECT_EQ(bound("linear", std::uint64_t{1} << 62U)((std::uint64_t{1} << 62U) - 1), 0x1p-62);
}

TEST(window, an_inverse_gives_the_phase_of_a_value) {
  std::size_t families = 0;
  taper::for_each_family([&]<class F>() {
    if constexpr (requires(const F& f) { f.inverse(0.5); }) {
      ++families;
      const F window = taper::example_member<F>();
      const auto kernel = window.kernel();
      for (int i = 0; i <= 16; ++i) {
        const double y = static_cast<double>(i) / 16.0;
        EXPECT_NEAR(kernel.value(taper::phase::at(window.inverse(y))), y, 1e-14) << F::info.name;
      }
    }
  });
  EXPECT_EQ(families, 7u);
  EXPECT_DOUBLE_EQ(taper::linear{}.inverse(1.25), -0.25);
  EXPECT_NEAR(taper::power{.p = 2.0}.inverse(1.21), -0.1, 1e-15);
  EXPECT_NEAR(taper::exp{.beta = 0.25}.inverse((std::pow(0.25, -0.5) - 0.25) / 0.75), -0.5, 1e-15);
}

TEST(clock, a_percentage_is_not_rounded_to_steps) {
  const auto r = bound("linear | warmup(15%)", 10);  // W = 1.5
  EXPECT_DOUBLE_EQ(r(1), 1.0 / 1.5);
  EXPECT_DOUBLE_EQ(r(2), 8.0 / 8.5);
}

TEST(rise, warmup_starts_at_from_and_ignores_the_floor) {
  const auto r = bound("cosine | warmup(10, from=0.2) | floor(50%) | peak(2)", 100);
  EXPECT_DOUBLE_EQ(r(0), 0.4);
  EXPECT_DOUBLE_EQ(r(5), 2.0 * (0.2 + 0.8 * 0.5));
  EXPECT_EQ(r(10), 2.0);
}

TEST(rise, the_log_warmup_equals_deepspeeds) {
  const auto r = bound("constant | warmup(37, log) | peak(1e-4)", 1218);
  EXPECT_NEAR(r(9), 1e-4 * std::log(10.0) / std::log(37.0), 1e-19);
  EXPECT_EQ(r(37), 1e-4);
}

TEST(ends, terminal_values) {
  EXPECT_EQ(bound("cosine", 10)(10), 0.0);
  EXPECT_EQ(bound("cosine | floor(10%) | peak(2)", 10)(1'000'000), 0.2);
  EXPECT_EQ(bound("constant | peak(3)", 10)(12), 3.0);
  EXPECT_EQ(bound("chebyshev(condition=4)", 10)(10), 0.25);
  EXPECT_EQ(bound("cosine | floor(1e-5) | peak(1e-3)", 10)(10), 1e-5);
}

TEST(restarts, stretched_boundaries_are_exact) {
  EXPECT_EQ(taper::cycle_plan::bounds(7 * 100, 3, 2.0), (std::vector<std::uint64_t>{0, 100, 300, 700}));
  const auto three = taper::cycle_plan::endless_bounds(100, 3.0);
  EXPECT_EQ(three[5], 12'100U);  // 121 N, where a floating logarithm fails
  const auto half = taper::cycle_plan::endless_bounds(1000, 1.5);
  EXPECT_EQ(half[2], 2500U);
  EXPECT_EQ(half[5], 13188U);  // 13187.5 rounds half up
}

TEST(restarts, the_last_step_before_a_boundary_is_low_and_the_next_at_the_peak) {
  const auto r = bound("cosine | restarts(first=100, stretch=3, forever)", 100'000);
  for (const std::uint64_t b : {100U, 400U, 1300U, 4000U, 12'100U}) {
    EXPECT_EQ(r(b), 1.0) << b;
    EXPECT_LT(r(b - 1), 1e-3) << b;
  }
}

TEST(restarts, peaks_decay_and_an_absolute_floor_stays) {
  const auto r = bound("cosine | restarts(2, decay=0.5) | floor(0.1) | peak(1)", 100);
  EXPECT_EQ(r(50), 0.5);
  EXPECT_EQ(r(100), 0.1);
  EXPECT_FALSE(parse("cosine | restarts(3, decay=0.1) | floor(0.1) | peak(1)").value().bind(100));
}

TEST(verdicts, of_special_shapes) {
  const check_report constant = judged("constant", 1000);
  EXPECT_EQ(constant.early.verdict, verdict::favorable);
  EXPECT_EQ(constant.middle.verdict, verdict::favorable);
  EXPECT_EQ(constant.late.verdict, verdict::violating);
  EXPECT_FALSE(constant.collapse);
  EXPECT_EQ(judged("table([[0,1],[0.6,0.3],[0.8,0.5],[1,0]])", 1000).middle.verdict, verdict::violating);
  EXPECT_EQ(judged("cosine | kronecker(sorted)", 1000).verdict, verdict::favorable);
  EXPECT_EQ(judged("cosine | kronecker", 1000).verdict, verdict::violating);
  EXPECT_FALSE(check(bound("cosine", 1)));
}

TEST(verdicts, the_clock_of_the_run_includes_the_hold) {
  taper::check_options how;
  how.clock = taper::judged_clock::whole_run;
  const check_report c = judged("linear | hold(80%)", 1000, how);
  EXPECT_EQ(c.late.verdict, verdict::violating);
  EXPECT_NEAR(c.end_times_length, 5.0, 1e-9);
  EXPECT_EQ(judged("linear | hold(80%)", 1000).verdict, verdict::favorable);
}

TEST(verdicts, restarts_are_judged_by_their_worst_cycle) {
  const check_report c = judged("cosine | restarts(3, decay=0.1) | floor(0.005) | peak(1)", 3000);
  EXPECT_EQ(c.cycle, 2U);
  EXPECT_EQ(c.verdict, verdict::violating);
}

TEST(verdicts, slack_and_limits_are_options) {
  taper::check_options how;
  how.slack = 5.0;
  EXPECT_EQ(judged("exp(beta=0.05)", 1000, how).early.verdict, verdict::favorable);
  how.steepness_max = 20.0;
  EXPECT_EQ(judged("sigmoid(i=40)", 1000, how).middle.verdict, verdict::marginal);
  how.delta = -1.0;
  EXPECT_FALSE(check(bound("cosine", 1000), how));
}

TEST(collapse, critical_delta_and_premature) {
  const check_report e = judged("exp(beta=0.05)", 1000);
  EXPECT_NEAR(e.collapse->critical_delta, 0.515, 5e-4);
  EXPECT_EQ(e.collapse->at, 363U);
  EXPECT_TRUE(e.collapse->premature);
  EXPECT_FALSE(e.collapse->abrupt);
  EXPECT_TRUE(judged("sigmoid(i=40)", 1000).collapse->abrupt);
}

TEST(budget, of_long_runs_is_the_integral) {
  EXPECT_NEAR(judged("exp(beta=0.05)", 1'000'000'000).budget, 0.28117662, 1e-8);
  EXPECT_NEAR(judged("poly(i=0.5, n=1)", 1'000'000'000).budget, 1.0 / 3.0, 1e-8);
  EXPECT_NEAR(judged("cosine | warmup(10%) | floor(10%)", 1'000'000'000).budget, 0.05 + 0.9 * 0.55, 1e-8);
  // the quadrature and the sum meet where one takes over from the other
  EXPECT_NEAR(judged("sigmoid(i=40) | hold(30%)", (1U << 20U) + 1).budget,
              judged("sigmoid(i=40) | hold(30%)", 1U << 20U).budget, 1e-6);
}

TEST(budget, of_a_long_run_by_analysis_is_the_sum_of_its_rates) {
  constexpr std::uint64_t steps = 3'000'017;  // of which more than a million rise
  for (const char* spec :
       {"cosine | warmup(40%)", "linear | warmup(40%, one_minus_sqrt) | floor(10%)",
        "poly(i=1.8) | warmup(30%, mirror) | hold(10%)", "cosine | restarts(5, stretch=2, decay=0.5)",
        "sigmoid(i=4) | warmup(30%) | restarts(3) | floor(10%)", "exp(beta=0.05) | restarts(4) | hold(20%)"}) {
    const taper::run r = taper::parse(spec).value().over(steps);
    std::vector<double> rates(4096);
    double sum = 0.0;
    for (std::uint64_t t = 0; t < steps; t += rates.size()) {
      const std::span<double> block(rates.data(),
                                    static_cast<std::size_t>(std::min<std::uint64_t>(rates.size(), steps - t)));
      r.fill(t, block);
      sum += std::accumulate(block.begin(), block.end(), 0.0);
    }
    EXPECT_NEAR(taper::budget_of(r) * static_cast<double>(steps), sum, 1e-7 * sum) << spec;
  }
}

TEST(findings, faults_and_notes) {
  EXPECT_TRUE(has(judged("table([[0,1],[0.5,-0.1],[1,0]])", 100).faults, "negative-rate"));
  EXPECT_TRUE(has(judged("table([[0,1],[0.5,0.2],[0.8,0.4],[1,0]])", 100).faults, "climb"));
  EXPECT_TRUE(has(judged("table([[0,0.5],[1,0]]) | warmup(10)", 100).faults, "seam-jump"));
  EXPECT_TRUE(has(judged("table([[0,0.5],[1,0]])", 100).faults, "peak-never-reached"));
  EXPECT_TRUE(has(judged("cosine | restarts(first=70, forever)", 100).faults, "unfinished-decay"));
  EXPECT_TRUE(has(judged("cosine | warmup(10)", 100).notes, "first-step-zero"));
  EXPECT_TRUE(has(judged("cosine | floor(10%)", 100).notes, "ends-above-zero"));
  EXPECT_TRUE(judged("cosine", 100).faults.empty());
  EXPECT_TRUE(judged("cosine", 100).notes.empty());
}

TEST(safe_area, a_grid_has_the_verdict_of_each_cell) {
  struct example {
    taper::any_window window;
    std::string first, second;
  };
  for (const example& e : {example{taper::any_window(taper::poly{.i = 2}), "i", "n"},
                           example{taper::any_window(taper::sigmoid{.i = 4}), "i", "c"}}) {
    const std::vector<double> columns = taper::sweep_values(e.window, e.first, {}, 45).value();
    const std::vector<double> rows = taper::sweep_values(e.window, e.second, {}, 21).value();
    const std::vector<verdict> grid = taper::verdicts_on_grid(e.window, e.first, columns, e.second, rows, 200);
    ASSERT_EQ(grid.size(), columns.size() * rows.size());
    for (std::size_t k = 0; k < grid.size(); ++k) {
      const taper::any_window row = *taper::with_parameter(e.window, e.second, rows[k / columns.size()]);
      const taper::any_window cell = *taper::with_parameter(row, e.first, columns[k % columns.size()]);
      EXPECT_EQ(grid[k], taper::verdict_of(cell, 200))
          << e.first << " " << columns[k % columns.size()] << ", " << e.second << " " << rows[k / columns.size()];
      const taper::run r = taper::schedule{cell, {}}.over(200);
      EXPECT_EQ(grid[k], taper::judge(taper::fall_of(r)).verdict);
    }
  }
}

TEST(safe_area, boundaries_are_solved) {
  const taper::safe_range area = taper::safe_operating_range(taper::any_window(taper::poly{.i = 2}), "i", 1000).value();
  ASSERT_EQ(area.favorable.size(), 1U);
  EXPECT_NEAR(area.favorable[0].low, 1.7629, 1e-4);
  EXPECT_NEAR(area.favorable[0].high, 5.243, 1e-3);
  EXPECT_NEAR(area.marginal[0].low, 1.7294, 1e-4);
  EXPECT_NEAR(area.marginal[0].high, 10.03, 1e-2);
  for (const double just_inside : {area.favorable[0].low * (1 + 1e-7), area.favorable[0].high * (1 - 1e-7)}) {
    EXPECT_EQ(taper::verdict_of(taper::any_window(taper::poly{.i = just_inside}), 1000), verdict::favorable);
  }
  for (const double just_outside : {area.favorable[0].low * (1 - 1e-7), area.favorable[0].high * (1 + 1e-7)}) {
    EXPECT_NE(taper::verdict_of(taper::any_window(taper::poly{.i = just_outside}), 1000), verdict::favorable);
  }
  EXPECT_FALSE(taper::safe_operating_range(taper::any_window(taper::poly{.i = 2}), "q", 1000));
}

}  // namespace
