// JSON of a Keras schedule, alone or inside that of an optimizer, also as Python prints it (model cards of transformers).
// Source: keras 3.15.1 (learning_rate_schedule.py), transformers 4.57.1 (optimization_tf.py).
#include <cmath>

#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

const char* const places[] = {"",
                              "learning_rate/",
                              "config/learning_rate/",
                              "inner_optimizer/config/learning_rate/",
                              "optimizer_config/config/learning_rate/",
                              "compile_config/optimizer/config/learning_rate/"};

const char* place_of(const node& root) {
  for (const char* const place : places) {
    if (root.at(std::string(place) + "class_name") != nullptr &&
        root.at(std::string(place) + "config/initial_learning_rate") != nullptr)
      return place;
  }
  return nullptr;
}

// transformers' WarmUp (optimization_tf.py): a rise of `warmup_steps`, then the inner schedule from its own step 0.
void read_warmup(const keys& k, const std::string& place, report& out) {
  const keys p = k.inner(place + "config");
  const keys inner = p.inner("decay_schedule_fn");
  const keys of_decay = inner.inner("config");
  const std::string kind = inner.word("class_name");
  p.without_effect({"name", "decay_schedule_fn/__passive_serialization__", "decay_schedule_fn/module",
                    "decay_schedule_fn/registered_name"});
  of_decay.without_effect({"name"});
  const double initial = p.number("initial_learning_rate", 0.0);
  const std::int64_t w = p.whole_or("warmup_steps", 0);
  const double power = p.number("power", 1.0);
  const double top = of_decay.number("initial_learning_rate", initial);
  const double low = of_decay.number("end_learning_rate", 1e-4);
  const double decay_power = of_decay.number("power", 1.0);
  const std::optional<double> decay = of_decay.number("decay_steps");
  const bool cycle = of_decay.flag("cycle");
  if (out.failed()) return;
  if (kind != "PolynomialDecay" || power != 1.0 || top != initial || cycle || decay_power != 1.0 || !decay ||
      *decay != std::floor(*decay) || low != 0.0)
    return out.fail(k.problem(place + "class_name", errc::unsupported,
                              "a WarmUp other than a line to PolynomialDecay's line to 0 is not supported yet"));
  const std::int64_t steps = w + static_cast<std::int64_t>(*decay);
  if (steps < 1) return out.fail(of_decay.problem("decay_steps", errc::out_of_range, "the run has no step"));
  out.facts.steps ? out.length_from("as given") : p.gives_length("decay_schedule_fn/config/decay_steps");
  check_warmup(out, p, "warmup_steps", w, steps);
  out.run(at_peak(call("hf.linear", {{"num_warmup_steps", w}, {"num_training_steps", steps}}), initial),
          out.facts.steps.value_or(static_cast<std::uint64_t>(steps)));
}

bool recognizes(const document& d) { return place_of(d.root) != nullptr; }

void read(const document& d, const keys& k, report& out) {
  const std::string place = place_of(d.root);
  if (!place.empty()) {  // of optimizers before Keras 2.11
    const std::string decay = place.substr(0, place.rfind("learning_rate/")) + "decay";
    if (k.number(decay, 0.0) != 0.0)
      return out.fail(k.problem(decay, errc::unsupported, "decay divides the schedule by 1 + decay t: not supported"));
  }
  const std::string kind = k.word(place + "class_name");
  if (kind == "WarmUp") return read_warmup(k, place, out);
  const keys p = k.inner(place + "config");
  const double initial = p.number("initial_learning_rate", 0.0);
  const std::optional<std::int64_t> decay = p.whole("decay_steps", 1);
  std::optional<std::uint64_t> steps = out.facts.steps;
  result<schedule> requested = schedule{};
  p.without_effect({"name"});
  if (kind == "CosineDecay") {
    const std::int64_t w = p.has("warmup_target") ? p.whole_or("warmup_steps", 0) : 0;
    if (!p.has("warmup_target")) p.without_effect({"warmup_steps"});
    requested = call("keras.CosineDecay", {{"initial_learning_rate", initial},
                                           {"decay_steps", decay},
                                           {"alpha", p.number("alpha")},
                                           {"warmup_target", p.number("warmup_target")},
                                           {"warmup_steps", if_positive(w)}});
    if (!steps && decay) steps = static_cast<std::uint64_t>(w + *decay);
  } else if (kind == "PolynomialDecay") {
    if (const double end = p.number("end_learning_rate", 1e-4); end > initial)
      out.fault(
          "min-above-peak", p.name("end_learning_rate"), p.line("end_learning_rate"),
          std::string(p.has("end_learning_rate") ? "end_learning_rate" : "end_learning_rate, 0.0001 by default,") +
              " is above initial_learning_rate: the rate climbs instead of falling");
    requested = call("keras.PolynomialDecay", {{"initial_learning_rate", initial},
                                               {"decay_steps", decay},
                                               {"end_learning_rate", p.number("end_learning_rate")},
                                               {"power", p.number("power")},
                                               {"cycle", p.flag("cycle")}});
    if (!steps && decay) steps = static_cast<std::uint64_t>(*decay);
  } else if (kind == "ExponentialDecay" || kind == "InverseTimeDecay") {
    requested = call("keras." + kind, {{"initial_learning_rate", initial},
                                       {"decay_steps", decay},
                                       {"decay_rate", p.number("decay_rate")},
                                       {"staircase", p.flag("staircase")}});
  } else if (kind == "CosineDecayRestarts") {
    const std::optional<std::int64_t> first = p.whole("first_decay_steps", 1);
    requested = call("keras.CosineDecayRestarts", {{"initial_learning_rate", initial},
                                                   {"first_decay_steps", first},
                                                   {"t_mul", p.number("t_mul")},
                                                   {"m_mul", p.number("m_mul")},
                                                   {"alpha", p.number("alpha")}});
  } else {
    return out.fail(
        k.problem(place + "class_name", errc::unsupported, "Keras's " + echoed(kind) + " has no counterpart here"));
  }
  if (out.failed()) return;
  out.facts.steps ? out.length_from("as given") : p.gives_length("decay_steps");
  if (!steps) return out.fail(no_length("a Keras schedule of this kind never ends", "the number of optimizer steps"));
  out.run(requested, steps);
}

}  // namespace

const config_reader keras = {.format = {"keras", "Keras schedule or optimizer (JSON, or as Python prints it)",
                                        "keras 3.15.1, transformers 4.57.1"},
                             .recognizes = recognizes,
                             .read = read};

}  // namespace taper::configs
