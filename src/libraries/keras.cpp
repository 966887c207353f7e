// The schedules of keras.optimizers.schedules.
//
// Keras 3's keras.optimizers.schedules as pure functions of the step, in float32 as the backends compute them.
//
// Same operations in the same order as in the library. Source: keras-team/keras, learning_rate_schedule.py, 3.15.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::keras {

namespace {

constexpr parameter_row initial_row = {"initial_learning_rate", takes::real, required,
                                       range::at_least(0),      "",          "first rate"};
enum class steps : unsigned char { smooth, staircase };

constexpr parameter_row decay_steps_row = {"decay_steps",      takes::steps, required,
                                           range::at_least(1), "",           "steps of the fall, or of one factor"};
constexpr parameter_row decay_rate_row = {"decay_rate", takes::real, required, range::at_least(0), "", "the factor"};
constexpr parameter_row staircase_row = {"staircase", takes::flag, false, {}, "", "round t / decay_steps down"};

double initial(const arguments& a) { return a.real("initial_learning_rate"); }
double length(const arguments& a) { return static_cast<double>(a.count("decay_steps")); }
steps shape(const arguments& a) { return a.flag("staircase") ? steps::staircase : steps::smooth; }

/// initial rate^(t / T), the exponent rounded down as a staircase
struct exponential_decay {
  double initial_learning_rate;
  double decay_steps;
  double decay_rate;
  steps shape;
  double operator()(std::uint64_t t) const noexcept {
    float p = static_cast<float>(t) / static_cast<float>(decay_steps);
    if (shape == steps::staircase) p = std::floor(p);
    return static_cast<double>(static_cast<float>(initial_learning_rate) * std::pow(static_cast<float>(decay_rate), p));
  }
};

constexpr parameter_row exponential_rows[] = {initial_row, decay_steps_row, decay_rate_row, staircase_row};
made_rule make_exponential(const arguments& a, const setting&) {
  return made(exponential_decay{initial(a), length(a), a.real("decay_rate"), shape(a)});
}
std::optional<translation> translate_exponential(const arguments& a, const setting& in) {
  if (a.flag("staircase") || !(initial(a) > 0.0)) return std::nullopt;
  return native::decay_to(std::pow(a.real("decay_rate"), static_cast<double>(in.steps) / length(a)), in.steps,
                          initial(a));
}

/// values[k] while t <= boundaries[k]: the boundary step itself has the earlier value
struct piecewise_constant_decay {
  std::vector<std::uint64_t> boundaries;  ///< ascending
  std::vector<double> values;             ///< one more than boundaries
  /// Its values are given one by one; the boundary step has the earlier value.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const std::uint64_t b : boundaries) out.at.push_back(b + 1);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    const auto passed = std::lower_bound(boundaries.begin(), boundaries.end(), t) - boundaries.begin();
    return static_cast<double>(static_cast<float>(values[static_cast<std::size_t>(passed)]));
  }
};

constexpr parameter_row piecewise_rows[] = {
    {"boundaries", takes::all_steps, required, range::at_least(0), "", "the last step of each value except the last"},
    {"values", takes::reals, required, range::at_least(0), "", "one more than boundaries"}};
made_rule make_piecewise(const arguments& a, const setting&) {
  piecewise_constant_decay out{a.counts("boundaries"), a.reals("values")};
  if (out.boundaries.empty() || out.values.size() != out.boundaries.size() + 1) {
    return conflict(
        "keras.PiecewiseConstantDecay needs at least one boundary and one value more than boundaries, got " +
        std::to_string(out.boundaries.size()) + " and " + std::to_string(out.values.size()));
  }
  if (!std::ranges::is_sorted(out.boundaries)) return conflict("keras.PiecewiseConstantDecay: boundaries must ascend");
  return made(std::move(out));
}
void find_in_piecewise(const arguments& a, const setting&, std::vector<finding>& out) {
  if (a.counts("boundaries").empty()) return;
  note(out, "boundary-is-late", a.counts("boundaries").front(),
       "Keras changes after a boundary (t > b), PyTorch and Optax at it (t >= b): the drop comes one step later than "
       "in those");
}

