// Every family that inspect knows, logged with the formulas of the trainers and recovered from the rows.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace {

using namespace taper::test;

taper::log_report inspected(const std::string& text) { return taper::inspect(taper::read_log(text).value()).front(); }

double part(std::int64_t a, std::int64_t b) { return static_cast<double>(a) / static_cast<double>(b); }

/// The last segment is the only one, fits every row, and its text gives the logged rates.
void expect_only(const taper::log_report& r, const logged_run& run, const std::string& spec, std::int64_t steps) {
  ASSERT_EQ(r.segments.size(), 1u) << r.segments.front().spec.value_or("null: " + r.segments.front().reason);
  const taper::log_segment& s = r.last();
  ASSERT_TRUE(s.spec) << s.reason << (s.also.empty() ? "" : ": " + s.also.front());
  EXPECT_EQ(*s.spec, spec);
  EXPECT_EQ(s.steps, steps);
  EXPECT_EQ(s.exact, s.rows);
  const auto parsed = taper::parse(*s.spec);
  ASSERT_TRUE(parsed) << parsed.error().message;
  const std::int64_t length = steps > 0 ? steps : run.last + 1;
  const auto bound = parsed->over(static_cast<std::uint64_t>(length));
  for (std::int64_t t = run.first; t <= std::min(run.last, length - 1); t += run.stride) {
    const std::int64_t c = run.counter(t);
    if (c < 0) continue;
    ASSERT_NEAR(bound(static_cast<std::uint64_t>(c)), run.rate(c), 1e-11 * s.peak) << "at counter " << c;
  }
}

void reported_as(const logged_run& run, const std::string& spec, std::int64_t steps) {
  expect_only(inspected(hf_log(run)), run, spec, steps);
}

rate_of_counter cosine_cycles(double peak, std::int64_t w, std::int64_t length, double decay = 1.0,
                              std::int64_t growth = 1, double least = 0.0) {
  return [=](std::int64_t c) {
    if (c < w) return peak * part(c, w);
    std::int64_t t = c - w;
    std::int64_t now = length;
    double height = peak;
    while (t >= now) {
      t -= now;
      now *= growth;
      height *= decay;
    }
    return least + (height - least) * 0.5 * (1.0 + std::cos(std::numbers::pi * part(t, now)));
  };
}

TEST(families, inverse_square_root_after_a_warmup) {
  const auto rate = [](std::int64_t c) { return c < 400 ? 5e-4 * part(c, 400) : 5e-4 * std::sqrt(part(400, c)); };
  reported_as({.rate = rate, .first = 20, .last = 6000, .stride = 20},
              "hf.inverse_sqrt(num_warmup_steps=400) | peak(0.0005)", 0);
}

TEST(families, polynomial_to_a_last_rate) {
  const auto rate = [](std::int64_t c) {
    if (c < 100) return 1e-3 * part(c, 100);
    return 1e-5 + (1e-3 - 1e-5) * std::pow(1.0 - part(c - 100, 1900), 2.0);
  };
  reported_as({.rate = rate, .first = 10, .last = 2000, .stride = 10, .max_steps = 2000},
              "power(p=2) | warmup(100) | floor(1%) | peak(0.001)", 2000);
}

TEST(families, warmup_stable_decay_in_each_of_its_falls) {
  const auto wsd = [](auto fall) {
    return [=](std::int64_t c) {
      if (c < 50) return 3e-4 * part(c, 50);
      return c <= 800 ? 3e-4 : 3e-4 * std::max(0.0, fall(part(c - 800, 200)));
    };
  };
  const logged_run shape{.rate = {}, .first = 4, .last = 1000, .stride = 4, .max_steps = 1000};
  logged_run run = shape;
  run.rate = wsd([](double u) { return 1.0 - u; });
  reported_as(run, "linear | warmup(50) | hold(750) | peak(0.0003)", 1000);
  run.rate = wsd([](double u) { return 1.0 - std::sqrt(u); });
  reported_as(run, "one_minus_sqrt | warmup(50) | hold(750) | peak(0.0003)", 1000);
  run.rate = wsd([](double u) { return 0.5 * (1.0 + std::cos(std::numbers::pi * u)); });
  reported_as(run, "cosine | warmup(50) | hold(750) | peak(0.0003)", 1000);
  run.rate = wsd([](double u) { return 2.0 * std::pow(0.5, u) - 1.0; });  // Megatron's exponential
  reported_as(run, "exp(beta=0.5) | warmup(50) | hold(750) | peak(0.0003)", 1000);
}

