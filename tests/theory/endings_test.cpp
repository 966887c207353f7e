// Endings of an unfinished run: a cosine run of the noisy quadratic, known up to three fifths, compared with its end.
#include "taper/design/endings.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "named_windows.hpp"
#include "taper/theory/quadratic.hpp"

namespace {

using namespace taper_test;

constexpr std::size_t run_steps = 3000;
constexpr double run_peak = 0.7, irreducible = 2.0;

struct logged {
  taper::log_series rows;
  taper::log_report report;
  std::vector<double> truth;
};

logged cosine_until(std::size_t done) {
  static const taper::noisy_quadratic problem({.momentum = 0});
  std::vector<double> rates = sampled(cosine(), run_steps);
  for (double& rate : rates) rate *= run_peak;
  logged out;
  out.truth = problem.loss_curve(rates);
  for (std::size_t n = 15; n <= done; n += 15)
    out.rows.rows.push_back({.step = static_cast<std::int64_t>(n),
                             .rate = rates[n - 1],
                             .loss = static_cast<float>(irreducible + out.truth[n])});
  taper::log_segment segment;
  segment.spec = "cosine | peak(0.7)";
  segment.steps = run_steps;
  segment.rate = [rates](std::int64_t t) {
    return t < static_cast<std::int64_t>(rates.size()) ? rates[static_cast<std::size_t>(t)] : 0.0;
  };
  out.report.segments.push_back(std::move(segment));
  out.report.last_step = static_cast<std::int64_t>(done);
  return out;
}

TEST(endings, continuing_and_decaying_now_are_predicted_but_an_extension_is_an_error) {
  const logged log = cosine_until(1800);
  const taper::run_endings endings = taper::predict_endings(log.rows, log.report).value();
  ASSERT_EQ(endings.all.size(), 3u);
  EXPECT_EQ(endings.all[0].name, "decay now");
  EXPECT_EQ(endings.all[0].steps, 1800u + 360u);
  EXPECT_EQ(endings.all[1].name, "continue");
  EXPECT_EQ(endings.all[1].steps, run_steps);
  ASSERT_TRUE(endings.all[0].loss && endings.all[1].loss);
  const double truth = irreducible + log.truth[run_steps];
  EXPECT_NEAR(endings.all[1].loss->loss / truth, 1.0, 0.03);
  EXPECT_LT(endings.all[0].loss->loss, static_cast<double>(log.rows.rows.back().loss));  // a fall helps at once
  EXPECT_GT(endings.all[0].loss->loss, endings.all[1].loss->loss);                       // and a longer run more
  EXPECT_LE(endings.all[1].loss->low, endings.all[1].loss->high);
  EXPECT_FALSE(endings.all[2].loss);
  EXPECT_FALSE(endings.all[2].reason.empty());
}

TEST(endings, say_why_they_cannot_be_predicted) {
  EXPECT_NE(
      taper::predict_endings(cosine_until(150).rows, cosine_until(150).report).error().message.find("fewer than 20"),
      std::string::npos);
  logged unknown = cosine_until(1800);
  unknown.report.segments[0].rate = nullptr;
  EXPECT_NE(taper::predict_endings(unknown.rows, unknown.report).error().message.find("not known"), std::string::npos);
  logged epochs = cosine_until(1800);
  epochs.report.unit = taper::step_unit::epochs;
  EXPECT_FALSE(taper::predict_endings(epochs.rows, epochs.report));
}

}  // namespace
