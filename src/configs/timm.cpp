// timm's args.yaml. Source: huggingface/pytorch-image-models@aa4b5850 1.0.29.dev0 (scheduler_factory.py, train.py).
#include <algorithm>
#include <cmath>

#include "configs/epochs.hpp"
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

// DeiT and its relatives have timm's arguments and loops of their own: the rate is scaled, and an epoch late.
bool recognizes(const document& d) {
  const auto has = [&](const char* key) { return d.root.find(key) != nullptr; };
  for (const char* const other :
       {"data_set", "unscale_lr", "distillation_type", "teacher_model", "finetune", "ThreeAugment"}) {
    if (has(other)) return false;
  }
  if (d.written == syntax::shell && !d.command.ends_with("train.py") &&
      d.command.find("distributed_train.sh") == std::string::npos)
    return false;
  return has("sched") && has("opt") &&
         (has("warmup_lr") || has("lr_base") || has("sched_on_updates") || has("warmup_epochs"));
}

// The written rate; or lr_base scaled by the batch of all processes, by its root for every Adam.
std::optional<double> rate_of(const keys& k, report& out, const std::string& optimizer) {
  const double written = k.number("lr", 0.0);
  const double base = k.number("lr_base", 0.1);
  const std::int64_t base_size = k.whole("lr_base_size", 1).value_or(256);
  std::string scale = k.word("lr_base_scale");
  const std::int64_t batch = k.whole("batch_size", 1).value_or(128) * k.whole("grad_accum_steps", 1).value_or(1);
  if (out.failed()) return std::nullopt;
  if (written != 0.0) return written;
  if (!out.facts.world_size) {
    out.fail(failed(errc::missing,
                    "no lr: lr_base is multiplied by the batch of all processes, whose number is not known",
                    "give the number of processes"));
    return std::nullopt;
  }
  if (scale.empty())
    scale =
        optimizer.find("ada") != std::string::npos || optimizer.find("lamb") != std::string::npos ? "sqrt" : "linear";
  const double ratio =
      static_cast<double>(batch * static_cast<std::int64_t>(*out.facts.world_size)) / static_cast<double>(base_size);
  const double rate = base * (scale == "sqrt" ? std::sqrt(ratio) : ratio);
  out.note("scaled-rate", "lr_base", k.line("lr_base"),
           "lr_base is multiplied by " + print_number(scale == "sqrt" ? std::sqrt(ratio) : ratio) +
               (scale == "sqrt" ? ", the root of" : ",") + " batch / lr_base_size");
  return rate;
}

std::optional<std::int64_t> updates_of_epoch(const keys& k, report& out, std::int64_t epochs) {
  if (out.facts.steps_per_epoch || !out.facts.dataset_size || !out.facts.world_size)
    return batches_of_epoch(out, epochs, 0);
  const auto examples = static_cast<std::int64_t>(*out.facts.dataset_size);
  const auto world = static_cast<std::int64_t>(*out.facts.world_size);
  const std::int64_t batches = (examples + world - 1) / world / k.whole("batch_size", 1).value_or(128);
  const std::int64_t accumulation = k.whole("grad_accum_steps", 1).value_or(1);
  if (batches > 0) return (batches + accumulation - 1) / accumulation;
  out.fail(failed(errc::out_of_range, "an epoch has less than one batch"));
  return std::nullopt;
}

