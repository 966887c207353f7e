// Logs of few digits, or of a part of a run: the schedule where the rows determine it, else no schedule and no fault.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace {

using namespace taper::test;

taper::log_report inspected(const std::string& text) { return taper::inspect(taper::read_log(text).value()).front(); }

bool has_note(const taper::log_report& r, const std::string& id) {
  return std::any_of(r.notes.begin(), r.notes.end(), [&](const auto& f) { return f.id == id; });
}

// (1 - t / T)^0.9
rate_of_counter power_decay(double peak, double total) {
  return [=](std::int64_t c) { return peak * std::pow(1.0 - static_cast<double>(c) / total, 0.9); };
}

// The rates of a schedule in the notation.
rate_of_counter rates_of(const std::string& spec, std::int64_t steps) {
  const auto run = taper::parse(spec).value().over(static_cast<std::uint64_t>(steps));
  return [=](std::int64_t c) { return run(static_cast<std::uint64_t>(std::clamp<std::int64_t>(c, 0, steps - 1))); };
}

// A schedule whose log has a row every `stride` steps in this format.
struct written_run {
  const char* spec;
  std::int64_t steps;
  std::int64_t stride;
  const char* digits;
};

TEST(few_digits, an_unfinished_power_of_0_9) {
  struct part {
    double peak;
    std::int64_t total;
    std::int64_t end;
    std::int64_t stride;
  };
  for (const part& p : {part{0.01, 80000, 30000, 50}, {0.006, 160000, 48000, 50}, {0.02, 300, 150, 1}}) {
    for (const char* const digits : {"%.6f", "%.4e", "%.6g"}) {
      const auto r = inspected(csv_log(
          {.rate = power_decay(p.peak, static_cast<double>(p.total)), .first = 0, .last = p.end, .stride = p.stride},
          digits));
      EXPECT_TRUE(r.faults.empty()) << digits << p.total;
      EXPECT_EQ(r.last().spec.value_or(r.last().reason).substr(0, 12), "power(p=0.9)") << digits << p.total;
      EXPECT_EQ(r.last().steps, p.total) << digits;
    }
  }
}

TEST(few_digits, levels_one_unit_apart_determine_no_schedule) {
  for (const auto& [end, stride] : {std::pair{1567, 100}, {18640, 50}}) {
    const auto r =
        inspected(csv_log({.rate = power_decay(0.001, 2.0 * end), .first = 0, .last = end, .stride = stride}, "%.4f"));
    EXPECT_TRUE(r.faults.empty());
    EXPECT_FALSE(r.last().spec) << *r.last().spec;
  }
}

TEST(few_digits, an_inverse_square_root_after_a_warmup_that_no_row_shows) {
  const auto rate = [](std::int64_t c) { return 5e-4 * std::sqrt(4000.0 / static_cast<double>(c)); };
  for (const char* const digits : {"%.6g", "%.4e", ""}) {
    const auto r = inspected(csv_log({.rate = rate, .first = 10000, .last = 20000, .stride = 100}, digits));
    ASSERT_TRUE(r.last().spec) << r.last().reason;
    EXPECT_TRUE(r.last().spec->starts_with("hf.inverse_sqrt")) << *r.last().spec;
    EXPECT_LE(r.last().warmup_range.least, 1);
    EXPECT_GE(r.last().warmup_range.most, 4000);
    EXPECT_LE(r.last().peak_least, 5e-4);
    EXPECT_GE(r.last().peak_most, 5e-4);
    EXPECT_FALSE(has_note(r, "first-step-zero"));
  }
}

TEST(few_digits, two_equal_drops_may_be_milestones) {
  const auto rate = [](std::int64_t c) { return c < 30 ? 0.1 : c < 60 ? 0.01 : 0.001; };
  const auto r = inspected(csv_log({.rate = rate, .first = 0, .last = 60}, "%.6f"));
  EXPECT_EQ(r.last().spec, "torch.StepLR(step_size=30) | peak(0.1)");
  EXPECT_TRUE(has_note(r, "drops-so-far"));
  EXPECT_TRUE(r.faults.empty());
}

// The biases of a short training with Ultralytics: the rate falls from 0.1 in a warmup of 25 epochs.
TEST(few_digits, levels_of_one_row_are_no_drops) {
  const auto rate = [](std::int64_t c) {
    const double part = std::min(1.0, 0.04 * static_cast<double>(c));
    return 0.1 + part * (1e-4 - 0.1);
  };
  for (const char* const digits : {"%.5g", "%g"}) {
    const auto r = inspected(csv_log({.rate = rate, .first = 1, .last = 150}, digits));
    EXPECT_TRUE(r.faults.empty());
    for (const auto& s : r.segments) {
      const std::string spec = s.spec.value_or("");
      EXPECT_EQ(spec.find("Piecewise"), std::string::npos) << spec;
      EXPECT_EQ(spec.find("sequence"), std::string::npos) << spec;
    }
  }
}

