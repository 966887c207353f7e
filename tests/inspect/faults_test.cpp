// Every fault and note: a log with it is reported with position and size; the same log without it is not.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"

namespace {

using namespace taper::test;

taper::log_report inspected(const std::string& text) { return taper::inspect(taper::read_log(text).value()).front(); }

const taper::log_finding* found(const std::vector<taper::log_finding>& all, const std::string& id) {
  const auto at = std::find_if(all.begin(), all.end(), [&](const taper::log_finding& f) { return f.id == id; });
  return at == all.end() ? nullptr : &*at;
}

std::string ids(const std::vector<taper::log_finding>& all) {
  std::string out;
  for (const taper::log_finding& f : all) out += (out.empty() ? "" : " ") + f.id;
  return out;
}

bool contains(const taper::log_finding& f, const std::string& text) {
  return f.message.find(text) != std::string::npos;
}

TEST(faults, a_sound_run_has_none) {
  const auto r = inspected(hf_log({.rate = hf_cosine(1e-3, 50, 1000), .last = 1000, .offset = 1, .max_steps = 1000}));
  EXPECT_EQ(ids(r.faults), "");
}

// A row in steps and epochs; 391 steps are an epoch.
std::string with_epochs(const rate_of_counter& rate, std::int64_t last) {
  std::string out = "step,epoch,lr\n";
  for (std::int64_t s = 1; s <= last; s += s < 40 ? 1 : 50)
    out += std::to_string(s) + "," + repr(static_cast<double>(s) / 391.0) + "," + repr(rate(s)) + "\n";
  return out;
}

TEST(faults, a_short_warmup_may_have_been_meant_in_epochs) {
  const auto r = inspected(with_epochs(hf_cosine(0.1, 5, 391 * 90), 391 * 90));
  const taper::log_finding* const f = found(r.notes, "warmup-in-epochs");
  ASSERT_NE(f, nullptr) << ids(r.notes);
  EXPECT_TRUE(contains(*f, "if 5 epochs were meant, that is 1955 steps")) << f->message;
  EXPECT_EQ(ids(r.faults), "");
  const auto in_steps = inspected(with_epochs(hf_cosine(0.1, 5 * 391, 391 * 90), 391 * 90));
  EXPECT_EQ(found(in_steps.notes, "warmup-in-epochs"), nullptr);
}

TEST(faults, a_resume_counted_twice) {
  const auto rate = hf_cosine(1e-3, 0, 3000);
  const auto r = inspected(hf_log({.rate = [=](std::int64_t c) { return c <= 800 ? rate(c) : rate(c + 800); },
                                   .first = 10,
                                   .last = 2000,
                                   .stride = 10,
                                   .max_steps = 3000}));
  ASSERT_NE(found(r.faults, "resume-double-counted"), nullptr) << ids(r.faults);
  EXPECT_EQ(found(r.faults, "resume-double-counted")->step, 810);
}

TEST(faults, a_schedule_that_starts_over) {
  const auto rate = hf_cosine(1e-3, 20, 3000);
  const auto r = inspected(hf_log({.rate = [=](std::int64_t c) { return c <= 800 ? rate(c) : rate(c - 800); },
                                   .first = 10,
                                   .last = 2000,
                                   .stride = 10,
                                   .max_steps = 3000}));
  ASSERT_NE(found(r.faults, "resume-restarted"), nullptr) << ids(r.faults);
  EXPECT_EQ(found(r.faults, "resume-restarted")->step, 810);
}

TEST(faults, a_rate_that_stays_after_a_resume) {
  const auto full = hf_cosine(3e-4, 100, 2000);
  const auto rate = [&](std::int64_t c) { return full(std::min<std::int64_t>(c, 800)); };
  const auto r = inspected(csv_log({.rate = rate, .first = 10, .last = 1600, .stride = 10}));
  ASSERT_NE(found(r.faults, "resume-frozen"), nullptr) << ids(r.faults);
  EXPECT_EQ(found(r.faults, "resume-frozen")->step, 810);
  EXPECT_EQ(r.faults.size(), 1U) << ids(r.faults);
}

TEST(faults, a_fall_to_a_round_bound_is_none) {
  const auto full = hf_cosine(3e-4, 100, 2000);
  const auto rate = [&](std::int64_t c) { return c < 100 ? full(c) : std::max(full(c), 1e-4); };
  const auto r = inspected(csv_log({.rate = rate, .first = 10, .last = 2000, .stride = 10}));
  EXPECT_EQ(ids(r.faults), "");
}

TEST(faults, a_jump_at_a_seam) {
  const auto a = hf_linear(1e-3, 0, 1000);
  const auto r = inspected(hf_log(
      {.rate = [=](std::int64_t c) { return c <= 500 ? a(c) : 2e-4 * (1.0 - static_cast<double>(c - 500) / 900.0); },
       .first = 5,
       .last = 1000,
       .stride = 5}));
  ASSERT_FALSE(r.faults.empty());
  EXPECT_EQ(r.faults.front().step, 505) << r.faults.front().message;
  EXPECT_TRUE(contains(r.faults.front(), "jumps from")) << r.faults.front().message;
}

TEST(faults, a_climb_after_the_end) {
  const auto wave = [](std::int64_t c) {
    return 1e-3 * 0.5 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(c) / 600.0));
  };
  const auto r = inspected(hf_log({.rate = wave, .first = 5, .last = 900, .stride = 5, .max_steps = 900}));
  ASSERT_NE(found(r.faults, "climbs-after-end"), nullptr) << ids(r.faults);
  EXPECT_EQ(found(r.faults, "climbs-after-end")->step, 605);
  EXPECT_EQ(r.last().spec.value_or(r.last().reason), "torch.CosineAnnealingLR(T_max=600) | peak(0.001)");
}

