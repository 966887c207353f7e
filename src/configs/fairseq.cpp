// fairseq's commands. Source: facebookresearch/fairseq v0.12.2 (dataclass/configs.py, optim/lr_scheduler).
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  const node& r = d.root;
  return d.written == syntax::shell && r.find("lr") != nullptr &&
         (d.command.find("fairseq") != std::string::npos ||
          (r.find("lr_scheduler") != nullptr && r.find("arch") != nullptr &&
           (r.find("warmup_updates") != nullptr || r.find("max_update") != nullptr)));
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"update_freq", "keep_interval_updates", "reset_lr_scheduler", "validate_interval_updates",
                    "lr_scheduler", "fp16_scale_window"});
  const std::optional<double> rate = k.number("lr");
  const std::string name = k.word("lr_scheduler", "fixed");
  std::optional<std::int64_t> most = k.whole("max_update");
  const std::optional<std::int64_t> epochs = k.whole("max_epoch");
  if (out.failed()) return;
  if (k.has("force_anneal"))
    return out.fail(
        k.problem("force_anneal", errc::unsupported, "force_anneal changes the rate by epoch: no counterpart here"));
  if (k.has("stop_min_lr") && k.number("stop_min_lr", -1.0) > 0.0)
    out.note("stops-early", "stop_min_lr", k.line("stop_min_lr"), "the run stops when the rate reaches stop_min_lr");
  if (most == 0) most.reset();
  most ? k.gives_length("max_update") : k.counts_length("max_epoch");
  if (!most && out.facts.steps) most = static_cast<std::int64_t>(*out.facts.steps);
  if (!most && epochs && out.facts.steps_per_epoch)
    most = *epochs * static_cast<std::int64_t>(*out.facts.steps_per_epoch);
  if (!most)
    return out.fail(no_length(epochs ? "it trains for max_epoch epochs and has no max_update" : "it has no max_update",
                              "the number of updates"));
  if (epochs && k.has("max_update"))
    out.note("two-lengths", "max_epoch", k.line("max_epoch"),
             "the run ends with max_epoch if that comes before max_update");
  const std::optional<std::int64_t> rise = k.whole("warmup_updates");
  const std::optional<double> first = k.number("warmup_init_lr");
  result<schedule> requested = schedule{};
  if (name == "fixed") {
    k.without_effect({"lr_shrink"});
    requested = call("fairseq.fixed", {{"warmup_updates", rise}});
  } else if (name == "inverse_sqrt") {
    if (rise == 0)
      return out.rejected("rejected", "warmup_updates", k.line("warmup_updates"),
                          "inverse_sqrt divides by warmup_updates: the run stops");
    requested = call("fairseq.inverse_sqrt", {{"warmup_updates", rise}, {"warmup_init_lr", first}});
  } else if (name == "polynomial_decay") {
    const std::optional<std::int64_t> total = k.whole("total_num_update", 1);
    if (rate && k.number("end_learning_rate", 0.0) > *rate)
      out.fault("min-above-peak", "end_learning_rate", k.line("end_learning_rate"),
                "end_learning_rate is above lr: the rate climbs instead of falling");
    if (!total)
      out.note("version-dependent", "total_num_update", 0,
               "no total_num_update: it is max_update since 0.12, and was 1000000 before");
    requested = call("fairseq.polynomial_decay", {{"warmup_updates", rise},
                                                  {"end_learning_rate", k.number("end_learning_rate")},
                                                  {"power", k.number("power")},
                                                  {"total_num_update", total ? total : most}});
  } else if (name == "cosine") {
    if (k.has("max_lr"))
      return out.fail(k.problem("max_lr", errc::unsupported,
                                "max_lr is of releases before 0.10, where lr is the lowest rate: not read"));
    requested = call("fairseq.cosine", {{"warmup_updates", rise},
                                        {"warmup_init_lr", first},
                                        {"min_lr", k.number("min_lr")},
                                        {"t_mult", k.number("t_mult")},
                                        {"lr_period_updates", k.number("lr_period_updates")},
                                        {"lr_shrink", k.number("lr_shrink")},
                                        {"max_update", most}});
  } else if (name == "tri_stage") {
    if (k.has("phase_ratio"))
      return out.fail(k.problem("phase_ratio", errc::unsupported, "phase_ratio is not read",
                                "write warmup_steps, hold_steps and decay_steps"));
    requested = call("fairseq.tri_stage", {{"warmup_steps", k.whole("warmup_steps")},
                                           {"hold_steps", k.whole("hold_steps")},
                                           {"decay_steps", k.whole("decay_steps")},
                                           {"init_lr_scale", k.number("init_lr_scale")},
                                           {"final_lr_scale", k.number("final_lr_scale")}});
  } else {
    return out.fail(
        k.problem("lr_scheduler", errc::unsupported, "fairseq's scheduler " + echoed(name) + " is not read"));
  }
  if (out.failed()) return;
  if (rate) return out.run(at_peak(requested, *rate), static_cast<std::uint64_t>(*most));
  out.fail(failed(errc::missing, "no lr"));
}

}  // namespace

const config_reader fairseq = {{"fairseq", "fairseq command", "facebookresearch/fairseq v0.12.2"}, recognizes, read};

}  // namespace taper::configs