std::vector<std::int64_t> milestones_of(const keys& k, report& out) {
  const node* const list = k.find("decay_milestones");
  if (list == nullptr) return {90, 180, 270};
  std::vector<std::int64_t> marks;
  for (const node& item : list->items) {
    const std::optional<double> v = number_in(item.text);
    if (!v || *v != std::floor(*v) || *v < 1.0)
      out.fail(k.problem("decay_milestones", errc::syntax, "decay_milestones must be whole epochs from 1 on"));
    else
      marks.push_back(static_cast<std::int64_t>(*v));
  }
  if (!std::is_sorted(marks.begin(), marks.end()))
    out.fail(k.problem("decay_milestones", errc::syntax, "decay_milestones must ascend"));
  return marks;
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"lr_noise_pct", "lr_noise_std", "patience_epochs", "layer_decay", "layer_decay_min_scale",
                    "layer_decay_no_opt_scale", "opt", "drop_path", "bn_momentum", "epoch_repeats",
                    "validation_batch_size", "aug_splits", "train_interpolation"});
  const std::string sched = k.word("sched", "cosine");
  std::string optimizer = k.word("opt", "sgd");
  for (char& c : optimizer) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  const std::int64_t epochs = k.whole("epochs", 1).value_or(300);
  const bool by_update = k.flag("sched_on_updates");
  const std::int64_t warmup_epochs = k.whole_or("warmup_epochs", 5);
  const double first = k.number("warmup_lr", 1e-5);
  const bool before = k.flag("warmup_prefix");
  const double low = k.number("min_lr", 0.0);
  const std::int64_t cooldown = k.whole_or("cooldown_epochs", 0);
  const double drop = k.number("decay_rate", 0.1);
  const double each = k.number("decay_epochs", 90.0);
  const double mul = k.number("lr_cycle_mul", 1.0);
  const double height = k.number("lr_cycle_decay", 0.5);
  const std::int64_t limit = k.whole_or("lr_cycle_limit", 1);
  const double power = k.number("lr_k_decay", 1.0);
  const std::vector<std::int64_t> marks = milestones_of(k, out);
  if (out.failed()) return;
  if (k.has("lr_noise"))
    return out.fail(k.problem("lr_noise", errc::unsupported, "lr_noise adds random numbers to the rate"));
  if (k.has("layer_decay"))
    out.note("another-rate", "layer_decay", k.line("layer_decay"),
             "the rate of the last layer; earlier layers have a part of it");
  const std::optional<double> rate = rate_of(k, out, optimizer);
  if (!rate) return;
  const bool cycles = sched == "cosine" || sched == "tanh" || sched == "poly";
  if (sched == "plateau")
    return out.fail(k.problem("sched", errc::unsupported, "plateau follows a metric: its rates are not known"));
  if (!cycles && sched != "step" && sched != "multistep")
    return out.rejected("unknown-scheduler", "sched", k.line("sched"),
                        "timm has no scheduler " + echoed(sched) +
                            ": cosine, tanh, poly, step, multistep, plateau; recent releases stop, older ones run a "
                            "constant rate");
  double length = static_cast<double>(epochs);
  for (std::int64_t i = 1; cycles && i < limit && i < 1000; ++i)
    length += static_cast<double>(epochs) * std::pow(mul, static_cast<double>(i));
  const std::int64_t run = cut(length) + (before ? warmup_epochs : 0) + (cycles ? cooldown : 0);
  if (run != epochs)
    out.note(
        "longer-than-epochs", "epochs", k.line("epochs"),
        std::to_string(run) + " epochs run: epochs counts no cooldown, and no warmup or further cycles before the end");
  const std::optional<std::int64_t> updates = updates_of_epoch(k, out, run);
  if (!updates) return;
  k.counts_length("epochs");
  check_warmup(out, k, "warmup_epochs", warmup_epochs, run);
  if (first > *rate && warmup_epochs > 0)
    out.fault("warmup-falls", "warmup_lr", k.line("warmup_lr"),
              "warmup_lr " + print_number(first) + " is above the rate " + print_number(*rate) + ": the warmup falls");
  if (cycles && low > *rate)
    return out.rejected("min-above-peak", "min_lr", k.line("min_lr"),
                        "min_lr " + print_number(low) + " is above the rate " + print_number(*rate) +
                            ": the rate climbs instead of falling");

  const std::int64_t u = *updates;
  const std::optional<std::int64_t> rise = if_positive(warmup_epochs * u);
  const std::optional<double> rise_from = rise ? std::optional(first) : std::nullopt;
  result<schedule> made = schedule{};
  if (sched == "step") {
    made = call("timm.StepLRScheduler", {{"decay_t", each * static_cast<double>(u)},
                                         {"decay_rate", drop},
                                         {"warmup_t", rise},
                                         {"warmup_lr_init", rise_from},
                                         {"warmup_prefix", before}});
  } else if (sched == "multistep") {
    std::vector<std::int64_t> drops;
    for (const std::int64_t m : marks) {
      if (m > run)
        out.fault("milestone-beyond-end", "decay_milestones", k.line("decay_milestones"),
                  "milestone " + std::to_string(m) + " is beyond the run of " + std::to_string(run) + " epochs");
      // An epoch early: by epochs the rate of epoch m - 1 has the drop, by updates that of the update before the epoch.
      drops.push_back(by_update ? m * u : (m - 1) * u + 1);
    }
    made = call("timm.MultiStepLRScheduler", {{"decay_t", drops},
                                              {"decay_rate", drop},
                                              {"warmup_t", rise},
                                              {"warmup_lr_init", rise_from},
                                              {"warmup_prefix", before}});
  } else {
    const std::string name = sched == "cosine" ? "Cosine" : sched == "tanh" ? "Tanh" : "Poly";
    const bool several = limit != 1;
    made = call("timm." + name + "LRScheduler",
                {{"t_initial", epochs * u},
                 {"power", sched == "poly" ? argument(drop) : std::nullopt},
                 {"lr_min", if_positive(low)},
                 {"cycle_mul", several && mul != 1.0 ? argument(mul) : std::nullopt},
                 {"cycle_decay", several ? argument(height) : std::nullopt},
                 {"cycle_limit", several ? argument(limit) : std::nullopt},
                 {"warmup_t", rise},
                 {"warmup_lr_init", rise_from},
                 {"warmup_prefix", before ? argument(true) : std::nullopt},
                 {"k_decay", sched != "tanh" && power != 1.0 ? argument(power) : std::nullopt}});
  }
  made = at_peak(made, *rate);
  out.run(by_update ? made : once_every(made, u), static_cast<std::uint64_t>(run * u));
}

}  // namespace

const config_reader timm = {
    .format = {"timm", "timm args.yaml", "huggingface/pytorch-image-models@aa4b5850 1.0.29.dev0"},
    .recognizes = recognizes,
    .read = read};

}  // namespace taper::configs
