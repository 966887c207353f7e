// The schedules of pytorch_optimizer.lr_scheduler, except those of PyTorch.
//
// pytorch_optimizer's schedulers as pure functions of the step, when stepped after each optimizer step.
//
// Source: kozistr/pytorch_optimizer, pytorch_optimizer/lr_scheduler, 4.1.0.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::pytorch_optimizer {

namespace {

void starts_at_min(std::vector<finding>& out, double first, double second) {
  if (first == second) return;
  note(out, "first-step-at-min", 0,
       "the constructor leaves the rate at min_lr: the first step runs at " + print_number(first) +
           " unless step() is called before it");
}

/// min at step 0 (set by the constructor), then min + (max - min) (1 - u) / (1 - u/2), u = t / T; min from T on
struct rex {
  double max_lr;
  double min_lr;
  std::uint64_t total_steps;
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0 || t >= total_steps) return min_lr;
    const double u = static_cast<double>(t) / static_cast<double>(total_steps);
    return min_lr + (max_lr - min_lr) * ((1.0 - u) / (1.0 - u / 2.0));
  }
};

constexpr parameter_row rex_rows[] = {
    {"total_steps", takes::steps, left_out, range::at_least(1), "", "steps of the run; the run length unless given"},
    {"max_lr", takes::real, 1, range::at_least(0), "", "highest rate"},
    {"min_lr", takes::real, 0, range::at_least(0), "", "lowest rate"}};
rex rex_of(const arguments& a, const setting& in) {
  return {a.real("max_lr"), a.real("min_lr"), a.given("total_steps") ? a.count("total_steps") : in.steps};
}
made_rule make_rex(const arguments& a, const setting& in) { return made(rex_of(a, in)); }
void find_in_rex(const arguments& a, const setting& in, std::vector<finding>& out) {
  const rex s = rex_of(a, in);
  native::length_findings(out, in.steps, s.total_steps, "total_steps");
  starts_at_min(out, s(0), s.max_lr);
}

// Warmup and one fall
// -------------------------------------------------------------------------------------------------

constexpr parameter_row t_max_row = {"t_max",  takes::steps,
                                     left_out, range::at_least(1),
                                     "",       "steps of the run, warmup included; the run length unless given"};
constexpr parameter_row max_row = {"max_lr", takes::real, required, range::at_least(0), "", "highest rate"};
constexpr parameter_row min_row = {"min_lr", takes::real, 0, range::at_least(0), "", "lowest rate"};
constexpr parameter_row init_row = {"init_lr", takes::real, 0, range::at_least(0), "", "rate at the rise's start"};
constexpr parameter_row warmup_row = {"warmup_steps", takes::steps, 0, range::at_least(0), "", "steps of the rise"};
/// min at step 0 (set by the constructor); step t has the value of s = t - 1: init + (max - init) s / W, then by kind
/// a line or half a cosine that reaches min at s = t_max and continues; poly: min + (max - min) (s - W)^power, which
/// grows (a defect of the library)
struct with_warmup {
  enum class kind : unsigned char { linear, cosine, poly };
  kind is;
  double max_lr;
  double min_lr;
  double init_lr;
  std::uint64_t warmup_steps;
  std::uint64_t t_max;
  double power;
  /// Its first step runs at min_lr, which may be above init_lr.
  [[nodiscard]] designed_rises rises() const { return {.before = warmup_steps + 1}; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return min_lr;
    const std::uint64_t s = t - 1;
    if (s < warmup_steps) {
      return init_lr + (max_lr - init_lr) * static_cast<double>(s) / static_cast<double>(warmup_steps);
    }
    if (s == warmup_steps) return max_lr;
    const auto fallen = static_cast<double>(s - warmup_steps);
    if (is == kind::poly) return min_lr + (max_lr - min_lr) * std::pow(fallen, power);
    const double u = fallen / static_cast<double>(t_max - warmup_steps);
    if (is == kind::linear) return max_lr + (min_lr - max_lr) * u;
    return min_lr + (max_lr - min_lr) * (std::cos(std::numbers::pi * u) + 1.0) / 2.0;
  }
};

constexpr parameter_row fall_rows[] = {t_max_row, max_row, min_row, init_row, warmup_row};
constexpr parameter_row poly_rows[] = {{"poly_order", takes::real, 0.5, range::above(0), "", "exponent"},
                                       t_max_row,
                                       max_row,
                                       min_row,
                                       init_row,
                                       warmup_row};
