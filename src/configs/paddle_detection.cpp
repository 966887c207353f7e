// PaddleDetection's YAML. Source: PaddlePaddle/PaddleDetection@666f597f after 2.7 (ppdet/optimizer/optimizer.py).
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
  const node* const rate = d.root.find("LearningRate");
  return d.written == syntax::yaml && rate != nullptr && rate->is == node::kind::map &&
         (rate->find("base_lr") != nullptr || rate->find("schedulers") != nullptr);
}

// !CosineDecay {…} or {name: CosineDecay, …}
std::string name_of(const keys& k) {
  const std::string tag = k.word("!");
  return tag.empty() ? k.word("name") : tag;
}

struct clock_of_run {
  double rate = 0.01;
  std::int64_t per_epoch = 1;
  std::int64_t epochs = 1;
  std::int64_t warmup = 0;
};

std::vector<double> numbers_in(const keys& k, report& out, std::string_view key) {
  std::vector<double> all;
  const node* const n = k.find(key);
  for (std::size_t i = 0; n != nullptr && i < n->items.size(); ++i) {
    const std::optional<double> v = number_in(n->items[i].text);
    if (!v) out.fail(k.problem(key, errc::syntax, k.name(key) + " must be a list of numbers"));
    all.push_back(v.value_or(0.0));
  }
  return all;
}

// Rates between milestones. One gamma g means g, g/10, g/100, …; a list has parts of the base rate.
std::optional<result<schedule>> piecewise(const keys& k, report& out, const clock_of_run& c) {
  std::vector<double> marks = k.has("milestones") ? numbers_in(k, out, "milestones") : std::vector<double>{8.0, 11.0};
  std::vector<double> parts = {0.1, 0.01};
  const node* const gamma = k.find("gamma");
  if (gamma != nullptr && gamma->is == node::kind::list) {
    parts = numbers_in(k, out, "gamma");
  } else if (gamma != nullptr) {
    const double first = k.number("gamma", 0.1);
    parts.clear();
    for (std::size_t i = 0; i < marks.size(); ++i) parts.push_back(first / std::pow(10.0, static_cast<double>(i)));
    if (first != 0.1 && marks.size() > 1)
      out.fault("gamma-not-cumulative", k.name("gamma"), k.line("gamma"),
                "one gamma of " + print_number(first) + " gives " + print_number(first) +
                    ", then a tenth of it, and so on: " + "it is not applied again at each milestone");
  }
  if (k.has("values")) {
    parts = numbers_in(k, out, "values");
    if (parts.size() != marks.size() + 1)
      out.fail(k.problem("values", errc::syntax, "values must have one number more than milestones"));
    else {
      for (double& v : parts) v /= c.rate;
      out.fail(k.problem("values", errc::unsupported, "values written instead of gamma are not supported yet"));
    }
  }
  if (out.failed()) return std::nullopt;
  if (parts.size() < marks.size()) {
    out.rejected("rejected", k.name("gamma"), k.line("gamma"), "fewer gammas than milestones: the run stops");
    return std::nullopt;
  }
  std::vector<double> values = {1.0};
  std::vector<std::int64_t> at;
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if (marks[i] * static_cast<double>(c.per_epoch) <= static_cast<double>(c.warmup)) {
      out.fail(k.problem("milestones", errc::unsupported,
                         "a milestone within the warmup: its rates have no counterpart here"));
      return std::nullopt;
    }
    if (marks[i] > static_cast<double>(c.epochs))
      out.fault(
          "milestone-beyond-end", k.name("milestones"), k.line("milestones"),
          "milestone " + print_number(marks[i]) + " is beyond the run of " + std::to_string(c.epochs) + " epochs");
    values.push_back(parts[i]);
    // keras takes a value from the step after its boundary on
    at.push_back(static_cast<std::int64_t>(marks[i]) * c.per_epoch - 1);
  }
  return call("keras.PiecewiseConstantDecay", {{"boundaries", at}, {"values", values}});
}

std::optional<result<schedule>> cosine_decay(const keys& k, report& out, const clock_of_run& c) {
  const std::int64_t epochs = k.whole("max_epochs", 1).value_or(1000);
  const double low = k.number("min_lr_ratio", 0.0);
  const std::int64_t plateau = k.whole_or("last_plateau_epochs", 0);
  if (out.failed() || above_peak(out, k, "min_lr_ratio", low)) return std::nullopt;
  if (epochs < c.epochs && plateau == 0 && c.warmup == 0)
    out.fault("climbs-again", k.name("max_epochs"), k.line("max_epochs"),
              "max_epochs " + std::to_string(epochs) + " is below epoch " + std::to_string(c.epochs) +
                  ": without a warmup the cosine climbs again");
  if (!k.has("max_epochs"))
    out.fault("never-decays", k.name("max_epochs"), k.line("name"),
              "no max_epochs: the cosine falls over 1000 epochs, the run has " + std::to_string(c.epochs));
  const std::int64_t fall = (epochs - plateau) * c.per_epoch - c.warmup;
  if (fall < 1) {
    out.fail(k.problem("max_epochs", errc::unsupported, "the cosine ends within the warmup"));
    return std::nullopt;
  }
  // With a warmup the rates are a list whose last value stays; without one the cosine is Paddle's.
  result<schedule> made =
      c.warmup > 0 || plateau > 0
          ? call("keras.CosineDecay", {{"initial_learning_rate", 1.0}, {"decay_steps", fall}, {"alpha", low}})
          : call("torch.CosineAnnealingLR", {{"T_max", fall}, {"eta_min", low}});
  if (c.warmup == 0 && plateau == 0) made = at_peak(made, 1.0);
  return made;
}

