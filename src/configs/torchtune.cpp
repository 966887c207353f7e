// torchtune's YAML. Source: pytorch/torchtune@bd2a0fc7c314 0.7.0 (training/lr_schedulers.py, recipes).
#include <algorithm>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  for (const auto& [key, value] : d.root.members) {
    const node* const component = value.find("_component_");
    if (component != nullptr && component->text.find('.') != std::string::npos &&
        d.root.at("optimizer/_component_") != nullptr)
      return true;
  }
  return false;
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"log_every_n_steps", "save_every_n_steps", "dataset", "tokenizer", "checkpointer", "profiler",
                    "model", "clip_grad_norm", "save_every_epochs", "run_val_every_n_steps", "num_output_chunks",
                    "optimizer/_component_", "early_exit_layers", "ppo_epochs", "num_steps"});
  const std::optional<double> rate = k.number("optimizer/lr");
  const double epochs = k.number("epochs", 1.0);
  const std::int64_t batch = k.whole("batch_size", 1).value_or(1);
  const std::int64_t accumulation = k.whole("gradient_accumulation_steps", 1).value_or(1);
  const std::optional<std::int64_t> most = k.whole("max_steps_per_epoch", 1);
  const std::string component = k.word("lr_scheduler/_component_");
  if (out.failed()) return;
  if (!rate) return out.fail(failed(errc::missing, "no optimizer.lr"));
  if (k.has("num_steps") && k.has("ppo_batch_size")) {  // PPO counts examples, and has no scheduler
    const std::int64_t ppo_batch = k.whole("ppo_batch_size", 1).value_or(1);
    const std::int64_t rounds = k.whole_or("num_steps", 0) / batch;
    const std::int64_t updates = rounds * k.whole_or("ppo_epochs", 1) * (batch / ppo_batch);
    if (out.failed()) return;
    if (!component.empty())
      return out.fail(
          k.problem("lr_scheduler", errc::unsupported, "the PPO recipe has no lr_scheduler, and one is written"));
    out.note("never-decays", "lr_scheduler", 0, "the PPO recipe has no lr_scheduler: the rate is constant");
    k.gives_length("num_steps");
    return out.run(at_peak(windowed(constant{}), *rate), static_cast<std::uint64_t>(updates));
  }
  k.counts_length("epochs");
  std::optional<std::int64_t> per_epoch;
  if (out.facts.steps_per_epoch)
    per_epoch = static_cast<std::int64_t>(*out.facts.steps_per_epoch);
  else if (out.facts.dataset_size)
    per_epoch = static_cast<std::int64_t>(*out.facts.dataset_size) / (batch * processes(out)) / accumulation;
  if (per_epoch && most) per_epoch = std::min(*per_epoch, *most);
  std::int64_t steps = 0;
  if (per_epoch)
    steps = *per_epoch * static_cast<std::int64_t>(epochs);
  else if (out.facts.steps)
    steps = static_cast<std::int64_t>(*out.facts.steps);
  else
    return out.fail(no_length("it trains for epochs, and max_steps_per_epoch is only a limit",
                              "the size of the data set, or the number of optimizer steps"));
  if (steps < 1)
    return out.rejected("rejected", "batch_size", k.line("batch_size"), "an epoch has less than one optimizer step");
  if (component.empty()) {
    out.note("never-decays", "lr_scheduler", 0, "no lr_scheduler: the rate is constant in the full recipes");
    return out.run(at_peak(windowed(constant{}), *rate), static_cast<std::uint64_t>(steps));
  }
  if (!component.ends_with("get_cosine_schedule_with_warmup")) {
    if (component.starts_with("torch.optim"))
      return out.rejected(
          "rejected", "lr_scheduler._component_", k.line("lr_scheduler/_component_"),
          "torchtune passes num_training_steps, which " + shortened(component, 60) + " does not take: the run stops");
    return out.fail(k.problem("lr_scheduler/_component_", errc::unsupported,
                              echoed(component) + " is custom code: its rates are unknown"));
  }
  const std::optional<std::int64_t> w = k.whole("lr_scheduler/num_warmup_steps");
  const double cycles = k.number("lr_scheduler/num_cycles", 0.5);
  if (out.failed()) return;
  if (!w)
    return out.rejected("rejected", "lr_scheduler.num_warmup_steps", k.line("lr_scheduler"),
                        "num_warmup_steps must be written: the run stops");
  check_warmup(out, k, "lr_scheduler/num_warmup_steps", *w, steps);
  if (cycles > 0.5)
    out.fault("climbs-again", "lr_scheduler.num_cycles", k.line("lr_scheduler/num_cycles"),
              "num_cycles above 0.5: the rate climbs again after it fell to 0");
  out.run(at_peak(call("hf.cosine", {{"num_warmup_steps", *w}, {"num_training_steps", steps}, {"num_cycles", cycles}}),
                  *rate),
          static_cast<std::uint64_t>(steps));
}

}  // namespace

const config_reader torchtune = {.format = {"torchtune", "torchtune YAML", "pytorch/torchtune@bd2a0fc7c314 0.7.0"},
                                 .recognizes = recognizes,
                                 .read = read,
                                 .omegaconf = true};

}  // namespace taper::configs
