// Text logs of many writers: what is a row, what is none, and what stands in one file is told apart.
#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "log_maker.hpp"
#include "taper/logs/inspect.hpp"

namespace {

using namespace taper::test;

std::string line(const char* format, auto... values) {
  char text[500];
  std::snprintf(text, sizeof text, format, values...);
  return text;
}

taper::result<taper::training_log> read_named(const std::string& text, const std::string& name) {
  return taper::read_log(text, {.format = {}, .pattern = {}, .name = name});
}

taper::training_log read(const std::string& text, const std::string& name = {}) {
  const auto log = read_named(text, name);
  EXPECT_TRUE(log) << log.error().message << "\n" << text.substr(0, 300);
  return log ? log.value() : taper::training_log{};
}

double falling(long s) { return 1e-3 - 1e-6 * static_cast<double>(s); }

// Rows at 10, 20, … 200, each by its writer's own format string; whatever else the line holds is passed over.
TEST(consoles, of_many_writers_are_read) {
  struct console {
    const char* format;  // the line, with %ld for the step and %.7f for the rate
    const char* name;
  };
  const console all[] = {
      {"2021-06-08 - mmseg - INFO - Iter [%ld/160000]\tlr: %.7f, eta: 1 day, 1:00:00, time: 0.5, loss: 1.1\n", "lines"},
      {"09/01 10:00:00 - mmengine - INFO - Iter(train) [%6ld/40000]  lr: %.7f  eta: 1:00:00  loss: 1.1\n", "lines"},
      {"[05/01 10:00:00 d2.utils.events]:  eta: 0:10:10  iter: %ld  total_loss: 1.5  time: 0.3  lr: %.7f  max_mem: "
       "5000M\n",
       "lines"},
      {"I0101 12:00:00.123456 12345 sgd_solver.cpp:105] Iteration %ld, lr = %.7f\n", "lines"},
      {"2021-03-30 06:55:57 [INFO]\t[TRAIN] epoch: 1, iter: %ld/500, loss: 2.0859, lr: %.7f, batch_cost: 0.5 | ETA "
       "00:04:16\n",
       "lines"},
      {"23-05-05 21:36:11.845 - INFO: [epoch:  0, iter:     %ld, lr:(%.7f,)] l_pix: 6.9557e+03 \n", "lines"},
      {"[20d02h08m28s][HUGECTR][INFO]: Iter: %ld Time(1000 iters): 3.878739s Loss: 0.138113 lr:%.7f\n", "lines"},
      {"step:%ld - global_seqlen/mean:812.0 - actor/kl_loss:0.1 - actor/lr:%.7f - critic/score/mean:0.5\n", "lines"},
      {"Step %ld | loss:1.2345 lr:%.7f tokens_per_second_per_gpu:1000 \n", "lines"},
      {"Step %ld/100000; acc: 4.5; ppl: 99.1; xent: 4.6; lr: %.7f; sents: 100; bsz: 500/400/8; 5000/4000 tok/s; 60 "
       "sec;\n",
       "lines"},
      {"{ Epoch:[  1/  2], step:[    %ld/  1200], loss: 10.6, per_step_time: 100ms, lr: %.7f, overflow cond: False, "
       "loss_scale: 1.0 }\n",
       "lines"},
      {"%ld: 5.123, 6.200 avg loss, %.7f rate, 3.200000 seconds, 6400 images, 1.2 hours left\n", "darknet"},
      {"[2022-01-01 10:00:00] Ep. 1 : Up. %ld : Sen. 63,000 : Cost 8.10 : Time 100.00s : 5000.00 words/s : L.r. %.7f\n",
       "marian"},
      {"INFO:tensorflow:learning_rate_is_here step = %ld, learning_rate = %.7f, loss = 2.3 (50.1 sec)\n", "lines"},
      {":::MLLOG {\"namespace\": \"\", \"time_ms\": 1696312397440, \"key\": \"tracked_stats\", \"value\": "
       "{\"metadata_step\": 1, \"loss\": 1.07}, \"metadata\": {\"lineno\": 126, \"step_num\": %ld, \"lr\": %.7f}}\n",
       "mllog"},
      {"DLL 2020-06-02 19:00:00.000 - Training Iteration: %ld  average_loss : 11.2  step_loss : 11.2  learning_rate : "
       "%.7f \n",
       "lines"},
      {"2022-01-01 10:00:00 | INFO | train_inner | {\"epoch\": 1, \"update\": 0.02, \"loss\": \"14.7\", "
       "\"num_updates\": \"%ld\", \"lr\": \"%.7f\", \"gnorm\": \"2.1\"}\n",
       "lines"},
      {"{'loss': 2.1, 'global_step/max_steps': '%ld/438', 'learning_rate': %.7f, "
       "'percentage': '2.28%%'}\n",
       "hf-stdout"},
      {"[rank0]: step %ld | current learning rate is %.7f\n", "lines"},
      {"\r  5%%|5         | %ld/400 [00:30<04:30,  1.1it/s, loss=2.1, lr=%.7f]", "lines"},
      {"I20230401 10:00:00 12345 dinov2 helpers.py:103] Training  [  %ld/125000]  eta: 1:00:00  lr: %.7f (0.0009)  wd: "
       "0.04\n",
       "lines"},
      {"json_stats: {\"_type\": \"train_iter\", \"epoch\": \"1/300\", \"iter\": \"%ld/1000\", \"lr\": %.7f, \"loss\": "
       "5.1}\n",
       "lines"},
      {"| epoch 001 | loss 8.1 | nll_loss 7.2 | ppl 100.1 | wps 1000 | num_updates %ld | lr %.7f | gnorm 4.1 | clip "
       "100%%\n",
       "lines"},
      {"INFO:bit_pytorch:[step %ld]: loss=2.31234 (lr=%.7f)\n", "lines"},
      {"2022-06-16,10:58:27 | INFO | Rank 0 | Global Steps: %ld/735 | Train Epoch: 1 [1024/250880 (0%%)] | Loss: 2.1 | "
       "LR: %.7f | Global Batch Size: 1024\n",
       "lines"},
      {"2019-10-01 10:00:00,123 [steps/nnet3/chain/train.py:529 - train - INFO ] Iter: %ld/1299    Epoch: 0.05/6.0 "
       "(0.8%% "
       "complete)    lr: %.7f    \n",
       "lines"},
      {"%ld | loss 4.0625 | lr %.7f | 7367.57ms\n", "lines"},
      {"| %ld | loss 4.0625 | lr %.7f | 7367.57ms\n", "lines"},
      {"12:00:00 On iteration %ld, learning rate is %.7f.\n", "lines"},
      {"[Epoch 1 32/6400][Iteration %ld][Wall Clock 0.5s] Trained 32 records. Loss is 2.3. Current learning rate is "
       "%.7f.\n",
       "lines"},
      {"[04/14 11:48:20 fastreid.utils.events]:  eta: 0:10:21  epoch/iter: 52/%ld  total_loss: 7.2  time: 0.33  lr: "
       "%.7f  max_mem: 18418M\n",
       "lines"},
      {"Iteration:  23%%|####      | 650/2771 [01:23<04:25,  7.98it/s]DLL 2022-04-05 05:10:36 - Training Epoch: 0 "
       "Training Iteration: %ld  step_loss : 2.05  learning_rate : %.7f \n",
       "lines"},
      {"2024-03-30 15:06:47 reid.train INFO: Iter[%ld/9300] Loss: 8.9, Acc: 0.258, Base Lr: %.7f\n", "lines"},
      {"\x1b[32mglobal_step\x1b[0m=%ld \x1b[1mlr\x1b[0m=\x1b[33m%.7f\x1b[0m\n", "lines"},
  };
  for (const console& c : all) {
    std::string text = "starting\n";
    for (long s = 10; s <= 200; s += 10) text += line(c.format, s, falling(s));
    const auto log = read(text);
    EXPECT_EQ(log.format, c.name) << c.format;
    ASSERT_EQ(log.series.size(), 1u) << c.format;
    ASSERT_EQ(log.series[0].rates, 20u) << c.format;
    for (const taper::log_row& row : log.series[0].rows) {
      if (!row.has_rate()) continue;
      EXPECT_NEAR(row.rate, falling(static_cast<long>(row.step)), 1e-7) << c.format;
    }
    EXPECT_EQ(log.series[0].rows.back().step, 200) << c.format;
  }
}

TEST(consoles, a_table_of_keys_and_values_is_a_row) {
  std::string text = "Using cuda device\n";
  for (long s = 2048; s <= 20480; s += 2048) {
    text += line(
        "------------------------------------\n| rollout/            |            |\n|    ep_rew_mean      | 23.4      "
        " |\n"
        "| time/               |            |\n|    fps              | 950        |\n|    iterations       | %ld       "
        "   |\n"
        "|    total_timesteps  | %ld       |\n| train/              |            |\n|    learning_rate    | %.3g     "
        "|\n"
        "|    loss             | 6.33       |\n------------------------------------\n",
        s / 2048, s, 3e-4 * (1.0 - static_cast<double>(s) / 40960.0));
  }
  const auto log = read(text);
  EXPECT_EQ(log.format, "sb3");
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].rates, 10u);
  EXPECT_EQ(log.series[0].rows.back().step, 20480);
}

