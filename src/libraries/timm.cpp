// The schedules of timm.scheduler.
//
// timm's schedulers as pure functions of the update: the rate in the optimizer at its t-th step when stepped by update.
//
// The first step has the rate that the constructor sets (the base rate, or warmup_lr_init), step t > 0 has _get_lr(t).
// Source: huggingface/pytorch-image-models, timm/scheduler, 1.0.31. Noise is not modeled.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>
#include <vector>

#include "native.hpp"
#include "row.hpp"
#include "taper/text.hpp"

namespace taper::libraries::timm {

namespace {

constexpr parameter_row initial_row = {"t_initial",        takes::steps, required,
                                       range::at_least(1), "",           "updates of the first cycle"};
constexpr parameter_row min_row = {"lr_min", takes::real, 0, range::at_least(0), "", "lowest rate, absolute"};
constexpr parameter_row mul_row = {
    "cycle_mul", takes::real, 1, range::above(0), "", "each cycle is this many times as long as the one before"};
constexpr parameter_row decay_row = {"cycle_decay",   takes::real, 1,
                                     range::above(0), "",          "each cycle is this many times as high"};
/// The cycle and position of t among cycles of length t_initial mul^i. As in timm, i is a floating-point logarithm: at
/// an exact restart it can be one too low, and the rate is then lr_min instead of the maximum.
struct cycles {
  double mul;
  double decay;
  std::uint64_t limit;
  struct place {
    double index;
    double length;
    double elapsed;
  };
  [[nodiscard]] place at(std::uint64_t now, std::uint64_t t_initial) const noexcept {
    const auto first = static_cast<double>(t_initial);
    if (mul == 1.0) return {static_cast<double>(now / t_initial), first, static_cast<double>(now % t_initial)};
    const auto t = static_cast<double>(now);
    const double left = 1.0 - t / first * (1.0 - mul);  // mul < 1: 0 if the cycles have shrunk to zero
    if (!(left > 0.0)) return {std::numeric_limits<double>::infinity(), first, 0.0};
    const double i = std::floor(std::log(left) / std::log(mul));
    const double grown = std::pow(mul, i);
    return {i, grown * first, t - (1.0 - grown) / (1.0 - mul) * first};
  }
};

constexpr parameter_row limit_row = {"cycle_limit",      takes::count, 1,
                                     range::at_least(0), "",           "cycles; lr_min after them"};
constexpr parameter_row warmup_row = {"warmup_t", takes::steps, 0, range::at_least(0), "", "updates of the rise"};
constexpr parameter_row warmup_init_row = {"warmup_lr_init",   takes::real, 0,
                                           range::at_least(0), "",          "first rate, absolute"};
/// Whether the schedule starts after the warmup (true) or at the same time, so the warmup ends inside it (false).
enum class prefix : unsigned char { no, yes };

/// A linear rise from lr_init over t steps; shared by all schedules.
struct warmup {
  std::uint64_t t;
  double lr_init;
  prefix before;
  [[nodiscard]] double rate(std::uint64_t now, double target) const noexcept {
    return lr_init + static_cast<double>(now) * ((target - lr_init) / static_cast<double>(t));
  }
};

constexpr parameter_row prefix_no_row = {
    "warmup_prefix", takes::flag, false, {}, "", "true: the schedule begins after the warmup"};
constexpr parameter_row prefix_yes_row = {
    "warmup_prefix", takes::flag, true, {}, "", "false: the schedule starts at step 0, during the warmup"};
constexpr parameter_row k_row = {"k_decay", takes::real, 1, range::above(0), "", "(t/T)^k instead of t/T"};

warmup rise(const arguments& a) {
  return {a.count("warmup_t"), a.real("warmup_lr_init"), a.flag("warmup_prefix") ? prefix::yes : prefix::no};
}
cycles repeat(const arguments& a) { return {a.real("cycle_mul"), a.real("cycle_decay"), a.count("cycle_limit")}; }

/// Updates until the rate stays at lr_min, including a preceding warmup.
std::uint64_t whole(const arguments& a) {
  double length = static_cast<double>(a.count("t_initial"));
  double sum = 0.0;
  for (std::uint64_t k = 0; k < std::min<std::uint64_t>(a.count("cycle_limit"), 1000) && sum < 9e15; ++k) {
    sum += length;
    length *= a.real("cycle_mul");
  }
  return static_cast<std::uint64_t>(sum) + (a.flag("warmup_prefix") ? a.count("warmup_t") : 0);
}

template <class Schedule>
void find_in_cycles(const Schedule& s, const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, whole(a), "the schedule's length");
  const std::uint64_t w = a.count("warmup_t");
  if (w > 0 && w < in.steps && !a.flag("warmup_prefix")) {
    const double drop = s.rise.rate(w, in.base) - s(w);
    if (drop > 0.01 * in.base) {
      fault(out, "seam-jump", w,
            "the warmup rises to " + print_number(in.base) + ", but the schedule has already fallen to " +
                print_number(s(w)) + " at its end: set warmup_prefix=true");
    }
  }
  if (a.real("cycle_mul") != 1.0 && a.count("cycle_limit") > 1) {
    const std::uint64_t begin = a.flag("warmup_prefix") ? w : 0;
    const std::uint64_t end = std::min(in.steps, whole(a));
    native::late_restart(out, s, end, {begin, a.count("t_initial"), a.real("cycle_mul")}, a.real("cycle_decay"),
                         in.base, a.real("lr_min"));
  }
}

/// The native form, if the warmup comes first or is missing and there is one cycle or cycles of integer length.
std::optional<translation> words_of(const arguments& a, const setting& in, const any_window& shape) {
  const std::uint64_t w = a.count("warmup_t");
  if ((w > 0 && !a.flag("warmup_prefix")) || !(a.real("lr_min") <= in.base && a.real("warmup_lr_init") <= in.base))
    return std::nullopt;
  const std::uint64_t count = a.count("cycle_limit");
  const double grow = a.real("cycle_mul");
  const bool one = count == 1;
  if (count == 0 || a.count("t_initial") < 2 || (!one && grow != 1.0) || a.real("cycle_decay") > 1.0)
    return std::nullopt;
  return native::over(whole(a), shape,
                      native::warmup(w, rise::linear, w > 0 ? a.real("warmup_lr_init") / in.base : 0.0),
                      native::restarts(count, {.decay = a.real("cycle_decay")}), native::floor_rate(a.real("lr_min")),
                      native::peak(in.base));
}

// Cosine, tanh, polynomial
// -----------------------------------------------------------------------------------------------------

/// lr_min + (top - lr_min) (1 + cos(pi (s/S)^k)) / 2, top = base decay^i
struct cosine_lr_scheduler {
  double base;
  std::uint64_t t_initial;
  double lr_min;
  cycles repeat;
  warmup rise;
  double k_decay;
  [[nodiscard]] bool cyclic() const noexcept { return repeat.limit > 1; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const cycles::place p = repeat.at(rise.before == prefix::yes ? t - rise.t : t, t_initial);
    if (!(p.index < static_cast<double>(repeat.limit))) return lr_min;
    const double top = base * std::pow(repeat.decay, p.index);
    const double u = std::pow(std::max(p.elapsed, 0.0), k_decay) / std::pow(p.length, k_decay);
    return lr_min + 0.5 * (top - lr_min) * (1.0 + std::cos(std::numbers::pi * u));
  }
};

constexpr parameter_row cosine_rows[] = {initial_row, min_row,         mul_row,       decay_row, limit_row,
                                         warmup_row,  warmup_init_row, prefix_no_row, k_row};
cosine_lr_scheduler cosine(const arguments& a, const setting& in) {
  return {in.base, a.count("t_initial"), a.real("lr_min"), repeat(a), rise(a), a.real("k_decay")};
}
made_rule make_cosine(const arguments& a, const setting& in) { return made(cosine(a, in)); }
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  find_in_cycles(cosine(a, in), a, in, out);
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  return a.real("k_decay") == 1.0 ? words_of(a, in, native::cosine()) : std::nullopt;
}

