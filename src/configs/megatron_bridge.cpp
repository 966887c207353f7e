// Megatron-Bridge's YAML. Source: NVIDIA-NeMo/Megatron-Bridge@067f987df03b 0.7.0 (training/config.py).
#include "configs/megatron.hpp"
#include "configs/spec.hpp"

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
  // A file with some of the keys changes a recipe in Python, which has the others; a saved configuration has all.
  for (const char* const key : {"optimizer/lr", "optimizer/min_lr", "scheduler/lr_decay_style"}) {
    if (!k.has(key))
      return out.fail(failed(errc::missing, "no " + k.name(key) + ": the recipe that the file changes decides",
                             "give the configuration that the run saves"));
  }
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
}

}  // namespace

const config_reader megatron_bridge = {
    .format = {"megatron-bridge", "Megatron-Bridge YAML", "NVIDIA-NeMo/Megatron-Bridge@067f987df03b 0.7.0"},
    .recognizes = recognizes,
    .read = read,
    .omegaconf = true};

}  // namespace taper::configs
