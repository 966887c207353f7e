// ESPnet 2's YAML. Source: espnet 202511 (espnet2/tasks/abs_task.py, espnet2/train/trainer.py, espnet2/schedulers).
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "configs/torch_schedulers.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  const node& r = d.root;
  if (d.written != syntax::yaml || (r.find("optim_conf") == nullptr && r.find("scheduler_conf") == nullptr))
    return false;
  for (const char* const key : {"max_epoch", "batch_type", "batch_bins", "accum_grad", "num_iters_per_epoch"}) {
    if (r.find(key) != nullptr) return true;
  }
  return false;
}

struct run_length {
  std::optional<std::int64_t> per_epoch{};
  std::int64_t steps = 0;
};

std::optional<run_length> length_of(const keys& k, report& out) {
  const std::int64_t epochs = k.whole("max_epoch", 1).value_or(40);
  const std::optional<std::int64_t> batches = k.whole("num_iters_per_epoch", 1);
  const std::int64_t accumulation = k.whole("accum_grad", 1).value_or(1);
  if (out.failed()) return std::nullopt;
  run_length r;
  k.counts_length("max_epoch");
  if (out.facts.steps_per_epoch)
    r.per_epoch = static_cast<std::int64_t>(*out.facts.steps_per_epoch);
  else if (batches) {
    if (*batches < accumulation) {
      out.fail(k.problem("num_iters_per_epoch", errc::out_of_range,
                         "num_iters_per_epoch is less than accum_grad: an epoch has no update"));
      return std::nullopt;
    }
    r.per_epoch = *batches / accumulation;
    k.gives_length("max_epoch");
  } else if (out.facts.steps && static_cast<std::int64_t>(*out.facts.steps) % epochs == 0)
    r.per_epoch = static_cast<std::int64_t>(*out.facts.steps) / epochs;
  if (r.per_epoch) {
    r.steps = epochs * *r.per_epoch;
  } else if (out.facts.steps) {
    r.steps = static_cast<std::int64_t>(*out.facts.steps);
  } else {
    out.fail(no_length("it trains for " + std::to_string(epochs) + " epochs and has no num_iters_per_epoch",
                       "the number of optimizer steps, or of steps per epoch"));
    return std::nullopt;
  }
  if (k.has("patience") && k.word("patience") != "none")
    out.note("stops-early", "patience", k.line("patience"), "the run stops early if the criterion does not improve");
  return r;
}

// lr * s / W for the first W steps, then a factor at multiples of steps_per_epoch * step_size, counted from step 1.
result<schedule> warmup_step(const keys& k) {
  const std::int64_t w = k.whole("warmup_steps", 1).value_or(25000);
  const std::int64_t each = k.whole("steps_per_epoch", 1).value_or(10000);
  const std::int64_t size = k.whole("step_size", 1).value_or(1);
  const auto drops =
      at_peak(call("torch.StepLR", {{"step_size", each * size}, {"gamma", k.number("gamma", 0.1)}}), 1.0);
  const std::int64_t begin = w / each * each - 1;
  TAPER_TRY(falling, drops);
  const result<schedule> fall =
      begin > 0 ? in_sequence({windowed(constant{}, std::optional(taper::peak(1.0))), falling}, {taper::steps(begin)})
                : checked::shift_ahead(falling, taper::steps(static_cast<std::uint64_t>(-begin)));
  if (w < 2) return fall;
  const auto rise = call("torch.LinearLR", {{"start_factor", 1.0 / static_cast<double>(w)}, {"total_iters", w - 1}});
  return in_sequence({at_peak(rise, 1.0), checked::shift_ahead(*fall, taper::steps(w))}, {taper::steps(w)});
}

// fairseq's tri_stage, a step ahead.
std::optional<result<schedule>> tri_stage(const keys& k, report& out) {
  const double most = k.number("max_steps", 25000.0);
  const double parts[] = {k.number("warmup_ratio", 0.1), k.number("hold_ratio", 0.4), k.number("decay_ratio", 0.5)};
  const double last = k.number("final_lr_scale", 0.01);
  if (out.failed()) return std::nullopt;
  if (parts[0] + parts[1] + parts[2] != 1.0) {
    out.rejected("rejected", k.name("warmup_ratio"), k.line("warmup_ratio"),
                 "the ratios of tristagelr do not add up to 1: the run stops");
    return std::nullopt;
  }
  const std::int64_t rise = cut(most * parts[0]);
  const std::int64_t hold = cut(most * parts[1]);
  const std::int64_t fall = cut(most * parts[2]);
  if (rise + hold + fall != cut(most)) {
    out.fail(k.problem("max_steps", errc::unsupported,
                       "the phases of tristagelr end before max_steps: no counterpart here"));
    return std::nullopt;
  }
  TAPER_TRY(made, at_peak(call("fairseq.tri_stage", {{"warmup_steps", rise},
                                                     {"hold_steps", hold},
                                                     {"decay_steps", fall},
                                                     {"init_lr_scale", k.number("init_lr_scale", 0.01)},
                                                     {"final_lr_scale", last}}),
                          1.0));
  return checked::shift_ahead(made, taper::steps(1));
}

