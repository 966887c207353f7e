// The schedules of optax.schedules.
//
// Optax's schedules as pure functions of the count, in float32, the default of JAX.
//
// Same operations in the same order as in the library: the results agree to a few float32 ulp of the peak.
// Source: google-deepmind/optax, optax/schedules/_schedule.py, 0.2.8.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "native.hpp"
#include "optax_piecewise.hpp"
#include "row.hpp"
#include "shared.hpp"
#include "taper/text.hpp"

namespace taper::libraries::optax {

namespace {

constexpr parameter_row warmup_row = {"warmup_steps",     takes::steps, required,
                                      range::at_least(0), "",           "steps of the rise"};

// Single shapes
// ----------------------------------------------------------------------------------------------------------------

/// value
struct constant_schedule {
  double value;
  double operator()(std::uint64_t) const noexcept { return static_cast<double>(static_cast<float>(value)); }
};

constexpr parameter_row constant_rows[] = {{"value", takes::real, required, range{}, "", "the value"}};
made_rule make_constant(const arguments& a, const setting&) { return made(constant_schedule{a.real("value")}); }

constexpr parameter_row polynomial_rows[] = {
    init_row,
    {"end_value", takes::real, required, range{}, "", "last value"},
    {"power", takes::real, required, range::above(0), "", "exponent"},
    {"transition_steps", takes::steps, required, range::at_least(0), "", "steps of the transition; 0: constant"},
    {"transition_begin", takes::real, 0, range{-9e15, 9e15}, "",
     "steps before the transition; a negative number counts as 0"},
};
std::uint64_t begin_of(const arguments& a) {
  const double begin = a.real("transition_begin");
  return begin > 0.0 ? static_cast<std::uint64_t>(begin) : 0;
}
/// (init - end) (1 - clip(t - begin, 0, T) / T)^power + end; T = 0: init
struct polynomial_schedule {
  double init_value;
  double end_value;
  double power;
  std::uint64_t transition_steps;
  std::uint64_t transition_begin;
  double operator()(std::uint64_t t) const noexcept {
    if (transition_steps == 0) return static_cast<double>(static_cast<float>(init_value));
    const std::uint64_t count = std::min(t - std::min(t, transition_begin), transition_steps);
    const float left = 1.0F - static_cast<float>(count) / static_cast<float>(transition_steps);
    const auto span = static_cast<float>(init_value - end_value);
    return static_cast<double>(span * std::pow(left, static_cast<float>(power)) + static_cast<float>(end_value));
  }
};

made_rule make_polynomial(const arguments& a, const setting&) {
  return made(polynomial_schedule{a.real("init_value"), a.real("end_value"), a.real("power"),
                                  a.count("transition_steps"), begin_of(a)});
}
constexpr parameter_row linear_rows[] = {polynomial_rows[0], polynomial_rows[1], polynomial_rows[3],
                                         polynomial_rows[4]};
made_rule make_linear(const arguments& a, const setting&) {
  return made(
      polynomial_schedule{a.real("init_value"), a.real("end_value"), 1.0, a.count("transition_steps"), begin_of(a)});
}
std::optional<translation> translate_power(const arguments& a, const any_window& shape) {
  const double from = a.real("init_value");
  const double to = a.real("end_value");
  const std::uint64_t steps = a.count("transition_steps");
  if (!(from > to && to >= 0.0) || steps < 2) return std::nullopt;
  return native::over(begin_of(a) + steps, shape, native::hold(begin_of(a)), native::floor_rate(to),
                      native::peak(from));
}
std::optional<translation> translate_polynomial(const arguments& a, const setting&) {
  return translate_power(a, native::power(a.real("power")));
}
std::optional<translation> translate_linear(const arguments& a, const setting&) {
  return translate_power(a, native::linear());
}
/// XLA replaces the division by T with a product with float32(1/T) and fuses it: 1 - T float32(1/T) is below 0 if 1/T
/// is rounded up, and a non-integer power of it is NaN. Seen with jax 0.10.2 on CPU for every such T up to 120.
bool nan_under_jit(const arguments& a) {
  const double power = a.real("power");
  const auto length = static_cast<double>(a.count("transition_steps"));
  const auto inverse = static_cast<double>(1.0F / static_cast<float>(length));
  return power != std::floor(power) && inverse * length > 1.0;  // 24 bits times at most 29: exact in double
}
void find_in_linear(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (a.count("transition_steps") == 0) {
    fault(out, "silently-constant", 0,
          "transition_steps=0: optax logs it at info level and returns the constant init_value");
    return;
  }
  native::length_findings(out, in.steps, begin_of(a) + a.count("transition_steps"),
                          "transition_begin + transition_steps");
}
void find_in_polynomial(const arguments& a, const setting& in, std::vector<finding>& out) {
  find_in_linear(a, in, out);
  const std::uint64_t end = begin_of(a) + a.count("transition_steps");
  if (a.count("transition_steps") > 0 && in.steps > end && nan_under_jit(a)) {
    fault(out, "nan-under-jit", end,
          "under jax.jit on a CPU the rate is NaN from step " + std::to_string(end) +
              " on: XLA multiplies by 1/transition_steps, rounded up, and raises a number below 0 to power " +
              print_number(a.real("power")) + "; end the run at transition_steps or use a whole power");
  }
}

/// init scale_1 … scale_k for boundaries <= t
struct piecewise_constant_schedule {
  double init_value;
  std::vector<std::pair<std::uint64_t, double>> boundaries_and_scales;  ///< ascending
  /// Its values are given one by one.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const auto& one : boundaries_and_scales) out.at.push_back(one.first);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    auto v = static_cast<float>(init_value);
    for (const auto& [boundary, scale] : boundaries_and_scales) {
      if (t >= boundary) v *= static_cast<float>(scale);
    }
    return static_cast<double>(v);
  }
};

constexpr parameter_row piecewise_rows[] = {init_row, pairs_row};
made_rule make_piecewise(const arguments& a, const setting&) {
  return made(piecewise_constant_schedule{a.real("init_value"), a.pairs("boundaries_and_scales")});
}

/// init rate^((t - begin) / T), with floor of the exponent as a staircase, not beyond end_value; T = 0 or rate = 0:
/// init
struct exponential_decay {
  double init_value;
  std::uint64_t transition_steps;
  double decay_rate;
  std::uint64_t transition_begin;
  enum class steps : unsigned char { smooth, staircase } shape;
  enum class bound : unsigned char { none, end_value } limit;
  double end_value;
  double operator()(std::uint64_t t) const noexcept {
    const auto init = static_cast<float>(init_value);
    if (transition_steps == 0 || decay_rate == 0.0) return static_cast<double>(init);
    float v = init;
    if (t > transition_begin) {
      float p = static_cast<float>(t - transition_begin) / static_cast<float>(transition_steps);
      if (shape == steps::staircase) p = std::floor(p);
      v = init * std::pow(static_cast<float>(decay_rate), p);
    }
    if (limit == bound::end_value) {
      const auto end = static_cast<float>(end_value);
      v = decay_rate < 1.0 ? std::max(v, end) : std::min(v, end);
    }
    return static_cast<double>(v);
  }
};

constexpr parameter_row exponential_rows[] = {
    init_row,
    {"transition_steps", takes::steps, required, range::at_least(0), "", "steps of one factor; 0: constant"},
    {"decay_rate", takes::real, required, range::at_least(0), "", "the factor; 0: constant"},
    {"transition_begin", takes::real, 0, range{-9e15, 9e15}, "",
     "steps before the transition; a negative number counts as 0"},
    {"staircase", takes::flag, false, {}, "", "round the exponent down"},
    {"end_value", takes::real, left_out, range{}, "", "limit of the value"},
};
exponential_decay exponential(const arguments& a, double init) {
  return {init,
          a.count("transition_steps"),
          a.real("decay_rate"),
          begin_of(a),
          a.flag("staircase") ? exponential_decay::steps::staircase : exponential_decay::steps::smooth,
          a.given("end_value") ? exponential_decay::bound::end_value : exponential_decay::bound::none,
          a.given("end_value") ? a.real("end_value") : 0.0};
}
made_rule make_exponential(const arguments& a, const setting&) { return made(exponential(a, a.real("init_value"))); }
void find_in_exponential(const arguments& a, const setting&, std::vector<finding>& out) {
  if (a.count("transition_steps") == 0 || a.real("decay_rate") == 0.0) {
    fault(out, "silently-constant", 0,
          "transition_steps=0 or decay_rate=0: optax logs it at info level and returns the constant first value");
  }
}

/// init [(1 - alpha) ((1 + cos(pi min(t, T) / T)) / 2)^exponent + alpha]
struct cosine_decay_schedule {
  double init_value;
  std::uint64_t decay_steps;
  double alpha;
  double exponent;
  double operator()(std::uint64_t t) const noexcept {
    const auto steps = static_cast<float>(decay_steps);
    const float count = std::min(static_cast<float>(t), steps);
    float wave = 0.5F * (1.0F + std::cos(std::numbers::pi_v<float> * count / steps));
    if (exponent != 1.0) wave = std::pow(wave, static_cast<float>(exponent));
    return static_cast<double>(static_cast<float>(init_value) *
                               (static_cast<float>(1.0 - alpha) * wave + static_cast<float>(alpha)));
  }
};

constexpr parameter_row cosine_rows[] = {
    init_row,
    {"decay_steps", takes::steps, required, range::at_least(1), "", "steps of the fall"},
    {"alpha", takes::real, 0, range{}, "", "last value as a fraction of the first"},
    {"exponent", takes::real, 1, range::above(0), "", "exponent of the half cosine"},
};
made_rule make_cosine(const arguments& a, const setting&) {
  return made(cosine_decay_schedule{a.real("init_value"), a.count("decay_steps"), a.real("alpha"), a.real("exponent")});
}
/// ((1 + cos pi u) / 2)^e is the native cosine with n = 2 e
any_window cosine_power(double exponent) {
  return exponent == 1.0 ? native::cosine() : native::cosine_power(2.0 * exponent);
}
std::optional<translation> translate_cosine(const arguments& a, const setting&) {
  const double alpha = a.real("alpha");
  if (!(alpha >= 0.0 && alpha <= 1.0 && a.real("init_value") > 0.0) || a.real("exponent") < 0.5) return std::nullopt;
  return native::over(a.count("decay_steps"), cosine_power(a.real("exponent")), native::floor(alpha),
                      native::peak(a.real("init_value")));
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, a.count("decay_steps"), "decay_steps");
}

