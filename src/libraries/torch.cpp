// The schedules of torch.optim.lr_scheduler.
//
// PyTorch's torch.optim.lr_scheduler as pure functions of the step: the optimizer's rate at its t-th step.
//
// PyTorch itself multiplies the previous rate (its "chainable" form). These are the closed forms of the same
// recursions; they agree to rounding. Source: pytorch/torch/optim/lr_scheduler.py, 2.15.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "native.hpp"
#include "row.hpp"
#include "shared.hpp"

namespace taper::libraries::torch {

namespace {

std::vector<std::uint64_t> ascending(std::vector<std::uint64_t> marks) {
  std::ranges::sort(marks);
  return marks;
}

// Step and multi-step
// ----------------------------------------------------------------------------------------------------------

constexpr parameter_row step_rows[] = {
    {"step_size", takes::steps, required, range::at_least(1), "", "steps between two drops"},
    {"gamma", takes::real, 0.1, range::at_least(0), "", "factor of a drop"},
};
made_rule make_step(const arguments& a, const setting& in) {
  return made(step_lr{in.base, a.count("step_size"), a.real("gamma")});
}

constexpr parameter_row multi_step_rows[] = {
    {"milestones", takes::all_steps, required, range::at_least(0), "", "steps of the drops (t >= milestone)"},
    {"gamma", takes::real, 0.1, range::at_least(0), "", "factor of a drop"},
};
made_rule make_multi_step(const arguments& a, const setting& in) {
  return made(multi_step_lr{in.base, ascending(a.counts("milestones")), a.real("gamma")});
}

// Constant, linear, exponential, polynomial
// -----------------------------------------------------------------------------------

/// lr = base factor for t < total_iters, then base. With total_iters = 0 the factor is never removed (a defect of
/// PyTorch).
struct constant_lr {
  double base;
  double factor;
  std::uint64_t total_iters;
  [[nodiscard]] designed_rises rises() const { return {.before = total_iters}; }
  double operator()(std::uint64_t t) const noexcept {
    return t < total_iters || total_iters == 0 ? base * factor : base;
  }
};

constexpr parameter_row constant_rows[] = {
    {"factor", takes::real, 1.0 / 3.0, range{0, 1, range::ends::low_open}, "",
     "factor at the start; 0 makes PyTorch divide by zero"},
    {"total_iters", takes::steps, 5, range::at_least(0), "", "steps until the factor is removed"},
};
made_rule make_constant(const arguments& a, const setting& in) {
  return made(constant_lr{in.base, a.real("factor"), a.count("total_iters")});
}
void find_in_constant(const arguments& a, const setting&, std::vector<finding>& out) {
  if (a.count("total_iters") == 0) {
    fault(out, "never-restored", 0,
          "total_iters=0: PyTorch applies the factor and never removes it; omit the scheduler");
  }
}
std::optional<translation> translate_constant(const arguments& a, const setting& in) {
  if (a.count("total_iters") < in.steps) return std::nullopt;
  return native::over(in.steps, native::constant(), native::peak(in.base * a.real("factor")));
}

/// lr = base [start + (end - start) min(t, total_iters) / total_iters]. With total_iters = 0 it stays at start (a
/// defect of PyTorch).
struct linear_lr {
  double base;
  double start_factor;
  double end_factor;
  std::uint64_t total_iters;
  [[nodiscard]] designed_rises rises() const { return {.before = end_factor > start_factor ? total_iters : 0}; }
  double operator()(std::uint64_t t) const noexcept {
    if (total_iters == 0) return base * start_factor;
    const auto done = static_cast<double>(std::min(t, total_iters));
    return base * (start_factor + (end_factor - start_factor) * done / static_cast<double>(total_iters));
  }
};

constexpr parameter_row linear_rows[] = {
    {"start_factor", takes::real, 1.0 / 3.0, range{0, 1, range::ends::low_open}, "", "factor at step 0"},
    {"end_factor", takes::real, 1, range::between(0, 1), "", "factor from step total_iters on"},
    {"total_iters", takes::steps, 5, range::at_least(0), "", "steps from the first factor to the second"},
};
made_rule make_linear(const arguments& a, const setting& in) {
  return made(linear_lr{in.base, a.real("start_factor"), a.real("end_factor"), a.count("total_iters")});
}
void find_in_linear(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t total = a.count("total_iters");
  if (total == 0)
    fault(out, "never-restored", 0,
          "total_iters=0: PyTorch stays at start_factor for the whole run; omit the scheduler");
  if (total > 0 && a.real("end_factor") < a.real("start_factor"))
    native::length_findings(out, in.steps, total, "total_iters");
}
std::optional<translation> translate_linear(const arguments& a, const setting& in) {
  const double from = a.real("start_factor");
  const double to = a.real("end_factor");
  const std::uint64_t total = a.count("total_iters");
  if (total < 2 || from == to) return std::nullopt;
  if (from > to) return native::over(total, native::linear(), native::floor(to / from), native::peak(in.base * from));
  if (total >= in.steps) return std::nullopt;
  return native::over(in.steps, native::constant(), native::warmup(total, rise::linear, from / to),
                      native::peak(in.base * to));
}

constexpr parameter_row exponential_rows[] = {
    {"gamma", takes::real, required, range::at_least(0), "", "factor of every step"}};
made_rule make_exponential(const arguments& a, const setting& in) {
  return made(exponential_lr{in.base, a.real("gamma")});
}
std::optional<translation> translate_exponential(const arguments& a, const setting& in) {
  return native::decay_to(std::pow(a.real("gamma"), static_cast<double>(in.steps)), in.steps, in.base);
}

constexpr parameter_row polynomial_rows[] = {
    {"total_iters", takes::steps, 5, range::at_least(0), "", "steps until the rate is 0"},
    {"power", takes::real, 1, range::above(0), "", "exponent"},
};
made_rule make_polynomial(const arguments& a, const setting& in) {
  return made(polynomial_lr{in.base, a.count("total_iters"), a.real("power")});
}
void find_in_polynomial(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t total = a.count("total_iters");
  if (total == 0) {
    fault(out, "never-decays", 0, "total_iters=0: the rate stays at the base rate for the whole run");
    return;
  }
  native::length_findings(out, in.steps, total, "total_iters");
}
std::optional<translation> translate_polynomial(const arguments& a, const setting& in) {
  if (a.count("total_iters") < 2) return std::nullopt;
  return native::over(a.count("total_iters"), native::power(a.real("power")), native::peak(in.base));
}

// Cosine
// -----------------------------------------------------------------------------------------------------------------------

/// lr = eta_min + (base - eta_min) (1 + cos(pi t / T_max)) / 2: rises again after T_max, with period 2 T_max
struct cosine_annealing_lr {
  double base;
  std::uint64_t t_max;
  double eta_min;
  double operator()(std::uint64_t t) const noexcept {
    const double u = static_cast<double>(t % (2 * t_max)) / static_cast<double>(t_max);
    return eta_min + (base - eta_min) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
};

constexpr parameter_row cosine_rows[] = {
    {"T_max", takes::steps, required, range::at_least(1), "", "steps of the fall, half a period"},
    {"eta_min", takes::real, 0, range{}, "", "lowest rate, absolute"},
};
made_rule make_cosine(const arguments& a, const setting& in) {
  return made(cosine_annealing_lr{in.base, a.count("T_max"), a.real("eta_min")});
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t t_max = a.count("T_max");
  if (in.steps > t_max + 1) {
    fault(out, "climbs-after-end", t_max + 1,
          "the run continues for " + std::to_string(in.steps - t_max) + " steps after T_max=" + std::to_string(t_max) +
              ": CosineAnnealingLR rises again there; set T_max to the run length");
  } else {
    native::length_findings(out, in.steps, t_max, "T_max");
  }
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  if (a.count("T_max") < 2) return std::nullopt;
  const double low = a.real("eta_min");
  if (!(low >= 0.0 && low <= in.base)) return std::nullopt;
  return native::over(a.count("T_max"), native::cosine(), native::floor_rate(low), native::peak(in.base));
}

/// lr = eta_min + (base - eta_min) (1 + cos(pi T_cur / T_i)) / 2, T_i = T_0 T_mult^i; cycles in integer arithmetic
struct cosine_annealing_warm_restarts {
  double base;
  std::uint64_t t_0;
  std::uint64_t t_mult;
  double eta_min;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    std::uint64_t length = t_0;
    if (t_mult == 1) {
      t %= length;
    } else {
      while (t >= length) {
        t -= length;
        length = length > UINT64_MAX / t_mult ? UINT64_MAX : length * t_mult;
      }
    }
    const double u = static_cast<double>(t) / static_cast<double>(length);
    return eta_min + (base - eta_min) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
};

constexpr parameter_row warm_restarts_rows[] = {
    {"T_0", takes::steps, required, range::at_least(1), "", "steps of the first cycle"},
    {"T_mult", takes::count, 1, range::at_least(1), "", "each cycle is this many times as long as the one before"},
    {"eta_min", takes::real, 0, range{}, "", "lowest rate, absolute"},
};
made_rule make_warm_restarts(const arguments& a, const setting& in) {
  return made(cosine_annealing_warm_restarts{in.base, a.count("T_0"), a.count("T_mult"), a.real("eta_min")});
}
void find_in_warm_restarts(const arguments& a, const setting& in, std::vector<finding>& out) {
  std::uint64_t length = a.count("T_0");
  std::uint64_t begin = 0;
  const std::uint64_t grow = a.count("T_mult");
  if (grow == 1) {
    begin = in.steps - in.steps % length;
  } else {
    while (begin + length <= in.steps) {
      begin += length;
      length *= grow;
    }
  }
  if (begin < in.steps) {
    note(out, "unfinished-cycle", begin,
         "the last cycle begins at step " + std::to_string(begin) + " and would need " +
             std::to_string(begin + length) + " steps; the run ends before that");
  }
  if (grow == 3 && in.steps > 121 * a.count("T_0")) {
    note(
        out, "restart-by-logarithm", 121 * a.count("T_0"),
        "step(epoch), as after loading a checkpoint, computes the cycle with a floating-point logarithm and misses the "
        "restart at 121 T_0; step() does not");
  }
}
std::optional<translation> translate_warm_restarts(const arguments& a, const setting& in) {
  const double low = a.real("eta_min");
  if (!(low >= 0.0 && low <= in.base) || a.count("T_0") < 2) return std::nullopt;
  return native::over(in.steps, native::cosine(),
                      taper::restarts_forever(a.count("T_0"), {.stretch = static_cast<double>(a.count("T_mult"))}),
                      native::floor_rate(low), native::peak(in.base));
}

// Cyclic and one-cycle
// ---------------------------------------------------------------------------------------------------------

/// lr = base_lr + (max_lr - base_lr) scale s, s = p / up then (up + down - p) / down with p = t mod (up + down);
/// scale: 1, 2^-(cycle), gamma^t
struct cyclic_lr {
  enum class mode : unsigned char { triangular, triangular2, exp_range };
  double base_lr;
  double max_lr;
  std::uint64_t step_size_up;
  std::uint64_t step_size_down;
  mode scaled;
  double gamma;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t whole = step_size_up + step_size_down;
    const std::uint64_t p = t % whole;
    const double s = p <= step_size_up ? static_cast<double>(p) / static_cast<double>(step_size_up)
                                       : static_cast<double>(whole - p) / static_cast<double>(step_size_down);
    double scale = 1.0;
    if (scaled == mode::triangular2) scale = std::pow(0.5, static_cast<double>(t / whole));
    if (scaled == mode::exp_range) scale = std::pow(gamma, static_cast<double>(t));
    return base_lr + (max_lr - base_lr) * s * scale;
  }
};

constexpr parameter_row cyclic_rows[] = {
    {"base_lr", takes::real, required, range::at_least(0), "", "lowest rate, absolute"},
    {"max_lr", takes::real, required, range::at_least(0), "", "highest rate, absolute"},
    {"step_size_up", takes::steps, 2000, range::at_least(1), "", "steps of the rise"},
    {"step_size_down", takes::steps, left_out, range::at_least(1), "", "steps of the fall; step_size_up unless given"},
    {"mode",
     takes::word,
     "triangular",
     {},
     "triangular triangular2 exp_range",
     "height of the cycles: equal, halved each time, gamma^t"},
    {"gamma", takes::real, 1, range::at_least(0), "", "for exp_range"},
    {"cycle_momentum", takes::flag, true, {}, "", "cycles the momentum; no effect on the rate"},
};
made_rule make_cyclic(const arguments& a, const setting&) {
  const std::uint64_t up = a.count("step_size_up");
  return made(cyclic_lr{a.real("base_lr"), a.real("max_lr"), up,
                        a.given("step_size_down") ? a.count("step_size_down") : up,
                        static_cast<cyclic_lr::mode>(a.choice("mode")), a.real("gamma")});
}

constexpr parameter_row one_cycle_rows[] = {
    {"max_lr", takes::real, required, range::above(0), "", "highest rate, absolute"},
    {"total_steps", takes::steps, left_out, range::at_least(1), "",
     "steps of the run; or give epochs and steps_per_epoch"},
    {"epochs", takes::count, left_out, range::at_least(1), "", ""},
    {"steps_per_epoch", takes::count, left_out, range::at_least(1), "", ""},
    {"pct_start", takes::real, 0.3, range::between(0, 1), "", "fraction of the run that rises"},
    {"anneal_strategy", takes::word, "cos", {}, "cos linear", "shape of the phases"},
    {"cycle_momentum", takes::flag, true, {}, "", "cycles the momentum; no effect on the rate"},
    {"div_factor", takes::real, 25, range::above(0), "", "max_lr divided by the first rate"},
    {"final_div_factor", takes::real, 10000, range::above(0), "", "first rate divided by the last"},
    {"three_phase", takes::flag, false, {}, "", "a third phase from the first rate to the last"},
};
std::uint64_t one_cycle_steps(const arguments& a) {
  return a.given("total_steps") ? a.count("total_steps") : a.count("epochs") * a.count("steps_per_epoch");
}
made_rule make_one_cycle(const arguments& a, const setting&) {
  if (!a.given("total_steps") && !(a.given("epochs") && a.given("steps_per_epoch"))) {
    return failed(errc::missing, "torch.OneCycleLR needs total_steps, or epochs and steps_per_epoch");
  }
  const std::uint64_t total = one_cycle_steps(a);
  if (a.real("pct_start") * static_cast<double>(total) == 1.0) {
    return conflict("pct_start * total_steps = 1: torch.OneCycleLR divides by zero at its first step; change either");
  }
  return made(one_cycle_lr{a.real("max_lr"), total, a.real("pct_start"),
                           static_cast<one_cycle_lr::strategy>(a.choice("anneal_strategy")), a.real("div_factor"),
                           a.real("final_div_factor"),
                           a.flag("three_phase") ? one_cycle_lr::phases::three : one_cycle_lr::phases::two});
}
void find_in_one_cycle(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t total = one_cycle_steps(a);
  if (in.steps > total) {
    fault(out, "steps-beyond-end", total,
          "torch.OneCycleLR raises ValueError when stepped more than total_steps=" + std::to_string(total) +
              " times; the run has " + std::to_string(in.steps) + " steps");
  } else {
    native::length_findings(out, in.steps, total, "total_steps");
  }
}
std::optional<translation> translate_one_cycle(const arguments& a, const setting&) {
  const std::uint64_t total = one_cycle_steps(a);
  const double top = a.real("pct_start") * static_cast<double>(total) - 1.0;
  if (a.flag("three_phase") || total < 2 || !(top > 0.0) || top >= static_cast<double>(total - 1)) return std::nullopt;
  const bool cos = a.choice("anneal_strategy") == 0;
  const double first = 1.0 / a.real("div_factor");
  const double last = first / a.real("final_div_factor");
  if (!(first <= 1.0 && last <= 1.0)) return std::nullopt;
  return native::over(
      total, cos ? native::cosine() : native::linear(),
      native::warmup_part(top / static_cast<double>(total - 1), cos ? rise::cosine : rise::linear, first),
      sampling::symmetric, native::floor(last), native::peak(a.real("max_lr")));
}

// Composition
// ------------------------------------------------------------------------------------------------------------------

constexpr std::string_view may_follow =
    "StepLR MultiStepLR ConstantLR LinearLR ExponentialLR PolynomialLR CosineAnnealingLR CosineAnnealingWarmRestarts "
    "ChainedScheduler";
constexpr std::string_view may_multiply = "StepLR MultiStepLR ConstantLR LinearLR ExponentialLR PolynomialLR";

constexpr parameter_row sequential_rows[] = {
    {"schedulers", takes::schedules, required, {}, "", "in sequence"},
    {"milestones", takes::all_steps, required, range::at_least(0), "", "the first step of each except the first"},
};
made_rule make_sequential(const arguments& a, const setting& in) {
  joined out;
  out.milestones = a.counts("milestones");
  const std::vector<written_value>& parts = a.schedules("schedulers");
  if (parts.empty() || parts.size() != out.milestones.size() + 1) {
    return conflict("torch.SequentialLR needs one schedule more than milestones, got " + std::to_string(parts.size()) +
                    " and " + std::to_string(out.milestones.size()));
  }
  if (!std::ranges::is_sorted(out.milestones)) return conflict("torch.SequentialLR: milestones must ascend");
  for (const written_value& one : parts) {
    TAPER_TRY(part, nested_rates(one, torch_library, may_follow, in));
    out.parts.push_back(std::move(part));
  }
  return made(std::move(out));
}

constexpr parameter_row chained_rows[] = {
    {"schedulers", takes::schedules, required, {}, "", "multiplied with each other"}};
made_rule make_chained(const arguments& a, const setting& in) {
  multiplied out{{}, in.base};
  for (const written_value& one : a.schedules("schedulers")) {
    TAPER_TRY(part, nested_rates(one, torch_library, may_multiply, {1.0, in.steps, in.timing}));
    out.parts.push_back(std::move(part));
  }
  if (out.parts.empty()) return conflict("torch.ChainedScheduler needs at least one schedule");
  return made(std::move(out));
}

constexpr entry rows[] = {
    {"StepLR", "a drop every step_size steps", "base gamma^floor(t / step_size)", step_rows, base_rate::scaled,
     "LibTorch's C++ StepLR drops one step later, because it computes the rate before it counts the step.",
     &recipe_of<make_step>},
    {"MultiStepLR", "drops at milestones", "base gamma^#{m <= t}", multi_step_rows, base_rate::scaled, "",
     &recipe_of<make_multi_step>},
    {"ConstantLR", "a constant factor for the first steps", "base factor for t < total_iters, then base", constant_rows,
     base_rate::scaled, "With total_iters=0 the factor is never removed; factor=0 divides by zero.",
     &recipe_of<make_constant, translate_constant, find_in_constant>},
    {"LinearLR", "linear from one factor to another", "base (start + (end - start) min(t, T) / T)", linear_rows,
     base_rate::scaled, "With total_iters=0 it stays at start_factor; start_factor cannot be 0.",
     &recipe_of<make_linear, translate_linear, find_in_linear>},
    {"ExponentialLR", "exponential decay, a factor per step", "base gamma^t", exponential_rows, base_rate::scaled, "",
     &recipe_of<make_exponential, translate_exponential>},
    {"PolynomialLR", "polynomial decay", "base (1 - min(t, T) / T)^power", polynomial_rows, base_rate::scaled,
     "With total_iters=0 it never decays.", &recipe_of<make_polynomial, translate_polynomial, find_in_polynomial>},
    {"CosineAnnealingLR", "cosine decay", "eta_min + (base - eta_min) (1 + cos(pi t / T_max)) / 2", cosine_rows,
     base_rate::scaled,
     "Rises again after T_max; eta_min is reached at step T_max, one step after the end of a run of T_max steps.",
     &recipe_of<make_cosine, translate_cosine, find_in_cosine>},
    {"CosineAnnealingWarmRestarts", "cosine decay with warm restarts",
     "eta_min + (base - eta_min) (1 + cos(pi T_cur / T_i)) / 2, T_i = T_0 T_mult^i", warm_restarts_rows,
     base_rate::scaled, "Never reaches eta_min; step(epoch) computes the cycle with a floating-point logarithm.",
     &recipe_of<make_warm_restarts, translate_warm_restarts, find_in_warm_restarts>},
    {"CyclicLR", "triangular cycles", "base_lr + (max_lr - base_lr) s(t) scale", cyclic_rows, base_rate::ignored, "",
     &recipe_of<make_cyclic>},
    {"OneCycleLR", "one cycle: a rise, then decay to almost 0",
     "max_lr/div -> max_lr at index pct_start T - 1 -> max_lr/(div final_div) at T - 1", one_cycle_rows,
     base_rate::ignored,
     "The peak is at index pct_start T - 1, which may be between two steps; a step after total_steps raises an error.",
     &recipe_of<make_one_cycle, translate_one_cycle, find_in_one_cycle>},
    {"SequentialLR", "schedules in sequence", "part_k(t - m_k)", sequential_rows, base_rate::scaled,
     "If constructed with last_epoch, it restores the wrong rate (pytorch#162591).", &recipe_of<make_sequential>},
    {"ChainedScheduler", "the product of schedules", "base times the product of the factors", chained_rows,
     base_rate::scaled,
     "Works only with schedulers that multiply the rate; a LambdaLR discards the effect of the others.",
     &recipe_of<make_chained>},
};
}  // namespace

}  // namespace taper::libraries::torch

namespace taper::libraries {

const library torch_library = {"torch",    "PyTorch, torch.optim.lr_scheduler",
                               "2.15.0",   "printed by the library",
                               "float64",  "https://github.com/pytorch/pytorch/blob/main/torch/optim/lr_scheduler.py",
                               1e-3,       "torch.optim.SGD(lr=1e-3)",
                               torch::rows};

}  // namespace taper::libraries
