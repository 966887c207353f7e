// From a configuration to a schedule in our notation, one function a framework; and the departure of a log from it.
#include "taper/logs/asked.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "logs/findings/findings.hpp"
#include "logs/read/settings.hpp"
#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper {
namespace inspection {
namespace {

using asked_result = result<asked_schedule>;

error cannot(std::string message, std::string hint = {}) {
  return {errc::unsupported, std::move(message), error::nowhere, std::move(hint)};
}

error no_length(const char* what) {
  return {errc::missing, std::string(what) + " says no length in steps", error::nowhere,
          "the log does not say it either; give a schedule and --steps"};
}

// A number of steps from a number that a file says; nonsense stays small enough to be refused later.
std::int64_t steps_of(double x) { return x >= 0.0 && x < 9e15 ? static_cast<std::int64_t>(std::ceil(x - 1e-9)) : -1; }

enum class floor_as : unsigned char { rate, fraction };

std::string modifiers(std::int64_t warmup, std::string_view rise_words, double floor, double peak,
                      floor_as how = floor_as::rate) {
  std::string out;
  if (warmup > 0) out += " | warmup(" + std::to_string(warmup) + std::string(rise_words) + ")";
  if (floor > 0.0)
    out += " | floor(" + (how == floor_as::rate ? print_number(floor) : print_number(100.0 * floor) + "%") + ")";
  return out + " | peak(" + print_number(peak) + ")";
}

// --- Hugging Face training arguments

bool is_hf(const settings& s) {
  return s.number({"learning_rate"}) &&
         (s.has("lr_scheduler_type") || s.has("lr_scheduler") || s.has("num_train_epochs") || s.has("warmup_ratio"));
}

asked_result from_hf(const settings& s, std::optional<std::int64_t> planned) {
  const double peak = *s.number({"learning_rate"});
  std::string kind = s.text({"lr_scheduler_type", "lr_scheduler"});
  if (const std::size_t dot = kind.rfind('.'); dot != std::string::npos)
    kind.erase(0, dot + 1);  // SchedulerType.COSINE
  std::transform(kind.begin(), kind.end(), kind.begin(),
                 [](char c) { return static_cast<char>(std::tolower(static_cast<unsigned char>(c))); });
  if (kind.empty()) kind = "linear";
  std::optional<std::int64_t> total = s.whole({"max_steps"});
  if (!total || *total <= 0) total = planned;
  if (!total) return no_length("the training arguments (epochs, no max_steps)");
  std::int64_t w = s.whole({"warmup_steps"}).value_or(0);
  if (w <= 0) w = steps_of(static_cast<double>(*total) * s.number({"warmup_ratio"}).value_or(0.0));
  const auto extra = [&](const char* name) { return s.number({std::string("lr_scheduler_kwargs/") + name, name}); };
  asked_schedule out{"hf-training-arguments", {}, total};
  if (kind == "linear")
    out.spec = "linear" + modifiers(w, "", 0.0, peak);
  else if (kind == "cosine")
    out.spec = "cosine" + modifiers(w, "", 0.0, peak);
  else if (kind == "constant")
    out.spec = "constant" + modifiers(0, "", 0.0, peak);
  else if (kind == "constant_with_warmup")
    out.spec = "constant" + modifiers(w, "", 0.0, peak);
  else if (kind == "cosine_with_min_lr") {
    const std::optional<double> rate = extra("min_lr");
    out.spec = "cosine" + (rate ? modifiers(w, "", *rate, peak)
                                : modifiers(w, "", extra("min_lr_rate").value_or(0.0), peak, floor_as::fraction));
  } else if (kind == "polynomial") {
    const double p = extra("power").value_or(1.0);
    out.spec = (p == 1.0 ? std::string("linear") : "power(p=" + print_number(p) + ")") +
               modifiers(w, "", extra("lr_end").value_or(1e-7), peak);
  } else if (kind == "warmup_stable_decay") {
    const std::optional<double> decay = extra("num_decay_steps");
    if (!decay) return cannot("warmup_stable_decay without num_decay_steps");
    const std::string shape = s.text({"lr_scheduler_kwargs/decay_type"}) == "cosine" ? "cosine" : "linear";
    out.spec = shape + (w > 0 ? " | warmup(" + std::to_string(w) + ")" : "") + " | cooldown(" + print_number(*decay) +
               ")" + modifiers(0, "", extra("min_lr_ratio").value_or(0.0), peak, floor_as::fraction);
  } else {
    return cannot("lr_scheduler_type " + echoed(kind) + " has no counterpart here",
                  "write the schedule itself: --asked \"cosine | …\"");
  }
  return out;
}

// --- Megatron arguments

bool is_megatron(const settings& s) { return s.has("lr_decay_style") && s.number({"lr"}); }

asked_result from_megatron(const settings& s, std::optional<std::int64_t> planned) {
  const double peak = *s.number({"lr"});
  const double floor = s.number({"min_lr"}).value_or(0.0);
  std::optional<std::int64_t> total = s.whole({"lr_decay_iters", "train_iters"});
  if (!total) total = planned;
  if (!total) return no_length("the arguments (samples, no iterations)");
  std::int64_t w = s.whole({"lr_warmup_iters"}).value_or(0);
  if (const std::optional<double> fraction = s.number({"lr_warmup_fraction"}))
    w = steps_of(std::round(*fraction * static_cast<double>(*total)));
  const double init = s.number({"lr_warmup_init"}).value_or(0.0);
  const std::string from = init > 0.0 && peak > 0.0 ? ", from=" + print_number(init / peak) : std::string();
  const std::string style = s.text({"lr_decay_style"});
  asked_schedule out{"megatron-arguments", {}, total};
  if (style == "linear" || style == "cosine")
    out.spec = style + modifiers(w, from, floor, peak);
  else if (style == "constant")
    out.spec = "constant" + modifiers(w, from, 0.0, peak);
  else if (style == "WSD") {
    const std::int64_t decay = s.whole({"lr_wsd_decay_iters"}).value_or(0);
    const std::string shape = s.text({"lr_wsd_decay_style"});
    const char* const ours = shape == "linear"       ? "linear"
                             : shape == "cosine"     ? "cosine"
                             : shape == "minus_sqrt" ? "one_minus_sqrt"
                                                     : "exp(beta=0.5)";
    out.spec = std::string(ours) + (w > 0 ? " | warmup(" + std::to_string(w) + from + ")" : "") + " | cooldown(" +
               std::to_string(decay) + ")" + modifiers(0, "", floor, peak);
  } else {
    return cannot("lr_decay_style " + echoed(style) + " has no counterpart here");
  }
  return out;
}

// --- torchtitan TOML

bool is_torchtitan(const settings& s) {
  return s.number({"optimizer/lr"}) && (s.has("training/steps") || s.has("lr_scheduler/warmup_steps"));
}

asked_result from_torchtitan(const settings& s, std::optional<std::int64_t> planned) {
  const double peak = *s.number({"optimizer/lr"});
  std::optional<std::int64_t> total = s.whole({"lr_scheduler/total_steps", "training/steps"});
  if (!total) total = planned;
  if (!total) return no_length("the TOML");
  const std::int64_t w = s.whole({"lr_scheduler/warmup_steps", "training/warmup_steps"}).value_or(200);
  const std::optional<double> ratio = s.number({"lr_scheduler/decay_ratio"});
  const std::int64_t decay = ratio ? steps_of(std::round(*ratio * static_cast<double>(*total))) : *total - w;
  std::string shape = s.text({"lr_scheduler/decay_type"});
  if (shape.empty()) shape = "linear";
  if (shape == "sqrt") shape = "one_minus_sqrt";
  const double floor = s.number({"lr_scheduler/min_lr_factor", "lr_scheduler/lr_min"}).value_or(0.0);
  // It counts the warmup from one: (t + 1) / W, so W - 1 steps of rise from 1 / W and one at the peak.
  const std::int64_t hold = *total - w - decay + (w > 0 ? 1 : 0);
  std::string spec = shape;
  if (w > 1)
    spec += " | warmup(" + std::to_string(w - 1) + ", from=" + print_number(1.0 / static_cast<double>(w)) + ")";
  if (hold > 0) spec += " | hold(" + std::to_string(hold) + ")";
  return asked_schedule{"torchtitan-toml", spec + modifiers(0, "", floor, peak, floor_as::fraction), total};
}

// --- DeepSpeed JSON

bool is_deepspeed(const settings& s) { return s.has("scheduler/type"); }

asked_result from_deepspeed(const settings& s, std::optional<std::int64_t> planned) {
  const std::string type = s.text({"scheduler/type"});
  const auto parameter = [&](const char* name) { return s.number({std::string("scheduler/params/") + name}); };
  const double peak = parameter("warmup_max_lr").value_or(s.number({"optimizer/params/lr"}).value_or(0.001));
  const double least = parameter("warmup_min_lr").value_or(0.0);
  const std::int64_t w = steps_of(parameter("warmup_num_steps").value_or(1000.0));
  std::string words = s.text({"scheduler/params/warmup_type"}) == "linear" ? "" : ", log";
  if (least > 0.0 && peak > 0.0) words += ", from=" + print_number(least / peak);
  asked_schedule out{"deepspeed-json", {}, std::nullopt};
  if (const std::optional<double> total = parameter("total_num_steps"))
    out.steps = steps_of(*total);
  else
    out.steps = planned;
  if (type == "WarmupLR")
    out.spec = "constant" + modifiers(w, words, 0.0, peak);
  else if (type == "WarmupDecayLR")
    out.spec = "linear" + modifiers(w, words, 0.0, peak);
  else
    return cannot("DeepSpeed's " + shortened(type, 40) + " has no counterpart here");
  if (!out.steps) return no_length("the DeepSpeed configuration");
  return out;
}

// --- Keras schedule JSON, alone or inside an optimizer's configuration

std::optional<std::string> keras_prefix(const settings& s) {
  for (const char* const prefix :
       {"", "learning_rate/", "config/learning_rate/", "optimizer_config/config/learning_rate/"}) {
    if (s.has(std::string(prefix) + "class_name") && s.number({std::string(prefix) + "config/initial_learning_rate"}))
      return prefix;
  }
  return std::nullopt;
}

asked_result from_keras(const settings& s, const std::string& prefix) {
  const std::string kind = s.text({prefix + "class_name"});
  const auto parameter = [&](const char* name) { return s.number({prefix + "config/" + name}); };
  const double initial = *parameter("initial_learning_rate");
  const std::optional<double> decay = parameter("decay_steps");
  if (!decay) return cannot("Keras's " + shortened(kind, 40) + " has no counterpart here");
  asked_schedule out{"keras-json", {}, steps_of(*decay)};
  if (kind == "CosineDecay") {
    const std::optional<double> target = parameter("warmup_target");
    const std::int64_t w = target ? steps_of(parameter("warmup_steps").value_or(0.0)) : 0;
    const double peak = target.value_or(initial);
    const std::string words =
        w > 0 && initial > 0.0 && peak > 0.0 ? ", from=" + print_number(initial / peak) : std::string();
    out.steps = w + *out.steps;
    out.spec = "cosine" + modifiers(w, words, parameter("alpha").value_or(0.0) * initial, peak);
  } else if (kind == "PolynomialDecay") {
    const double p = parameter("power").value_or(1.0);
    out.spec = (p == 1.0 ? std::string("linear") : "power(p=" + print_number(p) + ")") +
               modifiers(0, "", parameter("end_learning_rate").value_or(1e-4), initial);
  } else {
    return cannot("Keras's " + shortened(kind, 40) + " has no counterpart here");
  }
  return out;
}

asked_result from_settings(const settings& s, std::optional<std::int64_t> planned) {
  if (is_megatron(s)) return from_megatron(s, planned);
  if (is_torchtitan(s)) return from_torchtitan(s, planned);
  if (is_deepspeed(s)) return from_deepspeed(s, planned);
  if (const std::optional<std::string> prefix = keras_prefix(s)) return from_keras(s, *prefix);
  if (is_hf(s)) return from_hf(s, planned);
  return cannot("no known configuration of a schedule",
                "Hugging Face training arguments, Megatron arguments, torchtitan TOML, DeepSpeed JSON, Keras JSON, or "
                "a schedule");
}

}  // namespace
}  // namespace inspection

