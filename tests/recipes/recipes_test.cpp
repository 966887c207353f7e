// Every recipe can be bound, judged and written, and names its source.
#include "taper/recipes.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "taper/notation.hpp"
#include "taper/verdict.hpp"

namespace {

using taper::recipe;

TEST(recipes, cover_at_least_24_models_under_unique_names) {
  std::set<std::string_view> names;
  for (const recipe& r : taper::recipes()) {
    EXPECT_TRUE(names.insert(r.name).second) << r.name;
    EXPECT_TRUE(std::regex_match(std::string(r.name), std::regex("[a-z0-9.-]+"))) << r.name;
  }
  EXPECT_GE(names.size(), 24U);
}

TEST(recipes, run_to_the_rate_that_their_schedule_names_as_peak) {
  for (const recipe& r : taper::recipes()) {
    SCOPED_TRACE(r.name);
    const auto parsed = taper::parse(r.spec);
    ASSERT_TRUE(parsed) << parsed.error().message;
    const auto over = parsed->bind(r.steps);
    ASSERT_TRUE(over) << over.error().message;
    double highest = 0.0;
    for (std::uint64_t k = 0; k <= 5000; ++k) highest = std::max(highest, (*over)((r.steps - 1) * k / 5000));
    EXPECT_GT(highest, 0.0);
    EXPECT_LE(highest, over->peak() * 1.001);  // the peak of a product is measured at a sample of its steps
    EXPECT_GE(highest, over->peak() * 0.99) << over->peak();
    EXPECT_TRUE(taper::check(*over));
  }
}

// A source is a paper with its section, or a file of a repository at a commit, or a named page.
TEST(recipes, name_their_source) {
  const std::regex place(
      "arXiv:\\d{4}\\.\\d{5}, (section|appendix|table) .+|[\\w.-]+/[\\w.-]+, .+|model card of .+|Hugging Face, .+");
  for (const recipe& r : taper::recipes()) {
    EXPECT_TRUE(std::regex_match(std::string(r.source), place)) << r.name << ": " << r.source;
    EXPECT_TRUE(r.link.starts_with("https://")) << r.name;
    EXPECT_FALSE(r.title.empty() || r.kind.empty() || r.batch.empty()) << r.name;
  }
}

TEST(recipes, are_found_by_name_with_a_suggestion) {
  EXPECT_EQ(taper::find_recipe("kimi-k2")->title, "Kimi K2");
  const auto missing = taper::find_recipe("kimi-k3");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().advice(), "did you mean 'kimi-k2'?");
}

TEST(recipes, are_written_as_one_object) {
  const auto all = nlohmann::json::parse(taper::recipes_json());
  EXPECT_EQ(all["schema"], "taper.recipes/1");
  ASSERT_EQ(all["recipes"].size(), taper::recipes().size());
  for (const auto& one : all["recipes"]) {
    EXPECT_TRUE(one["verdict"].is_string()) << one;
    EXPECT_FALSE(one.contains("check"));
  }
  const auto one = nlohmann::json::parse(taper::recipe_json(*taper::find_recipe("bert-base")));
  EXPECT_EQ(one["recipes"][0]["check"]["schema"], "taper.check/2");
  EXPECT_EQ(one["recipes"][0]["stages"]["late"], "favorable");
  EXPECT_TRUE(one["recipes"][0]["not_verified"].is_null());
}

}  // namespace