template <with_warmup::kind is>
with_warmup fall_of(const arguments& a, const setting& in) {
  return {is,
          a.real("max_lr"),
          a.real("min_lr"),
          a.real("init_lr"),
          a.count("warmup_steps"),
          a.given("t_max") ? a.count("t_max") : in.steps,
          is == with_warmup::kind::poly ? a.real("poly_order") : 1.0};
}
template <with_warmup::kind is>
made_rule make_fall(const arguments& a, const setting& in) {
  const with_warmup s = fall_of<is>(a, in);
  if (s.warmup_steps >= s.t_max) return conflict("pytorch_optimizer: warmup_steps must be below t_max");
  return made(s);
}
template <with_warmup::kind is>
void find_in_fall(const arguments& a, const setting& in, std::vector<finding>& out) {
  const with_warmup s = fall_of<is>(a, in);
  starts_at_min(out, s(0), s(1));
  if constexpr (is == with_warmup::kind::poly) {
    if (in.steps > s.warmup_steps + 3 && s.max_lr > s.min_lr)
      fault(out, "grows", s.warmup_steps + 3,
            "(steps since the warmup)^poly_order grows: the rate climbs above max_lr");
    return;
  }
  if (in.steps <= s.t_max + 1) {
    native::length_findings(out, in.steps, s.t_max, "t_max");
  } else if constexpr (is == with_warmup::kind::cosine) {
    fault(out, "climbs-after-end", s.t_max + 1, "the cosine rises again after t_max");
  } else {
    fault(out, "below-floor", s.t_max + 2, "the rate continues to fall below min_lr after t_max");
  }
}

/// min at step 0; cosine cycles of int((length - W) mult) + W steps and height gamma^i, each with a rise from min over
/// W steps
struct cosine_warmup_restarts {
  double max_lr;
  double min_lr;
  std::uint64_t first_cycle_steps;
  double cycle_mult;
  std::uint64_t warmup_steps;
  double gamma;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return min_lr;
    std::uint64_t fall = first_cycle_steps - warmup_steps;
    double cycle = 0.0;
    while (t >= fall + warmup_steps) {
      const double grown = static_cast<double>(fall) * cycle_mult;
      const std::uint64_t next =
          grown < 9e15 ? std::max<std::uint64_t>(1, static_cast<std::uint64_t>(grown)) : 9'000'000'000'000'000;
      const std::uint64_t passed = next == fall ? t / (fall + warmup_steps) : 1;
      t -= passed * (fall + warmup_steps);
      cycle += static_cast<double>(passed);
      fall = next;
    }
    const double top = max_lr * std::pow(gamma, cycle);
    if (t < warmup_steps) return (top - min_lr) * static_cast<double>(t) / static_cast<double>(warmup_steps) + min_lr;
    const double u = static_cast<double>(t - warmup_steps) / static_cast<double>(fall);
    return min_lr + (top - min_lr) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
};

constexpr parameter_row restart_rows[] = {
    {"first_cycle_steps", takes::steps, required, range::at_least(1), "",
     "steps of the first cycle, its rise included"},
    {"cycle_mult", takes::real, 1, range::above(0), "", "each fall is this many times as long"},
    {"max_lr", takes::real, 0.0001, range::at_least(0), "", "highest rate of the first cycle"},
    {"min_lr", takes::real, 1e-06, range::at_least(0), "", "lowest rate"},
    warmup_row,
    {"gamma", takes::real, 0.9, range::at_least(0), "", "each cycle is this many times as high"}};
cosine_warmup_restarts restarts_of(const arguments& a) {
  return {a.real("max_lr"),     a.real("min_lr"),        a.count("first_cycle_steps"),
          a.real("cycle_mult"), a.count("warmup_steps"), a.real("gamma")};
}
made_rule make_restarts(const arguments& a, const setting&) {
  if (a.count("warmup_steps") >= a.count("first_cycle_steps"))
    return conflict("pytorch_optimizer.CosineAnnealingWarmupRestarts: warmup_steps must be below first_cycle_steps");
  return made(restarts_of(a));
}
void find_in_restarts(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, std::min(in.steps, a.count("first_cycle_steps")), a.count("first_cycle_steps"),
                          "first_cycle_steps");
  if (a.count("warmup_steps") == 0) starts_at_min(out, a.real("min_lr"), a.real("max_lr"));
}

