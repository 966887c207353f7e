// The data clock: epochs, samples and tokens in whole optimizer steps, batch-size ramps, unit mistakes.
#include "taper/clock/batches.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "taper/taper.hpp"

namespace {

using taper::batch_clock;
using taper::batches;

batch_clock clock_of(const batches& b) { return batch_clock::make(b).value(); }

/// Steps until `samples` have been seen, one by one.
std::uint64_t walked(const batch_clock& on, std::uint64_t samples) {
  std::uint64_t t = 0;
  while (on.samples_before(t) < samples) ++t;
  return t;
}

TEST(batches, an_epoch_is_counted_as_the_loaders_count_it) {
  // 50000 samples on 8 devices: 6250 each, 196 batches of 32 (the last of 10), 49 steps of 4
  EXPECT_EQ(clock_of({.batch_size = 32, .accumulate = 4, .world_size = 8, .dataset_size = 50'000}).steps_per_epoch(),
            49U);
  EXPECT_EQ(clock_of({.batch_size = 32,
                      .accumulate = 4,
                      .world_size = 8,
                      .dataset_size = 50'000,
                      .last = batches::remainder::drop})
                .steps_per_epoch(),
            48U);
  EXPECT_EQ(clock_of({.batch_size = 128, .dataset_size = 50'000}).steps_per_epoch(), 391U);
  EXPECT_EQ(clock_of({.batch_size = 128}).steps_per_epoch(), std::nullopt);
  const batch_clock c = clock_of({.batch_size = 128, .dataset_size = 50'000});
  EXPECT_EQ(c.steps_for(taper::epochs(90)).value(), 90U * 391U);
  EXPECT_EQ(c.plain().steps_per_epoch, 391.0);
}

TEST(batches, samples_and_tokens_round_up_to_whole_steps) {
  const batch_clock c = clock_of({.batch_size = 6, .accumulate = 5, .world_size = 2, .sequence_length = 1024});
  EXPECT_EQ(c.steps_for(taper::samples(60)).value(), 1U);
  EXPECT_EQ(c.steps_for(taper::samples(61)).value(), 2U);
  EXPECT_EQ(c.steps_for(taper::tokens(60 * 1024.0)).value(), 1U);
  EXPECT_EQ(c.steps_for(taper::tokens(60 * 1024.0 + 1)).value(), 2U);
  EXPECT_EQ(c.plain().tokens_per_step, 61440.0);
  EXPECT_EQ(clock_of({}).steps_for(taper::samples(5)).error().message,
            "an amount in samples needs to know the batch size");
  EXPECT_EQ(clock_of({}).steps_for(taper::samples(5)).error().needs, "batch_size");
  EXPECT_EQ(clock_of({}).steps_for(taper::epochs(5)).error().needs, "dataset_size");
  EXPECT_EQ(clock_of({.batch_size = 2}).steps_for(taper::tokens(5)).error().needs, "sequence_length");
}

TEST(batches, a_ramp_is_counted_stage_by_stage) {
  batches b{.sequence_length = 2};
  b.ramp = taper::read_ramp("0:10,5:20,8:7").value();
  const batch_clock c = clock_of(b);
  EXPECT_TRUE(c.ramps());
  EXPECT_EQ(c.samples_before(5), 50U);
  EXPECT_EQ(c.samples_before(8), 110U);
  EXPECT_EQ(c.samples_before(10), 124U);
  for (std::uint64_t n = 0; n < 300; ++n) {
    EXPECT_EQ(c.steps_for(taper::samples(static_cast<double>(n))).value(), walked(c, n)) << n;
    EXPECT_EQ(c.steps_for(taper::tokens(2.0 * static_cast<double>(n))).value(), walked(c, n)) << n;
  }
}

TEST(batches, megatrons_ramp_follows_its_calculator) {
  const auto follows = [](std::uint64_t start, std::uint64_t increment, std::uint64_t samples, std::uint64_t full) {
    batches b;
    b.ramp = taper::megatron_ramp(start, increment, samples, full).value();
    const batch_clock c = clock_of(b);
    // RampupBatchsizeNumMicroBatchesCalculator.update: full after `samples`,
    // else start + int(consumed / share) increment
    const double share =
        static_cast<double>(samples) / (static_cast<double>(full - start) / static_cast<double>(increment));
    std::uint64_t consumed = 0;
    for (std::uint64_t t = 0; t < 3000; ++t) {
      ASSERT_EQ(c.samples_before(t), consumed) << t;
      consumed += consumed > samples
                      ? full
                      : start + static_cast<std::uint64_t>(static_cast<double>(consumed) / share) * increment;
    }
  };
  follows(32, 32, 10'000, 256);
  follows(16, 8, 5'000, 1024);
  follows(100, 300, 7, 1000);
  follows(1, 1, 12'345, 17);
  EXPECT_EQ(taper::megatron_ramp(32, 0, 10, 64).error().code, taper::errc::out_of_range);
  EXPECT_EQ(taper::megatron_ramp(32, 30, 10, 64).error().code, taper::errc::out_of_range);
}

TEST(batches, amounts_are_counted_everywhere_in_a_schedule) {
  batches b{.sequence_length = 100, .dataset_size = 1000};
  b.ramp = taper::read_ramp("0:10,50:40").value();
  const batch_clock c = clock_of(b);
  const auto counted = [&](const char* spec) {
    return taper::print(taper::counted(taper::parse(spec).value(), c).value());
  };
  EXPECT_EQ(counted("cosine | warmup(70ktok) | hold(2ep)"), "cosine | warmup(55) | hold(88)");
  EXPECT_EQ(counted("torch.StepLR(step_size=700samples)"), "torch.StepLR(step_size=55)");
  EXPECT_EQ(counted("sequence([constant, \"linear | warmup(700samples)\"], at=[2ep])"),
            "sequence(parts=[constant, linear | warmup(55)], at=[88])");
  EXPECT_EQ(counted("linear | warmup(10%) | peak(1)"), "linear | warmup(10%) | peak(1)");
}

TEST(batches, rejects_invalid_ramps) {
  EXPECT_FALSE(taper::read_ramp(""));
  EXPECT_FALSE(taper::read_ramp("0:5,"));
  EXPECT_FALSE(taper::read_ramp("0:0"));
  EXPECT_FALSE(taper::read_ramp("0:5,3"));
  EXPECT_FALSE(batch_clock::make({.ramp = {{1, 5}}}));
  EXPECT_FALSE(batch_clock::make({.ramp = {{0, 5}, {9, 6}, {9, 7}}}));
  EXPECT_FALSE(batch_clock::make({.accumulate = 0}));
}

/// The ids of the faults, and of the notes behind a bar.
std::string mistakes(const char* spec, std::uint64_t steps, const batches& b, std::optional<taper::amount> data = {}) {
  const taper::findings f =
      taper::unit_mistakes(taper::parse(spec).value().over(steps, clock_of(b).plain()), clock_of(b), data);
  std::string out;
  for (const taper::finding& one : f.faults) out += (out.empty() ? "" : " ") + one.id;
  for (const taper::finding& one : f.notes) out += "|" + one.id;
  return out;
}

TEST(batches, finds_a_length_in_another_unit) {
  const batches b{.batch_size = 32, .accumulate = 4, .world_size = 8, .dataset_size = 512'000};  // 500 steps an epoch
  const taper::amount data = taper::epochs(30);
  EXPECT_EQ(mistakes("cosine", 15'000, b, data), "");
  EXPECT_EQ(mistakes("cosine", 60'000, b, data), "counts-micro-batches");
  EXPECT_EQ(mistakes("cosine", 120'000, b, data), "counts-devices");
  EXPECT_EQ(mistakes("cosine", 480'000, b, data), "counts-micro-batches");
  EXPECT_EQ(mistakes("cosine", 30, b, data), "counts-epochs");
  EXPECT_EQ(mistakes("cosine", 14'000, b, data), "length-is-not-the-data");
}

TEST(batches, finds_a_parameter_in_another_unit) {
  const batches b{.batch_size = 32, .accumulate = 4, .world_size = 8, .dataset_size = 512'000};
  EXPECT_EQ(mistakes("torch.CosineAnnealingLR(T_max=15000)", 15'000, b), "");
  EXPECT_EQ(mistakes("torch.CosineAnnealingLR(T_max=30)", 15'000, b), "counts-epochs");
  EXPECT_EQ(mistakes("hf.linear(num_warmup_steps=10, num_training_steps=60000)", 15'000, b), "counts-micro-batches");
  EXPECT_EQ(mistakes("hf.linear(num_warmup_steps=10, num_training_steps=120000)", 15'000, b), "counts-devices");
  EXPECT_EQ(mistakes("cosine | warmup(5)", 15'000, b), "|warmup-in-epochs");
  EXPECT_EQ(mistakes("cosine | warmup(5ep)", 15'000, b).find("warmup"), std::string::npos);
}

TEST(batches, finds_a_missing_ramp) {
  batches b{.batch_size = 16, .accumulate = 8, .world_size = 8};  // 1024 a step in the end
  b.ramp = taper::megatron_ramp(32, 32, 1'000'000, 1024).value();
  const double samples = 10e6;
  const auto right = clock_of(b).steps_for(taper::samples(samples)).value();
  EXPECT_GT(right, static_cast<std::uint64_t>(samples / 1024) + 900);
  EXPECT_EQ(mistakes("cosine", right, b, taper::samples(samples)), "");
  EXPECT_EQ(mistakes("cosine", static_cast<std::uint64_t>(std::ceil(samples / 1024)), b, taper::samples(samples)),
            "ramp-left-out");
}

}  // namespace
