// Python configurations of mmcv 1.x: lr_config. Source: open-mmlab/mmcv@0087cac1 1.x (runner/hooks/lr_updater.py).
#include <algorithm>
#include <cmath>

#include "configs/bases.hpp"
#include "configs/epochs.hpp"
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  return d.written == syntax::python && d.command.empty() && d.root.find("lr_config") != nullptr;
}

struct span_of_run {
  double rate = 0.0;
  bool by_epoch = true;         // the scheduler's clock
  std::int64_t length = 0;      // in that clock
  std::int64_t per_count = 1;   // iterations of one count of that clock
  std::int64_t per_epoch = 0;   // 0: not known
  std::int64_t iterations = 0;  // of the run
};

// The length: a number of iterations, or of epochs with their iterations.
std::optional<span_of_run> length_of(const keys& k, report& out) {
  span_of_run s;
  s.rate = k.number("optimizer/lr", 0.0);
  s.by_epoch = k.flag("lr_config/by_epoch", true);
  const std::string runner = k.word("runner/type");
  const char* const iterations = k.has("runner/max_iters") ? "runner/max_iters" : "total_iters";
  const char* const epochs = k.has("runner/max_epochs") ? "runner/max_epochs" : "total_epochs";
  const std::optional<std::int64_t> iters = k.whole(iterations, 1);
  const std::optional<std::int64_t> count = k.whole(epochs, 1);
  if (out.failed()) return std::nullopt;
  if (iters && count) {
    out.fail(failed(errc::unsupported, k.name(iterations) + " and " + k.name(epochs) + " are both given"));
    return std::nullopt;
  }
  if (!iters && !count) {
    const std::optional<error> base = base_not_read(k, "_base_", "runner.max_epochs");
    out.fail(base ? *base : failed(errc::missing, "no runner.max_epochs or runner.max_iters: the length of the run"));
    return std::nullopt;
  }
  if (iters && s.by_epoch && k.word("lr_config/policy") != "fixed") {
    out.fail(k.problem(
        "lr_config/by_epoch", errc::unsupported,
        "lr_config counts epochs and the run counts iterations: the length of an epoch depends on the data loader",
        "set by_epoch=False"));
    return std::nullopt;
  }
  if (iters) {
    k.gives_length(iterations);
    s.length = s.iterations = *iters;
    return s;
  }
  const std::optional<std::int64_t> each = batches_of_epoch(out, *count, 0);
  if (!each) return std::nullopt;
  k.counts_length(epochs);
  s.per_epoch = *each;
  s.iterations = *count * *each;
  s.length = s.by_epoch ? *count : s.iterations;
  s.per_count = s.by_epoch ? *each : 1;
  return s;
}

result<schedule> not_below(result<schedule> s, double low) {
  TAPER_TRY(made, std::move(s));
  return low > 0.0 ? checked::clip(made, {.low = low}) : result<schedule>(std::move(made));
}

// The policy as a factor, without its warmup.
std::optional<result<schedule>> policy_of(const keys& k, report& out, const span_of_run& s) {
  const std::string policy = k.word("lr_config/policy");
  const std::optional<double> low = k.number("lr_config/min_lr");
  const std::optional<double> low_part = k.number("lr_config/min_lr_ratio");
  const double gamma = k.number("lr_config/gamma", 0.1);
  if (out.failed()) return std::nullopt;
  const double floor = low_part ? *low_part : low.value_or(0.0) / s.rate;
  if (above_peak(out, k, low_part ? "lr_config/min_lr_ratio" : "lr_config/min_lr", floor)) return std::nullopt;
  if (policy == "fixed") return windowed(constant{});
  if (policy == "step" || policy == "Step") {
    const node* const at = k.find("lr_config/step");
    if (at == nullptr) {
      const std::optional<error> base = base_not_read(k, "_base_", "lr_config.step");
      out.fail(base ? *base : k.problem("lr_config/step", errc::missing, "policy step needs step"));
      return std::nullopt;
    }
    if (at->is == node::kind::text) {
      const std::optional<std::int64_t> each = k.whole("lr_config/step", 1);
      if (!each) return std::nullopt;
      return not_below(at_peak(call("torch.StepLR", {{"step_size", *each * s.per_count}, {"gamma", gamma}}), 1.0),
                       floor);
    }
    std::vector<std::int64_t> marks;
    for (const node& item : at->items) {
      const std::optional<double> v = number_in(item.text);
      if (!v || *v != std::floor(*v) || *v < 0.0) {
        out.fail(k.problem("lr_config/step", errc::syntax, "lr_config.step must be whole numbers"));
        return std::nullopt;
      }
      if (static_cast<std::int64_t>(*v) > s.length)
        out.fault("milestone-beyond-end", "lr_config.step", k.line("lr_config/step"),
                  "step " + print_number(*v) + " is beyond the run of " + std::to_string(s.length) +
                      (s.by_epoch ? " epochs" : " iterations"));
      marks.push_back(static_cast<std::int64_t>(*v) * s.per_count);
    }
    return not_below(at_peak(call("torch.MultiStepLR", {{"milestones", marks}, {"gamma", gamma}}), 1.0), floor);
  }
  if (policy == "CosineAnnealing") return once_every(windowed(cosine{}, floor_part(floor)), s.per_count);
  if (policy == "poly") {
    const double power = k.number("lr_config/power", 1.0);
    return once_every(windowed(taper::power{.p = power}, floor_part(floor)), s.per_count);
  }
  if (const std::optional<error> base = base_not_read(k, "_base_", "lr_config.policy"); policy.empty() && base)
    out.fail(*base);
  out.fail(
      k.problem("lr_config/policy", errc::unsupported,
                policy.empty() ? "no lr_config.policy" : "the policy " + echoed(policy) + " is not supported yet"));
  return std::nullopt;
}