// Multipliers of the base rate
// -------------------------------------------------------------------------------------------------

/// t / W, 1, then a fall over decay steps (cosine with a floor of min_lr_ratio, the others to 0), then min_lr_ratio
struct wsd {
  enum class kind : unsigned char { cosine, one_minus_sqrt, linear, one_minus_square };
  double base;
  std::uint64_t warmup;
  std::uint64_t stable;
  std::uint64_t decay;
  double min_lr_ratio;
  double num_cycles;
  kind cooldown;
  [[nodiscard]] bool cyclic() const noexcept { return cooldown == kind::cosine && num_cycles > 0.5; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * (static_cast<double>(t) / static_cast<double>(warmup));
    if (t < warmup + stable) return base;
    if (t >= warmup + stable + decay) return base * min_lr_ratio;
    const double u = static_cast<double>(t - warmup - stable) / static_cast<double>(decay);
    switch (cooldown) {
      case kind::cosine: {
        const double wave = std::max(0.0, 0.5 * (1.0 + std::cos(std::numbers::pi * num_cycles * 2.0 * u)));
        return base * ((1.0 - min_lr_ratio) * wave + min_lr_ratio);
      }
      case kind::one_minus_sqrt: return base * (1.0 - std::sqrt(u));
      case kind::linear: return base * (1.0 - u);
      case kind::one_minus_square: return base * (1.0 - u * u);
    }
    return base;
  }
};

constexpr parameter_row wsd_rows[] = {
    {"num_warmup_steps", takes::steps, required, range::at_least(0), "", "steps of the rise, t / W"},
    {"num_stable_steps", takes::steps, required, range::at_least(0), "", "steps at the base rate"},
    {"num_decay_steps", takes::steps, required, range::at_least(1), "", "steps of the fall"},
    {"min_lr_ratio", takes::real, 0, range::between(0, 1), "", "factor after the fall, and cosine's floor"},
    {"num_cycles", takes::real, 0.5, range::above(0), "", "waves of the cosine"},
    {"cooldown_type", takes::word, "1-sqrt", {}, "cosine 1-sqrt linear 1-square", "the fall"}};
wsd wsd_of(const arguments& a, const setting& in) {
  return {in.base,
          a.count("num_warmup_steps"),
          a.count("num_stable_steps"),
          a.count("num_decay_steps"),
          a.real("min_lr_ratio"),
          a.real("num_cycles"),
          static_cast<wsd::kind>(a.choice("cooldown_type"))};
}
made_rule make_wsd(const arguments& a, const setting& in) { return made(wsd_of(a, in)); }
void find_in_wsd(const arguments& a, const setting& in, std::vector<finding>& out) {
  const wsd s = wsd_of(a, in);
  const std::uint64_t end = s.warmup + s.stable + s.decay;
  native::length_findings(out, in.steps, end, "the sum of its parts");
  if (s.min_lr_ratio > 0.0 && s.cooldown != wsd::kind::cosine && in.steps > end)
    fault(out, "climbs-after-the-fall", end,
          "this cooldown goes to 0, not to min_lr_ratio; after it the rate jumps up to min_lr_ratio");
}
std::optional<translation> translate_wsd(const arguments& a, const setting& in) {
  const wsd s = wsd_of(a, in);
  const bool cosine = s.cooldown == wsd::kind::cosine;
  if ((cosine && s.num_cycles != 0.5) || (!cosine && s.min_lr_ratio != 0.0) || s.decay < 2) return std::nullopt;
  const any_window shapes[] = {native::cosine(), native::one_minus_sqrt(), native::linear(), native::poly(2, 1)};
  return native::over(s.warmup + s.stable + s.decay, shapes[static_cast<std::size_t>(s.cooldown)],
                      native::warmup(s.warmup), native::hold(s.stable), native::floor(s.min_lr_ratio),
                      native::peak(s.base));
}

