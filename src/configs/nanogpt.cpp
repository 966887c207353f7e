// nanoGPT's configurations: assignments that replace the defaults of train.py. Source: karpathy/nanoGPT (train.py), with
// the warmup since pull request 578 of December 2024.
#include "configs/reader.hpp"
#include "configs/spec.hpp"

namespace taper::configs {
namespace {

// The schedule that a program itself computes.
enum class own_rule : unsigned char {
  none,     ///< a file of settings, which train.py reads
  newer,    ///< train.py: the warmup is (t + 1) / (W + 1)
  older,    ///< train.py before: t / W
  unknown,  ///< another program with settings of these names
};

own_rule rule_of(const document& d) {
  std::string plain;
  for (const char c : d.text) {
    if (c != ' ' && c != '\t') plain += c;
  }
  const auto has = [&](std::string_view part) { return plain.find(part) != std::string::npos; };
  const auto has_line = [&](std::string_view begin) {  // with its blank: default_dtype is a setting
    return d.text.starts_with(begin) || d.text.find("\n" + std::string(begin)) != std::string::npos;
  };
  const bool program = has("importtorch") || has("importjax") || has("importnumpy") || has_line("def ") ||
                       has_line("class ") || has_line("for ");
  if (!program) return own_rule::none;
  if (!has("returnmin_lr+coeff*(learning_rate-min_lr)") || !has("math.cos(math.pi*decay_ratio)"))
    return own_rule::unknown;
  if (has("learning_rate*(it+1)/(warmup_iters+1)")) return own_rule::newer;
  return has("learning_rate*it/warmup_iters") ? own_rule::older : own_rule::unknown;
}

bool recognizes(const document& d) {
  if (d.written != syntax::python || !d.command.empty()) return false;
  const auto has = [&](const char* key) { return d.root.find(key) != nullptr; };
  return (has("max_iters") || has("lr_decay_iters")) &&
         (has("learning_rate") || has("warmup_iters") || has("min_lr") || has("lr_decay_iters")) &&
         rule_of(d) != own_rule::unknown;
}

void read(const document& d, const keys& k, report& out) {
  k.without_effect({"gradient_accumulation_steps", "eval_iters", "eval_interval"});
  const own_rule rule = rule_of(d);
  if (rule != own_rule::none) k.without_effect({"decay_ratio", "lr"});  // of its get_lr
  const double rate = k.number("learning_rate", 6e-4);
  const std::int64_t last = k.whole("max_iters", 1).value_or(600'000);
  k.gives_length("max_iters");
  const std::int64_t rise = k.whole_or("warmup_iters", 2000);
  const std::int64_t decay = k.whole("lr_decay_iters", 1).value_or(600'000);
  const double floor = k.number("min_lr", 6e-5);
  const bool decays = k.flag("decay_lr", true);
  if (out.failed()) return;
  const auto steps = static_cast<std::uint64_t>(last) + 1;  // train.py also runs iteration max_iters
  if (!decays) {
    out.note("never-decays", "decay_lr", k.line("decay_lr"),
             "decay_lr is False: the rate is constant, without a warmup");
    return out.run(at_peak(windowed(constant{}), rate), steps);
  }
  for (const char* const key : {"learning_rate", "warmup_iters", "lr_decay_iters", "min_lr", "max_iters"}) {
    if (!k.has(key)) out.note("default-used", key, 0, std::string("no ") + key + ": the default of train.py is used");
  }
  if (rise >= decay)
    return out.rejected("warmup-exceeds-run", "warmup_iters", k.line("warmup_iters"),
                        "warmup_iters must be below lr_decay_iters");
  if (floor > rate)
    out.fault("min-above-peak", "min_lr", k.line("min_lr"),
              std::string(k.has("min_lr") ? "min_lr" : "min_lr, 6e-05 by default,") +
                  " is above learning_rate: the rate rises instead of falling");
  check_warmup(out, k, "warmup_iters", rise, last + 1);
  if (rule == own_rule::none)
    out.note("version-dependent", "warmup_iters", k.line("warmup_iters"),
             "the warmup starts above 0, as since December 2024; before, its step t has the part t / warmup_iters");
  const bool above_zero = rise > 0 && rule != own_rule::older;
  // Megatron's cosine is the same.
  out.run(call("megatron.OptimizerParamScheduler",
               {{"init_lr", above_zero ? std::optional(rate / static_cast<double>(rise + 1)) : std::nullopt},
                {"max_lr", rate},
                {"min_lr", floor},
                {"lr_warmup_steps", if_positive(rise)},
                {"lr_decay_steps", decay},
                {"lr_decay_style", std::string("cosine")}}),
          steps);
}

}  // namespace

const config_reader nanogpt = {.format = {"nanogpt", "nanoGPT configuration", "karpathy/nanoGPT, pull request 578"},
                               .recognizes = recognizes,
                               .read = read,
                               .programs = true};

}  // namespace taper::configs