result<asked_schedule> read_asked(std::string_view text, std::optional<std::int64_t> planned) {
  result<asked_schedule> asked = inspection::from_settings(inspection::settings::read(text), planned);
  if (asked && asked->steps && *asked->steps < 2) {
    return error{errc::out_of_range, "the configuration asks for " + std::to_string(*asked->steps) + " steps",
                 error::nowhere, "a schedule has at least 2"};
  }
  return asked;
}

std::optional<asked_schedule> asked_in(const training_log& log) {
  if (log.settings.empty()) return std::nullopt;
  inspection::settings s;
  for (const auto& [key, value] : log.settings) s.set(key, value);
  const result<asked_schedule> asked = inspection::from_settings(s, log.max_steps);
  return asked ? std::optional(*asked) : std::nullopt;
}

departure compare_with_asked(const log_series& rows, const log_report& report, const asked_schedule& asked,
                             const std::function<double(std::uint64_t)>& rate) {
  departure out;
  const std::vector<counter_lag>& lags = report.segments.front().lags;
  const std::int64_t offset = lags.empty() ? 0 : std::clamp<std::int64_t>(lags.front().lag, -1, 1);
  double peak = 0.0;
  for (const log_row& row : rows.rows) {
    if (row.has_rate())
      peak = std::max({peak, row.rate, rate(static_cast<std::uint64_t>(std::max<std::int64_t>(row.step - offset, 0)))});
  }
  out.same = true;
  const log_row* end = nullptr;
  double end_wanted = 0.0;
  for (const log_row& row : rows.rows) {
    if (!row.has_rate()) continue;
    const double wanted = rate(static_cast<std::uint64_t>(std::max<std::int64_t>(row.step - offset, 0)));
    const double off = std::abs(wanted - row.rate);
    end = &row;
    end_wanted = wanted;
    out.same = out.same && off <= report.precision.half_width(row.rate, peak);
    if (peak > 0.0 && off / peak > out.share) {
      out.share = off / peak;
      out.step = row.step;
      out.asked = wanted;
      out.ran = row.rate;
    }
  }
  using inspection::brief;
  if (out.same) {
    out.message = "ran as asked: every row lies on " + asked.spec;
  } else {
    out.message = "asked " + asked.spec + (asked.steps ? " over " + std::to_string(*asked.steps) : "") + ", ran " +
                  report.last().spec.value_or("something else") +
                  (report.last().steps > 0 ? " over " + std::to_string(report.last().steps) : "") +
                  ": furthest apart at step " + std::to_string(out.step) + ", " + brief(out.asked) + " asked, " +
                  brief(out.ran) + " ran (" + inspection::percent_of(out.share) + " of the peak)";
    if (end != nullptr && end->step != out.step && end->rate > end_wanted + 1e-3 * peak) {
      out.message += "; the last rate is " + brief(end->rate) + " where " + brief(end_wanted) + " was asked";
    }
  }
  return out;
}

}  // namespace taper