// With warmup
// ------------------------------------------------------------------------------------------------------------------

constexpr parameter_row warmup_constant_rows[] = {init_row, peak_row, warmup_row};
made_rule make_warmup_constant(const arguments& a, const setting&) {
  return made(polynomial_schedule{a.real("init_value"), a.real("peak_value"), 1.0, a.count("warmup_steps"), 0});
}

std::shared_ptr<const step_rule> rise(const arguments& a) {
  return *made(polynomial_schedule{a.real("init_value"), a.real("peak_value"), 1.0, a.count("warmup_steps"), 0});
}
constexpr parameter_row warmup_cosine_rows[] = {
    init_row,
    peak_row,
    warmup_row,
    {"decay_steps", takes::steps, required, range::at_least(1), "", "steps of the whole schedule, the warmup included"},
    {"end_value", takes::real, 0, range{}, "", "last value"},
    {"exponent", takes::real, 1, range::above(0), "", "exponent of the half cosine"},
};
made_rule make_warmup_cosine(const arguments& a, const setting&) {
  const std::uint64_t warmup = a.count("warmup_steps");
  if (a.count("decay_steps") <= warmup) {
    return conflict(
        "optax.warmup_cosine_decay_schedule: decay_steps counts the warmup too and must be above warmup_steps, got " +
        std::to_string(a.count("decay_steps")) + " and " + std::to_string(warmup));
  }
  const double top = a.real("peak_value");
  joined out;
  out.parts.push_back(rise(a));
  out.parts.push_back(*made(cosine_decay_schedule{top, a.count("decay_steps") - warmup,
                                                  top == 0.0 ? 0.0 : a.real("end_value") / top, a.real("exponent")}));
  out.milestones = {warmup};
  return made(std::move(out));
}
void find_in_warmup_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, a.count("decay_steps"), "decay_steps");
}
std::optional<translation> translate_warmup_cosine(const arguments& a, const setting&) {
  const double top = a.real("peak_value");
  const double from = top > 0.0 ? a.real("init_value") / top : -1.0;
  const double low = top > 0.0 ? a.real("end_value") / top : -1.0;
  if (!(from >= 0.0 && from <= 1.0 && low >= 0.0 && low <= 1.0) || a.real("exponent") < 0.5) return std::nullopt;
  if (a.count("decay_steps") < a.count("warmup_steps") + 2) return std::nullopt;
  return native::over(a.count("decay_steps"), cosine_power(a.real("exponent")),
                      native::warmup(a.count("warmup_steps"), rise::linear, from),
                      native::floor_rate(a.real("end_value")), native::peak(top));
}

