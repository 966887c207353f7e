// The readers: the result for each format, and messages for files that are not logs.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

#include "taper/logs/log.hpp"

namespace {

taper::training_log read(const std::string& text, const std::string& name = {}) {
  return taper::read_log(text, {.format = {}, .pattern = {}, .name = name}).value();
}

std::string refusal(const std::string& text, const std::string& format = {}) {
  const auto log = taper::read_log(text, {.format = format, .pattern = {}, .name = {}});
  return log ? "accepted" : log.error().message;
}

TEST(hf, rows_without_a_step_or_a_rate_are_counted_and_skipped) {
  const auto log = read(R"({"max_steps": 9, "global_step": 9, "num_train_epochs": 9223372036854775807, "log_history": [
    {"epoch": 0.1}, {"step": 3, "epoch": 0.3, "learning_rate": 1e-05, "loss": 2.5, "grad_norm": 1.5},
    {"step": 3, "eval_loss": 2.25, "eval_extra": {"deep": [1, {"learning_rate": 7}]}}, {"step": 6, "learning_rate": 2e-05}]})");
  EXPECT_EQ(log.format, "hf-trainer-state");
  EXPECT_EQ(log.rows, 4u);
  EXPECT_EQ(log.max_steps, 9);
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].rates, 2u);
  EXPECT_EQ(log.series[0].rows.size(), 3u);
  EXPECT_EQ(log.series[0].rows[1].eval_loss, 2.25f);
}

TEST(hf, bare_nan_and_infinity_are_read) {
  const auto log = read(R"({"log_history": [{"step": 1, "learning_rate": 0.0, "loss": Infinity, "grad_norm": NaN},
    {"step": 2, "learning_rate": 1e-4, "loss": 1.0, "grad_norm": -Infinity}]})");
  EXPECT_EQ(log.series[0].bad_gradient, (std::vector<std::int64_t>{1, 2}));
  EXPECT_EQ(log.series[0].bad_loss, (std::vector<std::int64_t>{1}));
}

TEST(hf, a_plan_of_minus_one_is_ignored) {
  EXPECT_FALSE(read(R"({"max_steps": -1, "log_history": [{"step": 1, "learning_rate": 1e-4}]})").max_steps);
}

TEST(hf, trainers_that_write_the_file_themselves_name_the_rate_lr) {
  std::string rows;
  for (int s = 100; s <= 500; s += 100)
    rows += (rows.empty() ? "" : ", ") + std::string(R"({"epoch": 0.1, "loss": 9.1, "lr": 0.00)") +
            std::to_string(20 - s / 100) + R"(, "step": )" + std::to_string(s) + "}";
  const auto log = taper::read_log(R"({"max_steps": 1000, "log_history": [)" + rows + "]}").value();
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].rates, 5u);
  EXPECT_DOUBLE_EQ(log.series[0].rows[0].rate, 0.0019);
  EXPECT_EQ(log.max_steps, 1000);
}

TEST(jsonl, lists_of_equal_length_are_columns) {
  const auto keras =
      taper::read_log(
          R"({"loss": [2.0, 1.9, 1.8, 1.7], "val_loss": [2.1, 2.0, 1.9, 1.8], "lr": [0.001, 0.001, 0.0005, 0.0005]})")
          .value();
  ASSERT_EQ(keras.series.size(), 1u);
  ASSERT_EQ(keras.series[0].rates, 4u);
  EXPECT_EQ(keras.unit, taper::step_unit::rows);
  EXPECT_EQ(keras.series[0].rows[3].step, 3);
  EXPECT_DOUBLE_EQ(keras.series[0].rows[2].rate, 0.0005);
  EXPECT_FLOAT_EQ(keras.series[0].rows[2].loss, 1.8f);
  const auto nested =
      taper::read_log(R"({"config": {"seed": 1}, "history": {"loss": [3.0, 2.0, 1.0], "lr": [0.3, 0.2, 0.1]}})")
          .value();
  ASSERT_EQ(nested.series.size(), 1u);
  EXPECT_EQ(nested.series[0].rows[2].step, 2);
  const auto steps = taper::read_log(R"({"step": [10, 20, 30], "lr": [0.3, 0.2, 0.1]})").value();
  EXPECT_EQ(steps.series[0].rows[2].step, 30);
  EXPECT_DOUBLE_EQ(nested.series[0].rows[2].rate, 0.1);
  // Lists of groups beside a step are no columns, nor is the rate of a configuration a row.
  const auto groups = taper::read_log(
                          "{\"step\": 1, \"lr\": [0.1, 0.2, 0.3], \"loss\": [1, 2, 3]}\n"
                          "{\"step\": 2, \"lr\": [0.1, 0.2, 0.3], \"loss\": [1, 2, 3]}\n")
                          .value();
  EXPECT_EQ(groups.series.size(), 3u);
  EXPECT_FALSE(taper::read_log(R"({"train_losses": [6.2, 5.3, 5.0], "config": {"learning_rate": 5e-06}})"));
}

