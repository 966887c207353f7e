// YAML of OLMo's first code base. Source: allenai/OLMo@9b502b7af9cf olmo/optim.py, @394bb22bc49d olmo/train.py.
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  const node* const name = d.root.at("scheduler/name");
  return name != nullptr &&
         (name->text.ends_with("_with_warmup") || name->text == "max_scheduler" || name->text == "constant") &&
         d.root.at("optimizer/learning_rate") != nullptr;
}

// Megatron's scheduler has the same formulas and counts in parts of a step; OLMo is one step ahead of it.
result<schedule> counted_in_tokens(const keys& k, const std::string& shape, double rate, double floor, double low,
                                   double tokens_a_step) {
  return call("megatron.OptimizerParamScheduler",
              {{"init_lr", low},
               {"max_lr", rate},
               {"min_lr", floor * rate},
               {"lr_warmup_steps", k.whole("scheduler/t_warmup")},
               {"lr_decay_steps", k.whole("scheduler/t_max", 1)},
               {"lr_decay_style", shape == "CosWithWarmup" ? std::string("cosine") : std::string()},
               {"increment", static_cast<std::int64_t>(tokens_a_step)}})
      .and_then([](const schedule& s) { return checked::shift_ahead(s, taper::steps(1)); });
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"save_interval", "eval_interval", "save_interval_unsharded", "console_log_interval",
                    "device_eval_batch_size", "data", "model", "evaluators", "wandb", "speed_monitor", "stop_at",
                    "scheduler/grad_clip_warmup_steps", "scheduler/grad_clip_warmup_factor",
                    "optimizer/decay_norm_and_bias", "optimizer/decay_embeddings", "optimizer/metrics_log_interval",
                    "save_num_checkpoints_to_keep"});
  const std::optional<double> rate = k.number("optimizer/learning_rate");
  const std::string name = k.word("scheduler/name", "cosine_with_warmup");
  const std::string units = k.word("scheduler/units", "steps");
  std::optional<double> w = k.number("scheduler/t_warmup");
  std::optional<double> t_max = k.number("scheduler/t_max");
  const double floor = k.number("scheduler/alpha_f", 0.1);
  const std::optional<double> low = k.number("scheduler/warmup_min_lr");
  std::string duration = k.word("max_duration");
  const std::optional<std::int64_t> batch = k.whole("global_train_batch_size", 1);
  const std::optional<std::int64_t> sequence = k.whole("model/max_sequence_length", 1);
  if (out.failed()) return;
  if (above_peak(out, k, "scheduler/alpha_f", floor)) return;
  if (!rate) return out.fail(failed(errc::missing, "no optimizer.learning_rate"));
  const double tokens_a_step = batch && sequence ? static_cast<double>(*batch) * static_cast<double>(*sequence) : 0.0;
  double steps = 0.0;
  duration.ends_with("ep") || duration.empty() ? k.counts_length("max_duration") : k.gives_length("max_duration");
  if (duration.ends_with("T")) {
    const std::optional<double> tokens = number_in(std::string_view(duration).substr(0, duration.size() - 1));
    if (!tokens)
      return out.fail(
          failed(errc::syntax,
                 "max_duration must be a number of steps, tokens (2e12T) or epochs (1ep), got " + echoed(duration)));
    if (*tokens < 1e6)
      out.fault("unit-mismatch", "max_duration", k.line("max_duration"),
                echoed(duration) + " is " + print_number(*tokens) + " tokens: T stands for tokens, not for 10^12");
    if (tokens_a_step <= 0.0)
      return out.fail(
          failed(errc::missing, "max_duration in tokens needs global_train_batch_size and model.max_sequence_length"));
    steps = std::ceil(*tokens / tokens_a_step);
    if (steps < 2.0) return out.fail(k.problem("max_duration", errc::unsupported, "a run of one step has no schedule"));
  } else if (duration.ends_with("ep")) {
    const std::optional<double> epochs = number_in(std::string_view(duration).substr(0, duration.size() - 2));
    if (!epochs)
      return out.fail(
          failed(errc::syntax,
                 "max_duration must be a number of steps, tokens (2e12T) or epochs (1ep), got " + echoed(duration)));
    if (out.facts.steps_per_epoch)
      steps = *epochs * static_cast<double>(*out.facts.steps_per_epoch);
    else if (out.facts.dataset_size && batch)
      steps = *epochs * std::floor(static_cast<double>(*out.facts.dataset_size) / static_cast<double>(*batch));
    else if (out.facts.steps)
      steps = static_cast<double>(*out.facts.steps);
    else
      return out.fail(no_length("max_duration is in epochs", "the number of optimizer steps, or of steps per epoch"));
  } else if (const std::optional<double> n = number_in(duration)) {
    steps = *n;
  } else if (duration.empty() && out.facts.steps) {
    steps = static_cast<double>(*out.facts.steps);
  } else {
    return out.fail(no_length("it has no max_duration", "the number of optimizer steps"));
  }
  if (units == "tokens") {
    if (tokens_a_step <= 0.0)
      return out.fail(
          failed(errc::missing, "units in tokens need global_train_batch_size and model.max_sequence_length"));
    if (w) *w /= tokens_a_step;
    if (t_max) *t_max /= tokens_a_step;
  } else if (units != "steps") {
    return out.rejected("rejected", "scheduler.units", k.line("scheduler/units"),
                        "units must be steps or tokens: the run stops");
  }
  const double rise = w.value_or(100.0);
  const std::string shape = name == "cosine_with_warmup"         ? "CosWithWarmup"
                            : name == "linear_with_warmup"       ? "LinearWithWarmup"
                            : name == "inverse_sqrt_with_warmup" ? "InvSqrtWithWarmup"
                                                                 : "";
  const auto run = static_cast<std::uint64_t>(steps);
  if (name == "constant") return out.run(at_peak(windowed(constant{}), *rate), run);
  if (name == "max_scheduler")
    return out.fail(k.problem("scheduler/name", errc::unsupported,
                              "max_scheduler, the larger of two schedules, has no counterpart here"));
  if (shape.empty())
    return out.rejected("unknown-scheduler", "scheduler.name", k.line("scheduler/name"),
                        "there is no scheduler " + echoed(name) + ": the run stops");
  check_warmup(out, k, "scheduler/t_warmup", static_cast<std::int64_t>(rise), static_cast<std::int64_t>(steps));
  if (rise != std::floor(rise) || (t_max && *t_max != std::floor(*t_max))) {
    if (!t_max || units != "tokens" || (shape != "CosWithWarmup" && shape != "LinearWithWarmup") || *w < 1.0)
      return out.fail(k.problem("scheduler/t_warmup", errc::unsupported,
                                "the warmup or the fall ends between two steps: no counterpart here"));
    return out.run(counted_in_tokens(k, shape, *rate, floor, low.value_or(0.1 * *rate), tokens_a_step), run);
  }
  const bool inverse = shape == "InvSqrtWithWarmup";
  out.run(at_peak(call("olmo." + shape, {{"alpha_f", inverse ? 0.0 : floor},
                                         {"t_max", t_max && !inverse && *t_max != steps ? t_max : std::nullopt},
                                         {"warmup", rise},
                                         {"warmup_min_lr", low.value_or(0.1 * *rate)}}),
                  *rate),
          run);
}

}  // namespace

const config_reader olmo = {.format = {"olmo", "OLMo YAML (first code base)", "allenai/OLMo@9b502b7af9cf"},
                            .recognizes = recognizes,
                            .read = read,
                            .omegaconf = true};

}  // namespace taper::configs