/// (initial - end) (1 - t / T)^power + end; with `cycle` T grows in whole multiples to stay ahead of t
struct polynomial_decay {
  double initial_learning_rate;
  double decay_steps;
  double end_learning_rate;
  double power;
  enum class after : unsigned char { stay, cycle } then;
  [[nodiscard]] bool cyclic() const noexcept { return then == after::cycle; }
  double operator()(std::uint64_t t) const noexcept {
    auto now = static_cast<float>(t);
    auto length = static_cast<float>(decay_steps);
    if (then == after::cycle) {
      length *= now == 0.0F ? 1.0F : std::ceil(now / length);
    } else {
      now = std::min(now, length);
    }
    const auto end = static_cast<float>(end_learning_rate);
    const float span = static_cast<float>(initial_learning_rate) - end;
    return static_cast<double>(span * std::pow(1.0F - now / length, static_cast<float>(power)) + end);
  }
};

constexpr parameter_row polynomial_rows[] = {
    initial_row,
    decay_steps_row,
    {"end_learning_rate", takes::real, 0.0001, range::at_least(0), "", "last rate"},
    {"power", takes::real, 1, range::above(0), "", "exponent"},
    {"cycle", takes::flag, false, {}, "", "stretch the fall by whole multiples instead of staying at the end"},
};
made_rule make_polynomial(const arguments& a, const setting&) {
  return made(polynomial_decay{initial(a), length(a), a.real("end_learning_rate"), a.real("power"),
                               a.flag("cycle") ? polynomial_decay::after::cycle : polynomial_decay::after::stay});
}
void find_in_length(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, a.count("decay_steps"), "decay_steps");
}
void find_in_polynomial(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (!a.flag("cycle")) return find_in_length(a, in, out);
  if (in.steps > a.count("decay_steps") + 1) {
    note(out, "climbs", a.count("decay_steps") + 1,
         "cycle=true: the rate jumps up after every decay_steps, to a lower height each time");
  }
}
std::optional<translation> translate_polynomial(const arguments& a, const setting&) {
  const double low = a.real("end_learning_rate");
  if (a.flag("cycle") || !(initial(a) > low)) return std::nullopt;
  return native::over(a.count("decay_steps"), native::power(a.real("power")), native::floor_rate(low),
                      native::peak(initial(a)));
}

/// initial / (1 + rate t / T), the quotient rounded down as a staircase
struct inverse_time_decay {
  double initial_learning_rate;
  double decay_steps;
  double decay_rate;
  steps shape;
  double operator()(std::uint64_t t) const noexcept {
    float p = static_cast<float>(t) / static_cast<float>(decay_steps);
    if (shape == steps::staircase) p = std::floor(p);
    return static_cast<double>(static_cast<float>(initial_learning_rate) / (1.0F + static_cast<float>(decay_rate) * p));
  }
};

constexpr parameter_row inverse_rows[] = {initial_row, decay_steps_row, decay_rate_row, staircase_row};
made_rule make_inverse(const arguments& a, const setting&) {
  return made(inverse_time_decay{initial(a), length(a), a.real("decay_rate"), shape(a)});
}

/// from [(1 - alpha) (1 + cos(pi u)) / 2 + alpha]; with a warmup target, after a linear rise to it over warmup_steps
struct cosine_decay {
  double initial_learning_rate;
  double decay_steps;
  double alpha;
  enum class opening : unsigned char { fall, warmup } begins;
  double warmup_target;
  std::uint64_t warmup_steps;
  double operator()(std::uint64_t t) const noexcept {
    const auto initial = static_cast<float>(initial_learning_rate);
    const auto length = static_cast<float>(decay_steps);
    auto now = static_cast<float>(t);
    if (begins == opening::fall) return fall(std::min(now, length), initial);
    const auto rise_length = static_cast<float>(warmup_steps);
    const auto target = static_cast<float>(warmup_target);
    now = std::min(now, length + rise_length);
    if (now < rise_length) return static_cast<double>((target - initial) * (now / rise_length) + initial);
    return fall(now - rise_length, target);
  }

