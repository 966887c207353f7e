// Following a log: growth, rotation, truncation, restarts, predicted faults.
#include "taper/logs/follow.hpp"

#include <gtest/gtest.h>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <string>

#include "log_maker.hpp"

namespace {

using namespace taper::test;
namespace fs = std::filesystem;

class follow : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::path(testing::TempDir()) /
              ("follow_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    path_ = (folder_ / "log.csv").string();
  }
  void TearDown() override { fs::remove_all(folder_); }

  void write(long from, long to, std::ios::openmode mode) {
    std::ofstream out(path_, mode);
    if (out.tellp() == 0) out << "step,lr,loss\n";
    const auto rate = hf_cosine(3e-4, 20, 1000);
    for (long s = from; s <= to; s += 10) out << s << ',' << repr(rate(s)) << ",2.5\n";
  }

  fs::path folder_;
  std::string path_;
};

TEST_F(follow, grows) {
  taper::log_follower follower(path_);
  EXPECT_EQ(follower.look().error().code, taper::errc::io);  // not there yet
  write(10, 100, std::ios::app);
  EXPECT_EQ(follower.look().value(), taper::log_change::grown);
  EXPECT_EQ(follower.log()->series[0].rates, 10u);
  EXPECT_EQ(follower.look().value(), taper::log_change::none);
  write(110, 300, std::ios::app);
  EXPECT_EQ(follower.look().value(), taper::log_change::grown);
  EXPECT_EQ(follower.log()->series[0].rates, 30u);
}

TEST_F(follow, an_unfinished_last_line_is_left_for_later) {
  const auto put = [&](const std::string& text) { std::ofstream(path_, std::ios::app) << text; };
  taper::log_follower follower(path_);
  write(10, 180, std::ios::app);
  put("190,9");  // of 190,9.461e-04
  EXPECT_EQ(follower.look().value(), taper::log_change::grown);
  EXPECT_EQ(follower.log()->series[0].rates, 18u);
  put(".461e-04,2.5\n");
  EXPECT_EQ(follower.look().value(), taper::log_change::grown);
  EXPECT_EQ(follower.log()->series[0].rates, 19u);
  EXPECT_EQ(follower.log()->series[0].rows.back().rate, 9.461e-04);
}

TEST_F(follow, a_document_without_a_line_end_is_read_whole) {
  std::ofstream(path_) << R"({"log_history": [{"step": 1, "learning_rate": 0.2},
{"step": 2, "learning_rate": 0.1}]})";
  taper::log_follower follower(path_);
  EXPECT_EQ(follower.look().value(), taper::log_change::grown);
  EXPECT_EQ(follower.log()->series[0].rates, 2u);
}

TEST_F(follow, a_rotated_log_continues) {
  taper::log_follower follower(path_);
  write(10, 100, std::ios::app);
  (void)follower.look();
  fs::rename(path_, path_ + ".1");
  write(110, 200, std::ios::app);
  EXPECT_EQ(follower.look().value(), taper::log_change::rotated);
  EXPECT_EQ(follower.log()->series[0].rates, 20u);
  EXPECT_EQ(follower.log()->series[0].rows.front().step, 10);
  write(210, 250, std::ios::app);
  EXPECT_EQ(follower.look().value(), taper::log_change::grown);
  EXPECT_EQ(follower.log()->series[0].rates, 25u);
}

TEST_F(follow, a_truncated_log_continues) {
  taper::log_follower follower(path_);
  write(10, 100, std::ios::app);
  (void)follower.look();
  {
    std::ofstream cut(path_, std::ios::trunc);
  }
  EXPECT_FALSE(follower.look());  // empty: what was read stands
  EXPECT_EQ(follower.log()->series[0].rates, 10u);
  write(110, 200, std::ios::app);
  EXPECT_EQ(follower.look().value(), taper::log_change::rotated);
  EXPECT_EQ(follower.log()->series[0].rates, 20u);
}

TEST_F(follow, another_run_replaces_the_first) {
  taper::log_follower follower(path_);
  write(10, 300, std::ios::app);
  (void)follower.look();
  write(10, 50, std::ios::trunc);
  EXPECT_EQ(follower.look().value(), taper::log_change::replaced);
  EXPECT_EQ(follower.log()->series[0].rates, 5u);
}