TEST(not_a_log, is_identified) {
  EXPECT_EQ(refusal("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 12345\n"),
            "this is a Git LFS pointer for a file of 12345 bytes, not the log itself");
  EXPECT_EQ(refusal(""), "the file is empty");
  EXPECT_EQ(refusal("  \n"), "the file is empty");
  EXPECT_NE(refusal(R"({"users": [1, 2], "ratings": {"a": 3}})").find("keys: users, ratings"), std::string::npos);
  EXPECT_NE(refusal(R"({"log_history": [{"epoch": 3.0, "step": 78}]})").find("in this hf-trainer-state log (1 row)"),
            std::string::npos);
  EXPECT_NE(refusal(R"({"log_history": [{"step": 1, "learning_rate")").find("incomplete"), std::string::npos);
  EXPECT_NE(refusal("PK\x03\x04 zipped").find("zip archive"), std::string::npos);
  using namespace std::string_literals;
  EXPECT_NE(refusal("\x1f\x8b\x08\0\0"s).find("gzip"), std::string::npos);
  EXPECT_NE(refusal("\x28\xb5\x2f\xfd.."s).find("zstd"), std::string::npos);
  EXPECT_NE(refusal("PAR1\0\0"s).find("Parquet"), std::string::npos);
  EXPECT_NE(refusal("\x7f"s + "ELF\2\1\1\0"s).find("program"), std::string::npos);
  EXPECT_NE(refusal("%PDF-1.7\n"s).find("PDF"), std::string::npos);
  EXPECT_NE(refusal("\1\2\3\4 some bytes \5\6\7\0"s).find("binary"), std::string::npos);
  EXPECT_NE(refusal("[1, 2, 3]").find("no rows"), std::string::npos);
  EXPECT_NE(refusal("\"text\"").find("no rows"), std::string::npos);
  EXPECT_NE(refusal("once upon a time\nthere was no log\n").find("not recognized"), std::string::npos);
  EXPECT_NE(refusal("{}", "no-such-format").find("no log format \"no-such-format\""), std::string::npos);
}

TEST(not_a_log, a_folder_names_the_logs_in_it) {
  const auto log = taper::read_log_file(TAPER_SOURCE_DIR "/tests/inspect/data");
  ASSERT_FALSE(log);
  EXPECT_EQ(log.error().message, "this is a folder, not a log");
  EXPECT_NE(log.error().hint.find("metrics.csv"), std::string::npos);
  EXPECT_EQ(taper::read_log_file("/no/such/file.json").error().code, taper::errc::io);
}

TEST(not_a_log, shows_what_to_do) {
  for (const std::string& text :
       {std::string("{\"a\": 1}"), std::string("step,loss\n1,2\n"), std::string("\x1f\x8b"),
        std::string("{\"log_history\": [{\"step\": 1}]}"), std::string("{\"log_history\": [{")}) {
    const auto log = taper::read_log(text);
    ASSERT_FALSE(log);
    EXPECT_FALSE(log.error().hint.empty()) << text;
  }
}

TEST(jsonl, keys_of_many_trainers_are_understood) {
  const auto llama = read(
      "{\"current_steps\": 10, \"total_steps\": 90, \"loss\": 1.2, \"lr\": 9e-05, \"epoch\": 0.1}\n"
      "{\"current_steps\": 20, \"total_steps\": 90, \"loss\": 1.1, \"lr\": 8e-05, \"epoch\": 0.2}\n");
  EXPECT_EQ(llama.format, "jsonl");
  EXPECT_EQ(llama.max_steps, 90);
  EXPECT_EQ(llama.series[0].rows[1].step, 20);
  const auto nested = read(R"({"step": 5, "train": {"lr": 0.1, "loss": 2.0}})");
  EXPECT_EQ(nested.series[0].rows[0].rate, 0.1);
  const auto fairseq =
      read(R"({"epoch": 1, "update": 0.5, "loss": "10.1", "lr": "1.2e-05", "num_updates": "100", "gnorm": "3.1"})");
  EXPECT_EQ(fairseq.series[0].rows[0].step, 100);
  EXPECT_EQ(fairseq.series[0].rows[0].rate, 1.2e-05);
  const auto array = read(
      R"([{"_step": 0, "train/learning_rate": 0.5, "train/global_step": 4}, {"_step": 1, "train/learning_rate": 0.25, "train/global_step": 8}])");
  EXPECT_EQ(array.series[0].rows[1].step, 8);
}

