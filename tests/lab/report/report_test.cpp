// Runs of the quadratic, their table and report; and folders with other contents.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <sstream>
#include <tuple>

#include "../data/scratch.hpp"
#include "data/file.hpp"
#include "quadratic/run_quadratic.hpp"
#include "report/conclusion.hpp"
#include "report/curves.hpp"
#include "report/report.hpp"
#include "report/summary.hpp"
#include "report/table.hpp"

namespace taper::lab {
namespace {

// Large enough for meaningful numbers, small enough for a test.
quadratic_request small_runs(const std::filesystem::path& out) {
  quadratic_request q;
  q.out = out;
  q.schedules = {"cosine", "linear", "poly(i=2)", "exp(beta=0.99)", "sigmoid(i=40)", "exp(beta=0.05)"};
  q.seeds = 4;
  q.steps = 300;
  q.setting.dimensions = 500;
  q.setting.bins = 0;
  return q;
}

TEST(quadratic, simulation_agrees_with_the_exact_expected_loss) {
  quadratic_setting s;
  s.dimensions = 200;
  s.bins = 0;
  const noisy_quadratic exact(s);
  std::vector<double> rates(200);
  for (std::size_t t = 0; t < rates.size(); ++t) rates[t] = 0.1 * (1.0 - static_cast<double>(t) / 200.0);
  std::vector<double> middle;
  std::vector<double> last;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const std::vector<double> losses = simulate_quadratic(s, rates, seed);
    ASSERT_EQ(losses.size(), rates.size() + 1);
    middle.push_back(losses[100]);
    last.push_back(losses.back());
  }
  const std::vector<double> expected = exact.loss_curve(rates);
  EXPECT_NEAR(mean_of(middle).mean, expected[100], 4.0 * mean_of(middle).standard_error);
  EXPECT_NEAR(mean_of(last).mean, expected.back(), 4.0 * mean_of(last).standard_error);
  EXPECT_LT(mean_of(last).standard_error, 0.03 * expected.back()) << "or the line above could not fail";
}

TEST(quadratic, schedules_with_the_same_seed_see_the_same_noise) {
  quadratic_setting s;
  s.dimensions = 50;
  const std::vector<double> rates(30, 0.05);
  std::vector<double> other = rates;
  other[20] = 0.04;
  const std::vector<double> a = simulate_quadratic(s, rates, 7);
  const std::vector<double> b = simulate_quadratic(s, other, 7);
  EXPECT_EQ(std::vector<double>(a.begin(), a.begin() + 21), std::vector<double>(b.begin(), b.begin() + 21));
  EXPECT_NE(a[21], b[21]);
  EXPECT_NE(simulate_quadratic(s, rates, 8)[0], a[0]);
}

class with_runs : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder = new scratch;
    const auto done = run_quadratic(small_runs(folder->path()));
    ASSERT_TRUE(done.has_value()) << done.error().message;
    EXPECT_EQ(done->ran, 24U);
  }
  static void TearDownTestSuite() { delete folder; }
  static run_set runs() { return read_runs(folder->path()).value(); }
  static scratch* folder;
};
scratch* with_runs::folder = nullptr;

TEST_F(with_runs, are_not_run_again) {
  const auto again = run_quadratic(small_runs(folder->path()));
  ASSERT_TRUE(again.has_value());
  EXPECT_EQ(again->ran, 0U);
  EXPECT_EQ(again->were_there, 24U);
  quadratic_request other = small_runs(folder->path());
  other.setting.noise_variance = 0.5;
  const auto refused = run_quadratic(other);
  ASSERT_FALSE(refused.has_value());
  EXPECT_NE(refused.error().message.find("contains another run"), std::string::npos) << refused.error().message;
}

