// Hugging Face TrainingArguments and TRL's configurations.
#include "configs/hf.hpp"

#include <algorithm>
#include <array>

namespace taper::configs {
namespace {

constexpr std::array of_the_trainer = {"do_train",
                                       "logging_steps",
                                       "logging_strategy",
                                       "logging_dir",
                                       "save_strategy",
                                       "save_steps",
                                       "save_total_limit",
                                       "eval_strategy",
                                       "evaluation_strategy",
                                       "eval_steps",
                                       "max_steps",
                                       "bf16",
                                       "fp16",
                                       "tf32",
                                       "deepspeed",
                                       "fsdp",
                                       "optim",
                                       "overwrite_output_dir",
                                       "adam_beta2",
                                       "adam_epsilon",
                                       "dataloader_num_workers",
                                       "run_name",
                                       "report_to",
                                       "lr_scheduler_kwargs",
                                       "max_grad_norm",
                                       "group_by_length",
                                       "remove_unused_columns",
                                       "ddp_timeout",
                                       "half_precision_backend"};

// TRL's default rate by the class, or by the method of a `trl` command.
std::optional<double> default_rate(const document& d) {
  if (d.written == syntax::python) {
    if (d.command == "SFTConfig") return 2e-5;
    if (d.command == "RewardConfig") return 1e-4;
    for (const char* const name : {"DPOConfig", "KTOConfig", "GRPOConfig", "RLOOConfig"}) {
      if (d.command == name) return 1e-6;
    }
    return hf_dialect{}.rate;
  }
  if (d.command == "trl sft") return 2e-5;
  if (d.command == "trl reward") return 1e-4;
  for (const char* const name : {"trl dpo", "trl kto", "trl grpo", "trl rloo"}) {
    if (d.command == name) return 1e-6;
  }
  return std::nullopt;
}

// Other trainers have keys like learning_rate, output_dir and max_steps too; these are the Trainer's own.
bool recognizes(const document& d) {
  const node& r = d.root;
  for (const char* const other : {"flax", "_no_trainer"}) {  // the library's examples with their own loops
    if (d.command.find(other) != std::string::npos) return false;
  }
  if (d.written == syntax::python) return !d.command.empty();
  if (d.written == syntax::shell && default_rate(d)) return true;  // trl sft
  // Programs with loops of their own have options of the same names, but not those of what only the Trainer does.
  const bool named = d.command.starts_with("trl ");
  if (d.written == syntax::shell && !named &&
      std::none_of(of_the_trainer.begin(), of_the_trainer.end(),
                   [&](const char* key) { return r.find(key) != nullptr; }))
    return false;
  for (const char* const own_loop : {"with_tracking", "checkpointing_steps", "max_train_steps", "num_warmup_steps",
                                     "zero_stage", "ds_file"}) {  // and copies of them
    if (d.written == syntax::shell && r.find(own_loop) != nullptr) return false;
  }
  if (r.find("learning_rate") == nullptr && (r.find("lr_scheduler_type") == nullptr || r.find("lr") != nullptr))
    return false;
  for (const char* const key : {"per_device_train_batch_size", "per_device_eval_batch_size", "lr_scheduler_type",
                                "save_strategy", "eval_strategy", "evaluation_strategy"}) {
    if (r.find(key) != nullptr) return true;
  }
  return false;
}

bool generates(const document& d) {
  for (const char* const name : {"GRPOConfig", "RLOOConfig", "PPOConfig", "trl grpo", "trl rloo"}) {
    if (d.command == name) return true;
  }
  return false;
}

// PyYAML reads 2e-5 as text: without a point it is not a number in YAML 1.1. Tried with transformers 5.12.0 and torch 2.15.0.
void note_text(const document& d, const keys& k) {
  const node* const rate = k.find("learning_rate");
  const std::size_t begin = d.text.find_first_not_of(" \t\r\n");
  const bool json = begin != std::string_view::npos && d.text[begin] == '{';
  if (d.written != syntax::yaml || json || rate == nullptr || rate->quoted || rate->tagged) return;
  if (rate->text.find_first_of("eE") == std::string::npos || rate->text.find('.') != std::string::npos) return;
  k.answer().note("number-as-text", k.name("learning_rate"), rate->line,
                  rate->text +
                      " is text for PyYAML: HfArgumentParser.parse_yaml_file passes it on and the run stops, TRL's "
                      "parser converts it; with a point, as in 2.0e-5, it is a number");
}

void read(const document& d, const keys& k, report& out) {
  const std::optional<double> rate = default_rate(d);
  if (!rate && !k.has("learning_rate"))
    return out.fail(
        failed(errc::missing, "no learning_rate: its default depends on the program that reads the file", "write it"));
  // A section that is not named after TrainingArguments may be read by a class with defaults of its own, as oumi's.
  std::string section = k.name("");
  if (!section.empty()) section.pop_back();  // the point
  if (!section.empty() && !k.has("lr_scheduler_type") && section.find("arg") == std::string::npos &&
      !k.has("output_dir"))
    return out.fail(
        failed(errc::missing,
               "no lr_scheduler_type in " + section + ": its default depends on the program that reads the section",
               "write it"));
  if (section.empty()) note_text(d, k);
  read_hf(k, {.rate = rate.value_or(0.0), .generates = generates(d)});
}

}  // namespace

const config_reader hf_trainer = {
    .format = {"hf-trainer", "Hugging Face TrainingArguments, TRL", "transformers 4.57.1 to 5.24.0, trl 1.16.0"},
    .recognizes = recognizes,
    .read = read,
    .programs = true,
    .section = "*"};

}  // namespace taper::configs