// Inverse square root after a rise of W steps. noamlr takes lr as a factor; warmuplr as the highest rate.
result<schedule> inverse_root(double rate, std::int64_t w, std::optional<std::int64_t> model) {
  const double factor = model ? rate : rate * std::sqrt(static_cast<double>(w));
  return call("burn.NoamLrScheduler", {{"init_lr", factor}, {"warmup_steps", w}, {"model_size", model.value_or(1)}});
}

std::optional<std::int64_t> rise_of(const keys& k, report& out) {
  const std::int64_t w = k.whole("warmup_steps", 1).value_or(25000);
  if (!k.has("warmup_steps") && !out.failed())
    out.note("default-used", "scheduler_conf.warmup_steps", 0, "no warmup_steps: 25000");
  return out.failed() ? std::nullopt : std::optional(w);
}

// The schedules that follow the optimizer's steps.
std::optional<result<schedule>> by_step(const keys& k, report& out, const std::string& name, double rate,
                                        std::int64_t steps) {
  if (name == "warmuplr" || name == "noamlr") {
    const std::optional<std::int64_t> w = rise_of(k, out);
    if (!w) return std::nullopt;
    check_warmup(out, k, "warmup_steps", *w, steps);
    const std::int64_t model = k.whole("model_size", 1).value_or(320);
    if (out.failed()) return std::nullopt;
    return inverse_root(rate, *w, name == "noamlr" ? std::optional(model) : std::nullopt);
  }
  if (name == "warmupsteplr") {
    const std::optional<std::int64_t> w = rise_of(k, out);
    if (!w) return std::nullopt;
    check_warmup(out, k, "warmup_steps", *w, steps);
    return at_peak(warmup_step(k), rate);
  }
  if (name == "tristagelr") {
    const std::optional<result<schedule>> made = tri_stage(k, out);
    if (!made) return std::nullopt;
    return at_peak(*made, rate);
  }
  if (name == "cosineannealingwarmrestarts") {
    const std::optional<std::int64_t> first = k.whole("T_0", 1);
    const auto again = k.whole("T_mult", 1).value_or(1);
    return at_peak(call("torch.CosineAnnealingWarmRestarts",
                        {{"T_0", first}, {"T_mult", again}, {"eta_min", k.number("eta_min", 0.0)}}),
                   rate);
  }
  if (name == "onecyclelr") {
    k.without_effect({"cycle_momentum", "base_momentum", "max_momentum"});
    std::optional<bool> three;
    if (k.has("three_phase")) three = k.flag("three_phase");
    return call("torch.OneCycleLR", {{"max_lr", k.number("max_lr")},
                                     {"total_steps", k.whole("total_steps", 1)},
                                     {"epochs", k.whole("epochs", 1)},
                                     {"steps_per_epoch", k.whole("steps_per_epoch", 1)},
                                     {"pct_start", k.number("pct_start")},
                                     {"anneal_strategy", k.word("anneal_strategy")},
                                     {"div_factor", k.number("div_factor")},
                                     {"final_div_factor", k.number("final_div_factor")},
                                     {"three_phase", three}});
  }
  if (name == "cosineannealingwarmuprestarts") {  // takes its rates from its own arguments
    const double high = k.number("max_lr", 0.1);
    const double low = k.number("min_lr", 0.001);
    const std::int64_t cycle = k.whole("first_cycle_steps", 1).value_or(0);
    const std::int64_t w = k.whole_or("warmup_steps", 0);
    k.without_effect({"gamma", "cycle_mult"});
    if (out.failed()) return std::nullopt;
    if (cycle == 0 || w >= cycle) {
      out.rejected("rejected", k.name("first_cycle_steps"), k.line("first_cycle_steps"),
                   "first_cycle_steps must be given and longer than warmup_steps: the run stops");
      return std::nullopt;
    }
    if (w == 0 || cycle < steps || !(low > 0.0) || low >= high) {
      out.fail(k.problem(
          "first_cycle_steps", errc::unsupported,
          "CosineAnnealingWarmupRestarts with more than one cycle, or without a warmup: no counterpart here yet"));
      return std::nullopt;
    }
    const auto rise = call("torch.LinearLR", {{"start_factor", low / high}, {"total_iters", w}});
    const auto fall = call("torch.CosineAnnealingLR", {{"T_max", cycle - w}, {"eta_min", low}});
    return in_sequence({at_peak(rise, high), at_peak(fall, high)}, {taper::steps(w)});
  }
  return std::nullopt;
}