/// Reciprocal Chebyshev nodes 1 / (c - r cos((k + 1/2) pi / N)) on [0.05, 1] in fractal order, N the least power of two
/// >= T. Step t uses index t - 2 of the order, clamped to its ends: the first multiplier is applied three times (a
/// defect of the library).
struct chebyshev {
  double base;
  std::uint64_t num_epochs;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t nodes = std::bit_ceil(std::max<std::uint64_t>(num_epochs, 1));
    const std::uint64_t places = nodes > 2 ? std::bit_ceil(nodes - 2) : 1;  // 4 nodes: only the first two are used
    const std::uint64_t place = std::min(t < 2 ? 0 : t - 2, places - 1);
    constexpr double middle = (1.0 + 0.05) / 2.0;
    constexpr double radius = (1.0 - 0.05) / 2.0;
    const double angle =
        (static_cast<double>(node(place, places)) + 0.5) * std::numbers::pi / static_cast<double>(nodes);
    return base * (1.0 / (middle - radius * std::cos(angle)));
  }

 private:
  /// The fractal permutation: the list of length 2 m interleaves the list of length m with its reflection 2 m - 1 - p.
  static std::uint64_t node(std::uint64_t place, std::uint64_t count) noexcept {
    if (count == 1) return 0;
    const std::uint64_t half = node(place / 2, count / 2);
    return place % 2 == 0 ? half : count - 1 - half;
  }
};

constexpr parameter_row chebyshev_rows[] = {{"num_epochs", takes::count, left_out, range::between(1, 1e9), "",
                                             "steps of the run; the run length unless given"}};
made_rule make_chebyshev(const arguments& a, const setting& in) {
  return made(chebyshev{in.base, a.given("num_epochs") ? a.count("num_epochs") : in.steps});
}
void find_in_chebyshev(const arguments&, const setting& in, std::vector<finding>& out) {
  if (in.steps > 2)
    fault(out, "order-is-late", 2,
          "the list is read at t - 2: its first multiplier is applied three times, the last never");
}

constexpr std::string_view late = "The first step has min_lr, every other step the value of the previous one.";
constexpr entry rows[] = {
    {"REXScheduler", "REX decay", "min + (max - min) (1 - u) / (1 - u/2)", rex_rows, base_rate::absent,
     "The first step has min_lr.", &recipe_of<make_rex, nullptr, find_in_rex>},
    {"LinearScheduler", "warmup, linear decay", "max + (min - max) (s - W) / (t_max - W)", fall_rows, base_rate::absent,
     late, &recipe_of<make_fall<with_warmup::kind::linear>, nullptr, find_in_fall<with_warmup::kind::linear>>},
    {"CosineScheduler", "warmup, cosine decay", "min + (max - min) (1 + cos(pi (s - W) / (t_max - W))) / 2", fall_rows,
     base_rate::absent, late,
     &recipe_of<make_fall<with_warmup::kind::cosine>, nullptr, find_in_fall<with_warmup::kind::cosine>>},
    {"PolyScheduler", "warmup, a growing power", "min + (max - min) (s - W)^poly_order", poly_rows, base_rate::absent,
     "The power increases with the step, so the rate rises above max_lr.",
     &recipe_of<make_fall<with_warmup::kind::poly>, nullptr, find_in_fall<with_warmup::kind::poly>>},
    {"CosineAnnealingWarmupRestarts", "cosine cycles, each with a warmup",
     "min + (max gamma^i - min) (1 + cos(pi s / S)) / 2", restart_rows, base_rate::absent,
     "The first step has min_lr even without a warmup.", &recipe_of<make_restarts, nullptr, find_in_restarts>},
    {"get_wsd_schedule", "warmup, stable part, decay", "t / W, 1, then cosine, 1 - sqrt(u), 1 - u or 1 - u^2", wsd_rows,
     base_rate::scaled, "Only the cosine falls to min_lr_ratio; the others fall to 0 and then jump up to it.",
     &recipe_of<make_wsd, translate_wsd, find_in_wsd>},
    {"get_chebyshev_schedule", "reciprocal Chebyshev nodes in fractal order", "1 / (c - r cos((k + 1/2) pi / N))",
     chebyshev_rows, base_rate::scaled, "The first multiplier is applied three times.",
     &recipe_of<make_chebyshev, nullptr, find_in_chebyshev>},
};
}  // namespace

}  // namespace taper::libraries::pytorch_optimizer

namespace taper::libraries {

const library pytorch_optimizer_library = {
    "pytorch_optimizer",
    "pytorch_optimizer, pytorch_optimizer.lr_scheduler (stepped after the optimizer)",
    "4.1.0",
    "printed by the library",
    "float64",
    "https://github.com/kozistr/pytorch_optimizer/tree/main/pytorch_optimizer/lr_scheduler",
    1e-3,
    "torch.optim.SGD(lr=1e-3)",
    pytorch_optimizer::rows};

}  // namespace taper::libraries
