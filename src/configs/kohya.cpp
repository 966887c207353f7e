// kohya's sd-scripts: TOML or options. Source: kohya-ss/sd-scripts@48d368fa 0.9.1 (library/train_util.py).
#include <cmath>

#include "configs/epochs.hpp"
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

// The options, also those below the sections of a TOML file.
const node* option(const node& root, std::string_view key) {
  if (const node* const own = root.find(key)) return own;
  for (const auto& [name, section] : root.members) {
    const node* const inner = section.is == node::kind::map ? section.find(key) : nullptr;
    if (inner != nullptr) return inner;
  }
  return nullptr;
}

bool recognizes(const document& d) {
  if (d.written != syntax::toml && d.written != syntax::shell) return false;
  const auto has = [&](std::string_view key) { return option(d.root, key) != nullptr; };
  if (!has("pretrained_model_name_or_path") && !has("network_module")) return false;
  return has("network_module") || has("unet_lr") || has("lr_scheduler_num_cycles") || has("optimizer_type") ||
         has("max_train_epochs");
}

// Sections are only for the reader's eye: sd-scripts puts all keys on one level.
node flat(const node& root) {
  node out;
  out.is = node::kind::map;
  for (const auto& [key, value] : root.members) {
    if (value.is != node::kind::map) {
      out.members.emplace_back(key, value);
      continue;
    }
    for (const auto& member : value.members) out.members.push_back(member);
  }
  return out;
}

struct share {
  double value = 0.0;
  bool part = false;  // of the run
};

// Steps, or a part of the run: `5%`, below 1, and in TOML every number with a point, so that 1.0 is the whole run.
share share_in(const keys& k, std::string_view key, bool toml) {
  const node* const n = k.find(key);
  if (n == nullptr) return {};
  if (n->text.ends_with('%')) {
    const std::optional<double> v = number_in(std::string_view(n->text).substr(0, n->text.size() - 1));
    if (v) return {*v / 100.0, true};
  }
  const double v = k.number(key).value_or(0.0);
  const bool point = n->text.find_first_of(".eE") != std::string::npos;
  return {v, v > 0.0 && (v < 1.0 || (toml && point && !n->quoted && v <= 1.0))};
}

std::optional<std::int64_t> steps_of(const keys& k, report& out) {
  const std::optional<std::int64_t> epochs = k.whole("max_train_epochs", 1);
  const std::optional<std::int64_t> written_steps = k.whole("max_train_steps", 1);
  const std::int64_t accumulation = k.whole("gradient_accumulation_steps", 1).value_or(1);
  if (out.failed()) return std::nullopt;
  if (!epochs) {
    k.gives_length("max_train_steps");
    if (!written_steps) out.note("default-used", "max_train_steps", 0, "no max_train_steps: 1600 steps");
    return written_steps.value_or(1600);
  }
  const std::int64_t batch = k.whole("train_batch_size", 1).value_or(1) *
                             static_cast<std::int64_t>(out.facts.world_size.value_or(1)) * accumulation;
  const std::optional<std::int64_t> each = batches_of_epoch(out, *epochs, batch);
  if (!each) return std::nullopt;
  k.counts_length("max_train_epochs");
  if (written_steps && *written_steps != *epochs * *each) {  // the scripts write 1600 by default
    const std::string message =
        "max_train_steps " + std::to_string(*written_steps) + " is not read: max_train_epochs is the length of the run";
    out.facts.steps_per_epoch && *written_steps != 1600
        ? out.fault("length-conflict", "max_train_steps", k.line("max_train_steps"), message)
        : out.note("length-conflict", "max_train_steps", k.line("max_train_steps"), message);
  }
  if (!out.facts.steps_per_epoch && out.facts.dataset_size)
    out.note("counts-batches", "enable_bucket", k.line("enable_bucket"),
             "counted without buckets, and with every repeat of an image as an example; buckets add batches");
  return *epochs * *each;
}