TEST_F(with_runs, are_summed_up) {
  const std::vector<experiment_summary> all = summarize(runs());
  ASSERT_EQ(all.size(), 1U);
  const experiment_summary& e = all[0];
  EXPECT_EQ(e.reference, "cosine");
  EXPECT_EQ(e.schedules.size(), 6U);
  EXPECT_EQ(e.optimum, 0.0);
  for (std::size_t k = 1; k < e.schedules.size(); ++k)
    EXPECT_LE(e.schedules[k - 1].metric.mean, e.schedules[k].metric.mean);
  for (const schedule_summary& s : e.schedules) {
    EXPECT_EQ(s.seeds, (std::vector<std::uint64_t>{1, 2, 3, 4}));
    EXPECT_EQ(s.against_reference.has_value(), s.spec != "cosine");
    EXPECT_TRUE(s.rule.has_value());
    EXPECT_TRUE(s.expected.has_value());
    if (s.spec == "cosine") {
      EXPECT_NEAR(s.expected->quadratic, 0.0, 1e-9);
      EXPECT_NEAR(s.expected->bound, 0.0, 1e-12);
    }
    if (s.spec == "sigmoid(i=40)") {
      EXPECT_EQ(s.rule, taper::verdict::violating);
      EXPECT_NEAR(s.expected->quadratic, 0.31, 0.02) << "docs/theory/quadratic.md, shared peak";
      EXPECT_NEAR(s.expected->bound, 0.433, 0.02);
    }
  }
  EXPECT_GT(e.quadratic_rank.value(), 0.5);
}

TEST_F(with_runs, give_a_table_in_three_forms) {
  const std::vector<experiment_summary> all = summarize(runs());
  const std::string text = table_text(all[0]);
  EXPECT_NE(text.find("quadratic: 300 steps, shared peak"), std::string::npos) << text;
  EXPECT_NE(text.find("sigmoid(i=40)"), std::string::npos);
  std::istringstream lines(text);
  std::size_t rows = 0;
  for (std::string line; std::getline(lines, line);) rows += line.find("violating") != std::string::npos ? 1 : 0;
  EXPECT_EQ(rows, 2U);

  const auto json = table_json(all[0]);
  EXPECT_EQ(json["schema"], "taper.lab.table/1");
  EXPECT_EQ(json["schedules"].size(), 6U);
  EXPECT_EQ(nlohmann::json::parse(json.dump())["schedules"][0]["seeds"].size(), 4U);

  std::istringstream csv(table_csv(all));
  std::string head;
  std::getline(csv, head);
  const auto commas = std::count(head.begin(), head.end(), ',');
  std::size_t count = 0;
  for (std::string line; std::getline(csv, line); ++count)
    EXPECT_EQ(std::count(line.begin(), line.end(), ','), commas) << line;
  EXPECT_EQ(count, 6U);
}