void read(const document&, const keys& k, report& out) {
  for (const char* const key : {"epoch", "LearningRate/base_lr", "LearningRate/schedulers"}) {
    if (k.has(key)) continue;
    if (const std::optional<error> base = base_not_read(k, "_BASE_", k.name(key))) return out.fail(*base);
  }
  k.without_effect({"OptimizerBuilder", "snapshot_epoch", "TrainReader", "EvalReader", "TestReader", "log_iter"});
  clock_of_run c;
  c.rate = k.number("LearningRate/base_lr", 0.01);
  const std::optional<std::int64_t> epochs = k.whole("epoch", 1);
  const node* const list = k.find("LearningRate/schedulers");
  if (out.failed()) return;
  if (!epochs) return out.fail(failed(errc::missing, "no epoch: the length of the run"));
  if (list == nullptr || list->items.empty() || list->items.size() > 2)
    return out.fail(k.problem("LearningRate/schedulers", errc::unsupported,
                              "LearningRate.schedulers must have a decay and perhaps a warmup"));
  c.epochs = *epochs;
  const std::optional<std::int64_t> per_epoch = batches_of_epoch(out, c.epochs, 0);
  if (!per_epoch) return;
  k.counts_length("epoch");
  c.per_epoch = *per_epoch;
  const keys fall(&list->items[0], "LearningRate.schedulers[0]", out);
  const std::string name = name_of(fall);
  const bool uses = fall.flag("use_warmup", true);
  std::vector<result<schedule>> parts;
  if (list->items.size() == 2) {
    const keys rise(&list->items[1], "LearningRate.schedulers[1]", out);
    const std::string kind = name_of(rise);
    const std::optional<std::int64_t> counted = rise.whole("epochs", 0);
    const std::int64_t steps = std::max<std::int64_t>(
        counted ? *counted * c.per_epoch : rise.whole_or("steps", kind == "ExpWarmup" ? 1000 : 500), 1);
    const double first = rise.number("start_factor", 1.0 / 3.0);
    if (out.failed()) return;
    if (!uses) {
      out.fault("key-ignored", fall.name("use_warmup"), fall.line("use_warmup"),
                "use_warmup is false: the listed warmup does not happen");
    } else if (kind == "LinearWarmup") {
      c.warmup = steps;
      parts.push_back(line_to_one(first, steps));
      check_warmup(out, rise, counted ? "epochs" : "steps", steps, c.epochs * c.per_epoch);
    } else {
      return out.fail(rise.problem("name", errc::unsupported, "the warmup " + echoed(kind) + " is not supported yet"));
    }
  } else if (uses) {
    return out.rejected("rejected", "LearningRate.schedulers", k.line("LearningRate/schedulers"),
                        "a decay with use_warmup needs a warmup as the second scheduler: the run stops");
  }
  std::optional<result<schedule>> decay;
  if (name == "PiecewiseDecay")
    decay = piecewise(fall, out, c);
  else if (name == "CosineDecay")
    decay = cosine_decay(fall, out, c);
  else
    return out.fail(fall.problem("name", errc::unsupported, "the decay " + echoed(name) + " is not supported yet"));
  if (!decay) return;
  for (const node& item : list->items) {
    if (const std::optional<error> unread = unread_argument(keys(&item, "LearningRate.schedulers", out), item))
      return out.fail(*unread);
  }
  // A cosine waits for the end of the warmup.
  if (name == "CosineDecay" && c.warmup > 0) decay = in_sequence({level(1.0), *decay}, {steps(c.warmup)});
  parts.push_back(*decay);
  out.run(multiplied(std::move(parts), c.rate), static_cast<std::uint64_t>(c.epochs * c.per_epoch));
}

}  // namespace

const config_reader paddle_detection = {
    .format = {"paddle-detection", "PaddleDetection YAML", "PaddlePaddle/PaddleDetection@666f597f"},
    .recognizes = recognizes,
    .read = read,
    .bases = "_BASE_"};

}  // namespace taper::configs
