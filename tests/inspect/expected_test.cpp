// Requested and actual schedule: the line that says how a log departs from what was expected for.
#include "taper/logs/expected.hpp"

#include <gtest/gtest.h>

#include <string>

#include "log_maker.hpp"
#include "taper/taper.hpp"

namespace {

using namespace taper::test;

taper::departure departs(const std::string& log_text, const std::string& spec, std::int64_t steps) {
  const auto log = taper::read_log(log_text).value();
  const auto report = taper::inspect(log).front();
  const auto run = taper::parse(spec)->over(static_cast<std::uint64_t>(steps));
  return taper::compare_with_expected(log.series[0], report, {"spec", spec, steps},
                                      [&](std::uint64_t t) { return run(t); });
}

TEST(departure, no_difference_if_it_ran_as_requested) {
  const auto d = departs(hf_log({.rate = hf_linear(1e-3, 10, 100), .last = 100, .offset = 1, .max_steps = 100}),
                         "linear | warmup(10) | peak(0.001)", 100);
  EXPECT_TRUE(d.same);
  EXPECT_EQ(d.message, "as requested: every row fits linear | warmup(10) | peak(0.001)");
}

TEST(departure, names_the_step_with_the_largest_difference) {
  const auto d =
      departs(hf_log({.rate = hf_linear(1e-3, 0, 200), .last = 100, .max_steps = 200}), "linear | peak(0.001)", 100);
  EXPECT_FALSE(d.same);
  EXPECT_EQ(d.step, 100);
  EXPECT_NEAR(d.ran, 5e-4, 1e-12);
  EXPECT_NEAR(d.expected, 0.0, 1e-12);
  EXPECT_EQ(
      d.message,
      "requested linear | peak(0.001) over 100, ran linear | peak(0.001) over 200; largest difference at step 100: 0 "
      "requested, 0.0005 ran (50 % of the peak)");
}

TEST(departure, skipped_steps_are_a_departure) {
  const auto d = departs(hf_log({.rate = hf_linear(1e-3, 0, 100), .last = 100, .lags = {{50, 3}}, .max_steps = 100}),
                         "linear | peak(0.001)", 100);
  EXPECT_FALSE(d.same);
  EXPECT_NEAR(d.share, 0.03 / 0.99, 1e-9);  // of the highest rate of the rows, at counter 1
}

TEST(departure, tells_a_last_rate_above_what_was_asked) {
  const auto d = departs(hf_log({.rate = hf_cosine(1e-3, 50, 1000, 0.1), .last = 1000, .offset = 1, .max_steps = 1000}),
                         "linear | warmup(50) | peak(0.001)", 1000);
  EXPECT_FALSE(d.same);
  EXPECT_NE(d.message.find("; the last rate is 0.0001"), std::string::npos) << d.message;
}

}  // namespace