/// lr_min + (top - lr_min) (1 - tanh(lb (1 - u) + ub u)) / 2
struct tanh_lr_scheduler {
  double base;
  std::uint64_t t_initial;
  double lb;
  double ub;
  double lr_min;
  cycles repeat;
  warmup rise;
  [[nodiscard]] bool cyclic() const noexcept { return repeat.limit > 1; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, rise.before == prefix::yes ? base : fall(rise.t));
    return fall(rise.before == prefix::yes ? t - rise.t : t);
  }

 private:
  [[nodiscard]] double fall(std::uint64_t t) const noexcept {
    const cycles::place p = repeat.at(t, t_initial);
    if (!(p.index < static_cast<double>(repeat.limit))) return lr_min;
    const double top = base * std::pow(repeat.decay, p.index);
    const double u = p.elapsed / p.length;
    return lr_min + 0.5 * (top - lr_min) * (1.0 - std::tanh(lb * (1.0 - u) + ub * u));
  }
};

constexpr parameter_row tanh_rows[] = {initial_row,
                                       {"lb", takes::real, -7, range{}, "", "argument of tanh at the start"},
                                       {"ub", takes::real, 3, range{}, "", "argument of tanh at the end"},
                                       min_row,
                                       mul_row,
                                       decay_row,
                                       limit_row,
                                       warmup_row,
                                       warmup_init_row,
                                       prefix_no_row};