// peak / (1 + r t), in doubles and in floats as Keras computes it: no window with an end, however well one fits.
TEST(few_digits, an_inverse_time_decay) {
  struct decay {
    double peak;
    double rate;
    std::int64_t last;
    std::int64_t stride;
  };
  for (const decay& d : {decay{0.1, 5e-4, 10000, 100}, {0.001, 0.01, 99, 1}}) {
    const auto in_doubles = [&](std::int64_t c) { return d.peak / (1.0 + d.rate * static_cast<double>(c)); };
    const auto in_floats = [&](std::int64_t c) {
      const float below = 1.0f + static_cast<float>(d.rate) * static_cast<float>(c);
      return static_cast<double>(static_cast<float>(d.peak) / below);
    };
    for (const rate_of_counter& rate : {rate_of_counter(in_doubles), rate_of_counter(in_floats)}) {
      for (const char* const digits : {"%g"}) {
        const auto r = inspected(csv_log({.rate = rate, .first = 0, .last = d.last, .stride = d.stride}, digits));
        EXPECT_TRUE(r.last().spec.value_or("").starts_with("keras.InverseTimeDecay"))
            << digits << ' ' << d.rate << ' ' << r.last().spec.value_or(r.last().reason);
        EXPECT_NEAR(r.last().peak, d.peak, 1e-3 * d.peak);
        EXPECT_TRUE(r.faults.empty());
      }
    }
  }
}

// The rounding changes by a factor of ten along the pieces of %e and %g.
TEST(few_digits, three_phases_of_straight_pieces) {
  struct phases {
    std::int64_t steps;
    double part;
  };
  for (const phases& p : {phases{1000, 0.3}, {2000, 0.25}}) {
    const std::string spec = "torch.OneCycleLR(max_lr=0.01, total_steps=" + std::to_string(p.steps) +
                             (p.part == 0.3 ? "" : ", pct_start=" + printed("%g", p.part)) +
                             ", anneal_strategy=linear, three_phase=true)";
    for (const char* const digits : {"%g", "%.3e"}) {
      const auto r = inspected(csv_log({.rate = rates_of(spec, p.steps),
                                        .first = 0,
                                        .last = p.steps - 1,
                                        .stride = std::max<std::int64_t>(1, p.steps / 100)},
                                       digits));
      EXPECT_EQ(r.last().spec, spec) << digits << ' ' << r.last().reason;
      EXPECT_TRUE(r.faults.empty());
    }
  }
}

// Some loggers print the mean of the rates since the last row: no schedule, and no fault, but an explanation.
TEST(few_digits, means_of_rates_are_named) {
  for (const std::int64_t stride : {10, 24}) {
    for (const std::int64_t shift : {0, 1}) {
      const rate_of_counter each = shift == 0 ? hf_cosine(3e-4, 200, 2000) : hf_linear(1e-3, 300, 2000);
      const auto mean = [&](std::int64_t step) {
        double sum = 0.0;
        for (std::int64_t c = step - stride; c < step; ++c) sum += each(c + shift);
        return sum / static_cast<double>(stride);
      };
      const char* const digits = (shift == 0) == (stride == 10) ? "" : "%.4e";
      const auto r = inspected(csv_log({.rate = mean, .first = stride, .last = 2000, .stride = stride}, digits));
      ASSERT_EQ(r.segments.size(), 1u) << stride << digits;
      EXPECT_FALSE(r.last().spec) << *r.last().spec;
      EXPECT_TRUE(r.last().reason.starts_with("each row seems to show the mean")) << r.last().reason;
      EXPECT_TRUE(r.faults.empty());
    }
  }
}

// One row for each epoch with the mean rate of its batches (MAE, DINO).
TEST(few_digits, means_of_epochs_are_named) {
  const auto each = hf_cosine(1.5e-4, 4000, 40000);
  std::string text;
  for (std::int64_t e = 0; e < 400; ++e) {
    double sum = 0.0;
    for (std::int64_t b = 0; b < 100; ++b) sum += each(e * 100 + b);
    text += "{\"train_lr\": " + repr(sum / 100.0) + ", \"train_loss\": 0.5, \"epoch\": " + std::to_string(e) + "}\n";
  }
  const auto r = inspected(text);
  ASSERT_EQ(r.segments.size(), 1u);
  EXPECT_FALSE(r.last().spec) << *r.last().spec;
  EXPECT_TRUE(r.last().reason.starts_with("each row seems to show the mean")) << r.last().reason;
  EXPECT_TRUE(r.faults.empty());
}

