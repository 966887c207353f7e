// Logs of one row for each epoch that begin with a warmup by batches (YOLOv5, Ultralytics): the schedule after it.
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <numbers>
#include <string>

#include "taper/logs/inspect.hpp"

namespace {

struct run {
  int epochs;
  int batches;
  double peak;
  bool cosine;
  bool late;  // the scheduler is stepped after the epoch: from the second epoch after the warmup on, it is one behind
  const char* digits;
  int first = 1;  // number of the first epoch

  [[nodiscard]] double schedule(double e) const {
    const double x = e / epochs;
    return peak * (0.01 + 0.99 * (cosine ? 0.5 * (1.0 + std::cos(std::numbers::pi * x)) : 1.0 - x));
  }
  // The rate of the last batch of an epoch, from `begin` on: 0, and 0.1 for the biases.
  [[nodiscard]] double rate(int e, double begin) const {
    const int last = batches * (e + 1) - 1;
    const int warmup = std::max(3 * batches, 100);
    if (last <= warmup) return begin + (schedule(e) - begin) * last / warmup;
    const bool began_in_warmup = batches * e <= warmup;
    return schedule(late && !began_in_warmup ? e - 1 : e);
  }
  [[nodiscard]] std::string text() const {
    std::string out = "epoch,train/box_loss,lr/pg0,lr/pg1\n";
    for (int e = 0; e < epochs; ++e) {
      char line[200];
      const std::string format = std::string("%d,1.5,") + digits + "," + digits + "\n";
      std::snprintf(line, sizeof line, format.c_str(), e + first, rate(e, 0.1), rate(e, 0.0));
      out += line;
    }
    return out;
  }
};

void expect_schedule(const run& r) {
  SCOPED_TRACE(r.text().substr(0, 400));
  const auto log = taper::read_log(r.text(), {.format = {}, .pattern = {}, .name = "results.csv"});
  ASSERT_TRUE(log);
  for (const taper::log_report& report : taper::inspect(*log)) {
    EXPECT_TRUE(report.faults.empty());
    ASSERT_FALSE(report.segments.empty());
    const taper::log_segment& tail = report.segments.back();
    const std::string family = r.cosine ? "cosine" : "linear";
    EXPECT_EQ(tail.spec.value_or("").substr(0, family.size() + 13), family + " | floor(1%) ")
        << report.group << tail.reason;
    EXPECT_EQ(tail.steps, r.epochs);
    EXPECT_NEAR(tail.peak, r.peak, 1e-3 * r.peak);
    // The warmup and at most one row that belongs to no schedule.
    const int warmup = (std::max(3 * r.batches, 100) + r.batches - 1) / r.batches;
    EXPECT_LE(tail.from, r.first + warmup + 1);
    EXPECT_EQ(tail.to, r.first + r.epochs - 1);
  }
}

TEST(epoch_warmup, leaves_the_schedule_after_it_known) {
  for (const int epochs : {25, 100}) {
    for (const int batches : {9, 211}) {
      for (const bool cosine : {false, true}) expect_schedule({epochs, batches, 0.01, cosine, false, "%.5g"});
    }
  }
  expect_schedule({50, 47, 0.001667, false, false, "%.6g"});
  expect_schedule({30, 55, 0.02, false, false, "%.5g", 0});
}

// With so few batches the warmup of at least 100 batches takes a third of the run and more.
TEST(epoch_warmup, of_a_few_batches_an_epoch) {
  expect_schedule({150, 1, 0.01, true, false, "%.5g"});
  expect_schedule({100, 2, 0.01, false, false, "%.6g"});
  expect_schedule({50, 3, 0.01, false, false, "%.5g"});
}

TEST(epoch_warmup, of_a_scheduler_one_epoch_behind) {
  expect_schedule({25, 55, 0.01, false, true, "%.5g", 0});
  expect_schedule({100, 120, 0.01, false, true, "%.5g", 0});
}

// A warmup in whole epochs is part of the schedule.
TEST(epoch_warmup, in_whole_epochs_is_not_one_by_batches) {
  std::string text = "epoch,lr\n";
  for (int e = 0; e < 30; ++e) {
    char line[60];
    std::snprintf(line, sizeof line, "%d,%.6g\n", e, e < 5 ? 0.001 * e / 5 : 0.001 * (1.0 - (e - 5) / 25.0));
    text += line;
  }
  const auto log = taper::read_log(text, {.format = {}, .pattern = {}, .name = "log.csv"});
  ASSERT_TRUE(log);
  const taper::log_report report = taper::inspect(*log).at(0);
  ASSERT_EQ(report.segments.size(), 1u);
  EXPECT_EQ(report.segments[0].spec, "linear | warmup(5) | peak(0.001)");
}

}  // namespace
