// Megatron-LM's arguments: a shell command, or the dump at the head of its log. Source: NVIDIA/Megatron-LM@d98e8a64ddf3
// core 0.20.0 (optimizer_param_scheduler.py, training.py, arguments.py).
#include <cmath>

#include "configs/megatron.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {

void read_megatron(const keys& k, const megatron_places& at, std::optional<std::int64_t> iterations) {
  report& out = k.answer();
  const auto s = [&](std::string_view name) { return at.scheduler + std::string(name); };
  const auto t = [&](std::string_view name) { return at.train + std::string(name); };
  k.without_effect({"save_interval",
                    "eval_iters",
                    "eval_interval",
                    "log_interval",
                    "lr_finder",
                    "override_opt_param_scheduler",
                    "override_lr_scheduler",
                    "use_checkpoint_opt_param_scheduler",
                    "skip_train",
                    "exit_interval",
                    "start_weight_decay",
                    "end_weight_decay",
                    "weight_decay_incr_style",
                    "retro_encoder_layers",
                    "decoder_num_layers",
                    "override_opt_param-scheduler",
                    "use_checkpoint_opt_param-scheduler",
                    "decoder_seq_length",
                    "head_lr_mult",
                    "loss_scale_window",
                    "lr_mult",
                    "dataloader_type",
                    "iteration",
                    "decoder_first_pipeline_num_layers",
                    "no_load_optim",
                    "cuda_graph_warmup_steps",
                    "ademamix_alpha_warmup",
                    "finetune"});
  for (const char* const other : {"decoupled_lr", "decoupled_min_lr"}) {
    if (k.number(other))
      out.note(
          "another-rate", k.name(other), k.line(other),
          k.name(other) + " gives the first and last layers another rate; the schedule here is that of the others");
  }
  std::optional<double> rate = k.number(at.rate);
  if (!rate && at.default_rate > 0.0) rate = at.default_rate;
  const double floor = k.number(at.floor, 0.0);
  std::string style = k.word(s("lr_decay_style"), at.style);
  const std::optional<std::int64_t> in_iterations = k.whole(t("train_iters"), 1);
  const std::optional<std::int64_t> in_samples = k.whole(t("train_samples"), 1);
  std::optional<std::int64_t> decay = k.whole(s("lr_decay_iters"), 1);
  const std::optional<std::int64_t> decay_samples = k.whole(s("lr_decay_samples"), 1);
  const std::optional<std::int64_t> warm = k.whole(s("lr_warmup_iters"));
  const std::optional<std::int64_t> warm_samples = k.whole(s("lr_warmup_samples"));
  const std::optional<double> fraction = k.number(s("lr_warmup_fraction"));
  // In a run of iterations all lengths are multiples of the batch size, and the rates do not depend on it.
  const std::optional<std::int64_t> batch = in_samples || fraction ? k.whole(t("global_batch_size"), 1) : std::nullopt;
  const double init = k.number(s("lr_warmup_init"), 0.0);
  std::optional<std::int64_t> wsd = k.whole(s("lr_wsd_decay_iters"), 1);
  const std::optional<std::int64_t> wsd_samples = k.whole(s("lr_wsd_decay_samples"), 1);
  const std::string wsd_style = k.word(s("lr_wsd_decay_style"), "exponential");
  const std::optional<std::int64_t> replaced = at.bridge ? k.whole(s("max_steps"), 1) : std::nullopt;
  if (k.has("rampup_batch_size") || k.has("step_batch_size_schedule")) {
    return out.fail(
        failed(errc::unsupported,
               "a batch size that grows makes the clock, which counts samples, depend on it: no counterpart here"));
  }
  if (out.failed()) return;
  if (!rate) return out.fail(failed(errc::missing, "no " + k.name(at.rate)));
  if (replaced) decay = replaced;
  if (floor > *rate)
    return out.rejected("min-above-peak", k.name(at.floor), k.line(at.floor),
                        "min_lr must not be above lr: the run stops");
  if (in_iterations && in_samples)
    return out.rejected("rejected", k.name(t("train_samples")), k.line(t("train_samples")),
                        "train_iters and train_samples exclude each other: the run stops");
  const bool by_samples = in_samples.has_value();
  const bool counts = (by_samples ? warm_samples.value_or(0) : warm.value_or(0)) > 0;
  if (fraction && counts && !at.fraction_wins)
    return out.rejected("warmup-conflict", k.name(s("lr_warmup_fraction")), k.line(s("lr_warmup_fraction")),
                        "lr_warmup_fraction and a number of warmup steps exclude each other: the run stops");
  const auto mixed = [&](std::string_view name) {
    if (k.whole_or(s(name), 0) > 0) {
      out.rejected("rejected", k.name(s(name)), k.line(s(name)),
                   std::string("a run in ") + (by_samples ? "samples" : "iterations") + " takes no " +
                       std::string(name) + ": it stops");
      return true;
    }
    return false;
  };
  if (by_samples ? mixed("lr_decay_iters") || mixed("lr_warmup_iters")
                 : mixed("lr_decay_samples") || mixed("lr_warmup_samples"))
    return;
  if ((by_samples || fraction) && !batch && by_samples)
    return out.fail(
        failed(errc::missing, "train_samples without global_batch_size: the number of steps cannot be determined"));
  const std::int64_t gbs = batch.value_or(1);
  std::int64_t run = 0;
  if (by_samples || in_iterations)
    k.gives_length(t(by_samples ? "train_samples" : "train_iters"));
  else
    k.counts_length(t("num_epochs"));
  if (by_samples)
    run = *in_samples / gbs;
  else if (in_iterations)
    run = *in_iterations;
  else if (iterations)
    run = *iterations;
  else if (out.facts.steps)
    run = static_cast<std::int64_t>(*out.facts.steps);
  else
    return out.fail(no_length("it has neither train_iters nor train_samples", "the number of iterations"));
  // Counts samples if fractions of a step can occur, else iterations: the same rates with smaller numbers.
  const std::int64_t unit = by_samples || fraction ? gbs : 1;
  const std::int64_t length = by_samples ? decay_samples.value_or(*in_samples) : decay.value_or(run) * unit;
  double rise =
      by_samples ? static_cast<double>(warm_samples.value_or(0)) : static_cast<double>(warm.value_or(0) * unit);
  if (fraction) rise = *fraction * static_cast<double>(length);
  if (rise >= static_cast<double>(length)) {
    if (!at.bridge)
      return out.rejected("warmup-exceeds-run",
                          k.name(s(fraction     ? "lr_warmup_fraction"
                                   : by_samples ? "lr_warmup_samples"
                                                : "lr_warmup_iters")),
                          k.line(s(fraction     ? "lr_warmup_fraction"
                                   : by_samples ? "lr_warmup_samples"
                                                : "lr_warmup_iters")),
                          "the warmup must be shorter than the decay: the run stops");
    out.fault("warmup-clamped", k.name(s("lr_warmup_iters")), k.line(s("lr_warmup_iters")),
              "the warmup is cut to one sample less than the run: the rate only rises");
    return out.fail(failed(errc::unsupported, "a warmup of the whole run, cut by one sample, has no counterpart here"));
  }
  const bool whole = rise == std::floor(rise);
  std::optional<std::int64_t> span;
  if (style == "WSD") {
    if (!wsd && !wsd_samples) {
      if (!at.bridge)
        return out.lacking("rejected", k.name(s("lr_decay_style")), k.line(s("lr_decay_style")),
                           "WSD needs lr_wsd_decay_iters or lr_wsd_decay_samples: the run stops");
      wsd = decay.value_or(run);
      out.fault("jump-after-warmup", k.name(s("lr_decay_style")), k.line(s("lr_decay_style")),
                "WSD without lr_wsd_decay_iters has no stable part: the rate jumps down at the end of the warmup");
    }
    const std::int64_t fall = by_samples ? wsd_samples.value_or(0) : wsd.value_or(0) * unit;
    if (!at.bridge && rise + static_cast<double>(fall) > static_cast<double>(length))
      out.fault("jump-after-warmup", k.name(s("lr_wsd_decay_iters")), k.line(s("lr_wsd_decay_iters")),
                "warmup and decay are longer than the schedule: the rate jumps down at the end of the warmup");
    span = fall;
    if (wsd_style != "exponential" && wsd_style != "linear" && wsd_style != "cosine" && wsd_style != "minus_sqrt")
      return out.fail(failed_at(errc::unsupported, k.name(s("lr_wsd_decay_style")), k.line(s("lr_wsd_decay_style")),
                                ": " + echoed(wsd_style) + " is not one of Megatron-LM's styles; a fork may have it"));
  } else if (style != "linear" && style != "cosine" && style != "constant" && style != "inverse-square-root") {
    return out.rejected("unknown-scheduler", k.name(s("lr_decay_style")), k.line(s("lr_decay_style")),
                        "there is no lr_decay_style " + echoed(style) + ": the run stops");
  }
  if (length < run * unit && style != "constant" && floor == 0.0)
    out.fault("rate-zero-tail", k.name(s("lr_decay_iters")), k.line(s("lr_decay_iters")),
              "the fall ends after " + written(length / unit) + " of " + written(run) +
                  " iterations; from there the rate is 0");
  if (length > run * unit && style != "constant" && style != "WSD" && style != "inverse-square-root")
    out.note("decay-unfinished", k.name(s(replaced ? "max_steps" : "lr_decay_iters")),
             k.line(s(replaced ? "max_steps" : "lr_decay_iters")),
             "the fall takes " + written(length / unit) + " iterations and the run has " + written(run));
  out.run(call("megatron.OptimizerParamScheduler",
               {{"init_lr", if_positive(init)},
                {"max_lr", *rate},
                {"min_lr", floor},
                {"lr_warmup_steps", whole ? if_positive(static_cast<std::int64_t>(rise)) : std::nullopt},
                {"lr_warmup_fraction", whole ? std::nullopt : fraction},
                {"lr_decay_steps", length},
                {"lr_decay_style", style == "linear" ? std::string() : style},
                {"wsd_decay_steps", span},
                {"lr_wsd_decay_style", style == "WSD" ? wsd_style : std::string()},
                {"increment", unit > 1 ? std::optional(unit) : std::nullopt}}),
          static_cast<std::uint64_t>(run));
}

namespace {

bool recognizes(const document& d) {
  if (d.command.find("pretrain_") != std::string::npos) return true;
  int seen = 0;
  for (const char* const key : {"lr_decay_style", "train_iters", "train_samples", "lr_warmup_iters",
                                "lr_warmup_samples", "lr_warmup_fraction", "lr_decay_iters"}) {
    seen += d.root.find(key) != nullptr ? 1 : 0;
  }
  return seen >= 2;
}

void read(const document&, const keys& k, report&) { read_megatron(k, {}, std::nullopt); }

}  // namespace

const config_reader megatron_lm = {
    .format = {"megatron-lm", "Megatron-LM arguments", "NVIDIA/Megatron-LM@d98e8a64ddf3 core 0.20.0"},
    .recognizes = recognizes,
    .read = read};

}  // namespace taper::configs
