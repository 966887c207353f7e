// taper fit, retarget and design as processes: output, exit status, one clear line for an error.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace {

using nlohmann::json;

struct answer {
  int status = -1;
  std::string text;  ///< stdout and stderr together
};

answer taper(const std::string& arguments) {
  const std::string command = std::string("NO_COLOR=1 '") + TAPER_PROGRAM + "' " + arguments + " 2>&1";
  FILE* pipe = ::popen(command.c_str(), "r");
  if (pipe == nullptr) return {};
  answer out;
  std::array<char, 4096> block{};
  while (const std::size_t n = std::fread(block.data(), 1, block.size(), pipe)) out.text.append(block.data(), n);
  const int status = ::pclose(pipe);
  out.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return out;
}

json parsed(const std::string& arguments) {
  const answer a = taper(arguments);
  EXPECT_EQ(a.status, 0) << arguments << "\n" << a.text;
  return json::parse(a.text);
}

class files : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() /
              ("taper-design-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  [[nodiscard]] std::string path(const char* name) const { return (folder_ / name).string(); }
  [[nodiscard]] std::string written(const char* name, const std::string& text) const {
    std::ofstream(path(name)) << text;
    return path(name);
  }

 private:
  std::filesystem::path folder_;
};

using fit_verb = files;
using retarget_verb = files;
using design_verb = files;

TEST_F(fit_verb, answers_as_documented) {
  const json j = parsed("fit 'poly(n=2)' --to cosine --json");
  EXPECT_EQ(j["schema"], "taper.fit/1");
  EXPECT_EQ(j["family"], "poly");
  EXPECT_EQ(j["spec"], "poly(i=1.783)");
  EXPECT_EQ(j["by"], "sup");
  EXPECT_NEAR(j["distance"].get<double>(), 0.0153, 1e-4);
}

TEST_F(fit_verb, takes_the_warmup_from_a_training_log) {
  // the logger is one ahead of the scheduler: row s holds the rate of step s - 1
  std::string rows;
  const json rates = parsed("eval 'cosine | warmup(20) | peak(1e-4)' --steps 500 --json")["lr"];
  for (std::size_t t = 0; t < 400; t += 10)
    rows += "{\"step\":" + std::to_string(t + 1) + ",\"lr\":" + rates[t].dump() + ",\"max_steps\":500}\n";
  const std::string log = written("log.jsonl", rows);
  const json j = parsed("fit any --to " + log + " --json");
  EXPECT_EQ(j["spec"], "cosine | warmup(20) | peak(0.0001)");
  EXPECT_EQ(j["steps"], 500);
  EXPECT_LT(j["distance"].get<double>(), 1e-12);
  const json poly = parsed("fit 'poly(n=2)' --to " + log + " --json");
  EXPECT_NEAR(poly["distance"].get<double>(), 0.0153, 1e-3) << poly["spec"];
  const answer other = taper("fit cosine --to " + written("other.json", "{\"users\":[1,2]}"));
  EXPECT_EQ(other.status, 2) << other.text;
}

TEST_F(fit_verb, ranks_all_families_and_draws) {
  const json j = parsed("fit any --to linear --json -o " + path("fit.svg"));
  EXPECT_EQ(j["spec"], "linear");
  EXPECT_GE(j["ties"].size(), 3U);
  EXPECT_GE(j["ranked"].size(), 10U);
  EXPECT_GT(std::filesystem::file_size(path("fit.svg")), 1000U);
}

TEST_F(fit_verb, reads_rates_from_a_file_and_from_stdin) {
  const std::string file = path("rates.csv");
  ASSERT_EQ(taper("eval 'sigmoid(i=5) | peak(0.01)' --steps 400 -o " + file).status, 0);
  EXPECT_EQ(parsed("fit sigmoid --to " + file + " --json")["spec"], "sigmoid(i=5) | peak(0.01)");
  EXPECT_EQ(parsed("fit any --to - --json < " + file)["spec"], "sigmoid(i=5) | peak(0.01)");
}

TEST_F(fit_verb, reports_line_and_column_of_an_error) {
  const std::string file = written("bad.csv", "step,lr\n0,1\n1,fast\n");
  const answer a = taper("fit poly --to " + file);
  EXPECT_EQ(a.status, 2);
  EXPECT_EQ(a.text, "taper fit: " + file + " line 3, column 2: expected a finite number, got 'fast'\n");
  EXPECT_EQ(taper("fit poly --to " + path("missing.csv")).status, 3);
}

TEST_F(fit_verb, refuses_bad_input_in_one_line_with_a_caret) {
  const answer a = taper("fit 'poly(i=-1)' --to cosine");
  EXPECT_EQ(a.status, 2);
  EXPECT_EQ(a.text, "taper fit: i must be > 0, got -1\n  poly(i=-1)\n         ^\n");
  EXPECT_EQ(taper("fit poly --to cosign").status, 2);
  EXPECT_EQ(taper("fit nothing --to cosine").status, 2);
  EXPECT_EQ(taper("fit poly --to cosine --by feeling").status, 2);
  EXPECT_EQ(taper("fit poly --to cosine --steps 1").status, 2);
}

