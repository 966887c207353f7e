// GPT-NeoX's YAML. Source: EleutherAI/gpt-neox@e431ff547c10 (megatron/learning_rates.py, training.py, neox_args).
#include <algorithm>
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

// Keys are written with underscores or hyphens.
std::string spelled(const keys& k, std::string key) {
  if (k.has(key)) return key;
  std::string hyphens = key;
  std::replace(hyphens.begin(), hyphens.end(), '_', '-');
  return k.has(hyphens) ? hyphens : key;
}

bool recognizes(const document& d) {
  const node& r = d.root;
  const auto has = [&](const char* a, const char* b) { return r.find(a) != nullptr || r.find(b) != nullptr; };
  return r.at("optimizer/params") != nullptr && has("train_iters", "train-iters") &&
         (has("lr_decay_style", "lr-decay-style") || r.find("warmup") != nullptr);
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"train_micro_batch_size_per_gpu", "gradient_accumulation_steps", "train_batch_size", "eval_iters",
                    "eval-iters", "steps_per_print", "override_lr_scheduler", "use_checkpoint_lr_scheduler",
                    "loss_scale_window", "iteration", "optimizer/type"});
  const std::optional<double> rate = k.number("optimizer/params/lr");
  const double floor = k.number(spelled(k, "min_lr"), 0.0);
  const double part = k.number("warmup", 0.01);
  const std::string style_key = spelled(k, "lr_decay_style");
  const std::string style = k.word(style_key, "linear");
  const std::optional<std::int64_t> run = k.whole(spelled(k, "train_iters"), 1);
  k.gives_length(spelled(k, "train_iters"));
  const std::string decay_key = spelled(k, "lr_decay_iters");
  std::optional<std::int64_t> decay = k.whole(decay_key, 1);
  const std::optional<double> decay_part = k.number(spelled(k, "lr_decay_fraction"));
  if (out.failed()) return;
  if (!rate) return out.fail(failed(errc::missing, "no optimizer.params.lr"));
  if (!run) return out.fail(failed(errc::missing, "no train_iters"));
  if (k.has("scheduler"))
    return out.fail(failed(errc::unsupported, "a scheduler of DeepSpeed (line " + std::to_string(k.line("scheduler")) +
                                                  ") beside GPT-NeoX's own is not read"));
  if (k.has("use_mup") && k.flag("use_mup"))
    out.note("another-rate", "use_mup", k.line("use_mup"),
             "use_mup divides the rate of some parameters by their width; the schedule here is that of the others");
  if (!decay) decay = decay_part ? cut(std::floor(static_cast<double>(*run) * *decay_part)) : *run;
  const std::int64_t length = std::max<std::int64_t>(1, *decay);
  const double rise = part * static_cast<double>(length);
  const auto steps = static_cast<std::uint64_t>(*run);
  if (rise >= static_cast<double>(length))
    return out.fail(k.problem("warmup", errc::unsupported, "a warmup of the whole decay has no counterpart here"));
  if (style == "exponential")
    return out.fail(
        k.problem(style_key, errc::unsupported, "the exponential decay of GPT-NeoX has no counterpart here yet"));
  if (style != "linear" && style != "cosine" && style != "constant")
    return out.rejected("unknown-scheduler", style_key, k.line(style_key),
                        "there is no lr_decay_style " + echoed(style) + ": the run stops");
  if (floor > *rate)
    return out.rejected("min-above-peak", spelled(k, "min_lr"), k.line(spelled(k, "min_lr")),
                        "min_lr is above lr: the rate does not fall");
  if (style == "cosine" && length < *run)
    out.fault("climbs-again", decay_key, k.line(decay_key),
              "the fall ends after " + written(length) + " of " + written(*run) +
                  " iterations; then the cosine climbs again");
  if (style == "cosine" && length < *run)
    return out.fail(failed(errc::unsupported, decay_key + " (line " + std::to_string(k.line(decay_key)) +
                                                  ") is below train_iters: the cosine rises again, which has no "
                                                  "counterpart here"));
  if (length > *run && style != "constant")
    out.note("decay-unfinished", decay_key, k.line(decay_key),
             "the fall takes " + written(length) + " iterations and the run has " + written(*run));
  if (style == "cosine")
    out.note("version-dependent", style_key, k.line(style_key),
             "before August 2023 the cosine ignores min_lr until it is reached, and ends a warmup earlier");
  // The scheduler is Megatron's, except that a linear decay ends at 0 and is cut off at min_lr.
  const bool cut_off = style == "linear" && floor > 0.0;
  const bool whole = rise == std::floor(rise);
  const auto falling = [&](double peak, double lowest) {
    return call("megatron.OptimizerParamScheduler", {{"max_lr", peak},
                                                     {"min_lr", lowest},
                                                     {"lr_warmup_steps", whole ? if_positive(cut(rise)) : std::nullopt},
                                                     {"lr_warmup_fraction", whole ? std::nullopt : std::optional(part)},
                                                     {"lr_decay_steps", length},
                                                     {"lr_decay_style", style == "linear" ? std::string() : style}});
  };
  if (!cut_off) return out.run(falling(*rate, style == "cosine" ? floor : 0.0), steps);
  const double lowest = floor / *rate;
  const auto end = static_cast<double>(length);
  const std::int64_t at = cut(std::floor(end - lowest * (end - rise))) + 1;
  if (lowest > 1.0)
    return out.fail(k.problem(spelled(k, "min_lr"), errc::unsupported,
                              "min_lr above lr: a linear decay cut off above its peak is not read"));
  if (at >= *run) return out.run(falling(*rate, 0.0), steps);
  out.run(at_peak(in_sequence({falling(1.0, 0.0), level(lowest)}, {taper::steps(at)}), *rate), steps);
}

}  // namespace

const config_reader neox = {.format = {"gpt-neox", "GPT-NeoX YAML", "EleutherAI/gpt-neox@e431ff547c10"},
                            .recognizes = recognizes,
                            .read = read};

}  // namespace taper::configs