tanh_lr_scheduler tanh(const arguments& a, const setting& in) {
  return {in.base, a.count("t_initial"), a.real("lb"), a.real("ub"), a.real("lr_min"), repeat(a), rise(a)};
}
made_rule make_tanh(const arguments& a, const setting& in) {
  if (!(a.real("lb") < a.real("ub"))) return conflict("timm.TanhLRScheduler: lb must be below ub");
  return made(tanh(a, in));
}
void find_in_tanh(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, whole(a), "the schedule's length");
  const double end = 0.5 * (1.0 - std::tanh(a.real("ub")));
  if (end > 0.0)
    note(out, "ends-above-floor", whole(a),
         "tanh ends at " + print_number(end) + " of the way above lr_min, then the rate drops to lr_min");
}

/// lr_min + (top - lr_min) (1 - (s/S)^k)^power
struct poly_lr_scheduler {
  double base;
  std::uint64_t t_initial;
  double power;
  double lr_min;
  cycles repeat;
  warmup rise;
  double k_decay;
  [[nodiscard]] bool cyclic() const noexcept { return repeat.limit > 1; }
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const cycles::place p = repeat.at(rise.before == prefix::yes ? t - rise.t : t, t_initial);
    if (!(p.index < static_cast<double>(repeat.limit))) return lr_min;
    const double top = base * std::pow(repeat.decay, p.index);
    const double u = std::pow(std::max(p.elapsed, 0.0), k_decay) / std::pow(p.length, k_decay);
    return lr_min + (top - lr_min) * std::pow(std::max(1.0 - u, 0.0), power);
  }
};

constexpr parameter_row poly_rows[] = {initial_row,   {"power", takes::real, 0.5, range::above(0), "", "exponent"},
                                       min_row,       mul_row,
                                       decay_row,     limit_row,
                                       warmup_row,    warmup_init_row,
                                       prefix_no_row, k_row};
poly_lr_scheduler poly(const arguments& a, const setting& in) {
  return {in.base, a.count("t_initial"), a.real("power"), a.real("lr_min"), repeat(a), rise(a), a.real("k_decay")};
}
made_rule make_poly(const arguments& a, const setting& in) { return made(poly(a, in)); }
void find_in_poly(const arguments& a, const setting& in, std::vector<finding>& out) {
  find_in_cycles(poly(a, in), a, in, out);
}
/// (1 - u^k)^p is the native poly with i = k, n = p
std::optional<translation> translate_poly(const arguments& a, const setting& in) {
  const double k = a.real("k_decay");
  const double p = a.real("power");
  const any_window shape = k == 1.0 ? native::power(p) : native::poly(k, p);
  return words_of(a, in, shape);
}

// Steps
// ------------------------------------------------------------------------------------------------------------------------

constexpr parameter_row rate_row = {"decay_rate", takes::real, 1, range::at_least(0), "", "factor of a drop"};
/// base rate^floor(t / decay_t)
struct step_lr_scheduler {
  double base;
  double decay_t;
  double decay_rate;
  warmup rise;
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const auto now = static_cast<double>(rise.before == prefix::yes ? t - rise.t : t);
    return base * std::pow(decay_rate, std::floor(now / decay_t));
  }
};

constexpr parameter_row step_rows[] = {
    {"decay_t", takes::real, required, range::above(0), "", "updates between two drops"},
    rate_row,
    warmup_row,
    warmup_init_row,
    prefix_yes_row};