// Rows repeat their keys; where they do not, in another order, nested, with keys that come and go, nothing is mixed up.
TEST(jsonl, keys_may_come_in_any_order_and_change_from_row_to_row) {
  const taper::training_log log = read(R"({"step": 1, "lr": 0.1, "loss": 4.0, "lr_scale": 7}
{"loss": 3.0, "step": 2, "lr": 0.2}
{"step": 3, "eval_loss": 9.0}
{"step" : 4, "optim": {"loss_scale": 1, "lr": 0.4}, "loss":2.0}
{"lr":0.5,"step":5,"loss":NaN}
{"step": 6, "lr": 0.6, "loss": 1.0, "lr_scale": 7}
{"step": 7, "lr": [0.7, 0.07], "note": "step", "loss": "0.5"}
)");
  const taper::log_series& all = log.series.front();
  ASSERT_EQ(all.rows.size(), 7u);
  const double nothing = 99.0;
  const std::array<double, 7> rates = {0.1, 0.2, nothing, 0.4, 0.5, 0.6, 0.7};
  const std::array<float, 7> losses = {4.0f, 3.0f, 99.0f, 2.0f, 99.0f, 1.0f, 0.5f};
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    EXPECT_EQ(all.rows[i].step, static_cast<std::int64_t>(i) + 1);
    EXPECT_EQ(all.rows[i].has_rate() ? all.rows[i].rate : nothing, rates[i]) << i;
    EXPECT_EQ(std::isfinite(all.rows[i].loss) ? all.rows[i].loss : 99.0f, losses[i]) << i;
  }
  EXPECT_EQ(all.rows[2].eval_loss, 9.0f);
  EXPECT_EQ(all.bad_loss, std::vector<std::int64_t>{5});
  ASSERT_EQ(log.series.size(), 2u);
  EXPECT_EQ(log.series[1].rows.front().rate, 0.07);
}

TEST(jsonl, more_keys_than_are_remembered_leave_the_rows_whole) {
  std::string text;
  for (int row = 1; row <= 40; ++row) {
    text += "{\"step\": " + std::to_string(row) + ", \"lr\": 0.5";
    for (int i = 0; i < 1000; ++i) text += ", \"weight/" + std::to_string(row) + "/" + std::to_string(i) + "\": 1.5";
    text += ", \"loss\": 2.5}\n";
  }
  const taper::training_log log = read(text);
  ASSERT_EQ(log.series.front().rates, 40u);
  for (const taper::log_row& row : log.series.front().rows) EXPECT_EQ(row.loss, 2.5f);
}

TEST(jsonl, a_live_file_may_end_in_the_middle_of_a_line) {
  EXPECT_EQ(read("{\"step\": 1, \"lr\": 0.1}\n{\"step\": 2, \"lr\": 0.2}\n{\"step\": 3, \"l").series[0].rates, 2u);
}

TEST(csv, delimiters_quotes_and_line_ends) {
  EXPECT_EQ(read("step,lr\n1,0.1\n2,0.2\n").series[0].rates, 2u);
  EXPECT_EQ(read("step\tlearning_rate\r\n1\t0.1\r\n2\t0.2\r\n").series[0].rates, 2u);
  EXPECT_EQ(read("\"Step\";\"lr\"\n\"1\";\"0.1\"\n").series[0].rates, 1u);
  const auto epochs = read("epoch,accuracy,learning_rate,loss\n0,0.5,0.1,2.0\n1,0.6,0.05,1.5\n");
  EXPECT_EQ(epochs.unit, taper::step_unit::epochs);
  EXPECT_EQ(epochs.series[0].rows[1].step, 1);
  const auto groups = read("epoch,lr/pg0,lr/pg1\n1,0.1,0.01\n2,0.09,0.009\n");
  ASSERT_EQ(groups.series.size(), 2u);
  EXPECT_EQ(groups.series[1].group, "pg1");
  EXPECT_EQ(read("lr\n0.1\n0.2\n").unit, taper::step_unit::rows);
}