TEST(families, a_rate_that_falls_by_a_factor_every_step) {
  const auto rate = [](std::int64_t c) { return 0.1 * std::pow(0.999, static_cast<double>(c)); };
  reported_as({.rate = rate, .last = 900, .stride = 3}, "torch.ExponentialLR(gamma=0.999) | peak(0.1)", 0);
}

TEST(families, deepspeed_log_warmup_then_a_line) {
  const auto rate = [](std::int64_t c) {
    return c < 60 ? 2e-4 * std::log(static_cast<double>(c + 1)) / std::log(60.0) : 2e-4 * part(900 - c, 840);
  };
  reported_as({.rate = rate, .last = 900, .stride = 3, .max_steps = 900}, "linear | warmup(60, log) | peak(0.0002)",
              900);
}

TEST(families, a_warmup_that_counts_from_one) {
  const auto rate = [](std::int64_t c) {
    return c < 20 ? 1e-3 * part(c + 1, 20) : 1e-3 * 0.5 * (1.0 + std::cos(std::numbers::pi * part(c - 20, 380)));
  };
  reported_as({.rate = rate, .first = 0, .last = 399, .max_steps = 400},
              "cosine | warmup(19, from=0.05) | hold(1) | peak(0.001)", 400);
}

TEST(families, restarts_of_equal_length) {
  reported_as({.rate = cosine_cycles(1e-3, 0, 250), .last = 1000, .offset = 1, .max_steps = 1000},
              "cosine | restarts(4) | peak(0.001)", 1000);
  reported_as(
      {.rate = cosine_cycles(1e-3, 100, 300), .first = 5, .last = 1000, .stride = 5, .offset = 1, .max_steps = 1000},
      "cosine | warmup(100) | restarts(3) | peak(0.001)", 1000);
}

TEST(families, restarts_that_decay_to_a_floor) {
  reported_as({.rate = cosine_cycles(2e-3, 0, 200, 0.8), .last = 1000, .offset = 1, .max_steps = 1000},
              "cosine | restarts(5, decay=0.8) | peak(0.002)", 1000);
  reported_as({.rate = cosine_cycles(2e-3, 0, 200, 1.0, 1, 1e-4), .last = 950, .offset = 1},
              "cosine | restarts(5) | floor(5%) | peak(0.002)", 1000);
}

TEST(families, restarts_that_grow) {
  reported_as({.rate = cosine_cycles(0.05, 0, 100, 1.0, 2), .last = 700, .offset = 1, .max_steps = 700},
              "cosine | restarts(3, stretch=2) | peak(0.05)", 700);
}

TEST(families, hugging_face_restarts_whose_cycles_are_no_whole_steps) {
  const auto rate = [](std::int64_t c) {
    if (c < 40) return 1e-4 * part(c, 40);
    const double u = part(c - 40, 1000);
    return 1e-4 * 0.5 * (1.0 + std::cos(std::numbers::pi * std::fmod(3.0 * u, 1.0)));
  };
  reported_as({.rate = rate, .last = 1039, .offset = 1, .max_steps = 1040},
              "hf.cosine_with_restarts(num_warmup_steps=40, num_training_steps=1040, num_cycles=3) | peak(0.0001)",
              1040);
}

rate_of_counter one_cycle(double peak, std::int64_t total, double start, double div, double final_div) {
  return [=](std::int64_t c) {
    const double top = start * static_cast<double>(total) - 1.0;
    const double first = peak / div;
    const double last = first / final_div;
    const double t = static_cast<double>(c);
    const auto between = [](double a, double b, double u) {
      return b + (a - b) * 0.5 * (1.0 + std::cos(std::numbers::pi * u));
    };
    return t <= top ? between(first, peak, t / top)
                    : between(peak, last, (t - top) / (static_cast<double>(total - 1) - top));
  };
}