// Arguments and configurations before, between and behind the rows: none of them is a row, none makes a group.
TEST(consoles, settings_are_no_rows) {
  const char* const dumps[] = {
      "Namespace(batch_size=128, data_dir='~/data', lr=0.4, lr_mode='cosine', num_epochs=120, start_epoch=0, "
      "warmup_epochs=5)\n",
      "args: Namespace(epoch=3, step=5, lr=0.1, iteration=7)\n",
      "INFO - {'lr': 0.1, 'batch_size': 64, 'epoch': 10, 'num_workers': 4, 'seed': 1}\n",
      "optimizer:\n    lr: 0.1\n    momentum: 0.9\nepoch: 100\nstep: [30, 60]\n",
      "{\n  \"lr\": 0.1,\n  \"epoch\": 100,\n  \"batch_size\": 32\n}\n",
      "python train.py --epoch 5 --lr 0.1 --step 30\n",
      "| lr            | 0.1     |\n| epoch         | 100     |\n",
      "initial learning rate: 0.1 at step 0\nwarmup lr 0.001, base lr 0.1, step 10\n",
      "  lr .............................................. 0.1\n",
      "INFO\t{'train': {'log_interval': 800, 'learning_rate': 0.0001, 'betas': [0.8, 0.99], 'lr_decay': 0.99}}\n",
      "lr=0.1\n",
  };
  for (const char* const dump : dumps) {
    std::string text = dump;
    for (long s = 10; s <= 200; s += 10) {
      text += line("step %ld, loss 2.5, lr %.7f\n", s, falling(s));
      if (s == 100) text += dump;
    }
    text += dump;
    const auto log = read(text);
    ASSERT_EQ(log.series.size(), 1u) << dump;
    EXPECT_EQ(log.series[0].rates, 20u) << dump;
    for (const taper::log_row& row : log.series[0].rows) {
      EXPECT_FALSE(row.rate > 0.01) << dump;
    }
    const auto alone = read_named(dump, {});
    EXPECT_TRUE(!alone || alone->series[0].rates == 1) << dump;  // an object with an epoch and a rate may be a row
  }
}

