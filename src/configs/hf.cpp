// Hugging Face's Trainer: length, warmup, schedule by name. Source: transformers 4.57.1, 5.0.0, 5.12.0, 5.24.0
// (training_args.py, trainer.py, optimization.py, integrations/deepspeed.py).
#include "configs/hf.hpp"

#include <algorithm>
#include <cmath>

#include "configs/launcher.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {

namespace {

// Counts lines from the line of the text that was parsed.
void shift_lines(node& n, std::size_t by) {
  n.line += by;
  for (node& item : n.items) shift_lines(item, by);
  for (auto& member : n.members) shift_lines(member.second, by);
}

}  // namespace

hf_extras::hf_extras(const keys& k, std::string_view path) : k_(k), path_(path) {
  const node* const n = k.find(path);
  if (n == nullptr) return;
  if (n->is == node::kind::map) {
    map_ = n;
  } else if (n->is == node::kind::text && !n->code) {
    result<documents> inside = read_yaml(n->text);  // '{"min_lr": 1e-5}', or the same in Python syntax
    if (inside && inside->size() == 1 && inside->front().root.is == node::kind::map) {
      parsed_ = std::move(inside->front().root);
      if (n->line > 0) shift_lines(parsed_, n->line - 1);
      map_ = &parsed_;
    }
  }
  if (map_ == nullptr)
    k.answer().fail(failed(errc::syntax, k.name(path) + " (line " + std::to_string(n->line) +
                                             ") must be a map of arguments, got " + echoed(n->text)));
}

keys hf_extras::values() const { return {map_, path_, k_.answer()}; }

namespace {

// TRL's online methods draw each prompt several times: the steps of an epoch follow from the generations, by the version.
bool generates(const keys& k, const hf_dialect& d) {
  bool found = d.generates || k.word("rlhf_type") == "grpo";
  for (const char* const key : {"num_generations", "steps_per_generation", "generation_batch_size", "rloo_k",
                                "num_ppo_epochs", "num_mini_batches"})
    found |= k.has(key);
  return found;
}

struct counting {
  double epochs;
  double batch;
  double accumulation;
  bool drops_last;
};

// The steps of the epochs in the file, from what is known of an epoch; empty if nothing is.
std::optional<std::int64_t> steps_of_epochs(const keys& k, const counting& c, bool online) {
  report& out = k.answer();
  const run_facts& facts = out.facts;
  if (facts.steps_per_epoch) return up(c.epochs * static_cast<double>(*facts.steps_per_epoch));
  if (!facts.dataset_size || online) return std::nullopt;
  const auto p = static_cast<double>(launched(k, out));
  const auto n = static_cast<double>(*facts.dataset_size);
  const double accumulation = c.accumulation > 0.0 ? c.accumulation : std::max(1.0, std::ceil(16.0 / c.batch / p));
  if (c.batch < 1.0 || accumulation < 1.0) {
    out.fail(failed(errc::out_of_range, "batch size and accumulation must be at least 1"));
    return std::nullopt;
  }
  const double batches = c.drops_last ? std::floor(std::floor(n / c.batch) / p) : std::ceil(n / (c.batch * p));
  return up(c.epochs * std::max(1.0, std::ceil(batches / accumulation)));
}

bool packs_examples(const keys& k) {
  return k.has("packing") && k.word("packing") != "false" && k.word("packing") != "False";
}

// max_steps overrides num_train_epochs, as the Trainer documents: a mistake only where the epochs are known to be another
// length. Files that a Trainer saved have all arguments, also those left out.
void length_conflict(const keys& k, const counting& c, std::int64_t steps, bool online) {
  if (!k.has("num_train_epochs") || (k.has("adam_beta1") && k.has("adam_epsilon"))) return;
  report& out = k.answer();
  const bool known =
      out.facts.steps_per_epoch || (out.facts.dataset_size && out.facts.world_size && !packs_examples(k));
  const std::optional<std::int64_t> other = known ? steps_of_epochs(k, c, online) : std::nullopt;
  if (other == steps) return;
  const std::string message = "num_train_epochs " + print_number(c.epochs) +
                              (other ? ", " + written(*other) + " steps," : "") + " is not read: max_steps " +
                              written(steps) + " is the length of the run";
  other ? out.fault("length-conflict", k.name("num_train_epochs"), k.line("num_train_epochs"), message)
        : out.note("length-conflict", k.name("num_train_epochs"), k.line("num_train_epochs"), message);
}

}  // namespace

