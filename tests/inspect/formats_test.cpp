// Every format, written by its writer's own format string (named in each test), comes back as the schedule that ran.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"

namespace {

using namespace taper::test;

std::string with(const char* format, auto... values) {
  char text[600];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

taper::training_log read(const std::string& text) {
  const auto log = taper::read_log(text);
  EXPECT_TRUE(log) << log.error().message;
  return log.value();
}

std::string ran(const taper::training_log& log) {
  const taper::log_report r = taper::inspect(log).front();
  return r.last().spec.value_or("null: " + r.last().reason) + " over " + std::to_string(r.last().steps);
}

std::string file_of(const std::string& name) {
  std::ifstream in(TAPER_SOURCE_DIR "/tests/inspect/data/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(formats, tensorboard_simple_values) {  // written by tensorboardX, see data/make_events.py
  const auto log = read(file_of("events.simple"));
  EXPECT_EQ(log.format, "tensorboard");
  EXPECT_EQ(log.series[0].precision.kind, taper::rounding::float32);
  EXPECT_EQ(log.series[0].rates, 40u);
  EXPECT_FLOAT_EQ(log.series[0].rows[1].loss, 2.975f);
  EXPECT_EQ(ran(log), "linear | warmup(20) | peak(0.0005) over 200");
}

TEST(formats, tensorboard_tensors) {  // written by tensorboard's v2 summaries, see data/make_events.py
  const auto log = read(file_of("events.tensor"));
  EXPECT_EQ(log.format, "tensorboard");
  EXPECT_EQ(ran(log), "linear | warmup(20) | peak(0.0005) over 200");
}

TEST(formats, a_torn_or_damaged_event_file_gives_its_complete_rows) {
  const std::string whole = file_of("events.simple");
  const auto torn = read(whole.substr(0, whole.size() - 7));
  EXPECT_EQ(torn.series[0].rates, 39u);
  std::string damaged = whole;
  damaged[damaged.size() - 6] = static_cast<char>(damaged[damaged.size() - 6] ^ 1);  // inside the last event's data
  EXPECT_EQ(read(damaged).series[0].rates, 39u);
  EXPECT_FALSE(taper::read_log(whole, {.format = "hf-trainer-state"}));
}

// Megatron-LM, megatron/training/training.py, training_log(): ' iteration {:8d}/{:8d} |', ' learning rate: {:.6E} |'.
TEST(formats, megatron_with_its_argument_dump) {
  const auto rate = hf_cosine(3e-4, 100, 2000, 0.1);
  std::string text =
      "------------------------ arguments ------------------------\n"
      "  lr .............................................. 0.0003\n"
      "  lr_decay_style .................................. cosine\n"
      "-------------------- end of arguments ---------------------\n";
  for (long s = 10; s <= 2000; s += 10) {
    text += with(
        " [2025-01-01 10:00:00] iteration %8ld/%8d | consumed samples: %12ld | elapsed time per iteration (ms): %.1f | "
        "learning rate: %.6E | global batch size: %5d | lm loss: %.6E | loss scale: %.1f | grad norm: %.3f | "
        "number of skipped iterations: %3d | number of nan iterations: %3d |\n",
        s, 2000, s * 64, 321.1, rate(s), 64, 10.0 - static_cast<double>(s) / 500.0, 1.0, 1.25, 0, 0);
    if (s % 1000 == 0)
      text += with(" validation loss at iteration %ld | lm loss value: %.6E | lm loss PPL: %.6E | \n", s, 2.5, 12.2);
  }
  const auto log = read(text);
  EXPECT_EQ(log.format, "megatron");
  EXPECT_EQ(log.max_steps, 2000);
  ASSERT_EQ(log.settings.size(), 2u);
  EXPECT_EQ(log.settings[1], (std::pair<std::string, std::string>{"lr_decay_style", "cosine"}));
  EXPECT_EQ(log.series[0].precision.text(), "%.6E");
  EXPECT_EQ(log.series[0].rows.size(), 202u);
  EXPECT_EQ(ran(log), "cosine | warmup(100) | floor(10%) | peak(0.0003) over 2000");
}

TEST(formats, megatron_with_an_invalid_number_of_skipped_iterations) {
  std::string text;
  for (const char* const skipped : {"1", "Infinity", "-3", "1e300", "nan", "2"}) {
    const long step = 10 * (1 + std::count(text.begin(), text.end(), '\n'));
    text += with(" iteration %8ld/%8d | learning rate: %.6E | lm loss: %.6E | number of skipped iterations: %s |\n",
                 step, 100, 1e-4, 5.0, skipped);
  }
  EXPECT_EQ(read(text).series[0].rates, 6u);
}

// Older Megatron and Megatron-DeepSpeed: ' learning rate: {:.3E} |'.
TEST(formats, megatron_with_four_digits) {
  const auto rate = hf_linear(1.5e-4, 320, 3200);
  std::string text;
  for (long s = 16; s <= 3200; s += 16) {
    text += with(
        " iteration %8ld/%8d | consumed samples: %12ld | elapsed time per iteration (ms): %.1f | learning rate: %.3E | "
        "global batch size: %5d | lm loss: %.6E |\n",
        s, 3200, s * 8, 100.0, rate(s), 8, 9.0);
  }
  const auto report = taper::inspect(read(text)).front();
  EXPECT_EQ(report.last().spec, "linear | warmup(320) | peak(0.00015)");
  EXPECT_EQ(report.last().steps, 3200);
  EXPECT_EQ(report.precision.text(), "%.3E");
}

// NeMo 2, nemo/lightning/pytorch/callbacks/progress_printer.py: "{:.4g}", iteration counted from 0, the last one named.
TEST(formats, nemo_progress_lines) {
  const auto rate = hf_cosine(3e-4, 50, 1000);
  std::string text = "[NeMo I 2025-01-01 10:00:00 nemo_logging:393] start\n";
  for (long i = 0; i < 1000; ++i) {
    text += with(
        "Training epoch 0, iteration %ld/999 | lr: %.4g | global_batch_size: 4 | global_step: %ld | "
        "reduced_train_loss: %.4g | "
        "train_step_timing in s: 5.276 | consumed_samples: %ld\n",
        i, rate(i + 1), i, 11.0 - static_cast<double>(i) / 200.0, 4 * i);
  }
  const auto log = read(text);
  EXPECT_EQ(log.format, "nemo");
  EXPECT_EQ(log.max_steps, 1000);
  EXPECT_EQ(ran(log), "cosine | warmup(50) | peak(0.0003) over 1000");
}

// DeepSpeed, runtime/engine.py, _report_progress(): f"step={step}, skipped={self.skipped_steps}, lr={lr}, mom={mom}".
TEST(formats, deepspeed_step_reports_with_two_groups_and_skipped_steps) {
  const auto rate = hf_cosine(1e-4, 20, 400);
  std::string text;
  for (long s = 10; s <= 400; s += 10) {
    const long skipped = s > 50 ? 2 : 1;
    text += with(
        "[2023-08-01 10:00:00,123] [INFO] [logging.py:96:log_dist] [Rank 0] step=%ld, skipped=%ld, lr=[%s, %s], "
        "mom=[(0.9, 0.95), (0.9, 0.95)]\n",
        s, skipped, repr(rate(s - skipped)).c_str(), repr(0.1 * rate(s - skipped)).c_str());
  }
  const auto log = read(text);
  EXPECT_EQ(log.format, "deepspeed");
  ASSERT_EQ(log.series.size(), 2u);
  EXPECT_EQ(log.series[0].skipped, (std::vector<std::pair<std::int64_t, std::int64_t>>{{10, 1}, {60, 2}}));
  const auto reports = taper::inspect(log);
  EXPECT_EQ(reports[0].last().spec, "cosine | warmup(20) | peak(0.0001)");
  EXPECT_EQ(reports[1].last().spec, "cosine | warmup(20) | peak(1e-05)");
  EXPECT_EQ(reports[0].last().lags, (std::vector<taper::counter_lag>{{10, 1}, {60, 2}}));
}

// llm.c, llmc/logger.h: "s:%d tel:%.4f\n", "s:%d trl:%.4f lr:%.6f norm:%.2f\n"; llmc/schedulers.h counts from one.
TEST(formats, llmc_main_log_with_six_decimals) {
  const auto rate = [](std::int64_t c) {
    return c < 700 ? 6e-4 * static_cast<double>(c + 1) / 700.0 : hf_cosine(6e-4, 700, 18865)(c);
  };
  std::string text = "s:0 tel:11.0025\n";
  for (long s = 0; s < 18865; ++s) {
    text += with("s:%ld trl:%.4f lr:%.6f norm:%.2f\n", s, 10.0 - static_cast<double>(s) / 3000.0, rate(s), 0.5);
  }
  const auto log = read(text);
  EXPECT_EQ(log.format, "llmc");
  EXPECT_EQ(log.series[0].precision.text(), "%.6f");
  const auto report = taper::inspect(log).front();
  EXPECT_EQ(report.last().spec, "cosine | warmup(699, from=" + repr(1.0 / 700.0) + ") | hold(1) | peak(0.0006)");
  EXPECT_EQ(report.last().steps, 18865);
  EXPECT_EQ(report.last().warmup, 700);
  EXPECT_EQ(report.last().exact, 18865u);
}

// build-nanogpt, train_gpt2.py: f"step {step:5d} | loss: {loss:.6f} | lr {lr:.4e} | norm: {norm:.4f} | dt: …".
TEST(formats, nanogpt_console) {
  const auto rate = [](std::int64_t c) {
    return c < 715 ? 6e-4 * static_cast<double>(c + 1) / 715.0 : hf_cosine(6e-4, 715, 19073, 0.1)(c);
  };
  std::string text = "using device: cuda\n";
  for (long s = 0; s < 19073; s += 11) {
    text += with("step %5ld | loss: %.6f | lr %.4e | norm: %.4f | dt: %.2fms | tok/sec: %.2f\n", s, 9.5, rate(s), 1.1,
                 338.0, 155000.0);
  }
  const auto log = read(text);
  EXPECT_EQ(log.format, "nanogpt");
  const auto report = taper::inspect(log).front();
  EXPECT_EQ(report.last().spec,
            "cosine | warmup(714, from=" + repr(1.0 / 715.0) + ") | hold(1) | floor(10%) | peak(0.0006)");
  EXPECT_TRUE(report.last().steps_range.least <= 19073 && 19073 <= report.last().steps_range.most);
}

// nanoGPT, train.py: f"iter {iter_num}: loss {lossf:.4f}, time {dt*1000:.2f}ms, mfu {running_mfu*100:.2f}%"; forks add
// ", lr {lr:.2e}" to it.
TEST(formats, nanogpt_itself_prints_no_rate_and_its_forks_do) {
  const auto rate = hf_cosine(6e-4, 100, 1000, 0.1);
  std::string own = "step 0: train loss 4.2874, val loss 4.2823\n";
  std::string fork = own;
  for (long s = 0; s < 1000; s += 10) {
    own += with("iter %ld: loss %.4f, time %.2fms, mfu %.2f%%\n", s, 4.0, 31.5, 12.3);
    fork += with("iter %ld: loss %.4f, time %.2fms, lr %.2e\n", s, 4.0, 31.5, rate(s));
  }
  const auto refused = taper::read_log(own);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("no learning rate was recognized in this nanogpt log"), std::string::npos);
  EXPECT_NE(refused.error().hint.find("wandb_log"), std::string::npos);
  const auto log = read(fork);
  EXPECT_EQ(log.format, "nanogpt");
  EXPECT_EQ(log.series[0].rates, 100u);
  EXPECT_FLOAT_EQ(log.series[0].rows[1].loss, 4.0f);
}

// llm.c, train_gpt2.cu: "step %4d/%d | loss %7.6f (%+.2fz)| norm %6.4f (%+.2fz)| lr %.2e | %.2f ms | …".
TEST(formats, llmc_console) {
  const auto rate = hf_cosine(6e-4, 100, 2000);
  std::string text;
  for (long s = 1; s <= 2000; s += 3) {
    text += with(
        "step %4ld/%d | loss %7.6f (%+.2fz)| norm %6.4f (%+.2fz)| lr %.2e | %.2f ms | %.1f%% bf16 MFU | %.0f tok/s\n",
        s, 2000, 7.5, -0.3, 1.25, 0.1, rate(s), 320.0, 45.0, 1600000.0);
  }
  const auto log = read(text);
  EXPECT_EQ(log.format, "nanogpt");
  EXPECT_EQ(log.max_steps, 2000);
  EXPECT_EQ(log.series[0].rates, 667u);
  EXPECT_EQ(log.series[0].rows[1].step, 4);
  EXPECT_FLOAT_EQ(log.series[0].rows[0].grad_norm, 1.25f);
}

// flame, a fork of torchtitan: "step: {step:>8,} token: {token:>15,}  loss: …  lr: {last_lr:.4e} gnorm: …".
TEST(formats, thousands_may_be_separated_by_commas) {
  const auto rate = hf_cosine(3e-4, 1024, 20480, 0.1);
  std::string text;
  for (long s = 256; s <= 20480; s += 256) {
    std::string step = std::to_string(s);
    if (s >= 1000) step.insert(step.size() - 3, ",");
    text += with(
        "[rank0]:2025-01-01 00:00:00 - root - INFO - step: %8s token: 134,217,728  loss: %7.4f  lr: %.4e gnorm: %5.2f "
        "memory: 70.05GiB tgs:  46,114 mfu: 38.62%% [ 1:02:03< 4:05:06]\n",
        step.c_str(), 2.5, rate(s), 0.75);
  }
  const auto log = read(text);
  EXPECT_EQ(log.series[0].rows.back().step, 20480);
  EXPECT_FLOAT_EQ(log.series[0].rows.back().grad_norm, 0.75f);
  EXPECT_EQ(ran(log), "cosine | warmup(1024) | floor(10%) | peak(0.0003) over 20480");
}

TEST(formats, a_list_of_rates_is_one_series_for_each_group) {
  std::string lines;
  std::string json;
  const auto rate = hf_linear(0.1, 10, 100);
  for (long s = 1; s <= 100; ++s) {
    lines += with("step %ld, loss 1.5, lr: [%s, %s]\n", s, repr(rate(s)).c_str(), repr(rate(s) / 8).c_str());
    json += with("{\"step\": %ld, \"lr\": [%s, %s]}\n", s, repr(rate(s)).c_str(), repr(rate(s) / 8).c_str());
  }
  for (const std::string& text : {lines, json}) {
    const auto log = read(text);
    ASSERT_EQ(log.series.size(), 2u) << log.format;
    EXPECT_EQ(log.series[1].group, "1");
    EXPECT_EQ(taper::inspect(log)[1].last().spec, "linear | warmup(10) | peak(0.0125)");
  }
}

// torchtitan, components/metrics.py, with its colors; the rate is only there where a fork prints it.
TEST(formats, torchtitan_console) {
  const auto line = [](long s, const std::string& more) {
    return with(
        "[rank0]:2025-01-01 00:00:00,000 - root - INFO - \x1b[31mstep: %2ld  \x1b[32mloss: %7.4f  "
        "\x1b[38;2;180;60;0mgrad_norm: %7.4f  "
        "\x1b[36mmemory: 10.00GiB(11.00%%)  \x1b[34mtps: 7,000  %s\x1b[39m\n",
        s, 8.0, 1.0, more.c_str());
  };
  std::string without;
  std::string rates;
  const auto rate = hf_linear(3e-4, 20, 500);
  for (long s = 5; s <= 500; s += 5) {
    if (s % 100 == 0)
      rates += with("[rank0]: - root - INFO - validate step: %2ld  loss: %7.4f  memory: 1.00GiB\n", s, 9.0);
    without += line(s, "");
    rates += line(s, with("lr: %.4e", rate(s)));
  }
  const auto refused = taper::read_log(without);
  ASSERT_FALSE(refused);
  EXPECT_NE(refused.error().message.find("no learning rate was recognized in this torchtitan log"), std::string::npos);
  EXPECT_NE(refused.error().hint.find("TensorBoard"), std::string::npos);
  const auto log = read(rates);
  EXPECT_EQ(log.format, "torchtitan");
  for (const auto& row : log.series[0].rows) EXPECT_TRUE(std::isnan(row.loss) || row.loss == 8.0f);
  EXPECT_EQ(ran(log), "linear | warmup(20) | peak(0.0003) over 500");
}

// transformers, trainer_callback.py, PrinterCallback: print(logs), after a tqdm bar.
TEST(formats, hf_printed_dictionaries_take_the_step_of_the_preceding_progress_bar) {
  const auto rate = hf_cosine(2e-5, 15, 500);
  std::string text;
  for (long s = 10; s <= 500; s += 10) {
    text += with(
        "\r %3ld%%|##        | %ld/500 [00:05<04:12,  1.94it/s]\n{'loss': %.4f, 'grad_norm': %.2f, 'learning_rate': "
        "%s, 'epoch': %.2f}\n",
        s / 5, s, 2.5, 1.23, repr(rate(s - 1)).c_str(), static_cast<double>(s) / 100.0);
  }
  const auto log = read(text);
  EXPECT_EQ(log.format, "hf-stdout");
  EXPECT_EQ(log.max_steps, 500);
  EXPECT_EQ(ran(log), "cosine | warmup(15) | peak(2e-05) over 500");
}

// detectron2, utils/events.py, CommonMetricPrinter: "iter: {iter}  {losses}  …  lr: {lr}  max_mem: …", lr "{:.5g}".
TEST(formats, any_line_with_a_step_and_a_rate) {
  const auto rate = hf_linear(0.02, 100, 1000);
  std::string text;
  for (long s = 19; s < 1000; s += 20) {
    text += with(
        "[05/01 10:00:00 d2.utils.events]:  eta: 0:10:10  iter: %ld  total_loss: %.4f  loss_cls: %.4f  time: 0.3000  "
        "data_time: 0.0100  "
        "lr: %.5g  max_mem: 5000M\n",
        s, 1.5, 0.7, rate(s));
  }
  const auto log = read(text);
  EXPECT_EQ(log.format, "lines");
  EXPECT_EQ(ran(log), "linear | warmup(100) | peak(0.02) over 1000");
}

TEST(formats, a_pattern_reads_other_formats) {
  const auto rate = hf_linear(0.1, 10, 100);
  std::string text;
  for (long s = 1; s <= 100; ++s)
    text += with("tick<%ld> something eta=%s ; err %.3f\n", s, repr(rate(s)).c_str(), 1.0);
  EXPECT_FALSE(taper::read_log(text));
  const auto log =
      taper::read_log(text, {.pattern = R"(tick<(?<step>\d+)>.*eta=(?P<lr>[-+.\deE]+).*err (?<loss>[.\d]+))"});
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->format, "pattern");
  EXPECT_EQ(ran(*log), "linear | warmup(10) | peak(0.1) over 100");
}

TEST(formats, a_bad_pattern_is_rejected_with_its_reason) {
  const auto refusal = [](const std::string& pattern) {
    const auto log = taper::read_log("step 1 lr 2\n", {.pattern = pattern});
    return log ? std::string("accepted") : log.error().message;
  };
  EXPECT_NE(refusal("(?<lr>[0-9").find("not a regular expression"), std::string::npos);
  EXPECT_NE(refusal("(?<step>\\d+)").find("no group named lr"), std::string::npos);
  EXPECT_NE(refusal("(?<speed>\\d+)").find("\"speed\" is not a field"), std::string::npos);
  EXPECT_NE(refusal("x(?<lr>\\d+)").find("matches no line"), std::string::npos);
  EXPECT_NE(refusal(std::string(5000, '(')).find("at most 1000"), std::string::npos);
}

TEST(formats, a_pattern_with_exponential_backtracking_ends) {
  std::string text;
  for (int i = 0; i < 3; ++i) text.append(100'000, 'a').append("\n");  // exponential for a backtracking engine
  const auto log = taper::read_log(text, {.pattern = "(a|aa)+(?<lr>\\d)"});
  EXPECT_FALSE(log);
}

}  // namespace
