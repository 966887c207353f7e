// Requested and actual schedule: configurations of five frameworks, and the line with the difference of a log.
#include "taper/logs/asked.hpp"

#include <gtest/gtest.h>

#include <string>

#include "log_maker.hpp"
#include "taper/taper.hpp"

namespace {

using namespace taper::test;

std::string asked(const std::string& text, std::optional<std::int64_t> planned = {}) {
  const auto a = taper::read_asked(text, planned);
  if (!a) return "error: " + a.error().message;
  EXPECT_TRUE(taper::parse(a->spec)) << a->spec;
  return a->source + ": " + a->spec + " over " + std::to_string(a->steps.value_or(-1));
}

TEST(asked, hugging_face_training_arguments) {
  EXPECT_EQ(
      asked(
          R"({"learning_rate": 2e-05, "lr_scheduler_type": "cosine", "warmup_ratio": 0.03, "warmup_steps": 0, "max_steps": 1218})"),
      "hf-training-arguments: cosine | warmup(37) | peak(2e-05) over 1218");
  EXPECT_EQ(
      asked(R"({"learning_rate": 2e-05, "lr_scheduler_type": "linear", "num_train_epochs": 3.0, "max_steps": -1})",
            870),
      "hf-training-arguments: linear | peak(2e-05) over 870");
  EXPECT_EQ(asked("learning_rate: 1.5e-4\nlr_scheduler_type: cosine_with_min_lr\nlr_scheduler_kwargs:\n  min_lr_rate: "
                  "0.05\nwarmup_steps: 7\nmax_steps: 112\n"),
            "hf-training-arguments: cosine | warmup(7) | floor(5%) | peak(0.00015) over 112");
  EXPECT_EQ(asked("base_model: x  # axolotl\nlearning_rate: 0.0002\nlr_scheduler: cosine\nnum_epochs: 3\n"),
            "error: the training arguments (epochs, no max_steps) says no length in steps");
  EXPECT_NE(asked(R"({"learning_rate": 2e-05, "lr_scheduler_type": "reduce_lr_on_plateau", "max_steps": 10})")
                .find("has no counterpart"),
            std::string::npos);
}

TEST(asked, megatron_arguments) {
  EXPECT_EQ(asked("  lr .............. 0.0003\n  lr_decay_style .. cosine\n  lr_decay_style ..................... "
                  "cosine\n  lr_warmup_iters .................. 100\n"
                  "  min_lr ........................ 3e-05\n  lr_decay_iters ................... None\n  train_iters "
                  ".................. 2000\n"),
            "megatron-arguments: cosine | warmup(100) | floor(3e-05) | peak(0.0003) over 2000");
}

TEST(asked, torchtitan_toml) {
  EXPECT_EQ(asked("[optimizer]\nname = \"AdamW\"\nlr = 8e-4\n\n[lr_scheduler]\nwarmup_steps = 2  # of 8\ndecay_ratio = "
                  "0.5\ndecay_type = \"linear\"\n\n[training]\nsteps = 10\n"),
            "torchtitan-toml: linear | warmup(1, from=0.5) | hold(4) | peak(0.0008) over 10");
}

TEST(asked, the_torchtitan_schedule_has_identical_rates) {
  // tests/unit_tests/test_lr_scheduler.py, warmup-stable-decay: .5 1 1 1 1 1 .8 .6 .4 .2
  const auto a =
      taper::read_asked(
          "[optimizer]\nlr = 1.0\n[lr_scheduler]\nwarmup_steps = 2\ndecay_ratio = 0.5\n[training]\nsteps = 10\n")
          .value();
  const auto run = taper::parse(a.spec)->over(10);
  const double wanted[] = {0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 0.8, 0.6, 0.4, 0.2};
  for (std::uint64_t t = 0; t < 10; ++t) EXPECT_NEAR(run(t), wanted[t], 1e-12) << t;
}

TEST(asked, deepspeed_json) {
  EXPECT_EQ(
      asked(R"({"optimizer": {"type": "AdamW", "params": {"lr": 1e-4}}, "scheduler": {"type": "WarmupLR", "params":
      {"warmup_min_lr": 1e-05, "warmup_max_lr": 2e-05, "warmup_num_steps": 4}}})",
            128),
      "deepspeed-json: constant | warmup(4, log, from=0.5) | peak(2e-05) over 128");
  EXPECT_EQ(
      asked(
          R"({"scheduler": {"type": "WarmupDecayLR", "params": {"total_num_steps": 500, "warmup_max_lr": 0.001, "warmup_num_steps": 50, "warmup_type": "linear"}}})"),
      "deepspeed-json: linear | warmup(50) | peak(0.001) over 500");
}

