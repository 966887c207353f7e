// Requested and actual schedule: the line that shows how a log departs from what was expected.
#include "taper/logs/expected.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "../unit/library_specs.hpp"
#include "log_maker.hpp"
#include "reports/inspect_figure.hpp"
#include "taper/logs/inspected.hpp"
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

// The clock of a library's schedule may differ from that of the native schedule that inspection recovers: the offset
// that inspection reports (here every possible one) must not matter.
TEST(departure, the_log_of_every_library_schedule_is_as_requested) {
  struct logged {
    std::int64_t stride;
    std::int64_t last;
    const char* format;
  };
  constexpr logged logs[] = {{1, 999, ""},     {7, 999, ""},      {5, 299, ""},
                             {5, 999, "%.2e"}, {10, 999, "%.5e"}, {10, 999, "%.6f"}};
  std::size_t compared = 0;
  for (const char* spec : library_specs) {
    const auto run = taper::parse(spec)->over(1000);
    const auto rate = [&](std::int64_t c) { return run(static_cast<std::uint64_t>(std::max<std::int64_t>(c, 0))); };
    for (const logged& l : logs) {
      for (const std::int64_t offset : {-1, 0, 1}) {
        const auto log =
            taper::read_log(
                csv_log({.rate = rate, .first = 0, .last = l.last, .stride = l.stride, .offset = offset}, l.format))
                .value();
        for (const std::int64_t recovered : {-3, -1, 0, 1, 2}) {
          taper::log_report report;
          report.precision = log.series[0].precision;
          report.segments.emplace_back().lags = {{0, recovered}};
          const auto d = taper::compare_with_expected(log.series[0], report, {"spec", spec, 1000},
                                                      [&](std::uint64_t t) { return run(t); });
          EXPECT_TRUE(d.same) << l.format << " every " << l.stride << " offset " << offset << ": " << d.message;
          ++compared;
        }
      }
    }
  }
  EXPECT_EQ(compared, 90 * std::size(library_specs));
}

TEST(departure, an_inspected_log_of_every_library_schedule_is_as_requested) {
  for (const char* spec : library_specs) {
    const auto run = taper::parse(spec)->over(1000);
    const auto rate = [&](std::int64_t c) { return run(static_cast<std::uint64_t>(c)); };
    const auto d = departs(csv_log({.rate = rate, .first = 0, .last = 999, .stride = 37}, "%.5e"), spec, 1000);
    EXPECT_TRUE(d.same) << d.message;
  }
}

// The comparison, and the requested curve of the picture, use the offset at which the rows fit, also where the recovered
// schedule has another one.
TEST(departure, the_picture_draws_the_requested_curve_at_the_offset_of_the_comparison) {
  constexpr std::int64_t steps = 1000;
  const std::string spec = "linear | warmup(100, from=0.01) | peak(0.001)";
  const auto run = taper::parse(spec)->over(steps);
  const auto rate = [&](std::int64_t c) { return run(static_cast<std::uint64_t>(std::max<std::int64_t>(c, 0))); };
  for (const std::int64_t offset : {-1, 0, 1}) {
    const auto log =
        taper::read_log(csv_log({.rate = rate, .first = 1, .last = 999, .stride = 2, .offset = offset})).value();
    for (const std::int64_t recovered : {-3, -1, 0, 1, 2}) {
      taper::log_report report;
      report.precision = log.series[0].precision;
      taper::log_segment& segment = report.segments.emplace_back();
      segment.lags = {{1, recovered}};
      segment.from = 1;
      segment.to = 999;
      taper::inspected one{log.series[0], report};
      taper::compare_with_requested(one, report, {"spec", spec, steps}, [&](std::uint64_t t) { return run(t); });
      EXPECT_TRUE(one.departed->same) << one.departed->message;
      EXPECT_EQ(one.departed->offset, offset);
      std::size_t compared = 0;
      const taper::render::figure picture = taper::reports::inspect_figure(one);
      for (const taper::render::series& curve : picture.panels.at(0).curves) {
        if (!curve.name.starts_with("expected")) continue;
        for (std::size_t i = 0; i < curve.x.size(); ++i, ++compared)
          EXPECT_DOUBLE_EQ(curve.y[i], rate(static_cast<std::int64_t>(curve.x[i]) - offset)) << curve.x[i];
      }
      EXPECT_GT(compared, 900u);
    }
  }
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

TEST(departure, reports_a_last_rate_above_the_expected_one) {
  const auto d = departs(hf_log({.rate = hf_cosine(1e-3, 50, 1000, 0.1), .last = 1000, .offset = 1, .max_steps = 1000}),
                         "linear | warmup(50) | peak(0.001)", 1000);
  EXPECT_FALSE(d.same);
  EXPECT_NE(d.message.find("; the last rate is 0.0001"), std::string::npos) << d.message;
}

}  // namespace
