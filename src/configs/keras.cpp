// JSON of a Keras schedule, alone or inside that of an optimizer. Source: keras 3.15.1 (learning_rate_schedule.py).
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

const char* const places[] = {"", "learning_rate/", "config/learning_rate/", "optimizer_config/config/learning_rate/",
                              "compile_config/optimizer/config/learning_rate/"};

const char* place_of(const node& root) {
  for (const char* const place : places) {
    if (root.at(std::string(place) + "class_name") != nullptr &&
        root.at(std::string(place) + "config/initial_learning_rate") != nullptr)
      return place;
  }
  return nullptr;
}

bool recognizes(const document& d) { return place_of(d.root) != nullptr; }

void read(const document& d, const keys& k, report& out) {
  const std::string place = place_of(d.root);
  const std::string kind = k.word(place + "class_name");
  const keys p = k.inner(place + "config");
  const auto number = [&](std::string_view key) {
    const std::optional<double> v = p.number(key);
    return v ? print_number(*v) : std::string();
  };
  const double initial = p.number("initial_learning_rate", 0.0);
  const std::optional<std::int64_t> decay = p.whole("decay_steps", 1);
  std::optional<std::uint64_t> steps = out.facts.steps;
  std::string spec;
  p.without_effect({"name"});
  if (kind == "CosineDecay") {
    const std::int64_t w = p.has("warmup_target") ? p.whole_or("warmup_steps", 0) : 0;
    if (!p.has("warmup_target")) p.without_effect({"warmup_steps"});
    spec = call("keras.CosineDecay", {{"initial_learning_rate", print_number(initial)},
                                      {"decay_steps", decay ? written(*decay) : ""},
                                      {"alpha", number("alpha") == "0" ? "" : number("alpha")},
                                      {"warmup_target", number("warmup_target")},
                                      {"warmup_steps", w > 0 ? written(w) : ""}});
    if (!steps && decay) steps = static_cast<std::uint64_t>(w + *decay);
  } else if (kind == "PolynomialDecay") {
    spec = call("keras.PolynomialDecay", {{"initial_learning_rate", print_number(initial)},
                                          {"decay_steps", decay ? written(*decay) : ""},
                                          {"end_learning_rate", number("end_learning_rate")},
                                          {"power", number("power")},
                                          {"cycle", p.flag("cycle") ? "true" : ""}});
    if (!steps && decay) steps = static_cast<std::uint64_t>(*decay);
  } else if (kind == "ExponentialDecay" || kind == "InverseTimeDecay") {
    spec = call("keras." + kind, {{"initial_learning_rate", print_number(initial)},
                                  {"decay_steps", decay ? written(*decay) : ""},
                                  {"decay_rate", number("decay_rate")},
                                  {"staircase", p.flag("staircase") ? "true" : ""}});
  } else if (kind == "CosineDecayRestarts") {
    const std::optional<std::int64_t> first = p.whole("first_decay_steps", 1);
    spec = call("keras.CosineDecayRestarts", {{"initial_learning_rate", print_number(initial)},
                                              {"first_decay_steps", first ? written(*first) : ""},
                                              {"t_mul", number("t_mul")},
                                              {"m_mul", number("m_mul")},
                                              {"alpha", number("alpha")}});
  } else {
    return out.fail(failed(errc::unsupported, "Keras's " + echoed(kind) + " has no counterpart here"));
  }
  if (out.failed()) return;
  if (!steps) return out.fail(no_length("a Keras schedule of this kind never ends", "the number of optimizer steps"));
  out.run(spec, steps);
}

}  // namespace

const config_reader keras = {{"keras", "Keras schedule JSON", "keras 3.15.1"}, recognizes, read};

}  // namespace taper::configs
