// The schedules of fairseq.optim.lr_scheduler, under the names of its --lr-scheduler.
//
// fairseq's lr_scheduler classes as pure functions of the update: the rate that step_update(t) sets.
//
// Source: facebookresearch/fairseq, fairseq/optim/lr_scheduler, v0.12.2. Rates that follow epochs are not modeled.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::fairseq {

namespace {

/// A linear rise from init to base over W updates; shared by cosine, inverse_sqrt and step.
double risen(std::uint64_t t, std::uint64_t warmup, double init, double base) noexcept {
  return init + static_cast<double>(t) * ((base - init) / static_cast<double>(warmup));
}

/// Cosine cycles of length period t_mult^i between min_lr and base, both times lr_shrink^i. As in fairseq, a
/// floating-point logarithm finds the cycle: at an exact restart it can be one too low, and the rate is then the floor.
struct cosine {
  double base;
  double period;
  std::uint64_t warmup_updates;
  double warmup_init_lr;
  double min_lr;
  double t_mult;
  double lr_shrink;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup_updates) return risen(t, warmup_updates, warmup_init_lr, base);
    const auto now = static_cast<double>(t - warmup_updates);
    double cycle = std::floor(now / period);
    double length = period;
    double elapsed = now - period * cycle;
    if (t_mult != 1.0) {
      const double left = 1.0 - now / period * (1.0 - t_mult);
      if (!(left > 0.0)) return 0.0;  // t_mult < 1: the periods have shrunk to zero (fairseq raises)
      cycle = std::floor(std::log(left) / std::log(t_mult));
      const double grown = std::pow(t_mult, cycle);
      length = grown * period;
      elapsed = now - (1.0 - grown) / (1.0 - t_mult) * period;
    }
    const double shrunk = std::pow(lr_shrink, cycle);
    return shrunk * (min_lr + 0.5 * (base - min_lr) * (1.0 + std::cos(std::numbers::pi * elapsed / length)));
  }
};

/// base sqrt(W / t) after the rise
struct inverse_sqrt {
  double base;
  std::uint64_t warmup_updates;
  double warmup_init_lr;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup_updates) return risen(t, warmup_updates, warmup_init_lr, base);
    return base * std::sqrt(static_cast<double>(warmup_updates)) / std::sqrt(static_cast<double>(t));
  }
};

/// max(min_lr, base lr_decay^floor((t - W) / period)) after the rise
struct step {
  double base;
  std::uint64_t warmup_updates;
  double warmup_init_lr;
  double min_lr;
  std::uint64_t lr_deacy_period;
  double lr_decay;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup_updates) return risen(t, warmup_updates, warmup_init_lr, base);
    const std::uint64_t drops = (t - warmup_updates) / lr_deacy_period;
    return std::max(base * std::pow(lr_decay, static_cast<double>(drops)), min_lr);
  }
};

constexpr parameter_row warmup_row = {"warmup_updates", takes::steps, 0, range::at_least(0), "", "updates of the rise"};
constexpr parameter_row init_row = {"warmup_init_lr", takes::real, -1,
                                    range{},          "",          "first rate; negative: the library's own choice"};
constexpr parameter_row min_row = {"min_lr", takes::real, 0, range::at_least(0), "", "lowest rate, absolute"};
constexpr parameter_row max_update_row = {
    "max_update", takes::steps, left_out, range::at_least(1), "", "updates of the run; the run length unless given"};

std::uint64_t warmup(const arguments& a) { return a.count("warmup_updates"); }
double first_rate(const arguments& a, double otherwise) {
  return a.real("warmup_init_lr") < 0.0 ? otherwise : a.real("warmup_init_lr");
}
std::uint64_t max_update(const arguments& a, const setting& in) {
  return a.given("max_update") ? a.count("max_update") : in.steps;
}

/// base (t + 1) / W for t < W, then base
struct fixed {
  double base;
  std::uint64_t warmup_updates;
  double operator()(std::uint64_t t) const noexcept {
    return t < warmup_updates ? base * (static_cast<double>(t + 1) / static_cast<double>(warmup_updates)) : base;
  }
};

constexpr parameter_row fixed_rows[] = {warmup_row};
made_rule make_fixed(const arguments& a, const setting& in) { return made(fairseq::fixed{in.base, warmup(a)}); }
std::optional<translation> translate_fixed(const arguments& a, const setting& in) {
  if (warmup(a) > in.steps || !(in.base > 0.0)) return std::nullopt;
  return native::over(in.steps, native::constant(), native::warmup_from_one(warmup(a)), native::peak(in.base));
}

// Cosine
// -----------------------------------------------------------------------------------------------------------------------