TEST(few_digits, one_constant_epoch_before_a_cosine) {
  const auto rate = [](std::int64_t e) {
    return e < 1 ? 0.1 : 0.05 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(e - 1) / 99.0));
  };
  for (const char* const digits : {"%.6f", "%.3e", ""}) {
    const auto r = inspected(csv_log({.rate = rate, .first = 0, .last = 99}, digits));
    EXPECT_EQ(r.last().spec, "cosine | peak(0.1)");
    EXPECT_EQ(r.last().steps, 99);
    EXPECT_TRUE(r.faults.empty());
  }
}

TEST(few_digits, a_slice_near_the_top_of_a_cosine_is_never_another_schedule) {
  for (const char* const digits : {"%.3e", "%.4e", "%.6e", "%.6g", ""}) {
    const auto r = inspected(
        csv_log({.rate = hf_cosine(3e-4, 0, 50000), .first = 500, .last = 2500, .stride = 10, .offset = 0}, digits));
    EXPECT_TRUE(r.faults.empty()) << digits;
    if (!r.last().spec) continue;
    EXPECT_EQ(*r.last().spec, "cosine | peak(0.0003)") << digits;
    EXPECT_EQ(r.last().steps, 50000) << digits;
  }
}

TEST(few_digits, one_cycle_schedules) {
  for (const written_run& w :
       {written_run{"torch.OneCycleLR(max_lr=6.1e-05, total_steps=160, pct_start=0.1)", 160, 5, "%.2e"},
        {"torch.OneCycleLR(max_lr=0.00059, total_steps=10000, pct_start=0.25)", 10000, 50, "%.2e"},
        {"torch.OneCycleLR(max_lr=6.6e-05, total_steps=98, pct_start=0.1, anneal_strategy=linear)", 98, 1, "%.3e"},
        {"torch.OneCycleLR(max_lr=1.4e-05, total_steps=1267, pct_start=0.4, anneal_strategy=linear)", 1267, 1,
         "%.2e"}}) {
    const auto r = inspected(csv_log(
        {.rate = rates_of(w.spec, w.steps), .first = 1, .last = w.steps, .stride = w.stride, .offset = 1}, w.digits));
    EXPECT_EQ(r.last().spec.value_or(r.last().reason), w.spec);
  }
}

TEST(few_digits, one_row_of_the_warmup_is_its_start) {
  for (const written_run& s :
       {written_run{"cosine | warmup(38, from=0.001) | floor(7e-06) | peak(0.0073)", 3278, 50, "%.6E"},
        {"linear | warmup(20, from=0.1) | peak(0.000979)", 17336, 50, "%g"},
        {"linear | warmup(10) | peak(1.81e-05)", 12471, 50, "%.3e"}}) {
    const auto r = inspected(csv_log(
        {.rate = rates_of(s.spec, s.steps), .first = 1, .last = s.steps, .stride = s.stride, .offset = 1}, s.digits));
    EXPECT_EQ(r.last().spec.value_or(r.last().reason), s.spec);
    EXPECT_EQ(r.last().exact, r.last().rows);
  }
}

TEST(few_digits, a_warmup_from_a_fraction) {
  for (const written_run& s : {written_run{"linear | warmup(589, from=0.01) | peak(0.0051)", 2358, 10, "%.2e"},
                               {"poly(i=1.8) | warmup(14, from=0.1) | peak(0.0001)", 1220, 10, ""}}) {
    const auto r = inspected(csv_log(
        {.rate = rates_of(s.spec, s.steps), .first = s.stride, .last = s.steps - 1, .stride = s.stride}, s.digits));
    EXPECT_EQ(r.last().spec.value_or(r.last().reason), s.spec);
    EXPECT_EQ(r.last().exact, r.last().rows);
  }
}

TEST(few_digits, a_decay_after_a_hold_that_other_families_nearly_fit) {
  const std::string spec = "exp(beta=0.5) | warmup(7) | hold(36) | floor(5%) | peak(0.003)";
  const auto r = inspected(csv_log({.rate = rates_of(spec, 71), .first = 1, .last = 71, .offset = 1}, "%.2e"));
  EXPECT_EQ(r.last().spec.value_or(r.last().reason), spec);
}

TEST(few_digits, parts_of_an_unknown_curve_are_not_reported) {
  const auto rate = rates_of("power(p=6) | warmup(4) | hold(18) | floor(9.9%) | peak(0.8)", 200);
  const auto r = inspected(csv_log({.rate = rate, .first = 0, .last = 59}, "%.3e"));
  EXPECT_TRUE(r.faults.empty());
  for (const auto& s : r.segments) {
    if (s.spec && s.from > 24) {
      EXPECT_LE(s.peak, 0.8) << *s.spec;
    }
  }
}

}  // namespace
