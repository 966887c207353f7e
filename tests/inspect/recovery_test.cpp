// Generated copies of the real logs, with the formulas of the trainers, so that the tests run everywhere.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <tuple>
#include <vector>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"

namespace {

using namespace taper::test;

taper::log_report inspected(const std::string& text) { return taper::inspect(taper::read_log(text).value()).front(); }

std::string spec_of(const taper::log_report& report) {
  return report.last().spec.value_or("null: " + report.last().reason);
}

bool has_fault(const taper::log_report& report, const std::string& id) {
  for (const taper::log_finding& f : report.faults) {
    if (f.id == id) return true;
  }
  return false;
}
bool has_note(const taper::log_report& report, const std::string& id) {
  for (const taper::log_finding& f : report.notes) {
    if (f.id == id) return true;
  }
  return false;
}

TEST(recovery, linear_with_warmup_is_recovered_to_the_last_bit) {
  const auto r = inspected(hf_log(
      {.rate = hf_linear(2e-5, 87, 870), .first = 50, .last = 870, .stride = 50, .offset = 1, .max_steps = 870}));
  EXPECT_EQ(spec_of(r), "linear | warmup(87) | peak(2e-05)");
  EXPECT_EQ(r.last().steps, 870);
  EXPECT_EQ(r.last().warmup_range, (taper::whole_range{87, 87}));
  EXPECT_EQ(r.last().lags, (std::vector<taper::counter_lag>{{50, 1}}));
  EXPECT_EQ(r.last().exact, r.last().rows);
  EXPECT_TRUE(r.faults.empty());
}

TEST(recovery, a_warmup_between_no_rows_is_a_range) {
  const auto r =
      inspected(hf_log({.rate = hf_linear(0.02, 0, 3000), .first = 10, .last = 3000, .stride = 10, .max_steps = 3000}));
  EXPECT_EQ(spec_of(r), "linear | peak(0.02)");
  EXPECT_EQ(r.last().warmup_range, (taper::whole_range{0, 10}));
  EXPECT_TRUE(has_note(r, "logger-offset"));
}

TEST(recovery, cosine_to_a_floor) {
  const auto r =
      inspected(hf_log({.rate = hf_cosine(1.5e-4, 7, 112, 0.05), .last = 112, .offset = 1, .max_steps = 112}));
  EXPECT_EQ(spec_of(r), "cosine | warmup(7) | floor(5%) | peak(0.00015)");
  EXPECT_EQ(r.last().steps, 112);
  EXPECT_TRUE(has_note(r, "ends-above-zero"));
  EXPECT_TRUE(has_note(r, "first-step-zero"));
}

TEST(recovery, a_run_cut_short_is_recognized_by_its_plan) {
  const auto r =
      inspected(hf_log({.rate = hf_cosine(3e-5, 100, 14973), .last = 2000, .offset = 1, .max_steps = 14973}));
  EXPECT_EQ(spec_of(r), "cosine | warmup(100) | peak(3e-05)");
  EXPECT_EQ(r.last().steps, 14973);
  EXPECT_TRUE(has_note(r, "cut-short"));
}

TEST(recovery, skipped_steps_are_found_where_they_happened) {
  const auto r = inspected(hf_log({.rate = hf_linear(1e-5, 500, 5000),
                                   .first = 25,
                                   .last = 5000,
                                   .stride = 25,
                                   .offset = 2,
                                   .lags = {{125, 3}, {375, 4}},
                                   .max_steps = 5000}));
  EXPECT_EQ(spec_of(r), "linear | warmup(500) | peak(1e-05)");
  EXPECT_EQ(r.last().lags, (std::vector<taper::counter_lag>{{25, 2}, {125, 3}, {375, 4}}));
  EXPECT_TRUE(has_fault(r, "counter-lag"));
  EXPECT_EQ(r.faults.front().step, 125);
}

TEST(recovery, a_rescaled_resume_names_the_retarget_that_would_have_been_continuous) {
  const auto before = hf_linear(2e-5, 0, 20000);
  const auto after = hf_linear(2e-5, 0, 40000);
  const auto r = inspected(hf_log({.rate = [=](std::int64_t c) { return c <= 10000 ? before(c) : after(c); },
                                   .first = 10,
                                   .last = 38000,
                                   .stride = 10,
                                   .max_steps = 40000}));
  ASSERT_EQ(r.segments.size(), 2u);
  EXPECT_EQ(r.segments[0].steps, 20000);
  EXPECT_EQ(r.segments[1].steps, 40000);
  ASSERT_TRUE(has_fault(r, "resume-rescaled"));
  EXPECT_EQ(r.faults.front().step, 10010);
  EXPECT_EQ(r.faults.front().remedy, "to continue without a jump");
  const taper::suggested_call& call = r.faults.front().call.value();
  EXPECT_EQ(call.function, "retarget");
  EXPECT_EQ(call.spec, "linear | peak(2e-05)");
  EXPECT_EQ(call.arguments, (decltype(call.arguments){{"steps", 20000}, {"at", 10000}, {"new_steps", 40000}}));
}

// `retarget --at` names the next step to run, however the log counts: from 0; steps that are done, with the rate of the
// last or of the next.
TEST(recovery, the_suggested_retarget_begins_at_the_next_step) {
  struct counting {
    std::int64_t first;
    std::int64_t offset;
    std::int64_t next;  // after row 800 of the old plan
  };
  const auto before = hf_linear(2e-4, 100, 2000);
  const auto after = hf_linear(2e-4, 100, 4000);
  for (const std::int64_t stride : {1, 10}) {
    for (const counting& c : {counting{0, 0, 801}, {stride, 0, 800}, {stride, 1, 800}}) {
      const auto rate = [&](std::int64_t counter) {
        return counter + c.offset <= 800 ? before(counter) : after(counter);
      };
      const auto r =
          inspected(csv_log({.rate = rate, .first = c.first, .last = 3990, .stride = stride, .offset = c.offset}));
      ASSERT_TRUE(has_fault(r, "resume-rescaled"));
      EXPECT_EQ(r.faults.front().call.value().arguments.at(1),
                (std::pair<std::string_view, std::int64_t>{"at", c.next}))
          << stride << ' ' << c.first << ' ' << c.offset;
    }
  }
}

TEST(recovery, deepspeed_logarithmic_warmup) {
  const auto plain = inspected(hf_log(
      {.rate = deepspeed_log(0.0, 1e-4, 37), .first = 10, .last = 1210, .stride = 10, .offset = 1, .max_steps = 1218}));
  EXPECT_EQ(spec_of(plain), "constant | warmup(37, log) | peak(0.0001)");
  const auto lifted =
      inspected(hf_log({.rate = deepspeed_log(1e-5, 2e-5, 4), .last = 128, .offset = 1, .max_steps = 128}));
  EXPECT_EQ(spec_of(lifted), "constant | warmup(4, log, from=0.5) | peak(2e-05)");
}

TEST(recovery, the_same_rows_as_a_table) {
  const auto r = inspected(csv_log({.rate = hf_cosine(1e-3, 40, 400), .last = 400}));
  EXPECT_EQ(r.format, "csv");
  EXPECT_EQ(spec_of(r), "cosine | warmup(40) | peak(0.001)");
  EXPECT_EQ(r.last().steps, 400);
}

// Logs that random tests have found: a skip early in a short warmup that no row shows.
TEST(recovery, a_skip_after_an_unseen_warmup_leaves_the_planned_length) {
  const auto r = inspected(hf_log({.rate = hf_linear(1.2e-6, 3, 485),
                                   .first = 13,
                                   .last = 485,
                                   .stride = 13,
                                   .lags = {{143, 1}},
                                   .max_steps = 485}));
  ASSERT_TRUE(r.last().spec) << r.last().reason;
  EXPECT_EQ(r.last().steps_range, (taper::whole_range{485, 485})) << *r.last().spec;
  EXPECT_LE(r.last().warmup_range.least, 3);
  EXPECT_GE(r.last().warmup_range.most, 3);
  EXPECT_EQ(r.last().lags, (std::vector<taper::counter_lag>{{13, 0}, {143, 1}}));
}

TEST(recovery, many_skips_soon_after_the_warmup_are_recovered) {
  const auto r = inspected(hf_log({.rate = hf_linear(1e-6, 54, 1712),
                                   .first = 9,
                                   .last = 1712,
                                   .stride = 9,
                                   .offset = 1,
                                   .lags = {{90, 2}, {126, 5}, {162, 8}},
                                   .max_steps = 1712}));
  EXPECT_EQ(spec_of(r), "linear | warmup(54) | peak(1e-06)");
  EXPECT_EQ(r.last().lags, (std::vector<taper::counter_lag>{{9, 1}, {90, 2}, {126, 5}, {162, 8}}));
}

// The first hundredths of a cosine in seven digits: parts of it look like parts of other curves.
TEST(recovery, the_beginning_of_a_curve_in_few_digits_is_not_two_schedules) {
  for (const auto& [peak, total, ratio, last] :
       {std::tuple{3.2e-6, 2370, 0.2, 47}, std::tuple{1.7e-6, 3439, 0.05, 68}, std::tuple{2.9e-6, 1537, 0.01, 30}}) {
    const auto r = inspected(csv_log({.rate = hf_cosine(peak, 0, total, ratio), .last = last}, "%.6E"));
    ASSERT_EQ(r.segments.size(), 1u) << total;
    if (r.last().spec) {
      EXPECT_TRUE(r.last().spec->starts_with("cosine")) << *r.last().spec;
    }
  }
}

TEST(recovery, six_digits_are_enough_for_a_finished_run) {
  const auto r =
      inspected(csv_log({.rate = hf_cosine(6e-4, 70, 1000, 0.1), .last = 999, .stride = 3, .offset = 0}, "%.6E"));
  EXPECT_EQ(r.precision.text(), "%.6E");
  EXPECT_EQ(spec_of(r), "cosine | warmup(70) | floor(10%) | peak(0.0006)");
  EXPECT_EQ(r.last().steps, 1000);
}

TEST(recovery, two_rows_are_not_enough) {
  const auto r = inspected(
      hf_log({.rate = hf_linear(5e-4, 0, 1000), .first = 500, .last = 1000, .stride = 500, .max_steps = 1000}));
  EXPECT_FALSE(r.last().spec);
  EXPECT_EQ(r.last().reason, "only two rows");
}

// Few digits: what they leave open is not reported as a schedule.
TEST(recovery, few_digits_determine_little) {
  const auto table = [](const rate_of_counter& rate, const char* format, std::int64_t last, std::int64_t stride) {
    return inspected(csv_log({.rate = rate, .first = 0, .last = last, .stride = stride}, format));
  };
  const auto top = table(hf_cosine(3e-4, 0, 200000), "%.3g", 13000, 500);
  EXPECT_FALSE(top.last().spec) << *top.last().spec;  // 0.0003, 0.0003, 0.000299, …
  const auto rise = table(hf_linear(1e-4, 200000, 500000), "%.6f", 3000, 200);
  EXPECT_FALSE(rise.last().spec) << *rise.last().spec;
  const auto digit = table(hf_linear(3e-6, 0, 4000), "%.6f", 3000, 100);
  EXPECT_FALSE(digit.last().spec) << *digit.last().spec;
  const auto none = table(hf_constant(2e-8, 0), "%.6f", 3000, 100);
  EXPECT_EQ(spec_of(none), "null: the rates have only one digit");
  const auto constant = table(hf_constant(0.001, 0), "%.4f", 3000, 100);
  EXPECT_EQ(spec_of(constant), "constant | peak(0.001)");
}

TEST(recovery, a_straight_rise_to_the_last_row_is_a_warmup) {
  for (const char* const format : {"%g", "%.6f", "%.3e", ""}) {
    const auto r = inspected(csv_log({.rate = [](std::int64_t c) { return 1e-7 + 2.49975e-6 * static_cast<double>(c); },
                                      .first = 311,
                                      .last = 3200,
                                      .stride = 311},
                                     format));
    EXPECT_EQ(r.segments.size(), 1u) << format;
    EXPECT_NE(spec_of(r).find("the rate still rises at the last row"), std::string::npos) << format << spec_of(r);
  }
}

TEST(recovery, one_late_epoch_leaves_its_start_open) {
  std::string text;
  for (int b = 20; b <= 200; b += 10) {
    const double u = (94.0 * 310.0 + b) / (120.0 * 310.0);  // epochs count from 0
    text += "Epoch: [94/120] Iter:[" + std::to_string(b) + "/310], lr: [" + repr(0.02 * std::pow(1.0 - u, 0.9)) + "]\n";
  }
  EXPECT_NE(spec_of(inspected(text)).find("all rows are of one epoch"), std::string::npos) << spec_of(inspected(text));
}

TEST(recovery, two_rates_that_differ_little_are_no_drop) {
  const auto drop_to = [](double factor) {
    return inspected(
        csv_log({.rate = [=](std::int64_t c) { return c < 50 ? 2.17e-3 : 2.17e-3 * factor; }, .last = 100}, "%.2e"));
  };
  EXPECT_FALSE(drop_to(0.92).last().spec) << *drop_to(0.92).last().spec;
  EXPECT_TRUE(drop_to(0.1).last().spec) << drop_to(0.1).last().reason;
}

TEST(recovery, few_rows_are_one_piece) {
  for (const char* const rows : {"0,0.02\n200,0.0197\n", "83,2.91842e-05\n84,2.95359e-05\n85,2.98875e-05\n",
                                 "1,0.1\n2,0.01\n3,0.1\n", "13673,4.56e-05\n13799,3.41e-05\n13931,3.41e-05\n"}) {
    const auto r = inspected(std::string("step,lr\n") + rows);
    EXPECT_EQ(r.segments.size(), 1u) << rows;
    EXPECT_FALSE(r.last().spec) << rows << *r.last().spec;
    EXPECT_TRUE(r.faults.empty() && r.notes.empty()) << rows;
  }
}

TEST(recovery, the_tail_of_a_longer_schedule_is_located) {
  const auto r = inspected(
      hf_log({.rate = hf_cosine(3e-4, 0, 183), .first = 3, .last = 16, .stride = 5, .offset = -166, .max_steps = 16}));
  EXPECT_EQ(spec_of(r), "cosine | peak(0.0003)");
  EXPECT_EQ(r.last().steps, 183);
  EXPECT_EQ(r.last().lags.front().lag, -166);
  EXPECT_TRUE(has_fault(r, "other-horizon"));
}

TEST(recovery, the_next_best_family_is_named_with_its_misfit) {
  const auto r =
      inspected(hf_log({.rate = hf_cosine(3e-5, 100, 14973), .last = 2000, .offset = 1, .max_steps = 14973}));
  ASSERT_TRUE(r.last().next_best);
  EXPECT_EQ(r.last().next_best->name, "cosine | floor(10%)");
  EXPECT_NEAR(r.last().next_best->misfit, 0.00206, 0.0002);
}

}  // namespace
