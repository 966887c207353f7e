// Where a row stands: epochs and the steps in them become steps of the run, over lengths, strides, bases and writers.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"

namespace {

using namespace taper::test;

std::string line(const char* format, auto... values) {
  char text[400];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

taper::training_log read(const std::string& text, const std::string& name = {}) {
  const auto log = taper::read_log(text, {.format = {}, .pattern = {}, .name = name});
  EXPECT_TRUE(log) << log.error().message << "\n" << text.substr(0, 300);
  return log ? log.value() : taper::training_log{};
}

// Lines of epochs and batches: (epoch, batch, length, rate).
using line_form = std::string (*)(long, long, long, double);

struct epoch_writer {
  const char* name;
  line_form write;
  long first_epoch;
  bool names_length;
  long first_batch;  // 0: batches 0, 50, …; 1: 50, 100, …; -1: 49, 99, …
};

const std::vector<epoch_writer>& epoch_writers() {
  static const std::vector<epoch_writer> all = {
      {"mmcv",
       [](long e, long b, long n, double r) {
         return line(
             "2021-01-01 12:46:17,801 - mmdet - INFO - Epoch [%ld][%ld/%ld]\tlr: %.7f, eta: 1 day, 1:00:00, time: 0.5, "
             "loss: 4.1\n",
             e, b, n, r);
       },
       1, true, 1},
      {"mmengine",
       [](long e, long b, long n, double r) {
         return line(
             "01/31 09:00:00 - mmengine - INFO - Epoch(train)  [%ld][%5ld/%ld]  lr: %.7f  eta: 1:00:00  time: 0.5  "
             "loss: 4.1\n",
             e, b, n, r);
       },
       1, true, 1},
      {"torchvision",
       [](long e, long b, long n, double r) {
         return line(
             "Epoch: [%ld]  [%4ld/%ld]  eta: 0:01:40  lr: %.7f  img/s: 100.0  loss: 4.02 (4.02)  max mem: 5000\n", e, b,
             n, r);
       },
       0, true, 0},
      {"word language model",
       [](long e, long b, long n, double r) {
         return line("| epoch %3ld | %5ld/%5ld batches | lr %.7f | ms/batch 107.03 | loss  4.02 | ppl    55.54\n", e, b,
                     n, r);
       },
       1, true, 1},
      {"fairseq 0.5",
       [](long e, long b, long n, double r) {
         return line("| epoch %03ld  %ld / %ld loss=2.17 (3.20), wps=959, lr=%.7f, clip=100%%, gnorm=2.7\n", e, b, n,
                     r);
       },
       1, true, 1},
      {"timm",
       [](long e, long b, long n, double r) {
         return line(
             "Train: %ld [%4ld/%ld (%3.0f%%)]  Loss: 4.01 (4.01)  Time: 0.5s,  250.0/s  LR: %.7f  Data: 0.01 (0.01)\n",
             e, b, n, 100.0 * static_cast<double>(b) / static_cast<double>(n), r);
       },
       0, true, 0},
      {"swin",
       [](long e, long b, long n, double r) {
         return line(
             "[2022-08-29 09:32:41 swin] (main.py 253): INFO Train: [%ld/300][%ld/%ld]\teta 1:00:00 lr %.7f\ttime 1.0 "
             "(1.0)\tloss 6.9 (6.9)\n",
             e, b, n, r);
       },
       0, true, 0},
      {"dino",
       [](long e, long b, long n, double r) {
         return line(
             "Epoch: [%ld/100]  [%4ld/%ld]  eta: 1:00:00  loss: 10.9 (10.9)  lr: %.7f (%.7f)  wd: 0.0400 (0.0400)\n", e,
             b, n, r, r);
       },
       0, true, 0},
      {"yolox",
       [](long e, long b, long n, double r) {
         return line(
             "2021-09-03 19:05:28 | INFO     | yolox.core.trainer:after_iter:246 - epoch: %ld/300, iter: %ld/%ld, mem: "
             "1756Mb, iter_time: 0.087s, data_time: 0.000s, total_loss: 2.2, lr: %.7f, size: 416, ETA: 0:00:00\n",
             e, b, n, r);
       },
       1, true, 1},
      {"paddleclas",
       [](long e, long b, long n, double r) {
         return line(
             "[2024/07/31 20:24:32] ppcls INFO: [Train][Epoch %ld/120][Iter: %ld/%ld]lr(Cosine): %.7f, top1: 1.0, "
             "CELoss: 0.01, loss: 0.01\n",
             e, b, n, r);
       },
       1, true, 0},
      {"mindspore",
       [](long e, long b, long n, double r) {
         return line("epoch:[%ld/90], batch:[%ld/%ld], loss:[6.9/6.9], lr: %.7f\n", e, b, n, r);
       },
       1, true, 1},
      {"gluoncv",
       [](long e, long b, long, double r) {
         return line("Epoch[%ld] Batch [%ld]\tSpeed: 1293.07 samples/sec\tloss=4.01\tlr=%.7f\n", e, b, r);
       },
       0, false, -1},
      {"gluonnlp",
       [](long e, long b, long n, double r) {
         return line("INFO:root:08:01:48 [Epoch %ld Batch %ld/%ld] loss=0.73, lr=%.7f, metrics:accuracy:0.5844\n", e, b,
                     n, r);
       },
       1, true, 1},
      {"swav",
       [](long e, long b, long, double r) {
         return line(
             "INFO - 03/07/21 10:00:00 - 0:00:20 - Epoch: [%ld][%ld]\tTime 19.6 (19.6)\tLoss 8.0 (8.0)\tLr: %.7f\n", e,
             b, r);
       },
       0, false, 0},
      {"icefall",
       [](long e, long b, long, double r) {
         return line(
             "2022-06-08 08:01:22,072 INFO [train.py:815] (0/2) Epoch %ld, batch %ld, loss[loss=0.6, over 5392.00 "
             "frames.], tot_loss[loss=0.7, over 31213.18 frames.], batch size: 18, lr: %.7f\n",
             e, b, r);
       },
       1, false, 0},
      {"wenet",
       [](long e, long b, long, double r) {
         return line("2022-06-08 08:01:22 DEBUG TRAIN Batch %ld/%ld loss 300.1 loss_att 120.2 lr %.7f rank 0\n", e, b,
                     r);
       },
       0, false, 0},
      {"espnet",
       [](long e, long b, long, double r) {
         return line(
             "[n1] 2022-06-08 08:01:22,072 (trainer:672) INFO: %ldepoch:train:%ld-%ldbatch: iter_time=0.1, loss=8.1, "
             "optim0_lr0=%.7f, train_time=0.3\n",
             e, b - 49, b, r);
       },
       1, false, 1},
      {"jsonl",
       [](long e, long b, long, double r) {
         return line("{\"mode\": \"train\", \"epoch\": %ld, \"iter\": %ld, \"lr\": %.7f, \"loss\": 0.5}\n", e, b, r);
       },
       1, false, 1},
      {"flair",
       [](long e, long b, long n, double r) {
         return line(
             "2022-06-08 08:01:22,072 epoch %ld - iter %ld/%ld - loss 2.3 - time (sec): 1.2 - samples/sec: 800.00 - "
             "lr: %.7f\n",
             e, b, n, r);
       },
       1, true, 1},
  };
  return all;
}

// torch-ngp: the line of an epoch's start has its rate, that of its end only its number.
TEST(positions, the_start_of_a_training_epoch_is_its_row) {
  std::string text = "[INFO] Trainer: ngp | 2022-07-07_15-48-19 | cuda | fp16\n";
  for (long e = 1; e <= 30; ++e) {
    text +=
        line("==> Start Training Epoch %ld, lr=%.6f ...\n", e, 0.01 * std::pow(0.1, static_cast<double>(e - 1) / 20.0));
    text += line("==> Finished Epoch %ld.\n", e);
  }
  const taper::training_log log = read(text);
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.unit, taper::step_unit::epochs);
  ASSERT_EQ(log.series[0].rates, 30u);
  const auto first = std::find_if(log.series[0].rows.begin(), log.series[0].rows.end(),
                                  [](const taper::log_row& row) { return row.has_rate(); });
  EXPECT_EQ(first->step, 1);
  EXPECT_EQ(first->rate, 0.01);
}

// A rate for each epoch, with rows so far apart that they leave the end of an epoch open: the line names it.
TEST(positions, the_named_length_of_an_epoch_is_that_of_its_steps) {
  for (const long n : {97L, 756L, 1251L}) {
    for (const long first : {0L, 1L, 8L}) {
      std::string text;
      for (long e = first; e < 20; ++e) {
        for (long b = 0; b < n; b += 50)
          text += line("Epoch: [%ld] [%ld/%ld] loss 2.5 lr %.8f\n", e, b, n,
                       1e-3 * 0.5 * (1.0 + std::cos(std::numbers::pi * static_cast<double>(e - first % 8) / 20.0)));
      }
      const taper::training_log log = read(text);
      EXPECT_EQ(log.epoch_steps, n);
      const taper::log_report report = taper::inspect(log).at(0);
      EXPECT_EQ(report.last().spec, "staircase(of=cosine | peak(0.001), every=" + std::to_string(n) + ")")
          << first << report.last().reason;
      EXPECT_EQ(report.last().steps, 20 * n);
      EXPECT_EQ(report.last().steps_range.least, report.last().steps_range.most);
      EXPECT_TRUE(report.faults.empty());
    }
  }
}

TEST(positions, of_epochs_and_batches_are_steps_of_the_run) {
  for (const epoch_writer& w : epoch_writers()) {
    for (const long length : {400L, 451L, 1251L}) {
      for (const long skipped_epochs : {0L, 7L}) {  // the log may begin in the middle of a run
        constexpr long epochs = 12;
        const auto rate = hf_cosine(0.05, 2 * length, (epochs + skipped_epochs) * length);
        std::string text;
        std::vector<std::int64_t> wanted;
        for (long e = skipped_epochs; e < skipped_epochs + epochs; ++e) {
          for (long b = w.first_batch == 0 ? 0 : 50 + std::min(w.first_batch, 0L); b < length; b += 50) {
            const std::int64_t at = e * length + b;
            wanted.push_back(at);
            text += w.write(e + w.first_epoch, b, length, rate(at));
          }
        }
        const auto log = read(text);
        ASSERT_FALSE(log.series.empty()) << w.name;
        const taper::log_series& series = log.series.front();
        EXPECT_EQ(log.unit, taper::step_unit::steps) << w.name;
        ASSERT_EQ(series.rates, wanted.size()) << w.name << ", length " << length;
        EXPECT_EQ(log.series.size(), 1u) << w.name;
        // Without an epoch 0 and without a first batch 0, a log from the middle does not show from where epochs count.
        const bool base_open = skipped_epochs > 0 && w.first_epoch == (w.first_batch == 0 ? 1 : 0);
        const std::int64_t shift = base_open ? series.rows[0].step - wanted[0] : 0;
        EXPECT_EQ(shift % length, 0) << w.name;
        std::size_t met = 0;
        for (std::size_t i = 0; i < wanted.size(); ++i) met += series.rows[i].step == wanted[i] + shift ? 1 : 0;
        EXPECT_EQ(met, wanted.size()) << w.name << ", length " << length << ", from epoch " << skipped_epochs
                                      << ": first " << series.rows[0].step << " for " << wanted[0] << ", last "
                                      << series.rows.back().step << " for " << wanted.back();
      }
    }
  }
}

TEST(positions, steps_that_go_on_over_the_epochs_stay_as_they_are) {
  const char* const forms[] = {
      "| epoch %03ld:   %ld / 451 loss=42.2, num_updates=%ld, lr=%.7f, gnorm=1.0\n",
      "[2022/01/01 10:00:00] ppocr INFO: epoch: [%ld/500], inner: %ld, global_step: %ld, lr: %.7f, loss: 3.4\n",
      "2022-01-01 - INFO - joeynmt.training - Epoch   %ld, Batch: %ld, Step: %ld, Batch Loss: 5.9, Lr: %.7f\n",
      "Train: %ld/80 [%4ld/451 ( 5%%)]  Loss: 3.1 (3.3)  Acc_iter %ld  LR: %.7f\n",
  };
  for (const char* const form : forms) {
    std::string text;
    std::vector<std::int64_t> wanted;
    for (long s = 50; s < 4000; s += 50) {
      wanted.push_back(s);
      text += line(form, s / 451 + 1, s % 451, s, hf_linear(0.05, 100, 4000)(s));
    }
    const auto log = read(text);
    ASSERT_EQ(log.series.size(), 1u) << form;
    ASSERT_EQ(log.series[0].rows.size(), wanted.size()) << form;
    for (std::size_t i = 0; i < wanted.size(); ++i) ASSERT_EQ(log.series[0].rows[i].step, wanted[i]) << form;
  }
}

TEST(positions, a_total_beside_the_step_is_the_plan) {
  std::string text;
  for (long s = 50; s < 500; s += 50)
    text += line("Iter [%ld/40000]  lr: %.5e, loss: 2.5\n", s, 1e-3 - 1e-8 * static_cast<double>(s));
  EXPECT_EQ(read(text).max_steps, 40000);
}

TEST(positions, batches_that_start_again_without_an_epoch_are_laps_where_the_rates_go_on) {
  std::string on;
  std::string again;
  const auto rate = hf_linear(3e-5, 100, 3000);
  for (long e = 0; e < 3; ++e) {
    for (long b = 50; b <= 1000; b += 50) {
      on += line("Batch: %ld/1000, Loss=5.5, lr=%.7f\n", b, rate(e * 1000 + b));
      again += line("Batch: %ld/1000, Loss=5.5, lr=%.7f\n", b, hf_linear(3e-5, 100, 1000)(b));
    }
  }
  const auto laps = read(on);
  ASSERT_EQ(laps.series.size(), 1u);
  EXPECT_EQ(laps.series[0].rows.back().step, 3000);
  const auto trainings = read(again);
  ASSERT_EQ(trainings.series.size(), 3u);
  EXPECT_EQ(trainings.series[2].run, "training 3");
  EXPECT_EQ(trainings.max_steps, 1000);
}

TEST(positions, whole_epochs_are_epochs_and_fractions_count_rows) {
  std::string whole;
  std::string parts;
  for (long e = 0; e < 20; ++e) {
    whole += line("{\"train_lr\": %.17g, \"train_loss\": 2.5, \"epoch\": %ld}\n",
                  1e-4 * (1.0 - static_cast<double>(e) / 20.0), e);
    parts += line("{'loss': 2.1, 'grad_norm': 1.0, 'learning_rate': %.17g, 'epoch': %.2f}\n",
                  1e-4 * (1.0 - static_cast<double>(e + 30) / 80.0), 0.04 * static_cast<double>(e + 30));
  }
  const auto epochs = read(whole);
  EXPECT_EQ(epochs.unit, taper::step_unit::epochs);
  EXPECT_EQ(epochs.series[0].rows[19].step, 19);
  const auto rows = read(parts);  // from the middle of a run: the epoch shows from which row on
  EXPECT_EQ(rows.unit, taper::step_unit::rows);
  EXPECT_EQ(rows.series[0].rows[0].step, 30);
  EXPECT_EQ(rows.series[0].rows[19].step, 49);
}

// Epochs of two decimals in rows of one distance: 0.05, 0.06, 0.07, 0.07, 0.08 are consecutive rows.
TEST(positions, unevenly_rounded_epochs_are_rows_at_even_distances) {
  for (const double distance : {0.0041, 0.0079, 0.0137, 0.0262}) {
    for (const long first : {1L, 2L, 40L}) {
      std::string text;
      for (long k = first; k < first + 30; ++k) {
        text += line("{'loss': 2.1, 'learning_rate': %.17g, 'epoch': %.4g}\n", 1e-4 - 1e-7 * static_cast<double>(k),
                     std::round(100.0 * distance * static_cast<double>(k)) / 100.0);
      }
      const auto log = read(text);
      ASSERT_EQ(log.series.size(), 1u) << distance << ", " << first;
      ASSERT_EQ(log.series[0].rates, 30u);
      const std::vector<taper::log_row>& rows = log.series[0].rows;
      for (std::size_t i = 1; i < rows.size(); ++i)
        EXPECT_EQ(rows[i].step, rows[i - 1].step + 1) << distance << ", " << first;
      if (first == 1) {
        EXPECT_EQ(rows[0].step, 1) << distance;
      }
    }
  }
  // A missing row is a gap where its epoch is missing, too.
  std::string gap;
  for (long k = 1; k < 30; ++k) {
    if (k != 17)
      gap += line("{'loss': 2.1, 'learning_rate': %.17g, 'epoch': %.2f}\n", 1e-4 - 1e-7 * static_cast<double>(k),
                  0.03 * static_cast<double>(k));
  }
  EXPECT_EQ(read(gap).series[0].rows.back().step, 29);
}

// A cut log may hold one epoch only: fewer steps than epochs are steps of the epoch.
TEST(positions, rows_of_one_epoch_late_in_a_run) {
  const auto rows_of = [](const char* format, long epoch, long first) {
    std::string text;
    for (long b = first; b < first + 100; b += 10) text += line(format, epoch, b, 0.01 - 1e-6 * static_cast<double>(b));
    return read(text).series.at(0).rows;
  };
  const char* const hrnet = "12:36:00 Epoch: [%ld/120] Iter:[%ld/310], Time: 0.86, lr: [%.17g], Loss: 0.19641\n";
  EXPECT_EQ(rows_of(hrnet, 95, 20)[0].step, 94 * 310 + 20);
  EXPECT_EQ(rows_of(hrnet, 95, 0)[0].step, 95 * 310);  // counted from 0
  EXPECT_EQ(rows_of(hrnet, 1, 20)[0].step, 20);
  // Steps of the run, although the epoch is named: n/N is the plan.
  const char* const paddle = "[TRAIN] epoch: %ld, iter: %ld/500, loss: 1.95, lr: %.17g, batch_cost: 0.3\n";
  EXPECT_EQ(rows_of(paddle, 2, 120)[0].step, 120);
}

TEST(positions, dates_behind_an_epoch_are_no_batches) {
  std::string text;
  for (long e = 1; e <= 6; ++e)
    text += line("epoch %ld  06/08 12:00:%02ld lr %.7f\nepoch %ld | 2024/06/08 | loss 1\n", e, e,
                 1e-3 - 1e-5 * static_cast<double>(e), e);
  const auto log = read(text);
  EXPECT_EQ(log.unit, taper::step_unit::epochs);
  EXPECT_EQ(log.series[0].rows.back().step, 6);
}

TEST(positions, a_heading_gives_the_position_to_the_rate_below_it) {
  std::string keras;
  std::string detection;
  std::string pointnet;
  for (long e = 1; e <= 30; ++e) {
    const double rate = 0.01 * std::pow(0.9, static_cast<double>(e));
    keras += line(
        "Epoch %ld/30\n100/100 [==============================] - 5s 50ms/step - loss: 0.5 - acc: 0.9 - lr: %.4e\n", e,
        rate);
    detection += line(
        "I0101 12:00:00.000 model_lib_v2.py:705] Step %ld per-step time 0.5s\nI0101 12:00:00.000 model_lib_v2.py:708] "
        "{'Loss/total_loss': 0.3,\n 'learning_rate': %.7f}\n",
        100 * e, rate);
    pointnet += line("Epoch %ld (%ld/30):\nLearning rate:%f\nTrain Instance Accuracy: 0.5\n", e, e, rate);
  }
  std::string over;  // a line printed over a progress bar
  for (long e = 1; e <= 30; ++e)
    over += line(" 10%%|####  | %ld/30 [00:40<06:13,  2.06s/it]Epoch [%ld/30] | Loss: 0.32 | LR: %.6f\n", e - 1, e,
                 0.01 - 1e-4 * static_cast<double>(e));
  EXPECT_EQ(read(over).unit, taper::step_unit::epochs);
  EXPECT_EQ(read(over).series[0].rows.back().step, 30);
  std::string nnunet;
  std::string tensorpack;
  std::string coqui;
  for (long e = 0; e < 30; ++e) {
    const double rate = 0.01 * std::pow(0.9, static_cast<double>(e));
    nnunet += line(
        "2023-03-04 10:00:00.123456: Epoch %ld \n2023-03-04 10:00:00.123457: Current learning rate: %.5f \n"
        "2023-03-04 10:01:00.123457: train_loss -0.1 \n",
        e, rate);
    tensorpack += line(
        "[0101 10:00:00 @base.py:285] Epoch %ld (global_step %ld) finished, time:46 seconds.\n"
        "[0101 10:00:00 @monitor.py:467] learning_rate: %.7f\n",
        e, 500 * e, rate);
    coqui += line("   --> STEP: 24/406 -- GLOBAL_STEP: %ld\n     | > loss: 0.85\n     | > current_lr: %.7f \n", 25 * e,
                  rate);
  }
  EXPECT_EQ(read(nnunet).series[0].rows.back().step, 29);
  EXPECT_EQ(read(tensorpack).series[0].rows.back().step, 14500);
  EXPECT_EQ(read(coqui).series[0].rows.back().step, 725);
  EXPECT_EQ(read(keras).series[0].rows.back().step, 30);
  EXPECT_EQ(read(keras).unit, taper::step_unit::epochs);
  EXPECT_EQ(read(detection).series[0].rows.back().step, 3000);
  EXPECT_EQ(read(pointnet).series[0].rows.back().step, 30);
}

TEST(positions, a_pattern_names_epoch_step_and_length) {
  std::string text;
  for (long e = 1; e <= 3; ++e) {
    for (long b = 10; b <= 60; b += 10)
      text += line("E%ld b%ld of 60: eta=%.6f\n", e, b, 1e-3 - 1e-6 * static_cast<double>(60 * e + b));
  }
  const auto log = taper::read_log(
      text, {.format = {}, .pattern = R"(E(?<epoch>\d+) b(?<iter>\d+) of (?<per_epoch>\d+): eta=(?<lr>\S+))"});
  ASSERT_TRUE(log) << log.error().message;
  EXPECT_EQ(log->series[0].rows.back().step, 180);
  EXPECT_EQ(log->series[0].rows.front().step, 10);
}

}  // namespace
