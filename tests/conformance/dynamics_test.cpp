// Dynamics, stages, collapse and budget compared with the independent reference.
#include "taper/taper.hpp"
#include "vectors.hpp"

namespace {

using taper::test::wide;

double number(const nlohmann::json& v) { return static_cast<double>(wide(v)); }

void expect_close(double got, const nlohmann::json& wanted, double relative, const std::string& what) {
  const double w = number(wanted);
  if (std::isinf(w)) {
    EXPECT_TRUE(std::isinf(got)) << what;
    return;
  }
  EXPECT_NEAR(got, w, relative * std::fmax(1e-300, std::fabs(w))) << what;
}

void compare(const nlohmann::json& one) {
  const std::string spec = one.at("spec");
  const auto steps = one.at("steps").get<std::uint64_t>();
  const std::string who = spec + " over " + std::to_string(steps) + ": ";
  const taper::run r = taper::parse(spec).value().over(steps);
  const taper::check_report got = taper::check(r).value();
  const taper::fall_view fall = taper::fall_of(r);
  expect_close(fall.odds({0.5, 0.5}), one.at("z_half"), 1e-13, who + "z at half");
  expect_close(got.early.value, one.at("early"), 1e-12, who + "early");
  EXPECT_EQ(got.early.step, one.at("early_step").get<std::uint64_t>()) << who;
  for (const auto& [at, wanted] : one.at("gamma_bar").items()) {
    const double x = at == "1/4" ? 0.25 : at == "1/2" ? 0.5 : 0.75;
    expect_close(fall.odds({x, 1.0 - x}) / (x * fall.line.fall_length()), wanted, 1e-12, who + "gamma_bar at " + at);
  }
  expect_close(got.late.value, one.at("late"), 1e-12, who + "late");
  EXPECT_EQ(got.late.step, one.at("late_step").get<std::uint64_t>()) << who;
  expect_close(got.end_times_length, one.at("window_last_times_length"), 1e-12, who + "window at the late step");
  expect_close(*fall.kappa({0.5, 0.5}), one.at("kappa_half"), 1e-12, who + "kappa at half");
  expect_close(got.middle.steepness, one.at("steepness"), 1e-9, who + "steepness");
  EXPECT_NEAR(got.middle.gamma_bar_fall, number(one.at("gamma_bar_fall")), 1e-9) << who;
  EXPECT_EQ(taper::word_of(got.early.verdict), one["stages"]["early"].get<std::string>()) << who;
  EXPECT_EQ(taper::word_of(got.middle.verdict), one["stages"]["middle"].get<std::string>()) << who;
  EXPECT_EQ(taper::word_of(got.late.verdict), one["stages"]["late"].get<std::string>()) << who;
  EXPECT_EQ(taper::word_of(got.verdict), one.at("verdict").get<std::string>()) << who;
  ASSERT_TRUE(got.collapse) << who;
  expect_close(got.collapse->critical_delta, one.at("critical_delta"), 1e-13, who + "critical delta");
  EXPECT_EQ(got.collapse->premature, one.at("premature").get<bool>()) << who;
  EXPECT_EQ(got.collapse->abrupt, one.at("abrupt").get<bool>()) << who;
  const auto& collapse = one.at("collapse");
  if (collapse.at("step_10").is_null()) {
    EXPECT_FALSE(got.collapse->at) << who;
  } else {
    EXPECT_EQ(got.collapse->at, collapse["step_10"].get<std::uint64_t>()) << who;
    expect_close(*got.collapse->width, collapse["width"], 1e-12, who + "width");
  }
  if (!one.at("budget").is_null()) expect_close(got.budget, one["budget"], 1e-9, who + "budget");
}

TEST(dynamics, agree_with_the_reference) {
  const nlohmann::json file = taper::test::vectors("dynamics.json");
  ASSERT_GT(file.at("cases").size(), 50U);
  for (const auto& one : file["cases"]) compare(one);
}

}  // namespace