TEST(csv, a_chart_export_of_several_runs) {
  const auto log = read(
      "\"Step\",\"calm-sea - train/learning_rate\",\"calm-sea - train/learning_rate__MIN\",\"calm-sea - "
      "train/learning_rate__MAX\","
      "\"red-sky - train/learning_rate\",\"red-sky - train/learning_rate__MIN\",\"red-sky - "
      "train/learning_rate__MAX\"\n"
      "\"1\",\"0.1\",\"0.1\",\"0.1\",\"0.2\",\"0.2\",\"0.2\"\n\"2\",\"0.09\",\"0.09\",\"0.09\",\"\",\"\",\"\"\n");
  EXPECT_EQ(log.format, "wandb-csv");
  ASSERT_EQ(log.series.size(), 2u);
  EXPECT_EQ(log.series[0].run, "calm-sea");
  EXPECT_EQ(log.series[0].rates, 2u);
  EXPECT_EQ(log.series[1].run, "red-sky");
  EXPECT_EQ(log.series[1].rates, 1u);
}

// A table of several runs in long form, and rows of JSON that name their run.
TEST(runs, are_separated_by_the_column_that_names_them) {
  const auto table = read("run,step,lr,loss\na,1,0.1,3\nb,1,0.2,4\na,2,0.09,2.5\nb,2,0.18,3.5\na,3,0.08,2\n");
  ASSERT_EQ(table.series.size(), 2u);
  EXPECT_EQ(table.series[0].run, "a");
  EXPECT_EQ(table.series[0].rates, 3u);
  EXPECT_EQ(table.series[1].run, "b");
  EXPECT_EQ(table.series[1].rows[1].rate, 0.18);
  const auto rows = read(
      "{\"run_id\": \"x1\", \"run_name\": \"calm\", \"step\": 1, \"lr\": 0.1}\n"
      "{\"run_id\": \"x2\", \"run_name\": \"red\", \"step\": 1, \"lr\": 0.2}\n");
  ASSERT_EQ(rows.series.size(), 2u);
  EXPECT_EQ(rows.series[0].run, "calm");  // a name is preferred to an identifier
}

TEST(csv, momentum_and_decay_columns_are_not_rates) {
  const auto log = read("step,lr-SGD,lr-SGD-momentum,lr-SGD-weight_decay\n1,0.1,0.9,0.01\n2,0.09,0.9,0.01\n");
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].group, "SGD");
}

TEST(csv, lightning_writes_rates_and_losses_in_separate_rows) {
  const auto log = read("epoch,lr-AdamW,step,train_loss_step\n,0.001,49,\n0,,49,2.5\n,0.0009,99,\n0,,99,2.25\n");
  EXPECT_EQ(log.format, "lightning-csv");
  ASSERT_EQ(log.series.size(), 1u);
  EXPECT_EQ(log.series[0].group, "AdamW");
  EXPECT_EQ(log.series[0].rates, 2u);
  EXPECT_EQ(log.series[0].rows[1].loss, 2.5f);
}

TEST(streams, give_the_same_as_texts_for_any_chunk_size) {
  std::string text = "{\"log_history\": [";
  for (int s = 1; s <= 40000; ++s) {
    text += (s > 1 ? ", " : "") + std::string("{\"step\": ") + std::to_string(s) +
            ", \"learning_rate\": 0.001, \"loss\": 2.5, \"note\": \"a \\\" quote\"}";
  }
  text += "]}";
  std::istringstream stream(text);
  const auto log = taper::read_log(stream).value();
  EXPECT_EQ(log.series[0].rates, 40000u);
  EXPECT_EQ(log.series[0].rows.back().step, 40000);
}

TEST(formats, are_listed_once_and_can_be_forced) {
  for (const taper::log_format& f : taper::log_formats()) {
    EXPECT_FALSE(f.writes.empty());
    EXPECT_FALSE(f.looks.empty());
  }
  const auto forced = taper::read_log("step,lr\n1,0.1\n", {.format = "csv", .pattern = {}, .name = {}});
  ASSERT_TRUE(forced);
  EXPECT_EQ(forced->format, "csv");
}

}  // namespace
