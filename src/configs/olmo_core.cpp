// OLMo-core's dumped configuration. Source: allenai/OLMo-core@fa6c5014c9f6 2.5.0 (optim/scheduler.py, train/).
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  return d.root.at("train_module/optim") != nullptr || d.root.at("train_module/scheduler") != nullptr;
}

void read(const document& d, const keys& k, report& out) {
  if (d.written == syntax::shell)
    return out.fail(
        failed(errc::unsupported,
               "the command only overrides settings; the schedule is that of the script " + echoed(d.command),
               "give the config.json that the run saves"));
  k.without_effect({"trainer/save_overwrite", "trainer/metrics_collect_interval", "trainer/hard_stop",
                    "trainer/callbacks", "model", "dataset", "data_loader", "train_module/optim/group_overrides",
                    "train_module/rank_microbatch_size", "train_module/z_loss_multiplier",
                    "trainer/cancel_check_interval", "init_seed", "launch"});
  const std::optional<double> rate = k.number("train_module/optim/lr");
  const keys s = k.inner("train_module/scheduler");
  const std::string unit = k.word("trainer/max_duration/unit", "steps");
  const std::optional<double> value = k.number("trainer/max_duration/value");
  if (out.failed()) return;
  if (!rate) return out.fail(failed(errc::missing, "no train_module.optim.lr"));
  double steps = 0.0;
  value && !unit.ends_with("epochs") ? k.gives_length("trainer/max_duration") : k.counts_length("trainer/max_duration");
  if (value && unit.ends_with("steps"))
    steps = *value;
  else if (value && unit.ends_with("tokens")) {
    const std::optional<std::int64_t> batch = k.whole("data_loader/global_batch_size", 1);
    if (!batch)
      return out.fail(no_length("max_duration is in tokens and data_loader.global_batch_size is missing",
                                "the number of optimizer steps"));
    steps = std::ceil(*value / static_cast<double>(*batch));
  } else if (value && out.facts.steps_per_epoch)
    steps = *value * static_cast<double>(*out.facts.steps_per_epoch);
  else if (out.facts.steps)
    steps = static_cast<double>(*out.facts.steps);
  else
    return out.fail(no_length(value ? "max_duration is in epochs" : "it has no trainer.max_duration",
                              "the number of optimizer steps"));
  const auto run = static_cast<std::uint64_t>(steps);
  const std::optional<double> stop = k.number("trainer/hard_stop/value");
  if (const std::string of = k.word("trainer/hard_stop/unit", "steps");
      stop && of.ends_with("steps") && static_cast<double>(run) > *stop)
    out.note("stops-early", "trainer.hard_stop", k.line("trainer/hard_stop"),
             "hard_stop ends the run at step " + print_number(*stop) + " of the " + std::to_string(run) +
                 " that the schedule counts");
  std::string name = s.word("_CLASS_");
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) name.erase(0, dot + 1);
  if (name.empty()) {
    out.note("never-decays", "train_module.scheduler", 0, "no scheduler: the rate is constant");
    return out.run(at_peak(windowed(constant{}), *rate), run);
  }
  if (s.word("units", "steps") == "tokens")
    return out.fail(s.problem("units", errc::unsupported, "a scheduler in tokens has no counterpart here yet"));
  if (name == "WSDS" || name == "SequentialScheduler" || name == "ComposableScheduler" || name == "PowerLR")
    return out.fail(
        s.problem("_CLASS_", errc::unsupported, "OLMo-core's " + name + " is not supported in configurations yet"));
  const std::optional<std::int64_t> warm = s.whole(s.has("warmup") ? "warmup" : "warmup_steps");
  const std::optional<double> part = s.number("warmup_fraction");
  if (warm && part)
    return out.rejected("warmup-conflict", s.name("warmup_fraction"), s.line("warmup_fraction"),
                        "exactly one of warmup and warmup_fraction: the run stops");
  const bool decays = name == "WSD" || name == "CosWithWarmupAndLinearDecay";
  const std::optional<std::int64_t> decay = s.whole("decay");
  std::optional<double> decay_part = s.number("decay_fraction");
  const node* const written_part = s.find("decay_fraction");
  if (decays) {
    if (decay && !decay_part && written_part == nullptr) {
      const node* const scheduler = k.find("train_module/scheduler");
      if (scheduler->find("decay_fraction") == nullptr)
        return out.rejected("rejected", s.name("decay"), s.line("decay"),
                            "decay beside the default decay_fraction 0.1: write decay_fraction null, or the run stops");
    }
    if (!decay && !decay_part) decay_part = 0.1;
  }
  const bool has_floor =
      name != "WSD" && name != "ConstantWithWarmup" && name != "ConstantScheduler" && name != "ExponentialScheduler";
  const std::optional<double> floor = has_floor ? s.number("alpha_f") : std::nullopt;
  const std::optional<std::int64_t> t_max = s.whole("t_max");
  const std::optional<double> low = s.number("warmup_min_lr");
  const std::optional<double> last = decays ? s.number("decay_min_lr") : std::nullopt;
  if (out.failed()) return;
  out.run(at_peak(call("olmo." + name, {{"alpha_f", floor},
                                        {"t_max", t_max},
                                        {"warmup", warm},
                                        {"warmup_fraction", part},
                                        {"warmup_min_lr", low == 0.0 ? std::nullopt : low},
                                        {"decay", decay},
                                        {"decay_fraction", decay_part},
                                        {"decay_min_lr", last == 0.0 ? std::nullopt : last}}),
                  *rate),
          run);
}

}  // namespace

const config_reader olmo_core = {
    .format = {"olmo-core", "OLMo-core config.json", "allenai/OLMo-core@fa6c5014c9f6 2.5.0"},
    .recognizes = recognizes,
    .read = read};

}  // namespace taper::configs
