// The rows of optax.schedules.
#include "taper/libraries/optax.hpp"

#include <algorithm>
#include <cmath>

#include "make.hpp"
#include "taper/libraries/composed.hpp"
#include "taper/notation.hpp"
#include "words.hpp"

namespace taper::libraries::optax {

namespace {

using pairs = std::vector<std::pair<std::uint64_t, double>>;

constexpr parameter_row init_row = {"init_value", takes::real, "", range{}, "", "first value"};
constexpr parameter_row peak_row = {"peak_value", takes::real, "", range{}, "", "highest value"};
constexpr parameter_row warmup_row = {"warmup_steps", takes::steps, "", range::at_least(0), "", "steps of the rise"};
constexpr parameter_row pairs_row = {"boundaries_and_scales", takes::pairs, "[]",
                                     range::at_least(0),      "",           "[[step, factor], …]; from the step on"};

// Single shapes
// ----------------------------------------------------------------------------------------------------------------

constexpr parameter_row constant_rows[] = {{"value", takes::real, "", range{}, "", "the value"}};
made_rule make_constant(const arguments& a, const setting&) { return made(constant_schedule{a.real("value")}); }

constexpr parameter_row polynomial_rows[] = {
    init_row,
    {"end_value", takes::real, "", range{}, "", "last value"},
    {"power", takes::real, "", range::above(0), "", "exponent"},
    {"transition_steps", takes::steps, "", range::at_least(0), "", "steps from the one to the other; 0: constant"},
    {"transition_begin", takes::real, "0", range{-9e15, 9e15}, "", "steps before; below 0 counts as 0"},
};
std::uint64_t begin_of(const arguments& a) {
  const double begin = a.real("transition_begin");
  return begin > 0.0 ? static_cast<std::uint64_t>(begin) : 0;
}
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
std::optional<translation> translate_power(const arguments& a, const std::string& shape) {
  const double from = a.real("init_value");
  const double to = a.real("end_value");
  const std::uint64_t steps = a.count("transition_steps");
  if (!(from > to && to >= 0.0) || steps < 2) return std::nullopt;
  return words::over(begin_of(a) + steps, shape, words::hold(begin_of(a)), words::floor_rate(to), words::peak(from));
}
std::optional<translation> translate_polynomial(const arguments& a, const setting&) {
  return translate_power(a, words::power(a.real("power")));
}
std::optional<translation> translate_linear(const arguments& a, const setting&) { return translate_power(a, "linear"); }
/// XLA turns the division by T into a product with float32(1/T) and fuses it: 1 - T float32(1/T) is below 0 where 1/T
/// is rounded up, and its power by anything but a whole number is NaN.
/// Seen with jax 0.10.2 on CPU for every such T to 120.
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
  words::length_findings(out, in.steps, begin_of(a) + a.count("transition_steps"),
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

constexpr parameter_row piecewise_rows[] = {init_row, pairs_row};
made_rule make_piecewise(const arguments& a, const setting&) {
  return made(piecewise_constant_schedule{a.real("init_value"), a.pairs("boundaries_and_scales")});
}

constexpr parameter_row exponential_rows[] = {
    init_row,
    {"transition_steps", takes::steps, "", range::at_least(0), "", "steps of one factor; 0: constant"},
    {"decay_rate", takes::real, "", range::at_least(0), "", "the factor; 0: constant"},
    {"transition_begin", takes::real, "0", range{-9e15, 9e15}, "", "steps before; below 0 counts as 0"},
    {"staircase", takes::flag, "false", {}, "", "the exponent rounded down"},
    {"end_value", takes::real, "none", range{}, "", "bound of the value"},
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

constexpr parameter_row cosine_rows[] = {
    init_row,
    {"decay_steps", takes::steps, "", range::at_least(1), "", "steps of the fall"},
    {"alpha", takes::real, "0", range{}, "", "last value as a part of the first"},
    {"exponent", takes::real, "1", range::above(0), "", "exponent of the half cosine"},
};
made_rule make_cosine(const arguments& a, const setting&) {
  return made(cosine_decay_schedule{a.real("init_value"), a.count("decay_steps"), a.real("alpha"), a.real("exponent")});
}
/// cosine at exponent 1: ((1 + cos pi u) / 2)^e is our cosine with n = 2 e
std::string cosine_power(double exponent) {
  return exponent == 1.0 ? "cosine" : "cosine(n=" + print_number(2.0 * exponent) + ")";
}
std::optional<translation> translate_cosine(const arguments& a, const setting&) {
  const double alpha = a.real("alpha");
  if (!(alpha >= 0.0 && alpha <= 1.0 && a.real("init_value") > 0.0) || a.real("exponent") < 0.5) return std::nullopt;
  return words::over(a.count("decay_steps"), cosine_power(a.real("exponent")), words::floor(alpha),
                     words::peak(a.real("init_value")));
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, in.steps, a.count("decay_steps"), "decay_steps");
}

// Piecewise interpolation and one-cycle
// ----------------------------------------------------------------------------------------

constexpr parameter_row interpolate_rows[] = {
    {"interpolate_type", takes::word, "", {}, "linear cosine", "how it moves between its values"}, init_row, pairs_row};
made_rule make_interpolate(const arguments& a, const setting&) {
  return made(
      piecewise_interpolate_schedule{static_cast<piecewise_interpolate_schedule::kind>(a.choice("interpolate_type")),
                                     a.real("init_value"), a.pairs("boundaries_and_scales")});
}

/// A dictionary: a key that is there already gets the later value.
pairs dictionary(std::initializer_list<std::pair<std::uint64_t, double>> items) {
  pairs out;
  for (const auto& item : items) {
    const auto same = std::ranges::find_if(out, [&](const auto& p) { return p.first == item.first; });
    if (same == out.end()) {
      out.push_back(item);
    } else {
      same->second = item.second;
    }
  }
  std::ranges::sort(out);
  return out;
}
std::uint64_t part_of(double fraction, std::uint64_t steps) {
  return static_cast<std::uint64_t>(fraction * static_cast<double>(steps));
}

constexpr parameter_row linear_onecycle_rows[] = {
    {"transition_steps", takes::steps, "", range::at_least(1), "", "steps of the cycle"},
    peak_row,
    {"pct_start", takes::real, "0.3", range::between(0, 1), "", "part that rises"},
    {"pct_final", takes::real, "0.85", range::between(0, 1), "", "part at whose end the first value is back"},
    {"div_factor", takes::real, "25", range::above(0), "", "peak over the first value"},
    {"final_div_factor", takes::real, "10000", range::above(0), "", "first value over the last"},
};
made_rule make_linear_onecycle(const arguments& a, const setting&) {
  const std::uint64_t steps = a.count("transition_steps");
  const double div = a.real("div_factor");
  return made(piecewise_interpolate_schedule{piecewise_interpolate_schedule::kind::linear, a.real("peak_value") / div,
                                             dictionary({{part_of(a.real("pct_start"), steps), div},
                                                         {part_of(a.real("pct_final"), steps), 1.0 / div},
                                                         {steps, 1.0 / a.real("final_div_factor")}})});
}
constexpr parameter_row cosine_onecycle_rows[] = {
    linear_onecycle_rows[0],
    linear_onecycle_rows[1],
    linear_onecycle_rows[2],
    linear_onecycle_rows[4],
    {"final_div_factor", takes::real, "10000", range::above(0), "", "first value over the last"}};
made_rule make_cosine_onecycle(const arguments& a, const setting&) {
  const std::uint64_t steps = a.count("transition_steps");
  const double div = a.real("div_factor");
  return made(piecewise_interpolate_schedule{
      piecewise_interpolate_schedule::kind::cosine, a.real("peak_value") / div,
      dictionary({{part_of(a.real("pct_start"), steps), div}, {steps, 1.0 / (div * a.real("final_div_factor"))}})});
}
void find_in_onecycle(const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, in.steps, a.count("transition_steps"), "transition_steps");
  if (part_of(a.real("pct_start"), a.count("transition_steps")) == 0 && a.real("pct_start") > 0.0) {
    note(out, "no-rise", 0,
         "so few steps that the rise is rounded away; older versions of optax return NaN here (optax#1403)");
  }
}
std::optional<translation> translate_cosine_onecycle(const arguments& a, const setting&) {
  const std::uint64_t steps = a.count("transition_steps");
  const std::uint64_t top = part_of(a.real("pct_start"), steps);
  const double first = 1.0 / a.real("div_factor");
  const double last = 1.0 / (a.real("div_factor") * a.real("final_div_factor"));
  if (top == 0 || top + 1 >= steps || !(first <= 1.0 && last <= 1.0)) return std::nullopt;
  return words::over(steps, "cosine", words::warmup(top, "cosine", first), words::floor(last),
                     words::peak(a.real("peak_value")));
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
    {"decay_steps", takes::steps, "", range::at_least(1), "", "steps of the whole schedule, the warmup included"},
    {"end_value", takes::real, "0", range{}, "", "last value"},
    {"exponent", takes::real, "1", range::above(0), "", "exponent of the half cosine"},
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
  words::length_findings(out, in.steps, a.count("decay_steps"), "decay_steps");
}
std::optional<translation> translate_warmup_cosine(const arguments& a, const setting&) {
  const double top = a.real("peak_value");
  const double from = top > 0.0 ? a.real("init_value") / top : -1.0;
  const double low = top > 0.0 ? a.real("end_value") / top : -1.0;
  if (!(from >= 0.0 && from <= 1.0 && low >= 0.0 && low <= 1.0) || a.real("exponent") < 0.5) return std::nullopt;
  if (a.count("decay_steps") < a.count("warmup_steps") + 2) return std::nullopt;
  return words::over(a.count("decay_steps"), cosine_power(a.real("exponent")),
                     words::warmup(a.count("warmup_steps"), "linear", from), words::floor_rate(a.real("end_value")),
                     words::peak(top));
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
    {"schedules", takes::schedules, "", {}, "", "one after another"},
    {"boundaries", takes::all_steps, "", range::at_least(0), "", "the first step of each but the first"}};
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
    made_rule part = nested(one, optax_library, "", in);
    if (!part) return part.error();
    out.parts.push_back(*std::move(part));
  }
  return made(std::move(out));
}

