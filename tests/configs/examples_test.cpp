// Configurations with the rates that they run, computed from each framework's published formulas.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "example_file.hpp"
#include "taper/configs/config.hpp"
#include "taper/notation.hpp"

namespace {

using taper::tests::config_example;
using taper::tests::config_examples;

struct rates {
  std::uint64_t steps = 0;
  std::vector<std::pair<std::uint64_t, double>> at;
};

// "1200; 0: 0, 59: 1.966667e-05"
rates rates_in(const std::string& text) {
  rates out;
  std::istringstream words(text);
  char mark = 0;
  words >> out.steps >> mark;
  std::uint64_t step = 0;
  double rate = 0.0;
  while (words >> step >> mark >> rate) {
    out.at.emplace_back(step, rate);
    words >> mark;
  }
  return out;
}

void check(const std::string& file, std::size_t least) {
  const std::vector<config_example> all = config_examples("configs/" + file);
  ASSERT_GE(all.size(), least);
  for (const config_example& e : all) {
    SCOPED_TRACE(file + ":" + std::to_string(e.line) + " " + e.format);
    const auto read = taper::read_config(e.text, e.facts);
    if (e.expected.starts_with("refused: ")) {
      ASSERT_TRUE(!read || !read->requested) << read->spec;
      const std::string why = read ? read->notes.back().message : read.error().message;
      EXPECT_NE(why.find(e.expected.substr(9)), std::string::npos) << why;
      continue;
    }
    const rates wanted = rates_in(e.expected);
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    if (!read) continue;
    EXPECT_EQ(read->format, e.format);
    ASSERT_FALSE(read->spec.empty()) << read->faults.front().message;
    EXPECT_EQ(read->steps, wanted.steps) << read->spec;
    const auto run = taper::parse(read->spec)->bind(wanted.steps);
    ASSERT_TRUE(run) << read->spec << ": " << run.error().message;
    const double digits = e.format == "llm.c" || e.format == "keras" ? 4e-6 : 1e-13;  // they compute in float32
    double highest = 0.0;
    for (const auto& [step, rate] : wanted.at) highest = std::max(highest, rate);
    for (const auto& [step, rate] : wanted.at)
      EXPECT_NEAR((*run)(step), rate, 1e-6 * rate + digits * highest) << read->spec << " at step " << step;
  }
}

TEST(configurations, of_language_model_frameworks_run_the_rates_that_they_are_read_as) {
  check("language_models.txt", 50);
}

TEST(configurations, of_public_repositories_run_the_rates_of_their_framework) { check("public.txt", 40); }

TEST(configurations, of_vision_frameworks_run_the_rates_of_their_framework) { check("vision.txt", 40); }

TEST(configurations, every_format_has_an_example) {
  std::set<std::string> seen;
  for (const char* const file : {"configs/language_models.txt", "configs/vision.txt"}) {
    for (const config_example& e : config_examples(file)) seen.insert(e.format);
  }
  for (const taper::config_format& f : taper::config_formats())
    EXPECT_TRUE(seen.contains(std::string(f.name))) << f.name;
}

TEST(configurations, every_format_has_its_row_on_the_page) {
  std::ifstream in(TAPER_SOURCE_DIR "/docs/configurations.md");
  const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  for (const taper::config_format& f : taper::config_formats()) {
    const std::string row =
        "| `" + std::string(f.name) + "` | " + std::string(f.title) + " | " + std::string(f.source) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

}  // namespace