constexpr parameter_row cosine_rows[] = {
    warmup_row,
    init_row,
    min_row,
    {"t_mult", takes::real, 1, range::above(0), "", "each period is this many times as long as the one before"},
    {"lr_period_updates", takes::real, -1, range{}, "",
     "updates of the first period; negative: max_update - warmup_updates"},
    {"lr_shrink", takes::real, 0.1, range::above(0), "", "each period is this many times as high, floor included"},
    max_update_row,
};
result<cosine> cosine_of(const arguments& a, const setting& in) {
  if (!(in.base > a.real("min_lr"))) return conflict("fairseq.cosine: min_lr must be below the base rate");
  double period = a.real("lr_period_updates");
  if (period <= 0.0) {
    if (max_update(a, in) <= warmup(a)) return conflict("fairseq.cosine: max_update must be above warmup_updates");
    period = static_cast<double>(max_update(a, in) - warmup(a));
  }
  return cosine{in.base,          period,           warmup(a),          first_rate(a, a.real("min_lr")),
                a.real("min_lr"), a.real("t_mult"), a.real("lr_shrink")};
}
made_rule make_cosine(const arguments& a, const setting& in) {
  TAPER_TRY(out, cosine_of(a, in));
  return made(out);
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<cosine> s = cosine_of(a, in);
  if (!s) return;
  const double end = static_cast<double>(s->warmup_updates) + s->period;
  if (static_cast<double>(in.steps) > end + 1.0) {
    note(out, "restarts", static_cast<std::uint64_t>(end),
         "the run is longer than one period: the rate starts again at lr_shrink times the height before");
  } else if (static_cast<double>(in.steps) < end) {
    native::length_findings(out, in.steps, static_cast<std::uint64_t>(end), "warmup_updates + the period");
  }
  if (s->period == std::floor(s->period)) {
    native::late_restart(out, *s, in.steps, {s->warmup_updates, static_cast<std::uint64_t>(s->period), s->t_mult},
                         s->lr_shrink, s->base, s->min_lr);
  }
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  const cosine s = *cosine_of(a, in);
  if (s.period != std::floor(s.period) || s.period < 2.0 || s.warmup_init_lr > s.base) return std::nullopt;
  const std::uint64_t total = s.warmup_updates + static_cast<std::uint64_t>(s.period);
  if (in.steps > total) return std::nullopt;
  return native::over(total, native::cosine(),
                      native::warmup(s.warmup_updates, rise::linear, s.warmup_init_lr / s.base),
                      native::floor_rate(s.min_lr), native::peak(s.base));
}

// Inverse square root, polynomial, tri-stage
// -----------------------------------------------------------------------------------

constexpr parameter_row inverse_rows[] = {{"warmup_updates", takes::steps, 4000, range::at_least(1), "",
                                           "updates of the rise; 0 makes fairseq divide by zero"},
                                          init_row};
made_rule make_inverse(const arguments& a, const setting& in) {
  return made(fairseq::inverse_sqrt{in.base, warmup(a), first_rate(a, 0.0)});
}

constexpr parameter_row polynomial_rows[] = {
    warmup_row,
    {"end_learning_rate", takes::real, 0, range::at_least(0), "", "last rate, absolute"},
    {"power", takes::real, 1, range::above(0), "", "exponent"},
    {"total_num_update", takes::steps, left_out, range::at_least(1), "",
     "updates until the last rate; the run length unless given"},
};
std::uint64_t total(const arguments& a, const setting& in) {
  return a.given("total_num_update") ? a.count("total_num_update") : in.steps;
}
/// base t / W for t <= W, then end + (base - end) (1 - (t - W) / (T - W))^power, then end
struct polynomial_decay {
  double base;
  std::uint64_t warmup_updates;
  std::uint64_t total_num_update;
  double end_learning_rate;
  double power;
  double operator()(std::uint64_t t) const noexcept {
    if (warmup_updates > 0 && t <= warmup_updates) {
      return base * (static_cast<double>(t) / static_cast<double>(warmup_updates));
    }
    if (t >= total_num_update) return end_learning_rate;
    const double left =
        static_cast<double>(total_num_update - t) / static_cast<double>(total_num_update - warmup_updates);
    return (base - end_learning_rate) * std::pow(left, power) + end_learning_rate;
  }
};

made_rule make_polynomial(const arguments& a, const setting& in) {
  if (total(a, in) <= warmup(a))
    return conflict("fairseq.polynomial_decay: total_num_update must be above warmup_updates");
  return made(
      fairseq::polynomial_decay{in.base, warmup(a), total(a, in), a.real("end_learning_rate"), a.real("power")});
}
void find_in_polynomial(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, total(a, in), "total_num_update");
}
std::optional<translation> translate_polynomial(const arguments& a, const setting& in) {
  if (a.real("end_learning_rate") > in.base || warmup(a) + 1 >= total(a, in)) return std::nullopt;
  return native::over(total(a, in), native::power(a.real("power")), native::warmup(warmup(a)),
                      native::floor_rate(a.real("end_learning_rate")), native::peak(in.base));
}