TEST(families, one_cycle) {
  reported_as({.rate = one_cycle(0.1, 1000, 0.3, 25.0, 1e4), .last = 1000, .offset = 1, .max_steps = 1000},
              "torch.OneCycleLR(max_lr=0.1, total_steps=1000)", 1000);
  reported_as({.rate = one_cycle(0.01, 777, 0.2, 10.0, 1e3),
               .first = 1,
               .last = 777,
               .stride = 4,
               .offset = 1,
               .max_steps = 777},
              "torch.OneCycleLR(max_lr=0.01, total_steps=777, pct_start=0.2, div_factor=10, final_div_factor=1000)",
              777);
}

// torch.optim.lr_scheduler.OneCycleLR: phases by their last counters, each from one rate to the next.
rate_of_counter one_cycle_of_phases(std::vector<std::pair<double, double>> ends, double first, bool line) {
  return [=](std::int64_t c) {
    const double t = static_cast<double>(c);
    double begin = 0.0;
    double from = first;
    for (const auto& [end, to] : ends) {
      if (t <= end || &to == &ends.back().second) {
        const double u = (t - begin) / (end - begin);
        return line ? from + (to - from) * u : to + (from - to) * 0.5 * (1.0 + std::cos(std::numbers::pi * u));
      }
      begin = end;
      from = to;
    }
    return from;
  };
}

TEST(families, one_cycle_by_lines) {
  const double low = 0.1 / 25.0;
  reported_as({.rate = one_cycle_of_phases({{299.0, 0.1}, {999.0, low / 1e4}}, low, true),
               .first = 3,
               .last = 999,
               .stride = 3,
               .offset = 1},
              "torch.OneCycleLR(max_lr=0.1, total_steps=1000, anneal_strategy=linear)", 1000);
  // 0.25 of 1,001 steps: the summit lies between two of them
  reported_as({.rate = one_cycle_of_phases({{249.25, 0.1}, {1000.0, low / 1e4}}, low, true), .last = 1000},
              "torch.OneCycleLR(max_lr=0.1, total_steps=1001, pct_start=0.25, anneal_strategy=linear)", 1001);
}

TEST(families, one_cycle_in_three_phases) {
  const double low = 0.1 / 25.0;
  const auto phases = [&](bool line) {
    return one_cycle_of_phases({{299.0, 0.1}, {598.0, low}, {999.0, low / 1e4}}, low, line);
  };
  reported_as({.rate = phases(true), .last = 999, .stride = 3},
              "torch.OneCycleLR(max_lr=0.1, total_steps=1000, anneal_strategy=linear, three_phase=true)", 1000);
  reported_as({.rate = phases(false), .first = 1, .last = 1000, .stride = 3, .offset = 1, .max_steps = 1000},
              "torch.OneCycleLR(max_lr=0.1, total_steps=1000, three_phase=true)", 1000);
}

TEST(families, triangles) {
  const auto triangle = [](std::int64_t up, std::int64_t down, bool halved) {
    return [=](std::int64_t c) {
      const std::int64_t t = c % (up + down);
      const double height = halved ? std::pow(0.5, static_cast<double>(c / (up + down))) : 1.0;
      return 1e-3 + 9e-3 * height * (t <= up ? part(t, up) : part(up + down - t, down));
    };
  };
  reported_as({.rate = triangle(200, 200, false), .last = 1000, .stride = 4},
              "torch.CyclicLR(base_lr=0.001, max_lr=0.01, step_size_up=200)", 0);
  reported_as({.rate = triangle(150, 250, true), .first = 1, .last = 1300, .offset = 1},
              "torch.CyclicLR(base_lr=0.001, max_lr=0.01, step_size_up=150, step_size_down=250, mode=triangular2)", 0);
}