std::optional<std::int64_t> hf_steps(const keys& k, const hf_dialect& d) {
  report& out = k.answer();
  const counting c{.epochs = k.number("num_train_epochs", d.epochs),
                   .batch = k.number(k.has("per_gpu_train_batch_size") ? "per_gpu_train_batch_size"  // up to 4.x
                                                                       : "per_device_train_batch_size",
                                     d.batch),
                   .accumulation = k.number("gradient_accumulation_steps", d.accumulation),
                   .drops_last = k.flag("dataloader_drop_last")};
  const std::optional<std::int64_t> most = k.whole("max_steps", -1);
  const bool online = generates(k, d);
  if (out.failed()) return std::nullopt;
  if (most && *most > 0) {
    k.gives_length("max_steps");
    length_conflict(k, c, *most, online);
    return most;
  }
  k.counts_length("num_train_epochs");
  if (out.facts.dataset_size && !out.facts.steps_per_epoch && !online && packs_examples(k))
    out.note("packed-examples", k.name("packing"), k.line("packing"),
             "packing joins examples: the steps are right if the size of the data set is that of the packed one");
  if (const std::optional<std::int64_t> counted = steps_of_epochs(k, c, online); counted || out.failed())
    return counted;
  if (out.facts.steps) return static_cast<std::int64_t>(*out.facts.steps);
  if (online) {
    out.fail(no_length(
        "each prompt is generated several times, so that the steps of an epoch depend on the generations and on "
        "the version of TRL, and there is no max_steps",
        "the number of optimizer steps, or of steps per epoch"));
    return std::nullopt;
  }
  out.fail(no_length("it trains for " + print_number(c.epochs) + " epochs and has no max_steps",
                     "the number of optimizer steps, or of steps per epoch, or the size of the data set"));
  return std::nullopt;
}

std::int64_t hf_warmup(const keys& k, const hf_dialect& d, std::int64_t steps) {
  report& out = k.answer();
  const auto t = static_cast<double>(steps);
  const double in_steps = k.number("warmup_steps", 0.0);
  const std::optional<double> written_ratio = k.number("warmup_ratio");
  const double ratio = written_ratio.value_or(0.0);
  if (in_steps < 0.0 || ratio < 0.0 || ratio > 1.0) {
    out.rejected(
        "rejected", k.name(in_steps < 0.0 ? "warmup_steps" : "warmup_ratio"),
        k.line(in_steps < 0.0 ? "warmup_steps" : "warmup_ratio"),
        in_steps < 0.0 ? "a negative warmup_steps stops the run" : "a warmup_ratio outside 0 … 1 stops the run");
    return -1;
  }
  if (in_steps > 0.0 && ratio > 0.0) {
    if (d.both_warmups_stop) {
      out.rejected("warmup-conflict", k.name("warmup_ratio"), k.line("warmup_ratio"),
                   "warmup_steps and warmup_ratio exclude each other: the run stops");
      return -1;
    }
    out.fault("warmup-conflict", k.name("warmup_ratio"), k.line("warmup_ratio"),
              "warmup_steps and warmup_ratio are both given: transformers 4.x takes " + written(cut(in_steps)) +
                  " steps, 5.0 to 5.12 takes the ratio, " + written(up(t * ratio)) +
                  " steps, 5.24 stops at warmup_ratio; read as 4.x does");
    return cut(in_steps);
  }
  const bool own_release = d.fills_stable_decay || d.both_warmups_stop;  // wrappers ask for the releases that know it
  if (ratio > 0.0 && !own_release && d.scheduler_key == "lr_scheduler_type")
    out.note("version-dependent", k.name("warmup_ratio"), k.line("warmup_ratio"),
             "transformers 5.24 no longer takes warmup_ratio and stops; since 5.0, warmup_steps " +
                 print_number(ratio) + " means the same");
  if (ratio > 0.0) return up(t * ratio);
  if (in_steps > 0.0 && in_steps < 1.0) {
    out.note("version-dependent", k.name("warmup_steps"), k.line("warmup_steps"),
             "a warmup_steps below 1 is a part of the run since transformers 5: " + written(up(t * in_steps)) +
                 " steps; 4.x stops at it");
    return up(t * in_steps);
  }
  if (in_steps == 0.0 && !k.has("warmup_steps") && !written_ratio && d.ratio > 0.0) return up(t * d.ratio);
  return cut(in_steps);
}