 private:
  [[nodiscard]] double fall(float now, float from) const noexcept {
    const float wave = 0.5F * (1.0F + std::cos(std::numbers::pi_v<float> * (now / static_cast<float>(decay_steps))));
    return static_cast<double>(from * (static_cast<float>(1.0 - alpha) * wave + static_cast<float>(alpha)));
  }
};

constexpr parameter_row cosine_rows[] = {
    initial_row,
    decay_steps_row,
    {"alpha", takes::real, 0, range::between(0, 1), "", "last rate as a fraction of the one it falls from"},
    {"warmup_target", takes::real, left_out, range::at_least(0), "", "highest rate; without it there is no warmup"},
    {"warmup_steps", takes::steps, 0, range::at_least(0), "", "steps of the rise from initial_learning_rate"},
};
made_rule make_cosine(const arguments& a, const setting&) {
  const bool warm = a.given("warmup_target");
  return made(cosine_decay{initial(a), length(a), a.real("alpha"),
                           warm ? cosine_decay::opening::warmup : cosine_decay::opening::fall,
                           warm ? a.real("warmup_target") : 0.0, a.count("warmup_steps")});
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (!a.given("warmup_target")) {
    if (a.count("warmup_steps") > 0) {
      fault(out, "warmup-ignored", 0,
            "warmup_steps without warmup_target: Keras ignores the warmup; give warmup_target");
    }
    find_in_length(a, in, out);
    return;
  }
  native::length_findings(out, in.steps, a.count("warmup_steps") + a.count("decay_steps"),
                          "warmup_steps + decay_steps");
  if (a.real("warmup_target") < initial(a)) {
    fault(out, "warmup-falls", 0, "warmup_target is below initial_learning_rate: the rate falls during the warmup");
  }
}
std::optional<translation> translate_cosine(const arguments& a, const setting&) {
  const bool warm = a.given("warmup_target");
  const double top = warm ? a.real("warmup_target") : initial(a);
  if (!(top > 0.0) || initial(a) > top) return std::nullopt;
  const std::uint64_t rise = warm ? a.count("warmup_steps") : 0;
  return native::over(rise + a.count("decay_steps"), native::cosine(),
                      native::warmup(rise, rise::linear, initial(a) / top), native::floor(a.real("alpha")),
                      native::peak(top));
}

/// Cosine cycles of length T t_mul^i and height m_mul^i, alpha fixed. As in Keras, a float32 logarithm finds the cycle:
/// at an exact restart it can still give the old cycle, with rate alpha instead of the maximum.
struct cosine_decay_restarts {
  double initial_learning_rate;
  double first_decay_steps;
  double t_mul;
  double m_mul;
  double alpha;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const auto grow = static_cast<float>(t_mul);
    float u = static_cast<float>(t) / static_cast<float>(first_decay_steps);
    float cycle = 0.0F;
    if (grow == 1.0F) {
      cycle = std::floor(u);
      u -= cycle;
    } else {
      cycle = std::floor(std::log(1.0F - u * (1.0F - grow)) / std::log(grow));
      const float power = std::pow(grow, cycle);
      u = (u - (1.0F - power) / (1.0F - grow)) / power;
    }
    const float height = std::pow(static_cast<float>(m_mul), cycle);
    const float wave = 0.5F * height * (1.0F + std::cos(std::numbers::pi_v<float> * u));
    const auto low = static_cast<float>(alpha);
    const float v = static_cast<float>(initial_learning_rate) * ((1.0F - low) * wave + low);
    return std::isfinite(v) ? static_cast<double>(v) : 0.0;  // t_mul < 1: the cycles have shrunk to zero
  }
};

