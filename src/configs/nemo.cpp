// NeMo's YAML. Source: nemo_toolkit 3.0.0, NVIDIA/NeMo@0165f08f52d9
// (core/optim/lr_scheduler.py, core/classes/modelPT.py).
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  return d.root.at("model/optim/sched") != nullptr ||
         (d.root.at("optim/sched") != nullptr && d.root.find("trainer") != nullptr) ||
         (d.root.find("exp_manager") != nullptr && d.root.at("model/optim") != nullptr);
}

std::optional<std::int64_t> part_of_run(const keys& s, std::string_view in_steps, std::string_view in_ratio,
                                        std::int64_t run) {
  const std::optional<std::int64_t> n = s.whole(in_steps);
  const std::optional<double> ratio = s.number(in_ratio);
  if (n && ratio) {
    s.answer().rejected("warmup-conflict", s.name(in_ratio), s.line(in_ratio),
                        std::string(in_steps) + " and " + std::string(in_ratio) + " exclude each other: the run stops");
    return std::nullopt;
  }
  return ratio ? cut(*ratio * static_cast<double>(run)) : n.value_or(0);
}

// Overrides on a configuration that is not here: every key that the schedule has must be among them.
std::string missing_override(const keys& sched) {
  if (!sched.has("name")) return "name";
  if (!sched.has("warmup_steps") && !sched.has("warmup_ratio")) return "warmup_steps";
  if (!sched.has("min_lr")) return "min_lr";
  if (!sched.has("constant_steps") && !sched.has("constant_ratio")) return "constant_steps";
  return {};
}

void read(const document& d, const keys& k, report& out) {
  const keys optim = k.has("model/optim") ? k.inner("model/optim") : k.inner("optim");
  k.without_effect({"trainer/log_every_n_steps", "trainer/val_check_interval", "trainer/limit_val_batches",
                    "trainer/limit_test_batches", "trainer/num_sanity_val_steps", "trainer/check_val_every_n_epoch",
                    "exp_manager", "trainer/accumulate_grad_batches", "trainer/max_time",
                    "trainer/limit_train_batches"});
  const std::optional<double> rate = optim.number("lr");
  const keys beside = optim.inner("sched");
  const keys s = beside.has("args") ? optim.inner("sched/args") : beside;
  const std::string name = beside.word("name");
  if (d.written == syntax::shell) {
    if (const std::string key = missing_override(s); !key.empty())
      return out.fail(failed(
          errc::unsupported,
          "the command overrides a configuration that is not read, and " + s.name(key) + " is not among the overrides",
          "give the configuration with the overrides in it"));
  }
  const std::optional<std::int64_t> trainer_steps = k.whole("trainer/max_steps", -1);
  const std::optional<std::int64_t> own_steps = s.whole("max_steps", -1);
  const std::optional<double> epochs = k.number("trainer/max_epochs");
  if (out.failed()) return;
  if (!rate) return out.fail(failed(errc::missing, "no " + optim.name("lr")));
  std::int64_t steps = 0;
  k.counts_length("trainer/max_epochs");
  if (trainer_steps && *trainer_steps >= 0) {
    steps = *trainer_steps;
    k.gives_length("trainer/max_steps");
    if (own_steps && *own_steps >= 0 && *own_steps != steps)
      out.fault("key-ignored", s.name("max_steps"), s.line("max_steps"),
                "sched.max_steps is not read beside trainer.max_steps " + written(steps));
  } else if (own_steps && *own_steps > 0) {
    steps = *own_steps;
    s.gives_length("max_steps");
  } else if (epochs && out.facts.steps_per_epoch) {
    steps = static_cast<std::int64_t>(*epochs) * static_cast<std::int64_t>(*out.facts.steps_per_epoch);
  } else if (out.facts.steps) {
    steps = static_cast<std::int64_t>(*out.facts.steps);
  } else {
    return out.fail(
        no_length("trainer.max_steps is not given", "the number of optimizer steps, or of steps per epoch"));
  }
  const auto run = static_cast<std::uint64_t>(steps);
  if (name.empty()) {
    out.note("never-decays", optim.name("sched"), 0, "no scheduler: the rate is constant");
    return out.run(at_peak(windowed(constant{}), *rate), run);
  }
  const std::optional<std::int64_t> w = part_of_run(s, "warmup_steps", "warmup_ratio", steps);
  if (!w) return;
  const std::optional<std::int64_t> hold = part_of_run(s, "constant_steps", "constant_ratio", steps);
  if (!hold || out.failed()) return;
  const double floor = s.number("min_lr", 0.0);
  s.without_effect({"last_epoch"});
  beside.without_effect({"monitor", "reduce_on_plateau"});
  if (floor > *rate)
    return out.rejected("min-above-peak", s.name("min_lr"), s.line("min_lr"),
                        "min_lr must not be above lr: the run stops");
  check_warmup(out, k, "model/optim/sched/warmup_steps", *w, steps);
  std::optional<modifier::warmup> from_one;
  if (*w > 0) from_one = taper::warmup(*w, {.from = 1.0 / static_cast<double>(*w + 1)});
  const auto low = floor_part(floor / *rate);
  const auto with_window = [&](const any_window& window) {
    out.run(at_peak(windowed(window, from_one, low), *rate), run);
  };
  if (name == "CosineAnnealing" && *hold == 0) return with_window(cosine{});
  if (name == "CosineAnnealing") {
    const amount end = taper::steps(steps - *hold);
    return out.run(at_peak(in_sequence({windowed(cosine{}, warmup(*w), low), level(floor / *rate)}, {end}), *rate),
                   run);
  }
  if (name == "WarmupAnnealing") return with_window(linear{});
  if (name == "PolynomialDecayAnnealing" && !s.flag("cycle")) {
    const double power = s.number("power", 1.0);
    if (!(power > 0.0))
      return out.fail(s.problem("power", errc::out_of_range, "power must be > 0, got " + print_number(power)));
    return with_window(power == 1.0 ? any_window(linear{}) : any_window(taper::power{.p = power}));
  }
  if (name == "WarmupPolicy") return out.run(at_peak(windowed(taper::constant{}, from_one), *rate), run);
  out.fail(beside.problem("name", errc::unsupported, "NeMo's " + echoed(name) + " is not supported yet"));
}

}  // namespace

const config_reader nemo = {
    .format = {"nemo", "NeMo YAML", "nemo_toolkit 3.0.0"}, .recognizes = recognizes, .read = read, .omegaconf = true};

}  // namespace taper::configs
