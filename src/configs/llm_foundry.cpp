// llm-foundry and Composer YAML. Source: mosaicml/llm-foundry@8c8dd48f7216 0.22.0.dev0, composer 0.32.1.
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

struct time_text {
  double value = 0.0;
  std::string unit;  // ba ep tok sp dur
};

std::optional<time_text> time_in(const std::string& text) {
  const std::size_t end = text.find_first_not_of("0123456789.eE+-_");
  std::size_t unit = end == std::string::npos ? text.size() : end;
  if (unit > 0 && (text[unit - 1] == 'e' || text[unit - 1] == 'E')) --unit;  // 2ep
  const std::optional<double> v = number_in(text.substr(0, unit));
  if (!v) return std::nullopt;
  return time_text{*v, text.substr(unit)};
}

bool recognizes(const document& d) {
  const node* const duration = d.root.find("max_duration");
  return duration != nullptr && d.root.at("scheduler/name") != nullptr && d.root.at("optimizer/name") != nullptr &&
         (d.root.find("global_train_batch_size") != nullptr ||
          time_in(duration->text).value_or(time_text{}).unit.size() >= 2);
}

class composer_clock {
 public:
  composer_clock(const keys& k, report& out) : k_(k), out_(out) {}

  // The run in batches; empty after an error.
  std::optional<double> run() {
    const std::string text = k_.word("max_duration");
    const std::optional<time_text> t = time_in(text);
    if (!t) {
      out_.fail(
          failed(errc::syntax, "max_duration must be a time such as 4800ba, 2ep or 1000000tok, got " + echoed(text)));
      return std::nullopt;
    }
    unit_ = t->unit;
    length_ = t->value;
    t->unit == "ep" ? k_.counts_length("max_duration") : k_.gives_length("max_duration");
    if (t->unit == "ba") return t->value;
    const std::optional<std::int64_t> batch = k_.whole("global_train_batch_size", 1);
    if (t->unit == "ep") {
      if (out_.facts.steps_per_epoch)
        per_epoch_ = static_cast<double>(*out_.facts.steps_per_epoch);
      else if (out_.facts.dataset_size && batch)
        per_epoch_ = std::floor(static_cast<double>(*out_.facts.dataset_size) / static_cast<double>(*batch));
      if (per_epoch_ > 0.0) return t->value * per_epoch_;
    }
    const std::optional<std::int64_t> sequence = k_.whole("max_seq_len", 1);
    if (t->unit == "sp" && batch) per_step_ = *batch;
    if (t->unit == "tok" && batch && sequence) per_step_ = *batch * *sequence;
    if (per_step_ > 0) return std::ceil(t->value / static_cast<double>(per_step_));
    if (out_.facts.steps) return static_cast<double>(*out_.facts.steps);
    out_.fail(no_length("max_duration is in " + (t->unit.empty() ? std::string("no unit") : t->unit),
                        "the number of optimizer steps, or of steps per epoch"));
    return std::nullopt;
  }

  // Samples or tokens of a batch, if the run counts them; else 0.
  [[nodiscard]] std::int64_t per_step() const { return per_step_; }
  // The run in samples or tokens.
  [[nodiscard]] double length() const { return length_; }

  // A time of the scheduler in samples or tokens.
  std::optional<double> units(std::string_view key) {
    const std::optional<time_text> t = time_in(k_.word(key));
    if (t && (t->unit == unit_ || t->value == 0.0)) return t->value;
    if (t && t->unit == "dur") return std::floor(t->value * length_);
    return std::nullopt;
  }

  // A time of the scheduler in batches.
  std::optional<double> batches(std::string_view key, double run) {
    const std::string text = k_.word(key);
    const std::optional<time_text> t = time_in(text);
    if (t && t->unit == "ba") {
      if (unit_ != "ba" && unit_ != "ep") {
        out_.rejected("unit-mismatch", k_.name(key), k_.line(key),
                      std::string(key) + " in batches beside a duration in " + unit_ + ": the run stops");
        return std::nullopt;
      }
      return t->value;
    }
    if (t && t->unit == "dur")
      return unit_ == "ep" && per_epoch_ > 0.0 ? std::floor(t->value * per_epoch_ * length_)
             : unit_ == "ba"                   ? std::floor(t->value * length_)
                                               : t->value * run;
    if (t && t->unit == "ep" && per_epoch_ > 0.0) return t->value * per_epoch_;
    if (t && t->value == 0.0) return 0.0;
    if (t && t->unit == unit_ && length_ > 0.0) return t->value / length_ * run;
    out_.fail(failed(errc::syntax, k_.name(key) + " must be a time such as 100ba or 0.02dur, got " + echoed(text)));
    return std::nullopt;
  }

 private:
  const keys& k_;
  report& out_;
  std::string unit_;
  double length_ = 0.0;
  double per_epoch_ = 0.0;
  std::int64_t per_step_ = 0;
};

