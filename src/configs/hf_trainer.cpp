// Hugging Face TrainingArguments and TRL's configurations.
#include "configs/hf.hpp"

namespace taper::configs {
namespace {

// Other trainers have keys like learning_rate, output_dir and max_steps too; these are the Trainer's own.
bool recognizes(const document& d) {
  const node& r = d.root;
  if (d.written == syntax::python) return !d.command.empty();
  if (r.find("learning_rate") == nullptr && r.find("lr_scheduler_type") == nullptr) return false;
  for (const char* const key : {"per_device_train_batch_size", "per_device_eval_batch_size", "lr_scheduler_type",
                                "save_strategy", "eval_strategy", "evaluation_strategy"}) {
    if (r.find(key) != nullptr) return true;
  }
  return false;
}

void read(const document& d, const keys& k, report&) {
  hf_dialect dialect;
  if (d.command == "SFTConfig") dialect.rate = 2e-5;
  if (d.command == "RewardConfig") dialect.rate = 1e-4;
  for (const char* const name : {"DPOConfig", "KTOConfig", "GRPOConfig", "RLOOConfig"}) {
    if (d.command == name) dialect.rate = 1e-6;
  }
  read_hf(k, dialect);
}

}  // namespace

const config_reader hf_trainer = {
    {"hf-trainer", "Hugging Face TrainingArguments, TRL", "transformers 4.57.1 to 5.24.0, trl 1.16.0"},
    recognizes,
    read,
    true};

}  // namespace taper::configs
