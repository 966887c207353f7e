// detectron2's YAML. Source: facebookresearch/detectron2@02b5c4e2 0.6 (config/defaults.py, solver/build.py, engine/defaults.py).
#include <algorithm>
#include <cmath>

#include "configs/bases.hpp"
#include "configs/reader.hpp"
#include "configs/spec.hpp"
#include "taper/text.hpp"

namespace taper::configs {
namespace {

// maskrcnn-benchmark has the same keys and another warmup by default.
bool is_benchmark(const node& r) {
  for (const char* const key :
       {"MODEL/WEIGHT", "MODEL/BACKBONE/CONV_BODY", "MODEL/RPN/USE_FPN", "DATALOADER/SIZE_DIVISIBILITY"}) {
    if (r.at(key) != nullptr) return true;
  }
  return false;
}

bool recognizes(const document& d) {
  if (is_benchmark(d.root)) return false;
  const node* const solver = d.root.find("SOLVER");
  if (d.written != syntax::yaml || solver == nullptr || solver->is != node::kind::map) return false;
  // Other projects have a SOLVER that counts epochs.
  const bool by_epoch = std::any_of(solver->members.begin(), solver->members.end(), [](const auto& member) {
    return member.first.find("EPOCH") != std::string::npos && member.first.find("CHECKPOINT") == std::string::npos;
  });
  const auto has = [&](const char* key) { return solver->find(key) != nullptr; };
  return !by_epoch && (has("MAX_ITER") || has("STEPS") || has("IMS_PER_BATCH") || d.root.find("_BASE_") != nullptr);
}

// STEPS: a list, or the text of a tuple, `(60000, 80000)`.
std::vector<std::int64_t> steps_of(const keys& k, report& out) {
  const node* const n = k.find("SOLVER/STEPS");
  if (n == nullptr) return {30'000};
  std::vector<std::string> words;
  for (const node& item : n->items) words.push_back(item.text);
  if (n->is == node::kind::text) {
    std::string word;
    for (const char c : n->text + ",") {
      if (c == ',' && !word.empty()) words.push_back(word);
      if (c == ',') word.clear();
      if (c != ',' && c != '(' && c != ')' && c != '[' && c != ']' && c != ' ') word += c;
    }
  }
  std::vector<std::int64_t> marks;
  for (const std::string& word : words) {
    const std::optional<double> v = number_in(word);
    if (v && *v == std::floor(*v) && *v >= 0.0) {
      marks.push_back(static_cast<std::int64_t>(*v));
      continue;
    }
    out.fail(k.problem("SOLVER/STEPS", errc::syntax, "SOLVER.STEPS must be whole iterations, got " + echoed(word)));
    break;
  }
  if (!std::is_sorted(marks.begin(), marks.end()))
    out.fail(k.problem("SOLVER/STEPS", errc::syntax, "SOLVER.STEPS must ascend"));
  return marks;
}

struct solver {
  double rate = 0.001;
  double end = 0.0;
  std::int64_t iterations = 40'000;
  std::vector<std::int64_t> steps{};
  std::int64_t warmup = 1000;
};

std::int64_t scaled(std::int64_t v, double by) {
  return static_cast<std::int64_t>(std::nearbyint(static_cast<double>(v) / by));
}

// For another number of processes than the reference, the default trainer scales rate, batch and lengths.
void scale(const keys& k, report& out, solver& s) {
  const std::int64_t reference = k.whole_or("SOLVER/REFERENCE_WORLD_SIZE", 0);
  if (reference == 0 || out.failed()) return;
  if (!out.facts.world_size)
    return out.fail(
        k.problem("SOLVER/REFERENCE_WORLD_SIZE", errc::missing,
                  "SOLVER.REFERENCE_WORLD_SIZE scales the rate by the number of processes, which is not known",
                  "give the number of processes"));
  const double by = static_cast<double>(*out.facts.world_size) / static_cast<double>(reference);
  if (by == 1.0) return;
  s.rate *= by;
  s.iterations = scaled(s.iterations, by);
  s.warmup = scaled(s.warmup, by);
  for (std::int64_t& m : s.steps) m = scaled(m, by);
  out.note(
      "scaled-rate", "SOLVER.REFERENCE_WORLD_SIZE", k.line("SOLVER/REFERENCE_WORLD_SIZE"),
      "for " + std::to_string(*out.facts.world_size) + " processes rate and lengths are scaled; BASE_LR_END is not");
}

// The decay as a factor: the schedule, and its value at the part x of the run.
struct decay {
  result<schedule> factor = schedule{};
  std::vector<double> values{};
  std::vector<std::int64_t> marks{};
  double low = 0.0;
  bool cosine = false;

  [[nodiscard]] double at(double x, std::int64_t iterations) const {
    if (cosine) return low + 0.5 * (1.0 - low) * (1.0 + std::cos(3.14159265358979323846 * x));
    const double now = std::floor((x + 1e-6) * static_cast<double>(iterations));
    std::size_t passed = 0;
    while (passed < marks.size() && static_cast<double>(marks[passed]) <= now) ++passed;
    return values[passed];
  }
};

// Drops the steps beyond the run, as detectron2 does with a warning.
bool drop_beyond(const keys& k, report& out, solver& s) {
  const auto beyond = std::find_if(s.steps.begin(), s.steps.end(), [&](std::int64_t m) { return m > s.iterations; });
  if (beyond != s.steps.end()) {
    const std::string where = k.has("SOLVER/STEPS") ? "SOLVER.STEPS" : "SOLVER.STEPS, (30000,) by default,";
    out.fault("milestone-beyond-end", "SOLVER.STEPS", k.line("SOLVER/STEPS"),
              where + " has " + std::to_string(*beyond) + ", beyond MAX_ITER " + std::to_string(s.iterations) +
                  ": this drop never happens");
    s.steps.erase(beyond, s.steps.end());
  }
  if (s.steps.empty() || (s.steps.back() < s.iterations && s.steps.front() > 0)) return true;
  out.rejected("rejected", "SOLVER.STEPS", k.line("SOLVER/STEPS"),
               "a step must lie between 0 and MAX_ITER " + std::to_string(s.iterations) + ": the run stops");
  return false;
}

std::optional<decay> decay_of(const keys& k, report& out, const std::string& name, solver& s, double gamma) {
  decay d;
  if (name == "WarmupCosineLR") {
    if (s.end > s.rate) {
      out.rejected("min-above-peak", "SOLVER.BASE_LR_END", k.line("SOLVER/BASE_LR_END"),
                   "BASE_LR_END is above BASE_LR: the run stops");
      return std::nullopt;
    }
    d.cosine = true;
    d.low = s.end / s.rate;
    d.factor = call("fvcore.CosineParamScheduler", {{"start_value", 1.0}, {"end_value", d.low}});
    return d;
  }
  if (name == "WarmupStepWithFixedGammaLR") {
    const std::int64_t drops = k.whole("SOLVER/NUM_DECAYS", 1).value_or(3);
    d.factor =
        call("fvcore.StepWithFixedGammaParamScheduler", {{"base_value", 1.0}, {"num_decays", drops}, {"gamma", gamma}});
    for (std::int64_t i = 0; i <= drops; ++i) d.values.push_back(std::pow(gamma, static_cast<double>(i)));
    for (std::int64_t i = 1; i <= drops; ++i) d.marks.push_back(s.iterations * i / (drops + 1));
    return d;
  }
  if (!drop_beyond(k, out, s)) return std::nullopt;
  for (std::size_t i = 0; i <= s.steps.size(); ++i) d.values.push_back(std::pow(gamma, static_cast<double>(i)));
  d.marks = s.steps;
  d.factor = s.steps.empty() ? call("fvcore.ConstantParamScheduler", {{"value", 1.0}})
                             : call("fvcore.MultiStepParamScheduler",
                                    {{"values", d.values}, {"milestones", d.marks}, {"num_updates", s.iterations}});
  return d;
}

void read(const document&, const keys& k, report& out) {
  k.without_effect({"MODEL", "INPUT", "DATALOADER", "DATASETS", "TEST", "OUTPUT_DIR", "SOLVER/BIAS_LR_FACTOR",
                    "SOLVER/CHECKPOINT_PERIOD", "SOLVER/IMS_PER_BATCH"});
  for (const char* const key : {"SOLVER/BASE_LR", "SOLVER/MAX_ITER"}) {
    if (k.has(key)) continue;
    if (const std::optional<error> base = base_not_read(k, "_BASE_", k.name(key))) return out.fail(*base);
  }
  solver s;
  s.rate = k.number("SOLVER/BASE_LR", 0.001);
  s.end = k.number("SOLVER/BASE_LR_END", 0.0);
  s.iterations = k.whole("SOLVER/MAX_ITER", 1).value_or(40'000);
  s.steps = steps_of(k, out);
  s.warmup = k.whole_or("SOLVER/WARMUP_ITERS", 1000);
  const std::string name = k.word("SOLVER/LR_SCHEDULER_NAME", "WarmupMultiStepLR");
  const double gamma = k.number("SOLVER/GAMMA", 0.1);
  const double factor = k.number("SOLVER/WARMUP_FACTOR", 1.0 / 1000.0);
  const std::string method = k.word("SOLVER/WARMUP_METHOD", "linear");
  const bool rescaled = k.flag("SOLVER/RESCALE_INTERVAL");
  if (name == "WarmupCosineLR")
    k.without_effect({"SOLVER/STEPS", "SOLVER/GAMMA", "SOLVER/NUM_DECAYS"});
  else if (name == "WarmupMultiStepLR" && !k.has("SOLVER/STEPS"))
    if (const std::optional<error> base = base_not_read(k, "_BASE_", "SOLVER.STEPS")) return out.fail(*base);
  if (out.failed()) return;
  if (k.has("_BASE_"))
    out.note("base-not-read", "_BASE_", k.line("_BASE_"),
             "the files of _BASE_ are not read: warmup and scheduler are those of this file or the defaults");
  if (k.number("SOLVER/BACKBONE_MULTIPLIER", 1.0) != 1.0)
    out.note("another-rate", "SOLVER.BACKBONE_MULTIPLIER", k.line("SOLVER/BACKBONE_MULTIPLIER"),
             "projects such as Mask2Former give the backbone BACKBONE_MULTIPLIER times the rate");
  if (name != "WarmupMultiStepLR" && name != "WarmupCosineLR" && name != "WarmupStepWithFixedGammaLR")
    return out.fail(k.problem("SOLVER/LR_SCHEDULER_NAME", errc::unsupported,
                              echoed(name) + " is not a scheduler of detectron2; a project's own is not known here"));
  if (method != "linear" && method != "constant")
    return out.rejected("rejected", "SOLVER.WARMUP_METHOD", k.line("SOLVER/WARMUP_METHOD"),
                        "WARMUP_METHOD must be linear or constant: the run stops");
  scale(k, out, s);
  if (out.failed()) return;
  const std::optional<decay> d = decay_of(k, out, name, s, gamma);
  if (!d || out.failed()) return;
  k.gives_length("SOLVER/MAX_ITER");
  check_warmup(out, k, "SOLVER/WARMUP_ITERS", s.warmup, s.iterations);
  const auto steps = static_cast<std::uint64_t>(s.iterations);
  if (s.warmup == 0) return out.run(at_peak(d->factor, s.rate), steps);
  if (name == "WarmupMultiStepLR" && !rescaled && !s.steps.empty() && s.steps.front() < s.warmup)
    out.fault("milestone-in-warmup", "SOLVER.STEPS", k.line("SOLVER/STEPS"),
              "the first step, " + std::to_string(s.steps.front()) + ", lies in the warmup of " +
                  std::to_string(s.warmup) + " iterations, which then aims at the lowered rate");
  const double part = std::min(static_cast<double>(s.warmup) / static_cast<double>(s.iterations), 1.0);
  const double aim = rescaled ? d->at(0.0, s.iterations) : d->at(part, s.iterations);
  const double first = factor * d->at(0.0, s.iterations);
  const result<schedule> rise = method == "constant"
                                    ? call("fvcore.ConstantParamScheduler", {{"value", first}})
                                    : call("fvcore.LinearParamScheduler", {{"start_value", first}, {"end_value", aim}});
  if (part == 1.0) return out.run(at_peak(rise, s.rate), steps);
  if (!rise || !d->factor) return out.run(rise ? d->factor : rise, steps);
  out.run(at_peak(call("fvcore.CompositeParamScheduler",
                       {{"schedulers", std::vector<schedule>{*rise, *d->factor}},
                        {"lengths", std::vector<double>{part, 1.0 - part}},
                        {"interval_scaling", std::vector<std::string>{"rescaled", rescaled ? "rescaled" : "fixed"}}}),
                  s.rate),
          steps);
}

}  // namespace

const config_reader detectron2 = {
    .format = {"detectron2", "detectron2 YAML", "facebookresearch/detectron2@02b5c4e2 0.6"},
    .recognizes = recognizes,
    .read = read,
    .bases = "_BASE_"};

}  // namespace taper::configs