constexpr parameter_row warmup_exponential_rows[] = {init_row,
                                                     peak_row,
                                                     warmup_row,
                                                     exponential_rows[1],
                                                     exponential_rows[2],
                                                     exponential_rows[3],
                                                     exponential_rows[4],
                                                     exponential_rows[5]};
made_rule make_warmup_exponential(const arguments& a, const setting&) {
  joined out;
  out.parts.push_back(rise(a));
  out.parts.push_back(*made(exponential(a, a.real("peak_value"))));
  out.milestones = {a.count("warmup_steps")};
  return made(std::move(out));
}

// Composition
// ------------------------------------------------------------------------------------------------------------------

constexpr parameter_row join_rows[] = {
    {"schedules", takes::schedules, required, {}, "", "in sequence"},
    {"boundaries", takes::all_steps, required, range::at_least(0), "", "the first step of each except the first"}};
made_rule make_join(const arguments& a, const setting& in) {
  joined out;
  out.milestones = a.counts("boundaries");
  const std::vector<written_value>& parts = a.schedules("schedules");
  if (parts.empty() || parts.size() != out.milestones.size() + 1) {
    return conflict("optax.join_schedules needs one schedule more than boundaries, got " +
                    std::to_string(parts.size()) + " and " + std::to_string(out.milestones.size()));
  }
  if (!std::ranges::is_sorted(out.milestones)) return conflict("optax.join_schedules: boundaries must ascend");
  for (const written_value& one : parts) {
    TAPER_TRY(part, nested_rates(one, optax_library, "", in));
    out.parts.push_back(std::move(part));
  }
  return made(std::move(out));
}