constexpr parameter_row restarts_rows[] = {
    initial_row,
    {"first_decay_steps", takes::steps, required, range::at_least(1), "", "steps of the first cycle"},
    {"t_mul", takes::real, 2, range::above(0), "", "each cycle is this many times as long as the one before"},
    {"m_mul", takes::real, 1, range::above(0), "", "each cycle is this many times as high"},
    {"alpha", takes::real, 0, range::between(0, 1), "", "lowest rate as a fraction of the first"},
};
cosine_decay_restarts restarts(const arguments& a) {
  return {initial(a), static_cast<double>(a.count("first_decay_steps")), a.real("t_mul"), a.real("m_mul"),
          a.real("alpha")};
}
made_rule make_restarts(const arguments& a, const setting&) { return made(restarts(a)); }
void find_in_restarts(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t first = a.count("first_decay_steps");
  const double grow = a.real("t_mul");
  native::late_restart(out, restarts(a), in.steps, {0, first, grow}, a.real("m_mul"), initial(a),
                       initial(a) * a.real("alpha"));
}
std::optional<translation> translate_restarts(const arguments& a, const setting& in) {
  const double grow = a.real("t_mul");
  if (a.real("alpha") != 0.0 || a.real("m_mul") > 1.0 ||
      !native::exact_cycles(a.count("first_decay_steps"), grow, in.steps))
    return std::nullopt;
  std::vector<finding> late;
  find_in_restarts(a, in, late);
  if (!late.empty() || a.count("first_decay_steps") < 2) return std::nullopt;
  return native::over(
      in.steps, native::cosine(),
      taper::restarts_forever(a.count("first_decay_steps"), {.stretch = grow, .decay = a.real("m_mul")}),
      native::peak(initial(a)));
}

constexpr entry rows[] = {
    {"ExponentialDecay", "exponential decay, a factor per T steps", "initial rate^(t / T)", exponential_rows,
     base_rate::absent, "", &recipe_of<make_exponential, translate_exponential>},
    {"PiecewiseConstantDecay", "values between boundaries", "values[#{b < t}]", piecewise_rows, base_rate::absent,
     "The step of a boundary still has the previous value (t > b), so a drop comes one step later than in PyTorch and "
     "Optax.",
     &recipe_of<make_piecewise, nullptr, find_in_piecewise>},
    {"PolynomialDecay", "polynomial decay", "end + (initial - end) (1 - min(t, T) / T)^power", polynomial_rows,
     base_rate::absent, "", &recipe_of<make_polynomial, translate_polynomial, find_in_polynomial>},
    {"InverseTimeDecay", "inverse time decay", "initial / (1 + rate t / T)", inverse_rows, base_rate::absent, "",
     &recipe_of<make_inverse>},
    {"CosineDecay", "warmup, cosine decay", "from (alpha + (1 - alpha) (1 + cos(pi (t - W) / T)) / 2)", cosine_rows,
     base_rate::absent,
     "decay_steps does not include the warmup (in Optax it does); warmup_steps without warmup_target is ignored.",
     &recipe_of<make_cosine, translate_cosine, find_in_cosine>},
    {"CosineDecayRestarts", "cosine decay with warm restarts", "initial (alpha + (1 - alpha) m^i (1 + cos(pi u)) / 2)",
     restarts_rows, base_rate::absent,
     "The cycle is computed with a float32 logarithm: a restart may come one step late, after a step with the lowest "
     "rate.",
     &recipe_of<make_restarts, translate_restarts, find_in_restarts>},
};
}  // namespace

}  // namespace taper::libraries::keras

namespace taper::libraries {

const library keras_library = {
    "keras",
    "Keras 3, keras.optimizers.schedules",
    "3.15.1 (jax 0.10.2 backend)",
    "printed by the library",
    "float32",
    "https://github.com/keras-team/keras/blob/master/keras/src/optimizers/schedules/learning_rate_schedule.py",
    1.0,
    "none: its schedules have their own rates",
    keras::rows};

}  // namespace taper::libraries