TEST(faults, a_scheduler_that_steps_once_for_each_process) {
  const auto r = inspected(hf_log({.rate = [](std::int64_t c) { return hf_linear(1e-3, 0, 1000)(4 * c); },
                                   .last = 1000,
                                   .offset = 1,
                                   .max_steps = 1000}));
  ASSERT_NE(found(r.faults, "unit-mistake"), nullptr) << ids(r.faults);
  EXPECT_TRUE(contains(*found(r.faults, "unit-mistake"), "4 times too early"));
}

TEST(faults, a_length_that_forgot_gradient_accumulation) {
  const auto r = inspected(hf_log({.rate = hf_cosine(1e-3, 0, 8000), .last = 1000, .offset = 1, .max_steps = 1000}));
  ASSERT_NE(found(r.faults, "unit-mistake"), nullptr) << ids(r.faults);
  EXPECT_TRUE(contains(*found(r.faults, "unit-mistake"), "exactly 8"));
}

TEST(faults, a_floor_that_is_never_reached) {
  const auto r = inspected(hf_log({.rate = hf_cosine(1e-3, 0, 1300), .last = 1000, .offset = 1, .max_steps = 1000}));
  ASSERT_NE(found(r.faults, "unfinished-decay"), nullptr) << ids(r.faults);
  EXPECT_TRUE(contains(*found(r.faults, "unfinished-decay"), "the schedule has 1300 steps, the run 1000"));
}

TEST(faults, a_warmup_longer_than_the_run) {
  const auto r =
      inspected(hf_log({.rate = hf_constant(1e-3, 4000), .first = 5, .last = 300, .stride = 5, .max_steps = 300}));
  ASSERT_NE(found(r.faults, "warmup-never-ends"), nullptr) << ids(r.faults);
  EXPECT_FALSE(r.last().spec) << *r.last().spec;
}

TEST(faults, an_unfinished_rising_log_has_no_fault) {
  const auto r =
      inspected(hf_log({.rate = hf_constant(1e-3, 4000), .first = 5, .last = 300, .stride = 5, .max_steps = 30000}));
  EXPECT_EQ(ids(r.faults), "");
  EXPECT_FALSE(r.last().spec) << *r.last().spec;
  EXPECT_NE(r.last().reason.find("still rises"), std::string::npos) << r.last().reason;
}

TEST(faults, skipped_steps_with_nan_gradients) {
  std::string text = R"({"global_step": 60, "max_steps": 60, "log_history": [)";
  const auto rate = hf_linear(2e-4, 4, 60);
  for (int s = 1; s <= 60; ++s) {
    const int lag = s < 12 ? 1 : s < 30 ? 2 : 3;
    text += std::string(s > 1 ? "," : "") + R"({"step": )" + std::to_string(s) + R"(, "learning_rate": )" +
            repr(rate(s - lag)) + R"(, "grad_norm": )" + (s == 12 || s == 30 ? "NaN" : "1.5") + R"(, "loss": 2.0})";
  }
  const auto r = inspected(text + "]}");
  ASSERT_NE(found(r.faults, "counter-lag"), nullptr) << ids(r.faults);
  const taper::log_finding& f = *found(r.faults, "counter-lag");
  EXPECT_EQ(f.step, 12);
  EXPECT_TRUE(contains(f, "2 optimizer steps skipped")) << f.message;
  EXPECT_TRUE(contains(f, "NaN or infinite at steps 12, 30")) << f.message;
  EXPECT_TRUE(contains(f, "the last rate is")) << f.message;
}

