// LLaMA-Factory: the Trainer's keys, with defaults for the missing numbers of warmup-stable-decay.
#include "configs/hf.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  const node& r = d.root;
  return (r.find("stage") != nullptr && r.find("finetuning_type") != nullptr) ||
         ((r.find("template") != nullptr || r.find("cutoff_len") != nullptr) &&
          r.find("per_device_train_batch_size") != nullptr);
}

void read(const document&, const keys& k, report& out) {
  if (k.word("stage") == "ppo" && !(k.whole("max_steps", -1).value_or(-1) > 0) && !out.facts.steps)
    return out.fail(failed(errc::unsupported, "a PPO run's length depends on ppo_buffer_size and the data",
                           "give the number of optimizer steps"));
  k.without_effect({"cutoff_len", "preprocessing_num_workers", "ppo_buffer_size", "ppo_epochs"});
  hf_dialect dialect;
  dialect.fills_stable_decay = true;
  read_hf(k, dialect);
}

}  // namespace

const config_reader llama_factory = {
    {"llama-factory", "LLaMA-Factory", "hiyouga/LLaMA-Factory@ff6d4d12eeb0 0.9.6.dev0"}, recognizes, read};

}  // namespace taper::configs