TEST_F(with_runs, give_a_report_of_one_file) {
  const run_set set = runs();
  const std::string page = report_html(summarize(set), set, {.command = "taper lab report X", .version = "v"});
  EXPECT_LT(page.size(), 300'000U);
  for (const char* part : {"Summary", "quadratic", "Machine and commands", "taper lab report X",
                           "--seeds 4 --steps 300", "linear,", "sigmoid(i=40)", "<svg"})
    EXPECT_NE(page.find(part), std::string::npos) << part;
  for (const char* outside : {"<script", "src=\"http", "href=\"http", "url(http"})
    EXPECT_EQ(page.find(outside), std::string::npos) << outside;
}

TEST_F(with_runs, give_curves_paired_by_seed) {
  const run_set set = runs();
  const experiment_summary e = summarize(set)[0];
  const experiment_curves c = curves_of(e, set, 10);
  ASSERT_EQ(c.schedules.size(), 6U);
  EXPECT_EQ(c.steps.size(), 10U);
  const auto cosine = std::ranges::find(c.schedules, "cosine", &schedule_curves::spec);
  for (const binned& d : paired(*cosine, *cosine, &schedule_curves::loss)) EXPECT_EQ(d, binned(10, 0.0));
  const spread s = over_seeds(cosine->loss);
  for (std::size_t k = 0; k < 10; ++k) {
    EXPECT_LE(s.low[k], s.mean[k]);
    EXPECT_LE(s.mean[k], s.high[k]);
  }
}

TEST(tasks, share_the_runs_without_overlap) {
  const scratch s;
  quadratic_request q = small_runs(s.path());
  q.setting.dimensions = 20;
  q.steps = 20;
  q.tasks = 5;
  std::uint64_t ran = 0;
  for (q.task = 0; q.task < q.tasks; ++q.task) ran += run_quadratic(q)->ran;
  EXPECT_EQ(ran, 24U);
  EXPECT_EQ(read_runs(s.path())->runs.size(), 24U);
}

TEST(quadratic, protocols_choose_the_peak) {
  const scratch s;
  quadratic_request q = small_runs(s.path());
  q.schedules = {"cosine", "exp(beta=0.05)"};
  q.seeds = 1;
  for (const protocol p : {protocol::shared, protocol::tuned, protocol::budget}) {
    q.how = p;
    ASSERT_TRUE(run_quadratic(q).has_value());
  }
  std::map<std::string, double> peak;
  const run_set set = read_runs(s.path()).value();
  for (const finished_run& r : set.runs) peak[r.result.protocol + " " + r.result.spec] = r.result.peak;
  EXPECT_EQ(peak["shared cosine"], peak["shared exp(beta=0.05)"]);
  EXPECT_NEAR(peak["budget exp(beta=0.05)"] / peak["shared cosine"], 1.78, 0.01)
      << "docs/theory/multiplier.md: the budget's multiplier";
  EXPECT_GT(peak["tuned exp(beta=0.05)"], 1.3 * peak["tuned cosine"]);
  EXPECT_EQ(summarize(set).size(), 3U);
}

TEST(quadratic, reports_invalid_requests) {
  const scratch s;
  quadratic_request q = small_runs(s.path());
  q.schedules = {"cosin"};
  EXPECT_EQ(run_quadratic(q).error().code, errc::unknown_name);
  q.schedules = {"cosine | peak(0.1)"};
  EXPECT_EQ(run_quadratic(q).error().code, errc::conflict);
  q.schedules = {"cosine"};
  q.out = "/proc/none";
  EXPECT_EQ(run_quadratic(q).error().code, errc::io);
}

// Results written by hand: what is missing, broken, diverged or unfinished.
std::string result_text(const std::string& spec, int seed, double loss, const std::string& more = "") {
  std::ostringstream out;
  out << R"({"experiment":"mine","spec":")" << spec << R"(","seed":)" << seed
      << R"(,"steps":100,"protocol":"shared","peak":0.1,"status":"finished","train_loss":)" << loss << more << "}";
  return out.str();
}

TEST(runs, are_required) {
  const scratch s;
  EXPECT_EQ(read_runs(s.path() / "none").error().code, errc::io);
  EXPECT_NE(read_runs(s.path()).error().message.find("no finished run"), std::string::npos);
  s.write("mine/cosine/0/config.json", "{}");
  EXPECT_EQ(read_runs(s.path()).error().hint, "1 runs there are not finished yet");
  s.write("mine/cosine/0/result.json", "{\"experiment\":");
  EXPECT_NE(read_runs(s.path()).error().message.find("result.json: "), std::string::npos);
}

TEST(runs, that_are_broken_are_listed_and_skipped) {
  const scratch s;
  s.write("mine/cosine/0/result.json", result_text("cosine", 0, 1.0));
  s.write("mine/cosine/1/result.json", "[]");
  s.write("mine/cosine/2/result.json", result_text("cosine", 2, 1.0).substr(0, 40));
  s.write("mine/cosine/3/config.json", "{}");
  const run_set set = read_runs(s.path()).value();
  EXPECT_EQ(set.runs.size(), 1U);
  EXPECT_EQ(set.broken.size(), 2U);
  EXPECT_EQ(set.unfinished.size(), 1U);
}

// A file of results gives the table of the folder that they came from.
TEST(runs, are_read_from_a_file_of_lines) {
  const scratch s;
  std::string lines;
  for (int k = 0; k < 3; ++k) {
    for (const char* spec : {"cosine", "linear"}) {
      const std::string text = result_text(spec, k, 1.0 + 0.1 * k + (spec[0] == 'l' ? 0.01 * k : 0.0));
      s.write(std::string("folder/mine/") + spec + "/" + std::to_string(k) + "/result.json", text);
      lines += text + "\n";
    }
  }
  s.write("all.jsonl", lines + "\n[]\n");
  const run_set from_file = read_runs(s.path() / "all.jsonl").value();
  EXPECT_EQ(from_file.broken.size(), 1U);
  EXPECT_NE(from_file.broken[0].find("all.jsonl, line 8"), std::string::npos) << from_file.broken[0];
  EXPECT_EQ(table_text(summarize(from_file)[0]), table_text(summarize(read_runs(s.path() / "folder").value())[0]));
}

TEST(runs, that_diverged_are_excluded_from_the_mean) {
  const scratch s;
  for (int k = 0; k < 3; ++k) {
    s.write("mine/cosine/" + std::to_string(k) + "/result.json", result_text("cosine", k, 1.0 + 0.1 * k));
    s.write("mine/linear/" + std::to_string(k) + "/result.json", result_text("linear", k, 1.2 + 0.11 * k));
  }
  s.write(
      "mine/linear/3/result.json",
      R"({"experiment":"mine","spec":"linear","seed":3,"steps":100,"status":"diverged","protocol":"shared","train_loss":null})");
  const experiment_summary e = summarize(read_runs(s.path()).value())[0];
  EXPECT_EQ(e.metric, "train_loss");
  const schedule_summary& linear = e.schedules[1];
  EXPECT_EQ(linear.diverged, 1U);
  EXPECT_EQ(linear.metric.n, 3U);
  EXPECT_NEAR(linear.against_reference->mean, 0.21, 1e-12);
  EXPECT_EQ(linear.pairs, 3U);
  EXPECT_NE(std::ranges::find(e.notes, "linear: 1 runs diverged and are excluded from the mean"), e.notes.end());
}

TEST(runs, with_few_common_seeds_are_compared_over_those) {
  const scratch s;
  for (int k = 0; k < 4; ++k)
    s.write("mine/cosine/" + std::to_string(k) + "/result.json", result_text("cosine", k, 1.0 + 0.1 * k));
  for (int k = 2; k < 6; ++k)
    s.write("mine/linear/" + std::to_string(k) + "/result.json",
            result_text("linear", k, 2.0 + 0.1 * k + 0.01 * (k % 2)));
  const experiment_summary e = summarize(read_runs(s.path()).value())[0];
  EXPECT_EQ(e.schedules[1].pairs, 2U);
  EXPECT_NEAR(e.schedules[1].against_reference->mean, 1.005, 1e-12);
  EXPECT_EQ(e.notes.size(), 2U);
}

TEST(metrics, end_where_a_run_was_killed) {
  const scratch s;
  s.write("metrics.jsonl",
          "{\"step\":0,\"learning_rate\":0.1,\"loss\":2.5}\n{\"step\":1,\"learning_rate\":0.1,\"loss\":null}\n{"
          "\"step\":2,\"lea");
  const auto rows = read_metrics(s.path());
  ASSERT_TRUE(rows.has_value());
  ASSERT_EQ(rows->size(), 2U);
  EXPECT_EQ((*rows)[0].loss, 2.5);
  EXPECT_FALSE((*rows)[1].loss.has_value());
  s.write("metrics.jsonl", "{\"step\":0}\nnonsense\n{\"step\":2}\n");
  EXPECT_NE(read_metrics(s.path()).error().message.find("line 2"), std::string::npos);
}

// Numbers that trigger each sentence.
TEST(conclusions, follow_the_numbers) {
  const scratch s;
  const auto write = [&](const std::string& spec, std::vector<double> values) {
    for (std::size_t k = 0; k < values.size(); ++k)
      s.write("mine/" + spec + "/" + std::to_string(k) + "/result.json",
              result_text(spec, static_cast<int>(k), values[k]));
  };
  write("cosine", {1.000, 1.010, 0.990, 1.005});
  write("linear", {1.002, 1.011, 0.993, 1.004});
  write("sigmoid(i=4)", {1.004, 1.009, 0.994, 1.008});
  write("exp(beta=0.05)", {1.10, 1.12, 1.09, 1.11});
  write("sigmoid(i=40)", {1.20, 0.85, 1.15, 0.90});
  const std::vector<statement> all = conclude(summarize(read_runs(s.path()).value())[0]);
  const auto has = [&](outcome o, const std::string& start) {
    return std::ranges::any_of(all, [&](const statement& x) { return x.result == o && x.text.starts_with(start); });
  };
  EXPECT_TRUE(has(outcome::reproduces, "The 3 compliant schedules are within"));
  EXPECT_TRUE(has(outcome::reproduces, "exp(beta=0.05) (violates the early stage) against cosine: +0.10"));
  EXPECT_TRUE(has(outcome::undecided, "sigmoid(i=40) (violates the middle stage)"));
}

// The easy seed 2 of one schedule must not make it the best.
// linear stays within 1 % of cosine, poly(i=2) is 3 % better, and sigmoid(i=4) spreads too widely to tell.
TEST(conclusions, state_equivalence_with_a_margin) {
  const scratch s;
  for (int k = 0; k < 4; ++k) {
    const std::string seed = "/" + std::to_string(k) + "/result.json";
    const double base = 2.0 + 0.1 * k, wobble = k % 2 == 0 ? 0.001 : -0.001;
    s.write("mine/cosine" + seed, result_text("cosine", k, base));
    s.write("mine/linear" + seed, result_text("linear", k, base + wobble));
    s.write("mine/poly" + seed, result_text("poly(i=2)", k, base - 0.06 + wobble));
    s.write("mine/sigmoid" + seed, result_text("sigmoid(i=4)", k, base + 30 * wobble));
  }
  std::string text;
  for (const statement& x : conclude(summarize(read_runs(s.path()).value())[0])) {
    if (x.claim == "favorable schedules are equivalent within 1 %") text = x.text;
  }
  EXPECT_NE(text.find("equivalent: linear (p "), std::string::npos) << text;
  EXPECT_NE(text.find("not decided: sigmoid(i=4) (p "), std::string::npos) << text;
  EXPECT_NE(text.find("further away than the margin: poly(i=2) (p "), std::string::npos) << text;
}

TEST(conclusions, compare_over_common_seeds) {
  const scratch s;
  const std::tuple<const char*, int, double> made[]{
      {"cosine", 1, 0.40}, {"cosine", 2, 0.10}, {"linear", 1, 0.39}, {"sigmoid(i=4)", 1, 0.38}};
  for (const auto& [spec, seed, value] : made)
    s.write(std::string("mine/") + spec + "/" + std::to_string(seed) + "/result.json", result_text(spec, seed, value));
  const experiment_summary e = summarize(read_runs(s.path()).value())[0];
  EXPECT_EQ(e.common_seeds, std::vector<std::uint64_t>{1});
  const std::vector<statement> all = conclude(e);
  ASSERT_FALSE(all.empty());
  EXPECT_NE(all[0].text.find("(sigmoid(i=4) best, cosine worst), but one seed"), std::string::npos) << all[0].text;
}

TEST(conclusions, of_two_seeds_are_undecided) {
  const scratch s;
  const std::tuple<const char*, double, double> made[]{{"cosine", 1.000, 1.001},
                                                       {"linear", 1.002, 1.003},
                                                       {"sigmoid(i=4)", 1.004, 1.005},
                                                       {"exp(beta=0.05)", 1.500, 1.501}};
  for (const auto& [spec, first, second] : made) {
    s.write(std::string("mine/") + spec + "/1/result.json", result_text(spec, 1, first));
    s.write(std::string("mine/") + spec + "/2/result.json", result_text(spec, 2, second));
  }
  std::size_t claims = 0;
  for (const statement& x : conclude(summarize(read_runs(s.path()).value())[0])) {
    if (x.claim.empty()) continue;
    ++claims;
    EXPECT_EQ(x.result, outcome::undecided) << x.text;
  }
  EXPECT_EQ(claims, 2U);
}

TEST(conclusions, of_one_seed_are_undecided) {
  const scratch s;
  const std::pair<const char*, double> made[]{{"cosine", 0.41}, {"linear", 0.35}, {"sigmoid(i=4)", 0.42}};
  for (const auto& [spec, value] : made)
    s.write(std::string("mine/") + spec + "/1/result.json", result_text(spec, 1, value));
  const std::vector<statement> all = conclude(summarize(read_runs(s.path()).value())[0]);
  ASSERT_FALSE(all.empty());
  EXPECT_EQ(all[0].result, outcome::undecided) << all[0].text;
  EXPECT_NE(all[0].text.find("but one seed"), std::string::npos) << all[0].text;
}

}  // namespace
}  // namespace taper::lab
