// The 28 real logs: family, peak, warmup, total and lag of each, as published with the files.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <string>
#include <vector>

#include "taper/logs/inspect.hpp"
#include "taper/taper.hpp"

namespace {

std::filesystem::path log_folder() {
  const char* const data = std::getenv("TAPER_DATA");
  const std::filesystem::path root = data != nullptr
                                         ? std::filesystem::path(data)
                                         : std::filesystem::path(TAPER_SOURCE_DIR) / ".." / "shared" / "data";
  return root / "logs";
}

struct segment_wanted {
  const char* spec;
  std::int64_t steps;
  std::int64_t warmup_least;
  std::int64_t warmup_most;
  std::vector<taper::counter_lag> lags;
};

struct wanted {
  const char* file;
  std::uint64_t rates;
  std::vector<segment_wanted> segments;
  std::vector<std::string> faults;
};

std::ostream& operator<<(std::ostream& out, const wanted& w) { return out << w.file; }

class real_log : public testing::TestWithParam<wanted> {};

TEST_P(real_log, is_recovered_as_published) {
  const std::filesystem::path path = log_folder() / GetParam().file;
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no real logs at " << path;
  const taper::result<taper::training_log> log = taper::read_log_file(path.string());
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->format, "hf-trainer-state");
  const std::vector<taper::log_report> reports = taper::inspect(*log);
  ASSERT_EQ(reports.size(), 1u);
  const taper::log_report& report = reports.front();
  EXPECT_EQ(report.rates, GetParam().rates);
  ASSERT_EQ(report.segments.size(), GetParam().segments.size());
  for (std::size_t i = 0; i < report.segments.size(); ++i) {
    const taper::log_segment& got = report.segments[i];
    const segment_wanted& want = GetParam().segments[i];
    ASSERT_TRUE(got.spec) << got.reason;
    EXPECT_EQ(*got.spec, want.spec);
    EXPECT_EQ(got.steps, want.steps);
    EXPECT_EQ(got.warmup_range.least, want.warmup_least);
    EXPECT_EQ(got.warmup_range.most, want.warmup_most);
    EXPECT_EQ(got.lags, want.lags) << "the first lag is " << got.lags.front().lag << " at step "
                                   << got.lags.front().step;
    EXPECT_EQ(got.exact, got.rows);
    EXPECT_LE(got.max_relative_error, 1e-12);
    // The text means the same numbers to the rest of the library.
    const taper::result<taper::schedule> parsed = taper::parse(*got.spec);
    ASSERT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(taper::print(*parsed), *got.spec);
    const auto run = parsed->over(static_cast<std::uint64_t>(got.steps));
    for (std::int64_t c = 0; c < got.steps; ++c) {
      ASSERT_NEAR(run(static_cast<std::uint64_t>(c)), got.rate(c), 4e-15 * got.peak) << "at counter " << c;
    }
  }
  std::vector<std::string> faults;
  for (const taper::log_finding& f : report.faults) faults.push_back(f.id);
  EXPECT_EQ(faults, GetParam().faults);
}