TEST(asked, keras_json) {
  EXPECT_EQ(
      asked(
          R"({"module": "keras.optimizers.schedules", "class_name": "CosineDecay", "config": {"initial_learning_rate": 0.0, "decay_steps": 900,
      "alpha": 0.0, "warmup_target": 0.001, "warmup_steps": 100, "name": "CosineDecay"}})"),
      "keras-json: cosine | warmup(100) | peak(0.001) over 1000");
  EXPECT_EQ(
      asked(
          R"({"name": "adam", "learning_rate": {"class_name": "PolynomialDecay", "config": {"initial_learning_rate": 0.1, "decay_steps": 50,
      "end_learning_rate": 0.0, "power": 2.0}}})"),
      "keras-json: power(p=2) | peak(0.1) over 50");
}

TEST(asked, an_invalid_configuration_is_an_error) {
  EXPECT_NE(asked("hello").find("no known configuration"), std::string::npos);
  EXPECT_NE(asked("{}").find("no known configuration"), std::string::npos);
  EXPECT_NE(asked("{\"a\": ").find("no known configuration"), std::string::npos);
}

taper::departure departs(const std::string& log_text, const std::string& spec, std::int64_t steps) {
  const auto log = taper::read_log(log_text).value();
  const auto report = taper::inspect(log).front();
  const auto run = taper::parse(spec)->over(static_cast<std::uint64_t>(steps));
  return taper::compare_with_asked(log.series[0], report, {"spec", spec, steps},
                                   [&](std::uint64_t t) { return run(t); });
}

TEST(departure, no_difference_if_it_ran_as_requested) {
  const auto d = departs(hf_log({.rate = hf_linear(1e-3, 10, 100), .last = 100, .offset = 1, .max_steps = 100}),
                         "linear | warmup(10) | peak(0.001)", 100);
  EXPECT_TRUE(d.same);
  EXPECT_EQ(d.message, "ran as asked: every row lies on linear | warmup(10) | peak(0.001)");
}

TEST(departure, names_the_step_with_the_largest_difference) {
  const auto d =
      departs(hf_log({.rate = hf_linear(1e-3, 0, 200), .last = 100, .max_steps = 200}), "linear | peak(0.001)", 100);
  EXPECT_FALSE(d.same);
  EXPECT_EQ(d.step, 100);
  EXPECT_NEAR(d.ran, 5e-4, 1e-12);
  EXPECT_NEAR(d.asked, 0.0, 1e-12);
  EXPECT_EQ(d.message,
            "asked linear | peak(0.001) over 100, ran linear | peak(0.001) over 200: furthest apart at step 100, 0 "
            "asked, 0.0005 ran (50 % of the peak)");
}

TEST(departure, skipped_steps_are_a_departure) {
  const auto d = departs(hf_log({.rate = hf_linear(1e-3, 0, 100), .last = 100, .lags = {{50, 3}}, .max_steps = 100}),
                         "linear | peak(0.001)", 100);
  EXPECT_FALSE(d.same);
  EXPECT_NEAR(d.share, 0.03 / 0.99, 1e-9);  // of the highest rate of the rows, at counter 1
}

TEST(departure, the_dump_in_a_megatron_log_is_what_was_asked) {
  taper::training_log log;
  log.settings = {{"lr", "0.001"},
                  {"lr_decay_style", "linear"},
                  {"lr_warmup_iters", "10"},
                  {"min_lr", "0.0"},
                  {"train_iters", "500"}};
  const auto a = taper::asked_in(log);
  ASSERT_TRUE(a);
  EXPECT_EQ(a->spec, "linear | warmup(10) | peak(0.001)");
  EXPECT_EQ(a->steps, 500);
}

TEST(departure, tells_a_last_rate_above_what_was_asked) {
  const auto d = departs(hf_log({.rate = hf_cosine(1e-3, 50, 1000, 0.1), .last = 1000, .offset = 1, .max_steps = 1000}),
                         "linear | warmup(50) | peak(0.001)", 1000);
  EXPECT_FALSE(d.same);
  EXPECT_NE(d.message.find("; the last rate is 0.0001"), std::string::npos) << d.message;
}

}  // namespace