void hf_schedule(const keys& k, const hf_dialect& d, const std::string& name, double rate, std::int64_t warmup,
                 std::int64_t steps) {
  report& out = k.answer();
  const hf_extras extras(k, "lr_scheduler_kwargs");
  const keys extra = extras.values();
  if (out.failed()) return;
  const bool constant = name == "constant" || name == "constant_with_warmup";
  if (const node* const given = extra.find(""); constant && given != nullptr && !given->members.empty())
    k.never_read({"lr_scheduler_kwargs"}, echoed(name));
  const auto lacks = [&](const std::string& message) {
    k.without_effect({"lr_scheduler_kwargs"});
    out.lacking("rejected", k.name("lr_scheduler_kwargs"), k.line("lr_scheduler_kwargs"), message);
  };
  result<schedule> requested = schedule{};
  if (name == "constant") {
    requested = call("hf.constant", {});
    if (warmup > 0) {
      const std::string key = k.has("warmup_steps") ? "warmup_steps" : "warmup_ratio";
      out.fault("key-ignored", k.name(key), k.line(key),
                "'constant' has no warmup: " + key + " is dropped; constant_with_warmup has one");
    }
  } else if (name == "constant_with_warmup") {
    requested = call("hf.constant_with_warmup", {{"num_warmup_steps", warmup}});
  } else if (name == "linear") {
    requested = call("hf.linear", {{"num_warmup_steps", warmup}, {"num_training_steps", steps}});
  } else if (name == "cosine") {
    if (extra.number("num_cycles", 0.5) > 0.5)
      out.fault("climbs-again", extra.name("num_cycles"), extra.line("num_cycles"),
                "num_cycles above 0.5: the rate climbs again after it fell to 0");
    requested =
        call("hf.cosine",
             {{"num_warmup_steps", warmup}, {"num_training_steps", steps}, {"num_cycles", extra.number("num_cycles")}});
  } else if (name == "cosine_with_restarts") {
    requested =
        call("hf.cosine_with_restarts",
             {{"num_warmup_steps", warmup}, {"num_training_steps", steps}, {"num_cycles", extra.whole("num_cycles")}});
  } else if (name == "polynomial") {
    requested = call("hf.polynomial", {{"num_warmup_steps", warmup},
                                       {"num_training_steps", steps},
                                       {"lr_end", extra.number("lr_end")},
                                       {"power", extra.number("power")}});
    if (extra.number("lr_end", 1e-7) >= rate)
      return out.rejected("min-above-peak", extra.name("lr_end"), extra.line("lr_end"),
                          "lr_end must be below learning_rate: the run stops");
  } else if (name == "inverse_sqrt") {
    requested = call("hf.inverse_sqrt", {{"num_warmup_steps", warmup}, {"timescale", extra.whole("timescale")}});
  } else if (name == "cosine_with_min_lr" || name == "cosine_warmup_with_min_lr") {
    if (extra.has("min_lr") && extra.has("min_lr_rate"))
      return out.rejected("rejected", k.name("lr_scheduler_kwargs"), k.line("lr_scheduler_kwargs"),
                          name + " takes min_lr or min_lr_rate, not both: the run stops");
    if (!extra.has("min_lr") && !extra.has("min_lr_rate"))
      return lacks(name + " needs min_lr or min_lr_rate in lr_scheduler_kwargs: the run stops");
    requested =
        call("hf." + name,
             {{"num_warmup_steps", warmup},
              {"num_training_steps", steps},
              {"num_cycles", extra.number("num_cycles")},
              {"min_lr", extra.number("min_lr")},
              {"min_lr_rate", extra.number("min_lr_rate")},
              {"warmup_lr_rate", name == "cosine_warmup_with_min_lr" ? extra.number("warmup_lr_rate") : std::nullopt}});
    if (extra.number("min_lr", 0.0) > rate)
      out.fault("min-above-peak", extra.name("min_lr"), extra.line("min_lr"),
                "min_lr is above learning_rate: the rate rises instead of falling");
  } else if (name == "warmup_stable_decay") {
    std::optional<std::int64_t> hold = extra.whole("num_stable_steps");
    std::optional<std::int64_t> fall = extra.whole("num_decay_steps");
    if (d.fills_stable_decay) {
      const std::int64_t rest = steps - warmup;
      if (!hold) hold = rest / 3;
      if (!fall) fall = rest - rest / 3;
    }
    if (!fall) return lacks("warmup_stable_decay needs num_decay_steps in lr_scheduler_kwargs: the run stops");
    requested = call("hf.warmup_stable_decay", {{"num_warmup_steps", warmup},
                                                {"num_decay_steps", fall},
                                                {"num_training_steps", steps},
                                                {"num_stable_steps", hold},
                                                {"warmup_type", extra.word("warmup_type")},
                                                {"decay_type", extra.word("decay_type")},
                                                {"min_lr_ratio", extra.number("min_lr_ratio")},
                                                {"num_cycles", extra.number("num_cycles")}});
  } else if (name == "reduce_lr_on_plateau" || name == "greedy") {
    return out.fail(k.problem(d.scheduler_key, errc::unsupported,
                              name + " follows a metric: its rates cannot be computed from the configuration"));
  } else {
    return out.rejected("unknown-scheduler", k.name(d.scheduler_key), k.line(d.scheduler_key),
                        "the Trainer has no schedule " + echoed(name) + ": the run stops");
  }
  const node* const given = extra.find("");
  for (const auto& [key, value] : given == nullptr ? node().members : given->members) {
    if (!value.read)
      return out.rejected("rejected", extra.name(key), value.line,
                          name + " takes no argument " + key + ": the run stops");
  }
  if (name != "constant") check_warmup(out, k, k.has("warmup_steps") ? "warmup_steps" : "warmup_ratio", warmup, steps);
  out.run(at_peak(requested, rate), static_cast<std::uint64_t>(steps));
}