TEST(consoles, rates_may_begin_far_behind_the_head) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += line("  (layer%d): Conv2d(64, 64, kernel_size=(3, 3), stride=(1, 1))\n", i);
  for (long s = 10; s <= 200; s += 10) text += line("step %ld | loss 2.5 | lr %.7f\n", s, falling(s));
  EXPECT_EQ(read(text).series[0].rates, 20u);
}

TEST(consoles, in_utf16_or_with_a_byte_order_mark_are_read) {
  std::string plain;
  for (long s = 10; s <= 200; s += 10) plain += line("step %ld | loss 2.5 | lr %.7f \xE2\x96\x88\n", s, falling(s));
  const auto wide = [&](bool big) {
    std::string out = big ? "\xFE\xFF" : "\xFF\xFE";
    for (std::size_t i = 0; i < plain.size(); ++i) {
      unsigned unit = static_cast<unsigned char>(plain[i]);
      if (unit == 0xE2) {
        unit = 0x2588;
        i += 2;
      }
      const char high = static_cast<char>(unit >> 8);
      const char low = static_cast<char>(unit & 0xFF);
      out += big ? high : low;
      out += big ? low : high;
    }
    return out;
  };
  for (const std::string& text : {plain, "\xEF\xBB\xBF" + plain, wide(false), wide(true), wide(false).substr(2)}) {
    const auto log = read(text);
    ASSERT_EQ(log.series.size(), 1u);
    EXPECT_EQ(log.series[0].rates, 20u);
    EXPECT_EQ(log.series[0].rows.back().step, 200);
  }
  EXPECT_EQ(read("\xEF\xBB\xBFstep,lr\n1,0.1\n2,0.2\n").series[0].rates, 2u);
}

