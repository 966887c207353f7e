// levanter's YAML. Source: stanford-crfm/levanter@9263f81e8b45 1.2 (optim/config.py, trainer.py).
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  if (d.root.find("model") == nullptr && d.root.find("data") == nullptr && d.root.find("optimizer") == nullptr)
    return false;
  for (const char* const key :
       {"trainer/num_train_steps", "trainer/mp", "trainer/per_device_parallelism", "trainer/tensor_parallel_axes"}) {
    if (d.root.at(key) != nullptr) return true;
  }
  return false;
}

// Values up to 1.0 are a fraction of the run; larger values are whole steps.
std::optional<std::int64_t> part_or_steps(const keys& o, std::string_view key, double fallback, std::int64_t run) {
  const double v = o.number(key, fallback);
  if (v <= 1.0) {
    if (v == 1.0 && o.has(key))
      o.answer().fault("unit-mismatch", o.name(key), o.line(key),
                       std::string(key) + " 1 is the whole run: up to 1.0 it is a part");
    return cut(v * static_cast<double>(run));
  }
  if (v != std::floor(v)) {
    o.answer().rejected("rejected", o.name(key), o.line(key),
                        std::string(key) + " above 1 must be whole steps: the run stops");
    return std::nullopt;
  }
  return cut(v);
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"trainer/steps_per_eval", "trainer/tracker", "trainer/checkpointer", "trainer/mp",
                    "trainer/profiler", "trainer/train_batch_size", "trainer/ray", "model", "data",
                    "optimizer/weight_decay", "optimizer/min_weight_decay"});
  const keys o = k.inner("optimizer");
  const std::int64_t run = k.whole("trainer/num_train_steps", 1).value_or(400'000);
  k.gives_length("trainer/num_train_steps");
  const double rate = o.number("learning_rate", 6e-4);
  const double ratio = o.number("min_lr_ratio", 0.1);
  if (out.failed()) return;
  if (above_peak(out, o, "min_lr_ratio", ratio)) return;
  if (!k.has("trainer/num_train_steps"))
    out.note("default-used", "trainer.num_train_steps", 0, "no trainer.num_train_steps: the default of 400000 steps");
  if (!o.has("learning_rate"))
    out.note("default-used", "optimizer.learning_rate", 0, "no optimizer.learning_rate: the default of 6e-4");
  if (o.has("adam_lr"))
    out.note("another-rate", o.name("adam_lr"), o.line("adam_lr"),
             "adam_lr is the rate of the parameters that the optimizer leaves to Adam; the schedule here is that of "
             "learning_rate");
  for (const char* const key : {"cycles", "cycle_length", "haps", "cooldown", "rewarmup"}) {
    if (o.has(key) && o.word(key) != "0")
      return out.fail(
          o.problem(key, errc::unsupported, o.name(key) + " repeats the schedule, which is not supported yet"));
  }
  const node* const named = o.find("lr_schedule");
  if (named != nullptr && named->is == node::kind::map)
    return out.fail(
        o.problem("lr_schedule", errc::unsupported, "an lr_schedule with nested keys is not supported yet"));
  const std::string name = o.word("lr_schedule", "cosine");
  const std::optional<std::int64_t> w = part_or_steps(o, "warmup", 0.01, run);
  if (!w) return;
  std::optional<std::int64_t> fall;
  if (o.has("decay")) {
    fall = part_or_steps(o, "decay", 1.0, run);
    if (!fall) return;
    if (*w + *fall > run)
      return out.fail(o.problem("decay", errc::unsupported,
                                "warmup and decay are longer than the run: releases differ in what they do then"));
  }
  if (out.failed()) return;
  if (o.number("warmup", 0.01) != 1.0) check_warmup(out, k, "optimizer/warmup", *w, run);  // that is a unit-mismatch
  const auto steps = static_cast<std::uint64_t>(run);
  if (name == "constant") {
    out.note("never-decays", o.name("lr_schedule"), o.line("lr_schedule"), "constant never falls");
    return out.run(at_peak(windowed(constant{}, warmup(*w)), rate), steps);
  }
  if (name != "cosine" && name != "linear") {
    if (name == "inv_sqrt" || name == "inv")
      return out.fail(o.problem("lr_schedule", errc::unsupported, "levanter's " + name + " has no counterpart here"));
    return out.rejected("unknown-scheduler", o.name("lr_schedule"), o.line("lr_schedule"),
                        "there is no lr_schedule " + echoed(name) + ": the run stops");
  }
  std::optional<modifier::cooldown> end;
  if (fall && *w + *fall < run) end = cooldown(*fall);
  const any_window window = name == "cosine" ? any_window(cosine{}) : any_window(linear{});
  out.run(at_peak(windowed(window, warmup(*w), end, floor_part(ratio)), rate), steps);
}

}  // namespace

const config_reader levanter = {.format = {"levanter", "levanter YAML", "stanford-crfm/levanter@9263f81e8b45 1.2"},
                                .recognizes = recognizes,
                                .read = read};

}  // namespace taper::configs