made_rule make_step(const arguments& a, const setting& in) {
  return made(step_lr_scheduler{in.base, a.real("decay_t"), a.real("decay_rate"), rise(a)});
}
/// base rate^#{m in decay_t: m <= t + 1}: a milestone counts one step early
struct multi_step_lr_scheduler {
  double base;
  std::vector<std::uint64_t> decay_t;  ///< ascending
  double decay_rate;
  warmup rise;
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const std::uint64_t now = rise.before == prefix::yes ? t - rise.t : t;
    const auto passed = std::upper_bound(decay_t.begin(), decay_t.end(), now + 1) - decay_t.begin();
    return base * std::pow(decay_rate, static_cast<double>(passed));
  }
};

constexpr parameter_row multi_step_rows[] = {
    {"decay_t", takes::all_steps, required, range::at_least(0), "", "updates of the drops"},
    rate_row,
    warmup_row,
    warmup_init_row,
    prefix_yes_row};
made_rule make_multi_step(const arguments& a, const setting& in) {
  std::vector<std::uint64_t> marks = a.counts("decay_t");
  if (!std::ranges::is_sorted(marks)) return conflict("timm.MultiStepLRScheduler: decay_t must ascend");
  return made(multi_step_lr_scheduler{in.base, std::move(marks), a.real("decay_rate"), rise(a)});
}
void find_in_multi_step(const arguments& a, const setting&, std::vector<finding>& out) {
  if (a.counts("decay_t").empty()) return;
  const std::uint64_t first = a.counts("decay_t").front() + (a.flag("warmup_prefix") ? a.count("warmup_t") : 0);
  note(out, "milestone-is-early", first > 0 ? first - 1 : 0,
       "timm counts a milestone at t + 1 >= m: the drop comes one step earlier than in PyTorch");
}

// Warmup, stable, decay
// --------------------------------------------------------------------------------------------------------

/// warmup, a stable part (constant or an inverse power), then the fall over the last decay_t of t_initial
struct wsd_lr_scheduler {
  enum class stable : unsigned char { constant, rsqrt, power };
  enum class fall : unsigned char { linear, one_minus_sqrt, cosine, power, exp };
  double base;
  std::uint64_t t_initial;
  std::uint64_t decay_t;
  double lr_min;
  stable stable_fn;
  double stable_timescale;
  double stable_power;
  fall decay_fn;
  double decay_power;
  double decay_ratio;
  warmup rise;
  double operator()(std::uint64_t t) const noexcept {
    if (t == 0) return rise.t > 0 ? rise.lr_init : base;
    if (t < rise.t) return rise.rate(t, base);
    const std::uint64_t now = t - rise.t;
    const double held = std::max(base * stability(static_cast<double>(now)), lr_min);
    const std::uint64_t begin = t_initial - decay_t;
    if (now <= begin) return held;
    const double u = std::min(static_cast<double>(now - begin) / static_cast<double>(decay_t), 1.0);
    return lr_min + (held - lr_min) * level(u);
  }

 private:
  [[nodiscard]] double stability(double now) const noexcept {
    if (stable_fn == stable::constant) return 1.0;
    return std::pow(1.0 + now / stable_timescale, stable_fn == stable::rsqrt ? -0.5 : -stable_power);
  }
  [[nodiscard]] double level(double u) const noexcept {
    switch (decay_fn) {
      case fall::linear: return 1.0 - u;
      case fall::one_minus_sqrt: return 1.0 - std::sqrt(u);
      case fall::cosine: return 0.5 * (1.0 + std::cos(std::numbers::pi * u));
      case fall::power: return 1.0 - std::pow(u, decay_power);
      case fall::exp: break;
    }
    return (std::pow(decay_ratio, u) - decay_ratio) / (1.0 - decay_ratio);
  }
};

