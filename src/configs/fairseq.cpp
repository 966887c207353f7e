// fairseq's commands and its Hydra YAML, where `optimization` has the length and the rate, and `lr_scheduler` the schedule.
// Source: facebookresearch/fairseq v0.12.2 (dataclass/configs.py, optim/lr_scheduler).
#include <array>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool is_hydra(const node& r) {
  return r.at("optimization") != nullptr &&
         (r.at("lr_scheduler/_name") != nullptr || r.at("optimizer/_name") != nullptr || r.at("task/_name") != nullptr);
}

bool recognizes(const document& d) {
  const node& r = d.root;
  if (d.written == syntax::yaml) return is_hydra(r);
  return d.written == syntax::shell && r.find("lr") != nullptr &&
         (d.command.find("fairseq") != std::string::npos ||
          (r.find("lr_scheduler") != nullptr && r.find("arch") != nullptr &&
           (r.find("warmup_updates") != nullptr || r.find("max_update") != nullptr)));
}

// The only rate of a list, which is written `[2e-5]`. More rates are those of the first epochs.
std::optional<double> rate_of(const keys& k) {
  const node* const n = k.find("lr");
  if (n == nullptr || n->is != node::kind::list || n->items.size() != 1) return k.number("lr");
  const std::optional<double> v = number_in(n->items[0].text);
  if (!v) k.answer().fail(k.problem("lr", errc::syntax, "lr must be a list of numbers"));
  return v;
}

// phase_ratio: [rise, hold, fall] as parts of max_update, instead of the three numbers of steps.
std::optional<std::array<double, 3>> phases(const keys& k) {
  const node* const n = k.find("phase_ratio");
  if (n == nullptr) return std::nullopt;
  std::array<double, 3> out{};
  bool fits = n->is == node::kind::list && n->items.size() == out.size();
  for (std::size_t i = 0; fits && i < out.size(); ++i) {
    const std::optional<double> part = number_in(n->items[i].text);
    fits = part.has_value();
    out[i] = part.value_or(0.0);
  }
  if (fits) return out;
  k.answer().fail(k.problem("phase_ratio", errc::syntax, "phase_ratio must be a list of three numbers"));
  return std::nullopt;
}

result<schedule> tri_stage(const keys& k, std::optional<std::int64_t> of_run) {
  std::optional<std::int64_t> rise = k.whole("warmup_steps");
  std::optional<std::int64_t> hold = k.whole("hold_steps");
  std::optional<std::int64_t> fall = k.whole("decay_steps");
  if (const auto part = phases(k)) {
    if (!of_run)
      return k.problem("phase_ratio", errc::missing, "phase_ratio divides max_update, which is not given",
                       "give the number of updates");
    const auto run = static_cast<double>(*of_run);
    rise = cut(run * (*part)[0]);
    hold = cut(run * (*part)[1]);
    fall = cut(run * (*part)[2]);
  }
  return call("fairseq.tri_stage", {{"warmup_steps", rise},
                                    {"hold_steps", hold},
                                    {"decay_steps", fall},
                                    {"init_lr_scale", k.number("init_lr_scale")},
                                    {"final_lr_scale", k.number("final_lr_scale")}});
}

void read(const document& d, const keys& all, report& out) {
  const bool hydra = d.written == syntax::yaml;
  all.without_effect(
      {"update_freq", "keep_interval_updates", "reset_lr_scheduler", "validate_interval_updates", "fp16_scale_window"});
  if (hydra)
    all.without_effect({"common", "checkpoint", "dataset", "distributed_training", "task", "criterion", "model"});
  const keys length = hydra ? all.inner("optimization") : all;
  // A word alone, `lr_scheduler: pass_through`, names a schedule with its defaults.
  const node* const rule = all.find("lr_scheduler");
  const bool named = hydra && rule != nullptr && rule->is == node::kind::map;
  const keys k = hydra ? all.inner("lr_scheduler") : all;
  const std::string name = named ? k.word("_name", "fixed") : all.word("lr_scheduler", "fixed");
  if (hydra) {
    length.without_effect({"update_freq"});
    if (const node* const groups = all.find("optimizer/groups"))
      return out.fail(failed_at(errc::unsupported, "optimizer.groups", groups->line,
                                ": each group has its own rate and schedule: not read"));
  }
  const std::optional<double> rate = hydra ? rate_of(length) : all.number("lr");
  std::optional<std::int64_t> most = length.whole("max_update");
  const std::optional<std::int64_t> epochs = length.whole("max_epoch");
  const std::optional<std::int64_t> written_updates = if_positive(most.value_or(0));
  if (out.failed()) return;
  if (k.has("force_anneal"))
    return out.fail(
        k.problem("force_anneal", errc::unsupported, "force_anneal changes the rate by epoch: no counterpart here"));
  if (length.number("stop_min_lr", -1.0) > 0.0)
    out.note("stops-early", length.name("stop_min_lr"), length.line("stop_min_lr"),
             "the run stops when the rate reaches stop_min_lr");
  if (name != "cosine" && k.has("min_lr") && k.number("min_lr").value_or(0.0) >= 0.0)
    out.note(
        "version-dependent", k.name("min_lr"), k.line("min_lr"),
        "releases before 0.10 stop the run when the rate reaches min_lr; newer ones know min_lr for the cosine only, "
        "and stop at once");
  if (most == 0) most.reset();
  most ? length.gives_length("max_update") : length.counts_length("max_epoch");
  if (!most && out.facts.steps) most = static_cast<std::int64_t>(*out.facts.steps);
  if (!most && epochs && out.facts.steps_per_epoch)
    most = *epochs * static_cast<std::int64_t>(*out.facts.steps_per_epoch);
  if (!most)
    return out.fail(no_length(epochs ? "it trains for max_epoch epochs and has no max_update" : "it has no max_update",
                              "the number of updates"));
  if (epochs && written_updates)
    out.note("two-lengths", length.name("max_epoch"), length.line("max_epoch"),
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
    if (const auto part = phases(k); part && (*part)[0] + (*part)[1] + (*part)[2] != 1.0)
      return out.rejected("rejected", k.name("phase_ratio"), k.line("phase_ratio"),
                          "the parts of phase_ratio do not add up to 1: the run stops");
    const auto given = out.facts.steps ? std::optional(static_cast<std::int64_t>(*out.facts.steps)) : std::nullopt;
    requested = tri_stage(k, written_updates ? written_updates : given);  // max_update may be given by the command
    if (!requested) return out.fail(requested.error());
  } else {
    return out.fail(
        all.problem("lr_scheduler", errc::unsupported, "fairseq's scheduler " + echoed(name) + " is not read"));
  }
  if (out.failed()) return;
  if (rate) return out.run(at_peak(requested, *rate), static_cast<std::uint64_t>(*most));
  out.fail(failed(errc::missing, "no lr"));
}

}  // namespace

const config_reader fairseq = {.format = {"fairseq", "fairseq command, Hydra YAML", "facebookresearch/fairseq v0.12.2"},
                               .recognizes = recognizes,
                               .read = read,
                               .omegaconf = true};

}  // namespace taper::configs