TEST_F(follow, a_rewritten_log_with_all_its_rows_counts_as_grown) {  // the Trainer, at each checkpoint
  taper::log_follower follower(path_);
  write(10, 100, std::ios::app);
  (void)follower.look();
  fs::remove(path_);
  write(10, 200, std::ios::app);
  EXPECT_EQ(follower.look().value(), taper::log_change::grown);
  EXPECT_EQ(follower.log()->series[0].rates, 20u);
}

TEST_F(follow, a_restart_within_the_file_is_left_to_inspection) {
  taper::log_follower follower(path_);
  write(10, 300, std::ios::app);
  write(210, 400, std::ios::app);  // resumed from a checkpoint at step 200
  EXPECT_EQ(follower.look().value(), taper::log_change::grown);
  EXPECT_EQ(follower.log()->series[0].rates, 50u);
}

taper::outlook ahead_of(const rate_of_counter& rate, long done, long planned) {
  std::string text = "{\"max_steps\": " + std::to_string(planned) + ", \"log_history\": [";
  for (long s = 10; s <= done; s += 10)
    text += (s > 10 ? ", " : "") + std::string("{\"step\": ") + std::to_string(s) +
            ", \"loss\": 2.5, \"learning_rate\": " + repr(rate(s)) + "}";
  const auto log = taper::read_log(text + "]}").value();
  return taper::look_ahead(log.series[0], taper::inspect(log).front());
}

TEST(outlook, a_schedule_that_fits_its_run_has_no_predicted_fault) {
  const taper::outlook o = ahead_of(hf_cosine(3e-4, 20, 1000), 400, 1000);
  EXPECT_EQ(o.step, 400);
  EXPECT_EQ(o.end, 1000);
  EXPECT_NEAR(o.end_rate.value(), 0.0, 1e-12);
  EXPECT_EQ(o.loss, 2.5);
  EXPECT_FALSE(o.next) << o.next->message;
}

TEST(outlook, predicts_an_end_before_the_run_is_over) {
  const taper::outlook o = ahead_of(hf_linear(3e-4, 20, 800), 400, 1000);
  ASSERT_TRUE(o.next);
  EXPECT_EQ(o.next->id, "ends-early");
  EXPECT_EQ(o.next->step, 800);
  const taper::suggested_call& call = o.next->call.value();
  EXPECT_EQ(call.function, "retarget");
  EXPECT_EQ(call.spec, "linear | warmup(20) | peak(0.0003)");
  EXPECT_EQ(call.arguments, (decltype(call.arguments){{"steps", 800}, {"at", 400}, {"new_steps", 1000}}));
}

TEST(outlook, names_the_next_step_to_run_where_a_row_shows_the_rate_of_the_step_before) {
  const auto rate = hf_linear(3e-4, 20, 800);
  const taper::outlook o = ahead_of([&](std::int64_t step) { return rate(step - 1); }, 400, 1000);
  ASSERT_TRUE(o.next);
  EXPECT_EQ(o.next->call.value().arguments,
            (decltype(o.next->call->arguments){{"steps", 800}, {"at", 400}, {"new_steps", 999}}));
}

TEST(outlook, predicts_a_run_that_ends_before_its_schedule) {
  const taper::outlook o = ahead_of(hf_cosine(3e-4, 20, 2000), 400, 1000);
  ASSERT_TRUE(o.next);
  EXPECT_EQ(o.next->id, "unfinished-decay");
  EXPECT_EQ(o.next->step, 1000);
}

TEST(outlook, predicts_that_a_schedule_without_an_end_does_not_decay) {
  const auto rate = [](long c) { return 5e-4 * (c < 40 ? double(c) / 40.0 : std::sqrt(40.0 / double(c))); };
  const taper::outlook o = ahead_of(rate, 400, 1000);
  ASSERT_TRUE(o.next);
  EXPECT_EQ(o.next->id, "no-decay");
  EXPECT_EQ(o.next->step, 1000);
}

TEST(outlook, reports_nothing_for_a_rate_that_is_constant_so_far) {  // a fall may follow: warmup, stable, decay
  EXPECT_FALSE(ahead_of(hf_constant(3e-4, 20), 400, 1000).next);
}

}  // namespace
