// The online controller: bounds for any losses, exact resumption, behavior on the quadratic.
#include "taper/theory/controller.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "named_windows.hpp"

namespace {

using namespace taper_test;
using taper::annealing_controller;
using taper::change_estimate;
using taper::controller_options;

constexpr std::uint64_t steps = 500;

std::function<double(std::uint64_t)> plan_of(const window& shape) {
  return [shape](std::uint64_t t) { return shape(std::min(1.0, static_cast<double>(t) / static_cast<double>(steps))); };
}

/// A member of the gain family: gamma-bar times c.
double gained(double rate, double c) { return rate / (rate + c * (1 - rate)); }

TEST(controller, rates_stay_between_two_members_of_the_gain_family_whatever_the_losses_do) {
  std::mt19937_64 random(1);
  for (const change_estimate by :
       {change_estimate::windowed_maximum, change_estimate::quantile, change_estimate::moving_average}) {
    for (const window& shape : {cosine(), linear(), exponential(0.05), sigmoid(40)}) {
      const controller_options options{.by = by, .window = 20, .slowest = 0.25, .fastest = 3};
      annealing_controller controller = annealing_controller::make(plan_of(shape), options).value();
      double before = 1;
      for (std::uint64_t t = 0; t < steps; ++t) {
        const double planned = plan_of(shape)(t), rate = controller.rate();
        EXPECT_GE(rate, gained(planned, 3) * (1 - 1e-9)) << t;
        EXPECT_LE(rate, gained(planned, 0.25) * (1 + 1e-9)) << t;
        EXPECT_LE(rate, before) << "falls with the plan";
        before = rate;
        switch (random() % 8) {
          case 0: controller.observe(1e30); break;
          case 1: controller.observe(std::numeric_limits<double>::quiet_NaN()); break;
          case 2: controller.observe(-std::numeric_limits<double>::infinity()); break;
          case 3: controller.observe(0); break;
          default: controller.observe(static_cast<double>(random() % 1000) / 1000);
        }
      }
      EXPECT_LT(controller.rate(), 1e-6) << "the end is that of the plan";
    }
  }
}

TEST(controller, loss_changes_at_the_reference_follow_the_plan_exactly_and_half_of_them_double_the_pace) {
  for (const double change : {1.0, 0.5, 4.0}) {
    annealing_controller controller =
        annealing_controller::make(plan_of(cosine()),
                                   {.window = 1, .reference_change = 1, .slowest = 0.1, .fastest = 10})
            .value();
    controller.observe(7);  // the first loss shows no change yet: planned pace
    for (std::uint64_t t = 1; t < steps; ++t) {
      const double first = plan_of(cosine())(1), theta = 1 / first + (1 / plan_of(cosine())(t) - 1 / first) / change;
      EXPECT_NEAR(controller.rate() * theta, 1, 1e-9) << t;
      controller.observe(7 + (t % 2 == 1 ? change : 0));
    }
    EXPECT_NEAR(controller.pace(), 1 / change, 1e-12);
  }
}

TEST(controller, one_spike_slows_a_windowed_maximum_for_a_window_and_a_quantile_not_at_all) {
  const auto slow_steps = [](change_estimate by) {
    annealing_controller controller =
        annealing_controller::make(plan_of(linear()), {.by = by, .window = 50, .reference_change = 1}).value();
    int slow = 0;
    for (std::uint64_t t = 0; t < 300; ++t) {
      controller.observe(t == 100 ? 1000.0 : static_cast<double>(t % 2));
      slow += controller.pace() < 0.9;
    }
    return slow;
  };
  EXPECT_EQ(slow_steps(change_estimate::windowed_maximum), 51);  // up and down are two changes
  EXPECT_EQ(slow_steps(change_estimate::quantile), 0);
  EXPECT_GT(slow_steps(change_estimate::moving_average), 51) << "an average remembers a spike of 1000 for long";
}

TEST(controller, the_reference_is_measured_in_the_first_window_when_none_is_given) {
  annealing_controller controller =
      annealing_controller::make(plan_of(linear()), {.by = change_estimate::moving_average, .window = 10}).value();
  for (int t = 0; t < 10; ++t) {
    EXPECT_EQ(controller.reference_change(), 0);
    EXPECT_EQ(controller.pace(), 1);
    controller.observe(t % 2);
  }
  controller.observe(0);
  EXPECT_NEAR(controller.reference_change(), 1, 1e-12);
}

TEST(controller, a_restored_controller_resumes_bit_for_bit) {
  for (const std::uint64_t cut : {0u, 1u, 7u, 250u, 499u, 500u}) {
    const controller_options options{.by = change_estimate::quantile, .window = 30};
    annealing_controller whole = annealing_controller::make(plan_of(cosine()), options).value();
    const auto loss = [](std::uint64_t t) {
      return std::sin(0.37 * static_cast<double>(t)) / static_cast<double>(t + 1);
    };
    for (std::uint64_t t = 0; t < cut; ++t) whole.observe(loss(t));
    annealing_controller resumed = annealing_controller::restore(whole.save(), plan_of(cosine()), options).value();
    EXPECT_EQ(resumed.save(), whole.save());
    for (std::uint64_t t = cut; t < steps; ++t) {
      EXPECT_EQ(resumed.rate(), whole.rate()) << t;
      whole.observe(loss(t));
      resumed.observe(loss(t));
    }
  }
}

TEST(controller, broken_text_and_options_are_errors_that_name_the_value) {
  const auto plan = plan_of(cosine());
  annealing_controller controller = annealing_controller::make(plan, {.window = 5}).value();
  for (int t = 0; t < 8; ++t) controller.observe(t * t);
  const std::string saved = controller.save();
  for (std::size_t length = 0; length < saved.size(); ++length) {
    const std::string cut = saved.substr(0, length);
    const auto got = annealing_controller::restore(cut, plan, {.window = 5});
    // A number without its last digits is still a number: only then may the text be accepted,
    // and not as the same state.
    EXPECT_TRUE(!got || got->save() != saved) << length;
  }
  EXPECT_FALSE(annealing_controller::restore("", plan).has_value());
  EXPECT_FALSE(annealing_controller::restore(saved + " zz", plan, {.window = 5}).has_value());
  EXPECT_NE(annealing_controller::restore(saved, plan, {.window = 3}).error().message.find("5 steps"),
            std::string::npos);

  const auto message = [&](const controller_options& options) {
    const auto got = annealing_controller::make(plan, options);
    return got ? std::string() : got.error().message;
  };
  EXPECT_NE(message({.window = 0}).find("window"), std::string::npos);
  EXPECT_NE(message({.quantile = 1.5}).find("1.5"), std::string::npos);
  EXPECT_NE(message({.slowest = 2}).find("slowest"), std::string::npos);
  EXPECT_NE(message({.fastest = 0.5}).find("fastest"), std::string::npos);
  EXPECT_NE(message({.reference_change = -1}).find("reference_change"), std::string::npos);
  EXPECT_FALSE(annealing_controller::make(nullptr).has_value());
  EXPECT_FALSE(annealing_controller::make([](std::uint64_t) { return 0.0; }).has_value());
}

TEST(controller, on_the_quadratic_it_corrects_a_high_peak_and_worsens_a_low_one) {
  const auto plan = [](std::uint64_t t) { return std::max(0.0, 1 - static_cast<double>(t) / 1000); };
  const auto gain = [&](double peak) {
    const taper::controller_trial got =
        taper::try_controller({.dimensions = 300, .momentum = 0}, plan, {.window = 50}, {.runs = 12, .peak = peak})
            .value();
    EXPECT_EQ(got.rates.size(), 1000u);
    EXPECT_LT(got.standard_error, 0.03 * got.fixed_loss);
    return got.controlled_loss / got.fixed_loss - 1;
  };
  EXPECT_NEAR(gain(1.2), -0.145, 0.05);
  EXPECT_NEAR(gain(0.6), -0.047, 0.04);
  EXPECT_NEAR(gain(0.2), 0.154, 0.04);
}

TEST(controller, at_a_constant_pace_of_one_a_trial_equals_the_fixed_plan) {
  const auto plan = [](std::uint64_t t) { return std::max(0.0, 1 - static_cast<double>(t) / 200); };
  const taper::controller_trial got =
      taper::try_controller({.dimensions = 50}, plan, {.slowest = 1, .fastest = 1}, {.steps = 200, .runs = 3}).value();
  EXPECT_NEAR(got.controlled_loss / got.fixed_loss, 1, 1e-9);
}

}  // namespace