TEST_F(retarget_verb, continues_without_a_jump) {
  const std::string csv = path("rates.csv");
  const json j =
      parsed("retarget 'cosine | warmup(10%) | peak(3e-4)' --steps 1000 --at 400 --new-steps 2000 --json --csv " + csv +
             " -o " + path("r.png"));
  EXPECT_EQ(j["schema"], "taper.retarget/1");
  EXPECT_NEAR(j["x"].get<double>(), 1.0 / 3.0, 1e-12);
  EXPECT_NEAR(j["rate"].get<double>(), 2.25e-4, 1e-10);
  EXPECT_GT(j["naive"]["jump"].get<double>(), 1.2);
  EXPECT_EQ(j["before"]["verdict"], "favorable");
  EXPECT_EQ(j["after"]["judged"], "whole");
  EXPECT_GT(std::filesystem::file_size(path("r.png")), 1000U);
  std::ifstream in(csv);
  std::string line;
  double before = 0.0;
  int rows = 0;
  for (std::getline(in, line); std::getline(in, line); ++rows) {
    const double rate = std::stod(line.substr(line.find(',') + 1));
    if (rows > 0) {
      EXPECT_LT(std::abs(rate - before), 3.1e-6) << line;
    }
    before = rate;
  }
  EXPECT_EQ(rows, 2000);
}

TEST_F(retarget_verb, writes_the_remaining_steps_as_a_schedule) {
  EXPECT_EQ(parsed("retarget linear --steps 1000 --at 400 --new-steps 700 --json")["rest"]["spec"],
            "linear | peak(0.6)");
  EXPECT_EQ(
      parsed("retarget 'linear | cooldown(20%)' --steps 1000 --at 400 --new-steps 500 --cooldown-now --json")["whole"]
                                                                                                             ["spec"],
      "linear | hold(400)");
  const json rewarm = parsed("retarget 'cosine | peak(0.1)' --steps 100 --at 50 --new-steps 300 --rewarm 20 --json");
  EXPECT_EQ(rewarm["rest"]["spec"].get<std::string>().substr(0, 24), "cosine | warmup(20, from");
  EXPECT_EQ(rewarm["whole"]["spec"].get<std::string>().substr(0, 40), "sequence(parts=[loop(of=cosine | peak(0.");
  EXPECT_NE(
      taper("retarget linear --steps 1000 --at 500 --new-steps 2000").text.find("a jump from 0.5 to 0.75 (x 1.5)"),
      std::string::npos);
}

TEST_F(retarget_verb, keeps_the_length_without_new_steps) {
  const std::string held = "retarget 'linear | warmup(100) | hold(400) | peak(3e-4)' --steps 1000 ";
  EXPECT_EQ(parsed(held + "--at 300 --cooldown-now --json")["whole"]["spec"],
            "linear | warmup(100) | hold(200) | peak(0.0003)");
  EXPECT_EQ(parsed(held + "--at 700 --rewarm 20 --json")["new_steps"], 1000);
  EXPECT_EQ(parsed(held + "--at 700 --peak 1e-4 --json")["new_steps"], 1000);
  EXPECT_EQ(parsed(held + "--at 700 --to constant --json")["new_steps"], 1000);
}

TEST_F(retarget_verb, prints_the_faults_of_the_new_run) {
  const std::string other =
      "retarget 'linear | warmup(100) | peak(3e-4)' --steps 1000 --at 500 "
      "--to 'hf.cosine(num_warmup_steps=10, num_training_steps=1000) | peak(1e-4)'";
  const std::string message = "the run has 500 steps and num_training_steps=1000: the fall does not finish";
  EXPECT_NE(json::parse(taper(other + " --json").text)["after"]["faults"].dump().find(message), std::string::npos);
  std::string text = taper(other).text;
  for (std::size_t at = text.find("\n"); at != std::string::npos; at = text.find("\n", at))
    text.replace(
        at, text.find_first_not_of(" \n", at) == std::string::npos ? 1 : text.find_first_not_of(" \n", at) - at, " ");
  EXPECT_NE(text.find("fault " + message), std::string::npos) << text;
}

TEST_F(retarget_verb, names_what_is_allowed) {
  const std::string linear = "retarget linear --steps 100 ";
  for (const auto& [arguments, says] :
       {std::pair("--at -1 --new-steps 200", ">= 0"), std::pair("--at 50.5 --new-steps 200", ">= 0"),
        std::pair("--at 50% --new-steps 200", ">= 0"), std::pair("--at 50 --new-steps 51", "at least 52, got 51"),
        std::pair("--at end --new-steps 101", "at least 102"), std::pair("--at 50", "--rewarm, --cooldown-now"),
        std::pair("--at 50 --rewarm 49", "leaves no room to decay"),
        std::pair("--at 50 --new-steps 64ep", "--steps-per-epoch, or --dataset-size and --batch-size")}) {
    const answer a = taper(linear + arguments);
    EXPECT_EQ(a.status, 2) << arguments;
    EXPECT_NE(a.text.find(says), std::string::npos) << arguments << ": " << a.text;
  }
  EXPECT_NE(
      taper("retarget 'hf.cosine(num_warmup_steps=50, num_training_steps=1000) | peak(2e-4)' --steps 1000 --at end "
            "--new-steps 1500")
          .text.find("the same text gives the same rates over the new length"),
      std::string::npos);
}