TEST(apart, two_engines_that_print_in_turn) {
  std::string text;
  const auto actor = hf_cosine(9.65e-6, 100, 500);
  const auto critic = hf_cosine(5e-6, 100, 500);
  for (long s = 10; s <= 400; s += 10) {
    const bool first = s % 20 == 0;
    for (int i = 0; i < 2; ++i) {
      const bool is_actor = (i == 0) == first;
      const long skipped = is_actor ? 4 : 6;
      text += line(
          "[2023-04-18 08:48:36,035] [INFO] [Rank 0] step=%ld, skipped=%ld, lr=[%s, %s], mom=[(0.9, 0.95), (0.9, "
          "0.95)]\n",
          s, skipped, repr((is_actor ? actor : critic)(s - skipped)).c_str(),
          repr((is_actor ? actor : critic)(s - skipped)).c_str());
    }
  }
  const auto log = read(text);
  ASSERT_EQ(log.series.size(), 2u);
  for (const taper::log_series& series : log.series) {
    EXPECT_EQ(series.rates, 40u);
    EXPECT_EQ(series.groups_alike, 2u);
    EXPECT_NE(series.group.find("2 groups alike"), std::string::npos);
    const std::int32_t skipped = series.rows[0].skipped;
    const auto& rate = skipped == 4 ? actor : critic;
    for (const taper::log_row& row : series.rows) {
      EXPECT_EQ(row.skipped, skipped);
      EXPECT_EQ(row.rate, rate(row.step - skipped)) << row.step;
    }
  }
}

TEST(apart, trainings_that_follow_each_other_and_a_resumption_that_does_not_begin_anew) {
  std::string anew;
  std::string resumed;
  for (long s = 10; s <= 500; s += 10) anew += line("step %ld lr %.7f\n", s, falling(s));
  resumed = anew;
  for (long s = 10; s <= 900; s += 10) anew += line("step %ld lr %.7f\n", s, 0.5 * falling(s));
  for (long s = 410; s <= 900; s += 10) resumed += line("step %ld lr %.7f\n", s, falling(s));
  const auto two = read(anew);
  ASSERT_EQ(two.series.size(), 2u);
  EXPECT_EQ(two.series[0].run, "training 2");  // the one with most rates comes first
  EXPECT_EQ(two.series[0].rates, 90u);
  EXPECT_EQ(two.series[1].rates, 50u);
  EXPECT_EQ(read(resumed).series.size(), 1u);
}

TEST(apart, several_processes_that_print_the_same_line_are_one) {
  std::string text;
  for (long s = 10; s <= 200; s += 10) {
    for (int rank = 0; rank < 4; ++rank) text += line("[rank%d] step %ld lr %.7f\n", rank, s, falling(s));
  }
  const auto log = read(text);
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].rates, 20u);
}

TEST(apart, lines_of_epochs_and_lines_of_batches) {
  std::string text;
  for (long e = 0; e < 40; ++e) {
    for (long b = 100; b <= 300; b += 100)
      text += line("[Epoch %ld Batch %ld/372] loss 7.67, lr %.2f\n", e, b, 30.0 + static_cast<double>(b % 7));
    text += line("[Epoch %ld] time cost 50.10s, valid loss 6.38, lr 30.00\n", e);
  }
  const auto log = read(text);
  ASSERT_EQ(log.series.size(), 2u);
  EXPECT_EQ(log.series[0].rates, 120u);
  EXPECT_EQ(log.series[1].rates, 40u);
}