bool read_hf_deepspeed(const keys& k, double rate, std::int64_t warmup, std::int64_t steps,
                       const std::string& overridden) {
  report& out = k.answer();
  const node* const section = k.find("deepspeed");
  if (section == nullptr) return false;
  documents other;
  const node* root = section;
  std::string where;
  if (section->is == node::kind::text) {
    const auto text = out.facts.other_file ? out.facts.other_file(section->text) : std::nullopt;
    result<documents> read = text ? read_yaml(*text) : documents();
    if (!read || read->size() != 1) {
      out.note("scheduler-overridden", k.name("deepspeed"), section->line,
               "a scheduler in " + echoed(section->text) + " would replace this one; that file is not read");
      return false;
    }
    other = *std::move(read);
    root = &other.front().root;
    where = " of " + echoed(section->text);
  }
  const keys settings(root, where.empty() ? k.name("deepspeed") : section->text, out);
  const keys scheduler = settings.inner("scheduler");
  if (!settings.has("scheduler/type")) return false;
  const std::string type = scheduler.word("type");
  const keys p = scheduler.inner("params");
  std::optional<std::pair<std::string, double>> mismatch;
  // A number must be the Trainer's own, or the run stops.
  const auto value = [&](std::string_view key, std::optional<double> automatic) {
    if (!p.has(key) || p.word(key) == "auto") return p.has(key) ? automatic : std::nullopt;
    const std::optional<double> own = p.number(key);
    if (own && automatic && *own != *automatic && key != "total_num_steps" && !out.failed())
      mismatch = std::pair(std::string(key), *automatic);
    return own;
  };
  const auto rise = static_cast<double>(std::max<std::int64_t>(1, warmup));
  const auto length = static_cast<double>(steps);
  result<schedule> requested = schedule{};
  if (type == "WarmupLR" || type == "WarmupDecayLR") {
    requested = call("deepspeed." + type,
                     {{"total_num_steps", type == "WarmupDecayLR" ? value("total_num_steps", length) : std::nullopt},
                      {"warmup_min_lr", value("warmup_min_lr", std::nullopt)},
                      {"warmup_max_lr", value("warmup_max_lr", rate)},
                      {"warmup_num_steps", value("warmup_num_steps", rise)},
                      {"warmup_type", p.word("warmup_type")}});
  } else if (type == "WarmupCosineLR") {
    requested = at_peak(call("deepspeed.WarmupCosineLR", {{"total_num_steps", value("total_num_steps", length)},
                                                          {"warmup_min_ratio", value("warmup_min_ratio", std::nullopt)},
                                                          {"warmup_num_steps", value("warmup_num_steps", rise)},
                                                          {"cos_min_ratio", value("cos_min_ratio", std::nullopt)},
                                                          {"warmup_type", p.word("warmup_type")}}),
                        rate);
  } else {
    out.fail(scheduler.problem("type", errc::unsupported,
                               "DeepSpeed's scheduler " + echoed(type) + " has no counterpart here"));
    return true;
  }
  k.without_effect({"deepspeed"});
  if (mismatch) {
    out.rejected("rejected", p.name(mismatch->first), where.empty() ? p.line(mismatch->first) : section->line,
                 mismatch->first + where + " differs from the Trainer's " + print_number(mismatch->second) +
                     ": the run stops; write \"auto\"");
    return true;
  }
  const std::string set_by =
      where.empty() ? "the scheduler of the deepspeed section, " : "the scheduler" + where + ", ";
  out.fault("scheduler-overridden", where.empty() ? settings.name("scheduler") : k.name("deepspeed"),
            where.empty() ? settings.line("scheduler") : section->line,
            set_by + type + ", replaces lr_scheduler_type " + overridden);
  out.run(requested, static_cast<std::uint64_t>(steps));
  return true;
}

