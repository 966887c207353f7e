// taper::lint on seeded mistakes and on public configurations, its ids, its JSON and SARIF.
#include "taper/lint.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

#include "configs/example_file.hpp"
#include "taper/configs/findings.hpp"

namespace {

using nlohmann::json;
using taper::tests::config_example;
using taper::tests::config_examples;

taper::lint_report linted(const config_example& e) { return taper::lint("config", e.text, {.facts = e.facts}); }

std::string findings_of(const taper::lint_report& r) {
  std::string out = r.problem ? "not read: " + r.problem->message + "\n" : std::string();
  for (const auto& f : r.reading.faults)
    out += f.id + " " + f.key + " line " + std::to_string(f.line) + ": " + f.message + "\n";
  return out;
}

TEST(lint, finds_every_seeded_mistake_with_its_line_and_no_other) {
  const std::vector<config_example> all = config_examples("lint/mistakes.txt");
  ASSERT_GE(all.size(), 50U);
  for (const config_example& e : all) {
    SCOPED_TRACE("mistakes.txt:" + std::to_string(e.line) + " " + e.format);
    const taper::lint_report r = linted(e);
    EXPECT_EQ(r.reading.format, e.format) << findings_of(r);
    ASSERT_EQ(r.reading.faults.size(), 1U) << findings_of(r);
    const taper::config_finding& f = r.reading.faults.front();
    EXPECT_EQ(f.id + " " + std::to_string(f.line), e.expected) << findings_of(r);
    const taper::config_finding_kind* const kind = taper::config_finding_kind_of(f.id);
    ASSERT_NE(kind, nullptr) << f.id;
    EXPECT_TRUE(kind->fault) << f.id;
  }
}

TEST(lint, finds_no_mistake_in_public_configurations_that_have_none) {
  std::size_t healthy = 0;
  for (const char* const file : {"configs/public.txt", "lint/healthy.txt"}) {
    for (const config_example& e : config_examples(file)) {
      SCOPED_TRACE(std::string(file) + ":" + std::to_string(e.line) + " " + e.format);
      const taper::lint_report r = linted(e);
      if (e.expected.starts_with("refused: ")) continue;
      EXPECT_TRUE(r.reading.faults.empty()) << findings_of(r);
      EXPECT_FALSE(r.problem) << findings_of(r);
      ++healthy;
    }
  }
  EXPECT_GE(healthy, 50U);
}

TEST(lint, every_fault_has_a_seeded_mistake) {
  std::set<std::string> seen;
  for (const config_example& e : config_examples("lint/mistakes.txt"))
    seen.insert(e.expected.substr(0, e.expected.find(' ')));
  for (const taper::config_finding_kind& k : taper::config_findings)
    EXPECT_TRUE(!k.fault || seen.contains(std::string(k.id))) << k.id;
}

TEST(lint, every_id_of_a_reader_is_in_the_list) {
  const std::regex call(R"x((?:fault|note|rejected)\(\s*(?:in_steps[^"]*)?"([a-z-]+)")x");
  std::size_t seen = 0;
  for (const char* const folder : {"/src/configs", "/src/lint"}) {
    for (const auto& file : std::filesystem::directory_iterator(std::string(TAPER_SOURCE_DIR) + folder)) {
      std::ifstream in(file.path());
      const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
      for (std::sregex_iterator it(text.begin(), text.end(), call), end; it != end; ++it, ++seen)
        EXPECT_NE(taper::config_finding_kind_of((*it)[1].str()), nullptr) << file.path() << ": " << (*it)[1];
    }
  }
  EXPECT_GT(seen, 50U);
}

TEST(lint, a_length_that_is_missing_leaves_the_faults_of_any_length) {
  const std::string text =
      "base_model: m\nmicro_batch_size: 1\nlearning_rate: 1e-4\nlr_scheduler: linear\ncosine_min_lr_ratio: 0.1\n"
      "num_epochs: 2\nwarmup_steps: 100\n";
  const taper::lint_report r = taper::lint("a.yml", text);
  EXPECT_TRUE(r.only_length_missing);
  ASSERT_EQ(r.reading.faults.size(), 1U);  // 100 steps of warmup exceed a short run, not any run
  EXPECT_EQ(r.reading.faults.front().id, "key-ignored");
  const taper::lint_report stopped = taper::lint("b.yml", text + "warmup_ratio: 0.1\n");
  EXPECT_FALSE(stopped.problem);  // it stops with any length
  EXPECT_EQ(stopped.reading.faults.front().id, "warmup-conflict");
}

TEST(lint, two_mistakes_of_one_key_stay_two_without_a_length) {
  const taper::lint_report r = taper::lint("x.yml",
                                           "epoch: 300\nLearningRate:\n  base_lr: 0.008\n  schedulers:\n  - "
                                           "!PiecewiseDecay {milestones: [380, 410], gamma: 0.1}\n"
                                           "  - !LinearWarmup {start_factor: 0.1, steps: 500}\n",
                                           {});
  EXPECT_TRUE(r.only_length_missing);
  ASSERT_EQ(r.reading.faults.size(), 2U);
  EXPECT_NE(r.reading.faults[0].message.find("380"), std::string::npos);
  EXPECT_NE(r.reading.faults[1].message.find("410"), std::string::npos);
}

TEST(lint, a_given_length_that_the_file_contradicts_is_an_error) {
  const taper::lint_report r = taper::lint(
      "a.yml", "per_device_train_batch_size: 1\nlearning_rate: 1e-4\nmax_steps: 100\n", {.facts = {.steps = 200}});
  ASSERT_TRUE(r.problem);
  EXPECT_EQ(r.problem->code, taper::errc::conflict);
}