// A warmup multiplies the policy: linear from warmup_ratio, or constant.
std::optional<result<schedule>> warmup_of(const keys& k, report& out, const span_of_run& s) {
  const std::string kind = k.word("lr_config/warmup");
  const std::int64_t written_iters = k.whole_or("lr_config/warmup_iters", 0);
  const double ratio = k.number("lr_config/warmup_ratio", 0.1);
  const bool by_epoch = k.flag("lr_config/warmup_by_epoch");
  if (kind.empty()) {
    if (written_iters > 0)
      out.fault("key-ignored", "lr_config.warmup_iters", k.line("lr_config/warmup_iters"),
                "warmup_iters without warmup does nothing");
    return std::nullopt;
  }
  if (by_epoch && s.per_epoch == 0) {
    out.fail(k.problem("lr_config/warmup_by_epoch", errc::unsupported, "a warmup in epochs, and a run in iterations"));
    return std::nullopt;
  }
  const std::int64_t iters = by_epoch ? written_iters * s.per_epoch : written_iters;
  check_warmup(out, k, "lr_config/warmup_iters", iters, s.iterations);
  if (iters < 1) {
    out.rejected("rejected", "lr_config.warmup_iters", k.line("lr_config/warmup_iters"),
                 "a warmup needs warmup_iters above 0: the run stops");
    return std::nullopt;
  }
  if (kind == "linear") return line_to_one(ratio, iters);
  if (kind == "constant") return in_sequence({level(ratio), level(1.0)}, {steps(iters)});
  out.fail(k.problem("lr_config/warmup", errc::unsupported, "the warmup " + echoed(kind) + " is not supported yet"));
  return std::nullopt;
}

void read(const document&, const keys& k, report& out) {
  // The runner reads these names; any other is a variable of the file, or has no effect on the rate.
  for (const auto& [name, value] : k.find("")->members) {
    if (name != "optimizer" && name != "lr_config" && name != "runner" && name != "total_epochs" &&
        name != "total_iters")
      k.without_effect({name});
  }
  k.without_effect({"optimizer/paramwise_cfg"});
  if (!k.has("optimizer/lr")) {
    const std::optional<error> base = base_not_read(k, "_base_", "optimizer.lr");
    return out.fail(base ? *base : failed(errc::missing, "no optimizer.lr"));
  }
  const std::optional<span_of_run> s = length_of(k, out);
  if (!s || out.failed()) return;
  if (k.has("_base_"))
    out.note("base-not-read", "_base_", k.line("_base_"),
             "the files of _base_ are not read: a warmup that only they set is missing here");
  const std::optional<result<schedule>> policy = policy_of(k, out, *s);
  if (!policy || out.failed()) return;
  const std::optional<result<schedule>> rise = warmup_of(k, out, *s);
  if (out.failed()) return;
  std::vector<result<schedule>> parts;
  if (rise) parts.push_back(*rise);
  parts.push_back(*policy);
  out.run(multiplied(std::move(parts), s->rate), static_cast<std::uint64_t>(s->iterations));
}

}  // namespace

const config_reader mmcv = {.format = {"mmcv", "mmcv 1.x Python configuration", "open-mmlab/mmcv@0087cac1 1.x"},
                            .recognizes = recognizes,
                            .read = read,
                            .programs = true,
                            .bases = "_base_"};

}  // namespace taper::configs