/// init_lr_scale base -> base, hold, base final_lr_scale^(s / D), then final_lr_scale base
struct tri_stage {
  double base;
  std::uint64_t warmup_steps;
  std::uint64_t hold_steps;
  std::uint64_t decay_steps;
  double init_lr_scale;
  double final_lr_scale;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup_steps) return risen(t, warmup_steps, init_lr_scale * base, base);
    t -= warmup_steps;
    if (t < hold_steps) return base;
    t -= hold_steps;
    if (t > decay_steps) return final_lr_scale * base;
    return base * std::exp(std::log(final_lr_scale) / static_cast<double>(decay_steps) * static_cast<double>(t));
  }
};

constexpr parameter_row tri_stage_rows[] = {
    {"warmup_steps", takes::steps, 0, range::at_least(0), "", "updates of the rise"},
    {"hold_steps", takes::steps, 0, range::at_least(0), "", "updates at the base rate"},
    {"decay_steps", takes::steps, 0, range::at_least(0), "", "updates of the fall"},
    {"phase_ratio", takes::reals, left_out, range::between(0, 1), "",
     "[rise, hold, fall] as fractions of max_update, instead of the three numbers"},
    {"init_lr_scale", takes::real, 0.01, range::at_least(0), "", "first rate as a fraction of the base rate"},
    {"final_lr_scale", takes::real, 0.01, range::above(0), "", "last rate as a fraction of the base rate"},
    max_update_row,
};
result<tri_stage> tri_stage_of(const arguments& a, const setting& in) {
  tri_stage out{in.base,
                a.count("warmup_steps"),
                a.count("hold_steps"),
                a.count("decay_steps"),
                a.real("init_lr_scale"),
                a.real("final_lr_scale")};
  if (a.given("phase_ratio")) {
    const std::vector<double> part = a.reals("phase_ratio");
    if (part.size() != 3 || part[0] + part[1] + part[2] != 1.0)
      return conflict("fairseq.tri_stage: phase_ratio must be three parts that add up to 1");
    const auto run = static_cast<double>(max_update(a, in));
    out.warmup_steps = static_cast<std::uint64_t>(run * part[0]);
    out.hold_steps = static_cast<std::uint64_t>(run * part[1]);
    out.decay_steps = static_cast<std::uint64_t>(run * part[2]);
  }
  if (out.decay_steps == 0)
    return conflict("fairseq.tri_stage: decay_steps must be at least 1 (fairseq divides by it)");
  return out;
}
made_rule make_tri_stage(const arguments& a, const setting& in) {
  TAPER_TRY(out, tri_stage_of(a, in));
  return made(out);
}
void find_in_tri_stage(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<tri_stage> s = tri_stage_of(a, in);
  if (s)
    native::length_findings(out, in.steps, s->warmup_steps + s->hold_steps + s->decay_steps, "warmup + hold + decay");
}
/// base f^v is exp(beta = f) on a floor of f
std::optional<translation> translate_tri_stage(const arguments& a, const setting& in) {
  const tri_stage s = *tri_stage_of(a, in);
  if (!(s.final_lr_scale < 1.0 && s.init_lr_scale <= 1.0) || s.decay_steps < 2) return std::nullopt;
  return native::over(s.warmup_steps + s.hold_steps + s.decay_steps, native::exp(s.final_lr_scale),
                      native::warmup(s.warmup_steps, rise::linear, s.init_lr_scale), native::hold(s.hold_steps),
                      native::floor(s.final_lr_scale), native::peak(s.base));
}

// Triangles, steps, by hand
// ----------------------------------------------------------------------------------------------------

/// Triangles of 2 (period / 2) updates between min (the optimizer's lr) and max times lr_shrink^cycle
struct triangular {
  double base;  ///< the lowest rate; in fairseq the optimizer's lr
  double max_lr;
  std::uint64_t half;  ///< lr_period_updates / 2, rounded down
  double lr_shrink;
  enum class low : unsigned char { kept, shrunk } shrink_min;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t cycle = t / (2 * half);
    const std::uint64_t p = t % (2 * half);
    const double shrunk = std::pow(lr_shrink, static_cast<double>(cycle));
    const double low_end = shrink_min == low::shrunk ? base * shrunk : base;
    const double up = static_cast<double>(std::min(p, 2 * half - p)) / static_cast<double>(half);
    return low_end + (max_lr * shrunk - low_end) * up;
  }
};