TEST(lint, rates_far_outside_those_of_published_trainings_are_a_note) {
  const auto notes_of = [](const std::string& model, const std::string& rate, const std::string& optimizer) {
    std::string out;
    for (const auto& n :
         taper::lint("a.yml", "per_device_train_batch_size: 1\nlearning_rate: " + rate +
                                  "\nmax_steps: 100\noptim: " + optimizer + "\nmodel_name_or_path: " + model + "\n")
             .reading.notes)
      out += n.id;
    return out;
  };
  EXPECT_EQ(notes_of("Qwen/Qwen2.5-7B", "1.0e-5", "adamw_torch"), "");
  EXPECT_EQ(notes_of("Qwen/Qwen2.5-7B", "0.01", "adamw_torch"), "rate-unusual");
  EXPECT_EQ(notes_of("a/model", "0.5", "adamw_torch"), "rate-unusual");
  EXPECT_EQ(notes_of("a/model", "1.0e-9", "adamw_torch"), "rate-unusual");
  EXPECT_EQ(notes_of("a/model", "0.5", "sgd"), "");
  EXPECT_EQ(notes_of("a/model", "0.5", "own_optimizer"), "");
}

TEST(lint, json_has_the_members_of_its_schema) {
  const std::string text = "base_model: m\nmicro_batch_size: 1\nlearning_rate: 1e-4\nmax_steps: 50\nwarmup_steps: 60\n";
  const json one = json::parse(taper::lint_json(taper::lint("a.yml", text)));
  EXPECT_EQ(one["schema"], "taper.lint/1");
  EXPECT_EQ(one["file"], "a.yml");
  EXPECT_EQ(one["format"], "axolotl");
  EXPECT_EQ(one["steps"], 50);
  EXPECT_EQ(one["faults"][0]["id"], "warmup-exceeds-run");
  EXPECT_EQ(one["faults"][0]["key"], "warmup_steps");
  EXPECT_EQ(one["faults"][0]["line"], 5);
  EXPECT_EQ(one["check"]["schema"], "taper.check/2");
  const json unread = json::parse(taper::lint_json(taper::lint("a.yml", text + "cooldown_steps: 3\n")));
  EXPECT_EQ(unread["unread"][0]["key"], "cooldown_steps");
  EXPECT_EQ(unread["unread"][0]["line"], 6);
  EXPECT_TRUE(unread["spec"].is_null());
  EXPECT_TRUE(unread["check"].is_null());
}

TEST(lint, json_is_valid_whatever_the_file_contains) {
  for (const std::string key : {"lr_\xff", "warmup_\xc3(", "decay_\x01"}) {
    const std::string text = "per_device_train_batch_size: 1\nlearning_rate: 1e-4\nmax_steps: 9\n\"" + key + "\": 3\n";
    const std::vector<taper::lint_report> all = {taper::lint(key, text)};
    EXPECT_TRUE(json::accept(taper::lint_json(all[0]))) << taper::lint_json(all[0]);
    EXPECT_TRUE(json::accept(taper::lint_sarif(all)));
  }
}

TEST(lint, the_first_difference_of_two_schedules) {
  const auto read = [](const std::string& rate) {
    return taper::lint(
        "a", "per_device_train_batch_size: 1\nlearning_rate: 1e-4\nwarmup_steps: " + rate + "\nmax_steps: 100\n");
  };
  EXPECT_FALSE(taper::difference_between(*read("10").bound, *read("10").bound));
  const auto apart = taper::difference_between(*read("10").bound, *read("20").bound);
  ASSERT_TRUE(apart);
  EXPECT_EQ(apart->begins.step, 1U);  // both begin at 0
  EXPECT_EQ(apart->largest.step, 10U);
  const json diff = json::parse(taper::lint_diff_json(read("10"), read("20")));
  EXPECT_EQ(diff["first_difference"]["step"], 1);
  EXPECT_EQ(diff["files"].size(), 2U);
}

// What the public schema of SARIF 2.1.0 requires of the objects that are written.
TEST(lint, sarif_has_what_its_schema_requires) {
  const std::string text = "base_model: m\nmicro_batch_size: 1\nlearning_rate: 1e-4\nmax_steps: 50\nwarmup_steps: 60\n";
  const std::vector<taper::lint_report> reports = {taper::lint("configs/a b.yml", text),
                                                   taper::lint("c.yml", text + "cooldown_steps: 3\n")};
  const json log = json::parse(taper::lint_sarif(reports));
  EXPECT_EQ(log["version"], "2.1.0");
  const json& run = log["runs"].at(0);
  const json& driver = run["tool"]["driver"];
  EXPECT_EQ(driver["name"], "taper");
  std::set<std::string> rules;
  for (const json& rule : driver["rules"]) {
    EXPECT_TRUE(rules.insert(rule["id"]).second) << "an id is there once";
    EXPECT_FALSE(rule["shortDescription"]["text"].get<std::string>().empty());
  }
  ASSERT_EQ(run["results"].size(), 2U);
  for (const json& result : run["results"]) {
    EXPECT_TRUE(rules.contains(result["ruleId"].get<std::string>()));
    EXPECT_FALSE(result["message"]["text"].get<std::string>().empty());
    EXPECT_GE(result["locations"][0]["physicalLocation"]["region"]["startLine"].get<int>(), 1);
  }
  const json& first = run["results"][0]["locations"][0]["physicalLocation"];
  EXPECT_EQ(first["artifactLocation"]["uri"], "configs/a%20b.yml");
  EXPECT_EQ(first["region"]["startLine"], 5);
}

}  // namespace