INSTANTIATE_TEST_SUITE_P(
    all, real_log,
    testing::Values(
        wanted{"linear-nowarm.json", 300, {{"linear | peak(0.02)", 3000, 0, 10, {{10, 0}}}}, {}},
        wanted{"linear-nowarm-nostep.json", 10, {{"linear | peak(2e-05)", 5490, 0, 500, {{500, 0}}}}, {}},
        wanted{"linear-nowarm-cut.json", 200, {{"linear | peak(0.02)", 3000, 0, 10, {{10, 0}}}}, {}},
        wanted{"linear-warm.json", 17, {{"linear | warmup(87) | peak(2e-05)", 870, 87, 87, {{50, 1}}}}, {}},
        wanted{"linear-warm-lag.json",
               200,
               {{"linear | warmup(500) | peak(1e-05)", 5000, 500, 500, {{25, 2}, {125, 3}, {375, 4}}}},
               {"counter-lag"}},
        wanted{"linear-warm-lag-maxint.json",
               150,
               {{"linear | warmup(500) | peak(1e-05)",
                 15000,
                 500,
                 500,
                 {{100, 3}, {200, 4}, {700, 5}, {1300, 6}, {3300, 7}, {9400, 8}, {10700, 9}, {12000, 10}}}},
               {"counter-lag"}},
        wanted{"linear-warm-nan.json",
               120,
               {{"linear | warmup(2) | peak(0.0002)", 120, 2, 2, {{1, 1}, {2, 2}, {6, 3}}}},
               {"counter-lag"}},
        wanted{"linear-evalstep-cut.json", 60, {{"linear | warmup(5) | peak(0.0002)", 684, 5, 5, {{1, 1}}}}, {}},
        wanted{"linear-resumed-long.json",
               3800,
               {{"linear | peak(2e-05)", 20000, 0, 10, {{10, 0}}},
                {"linear | peak(2e-05)", 40000, 0, 10010, {{10010, 0}}}},
               {"resume-rescaled"}},
        wanted{"linear-hot-short.json",
               5,
               {{"linear | warmup(10) | peak(0.01)", 100, 1, 21, {{1, 1}, {25, 4}, {75, 5}}}},
               {"counter-lag"}},
        wanted{"tiny-4rows.json", 4, {{"linear | peak(0.0002)", 45, 0, 9, {{10, 1}}}}, {}},
        wanted{"cosine-nowarm-cut.json", 120, {{"cosine | peak(5e-05)", 1038, 0, 0, {{5, 0}}}}, {}},
        wanted{"cosine-warm.json", 1218, {{"cosine | warmup(37) | peak(2e-05)", 1218, 37, 37, {{1, 0}}}}, {}},
        wanted{"cosine-warm-coarse.json", 33, {{"cosine | warmup(34) | peak(5e-06)", 336, 34, 34, {{10, 0}}}}, {}},
        wanted{
            "cosine-warm-cut-long.json", 2000, {{"cosine | warmup(100) | peak(3e-05)", 14973, 100, 100, {{1, 1}}}}, {}},
        wanted{"cosine-resumed-long.json",
               2400,
               {{"cosine | peak(0.0002)", 49000, 0, 0, {{5, 1}}}, {"cosine | peak(0.0002)", 12000, 0, 0, {{505, 1}}}},
               {"resume-rescaled"}},
        wanted{"cosine-lag.json",
               16,
               {{"cosine | warmup(5) | peak(0.0001)", 156, 5, 5, {{1, 1}, {10, 3}, {100, 4}}}},
               {"counter-lag"}},
        wanted{"cosine-min.json", 112, {{"cosine | warmup(7) | floor(5%) | peak(0.00015)", 112, 7, 7, {{1, 1}}}}, {}},
        wanted{"cosine-tail-3rows.json", 3, {{"cosine | peak(0.0003)", 183, 0, 0, {{3, -166}}}}, {"other-horizon"}},
        wanted{"constant.json", 1000, {{"constant | peak(0.0002)", 10000, 0, 10, {{10, 0}}}}, {}},
        wanted{"constant-epochlog.json", 30, {{"constant | peak(1e-05)", 12030, 0, 401, {{401, 0}}}}, {}},
        wanted{"constant-lr5.json", 10, {{"constant | peak(5)", 10, 0, 1, {{1, 0}}}}, {"diverged"}},
        wanted{
            "dslog-constant.json", 121, {{"constant | warmup(37, log) | peak(0.0001)", 1218, 37, 37, {{10, 1}}}}, {}},
        wanted{"dslog-constant-min.json",
               128,
               {{"constant | warmup(4, log, from=0.5) | peak(2e-05)", 128, 4, 4, {{1, 1}}}},
               {}}),
    [](const testing::TestParamInfo<wanted>& test) {
      std::string name = test.param.file;
      name.resize(name.find('.'));
      for (char& c : name) c = c == '-' ? '_' : c;
      return name;
    });

TEST(real_logs, without_enough_information_say_so) {
  if (!std::filesystem::exists(log_folder())) GTEST_SKIP() << "no real logs at " << log_folder();
  for (const auto& [file, reason] :
       {std::pair{"tiny-1row.json", "only one row"}, std::pair{"tiny-2rows.json", "only two rows"}}) {
    const taper::result<taper::training_log> log = taper::read_log_file((log_folder() / file).string());
    ASSERT_TRUE(log) << file;
    const std::vector<taper::log_report> reports = taper::inspect(*log);
    EXPECT_FALSE(reports.front().last().spec) << file;
    EXPECT_EQ(reports.front().last().reason, reason) << file;
    EXPECT_GE(reports.front().last().also.size(), 2u) << file << ": linear and cosine both fit the rows";
  }
}

TEST(real_logs, without_rates_are_errors) {
  if (!std::filesystem::exists(log_folder())) GTEST_SKIP() << "no real logs at " << log_folder();
  for (const char* const file : {"nolr-customkey.json", "nolr-summary.json"}) {
    const taper::result<taper::training_log> log = taper::read_log_file((log_folder() / file).string());
    ASSERT_FALSE(log) << file;
    EXPECT_NE(log.error().message.find("no learning rate was recognized"), std::string::npos) << log.error().message;
  }
}

TEST(real_logs, deltas_come_from_the_losses_with_their_stride) {
  const std::filesystem::path path = log_folder() / "linear-warm-lag.json";
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "no real logs at " << path;
  const taper::log_report report = taper::inspect(taper::read_log_file(path.string()).value()).front();
  ASSERT_TRUE(report.delta);
  EXPECT_EQ(report.delta->stride, 25);
  EXPECT_EQ(report.delta->pairs, 199u);
  EXPECT_NEAR(report.delta->max, 0.0463, 5e-5);  // between steps 50 and 75: 0.2896 to 0.2433
}

}  // namespace
