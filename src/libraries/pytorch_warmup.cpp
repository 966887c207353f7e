// The rows of pytorch_warmup: each dampens one of PyTorch's schedules, or the base rate.
#include "taper/libraries/pytorch_warmup.hpp"

#include "make.hpp"
#include "words.hpp"

namespace taper::libraries::pytorch_warmup {

namespace {

using kind = by_period::kind;

constexpr parameter_row schedule_row = {
    "lr_scheduler", takes::schedules, "none", {}, "", "the schedule that it dampens, one of torch.*"};
constexpr parameter_row period_rows[] = {{"warmup_period", takes::steps, "", range::at_least(1), "", "tau, in steps"},
                                         schedule_row};
constexpr parameter_row beta_rows[] = {
    {"beta2", takes::real, "0.999", range::inside(0.6, 1), "", "of the optimizer, Adam or AdamW"}, schedule_row};

template <class Factor>
made_rule dampen(const arguments& a, const setting& in, Factor factor) {
  const std::vector<written_value>& parts = a.schedules("lr_scheduler");
  if (parts.size() > 1) return conflict("pytorch_warmup: one schedule; several as one torch.ChainedScheduler");
  dampened<Factor> out{in.base, nullptr, factor};
  if (!parts.empty()) {
    made_rule inner = nested(parts[0], torch_library, "", in);
    if (!inner) return inner.error();
    out.schedule = *std::move(inner);
  }
  return made(std::move(out));
}

template <kind is>
made_rule make_period(const arguments& a, const setting& in) {
  return dampen(a, in, by_period{is, a.count("warmup_period")});
}
std::optional<translation> translate_linear(const arguments& a, const setting& in) {
  const std::uint64_t rise = a.count("warmup_period");
  if (a.given("lr_scheduler") || rise > in.steps || !(in.base > 0.0)) return std::nullopt;
  return words::over(in.steps, "constant", words::warmup_from_one(rise), words::peak(in.base));
}
/// tau = int(2 / (1 - beta2)) or int(1 / (1 - beta2))
template <kind is>
made_rule make_untuned(const arguments& a, const setting& in) {
  const double top = is == kind::linear ? 2.0 : 1.0;
  return dampen(a, in, by_period{is, static_cast<std::uint64_t>(top / (1.0 - a.real("beta2")))});
}
made_rule make_radam(const arguments& a, const setting& in) {
  const double beta2 = a.real("beta2");
  std::uint64_t offset = 1;
  while (offset < 1000 && !(radam::length(offset, beta2) > 4.0)) ++offset;
  return dampen(a, in, radam{beta2, offset});
}

constexpr entry rows[] = {
    {"LinearWarmup", "a straight rise", "min(1, (t + 1) / tau)", period_rows, base_rate::scaled, "",
     make_period<kind::linear>, translate_linear},
    {"ExponentialWarmup", "an exponential rise", "1 - exp(-(t + 1) / tau)", period_rows, base_rate::scaled,
     "Never quite reaches 1.", make_period<kind::exponential>},
    {"UntunedLinearWarmup", "a straight rise over Adam's memory", "min(1, (t + 1) / tau), tau = 2 / (1 - beta2)",
     beta_rows, base_rate::scaled, "", make_untuned<kind::linear>},
    {"UntunedExponentialWarmup", "an exponential rise over Adam's memory",
     "1 - exp(-(t + 1) / tau), tau = 1 / (1 - beta2)", beta_rows, base_rate::scaled, "Never quite reaches 1.",
     make_untuned<kind::exponential>},
    {"RAdamWarmup", "the rise of RAdam", "sqrt((r - 4)(r - 2) R / ((R - 4)(R - 2) r))", beta_rows, base_rate::scaled,
     "Never quite reaches 1.", make_radam},
};

}  // namespace

}  // namespace taper::libraries::pytorch_warmup

namespace taper::libraries {

const library pytorch_warmup_library = {
    "pytorch_warmup",    "pytorch_warmup (with dampening())",        "0.2.0", "printed by the library",
    "float64",           "https://github.com/Tony-Y/pytorch_warmup", 1e-3,    "torch.optim.AdamW(lr=1e-3)",
    pytorch_warmup::rows};

}  // namespace taper::libraries
