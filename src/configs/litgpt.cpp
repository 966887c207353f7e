// litgpt's YAML. Source: Lightning-AI/litgpt@26857050fe3f 0.5.13 (args.py, pretrain.py, finetune/{full,lora}.py).
#include <algorithm>

#include "configs/reader.hpp"
#include "configs/spec.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  return d.root.at("train/global_batch_size") != nullptr && d.root.at("train/micro_batch_size") != nullptr;
}

// Pretraining with accumulation: the clock counts micro batches, and the last one of a step sets its rate.
struct micro_batches {
  double peak;
  double floor;
  std::int64_t warmup;
  std::int64_t run;
  std::int64_t per_step;
};

void pretraining(const keys& k, report& out, const micro_batches& m) {
  const std::int64_t steps = m.run / m.per_step;
  if (m.warmup >= m.run) return check_warmup(out, k, "train/lr_warmup_steps", m.warmup / m.per_step, steps);
  if (m.warmup == 0)
    return out.fail(
        k.problem("train/lr_warmup_steps", errc::unsupported,
                  "litgpt's clock counts micro batches, " + written(m.per_step) +
                      " per step, and without a warmup its cosine begins between two steps: no counterpart"));
  const std::int64_t ahead = m.per_step - 1;
  const std::int64_t rise = m.warmup - ahead;
  // Megatron's scheduler has the same formulas and counts in parts of a step.
  out.run(call("megatron.OptimizerParamScheduler",
               {{"init_lr", m.peak * static_cast<double>(ahead) / static_cast<double>(m.warmup)},
                {"max_lr", m.peak},
                {"min_lr", m.floor},
                {"lr_warmup_steps", rise},
                {"lr_decay_steps", m.run - ahead},
                {"lr_decay_style", std::string("cosine")},
                {"increment", m.per_step}}),
          static_cast<std::uint64_t>(steps));
}

void read(const document& d, const keys& k, report& out) {
  k.without_effect({"train/save_interval", "train/log_interval", "eval", "data", "model_config", "train/max_seq_length",
                    "train/max_norm", "train/tie_embeddings", "train/lr_warmup_fraction",
                    "optimizer/init_args/weight_decay", "optimizer/init_args/betas", "lora_r"});
  const bool finetune = d.root.find("checkpoint_dir") != nullptr;
  // Before optimizers had a section, the rate was train.learning_rate.
  const std::optional<double> rate =
      k.number(k.has("optimizer/init_args/lr") ? "optimizer/init_args/lr" : "train/learning_rate");
  const std::int64_t w = k.whole_or("train/lr_warmup_steps", finetune ? 100 : 2000);
  const std::optional<std::int64_t> batch = k.whole("train/global_batch_size", 1);
  const std::int64_t micro = k.whole("train/micro_batch_size", 1).value_or(1);
  const bool all_devices = k.word("devices", finetune ? "1" : "auto") == "auto";
  const std::int64_t devices =
      (all_devices ? 1 : k.whole("devices", 1).value_or(1)) * k.whole("num_nodes", 1).value_or(1);
  const std::optional<std::int64_t> most = k.whole("train/max_steps", 1);
  const std::optional<double> epochs = k.number("train/epochs");
  const std::optional<double> tokens = k.number("train/max_tokens");
  std::optional<std::int64_t> sequence = k.whole("train/max_seq_length", 1);
  for (const char* const key : {"model_config/block_size", "model/block_size"}) {  // the model's own length
    if (!sequence) sequence = k.whole(key, 1);
  }
  const double floor = k.number("train/min_lr", finetune ? 6e-5 : 4e-5);
  if (out.failed()) return;
  if (!rate) return out.fail(failed(errc::missing, "no optimizer.init_args.lr"));
  if (k.has("train/lr_warmup_fraction"))
    return out.rejected(
        "warmup-conflict", "train.lr_warmup_fraction", k.line("train/lr_warmup_fraction"),
        finetune ? "fine-tuning takes no lr_warmup_fraction: the run stops"
                 : "lr_warmup_fraction together with lr_warmup_steps (100 unless it is null): the run stops");
  const std::int64_t p = all_devices || out.facts.world_size ? processes(out) : devices;
  const std::int64_t accumulation = std::max<std::int64_t>(1, *batch / p / micro);
  if (finetune) {
    if (k.has("train/min_lr"))
      out.note("key-ignored", "train.min_lr", k.line("train/min_lr"),
               "fine-tuning never reads min_lr: the fall goes to 0");
    if (w == 0)
      return out.rejected("rejected", "train.lr_warmup_steps", k.line("train/lr_warmup_steps"),
                          "lr_warmup_steps 0 divides by zero: the run stops");
    std::optional<std::int64_t> per_epoch;
    if (out.facts.steps_per_epoch)
      per_epoch = static_cast<std::int64_t>(*out.facts.steps_per_epoch);
    else if (out.facts.dataset_size)
      per_epoch = up(static_cast<double>(*out.facts.dataset_size) / static_cast<double>(micro * p)) / accumulation;
    std::optional<std::int64_t> steps = most;
    k.counts_length("train/epochs");
    if (per_epoch)
      steps = std::min(static_cast<std::int64_t>(epochs.value_or(5.0)) * *per_epoch, most.value_or(INT64_MAX));
    if (most && steps == most) k.gives_length("train/max_steps");
    if (per_epoch) {
    } else if (out.facts.steps)
      steps = static_cast<std::int64_t>(*out.facts.steps);
    else if (!most)
      return out.fail(no_length("it trains for epochs", "the size of the data set, or the number of optimizer steps"));
    check_warmup(out, k, "train/lr_warmup_steps", w, *steps);
    return out.run(at_peak(windowed(cosine{}, warmup(w)), *rate), static_cast<std::uint64_t>(*steps));
  }
  if (epochs)
    return out.rejected("rejected", "train.epochs", k.line("train/epochs"),
                        "pretraining takes no epochs: the run stops");
  if (!tokens || !sequence)
    return out.fail(no_length("it has no train.max_tokens beside train.max_seq_length", "both in the file"));
  k.gives_length("train/max_tokens");
  const std::int64_t iterations = cut(*tokens) / p / (micro * *sequence);
  if (floor > *rate)
    return out.rejected("min-above-peak", "train.min_lr", k.line("train/min_lr"),
                        std::string(k.has("train/min_lr") ? "min_lr" : "min_lr, 4e-05 by default,") +
                            " is above the peak: the rate climbs instead of falling");
  if (accumulation > 1) return pretraining(k, out, {*rate, floor, w * accumulation, iterations, accumulation});
  check_warmup(out, k, "train/lr_warmup_steps", w, iterations);
  out.run(at_peak(windowed(cosine{}, warmup(w), floor_part(floor / *rate)), *rate),
          static_cast<std::uint64_t>(iterations));
}

}  // namespace

const config_reader litgpt = {.format = {"litgpt", "litgpt YAML", "Lightning-AI/litgpt@26857050fe3f 0.5.13"},
                              .recognizes = recognizes,
                              .read = read};

}  // namespace taper::configs