constexpr parameter_row sgdr_rows[] = {
    {"cosine_kwargs", takes::schedules, required, {}, "", "one warmup_cosine_decay_schedule for each cycle"}};
made_rule make_sgdr(const arguments& a, const setting& in) {
  joined out;
  std::uint64_t end = 0;
  for (const written_value& one : a.schedules("cosine_kwargs")) {
    TAPER_TRY(cycle, nested(one, optax_library, "warmup_cosine_decay_schedule", in));
    TAPER_TRY(part, nested_rates(one, optax_library, "", in));
    if (!out.parts.empty()) out.milestones.push_back(end);
    out.parts.push_back(std::move(part));
    end += cycle.given.count("decay_steps");
  }
  if (out.parts.empty()) return conflict("optax.sgdr_schedule needs at least one cycle");
  return made(std::move(out));
}

constexpr std::string_view no_defect{};
constexpr entry rows[] = {
    {"constant_schedule", "constant", "value", constant_rows, base_rate::absent, no_defect, &recipe_of<make_constant>},
    {"polynomial_schedule", "polynomial decay", "end + (init - end) (1 - clip(t - begin, 0, T) / T)^power",
     polynomial_rows, base_rate::absent,
     "transition_steps <= 0 gives a constant rate; this is only logged. With a fractional power the rate is NaN at and "
     "after the end under jax.jit.",
     &recipe_of<make_polynomial, translate_polynomial, find_in_polynomial>},
    {"linear_schedule", "linear from one value to another", "end + (init - end) (1 - clip(t - begin, 0, T) / T)",
     linear_rows, base_rate::absent, "transition_steps <= 0 gives a constant rate; this is only logged.",
     &recipe_of<make_linear, translate_linear, find_in_linear>},
    {"piecewise_constant_schedule", "factors at boundaries", "init times the scales of the boundaries <= t",
     piecewise_rows, base_rate::absent, no_defect, &recipe_of<make_piecewise>},
    {"exponential_decay", "exponential decay, a factor per T steps", "init rate^((t - begin) / T)", exponential_rows,
     base_rate::absent, "transition_steps <= 0 or decay_rate = 0 gives a constant rate; this is only logged.",
     &recipe_of<make_exponential, nullptr, find_in_exponential>},
    {"cosine_decay_schedule", "cosine decay", "init ((1 - alpha) ((1 + cos(pi t / T)) / 2)^exponent + alpha)",
     cosine_rows, base_rate::absent, no_defect, &recipe_of<make_cosine, translate_cosine, find_in_cosine>},
    {"piecewise_interpolate_schedule", "linear or cosine between values",
     "between init and its running products with the scales", interpolate_rows, base_rate::absent, no_defect,
     &recipe_of<make_interpolate>},
    {"linear_onecycle_schedule", "one cycle with linear phases: up, back, then down",
     "peak/div -> peak -> peak/div -> peak/(div final_div)", linear_onecycle_rows, base_rate::absent,
     "Boundaries are rounded down and may coincide in short runs.",
     &recipe_of<make_linear_onecycle, nullptr, find_in_onecycle>},
    {"cosine_onecycle_schedule", "one cycle with cosine phases: up, then down",
     "peak/div -> peak -> peak/(div final_div)", cosine_onecycle_rows, base_rate::absent,
     "Boundaries are rounded down and may coincide in short runs.",
     &recipe_of<make_cosine_onecycle, translate_cosine_onecycle, find_in_onecycle>},
    {"warmup_constant_schedule", "warmup, then constant", "init + (peak - init) t / W, then peak", warmup_constant_rows,
     base_rate::absent, no_defect, &recipe_of<make_warmup_constant>},
    {"warmup_cosine_decay_schedule", "warmup, cosine decay",
     "end + (peak - end) ((1 + cos(pi (t - W) / (T - W))) / 2)^exponent", warmup_cosine_rows, base_rate::absent,
     "decay_steps includes the warmup.",
     &recipe_of<make_warmup_cosine, translate_warmup_cosine, find_in_warmup_cosine>},
    {"warmup_exponential_decay_schedule", "warmup, exponential decay", "peak rate^((t - W - begin) / T)",
     warmup_exponential_rows, base_rate::absent, no_defect, &recipe_of<make_warmup_exponential>},
    {"sgdr_schedule", "cosine cycles, each with its own arguments", "one warmup_cosine_decay_schedule after another",
     sgdr_rows, base_rate::absent, no_defect, &recipe_of<make_sgdr>},
    {"join_schedules", "schedules in sequence", "part_k(t - b_k)", join_rows, base_rate::absent, no_defect,
     &recipe_of<make_join>},
};
}  // namespace

}  // namespace taper::libraries::optax

namespace taper::libraries {

const library optax_library = {"optax",
                               "Optax, optax.schedules",
                               "0.2.8 (jax 0.10.2)",
                               "printed by the library",
                               "float32",
                               "https://github.com/google-deepmind/optax/blob/main/optax/schedules/_schedule.py",
                               1.0,
                               "none: its schedules have their own rates",
                               optax::rows};

}  // namespace taper::libraries