constexpr parameter_row sgdr_rows[] = {
    {"cosine_kwargs", takes::schedules, "", {}, "", "each a warmup_cosine_decay_schedule, one cycle"}};
made_rule make_sgdr(const arguments& a, const setting& in) {
  joined out;
  std::uint64_t end = 0;
  for (const written_value& one : a.schedules("cosine_kwargs")) {
    made_rule part = nested(one, optax_library, "warmup_cosine_decay_schedule", in);
    if (!part) return part.error();
    if (!out.parts.empty()) out.milestones.push_back(end);
    out.parts.push_back(*std::move(part));
    end += nested_count(one, "decay_steps", in);
  }
  if (out.parts.empty()) return conflict("optax.sgdr_schedule needs at least one cycle");
  return made(std::move(out));
}

constexpr std::string_view no_defect{};
constexpr entry rows[] = {
    {"constant_schedule", "a constant", "value", constant_rows, base_rate::absent, no_defect, make_constant},
    {"polynomial_schedule", "a power of the time left", "end + (init - end) (1 - clip(t - begin, 0, T) / T)^power",
     polynomial_rows, base_rate::absent,
     "transition_steps <= 0 is a constant, logged only; with a fractional power NaN at and after the end under "
     "jax.jit.",
     make_polynomial, translate_polynomial, find_in_polynomial},
    {"linear_schedule", "a straight line", "end + (init - end) (1 - clip(t - begin, 0, T) / T)", linear_rows,
     base_rate::absent, "transition_steps <= 0 is a constant, logged only.", make_linear, translate_linear,
     find_in_linear},
    {"piecewise_constant_schedule", "factors at boundaries", "init times the scales of the boundaries <= t",
     piecewise_rows, base_rate::absent, no_defect, make_piecewise},
    {"exponential_decay", "a factor every T steps", "init rate^((t - begin) / T)", exponential_rows, base_rate::absent,
     "transition_steps <= 0 or decay_rate = 0 is a constant, logged only.", make_exponential, nullptr,
     find_in_exponential},
    {"cosine_decay_schedule", "half a cosine", "init ((1 - alpha) ((1 + cos(pi t / T)) / 2)^exponent + alpha)",
     cosine_rows, base_rate::absent, no_defect, make_cosine, translate_cosine, find_in_cosine},
    {"piecewise_interpolate_schedule", "lines or half cosines between values",
     "between init and its running products with the scales", interpolate_rows, base_rate::absent, no_defect,
     make_interpolate},
    {"linear_onecycle_schedule", "one rise, back, and down, in lines",
     "peak/div -> peak -> peak/div -> peak/(div final_div)", linear_onecycle_rows, base_rate::absent,
     "Boundaries are rounded down and may fall together in short runs.", make_linear_onecycle, nullptr,
     find_in_onecycle},
    {"cosine_onecycle_schedule", "one rise and one fall, in half cosines", "peak/div -> peak -> peak/(div final_div)",
     cosine_onecycle_rows, base_rate::absent, "Boundaries are rounded down and may fall together in short runs.",
     make_cosine_onecycle, translate_cosine_onecycle, find_in_onecycle},
    {"warmup_constant_schedule", "a rise, then constant", "init + (peak - init) t / W, then peak", warmup_constant_rows,
     base_rate::absent, no_defect, make_warmup_constant},
    {"warmup_cosine_decay_schedule", "a rise and half a cosine",
     "end + (peak - end) ((1 + cos(pi (t - W) / (T - W))) / 2)^exponent", warmup_cosine_rows, base_rate::absent,
     "decay_steps counts the warmup too.", make_warmup_cosine, translate_warmup_cosine, find_in_warmup_cosine},
    {"warmup_exponential_decay_schedule", "a rise and a factor every T steps", "peak rate^((t - W - begin) / T)",
     warmup_exponential_rows, base_rate::absent, no_defect, make_warmup_exponential},
    {"sgdr_schedule", "cosine cycles, each with its own arguments", "one warmup_cosine_decay_schedule after another",
     sgdr_rows, base_rate::absent, no_defect, make_sgdr},
    {"join_schedules", "schedules one after another", "part_k(t - b_k)", join_rows, base_rate::absent, no_defect,
     make_join},
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
