// Logs made by the real writers (data/make_logs.py names their versions): the schedule is recovered from each.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <iterator>
#include <string>

#include "taper/logs/inspect.hpp"

namespace {

std::string path_of(const std::string& name) { return TAPER_SOURCE_DIR "/tests/inspect/data/" + name; }

std::string bytes_of(const std::string& name) {
  std::ifstream in(path_of(name), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

taper::training_log read(const std::string& name) {
  auto log = taper::read_log_file(path_of(name));
  EXPECT_TRUE(log) << name << ": " << log.error().message;
  return std::move(log).value();
}

std::string ran(const taper::training_log& log, std::size_t series = 0) {
  const taper::log_report r = taper::inspect(log).at(series);
  return r.last().spec.value_or("null: " + r.last().reason) + " over " + std::to_string(r.last().steps);
}

constexpr const char* plan = "linear | warmup(10) | peak(0.0005) over 100";

TEST(writers, transformers_trainer_state) {
  const auto log = read("trainer_state.json");
  EXPECT_EQ(log.format, "hf-trainer-state");
  EXPECT_EQ(log.max_steps, 100);
  EXPECT_EQ(log.global_step, 100);
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].rates, 20u);
  EXPECT_EQ(log.series[0].rows.size(), 22u);  // two evaluations
  EXPECT_TRUE(std::isfinite(log.series[0].rows.back().eval_loss));
  EXPECT_EQ(ran(log), plan);
}

// transformers 5 prints each number as a text of four digits; the steps are in the progress bars between the rows.
TEST(writers, transformers_console) {
  const auto log = read("trainer_stdout.txt");
  EXPECT_EQ(log.format, "hf-stdout");
  EXPECT_EQ(log.max_steps, 100);
  EXPECT_EQ(log.series.at(0).rates, 20u);
  EXPECT_EQ(log.series[0].rows[0].step, 5);
  EXPECT_EQ(ran(log), plan);
}

TEST(writers, torch_summary_writer_with_two_groups) {
  const auto log = read("events.torch");
  EXPECT_EQ(log.format, "tensorboard");
  ASSERT_EQ(log.series.size(), 2u);
  EXPECT_EQ(log.series[0].group, "AdamW/pg1");
  EXPECT_EQ(log.series[1].group, "AdamW/pg2");
  EXPECT_EQ(log.series[0].rates, 20u);
  EXPECT_FLOAT_EQ(log.series[0].rows[1].loss, 2.95f);
  EXPECT_EQ(ran(log), plan);
  EXPECT_EQ(ran(log, 1), "linear | warmup(10) | peak(5e-05) over 100");
}

TEST(writers, lightning_csv_with_two_groups_and_columns_of_momentum) {
  const auto log = read("metrics.csv");
  EXPECT_EQ(log.format, "lightning-csv");
  ASSERT_EQ(log.series.size(), 2u);  // lr-AdamW/pg1-momentum and -weight_decay are no rates
  EXPECT_EQ(log.series[0].group, "AdamW/pg1");
  EXPECT_EQ(log.series[1].group, "AdamW/pg2");
  EXPECT_EQ(ran(log), plan);
  EXPECT_EQ(ran(log, 1), "linear | warmup(10) | peak(5e-05) over 100");
}

TEST(writers, wandb_file_of_a_run) {
  const auto log = read("run.wandb");
  EXPECT_EQ(log.format, "wandb");
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].run, "calm-sea");
  EXPECT_EQ(log.series[0].rates, 100u);
  EXPECT_EQ(log.series[0].rows.back().step, 99);
  EXPECT_EQ(log.series[0].bad_gradient, (std::vector<std::int64_t>{60}));
  EXPECT_EQ(ran(log), plan);
}

TEST(writers, an_unfinished_or_damaged_wandb_file_gives_its_complete_rows) {
  const std::string whole = bytes_of("run.wandb");
  const auto live = taper::read_log(std::string_view(whole).substr(0, 32768));  // as its service flushes it: a block
  ASSERT_TRUE(live);
  EXPECT_GT(live->series[0].rates, 50u);
  EXPECT_LT(live->series[0].rates, 100u);
  std::string damaged = whole;
  damaged[20000] = static_cast<char>(damaged[20000] ^ 1);
  const auto rest = taper::read_log(damaged);
  ASSERT_TRUE(rest);
  EXPECT_EQ(rest->series[0].rows.back().step, 99);  // the next block is read again
  EXPECT_LT(rest->series[0].rates, 100u);
  EXPECT_FALSE(taper::read_log(std::string_view(whole).substr(0, 7)));
}

TEST(writers, trackio_database_with_two_runs) {
  const auto log = taper::read_log_file(path_of("trackio.db"));
  if (!log && log.error().message.find("this build of taper cannot read") != std::string::npos)
    GTEST_SKIP() << "built without SQLite";
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->format, "trackio");
  ASSERT_EQ(log->series.size(), 2u);
  EXPECT_EQ(log->series[0].run, "calm-sea");
  EXPECT_EQ(log->series[1].run, "red-sky");
  EXPECT_EQ(log->series[0].rows.back().step, 95);
  EXPECT_EQ(ran(*log), plan);
  EXPECT_EQ(ran(*log, 1), "linear | warmup(10) | peak(0.0001) over 100");
  const auto piped = taper::read_log(bytes_of("trackio.db"));
  ASSERT_FALSE(piped);
  EXPECT_NE(piped.error().message.find("stream"), std::string::npos);
}

}  // namespace