void read_flat(const keys& k, report& out, bool toml) {
  k.without_effect({"min_snr_gamma",
                    "network_dim",
                    "network_alpha",
                    "sample_every_n_steps",
                    "sample_every_n_epochs",
                    "save_every_n_epochs",
                    "save_every_n_steps",
                    "save_last_n_steps",
                    "huber_schedule",
                    "min_bucket_reso",
                    "bucket_reso_steps",
                    "enable_bucket",
                    "noise_offset",
                    "prior_loss_weight",
                    "token_warmup_min",
                    "token_warmup_step",
                    "sample_sampler",
                    "text_encoder_lr",
                    "optimizer_args",
                    "initial_epoch",
                    "initial_step",
                    "learning_rate_te",
                    "learning_rate_te1",
                    "learning_rate_te2",
                    "epoch",
                    "max_timestep",
                    "min_timestep",
                    "lr_decay_steps",
                    "lr_scheduler_timescale"});  // of schedulers that are not supported
  const std::string name = k.word("lr_scheduler", "constant");
  const std::string optimizer = k.word("optimizer_type", "AdamW");
  const double base = k.number("learning_rate", 2e-6);
  const double rate = k.number("unet_lr", base);
  const double cycles = k.number("lr_scheduler_num_cycles", 1.0);
  const double power = k.number("lr_scheduler_power", 1.0);
  const std::optional<double> low = k.number("lr_scheduler_min_lr_ratio");
  const share rise = share_in(k, "lr_warmup_steps", toml);
  const node* const arguments = k.find("lr_scheduler_args");
  if (k.has("config_file"))
    return out.fail(k.problem("config_file", errc::unsupported,
                              "the command takes its other settings from a file, which is not read",
                              "give that file, with the command's settings in it"));
  if (out.failed()) return;
  if (!k.word("lr_scheduler_type").empty())
    return out.fail(k.problem("lr_scheduler_type", errc::unsupported,
                              "lr_scheduler_type replaces lr_scheduler by the class " +
                                  echoed(k.word("lr_scheduler_type"), 60) + ", which is not read"));
  if (arguments != nullptr && (!arguments->items.empty() || (!arguments->text.empty() && arguments->text != "[]")))
    return out.fail(k.problem("lr_scheduler_args", errc::unsupported, "lr_scheduler_args are not read"));
  if (optimizer.find("ScheduleFree") != std::string::npos || optimizer.find("schedulefree") != std::string::npos)
    return out.fail(k.problem("optimizer_type", errc::unsupported, "a schedule-free optimizer ignores lr_scheduler"));
  if (!(rate > 0.0))
    return out.fail(
        k.problem(k.has("unet_lr") ? "unet_lr" : "learning_rate", errc::out_of_range, "the rate must be above 0"));
  if (optimizer.find("Prodigy") == 0 || optimizer.find("DAdapt") == 0)
    out.note("scaled-rate", "optimizer_type", k.line("optimizer_type"),
             optimizer + " multiplies the rate by an estimate of its own");
  if (name.starts_with("adafactor"))
    return out.fail(k.problem("lr_scheduler", errc::unsupported, "Adafactor sets the rate itself"));
  const std::optional<std::int64_t> steps = steps_of(k, out);
  if (!steps) return;
  // accelerate moves the scheduler once for each process: a warmup in steps lasts W / processes updates.
  const auto world = static_cast<double>(out.facts.world_size.value_or(1));
  const double warm =
      rise.part ? std::floor(rise.value * static_cast<double>(*steps) * world) / world : rise.value / world;
  if (!rise.part && rise.value > 0.0 && world > 1.0)
    out.fault("unit-mismatch", "lr_warmup_steps", k.line("lr_warmup_steps"),
              "with " + std::to_string(*out.facts.world_size) + " processes a warmup of " + print_number(rise.value) +
                  " steps lasts " + print_number(warm) + " updates");
  if (warm != std::floor(warm))
    return out.fail(
        k.problem("lr_warmup_steps", errc::unsupported, "the warmup ends between two updates: no counterpart here"));
  const auto w = static_cast<std::int64_t>(warm);
  if (w > 0) check_warmup(out, k, "lr_warmup_steps", w, *steps);
  const auto n = static_cast<std::uint64_t>(*steps);
  if (name == "constant" || name == "piecewise_constant") {
    if (name == "constant" && w > 0)
      return out.rejected(
          "rejected", "lr_warmup_steps", k.line("lr_warmup_steps"),
          "lr_warmup_steps with lr_scheduler constant: sd-scripts stops; constant_with_warmup has a warmup");
    if (name == "constant") return out.run(at_peak(windowed(constant{}), rate), n);
    return out.fail(k.problem("lr_scheduler", errc::unsupported, "piecewise_constant is not supported yet"));
  }
  const std::optional<std::int64_t> length = *steps;
  result<schedule> made = schedule{};
  if (name == "constant_with_warmup")
    made = call("hf.constant_with_warmup", {{"num_warmup_steps", w}});
  else if (name == "linear" || name == "cosine")
    made = call("hf." + name, {{"num_warmup_steps", w}, {"num_training_steps", length}});
  else if (name == "cosine_with_restarts")
    made = call(
        "hf.cosine_with_restarts",
        {{"num_warmup_steps", w}, {"num_training_steps", length}, {"num_cycles", static_cast<std::int64_t>(cycles)}});
  else if (name == "polynomial")
    made = call("hf.polynomial", {{"num_warmup_steps", w}, {"num_training_steps", length}, {"power", power}});
  else if (name == "cosine_with_min_lr")
    made = call("hf.cosine_with_min_lr",
                {{"num_warmup_steps", w}, {"num_training_steps", length}, {"min_lr_rate", low.value_or(0.0)}});
  else if (name == "inverse_sqrt" || name == "warmup_stable_decay")
    return out.fail(k.problem("lr_scheduler", errc::unsupported, "the scheduler " + name + " is not supported yet"));
  else
    return out.rejected("unknown-scheduler", "lr_scheduler", k.line("lr_scheduler"),
                        "sd-scripts has no scheduler " + echoed(name) + ": the run stops");
  out.run(at_peak(made, rate), n);
}

void read(const document& d, const keys& k, report& out) {
  if (d.written != syntax::toml) return read_flat(k, out, false);
  const node all = flat(d.root);
  const keys inner(&all, {}, out);
  read_flat(inner, out, true);
  for (const auto& [key, value] : d.root.members) k.without_effect({key});
  if (out.failed()) return;
  if (const std::optional<key_place> unread = unread_rate_key(all))
    out.fail(failed_at(errc::unknown_name, unread->name, unread->line,
                       " looks like a setting of the learning rate, but the kohya reader does not know it",
                       "nothing is computed without it; remove it if it has no effect"));
}

}  // namespace

const config_reader kohya = {.format = {"kohya", "kohya sd-scripts", "kohya-ss/sd-scripts@48d368fa 0.9.1"},
                             .recognizes = recognizes,
                             .read = read};

}  // namespace taper::configs
