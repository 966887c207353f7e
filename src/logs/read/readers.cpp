// The list of readers, and reading by it: recognition, the messages for what is no log.
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <vector>

#include "logs/read/not_a_log.hpp"
#include "logs/read/reader.hpp"

namespace taper::inspection {
namespace {

// In the order in which they are tried: formats that are sure of themselves first, tables and JSON in general last.
constexpr std::array list = {
    reader{{"tensorboard", "TensorBoard event files (events.out.tfevents.*): PyTorch, TensorFlow, JAX, Lightning",
            "scalars train/learning_rate, train/loss"},
           recognizes_tensorboard,
           read_tensorboard},
    reader{
        {"wandb", "Weights & Biases, the run's own file (run-ID.wandb), offline too", "history rows, the run's name"},
        recognizes_wandb,
        read_wandb},
    reader{
        {"trackio", "Trackio's database of a project (SQLite)", R"(metrics(run_name, step, metrics: {"lr": 1e-4, …}))"},
        recognizes_trackio,
        read_trackio},
    reader{{"hf-trainer-state", "Hugging Face Trainer, trl, axolotl (trainer_state.json)",
            R"({"max_steps": 5000, "log_history": [{"step": 25, "learning_rate": 4.6e-07, "loss": 0.3048}, …]})"},
           recognizes_hf,
           read_hf},
    reader{{"jsonl", "JSON Lines and arrays of objects: W&B history, LLaMA-Factory, mmengine, detectron2, fairseq",
            R"({"step": 10, "lr": 0.0001, "loss": 2.31})"},
           recognizes_json,
           read_json},
    reader{{"llmc", "llm.c (main.log)", "s:250 trl:6.1437 lr:0.000215 norm:0.86"}, recognizes_llmc, read_llmc},
    reader{{"deepspeed", "DeepSpeed's step reports", "step=10, skipped=2, lr=[4.6e-07, 4.6e-07], mom=[(0.9, 0.95)]"},
           recognizes_deepspeed,
           read_deepspeed},
    reader{{"nemo", "NeMo 2's progress lines",
            "Training epoch 0, iteration 9/99 | lr: 2.999e-06 | global_step: 9 | reduced_train_loss: 11.03"},
           recognizes_nemo,
           read_nemo},
    reader{{"megatron", "Megatron-LM and its forks (stdout)",
            " iteration       10/    1000 | … | learning rate: 1.500000E-04 | … | lm loss: 9.1E+00 | …"},
           recognizes_megatron,
           read_megatron},
    reader{{"wandb-csv", "Weights & Biases chart or history export",
            R"("Step","run-1 - train/learning_rate","run-1 - train/learning_rate__MIN",…)"},
           recognizes_wandb_csv,
           read_csv},
    reader{{"lightning-csv", "PyTorch Lightning CSVLogger (metrics.csv)", "epoch,lr-AdamW,step,train_loss_step"},
           recognizes_lightning,
           read_csv},
    reader{{"csv", "any table with a header: Keras CSVLogger, Ultralytics results.csv, spreadsheets", "step,lr,loss"},
           recognizes_csv,
           read_csv},
    reader{{"torchtitan", "torchtitan's console, where it prints lr",
            "step: 10  loss:  7.1234  grad_norm:  0.8  lr: 3.00e-04"},
           recognizes_torchtitan,
           read_lines},
    reader{{"hf-stdout", "what the Hugging Face Trainer prints",
            "{'loss': 2.31, 'grad_norm': 1.2, 'learning_rate': 4.6e-07, 'epoch': 0.2}"},
           recognizes_hf_stdout,
           read_lines},
    reader{{"nanogpt", "nanoGPT's forks, build-nanogpt, llm.c's console",
            "step   250 | loss: 6.1437 | lr 2.1450e-04 | norm: 0.86"},
           recognizes_nanogpt,
           read_lines},
    reader{{"lines", "any text with a step and a rate in each line", "iter: 250  loss: 6.14  lr: 0.000215"},
           recognizes_lines,
           read_lines},
    reader{{"pattern", "any text, by --pattern", R"x(--pattern "step (?<step>\d+).*lr (?<lr>[-+.\deE]+)")x"},
           recognizes_pattern,
           read_pattern},
};

std::string names() {
  std::string out;
  for (const reader& one : list) out += (out.empty() ? "" : ", ") + std::string(one.format.name);
  return out;
}

const reader* choose(const first_look& look, const read_options& options) {
  if (!options.format.empty() || !options.pattern.empty()) {
    const std::string_view wanted = options.pattern.empty() ? std::string_view(options.format) : "pattern";
    const auto named = std::find_if(list.begin(), list.end(), [&](const reader& r) { return r.format.name == wanted; });
    return named == list.end() ? nullptr : &*named;
  }
  const auto fits = std::find_if(list.begin(), list.end(), [&](const reader& r) { return r.recognizes(look); });
  return fits == list.end() ? nullptr : &*fits;
}

result<training_log> read(byte_source& source, const read_options& options) {
  const first_look look{source.head(), options.name};
  if (std::optional<error> other = known_other(look.head)) return *other;
  const reader* const chosen = choose(look, options);
  if (chosen == nullptr) {
    if (!options.format.empty()) {
      return error{errc::unknown_name, "no log format \"" + options.format + "\"", error::nowhere,
                   "one of: " + names()};
    }
    if (std::optional<error> other = unread_kind(look.head)) return *other;
    return not_a_log("not recognized as a training log", "name its format (" + names() + "), or give a --pattern");
  }
  log_sink sink;
  if (std::optional<error> wrong = chosen->read(source, sink, options)) return *wrong;
  if (source.failed()) return error{errc::io, "the file could not be read to its end", error::nowhere, {}};
  training_log log = std::move(sink).finish();
  log.file = options.name;
  log.format = chosen->format.name;
  if (log.series.empty()) return without_rates(log);
  return log;
}

}  // namespace

std::span<const reader> readers() noexcept { return list; }

}  // namespace taper::inspection

namespace taper {

std::span<const log_format> log_formats() noexcept {
  static const std::vector<log_format> formats = [] {
    std::vector<log_format> out;
    for (const inspection::reader& one : inspection::readers()) out.push_back(one.format);
    return out;
  }();
  return formats;
}

result<training_log> read_log(std::istream& in, const read_options& options) {
  inspection::byte_source source(in);
  return inspection::read(source, options);
}

result<training_log> read_log(std::string_view text, const read_options& options) {
  inspection::byte_source source(text);
  return inspection::read(source, options);
}

result<training_log> read_log_file(const std::string& path, read_options options) {
  if (options.name.empty()) options.name = path;
  if (std::optional<error> folder = inspection::folder_instead(path)) return *folder;
  options.path = path;
  std::ifstream file(path, std::ios::binary);
  if (!file) return error{errc::io, "cannot open " + path + ": " + std::strerror(errno), error::nowhere, {}};
  return read_log(file, options);
}

}  // namespace taper
