// LLaMA-Factory: the Trainer's keys, with defaults for the missing numbers of warmup-stable-decay; and its v1, whose
// rate is constant.
#include "configs/hf.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

// The second code base, with other keys: its examples have model_class or train_dataset.
bool is_v1(const node& r) {
  if (r.find("per_device_train_batch_size") != nullptr || r.find("stage") != nullptr) return false;
  return (r.find("model_class") != nullptr || r.find("train_dataset") != nullptr) &&
         (r.find("template") != nullptr || r.find("micro_batch_size") != nullptr || r.find("cutoff_len") != nullptr);
}

// Without lr_scheduler_config the rate is constant.
void read_v1(const keys& k, report& out) {
  k.without_effect({"cutoff_len", "kernel_config", "quant_config", "dist_config", "peft_config", "micro_batch_size",
                    "global_batch_size", "max_grad_norm"});
  for (const char* const key : {"lr_scheduler_config", "optim_config"}) {
    if (k.has(key))
      return out.fail(failed(errc::unsupported, std::string(key) + " (line " + std::to_string(k.line(key)) +
                                                    ") names a plugin that sets the rate: not read"));
  }
  const double rate = k.number("learning_rate", 1e-4);
  const std::optional<std::int64_t> most = k.whole("max_steps", -1);
  const double epochs = k.number("num_train_epochs", 3.0);
  if (out.failed()) return;
  std::optional<std::uint64_t> steps = out.facts.steps;
  if (out.facts.steps_per_epoch) steps = static_cast<std::uint64_t>(epochs) * *out.facts.steps_per_epoch;
  k.counts_length("num_train_epochs");
  if (most && *most > 0) {
    steps = static_cast<std::uint64_t>(*most);
    k.gives_length("max_steps");
  }
  if (!steps)
    return out.fail(no_length("it trains for " + print_number(epochs) + " epochs and has no max_steps",
                              "the number of optimizer steps, or of steps per epoch"));
  out.note("never-decays", "lr_scheduler_config", 0, "no lr_scheduler_config: the rate is constant");
  out.run(at_peak(windowed(constant{}), rate), steps);
}

bool recognizes(const document& d) {
  const node& r = d.root;
  return is_v1(r) || (r.find("stage") != nullptr && r.find("finetuning_type") != nullptr) ||
         ((r.find("template") != nullptr || r.find("cutoff_len") != nullptr) &&
          r.find("per_device_train_batch_size") != nullptr);
}

void read(const document& d, const keys& k, report& out) {
  if (is_v1(d.root)) return read_v1(k, out);
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
    .format = {"llama-factory", "LLaMA-Factory", "hiyouga/LLaMA-Factory@ff6d4d12eeb0 0.9.6.dev0; v1: 0.9.5"},
    .recognizes = recognizes,
    .read = read};

}  // namespace taper::configs
