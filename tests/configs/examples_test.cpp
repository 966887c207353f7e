// Configurations with the rates that they run, computed from each framework's published formulas.
#include <gtest/gtest.h>

#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "taper/configs/config.hpp"
#include "taper/notation.hpp"

namespace {

struct example {
  std::string format;
  taper::run_facts facts;
  std::string text;
  std::uint64_t steps = 0;
  std::vector<std::pair<std::uint64_t, double>> rates;  // none: must be refused
  std::string refusal;                                  // a part of the message
  std::size_t line = 0;
};

std::vector<example> examples_of(const std::string& name) {
  std::ifstream in(std::string(TAPER_SOURCE_DIR) + "/tests/configs/" + name);
  std::vector<example> out;
  std::string line;
  bool inside = false;
  for (std::size_t n = 1; std::getline(in, line); ++n) {
    if (line.starts_with("=== ")) {
      example e;
      e.line = n;
      std::istringstream words(line.substr(4));
      words >> e.format;
      std::string option;
      std::uint64_t value = 0;
      while (words >> option >> value) {
        if (option == "--steps") e.facts.steps = value;
        if (option == "--dataset-size") e.facts.dataset_size = value;
        if (option == "--world-size") e.facts.world_size = value;
        if (option == "--steps-per-epoch") e.facts.steps_per_epoch = value;
      }
      out.push_back(e);
      inside = true;
    } else if (line.starts_with("--- refused: ")) {
      out.back().refusal = line.substr(13);
      inside = false;
    } else if (line.starts_with("--- ") && inside) {
      std::istringstream words(line.substr(4));
      char mark = 0;
      words >> out.back().steps >> mark;
      std::uint64_t step = 0;
      double rate = 0.0;
      while (words >> step >> mark >> rate) {
        out.back().rates.emplace_back(step, rate);
        words >> mark;
      }
      inside = false;
    } else if (inside) {
      out.back().text += line + "\n";
    }
  }
  return out;
}

void check(const std::string& file) {
  const std::vector<example> all = examples_of(file);
  ASSERT_GE(all.size(), 50U);
  for (const example& e : all) {
    SCOPED_TRACE(file + ":" + std::to_string(e.line) + " " + e.format);
    const auto read = taper::read_config(e.text, e.facts);
    if (!e.refusal.empty()) {
      ASSERT_FALSE(read) << read->spec;
      EXPECT_NE(read.error().message.find(e.refusal), std::string::npos) << read.error().message;
      continue;
    }
    EXPECT_TRUE(read) << (read ? "" : read.error().message);
    if (!read) continue;
    EXPECT_EQ(read->format, e.format);
    ASSERT_FALSE(read->spec.empty()) << read->faults.front().message;
    EXPECT_EQ(read->steps, e.steps) << read->spec;
    const auto run = taper::parse(read->spec)->bind(e.steps);
    ASSERT_TRUE(run) << read->spec << ": " << run.error().message;
    double highest = 0.0;
    for (const auto& [step, rate] : e.rates) highest = std::max(highest, rate);
    for (const auto& [step, rate] : e.rates)
      EXPECT_NEAR((*run)(step), rate, 1e-6 * rate + 1e-13 * highest) << read->spec << " at step " << step;
  }
}

TEST(configurations, of_language_model_frameworks_run_the_rates_that_they_are_read_as) { check("language_models.txt"); }

TEST(configurations, every_format_has_an_example) {
  std::set<std::string> seen;
  for (const example& e : examples_of("language_models.txt")) seen.insert(e.format);
  for (const taper::config_format& f : taper::config_formats())
    EXPECT_TRUE(seen.contains(std::string(f.name))) << f.name;
}

TEST(configurations, every_format_has_its_row_on_the_page) {
  std::ifstream in(std::string(TAPER_SOURCE_DIR) + "/docs/configurations.md");
  const std::string page{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  for (const taper::config_format& f : taper::config_formats()) {
    const std::string row =
        "| `" + std::string(f.name) + "` | " + std::string(f.title) + " | " + std::string(f.source) + " |";
    EXPECT_NE(page.find(row), std::string::npos) << row;
  }
}

}  // namespace
