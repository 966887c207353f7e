// open-instruct's fine-tuning. Source: allenai/open-instruct@afe4bb32ea67 (open_instruct/finetune.py).
#include <cmath>

#include "configs/hf.hpp"
#include "configs/launcher.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

// alignment-handbook's recipes have dataset_mixer too, with the Trainer's other keys.
bool recognizes(const document& d) {
  if (d.root.find("dataset_mixer_list") != nullptr || d.command.find("open_instruct/finetune") != std::string::npos)
    return true;
  if (d.root.find("dataset_mixer") == nullptr) return false;
  for (const char* const key :
       {"use_flash_attn", "use_slow_tokenizer", "max_train_steps", "checkpointing_steps", "with_tracking"}) {
    if (d.root.find(key) != nullptr) return true;
  }
  return false;
}

// Each process steps the scheduler: with P processes one optimizer step is P scheduler steps.
void read(const document&, const keys& k, report& out) {
  hf_other_keys(k);
  k.without_effect({"checkpointing_steps", "preprocessing_num_workers"});
  const double rate = k.number("learning_rate", 2e-5);
  const double ratio = k.number("warmup_ratio", 0.03);
  const std::optional<std::int64_t> most = k.whole("max_train_steps", 1);
  const double epochs = k.number("num_train_epochs", 2.0);
  const double batch = k.number("per_device_train_batch_size", 8.0);
  const double accumulation = k.number("gradient_accumulation_steps", 1.0);
  const std::string name = k.word("lr_scheduler_type", "linear");
  const std::optional<double> final_ratio = k.number("final_lr_ratio");
  if (out.failed()) return;
  double scheduler_steps = 0.0;
  std::int64_t steps = 0;
  const auto p = static_cast<double>(launched(k, out));
  k.counts_length("num_train_epochs");
  if (most) {
    k.gives_length("max_train_steps");
    steps = *most;
    scheduler_steps = static_cast<double>(steps) * p;
  } else if (out.facts.dataset_size) {
    const double batches = std::ceil(static_cast<double>(*out.facts.dataset_size) / batch);
    scheduler_steps = epochs * std::ceil(batches / accumulation);
    steps = static_cast<std::int64_t>(epochs * std::ceil(std::ceil(batches / p) / accumulation));
  } else if (out.facts.steps) {
    steps = static_cast<std::int64_t>(*out.facts.steps);
    scheduler_steps = static_cast<double>(steps) * p;
    out.note("length-rounded", "num_train_epochs", k.line("num_train_epochs"),
             "the schedule is taken to end with the run; it ends up to one step earlier for each epoch");
  } else {
    return out.fail(
        no_length("it trains for epochs and has no max_train_steps",
                  "the number of optimizer steps, or the size of the data set and the number of processes"));
  }
  const double w = std::floor(scheduler_steps * ratio) / p;
  double t = scheduler_steps / p;
  const auto whole = static_cast<std::uint64_t>(steps);
  if (final_ratio) {
    if (name != "linear" || *final_ratio >= 1.0)
      return out.rejected("rejected", "final_lr_ratio", k.line("final_lr_ratio"),
                          "final_lr_ratio goes with lr_scheduler_type linear, below 1: the run stops");
    t = (t - *final_ratio * w) / (1.0 - *final_ratio);
    if (w != std::floor(w))
      return out.fail(
          k.problem("warmup_ratio", errc::unsupported, "the warmup ends between two steps: no counterpart here"));
    const double last = 1.0 - (static_cast<double>(steps) - w) / (t - w);  // at step T, one after the run
    return out.run(at_peak(windowed(linear{}, warmup(static_cast<std::int64_t>(w)), floor_part(last)), rate), whole);
  }
  const bool between = w != std::floor(w) || t != std::floor(t);
  const bool linear_or_cosine = name == "linear" || name == "cosine" || name == "constant_with_warmup";
  if ((between && !linear_or_cosine) || scheduler_steps != std::floor(scheduler_steps))
    return out.fail(failed(
        errc::unsupported,
        "with " + print_number(p) + " processes the schedule begins or ends between two steps: no counterpart here"));
  if (t != static_cast<double>(steps))
    out.note("decay-unfinished", "num_train_epochs", k.line("num_train_epochs"),
             "the schedule has " + print_number(t) + " steps and the run " + written(steps) +
                 ": both are rounded up, before and after sharding");
  if (!between) return hf_schedule(k, {}, name, rate, static_cast<std::int64_t>(w), static_cast<std::int64_t>(t));
  // Megatron's scheduler has the same formulas, and counts in parts of a step.
  out.run(call("megatron.OptimizerParamScheduler", {{"max_lr", rate},
                                                    {"min_lr", 0.0},
                                                    {"lr_warmup_steps", if_positive(static_cast<std::int64_t>(w * p))},
                                                    {"lr_decay_steps", static_cast<std::int64_t>(scheduler_steps)},
                                                    {"lr_decay_style", name == "linear"   ? std::string()
                                                                       : name == "cosine" ? name
                                                                                          : std::string("constant")},
                                                    {"increment", static_cast<std::int64_t>(p)}}),
          whole);
}

}  // namespace

const config_reader open_instruct = {.format = {"open-instruct", "open-instruct", "allenai/open-instruct@afe4bb32ea67"},
                                     .recognizes = recognizes,
                                     .read = read};

}  // namespace taper::configs