std::string torch_name(const std::string& name) {
  if (name == "steplr") return "StepLR";
  if (name == "multisteplr") return "MultiStepLR";
  if (name == "exponentiallr") return "ExponentialLR";
  if (name == "cosineannealinglr") return "CosineAnnealingLR";
  return {};
}

void read(const document& d, const keys& k, report& out) {
  for (const auto& [key, value] : d.root.members) {
    if (value.is != node::kind::text && key != "optim_conf" && key != "scheduler_conf") k.without_effect({key});
  }
  k.without_effect({"keep_nbest_models", "num_att_plot", "grad_clip", "log_interval", "train_dtype"});
  for (const char* const key : {"optim2", "scheduler2"}) {
    if (k.has(key)) out.note("another-rate", key, k.line(key), "other parameters have an optimizer of their own");
  }
  std::string optimizer = lower_case(k.word("optim", "adadelta"));
  const keys conf = k.inner("scheduler_conf");
  const std::string name = lower_case(k.word("scheduler"));
  std::optional<double> rate = k.number("optim_conf/lr");
  k.without_effect({"optim_conf/weight_decay", "optim_conf/betas"});
  if (out.failed()) return;
  const bool own_rates = name == "onecyclelr" || name == "cosineannealingwarmuprestarts";
  if (!rate && !own_rates) {
    if (optimizer == "adam" || optimizer == "adamw" || optimizer == "sgd" || optimizer == "adadelta")
      rate = optimizer == "sgd" ? 0.1 : optimizer == "adadelta" ? 1.0 : 1e-3;
    else
      return out.fail(failed(errc::missing, "no optim_conf.lr"));
    out.note("default-used", "optim_conf.lr", 0, "no optim_conf.lr: " + optimizer + " has " + print_number(*rate));
  }
  const std::optional<run_length> length = length_of(k, out);
  if (!length) return;
  const auto steps = static_cast<std::uint64_t>(length->steps);
  if (name.empty() || name == "none" || name == "null") {
    k.never_read({"scheduler_conf"}, "a run without scheduler");
    out.note("never-decays", "scheduler", 0, "no scheduler: the rate is constant");
    return out.run(at_peak(windowed(constant{}), *rate), steps);
  }
  if (name == "reducelronplateau" || name == "warmupreducelronplateau")
    return out.fail(k.problem("scheduler", errc::unsupported, name + " follows a metric: its rates are not known"));
  std::optional<result<schedule>> made;
  if (const std::string torch = torch_name(name); !torch.empty()) {
    if (!length->per_epoch)
      return out.fail(no_length(name + " is stepped once per epoch", "the number of steps per epoch"));
    const std::optional<result<schedule>> by_epoch = torch_schedule(conf, torch, *length->per_epoch);
    if (by_epoch) made = once_every(at_peak(*by_epoch, *rate), *length->per_epoch);
  } else {
    made = by_step(conf, out, name, rate.value_or(0.0), length->steps);
  }
  if (out.failed()) return;
  const bool known =
      name == "lambdalr" || name == "cycliclr" || name == "piecewiselinearwarmuplr" || name == "exponentialdecaywarmup";
  if (!made && known)
    return out.fail(k.problem("scheduler", errc::unsupported, "ESPnet's " + name + " has no counterpart here yet"));
  if (!made && out.stopped()) return;
  if (!made)
    return out.rejected("unknown-scheduler", "scheduler", k.line("scheduler"),
                        "ESPnet has no scheduler " + echoed(name) + ": the run stops");
  out.run(*made, steps);
}

}  // namespace

const config_reader espnet = {
    .format = {"espnet", "ESPnet YAML", "espnet 202511"}, .recognizes = recognizes, .read = read};

}  // namespace taper::configs