void hf_other_keys(const keys& k) {
  for (const char* const key : {"mm_projector_lr", "mm_vision_tower_lr", "vision_tower_lr", "vision_lr", "projector_lr",
                                "merger_lr", "vit_lr", "aligner_lr", "embedding_lr", "embedding_lr_scale",
                                "embedding_learning_rate", "loraplus_lr_ratio", "loraplus_lr_embedding", "lr_groups"}) {
    if (k.has(key))
      k.answer().note("another-rate", k.name(key), k.line(key),
                      k.name(key) + " gives other parameters another rate; the schedule here is that of learning_rate");
  }
  k.without_effect({"max_grad_norm", "logging_steps", "save_steps", "eval_steps", "adam_epsilon",
                    "eval_accumulation_steps", "torch_empty_cache_steps", "average_tokens_across_devices", "optim_args",
                    "accelerator_config", "neftune_noise_alpha", "vision_tower_lr_follow_mm_projector"});
}

void read_hf(const keys& k, const hf_dialect& d) {
  report& out = k.answer();
  hf_other_keys(k);
  const double rate = k.number("learning_rate", d.rate);
  std::string name = k.word(d.scheduler_key, d.scheduler);
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos)
    name.erase(0, dot + 1);  // SchedulerType.COSINE
  std::transform(name.begin(), name.end(), name.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (out.failed()) return;
  const std::optional<std::int64_t> steps = hf_steps(k, d);
  if (!steps || out.failed()) return;
  const std::int64_t warmup = hf_warmup(k, d, *steps);
  if (warmup < 0 || out.failed()) return;
  if (read_hf_deepspeed(k, rate, warmup, *steps, name)) {
    k.without_effect({"lr_scheduler_kwargs"});
    return;
  }
  hf_schedule(k, d, name, rate, warmup, *steps);
}

}  // namespace taper::configs
