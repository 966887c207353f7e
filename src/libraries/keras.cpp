// The rows of keras.optimizers.schedules.
#include "taper/libraries/keras.hpp"

#include <algorithm>

#include "make.hpp"
#include "taper/notation.hpp"
#include "words.hpp"

namespace taper::libraries::keras {

namespace {

constexpr parameter_row initial_row = {"initial_learning_rate", takes::real, "", range::at_least(0), "", "first rate"};
constexpr parameter_row decay_steps_row = {"decay_steps",      takes::steps, "",
                                           range::at_least(1), "",           "steps of the fall, or of one factor"};
constexpr parameter_row decay_rate_row = {"decay_rate", takes::real, "", range::at_least(0), "", "the factor"};
constexpr parameter_row staircase_row = {"staircase", takes::flag, "false", {}, "", "t / decay_steps rounded down"};

double initial(const arguments& a) { return a.real("initial_learning_rate"); }
double length(const arguments& a) { return static_cast<double>(a.count("decay_steps")); }
steps shape(const arguments& a) { return a.flag("staircase") ? steps::staircase : steps::smooth; }

constexpr parameter_row exponential_rows[] = {initial_row, decay_steps_row, decay_rate_row, staircase_row};
made_rule make_exponential(const arguments& a, const setting&) {
  return made(exponential_decay{initial(a), length(a), a.real("decay_rate"), shape(a)});
}
std::optional<translation> translate_exponential(const arguments& a, const setting& in) {
  if (a.flag("staircase") || !(initial(a) > 0.0)) return std::nullopt;
  return words::decay_to(std::pow(a.real("decay_rate"), static_cast<double>(in.steps) / length(a)), in.steps,
                         initial(a));
}

constexpr parameter_row piecewise_rows[] = {
    {"boundaries", takes::all_steps, "", range::at_least(0), "", "the last step of each value but the last"},
    {"values", takes::reals, "", range::at_least(0), "", "one more than boundaries"}};
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
       "theirs");
}

constexpr parameter_row polynomial_rows[] = {
    initial_row,
    decay_steps_row,
    {"end_learning_rate", takes::real, "0.0001", range::at_least(0), "", "last rate"},
    {"power", takes::real, "1", range::above(0), "", "exponent"},
    {"cycle", takes::flag, "false", {}, "", "stretch the fall by whole multiples instead of staying at the end"},
};
made_rule make_polynomial(const arguments& a, const setting&) {
  return made(polynomial_decay{initial(a), length(a), a.real("end_learning_rate"), a.real("power"),
                               a.flag("cycle") ? polynomial_decay::after::cycle : polynomial_decay::after::stay});
}
void find_in_length(const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, in.steps, a.count("decay_steps"), "decay_steps");
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
  return words::over(a.count("decay_steps"), words::power(a.real("power")), words::floor_rate(low),
                     words::peak(initial(a)));
}

constexpr parameter_row inverse_rows[] = {initial_row, decay_steps_row, decay_rate_row, staircase_row};
made_rule make_inverse(const arguments& a, const setting&) {
  return made(inverse_time_decay{initial(a), length(a), a.real("decay_rate"), shape(a)});
}

constexpr parameter_row cosine_rows[] = {
    initial_row,
    decay_steps_row,
    {"alpha", takes::real, "0", range::between(0, 1), "", "last rate as a part of the one it falls from"},
    {"warmup_target", takes::real, "none", range::at_least(0), "", "highest rate; without it there is no warmup"},
    {"warmup_steps", takes::steps, "0", range::at_least(0), "", "steps of the rise from initial_learning_rate"},
};
made_rule make_cosine(const arguments& a, const setting&) {
  const bool warm = a.given("warmup_target");
  return made(cosine_decay{initial(a), length(a), a.real("alpha"),
                           warm ? cosine_decay::rise::warmup : cosine_decay::rise::none,
                           warm ? a.real("warmup_target") : 0.0, a.count("warmup_steps")});
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (!a.given("warmup_target")) {
    if (a.count("warmup_steps") > 0) {
      fault(out, "warmup-ignored", 0,
            "warmup_steps without warmup_target: Keras leaves the warmup out; give warmup_target");
    }
    find_in_length(a, in, out);
    return;
  }
  words::length_findings(out, in.steps, a.count("warmup_steps") + a.count("decay_steps"), "warmup_steps + decay_steps");
  if (a.real("warmup_target") < initial(a)) {
    fault(out, "warmup-falls", 0, "warmup_target is below initial_learning_rate: the warmup goes down");
  }
}
std::optional<translation> translate_cosine(const arguments& a, const setting&) {
  const bool warm = a.given("warmup_target");
  const double top = warm ? a.real("warmup_target") : initial(a);
  if (!(top > 0.0) || initial(a) > top) return std::nullopt;
  const std::uint64_t rise = warm ? a.count("warmup_steps") : 0;
  return words::over(rise + a.count("decay_steps"), "cosine", words::warmup(rise, "linear", initial(a) / top),
                     words::floor(a.real("alpha")), words::peak(top));
}

