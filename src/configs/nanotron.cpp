// nanotron's YAML. Source: huggingface/nanotron@2411b022a75f 0.4 (config.py, helpers.py lr_scheduler_builder).
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

bool recognizes(const document& d) {
  return d.root.at("optimizer/learning_rate_scheduler") != nullptr && d.root.find("tokens") != nullptr;
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"tokens/batch_accumulation_per_replica", "tokens/val_check_interval", "checkpoints", "logging",
                    "data_stages", "model", "profiler"});
  const keys s = k.inner("optimizer/learning_rate_scheduler");
  const std::optional<double> rate = s.number("learning_rate");
  const std::int64_t w = s.whole_or("lr_warmup_steps", 0);
  const std::string rise = s.word("lr_warmup_style");
  const std::string style = s.word("lr_decay_style", "linear");
  const std::optional<std::int64_t> run = k.whole("tokens/train_steps", 1);
  k.gives_length("tokens/train_steps");
  const std::int64_t start = s.whole_or("lr_decay_starting_step", w);
  if (out.failed()) return;
  if (!rate) return out.fail(failed(errc::missing, "no " + s.name("learning_rate")));
  if (!run) return out.fail(failed(errc::missing, "no tokens.train_steps"));
  const std::int64_t fall = s.whole("lr_decay_steps", 0).value_or(*run - w);
  const double floor = s.number("min_decay_lr", *rate);
  if (rise.empty())
    return out.rejected("rejected", s.name("lr_warmup_style"), k.line("optimizer/learning_rate_scheduler"),
                        "lr_warmup_style must be written (linear or constant): the run stops");
  std::optional<any_window> window;
  if (style == "linear") window = linear{};
  if (style == "cosine") window = cosine{};
  if (style == "1-sqrt") window = one_minus_sqrt{};
  if (!window)
    return out.rejected("unknown-scheduler", s.name("lr_decay_style"), s.line("lr_decay_style"),
                        "there is no lr_decay_style " + echoed(style) + ": the run stops");
  if (!s.has("min_decay_lr"))
    out.fault("never-decays", s.name("lr_decay_style"), s.line("lr_decay_style"),
              "min_decay_lr defaults to learning_rate: the rate does not fall");
  check_warmup(out, k, "optimizer/learning_rate_scheduler/lr_warmup_steps", w, *run);
  const auto steps = static_cast<std::uint64_t>(*run);
  if (w >= *run || fall <= 0)
    return out.fail(s.problem("lr_warmup_steps", errc::unsupported,
                              "a warmup as long as the run, or a decay without a length, has no counterpart here"));
  if (floor > *rate)
    return out.rejected("min-above-peak", s.name("min_decay_lr"), s.line("min_decay_lr"),
                        "min_decay_lr is above learning_rate: the rate climbs instead of falling");
  const auto risen = rise == "constant" ? std::nullopt : warmup(w);
  if (floor >= *rate) return out.run(at_peak(windowed(constant{}, risen), *rate), steps);
  const std::int64_t end = start + fall;
  if (end > *run + 1)  // written with steps counted from 1, a fall ends one step later here
    out.fault("decay-unfinished", s.name("lr_decay_steps"), s.line("lr_decay_steps"),
              "the fall begins at step " + written(start) + " and takes " + written(fall) + " steps; the run has " +
                  written(*run));
  if (end < *run && floor == 0.0)
    out.fault("rate-zero-tail", s.name("lr_decay_steps"), s.line("lr_decay_steps"),
              "the fall ends at step " + written(end) + "; from there the rate is 0");
  const auto cooling = start > (rise == "constant" ? 0 : w) ? std::optional(cooldown(fall)) : std::nullopt;
  result<schedule> whole = windowed(*window, risen, cooling, floor_part(floor / *rate));
  if (end > *run)
    whole = std::move(whole).and_then([&](const schedule& of) { return checked::loop(of, taper::steps(end)); });
  if (end < *run) whole = in_sequence({whole, level(floor / *rate)}, {taper::steps(end)});
  out.run(at_peak(whole, *rate), steps);
}

}  // namespace

const config_reader nanotron = {.format = {"nanotron", "nanotron YAML", "huggingface/nanotron@2411b022a75f 0.4"},
                                .recognizes = recognizes,
                                .read = read};

}  // namespace taper::configs