// DeepSpeed's scheduler counts from -1: the first rate of its logarithm, ln 1, is that of two steps.
TEST(faults, the_repeated_first_rate_of_a_log_warmup_is_not_a_skipped_step) {
  for (const double least : {0.0, 1e-5}) {
    const auto rate = deepspeed_log(least, 1e-3, 37);
    for (const std::int64_t first : {0, 1}) {
      const auto r = inspected(hf_log({.rate = [&](std::int64_t c) { return rate(std::max<std::int64_t>(c, 0)); },
                                       .first = first,
                                       .last = 200,
                                       .offset = first + 1,
                                       .max_steps = 200}));
      EXPECT_EQ(ids(r.faults), "") << "from step " << first;
      ASSERT_TRUE(r.last().spec) << r.last().reason;
      EXPECT_TRUE(r.last().spec->starts_with("constant | warmup(37, log")) << *r.last().spec;
      EXPECT_EQ(r.last().lags, (std::vector<taper::counter_lag>{{first, first + 1}}));
      EXPECT_EQ(found(r.notes, "counter-behind"), nullptr) << ids(r.notes);
    }
  }
}

TEST(faults, a_skipped_step_in_a_log_warmup_is_one) {
  const auto rate = deepspeed_log(0.0, 1e-3, 37);
  const auto r = inspected(hf_log({.rate = [&](std::int64_t c) { return rate(std::max<std::int64_t>(c, 0)); },
                                   .first = 1,
                                   .last = 200,
                                   .offset = 2,
                                   .lags = {{3, 3}},  // the first rate three times
                                   .max_steps = 200}));
  ASSERT_NE(found(r.faults, "counter-lag"), nullptr) << ids(r.faults);
  EXPECT_TRUE(contains(*found(r.faults, "counter-lag"), "1 optimizer step skipped"));
}

TEST(notes, report_useful_information) {
  const auto r = inspected(hf_log({.rate = hf_cosine(1e-3, 50, 1000, 0.1), .last = 600, .max_steps = 1000}));
  EXPECT_EQ(ids(r.faults), "");
  EXPECT_NE(found(r.notes, "first-step-zero"), nullptr) << ids(r.notes);
  EXPECT_NE(found(r.notes, "cut-short"), nullptr) << ids(r.notes);
  EXPECT_NE(found(r.notes, "logger-offset"), nullptr) << ids(r.notes);
  EXPECT_NE(found(r.notes, "ends-above-zero"), nullptr) << ids(r.notes);
}

// Where the log begins in the middle, nothing shows how its first steps were counted.
TEST(notes, no_logger_offset_in_the_middle_of_a_run) {
  for (const std::int64_t first : {28, 300}) {
    const auto r = inspected(csv_log({.rate = hf_cosine(1e-3, 0, 1000), .first = first, .last = 600}));
    EXPECT_EQ(found(r.notes, "logger-offset"), nullptr) << first;
  }
}

TEST(notes, a_counter_ahead_of_the_step_does_not_start_at_0) {  // OLMo: the first step has the rate of counter 1
  const auto r = inspected(csv_log({.rate = hf_cosine(1e-3, 50, 1000), .first = 0, .last = 999, .offset = -1}));
  EXPECT_EQ(found(r.notes, "first-step-zero"), nullptr) << ids(r.notes);
}

TEST(notes, a_constant_rate_so_far) {
  const auto open = inspected(csv_log({.rate = hf_constant(1e-3, 0), .last = 200}));
  EXPECT_EQ(open.last().spec.value_or(""), "constant | peak(0.001)");
  EXPECT_NE(found(open.notes, "constant-so-far"), nullptr) << ids(open.notes);
  const auto cut = inspected(hf_log({.rate = hf_constant(1e-3, 0), .last = 200, .max_steps = 10000}));
  EXPECT_FALSE(cut.last().spec) << "a fall may follow";
  const auto whole = inspected(hf_log({.rate = hf_constant(1e-3, 0), .last = 200, .max_steps = 200}));
  EXPECT_EQ(whole.last().spec.value_or(""), "constant | peak(0.001)");
}

}  // namespace