constexpr parameter_row restarts_rows[] = {
    initial_row,
    {"first_decay_steps", takes::steps, "", range::at_least(1), "", "steps of the first cycle"},
    {"t_mul", takes::real, "2", range::above(0), "", "each cycle is this many times as long as the one before"},
    {"m_mul", takes::real, "1", range::above(0), "", "and this many times as high"},
    {"alpha", takes::real, "0", range::between(0, 1), "", "lowest rate as a part of the first"},
};
cosine_decay_restarts restarts(const arguments& a) {
  return {initial(a), static_cast<double>(a.count("first_decay_steps")), a.real("t_mul"), a.real("m_mul"),
          a.real("alpha")};
}
made_rule make_restarts(const arguments& a, const setting&) { return made(restarts(a)); }
void find_in_restarts(const arguments& a, const setting& in, std::vector<finding>& out) {
  const std::uint64_t first = a.count("first_decay_steps");
  const double grow = a.real("t_mul");
  words::late_restart(out, restarts(a), in.steps, {0, first, grow}, a.real("m_mul"), initial(a),
                      initial(a) * a.real("alpha"));
}
std::optional<translation> translate_restarts(const arguments& a, const setting& in) {
  const double grow = a.real("t_mul");
  if (a.real("alpha") != 0.0 || a.real("m_mul") > 1.0 ||
      !words::exact_cycles(a.count("first_decay_steps"), grow, in.steps))
    return std::nullopt;
  std::vector<finding> late;
  find_in_restarts(a, in, late);
  if (!late.empty() || a.count("first_decay_steps") < 2) return std::nullopt;
  return words::over(in.steps, "cosine", words::restarts_forever(a.count("first_decay_steps"), grow, a.real("m_mul")),
                     words::peak(initial(a)));
}

constexpr entry rows[] = {
    {"ExponentialDecay", "a factor every T steps", "initial rate^(t / T)", exponential_rows, base_rate::absent, "",
     make_exponential, translate_exponential},
    {"PiecewiseConstantDecay", "values between boundaries", "values[#{b < t}]", piecewise_rows, base_rate::absent,
     "A boundary itself has the value before it (t > b), one step later than in PyTorch and Optax.", make_piecewise,
     nullptr, find_in_piecewise},
    {"PolynomialDecay", "a power of the time left", "end + (initial - end) (1 - min(t, T) / T)^power", polynomial_rows,
     base_rate::absent, "", make_polynomial, translate_polynomial, find_in_polynomial},
    {"InverseTimeDecay", "an inverse of the time", "initial / (1 + rate t / T)", inverse_rows, base_rate::absent, "",
     make_inverse},
    {"CosineDecay", "a rise and half a cosine", "from (alpha + (1 - alpha) (1 + cos(pi (t - W) / T)) / 2)", cosine_rows,
     base_rate::absent,
     "decay_steps does not count the warmup (in Optax it does); warmup_steps without warmup_target is ignored.",
     make_cosine, translate_cosine, find_in_cosine},
    {"CosineDecayRestarts", "cosine cycles of growing length", "initial (alpha + (1 - alpha) m^i (1 + cos(pi u)) / 2)",
     restarts_rows, base_rate::absent,
     "The cycle is found by a float32 logarithm: a restart at an exact step may come a step late, with the lowest "
     "rate.",
     make_restarts, translate_restarts, find_in_restarts},
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
