// axolotl: the Trainer's schedules and its own. Source: axolotl-ai-cloud/axolotl@067b021c8b87 0.18.0, 0.19.0
// (core/trainers/mixins/scheduler.py, utils/schedulers.py, core/builders/base.py).
#include <algorithm>
#include <cmath>

#include "configs/hf.hpp"
#include "configs/spec.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  const node& r = d.root;
  if (d.written == syntax::shell || r.find("base_model") == nullptr) return false;
  for (const char* const key : {"micro_batch_size", "num_epochs", "sequence_len", "datasets", "lr_scheduler"}) {
    if (r.find(key) != nullptr) return true;
  }
  return false;
}

struct lengths {
  std::int64_t steps = 0;
  std::int64_t of_warmup = 0;  ///< the length that the warmup ratio multiplies
};

std::optional<lengths> length(const keys& k) {
  report& out = k.answer();
  const double epochs = k.number("num_epochs", 1.0);
  const double micro = k.number("micro_batch_size", 1.0);
  const double accumulation = k.number("gradient_accumulation_steps", 1.0);
  const std::optional<double> whole_batch = k.number("batch_size");
  const std::optional<std::int64_t> most = k.whole("max_steps", -1);
  const bool packs = k.flag("sample_packing");
  const bool generates = k.word("rl") == "grpo";
  if (out.failed()) return std::nullopt;
  std::optional<std::int64_t> counted;
  const run_facts& facts = out.facts;
  if (facts.steps_per_epoch) {
    counted = up(epochs * static_cast<double>(*facts.steps_per_epoch));
  } else if (facts.dataset_size && !packs && !generates) {
    const double batch = whole_batch ? *whole_batch : micro * accumulation;
    counted = up(static_cast<double>(*facts.dataset_size) * epochs / (batch * static_cast<double>(processes(out))));
  }
  if (most && *most > 0) {
    k.gives_length("max_steps");
    if (k.has("num_epochs") && counted != most)  // documented, and written in axolotl's own examples
      out.note("length-conflict", "num_epochs", k.line("num_epochs"),
               "num_epochs is not read: max_steps " + written(*most) + " is the length of the run");
  } else
    k.counts_length("num_epochs");
  if (most && *most > 0) return lengths{*most, counted ? std::min(*counted, *most) : *most};
  if (!counted && facts.steps) counted = static_cast<std::int64_t>(*facts.steps);
  if (counted) return lengths{*counted, *counted};
  out.fail(no_length(packs ? "sample_packing makes it depend on the lengths of the texts, and there is no max_steps"
                     : generates ? "rl: grpo generates each prompt several times, and there is no max_steps"
                                 : "it trains for " + print_number(epochs) + " epochs and has no max_steps",
                     packs || generates
                         ? "the number of optimizer steps, or of steps per epoch"
                         : "the number of optimizer steps, or of steps per epoch, or the size of the data set"));
  return std::nullopt;
}

std::optional<std::int64_t> rise(const keys& k, const lengths& n) {
  report& out = k.answer();
  const double given = k.number("warmup_steps", 0.0);
  if (given != std::floor(given)) {
    out.rejected("unit-mismatch", "warmup_steps", k.line("warmup_steps"),
                 "warmup_steps " + print_number(given) +
                     " is not a whole number of steps: the run stops; a part of the run is " + "warmup_ratio");
    return std::nullopt;
  }
  const std::optional<std::int64_t> in_steps = k.whole("warmup_steps");
  const std::optional<double> ratio = k.number("warmup_ratio");
  if (out.failed()) return std::nullopt;
  if (in_steps.value_or(0) > 0 && ratio.value_or(0.0) > 0.0) {
    out.rejected("warmup-conflict", "warmup_ratio", k.line("warmup_ratio"),
                 "warmup_steps and warmup_ratio exclude each other: the run stops");
    return std::nullopt;
  }
  const auto of = static_cast<double>(n.of_warmup);
  const std::int64_t w = in_steps ? *in_steps  // also 0
                         : ratio  ? std::max<std::int64_t>(cut(*ratio * of), 0)
                                  : std::min<std::int64_t>(cut(0.03 * of), 100);
  return w == 1 ? 2 : w;
}

// torch's OneCycleLR with the written arguments; the warmup gives pct_start if they do not.
void one_cycle(const keys& k, double rate, std::int64_t w, std::int64_t steps) {
  report& out = k.answer();
  const hf_extras extras(k, "lr_scheduler_kwargs");
  const keys extra = extras.values();
  if (out.failed()) return;
  extra.without_effect({"cycle_momentum", "base_momentum", "max_momentum", "epochs", "steps_per_epoch"});
  const std::optional<double> start = extra.number("pct_start");
  std::optional<bool> three_phase;
  if (extra.has("three_phase")) three_phase = extra.flag("three_phase");
  const auto requested =
      call("torch.OneCycleLR", {{"max_lr", rate},
                                {"total_steps", steps},
                                {"pct_start", start.value_or(static_cast<double>(w) / static_cast<double>(steps))},
                                {"anneal_strategy", extra.word("anneal_strategy")},
                                {"div_factor", extra.number("div_factor")},
                                {"final_div_factor", extra.number("final_div_factor")},
                                {"three_phase", three_phase}});
  const node* const given = extra.find("");
  for (const auto& [key, value] : given == nullptr ? node().members : given->members) {
    if (!value.read)
      return out.rejected("rejected", extra.name(key), value.line,
                          "OneCycleLR takes no argument " + key + " here: the run stops");
  }
  out.run(requested, static_cast<std::uint64_t>(steps));
}

