// torchtitan's TOML. Source: pytorch/torchtitan@73a0e6979dd1 v0.2.2, @b5bcd76c66d0, v0.1.0 for the older keys.
#include <algorithm>
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  const node& r = d.root;
  return r.at("training/steps") != nullptr && (r.at("optimizer/lr") != nullptr || r.find("lr_scheduler") != nullptr ||
                                               r.at("training/seq_len") != nullptr || r.at("model/flavor") != nullptr);
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"training/gc_freq", "training/local_batch_size", "training/global_batch_size", "checkpoint",
                    "metrics", "profiling", "comm", "parallelism", "validation", "model", "job", "experimental",
                    "fault_tolerance"});
  const double rate = k.number("optimizer/lr", 8e-4);
  const std::int64_t run = k.whole("training/steps", 1).value_or(10'000);
  k.gives_length("training/steps");
  const std::optional<std::int64_t> total = k.whole("lr_scheduler/total_steps", 1);
  std::int64_t w = k.has("training/warmup_steps") ? k.whole_or("training/warmup_steps", 200)
                                                  : k.whole_or("lr_scheduler/warmup_steps", 200);
  double ratio = k.number("lr_scheduler/decay_ratio", -1.0);
  const std::string type = k.word("lr_scheduler/decay_type", "linear");
  const double floor =
      k.has("lr_scheduler/lr_min") ? k.number("lr_scheduler/lr_min", 0.0) : k.number("lr_scheduler/min_lr_factor", 0.0);
  if (out.failed()) return;
  if (above_peak(out, k, "lr_scheduler/min_lr_factor", floor)) return;
  if (type != "linear" && type != "sqrt" && type != "cosine")
    return out.rejected("rejected", "lr_scheduler.decay_type", k.line("lr_scheduler/decay_type"),
                        "decay_type must be linear, sqrt or cosine: the run stops");
  const std::int64_t t = total.value_or(run);
  if (w > t) {
    out.fault("warmup-clamped", "lr_scheduler.warmup_steps", k.line("lr_scheduler/warmup_steps"),
              (k.has("lr_scheduler/warmup_steps") ? "" : "warmup_steps is 200 by default; ") +
                  std::string("a warmup of ") + written(w) + " steps is cut to the " + written(t) +
                  " steps of the run: the rate only rises");
    w = t;
  } else if (w >= run) {
    check_warmup(out, k, "lr_scheduler/warmup_steps", w, run);
  }
  if (ratio >= 0.0) {
    const auto decay = static_cast<std::int64_t>(std::nearbyint(ratio * static_cast<double>(t)));
    if (w + decay > t) {
      out.fault("decay-clamped", "lr_scheduler.decay_ratio", k.line("lr_scheduler/decay_ratio"),
                "a decay of " + written(decay) + " steps does not fit after a warmup of " + written(w) +
                    ": it is cut to " + written(t - w));
      ratio = -1.0;
    }
  }
  if (t > run)
    out.note(
        "decay-unfinished", "lr_scheduler.total_steps", k.line("lr_scheduler/total_steps"),
        "the schedule has " + written(t) + " steps and the run " + written(run) + ": it ends before the fall does");
  if (k.has("lr_scheduler/lr_min") && floor >= 0.0)
    out.note("unit-mismatch", "lr_scheduler.lr_min", k.line("lr_scheduler/lr_min"),
             "lr_min is a part of the peak, not a rate");
  out.run(at_peak(call("torchtitan.lr_scheduler", {{"warmup_steps", w},
                                                   {"total_steps", t},
                                                   {"decay_ratio", ratio >= 0.0 ? std::optional(ratio) : std::nullopt},
                                                   {"decay_type", type},
                                                   {"min_lr_factor", if_positive(floor)}}),
                  rate),
          static_cast<std::uint64_t>(run));
}

}  // namespace

const config_reader torchtitan = {.format = {"torchtitan", "torchtitan TOML", "pytorch/torchtitan@73a0e6979dd1 v0.2.2"},
                                  .recognizes = recognizes,
                                  .read = read};

}  // namespace taper::configs