// Rows of validations repeat the rate at counters of their own.
TEST(tables, in_markdown) {
  for (const char* const rule :
       {"|-------|------------|---------------|\n", "---------------------------------\n", ""}) {
    std::string text = std::string("# Results\n\n| Epoch | Train Loss | Learning Rate |\n") + rule;
    for (long e = 0; e < 6; ++e) text += line("| %ld | 2.0000 | **%.6f** |\n", e, falling(e));
    text += "\nThe run took 3 hours at lr 0.001.\n";
    const auto log = read(text);
    EXPECT_EQ(log.format, "markdown");
    ASSERT_EQ(log.series.size(), 1u) << rule;
    EXPECT_EQ(log.series[0].rates, 6u) << rule;
    EXPECT_EQ(log.series[0].rows.back().step, 5) << rule;
    EXPECT_EQ(log.unit, taper::step_unit::epochs);
  }
}

TEST(tables, with_rates_in_brackets) {
  const auto log =
      read("Epoch ,Time ,LR ,RMSE\n 0 ,01:45 ,0.001 ,900.5\n 1 ,01:45 ,[0.001] ,890.5\n 2 ,01:45 ,[0.0009] ,880\n");
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].rates, 3u);
  EXPECT_DOUBLE_EQ(log.series[0].rows[2].rate, 0.0009);
  const auto groups = read("epoch\tlr\n0\t[0.1, 0.01]\n1\t[0.09, 0.009]\n2\t[0.08, 0.008]\n");
  ASSERT_EQ(groups.series.size(), 2u);
  EXPECT_EQ(groups.series[1].group, "1");
  EXPECT_DOUBLE_EQ(groups.series[1].rows[2].rate, 0.008);
}

TEST(tables, rows_of_a_validation_are_no_rates) {
  std::string text = "{\"env_info\": \"sys.platform: linux\", \"seed\": 0}\n";
  for (long e = 1; e <= 4; ++e) {
    for (long b = 50; b <= 200; b += 50)
      text += line("{\"mode\": \"train\", \"epoch\": %ld, \"iter\": %ld, \"lr\": %.7f, \"loss\": 0.5}\n", e, b,
                   falling(200 * e + b));
    text += line("{\"mode\": \"val\", \"epoch\": %ld, \"iter\": 25, \"lr\": %.7f, \"bbox_mAP\": 0.3}\n", e,
                 falling(200 * e));
  }
  const auto log = read(text);
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].rates, 16u);
  EXPECT_EQ(log.series[0].rows.back().step, 800);
}

TEST(tables, names_of_groups_files_and_remarks) {
  const auto yolo = read(
      "   epoch,  train/box_loss,  x/lr0,  x/lr1,  x/lr2\n  0,  0.1,  0.1,  0.01,  0.02\n  1,  0.1,  0.09,  0.009,  "
      "0.018\n");
  ASSERT_EQ(yolo.series.size(), 3u);
  EXPECT_EQ(yolo.series[1].group, "1");
  EXPECT_EQ(yolo.unit, taper::step_unit::epochs);
  const auto deepmd = read(
      "# a remark\n#  step      rmse_val    rmse_trn         lr\n      0      1.61e+01    1.51e+01    1.0e-03\n   1000 "
      "     1.26e+01    1.18e+01    9.9e-04\n");
  EXPECT_EQ(deepmd.format, "csv");
  EXPECT_EQ(deepmd.series[0].rows[1].step, 1000);
  EXPECT_EQ(read("step\tpg0\n0\t0.1\n1\t0.09\n", "dvclive/lr/pg0.tsv").series[0].rates, 2u);
  EXPECT_FALSE(read_named("step\tpg0\n0\t0.1\n1\t0.09\n", "dvclive/loss/pg0.tsv"));
  EXPECT_EQ(
      read("Wall time,Step,Value\n1.6e9,10,0.1\n1.6e9,20,0.09\n", "run-1-tag-train_learning_rate.csv").series[0].rates,
      2u);
  const auto untold = read_named("Wall time,Step,Value\n1.6e9,10,0.1\n1.6e9,20,0.09\n", "export.csv");
  ASSERT_FALSE(untold);
  EXPECT_NE(untold.error().message.find("does not indicate a learning rate"), std::string::npos);
  const auto mlflow = read("1700000000000 0.1 0\n1700000001000 0.09 10\n", "mlruns/0/abc/metrics/learning_rate");
  EXPECT_EQ(mlflow.format, "mlflow");
  EXPECT_EQ(mlflow.series[0].rows[1].step, 10);
  const auto alike = read("epoch,lr/pg0,lr/pg1,lr/pg2\n1,0.1,0.1,0.1\n2,0.09,0.09,0.09\n");
  ASSERT_EQ(alike.series.size(), 1u);
  EXPECT_EQ(alike.series[0].group, "pg0, 3 groups alike");
}