void read(const document&, const keys& k, report& out) {
  hf_other_keys(k);
  k.without_effect({"deepspeed_config", "qat", "lora_modules_to_save", "saves_per_epoch", "evals_per_epoch",
                    "val_set_size", "auto_resume_from_checkpoints", "pretraining_sample_concatenation",
                    "cosine_epochs"});
  const std::optional<double> rate = k.number("learning_rate");
  if (!rate) return out.fail(failed(errc::missing, "no learning_rate"));
  const std::string name = k.word("lr_scheduler", "cosine");
  const std::optional<double> ratio = k.number("cosine_min_lr_ratio");
  const std::optional<double> constant = k.number("cosine_constant_lr_ratio");
  const bool quadratic = k.flag("lr_quadratic_warmup");
  if (k.has("jagged_restart_steps"))
    return out.fail(k.problem("jagged_restart_steps", errc::unsupported,
                              "jagged_restart_steps multiplies the schedule by a sawtooth: no counterpart here"));
  const std::optional<lengths> n = length(k);
  if (!n) return;
  const std::optional<std::int64_t> w = rise(k, *n);
  if (!w || out.failed()) return;
  const auto steps = static_cast<std::uint64_t>(n->steps);
  if (read_hf_deepspeed(k, *rate, *w, n->steps, name)) return;
  if (name != "cosine") {
    if (name != "rex") k.never_read({"cosine_min_lr_ratio"}, "lr_scheduler " + name);
    k.never_read({"cosine_constant_lr_ratio", "lr_quadratic_warmup"}, "lr_scheduler " + name);
  }
  if (name == "rex") {  // one step ahead: the last step has the lowest rate
    check_warmup(out, k, k.has("warmup_steps") ? "warmup_steps" : "warmup_ratio", *w, n->steps);
    k.without_effect({"lr_scheduler_kwargs"});
    if (ratio.value_or(0.0) == 0.0)
      out.note("last-rate-zero", "lr_scheduler", k.line("lr_scheduler"), "the last step has the rate 0");
    const double last = ratio.value_or(0.0);
    const auto ahead = [](const schedule& s) { return checked::shift_ahead(s, taper::steps(1)); };
    return out.run(
        at_peak(in_sequence({windowed(rex{.gain = 0.1}, warmup(*w), floor_part(last)).and_then(ahead), level(last)},
                            {taper::steps(n->steps - 1)}),
                *rate),
        steps);
  }
  if (name == "one_cycle") return one_cycle(k, *rate, *w, n->steps);
  // A value of 0 counts as missing in axolotl.
  const bool falls_to = name == "cosine" && ratio.value_or(0.0) != 0.0;
  const bool holds = falls_to && constant.value_or(0.0) != 0.0;
  if (name == "cosine" && quadratic) {  // the square of the linear rise; the floor is dropped with a warning
    if (ratio.value_or(0.0) != 0.0)
      k.never_read({"cosine_min_lr_ratio", "cosine_constant_lr_ratio"}, "lr_quadratic_warmup");
    k.without_effect({"lr_scheduler_kwargs"});
    check_warmup(out, k, k.has("warmup_steps") ? "warmup_steps" : "warmup_ratio", *w, n->steps);
    const auto fall = at_peak(call("hf.cosine", {{"num_warmup_steps", *w}, {"num_training_steps", n->steps}}), 1.0);
    return out.run(*w > 0 ? multiplied({fall, line_to_one(0.0, *w)}, *rate) : at_peak(fall, *rate), steps);
  }
  if (name == "cosine" && constant.value_or(0.0) != 0.0 && !falls_to)
    out.fault("key-ignored", "cosine_constant_lr_ratio", k.line("cosine_constant_lr_ratio"),
              "cosine_constant_lr_ratio is read only beside cosine_min_lr_ratio");
  if (!falls_to) return hf_schedule(k, {.scheduler_key = "lr_scheduler"}, name, *rate, *w, n->steps);
  for (const char* const key : {"cosine_min_lr_ratio", "cosine_constant_lr_ratio"}) {
    const double v = k.number(key, 0.0);
    if (v < 0.0 || v > 1.0)
      return out.rejected("rejected", key, k.line(key), std::string(key) + " outside 0 … 1 stops the run");
  }
  k.without_effect({"lr_scheduler_kwargs"});
  check_warmup(out, k, k.has("warmup_steps") ? "warmup_steps" : "warmup_ratio", *w, n->steps);
  const auto fall = windowed(cosine{}, warmup(*w), floor_part(*ratio));
  if (!holds) return out.run(at_peak(fall, *rate), steps);
  const std::int64_t end = cut(static_cast<double>(n->steps) * *constant);
  out.run(at_peak(in_sequence({fall, level(*ratio)}, {taper::steps(end)}), *rate), steps);
}

}  // namespace

const config_reader axolotl = {.format = {"axolotl", "axolotl", "axolotl-ai-cloud/axolotl@067b021c8b87 0.18.0, 0.19.0"},
                               .recognizes = recognizes,
                               .read = read};

}  // namespace taper::configs