constexpr parameter_row wsd_rows[] = {
    {"t_initial", takes::steps, required, range::at_least(1), "", "updates of stable part and fall"},
    {"decay_t", takes::steps, required, range::at_least(1), "", "updates of the fall"},
    min_row,
    {"stable_fn", takes::word, "constant", {}, "constant rsqrt power", "the stable part"},
    {"stable_timescale", takes::real, left_out, range::above(0), "", "of rsqrt and power; warmup_t unless given"},
    {"stable_power", takes::real, 0.5, range::above(0), "", "exponent of power"},
    {"decay_fn", takes::word, "1-sqrt", {}, "linear 1-sqrt cosine power exp", "the fall"},
    {"decay_power", takes::real, 0.5, range::above(0), "", "exponent of power"},
    {"decay_ratio", takes::real, 0.1, range::inside(0, 1), "", "of exp"},
    warmup_row,
    warmup_init_row,
};
made_rule make_wsd(const arguments& a, const setting& in) {
  if (a.count("decay_t") > a.count("t_initial"))
    return conflict("timm.WSDLRScheduler: decay_t must be at most t_initial");
  const double scale =
      a.given("stable_timescale") ? a.real("stable_timescale") : static_cast<double>(a.count("warmup_t"));
  if (a.choice("stable_fn") != 0 && !(scale > 0.0))
    return conflict("timm.WSDLRScheduler: stable_fn needs stable_timescale if there is no warmup");
  return made(wsd_lr_scheduler{in.base,
                               a.count("t_initial"),
                               a.count("decay_t"),
                               a.real("lr_min"),
                               static_cast<wsd_lr_scheduler::stable>(a.choice("stable_fn")),
                               scale,
                               a.real("stable_power"),
                               static_cast<wsd_lr_scheduler::fall>(a.choice("decay_fn")),
                               a.real("decay_power"),
                               a.real("decay_ratio"),
                               {a.count("warmup_t"), a.real("warmup_lr_init"), prefix::yes}});
}
void find_in_wsd(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, a.count("warmup_t") + a.count("t_initial"), "warmup_t + t_initial");
}
std::optional<translation> translate_wsd(const arguments& a, const setting& in) {
  const std::uint64_t w = a.count("warmup_t");
  if (a.choice("stable_fn") != 0 || a.real("lr_min") > in.base || a.real("warmup_lr_init") > in.base ||
      a.count("decay_t") < 2)
    return std::nullopt;
  const any_window shapes[] = {native::linear(), native::one_minus_sqrt(), native::cosine(),
                               native::poly(a.real("decay_power"), 1.0), native::exp(a.real("decay_ratio"))};
  return native::over(w + a.count("t_initial"), shapes[a.choice("decay_fn")],
                      native::warmup(w, rise::linear, w > 0 ? a.real("warmup_lr_init") / in.base : 0.0),
                      native::hold(a.count("t_initial") - a.count("decay_t")), native::floor_rate(a.real("lr_min")),
                      native::peak(in.base));
}

constexpr entry rows[] = {
    {"CosineLRScheduler", "warmup, cosine cycles", "lr_min + (base decay^i - lr_min) (1 + cos(pi (s/S)^k)) / 2",
     cosine_rows, base_rate::scaled,
     "With warmup_prefix=false, the default, the rate drops at the end of the warmup; with cycle_mul the cycle is "
     "computed with a floating-point logarithm.",
     &recipe_of<make_cosine, translate_cosine, find_in_cosine>},
    {"TanhLRScheduler", "warmup, hyperbolic tangent cycles",
     "lr_min + (base decay^i - lr_min) (1 - tanh(lb (1-u) + ub u)) / 2", tanh_rows, base_rate::scaled,
     "The first step has the base rate, the second follows the schedule; it ends above lr_min.",
     &recipe_of<make_tanh, nullptr, find_in_tanh>},
    {"PolyLRScheduler", "warmup, polynomial cycles", "lr_min + (base decay^i - lr_min) (1 - (s/S)^k)^power", poly_rows,
     base_rate::scaled,
     "The default of power is 0.5; with warmup_prefix=false the rate drops at the end of the warmup.",
     &recipe_of<make_poly, translate_poly, find_in_poly>},
    {"StepLRScheduler", "warmup, drops", "base rate^floor(t / decay_t)", step_rows, base_rate::scaled, "",
     &recipe_of<make_step>},
    {"MultiStepLRScheduler", "warmup, drops at milestones", "base rate^#{m <= t + 1}", multi_step_rows,
     base_rate::scaled, "A milestone takes effect one step early (t + 1 >= m), except at the first step.",
     &recipe_of<make_multi_step, nullptr, find_in_multi_step>},
    {"WSDLRScheduler", "warmup, stable part, decay", "linear, 1 - sqrt, cosine, 1 - u^p or (r^u - r)/(1 - r)", wsd_rows,
     base_rate::scaled, "", &recipe_of<make_wsd, translate_wsd, find_in_wsd>},
};
}  // namespace

}  // namespace taper::libraries::timm

namespace taper::libraries {

const library timm_library = {"timm",    "timm, timm.scheduler (counted in updates)",
                              "1.0.31",  "printed by the library",
                              "float64", "https://github.com/huggingface/pytorch-image-models/tree/main/timm/scheduler",
                              1e-3,      "torch.optim.SGD(lr=1e-3)",
                              timm::rows};

}  // namespace taper::libraries
