// MaxText's YAML, or `train.py base.yml key=value …`. Source: AI-Hypercomputer/maxtext@e591f30cbbf2.
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  const node* const base = d.root.find("base_config");
  return (base != nullptr && base->text.ends_with("base.yml")) || d.command.find("base.yml") != std::string::npos ||
         d.root.find("learning_rate_schedule_steps") != nullptr || d.root.find("warmup_steps_fraction") != nullptr;
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"gradient_accumulation_steps", "skip_first_n_steps_for_profiler", "profiler_steps", "adam_b1",
                    "adam_b2", "adam_eps", "adam_weight_decay", "checkpoint_period", "eval_interval", "eval_steps",
                    "use_iota_embed", "num_epoch", "decoder_block", "base_num_decoder_layers",
                    "max_checkpoints_to_keep"});
  const double rate = k.number("learning_rate", 3e-5);
  std::int64_t run = k.whole("steps", -1).value_or(150'001);
  std::int64_t length = k.whole("learning_rate_schedule_steps", -1).value_or(-1);
  const double warm = k.number("warmup_steps_fraction", 0.1);
  const std::string type = k.word("lr_schedule_type", "cosine");
  const char* const floor_key = k.has("learning_rate_final_fraction") || !k.has("cosine_learning_rate_final_fraction")
                                    ? "learning_rate_final_fraction"
                                    : "cosine_learning_rate_final_fraction";
  const double floor = k.number(floor_key, 0.1);
  const double part = k.number("wsd_decay_steps_fraction", 0.1);
  const std::string style = k.word("wsd_decay_style", "linear");
  if (out.failed()) return;
  if (above_peak(out, k, floor_key, floor)) return;
  if (k.has("cosine_learning_rate_final_fraction"))
    out.note("version-dependent", "cosine_learning_rate_final_fraction", k.line("cosine_learning_rate_final_fraction"),
             "newer releases call this key learning_rate_final_fraction and stop at the old name");
  k.gives_length(run < 0 ? "learning_rate_schedule_steps" : "steps");
  if (run < 0) run = length;
  if (length < 0) length = run;
  if (run < 1)
    return out.rejected("rejected", "steps", k.line("steps"),
                        "steps and learning_rate_schedule_steps are both -1: the run has no length");
  const std::int64_t w = cut(static_cast<double>(length) * warm);
  check_warmup(out, k, "warmup_steps_fraction", w, length);
  if (length < run)
    out.fault("rate-zero-tail", "learning_rate_schedule_steps", k.line("learning_rate_schedule_steps"),
              "from step " + written(length) + " of " + written(run) + " on the rate is 0");
  if (length > run)
    out.note("decay-unfinished", "learning_rate_schedule_steps", k.line("learning_rate_schedule_steps"),
             "the schedule has " + written(length) + " steps and the run " + written(run));
  std::int64_t fall = length - w;
  any_window window = cosine{};
  if (type == "wsd") {
    if (warm + part > 1.0)
      return out.rejected("rejected", "wsd_decay_steps_fraction", k.line("wsd_decay_steps_fraction"),
                          "warmup and decay are longer than the schedule: the run stops");
    fall = cut(static_cast<double>(length) * part);
    if (style == "linear") window = linear{};
    if (style != "linear" && style != "cosine")
      return out.rejected("rejected", "wsd_decay_style", k.line("wsd_decay_style"),
                          "wsd_decay_style must be linear or cosine: the run stops");
  } else if (type != "cosine") {
    return out.rejected("rejected", "lr_schedule_type", k.line("lr_schedule_type"),
                        "lr_schedule_type must be cosine or wsd: the run stops");
  }
  if (fall < 2)
    return out.fail(k.problem("warmup_steps_fraction", errc::unsupported,
                              "a fall of fewer than two steps has no counterpart here"));
  // The last step of the fall is at the floor: a fall of fall - 1 intervals, then one step there.
  const std::int64_t end = length - 1;
  const auto cooling = type == "wsd" ? std::optional(cooldown(fall - 1)) : std::nullopt;
  std::vector<result<schedule>> parts = {windowed(window, warmup(w), cooling, floor_part(floor)), level(floor)};
  std::vector<amount> at = {taper::steps(end)};
  if (length < run && floor > 0.0) {
    parts.push_back(level(0.0));
    at.push_back(taper::steps(length));
  }
  if (length > run)
    return out.fail(
        k.problem("learning_rate_schedule_steps", errc::unsupported,
                  "a schedule longer than the run, with the floor on its last step, has no counterpart here"));
  out.run(at_peak(in_sequence(parts, at), rate), static_cast<std::uint64_t>(run));
}

}  // namespace

const config_reader maxtext = {.format = {"maxtext", "MaxText YAML", "AI-Hypercomputer/maxtext@e591f30cbbf2"},
                               .recognizes = recognizes,
                               .read = read,
                               .own_base = true};

}  // namespace taper::configs
