// Whole schedules compared with the independent reference and with published values.
#include "taper/taper.hpp"
#include "vectors.hpp"

namespace {

using taper::test::wide;

void compare(const nlohmann::json& one, double tolerance) {
  const std::string spec = one.at("spec");
  const taper::result<taper::schedule> s = taper::parse(spec);
  ASSERT_TRUE(s) << spec << ": " << taper::explain(s.error(), spec);
  const auto steps = one.at("steps").get<std::uint64_t>();
  const taper::result<taper::run> bound = s->bind(steps);
  ASSERT_TRUE(bound) << spec << ": " << bound.error().message;
  const double scale = bound->peak();
  const auto& lr = one.at("lr");
  for (std::size_t k = 0; k < lr.size(); ++k) {
    const std::uint64_t t = one.contains("at") ? one["at"][k].get<std::uint64_t>() : k;
    const double got = (*bound)(t);
    EXPECT_NEAR(got, static_cast<double>(wide(lr[k])), tolerance * scale) << spec << " steps " << steps << " at " << t;
  }
}

TEST(schedules, agree_with_the_reference) {
  const nlohmann::json file = taper::test::vectors("schedules.json");
  ASSERT_GT(file.at("cases").size(), 20U);
  for (const auto& one : file["cases"]) compare(one, 4e-15);
}

TEST(schedules, agree_with_the_published_values) {
  const nlohmann::json file = taper::test::vectors("published.json");
  ASSERT_GT(file.at("cases").size(), 20U);
  for (const auto& one : file["cases"]) compare(one, 2e-12);
}

}  // namespace
