// The schedules of pytorch_warmup: each dampens one of PyTorch's schedules, or the base rate.
//
// pytorch_warmup's factors on the rate of another schedule, as pure functions of the step.
//
// Source: Tony-Y/pytorch_warmup, pytorch_warmup, 0.2.0.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::pytorch_warmup {

namespace {

/// min(1, (t + 1) / tau) or 1 - exp(-(t + 1) / tau)
struct by_period {
  enum class kind : unsigned char { linear, exponential } is;
  std::uint64_t period;
  /// The length of the rise; at u = 37, 1 - exp(-u) rounds to 1.
  [[nodiscard]] std::uint64_t rises_for() const noexcept { return is == kind::linear ? period : 37 * period; }
  double operator()(std::uint64_t t) const noexcept {
    const double u = (static_cast<double>(t) + 1.0) / static_cast<double>(period);
    return is == kind::linear ? std::min(1.0, u) : 1.0 - std::exp(-u);
  }
};

using kind = by_period::kind;

constexpr parameter_row schedule_row = {
    "lr_scheduler", takes::schedules, left_out, {}, "", "the schedule that it multiplies, one of torch.*"};
/// The factor times another schedule, or times the base rate
template <class Factor>
struct dampened {
  double base;
  std::shared_ptr<const step_rule> schedule;  ///< null: none
  Factor factor;
  double operator()(std::uint64_t t) const noexcept { return (schedule ? (*schedule)(t) : base) * factor(t); }
  [[nodiscard]] designed_rises rises() const {
    designed_rises out{.before = factor.rises_for()};
    if (schedule) out.add(schedule->rises());
    return out;
  }
};

constexpr parameter_row period_rows[] = {
    {"warmup_period", takes::steps, required, range::at_least(1), "", "time constant tau, in steps"}, schedule_row};
constexpr parameter_row beta_rows[] = {
    {"beta2", takes::real, 0.999, range::inside(0.6, 1), "", "beta2 of Adam or AdamW"}, schedule_row};

template <class Factor>
made_rule dampen(const arguments& a, const setting& in, Factor factor) {
  const std::vector<written_value>& parts = a.schedules("lr_scheduler");
  if (parts.size() > 1)
    return conflict("pytorch_warmup takes one schedule; combine several with torch.ChainedScheduler");
  dampened<Factor> out{in.base, nullptr, factor};
  if (!parts.empty()) {
    TAPER_TRY(inner, nested_rates(parts[0], torch_library, "", in));
    out.schedule = std::move(inner);
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
  return native::over(in.steps, native::constant(), native::warmup_from_one(rise), native::peak(in.base));
}
/// tau = int(2 / (1 - beta2)) or int(1 / (1 - beta2))
template <kind is>
made_rule make_untuned(const arguments& a, const setting& in) {
  const double top = is == kind::linear ? 2.0 : 1.0;
  return dampen(a, in, by_period{is, static_cast<std::uint64_t>(top / (1.0 - a.real("beta2")))});
}
/// sqrt((r - 4)(r - 2) R / ((R - 4)(R - 2) r)) at r = R - 2 s b^s / (1 - b^s), R = 2 / (1 - b) - 1, s = t + offset with
/// the least offset for which r > 4
struct radam {
  double beta2;
  std::uint64_t offset;
  /// The length of the rise: beta2^s is negligible after it.
  [[nodiscard]] std::uint64_t rises_for() const noexcept { return static_cast<std::uint64_t>(37.0 / (1.0 - beta2)); }
  double operator()(std::uint64_t t) const noexcept {
    const double limit = 2.0 / (1.0 - beta2) - 1.0;
    const double r = length(t + offset, beta2);
    return std::sqrt((r - 4.0) * (r - 2.0) * limit / ((limit - 4.0) * (limit - 2.0) * r));
  }
  static double length(std::uint64_t s, double beta2) noexcept {
    const auto n = static_cast<double>(s);
    const double power = std::pow(beta2, n);
    return 2.0 / (1.0 - beta2) - 1.0 - 2.0 * n * power / (1.0 - power);
  }
};

made_rule make_radam(const arguments& a, const setting& in) {
  const double beta2 = a.real("beta2");
  std::uint64_t offset = 1;
  while (offset < 1000 && !(radam::length(offset, beta2) > 4.0)) ++offset;
  return dampen(a, in, radam{beta2, offset});
}

constexpr entry rows[] = {
    {"LinearWarmup", "linear warmup", "min(1, (t + 1) / tau)", period_rows, base_rate::scaled, "",
     &recipe_of<make_period<kind::linear>, translate_linear>},
    {"ExponentialWarmup", "exponential warmup", "1 - exp(-(t + 1) / tau)", period_rows, base_rate::scaled,
     "Never reaches 1 exactly.", &recipe_of<make_period<kind::exponential>>},
    {"UntunedLinearWarmup", "linear warmup, its length from Adam's beta2",
     "min(1, (t + 1) / tau), tau = 2 / (1 - beta2)", beta_rows, base_rate::scaled, "",
     &recipe_of<make_untuned<kind::linear>>},
    {"UntunedExponentialWarmup", "exponential warmup, its length from Adam's beta2",
     "1 - exp(-(t + 1) / tau), tau = 1 / (1 - beta2)", beta_rows, base_rate::scaled, "Never reaches 1 exactly.",
     &recipe_of<make_untuned<kind::exponential>>},
    {"RAdamWarmup", "the warmup of RAdam", "sqrt((r - 4)(r - 2) R / ((R - 4)(R - 2) r))", beta_rows, base_rate::scaled,
     "Never reaches 1 exactly.", &recipe_of<make_radam>},
};
}  // namespace

}  // namespace taper::libraries::pytorch_warmup

namespace taper::libraries {

const library pytorch_warmup_library = {
    "pytorch_warmup",    "pytorch_warmup (with dampening())",        "0.2.0", "printed by the library",
    "float64",           "https://github.com/Tony-Y/pytorch_warmup", 1e-3,    "torch.optim.AdamW(lr=1e-3)",
    pytorch_warmup::rows};

}  // namespace taper::libraries