// torch.optim.lr_scheduler.CyclicLR(mode="exp_range"): the height times gamma^step.
rate_of_counter shrinking_triangles(double base, double peak, std::int64_t up, std::int64_t down, double gamma) {
  return [=](std::int64_t c) {
    const std::int64_t t = c % (up + down);
    const double height = t <= up ? part(t, up) : part(up + down - t, down);
    return base + (peak - base) * height * std::pow(gamma, static_cast<double>(c));
  };
}

TEST(families, triangles_that_shrink) {
  reported_as({.rate = shrinking_triangles(1e-3, 1e-2, 200, 200, 0.9994), .last = 1500, .stride = 4},
              "torch.CyclicLR(base_lr=0.001, max_lr=0.01, step_size_up=200, mode=exp_range, gamma=0.9994)", 0);
  reported_as(
      {.rate = shrinking_triangles(0.0, 0.1, 150, 250, 0.998), .first = 1, .last = 1300, .offset = 1},
      "torch.CyclicLR(base_lr=0, max_lr=0.1, step_size_up=150, step_size_down=250, mode=exp_range, gamma=0.998)", 0);
  reported_as({.rate = shrinking_triangles(1e-5, 6e-4, 2000, 2000, 0.99994), .first = 7, .last = 20'000, .stride = 10},
              "torch.CyclicLR(base_lr=1e-05, max_lr=0.0006, mode=exp_range, gamma=0.99994)", 0);
}

TEST(families, triangles_that_shrink_in_rounded_rates) {
  const std::string wanted =
      "torch.CyclicLR(base_lr=0.001, max_lr=0.01, step_size_up=200, mode=exp_range, gamma=0.9994)";
  logged_run run{.rate = shrinking_triangles(1e-3, 1e-2, 200, 200, 0.9994), .first = 5, .last = 2000, .stride = 5};
  const auto printed = inspected(csv_log(run, "%.6E"));
  EXPECT_EQ(printed.last().spec.value_or(printed.last().reason), wanted);
  EXPECT_EQ(printed.last().exact, printed.last().rows);
  run.rate = [exact = run.rate](std::int64_t c) { return static_cast<double>(static_cast<float>(exact(c))); };
  const auto floats = inspected(csv_log(run));
  EXPECT_EQ(floats.last().spec.value_or(floats.last().reason), wanted);
  EXPECT_EQ(floats.last().exact, floats.last().rows);
}

TEST(families, a_factor_every_step_after_a_warmup) {
  const auto decay = [](std::int64_t c) { return 0.01 * std::pow(0.998, static_cast<double>(c - 50)); };
  reported_as(
      {.rate = [=](std::int64_t c) { return c < 50 ? 0.01 * part(c, 50) : decay(c); }, .last = 900, .stride = 3},
      "sequence(parts=[hf.constant_with_warmup(num_warmup_steps=50) | peak(0.01), "
      "torch.ExponentialLR(gamma=0.998) | peak(0.01)], at=[50])",
      0);
  reported_as(
      {.rate = [=](std::int64_t c) { return c < 50 ? 0.01 * (0.1 + 0.9 * part(c, 50)) : decay(c); }, .last = 900},
      "torch.SequentialLR(schedulers=[torch.LinearLR(start_factor=0.1, total_iters=50), "
      "torch.ExponentialLR(gamma=0.998)], milestones=[50]) | peak(0.01)",
      0);
}

// Hugging Face's polynomial of power 1, whose last rate no row shows.
TEST(families, a_line_to_a_last_rate_that_is_not_logged) {
  const auto rate = [](std::int64_t c) {
    return c < 100 ? 2e-5 * part(c, 100) : 1e-7 + (2e-5 - 1e-7) * part(3000 - c, 2900);
  };
  reported_as({.rate = rate, .first = 20, .last = 1500, .stride = 20, .max_steps = 3000},
              "linear | warmup(100) | floor(0.5%) | peak(2e-05)", 3000);
  reported_as({.rate = rate, .first = 20, .last = 1500, .stride = 20},
              "linear | warmup(100) | floor(0.5%) | peak(2e-05)", 3000);
}

// Schedulers that step once an epoch, logged by the step: 391 steps are CIFAR-10's epoch in batches of 128.
TEST(families, steps_of_whole_epochs) {
  const auto step = [](std::int64_t c) { return 0.1 * std::pow(0.1, static_cast<double>(c / 391 / 30)); };
  const auto steps = inspected(hf_log({.rate = step, .last = 391 * 90 - 1, .stride = 50}));
  ASSERT_TRUE(steps.last().spec) << steps.last().reason;
  EXPECT_EQ(steps.last().exact, steps.last().rows);
  EXPECT_TRUE(steps.last().spec->starts_with("torch.StepLR(step_size=117")) << *steps.last().spec;
  const auto marks = [](std::int64_t c) { return c < 391 * 80 ? 0.1 : c < 391 * 120 ? 0.01 : 0.001; };
  const auto milestones = inspected(hf_log({.rate = marks, .last = 391 * 160 - 1, .stride = 23}));
  EXPECT_EQ(milestones.last().spec.value_or(milestones.last().reason),
            "torch.MultiStepLR(milestones=[31280,46900]) | peak(0.1)");
  ASSERT_FALSE(milestones.notes.empty());  // 120 epochs are 46,920 steps, between two rows
  EXPECT_EQ(milestones.notes.front().message, "milestones are between rows: 31259 to 31281, 46899 to 46921");
  const auto exponential = [](std::int64_t c) { return 0.05 * std::pow(0.95, static_cast<double>(c / 391)); };
  reported_as({.rate = exponential, .last = 391 * 40 - 1, .stride = 23},
              "torch.StepLR(step_size=391, gamma=0.95) | peak(0.05)", 0);
}

// A cosine of 90 epochs of 391 steps, stepped once an epoch.
rate_of_counter by_epoch(const rate_of_counter& epochs, std::int64_t steps) {
  return [=](std::int64_t c) { return epochs(c < 0 ? 0 : c / steps); };
}

TEST(families, a_cosine_that_steps_once_an_epoch) {
  reported_as({.rate = by_epoch(hf_cosine(0.1, 0, 90), 391), .first = 0, .last = 391 * 90 - 1, .stride = 50},
              "staircase(of=cosine | peak(0.1), every=391)", 391 * 90);
  reported_as({.rate = by_epoch(hf_cosine(3e-4, 5, 40, 0.1), 250),
               .first = 1,
               .last = 250 * 40,
               .offset = 1,
               .max_steps = 250 * 40},
              "staircase(of=cosine | warmup(1250) | floor(10%) | peak(0.0003), every=250)", 250 * 40);
  // timm: the warmup begins at a rate of its own; half of the run
  const auto timm = [](std::int64_t e) {
    if (e < 5) return 1e-3 * (0.1 + 0.9 * part(e, 5));
    return 1e-3 * 0.5 * (1.0 + std::cos(std::numbers::pi * part(e - 5, 95)));
  };
  reported_as({.rate = by_epoch(timm, 1251), .first = 100, .last = 1251 * 50, .stride = 100},
              "staircase(of=cosine | warmup(6255, from=0.1) | peak(0.001), every=1251)", 1251 * 100);
}

TEST(families, other_falls_that_step_once_an_epoch) {
  const auto power = [](std::int64_t e) { return 0.02 * std::pow(1.0 - part(e, 60), 0.9); };
  reported_as({.rate = by_epoch(power, 130), .first = 10, .last = 130 * 60 - 1, .stride = 10},
              "staircase(of=power(p=0.9) | peak(0.02), every=130)", 130 * 60);
  reported_as({.rate = by_epoch(hf_linear(1e-3, 3, 30), 200), .first = 1, .last = 200 * 30, .stride = 7, .offset = 1},
              "staircase(of=linear | warmup(600) | peak(0.001), every=200)", 200 * 30);
}

TEST(families, steps_of_whole_epochs_in_rounded_rates) {
  const std::string wanted = "staircase(of=cosine | warmup(1000) | peak(0.0004), every=200)";
  logged_run run{.rate = by_epoch(hf_cosine(4e-4, 5, 80), 200), .first = 25, .last = 200 * 80 - 1, .stride = 25};
  const auto printed = inspected(csv_log(run, "%.6E"));
  EXPECT_EQ(printed.last().spec.value_or(printed.last().reason), wanted);
  EXPECT_EQ(printed.last().exact, printed.last().rows);
  EXPECT_LE(printed.last().steps_range.least, 200 * 80);
  EXPECT_GE(printed.last().steps_range.most, 200 * 80);
  run.rate = [exact = run.rate](std::int64_t c) { return static_cast<double>(static_cast<float>(exact(c))); };
  const auto floats = inspected(csv_log(run));
  EXPECT_EQ(floats.last().spec.value_or(floats.last().reason), wanted);
  EXPECT_EQ(floats.last().exact, floats.last().rows);
}

TEST(families, unequal_drops_of_which_every_bit_is_a_double) {
  const auto rate = [](std::int64_t c) { return c < 200 ? 0.1 : c < 500 ? 0.03 : c < 700 ? 0.02 : 0.001; };
  reported_as({.rate = rate, .last = 900},
              "sequence(parts=[constant, constant | peak(0.3), constant | peak(0.2), constant | peak(0.01)], "
              "at=[200,500,700]) | peak(0.1)",
              0);
}

TEST(families, drops_at_equal_steps) {
  const auto rate = [](std::int64_t c) { return 0.1 * std::pow(0.1, static_cast<double>(c / 300)); };
  reported_as({.rate = rate, .last = 900, .offset = 1}, "torch.StepLR(step_size=300) | peak(0.1)", 0);
}

TEST(families, drops_between_rows_are_ranges) {
  const auto rate = [](std::int64_t c) { return c < 600 ? 0.1 : c < 800 ? 0.01 : 0.001; };
  const auto r = inspected(hf_log({.rate = rate, .first = 25, .last = 1000, .stride = 25}));
  ASSERT_TRUE(r.last().spec);
  EXPECT_EQ(*r.last().spec, "torch.MultiStepLR(milestones=[600,800]) | peak(0.1)");
  ASSERT_FALSE(r.notes.empty());
  EXPECT_EQ(r.notes.front().id, "drops-between-rows");
  EXPECT_EQ(r.notes.front().message, "milestones are between rows: 576 to 600, 776 to 800");
}

TEST(families, drops_after_a_warmup) {
  const auto rate = [](std::int64_t c) { return c < 50 ? 0.4 * part(c, 50) : c < 500 ? 0.4 : 0.4 * 0.2; };
  reported_as({.rate = rate, .last = 800, .offset = 1},
              "composer.MultiStepWithWarmupScheduler(t_warmup=50, milestones=[500], gamma=0.2) | peak(0.4)", 0);
}

TEST(families, drops_to_any_values_after_a_warmup) {
  const auto levels = [](std::int64_t c) { return c < 200 ? 0.1 : c < 500 ? 0.03 : c < 700 ? 0.02 : 0.001; };
  const std::string rest =
      "constant | peak(0.3), constant | peak(0.2), constant | peak(0.01)], at=[200,500,700]) | peak(0.1)";
  reported_as(
      {.rate = [=](std::int64_t c) { return c < 50 ? 0.1 * part(c, 50) : levels(c); }, .last = 900, .offset = 1},
      "sequence(parts=[constant | warmup(50), " + rest, 0);
  reported_as(
      {.rate = [=](std::int64_t c) { return c < 50 ? 0.1 * (0.2 + 0.8 * part(c, 50)) : levels(c); }, .last = 900},
      "sequence(parts=[constant | warmup(50, from=0.2), " + rest, 0);
}

// Torchvision's detection reference: a warmup from a thousandth, then milestones with one factor.
TEST(families, drops_by_one_factor_after_a_warmup_from_a_fraction) {
  const auto rate = [](std::int64_t c) {
    return c < 100 ? 0.02 * (1e-3 + (1.0 - 1e-3) * part(c, 100)) : c < 800 ? 0.02 : c < 1100 ? 0.002 : 0.0002;
  };
  reported_as({.rate = rate, .last = 1300, .stride = 4},
              "sequence(parts=[constant | warmup(100, from=0.001), constant | peak(0.1), constant | peak(0.01)], "
              "at=[800,1100]) | peak(0.02)",
              0);
}

TEST(families, drops_after_a_warmup_of_which_one_row_is_seen) {
  const auto drops = [](std::int64_t c) { return c < 600 ? 0.4 : c < 900 ? 0.08 : 0.4 * 0.2 * 0.2; };
  const auto rate = [=](std::int64_t c) { return c < 40 ? 0.4 * part(c, 40) : drops(c); };
  reported_as({.rate = rate, .first = 25, .last = 1200, .stride = 25},
              "composer.MultiStepWithWarmupScheduler(t_warmup=40, milestones=[600,900], gamma=0.2) | peak(0.4)", 0);
  const auto unseen = inspected(hf_log({.rate = rate, .first = 0, .last = 1200, .stride = 50}));
  ASSERT_TRUE(unseen.last().spec) << unseen.last().reason;
  EXPECT_TRUE(unseen.last().spec->starts_with("composer.MultiStepWithWarmupScheduler(")) << *unseen.last().spec;
  EXPECT_EQ(unseen.last().warmup_range, (taper::whole_range{1, 50}));
}

TEST(families, drops_after_a_warmup_in_rounded_rates) {
  const auto rate = [](std::int64_t c) {
    const double top = 3e-4;
    return c < 120 ? top * part(c, 120) : c < 1000 ? top : c < 1700 ? 0.316 * top : 0.1 * top;
  };
  logged_run run{.rate = rate, .first = 10, .last = 2000, .stride = 10};
  const std::string wanted =
      "sequence(parts=[constant | warmup(120), constant | peak(0.316), constant | peak(0.1)], "
      "at=[1000,1700]) | peak(0.0003)";
  const auto printed = inspected(csv_log(run, "%.6E"));
  EXPECT_EQ(printed.last().spec.value_or(printed.last().reason), wanted);
  run.rate = [=](std::int64_t c) { return static_cast<double>(static_cast<float>(rate(c))); };
  const auto floats = inspected(csv_log(run));
  EXPECT_EQ(floats.last().spec.value_or(floats.last().reason), wanted);
}

TEST(families, drops_to_any_values) {  // Keras computes in floats
  const auto rate = [](std::int64_t c) {
    return static_cast<double>(c < 200 ? 0.1F : c < 500 ? 0.03F : c < 700 ? 0.02F : 0.001F);
  };
  reported_as({.rate = rate, .last = 900},
              "keras.PiecewiseConstantDecay(boundaries=[199,499,699], values=[0.1,0.03,0.02,0.001])", 0);
}

TEST(families, compete_and_the_next_best_is_reported_with_its_misfit) {
  const auto r = inspected(hf_log({.rate = hf_linear(1e-4, 10, 400), .last = 400, .offset = 1, .max_steps = 400}));
  ASSERT_TRUE(r.last().next_best);
  EXPECT_NE(r.last().next_best->name, "linear");
  EXPECT_GT(r.last().next_best->misfit, 0.3);
}

TEST(families, rates_printed_with_few_digits_are_intervals) {
  for (const char* const format : {"%.6E", "%.4e", "%.8f"}) {
    const logged_run run{.rate = hf_cosine(6e-4, 100, 2000), .first = 10, .last = 2000, .stride = 10};
    const auto r = inspected(csv_log(run, format));
    ASSERT_EQ(r.segments.size(), 1u) << format;
    EXPECT_EQ(r.last().exact, r.last().rows) << format;
    EXPECT_EQ(r.last().spec.value_or(r.last().reason), "cosine | warmup(100) | peak(0.0006)") << format;
    EXPECT_LE(r.last().steps_range.least, 2000) << format;
    EXPECT_GE(r.last().steps_range.most, 2000) << format;
  }
}

}  // namespace