// The warmup or the run ends within a batch: Megatron's scheduler has the same formulas and counts in parts of a step.
std::optional<result<schedule>> within_a_batch(composer_clock& time, const std::string& name, double rate,
                                               double floor) {
  const std::optional<double> w = time.per_step() > 0 ? time.units("scheduler/t_warmup") : std::nullopt;
  if (!w) return std::nullopt;
  const auto per_step = static_cast<double>(time.per_step());
  if (std::fmod(*w, per_step) == 0.0 && std::fmod(time.length(), per_step) == 0.0) return std::nullopt;
  const std::string style = name == "cosine_with_warmup"         ? "cosine"
                            : name == "constant_with_warmup"     ? "constant"
                            : name == "linear_decay_with_warmup" ? "linear"
                                                                 : "";
  if (style.empty()) return std::nullopt;
  return call("megatron.OptimizerParamScheduler", {{"max_lr", rate},
                                                   {"min_lr", style == "constant" ? 0.0 : floor * rate},
                                                   {"lr_warmup_steps", if_positive(cut(*w))},
                                                   {"lr_decay_steps", cut(time.length())},
                                                   {"lr_decay_style", style == "linear" ? std::string() : style},
                                                   {"increment", time.per_step()}});
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"save_interval", "eval_interval", "eval_subset_num_batches", "console_log_interval",
                    "device_eval_batch_size", "device_train_microbatch_size", "callbacks", "loggers", "model",
                    "tokenizer", "train_loader", "eval_loader", "algorithms", "fsdp_config", "variables",
                    "autoresume"});
  const std::optional<double> rate = k.number("optimizer/lr");
  const std::string name = k.word("scheduler/name");
  const double floor = k.number("scheduler/alpha_f", 0.0);
  const double ratio = k.number("scale_schedule_ratio", 1.0);
  if (out.failed()) return;
  if (above_peak(out, k, "scheduler/alpha_f", floor)) return;
  if (!rate) return out.fail(failed(errc::missing, "no optimizer.lr"));
  if (ratio != 1.0)
    return out.fail(k.problem("scale_schedule_ratio", errc::unsupported,
                              "a scale_schedule_ratio other than 1 is not supported yet"));
  composer_clock time(k, out);
  const std::optional<double> run = time.run();
  if (!run) return;
  const std::optional<double> w = time.batches("scheduler/t_warmup", *run);
  if (!w || out.failed()) return;
  if (k.has("scheduler/t_max")) {
    const std::optional<double> t_max = time.batches("scheduler/t_max", *run);
    if (!t_max) return;
    if (*t_max < *run)
      return out.rejected("rejected", "scheduler.t_max", k.line("scheduler/t_max"),
                          "t_max must not be shorter than max_duration: the run stops");
    if (*t_max > *run)
      return out.fail(k.problem("scheduler/t_max", errc::unsupported, "a t_max beyond the run is not supported yet"));
  }
  if (const auto requested = within_a_batch(time, name, *rate, floor))
    return out.run(*requested, static_cast<std::uint64_t>(*run));
  if (*w != std::floor(*w))
    return out.fail(
        k.problem("scheduler/t_warmup", errc::unsupported, "the warmup ends between two batches: no counterpart here"));
  const auto steps = static_cast<std::int64_t>(*run);
  check_warmup(out, k, "scheduler/t_warmup", static_cast<std::int64_t>(*w), steps);
  const auto warm = static_cast<std::int64_t>(*w);
  const std::optional<double> low = if_positive(floor);
  result<schedule> requested = schedule{};
  if (name == "cosine_with_warmup")
    requested = call("composer.CosineAnnealingWithWarmupScheduler", {{"t_warmup", warm}, {"alpha_f", low}});
  else if (name == "linear_decay_with_warmup")
    requested = call("composer.LinearWithWarmupScheduler", {{"t_warmup", warm}, {"alpha_f", low}});
  else if (name == "constant_with_warmup")
    requested = call("composer.ConstantWithWarmupScheduler", {{"t_warmup", warm}});
  else if (name == "inv_sqrt_with_warmup")
    return out.fail(k.problem("scheduler/name", errc::unsupported,
                              "inv_sqrt_with_warmup with its cooldown has no counterpart here"));
  else
    return out.rejected("unknown-scheduler", "scheduler.name", k.line("scheduler/name"),
                        "llm-foundry's registry has no scheduler " + echoed(name) + ": the run stops");
  out.run(at_peak(requested, *rate), static_cast<std::uint64_t>(steps));
}

}  // namespace

const config_reader llm_foundry = {
    .format = {"llm-foundry", "llm-foundry and Composer YAML", "mosaicml/llm-foundry@8c8dd48f7216, composer 0.32.1"},
    .recognizes = recognizes,
    .read = read,
    .omegaconf = true,
    .section = "parameters"};

}  // namespace taper::configs
