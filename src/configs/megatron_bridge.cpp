// Megatron-Bridge's YAML. Source: NVIDIA-NeMo/Megatron-Bridge@067f987df03b 0.7.0 (training/config.py).
#include "configs/megatron.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  return d.root.find("scheduler") != nullptr &&
         (d.root.at("train/train_iters") != nullptr || d.root.at("train/train_samples") != nullptr ||
          d.root.at("train/num_epochs") != nullptr);
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"train/eval_iters", "train/eval_interval", "train/micro_batch_size", "checkpoint", "logger",
                    "model", "dataset", "profiling"});
  std::optional<std::int64_t> run;
  const std::optional<double> epochs = k.number("train/num_epochs");
  const std::int64_t batch = k.whole_or("train/global_batch_size", 1);
  if (epochs && out.facts.dataset_size)
    run = up(*epochs *
             static_cast<double>(up(static_cast<double>(*out.facts.dataset_size) / static_cast<double>(batch))));
  read_megatron(k,
                {.rate = "optimizer/lr",
                 .floor = "optimizer/min_lr",
                 .scheduler = "scheduler/",
                 .train = "train/",
                 .bridge = true},
                run);
  if (!out.failed() && !k.has("scheduler/lr_decay_style"))
    out.note("default-changed", "scheduler.lr_decay_style", 0,
             "linear if the file does not come from a recipe; the recipes have cosine and a warmup of 2000");
}

}  // namespace

const config_reader megatron_bridge = {
    .format = {"megatron-bridge", "Megatron-Bridge YAML", "NVIDIA-NeMo/Megatron-Bridge@067f987df03b 0.7.0"},
    .recognizes = recognizes,
    .read = read,
    .omegaconf = true};

}  // namespace taper::configs
