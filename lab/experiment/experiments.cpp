// The list of experiments.
#include "experiment/experiment.hpp"

#include <array>

#include "taper/notation.hpp"
#include "taper/text.hpp"

namespace taper::lab {
namespace {

// Both GPT-2 sizes keep the 50,257 rows of the GPT-2 vocabulary for any text: only then does 6 x 6 x 384 have "30M"
// parameters (29,995,392); with 65 characters it has 10.7M.
constexpr int gpt2_vocabulary = 50257;
constexpr gpt_shape gpt_30m{.layers = 6, .heads = 6, .width = 384, .block = 128, .vocabulary = gpt2_vocabulary};
// 124,439,808 parameters count 1,024 positions, of which the runs see 128.
constexpr gpt_shape gpt_124m{
    .layers = 12, .heads = 12, .width = 768, .block = 128, .vocabulary = gpt2_vocabulary, .positions = 1024};
constexpr std::string_view two_cores = "two cores of 2022, one thread";

constexpr published about(std::string_view spec, double mean, double standard_error) {
  return {.spec = spec, .mean = mean, .standard_error = standard_error, .low = {}, .high = {}};
}
constexpr published within(std::string_view spec, double low, double high) {
  return {.spec = spec, .mean = {}, .standard_error = {}, .low = low, .high = high};
}

// The text of the paper gives ranges for groups: the two baselines, and the three compliant alternatives.
std::vector<published> grouped(double base_low, double base_high, double other_low, double other_high) {
  return {within("cosine", base_low, base_high), within("linear", base_low, base_high),
          within("poly(i=2)", other_low, other_high), within("sigmoid(i=4)", other_low, other_high),
          within("exp(beta=0.99)", other_low, other_high)};
}
std::vector<published> with(std::vector<published> numbers, std::initializer_list<published> more) {
  numbers.insert(numbers.end(), more);
  return numbers;
}

std::vector<experiment> nanos() {
  return {
      {.name = "shakespeare-nano",
       .summary = "GPT of 2 layers on characters of tiny Shakespeare",
       .data = data_kind::shakespeare,
       .gpt = {.layers = 2, .heads = 4, .width = 64, .block = 64},
       .steps = 600,
       .batch = 16,
       .peak = 4e-3,
       .seconds = two_cores},
      {.name = "shakespeare-pico",
       .summary = "GPT of 1 layer of width 32 on characters of tiny Shakespeare, for many schedules",
       .data = data_kind::shakespeare,
       .gpt = {.layers = 1, .heads = 2, .width = 32, .block = 32},
       .steps = 3000,
       .batch = 8,
       .peak = 1.4e-2,  // cosine's best of 0.01, 0.014, 0.02, 0.028 and 0.04 with seed 1
       .metric = "held_out_loss",
       .seconds = two_cores},
      {.name = "wikitext-nano",
       .summary = "GPT of 2 layers on WikiText-2, BPE ids remapped to the 4,096 most frequent",
       .data = data_kind::wikitext,
       .gpt = {.layers = 2, .heads = 4, .width = 64, .block = 64},
       .limit_vocabulary = 4096,
       .steps = 400,
       .batch = 16,
       .peak = 4e-3,
       .seconds = two_cores},
      {.name = "cifar-nano",
       .summary = "ResNet-18 of width 16 on 20,000 images of CIFAR-10, random crops of 24 x 24",
       .model = model_kind::resnet,
       .data = data_kind::cifar10,
       .resnet_width = 16,
       .limit_images = 20000,
       .crop = 24,
       .steps = 2 * 157,
       .batch = 128,
       .peak = 0.1,
       .optimizer = {.kind = optimizer_kind::nesterov, .beta1 = 0.9, .weight_decay = 5e-4, .clip = 0.0},
       .metric = "test_error",
       .seconds = two_cores},
      {.name = "synthetic-nano",
       .summary = "GPT of 2 layers on a synthetic language with known entropy rate; needs no data",
       .data = data_kind::synthetic,
       .gpt = {.layers = 2, .heads = 4, .width = 64, .block = 64},
       .steps = 600,
       .batch = 16,
       .peak = 4e-3,
       .metric = "held_out_loss",
       .seconds = two_cores},
      {.name = "quadratic",
       .summary = "gradient descent on a noisy quadratic with known expected loss; needs no data",
       .model = model_kind::quadratic,
       .steps = 1000,
       .batch = 1,
       .peak = 0.0905,  // cosine's best peak; chosen from the exact expected loss
       .metric = "train_loss",
       .seconds = "below one second"},
  };
}

std::vector<experiment> full_sizes() {
  return {
      {.name = "shakespeare-30m",
       .summary = "GPT-2 30M (6 x 6 x 384, block 128) on characters of tiny Shakespeare",
       .data = data_kind::shakespeare,
       .gpt = gpt_30m,
       .steps = 5000,
       .batch = 64,
       .peak = 1e-3,
       .optimizer = {.beta2 = 0.99},
       .log_every = 10,
       .checkpoint_every = 500,
       .numbers = with(grouped(0.159, 0.164, 0.159, 0.162),
                       {about("exp(beta=0.05)", 0.178, 0.002), about("sigmoid(i=40)", 0.262, 0.004)})},
      {.name = "shakespeare-124m",
       .summary = "GPT-2 124M on characters of tiny Shakespeare",
       .data = data_kind::shakespeare,
       .gpt = gpt_124m,
       .steps = 5000,
       .batch = 64,
       .accumulate = 2,
       .peak = 6e-4,
       .optimizer = {.beta2 = 0.99},
       .log_every = 10,
       .checkpoint_every = 500},
      {.name = "wikitext-30m",
       .summary = "GPT-2 30M on WikiText in GPT-2 BPE",
       .data = data_kind::wikitext,
       .gpt = gpt_30m,
       .steps = 10000,
       .batch = 64,
       .peak = 1e-3,
       .log_every = 10,
       .checkpoint_every = 500,
       .metric = "held_out_loss"},
      {.name = "wikitext-124m",
       .summary = "GPT-2 124M on WikiText in GPT-2 BPE",
       .data = data_kind::wikitext,
       .gpt = gpt_124m,
       .steps = 10000,
       .batch = 64,
       .accumulate = 2,
       .peak = 6e-4,
       .log_every = 10,
       .checkpoint_every = 500,
       .metric = "held_out_loss",
       .numbers = with(grouped(2.744, 2.901, 2.746, 2.903),
                       {about("exp(beta=0.05)", 2.763, 0.011), about("sigmoid(i=40)", 3.022, 0.003)})},
      {.name = "cifar10",
       .summary = "ResNet-18 on CIFAR-10, 200 epochs",
       .model = model_kind::resnet,
       .data = data_kind::cifar10,
       .steps = 391 * 200,
       .batch = 128,
       .peak = 0.1,
       .optimizer = {.kind = optimizer_kind::heavy_ball, .beta1 = 0.9, .weight_decay = 5e-4, .clip = 0.0},
       .log_every = 10,
       .checkpoint_every = 391,
       .metric = "test_error",
       .numbers = {within("cosine", 0.0403, 0.0410), about("linear", 0.0403, 0.0001),
                   within("poly(i=2)", 0.0395, 0.0409), about("sigmoid(i=4)", 0.0405, 0.0007),
                   about("exp(beta=0.99)", 0.0402, 0.0007), about("exp(beta=0.05)", 0.0430, 0.0010),
                   about("sigmoid(i=40)", 0.0417, 0.0009)}},
  };
}

// The appendix's two other set-ups of the same experiments: rise and fall over the whole run,
// and a constant rate before the fall.
std::vector<experiment> with_variants(std::vector<experiment> of) {
  std::vector<experiment> out = of;
  for (const experiment& e : of) {
    if (e.model == model_kind::quadratic) continue;
    experiment full = e;
    full.name += "-full-period";
    full.summary += ", schedules over a full period";
    full.with.full = taper::full;
    full.numbers = e.name == "shakespeare-124m" ? grouped(0.1017, 0.1028, 0.1021, 0.1029) : std::vector<published>{};
    out.push_back(full);
    experiment coverage = e;
    coverage.name += "-coverage";
    coverage.summary += ", constant rate for half of the run, then the fall";
    coverage.with.hold = taper::hold(taper::percent(50));
    coverage.numbers = {};
    out.push_back(coverage);
  }
  return out;
}

}  // namespace

std::span<const std::string_view> default_schedules() {
  static constexpr std::array<std::string_view, 7> seven{
      "cosine", "linear", "poly(i=2)", "sigmoid(i=4)", "exp(beta=0.99)", "exp(beta=0.05)", "sigmoid(i=40)"};
  return seven;
}

const std::vector<experiment>& experiments() {
  static const std::vector<experiment> all = [] {
    std::vector<experiment> base = nanos();
    for (experiment& e : full_sizes()) base.push_back(std::move(e));
    return with_variants(std::move(base));
  }();
  return all;
}

taper::result<experiment> find_experiment(std::string_view name) {
  std::vector<std::string_view> known;
  for (const experiment& e : experiments()) {
    if (e.name == name) return e;
    known.push_back(e.name);
  }
  const std::string near = nearest_name(name, known);
  return taper::failed(errc::unknown_name, "no experiment " + taper::echoed(name, 60),
                       near.empty() ? "see taper-lab list" : "did you mean '" + near + "'?");
}

schedule with_modifiers(schedule s, const composition& more) {
  const auto add = [&](const auto& modifier) {
    if (modifier) taper::detail::add(s.with, *modifier);
  };
  add(more.warmup);
  add(more.hold);
  add(more.cooldown);
  add(more.full);
  add(more.restarts);
  add(more.sequence);
  add(more.sampled);
  add(more.floor);
  add(more.peak);
  return s;
}

std::string text_of(const composition& modifiers) {
  const std::string text = print({constant{}, modifiers});
  const std::size_t bar = text.find(" | ");
  return bar == std::string::npos ? std::string() : text.substr(bar + 3);
}

}  // namespace taper::lab