constexpr parameter_row triangular_rows[] = {
    {"max_lr", takes::real, required, range::above(0), "", "highest rate, absolute"},
    {"lr_period_updates", takes::steps, 5000, range::at_least(2), "", "updates of one cycle; its half is rounded down"},
    {"lr_shrink", takes::real, 0.1, range::above(0), "", "each cycle is this many times as high"},
    {"shrink_min", takes::flag, false, {}, "", "the lowest rate shrinks too"},
};
made_rule make_triangular(const arguments& a, const setting& in) {
  if (!(a.real("max_lr") > in.base))
    return conflict("fairseq.triangular: max_lr must be above the base rate, its low end");
  return made(
      fairseq::triangular{in.base, a.real("max_lr"), a.count("lr_period_updates") / 2, a.real("lr_shrink"),
                          a.flag("shrink_min") ? fairseq::triangular::low::shrunk : fairseq::triangular::low::kept});
}

constexpr parameter_row step_rows[] = {
    warmup_row,
    init_row,
    min_row,
    {"lr_deacy_period", takes::steps, 25000, range::at_least(1), "",
     "updates between two drops (spelled so in fairseq)"},
    {"lr_decay", takes::real, 0.5, range{0, 1, range::ends::low_open}, "", "factor of a drop"},
};
made_rule make_step(const arguments& a, const setting& in) {
  if (!(in.base > a.real("min_lr"))) return conflict("fairseq.step: min_lr must be below the base rate");
  return made(fairseq::step{in.base, warmup(a), first_rate(a, a.real("min_lr")), a.real("min_lr"),
                            a.count("lr_deacy_period"), a.real("lr_decay")});
}

/// The rate of the last key <= t; before the first key the optimizer's initial rate
struct manual {
  double base;
  std::vector<std::pair<std::uint64_t, double>> update2lr;  ///< ascending
  /// Its values are given one by one.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const auto& one : update2lr) out.at.push_back(one.first);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    double rate = base;
    for (const auto& [from, value] : update2lr) {
      if (from == 1) rate = value;  // its constructor sets this rate
    }
    for (const auto& [from, value] : update2lr) {
      if (from <= t) rate = value;
    }
    return rate;
  }
};

constexpr parameter_row manual_rows[] = {{"update2lr", takes::pairs, required, range::at_least(0), "",
                                          "[[update, rate], …]; each applies from its update on"}};
made_rule make_manual(const arguments& a, const setting& in) {
  return made(fairseq::manual{in.base, a.pairs("update2lr")});
}

constexpr entry rows[] = {
    {"fixed", "warmup, then constant", "base (t + 1) / W, then base", fixed_rows, base_rate::scaled,
     "Rates that change from epoch to epoch are not supported.", &recipe_of<make_fixed, translate_fixed>},
    {"cosine", "warmup, cosine cycles", "shrink^i (min + (base - min) (1 + cos(pi s / S)) / 2)", cosine_rows,
     base_rate::scaled,
     "Restarts after its period; with t_mult the period is computed with a floating-point logarithm.",
     &recipe_of<make_cosine, translate_cosine, find_in_cosine>},
    {"inverse_sqrt", "warmup, inverse square root decay", "base sqrt(W / t)", inverse_rows, base_rate::scaled,
     "Never ends; warmup_updates=0 divides by zero.", &recipe_of<make_inverse>},
    {"polynomial_decay", "warmup, polynomial decay", "end + (base - end) (1 - (t - W) / (T - W))^power",
     polynomial_rows, base_rate::scaled, "", &recipe_of<make_polynomial, translate_polynomial, find_in_polynomial>},
    {"tri_stage", "warmup, hold, exponential decay", "base final^(s / D)", tri_stage_rows, base_rate::scaled, "",
     &recipe_of<make_tri_stage, translate_tri_stage, find_in_tri_stage>},
    {"triangular", "triangular cycles that shrink", "min + (max shrink^i - min) (1 - |t / S - 2 i - 1|)",
     triangular_rows, base_rate::scaled, "The rate of the optimizer is the lowest rate.", &recipe_of<make_triangular>},
    {"step", "warmup, drops", "max(min, base decay^floor((t - W) / period))", step_rows, base_rate::scaled, "",
     &recipe_of<make_step>},
    {"manual", "a list of rates", "the rate of the last key <= t", manual_rows, base_rate::scaled,
     "An entry for update 1 also applies to update 0.", &recipe_of<make_manual>},
};
}  // namespace

}  // namespace taper::libraries::fairseq

namespace taper::libraries {

const library fairseq_library = {
    "fairseq",    "fairseq, --lr-scheduler",
    "0.12.2",     "printed by the library",
    "float64",    "https://github.com/facebookresearch/fairseq/tree/v0.12.2/fairseq/optim/lr_scheduler",
    0.25,         "fairseq's [optimization] lr",
    fairseq::rows};

}  // namespace taper::libraries