// Lines of an evaluation between the rows name a step, too: they neither hide rows nor move them.
TEST(consoles, lines_of_an_evaluation_between_the_rows) {
  std::string text;
  for (long s = 0; s <= 300; s += 10) {
    if (s % 100 == 0) text += line("step %ld: train loss 4.39, val loss 4.43\n", s);
    text += line("%ld | loss 4.06 | lr %.6e | 7367.57ms\n", s, falling(s));
  }
  const auto log = read(text);
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].rates, 31u);
  EXPECT_EQ(log.unit, taper::step_unit::steps);
  for (const taper::log_row& row : log.series[0].rows) {
    if (row.has_rate()) {
      EXPECT_NEAR(row.rate, falling(static_cast<long>(row.step)), 1e-9);
    }
  }
}

TEST(consoles, a_base_rate_is_a_setting_unless_it_changes) {
  const std::string setting = "epoch 1, base lr 0.1\nepoch 2, base lr 0.1\nepoch 3, base lr 0.1\n";
  EXPECT_FALSE(read_named(setting, {}));
  std::string beside;
  for (long s = 10; s <= 200; s += 10) beside += line("step %ld, base lr %.7f, lr %.7f\n", s, 0.1, falling(s));
  const auto log = read(beside);
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_NEAR(log.series[0].rows[0].rate, falling(10), 1e-9);
}

TEST(messages, of_rates_below_headings_do_not_deny_them) {
  const auto message = [](const std::string& text) {
    const auto log = read_named(text, {});
    return log ? std::string("read") : log.error().message;
  };
  const std::string two = message("epoch: 9\ntrain loss: 0.31\nlr: 2e-05\nepoch: 10\ntrain loss: 0.3\nlr: 1e-05\n");
  EXPECT_NE(two.find("2 lines with a learning rate, but no position"), std::string::npos) << two;
  EXPECT_NE(two.find("fewer than three headings"), std::string::npos) << two;
  std::string progress;
  double rate = 1e-4;
  for (long e = 1; e <= 4; ++e) {
    progress += line("====== Epoch %3ld / 100 ======\n", e);
    for (long k = 1; k <= 9; ++k)
      progress +=
          line("| Progress [##      ][%5.2f%%] | LR %.6f | Loss 6.9 |\n", 10.78 * static_cast<double>(k), rate += 3e-6);
  }
  EXPECT_NE(message(progress).find("several such lines below each heading"), std::string::npos) << message(progress);
}

TEST(messages, say_what_was_found) {
  const auto message = [](const std::string& text) {
    const auto log = read_named(text, {});
    return log ? std::string("read") : log.error().message;
  };
  EXPECT_NE(message("lr: 0.1\nlr: 0.09\nlr: 0.08\n").find("3 learning rates without a step or an epoch"),
            std::string::npos);
  EXPECT_NE(message("{\"lr\": 0.1}\n{\"lr\": 0.09}\n").find("2 learning rates without a step or an epoch"),
            std::string::npos);
  EXPECT_NE(message("hello\nstep 5\n").find("no line with a learning rate was recognized"), std::string::npos);
}

}  // namespace