TEST_F(retarget_verb, rejects_invalid_requests) {
  for (const char* arguments :
       {"retarget linear --steps 100 --at 101 --new-steps 200", "retarget linear --steps 100 --at 50 --new-steps 50",
        "retarget linear --steps 100 --at -1 --new-steps 200",
        "retarget linear --steps 100 --at 50 --new-steps 200 --rewarm 150",
        "retarget linear --steps 100 --at 50 --new-steps 200 --rewarm 5 --cooldown-now",
        "retarget 'cosine | restarts(3)' --steps 100 --at 50 --new-steps 200",
        "retarget linear --steps 100 --new-steps 200", "retarget linear --steps 100 --at 50",
        "retarget linear --steps 100 --at end --new-steps 100", "retarget linear --steps 100 --at 50 --to nothing",
        "retarget linear --steps 100 --at 50 --to cosine --peak 0.1", "retarget linear --steps 100 --at 50 --peak 0",
        "retarget linear --steps 100 --at 50 --new-steps 64ep"}) {
    const answer a = taper(arguments);
    EXPECT_EQ(a.status, 2) << arguments;
    EXPECT_EQ(a.text.substr(0, 14), "taper retarget") << a.text;
  }
}

TEST_F(design_verb, turns_a_profile_into_a_schedule) {
  EXPECT_EQ(parsed("design --gamma-bar '1/(T*(1-x))' --json")["nearest"]["spec"], "linear");
  const std::string nearest = parsed("design --acceptance 'exp(-1/(1-x^2))' --json")["nearest"]["spec"];
  double i = 0.0;
  double n = 0.0;
  ASSERT_EQ(std::sscanf(nearest.c_str(), "poly(i=%lf, n=%lf)", &i, &n), 2) << nearest;
  EXPECT_NEAR(i, 2.0, 1e-3);
  EXPECT_NEAR(n, 1.0, 1e-3);
  const std::string file = path("profile.csv");
  ASSERT_EQ(taper("dynamics 'sigmoid(i=5)' --steps 500 -o " + file).status, 0);
  std::ifstream in(file);
  std::string text = "step,gamma_bar\n";
  std::string line;
  for (std::getline(in, line); std::getline(in, line);) {
    std::vector<std::string> fields;
    for (std::size_t at = 0; at != std::string::npos;) {
      const std::size_t comma = line.find(',', at);
      fields.push_back(line.substr(at, comma == std::string::npos ? comma : comma - at));
      at = comma == std::string::npos ? comma : comma + 1;
    }
    if (!fields[7].empty()) text += fields[0] + "," + fields[7] + "\n";
  }
  const json j = parsed("design --profile " + written("rate.csv", text) + " --steps 500 --json -o " + path("d.html"));
  EXPECT_EQ(j["nearest"]["family"], "sigmoid");
  EXPECT_LT(j["nearest"]["distance"].get<double>(), 1e-4);
}

TEST_F(design_verb, scales_a_rate) {
  EXPECT_EQ(parsed("design --gain 0.5 --of 'linear | warmup(100)' --json")["spec"], "rex | warmup(100)");
  EXPECT_EQ(parsed("design --gain 0.5 --of cosine --json")["spec"], "uba(phi=1)");
}

TEST_F(design_verb, satisfies_constraints_or_reports_that_no_member_does) {
  const json j = parsed("design --half-at-least 0.5 --budget 0.55 --steepness-max 3 --family poly --json");
  EXPECT_EQ(j["satisfied"], true);
  const answer no = taper("design --half-at-least 0.6 --family exp");
  EXPECT_EQ(no.status, 1);
  EXPECT_EQ(no.text.substr(0, 26), "no member of exp satisfies");
  EXPECT_NE(no.text.find("FAILS"), std::string::npos);
}

TEST_F(design_verb, refuses_bad_input) {
  for (const char* arguments :
       {"design", "design --gamma-bar '1/('", "design --gamma-bar 1 --acceptance 1", "design --gamma-bar '0-1'",
        "design --acceptance '1-x'", "design --gain 2", "design --gain -1 --of cosine", "design --dirichlet 0.5",
        "design --budget 0.5 --log-slope-max 3", "design --gamma-bar x --log-slope-min 3 --log-slope-max 1",
        "design --budget 0.5 --family cosign"}) {
    const answer a = taper(arguments);
    EXPECT_EQ(a.status, 2) << arguments << "\n" << a.text;
    EXPECT_EQ(a.text.substr(0, 12), "taper design") << a.text;
  }
  EXPECT_EQ(taper("design --profile " + path("missing.csv")).status, 3);
}

}  // namespace
