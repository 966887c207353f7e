// The rows of fairseq.optim.lr_scheduler, under the names of its --lr-scheduler.
#include "taper/libraries/fairseq.hpp"

#include <algorithm>

#include "make.hpp"
#include "words.hpp"

namespace taper::libraries::fairseq {

namespace {

constexpr parameter_row warmup_row = {"warmup_updates",   takes::steps, "0",
                                      range::at_least(0), "",           "updates of the rise"};
constexpr parameter_row init_row = {"warmup_init_lr", takes::real, "-1",
                                    range{},          "",          "first rate; negative: the library's own choice"};
constexpr parameter_row min_row = {"min_lr", takes::real, "0", range::at_least(0), "", "lowest rate, absolute"};
constexpr parameter_row max_update_row = {
    "max_update", takes::steps, "none", range::at_least(1), "", "updates of the run; its length unless given"};

std::uint64_t warmup(const arguments& a) { return a.count("warmup_updates"); }
double first_rate(const arguments& a, double otherwise) {
  return a.real("warmup_init_lr") < 0.0 ? otherwise : a.real("warmup_init_lr");
}
std::uint64_t max_update(const arguments& a, const setting& in) {
  return a.given("max_update") ? a.count("max_update") : in.steps;
}

constexpr parameter_row fixed_rows[] = {warmup_row};
made_rule make_fixed(const arguments& a, const setting& in) { return made(fairseq::fixed{in.base, warmup(a)}); }
std::optional<translation> translate_fixed(const arguments& a, const setting& in) {
  if (warmup(a) > in.steps || !(in.base > 0.0)) return std::nullopt;
  return words::over(in.steps, "constant", words::warmup_from_one(warmup(a)), words::peak(in.base));
}

// Cosine
// -----------------------------------------------------------------------------------------------------------------------

constexpr parameter_row cosine_rows[] = {
    warmup_row,
    init_row,
    min_row,
    {"t_mult", takes::real, "1", range::above(0), "", "each period is this many times as long as the one before"},
    {"lr_period_updates", takes::real, "-1", range{}, "",
     "updates of the first period; negative: max_update - warmup_updates"},
    {"lr_shrink", takes::real, "0.1", range::above(0), "", "each period is this many times as high, floor included"},
    max_update_row,
};
result<fairseq::cosine> cosine(const arguments& a, const setting& in) {
  if (!(in.base > a.real("min_lr"))) return conflict("fairseq.cosine: min_lr must be below the base rate");
  double period = a.real("lr_period_updates");
  if (period <= 0.0) {
    if (max_update(a, in) <= warmup(a)) return conflict("fairseq.cosine: max_update must be above warmup_updates");
    period = static_cast<double>(max_update(a, in) - warmup(a));
  }
  return fairseq::cosine{in.base,          period,           warmup(a),          first_rate(a, a.real("min_lr")),
                         a.real("min_lr"), a.real("t_mult"), a.real("lr_shrink")};
}
made_rule make_cosine(const arguments& a, const setting& in) {
  const result<fairseq::cosine> out = cosine(a, in);
  if (!out) return out.error();
  return made(*out);
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<fairseq::cosine> s = cosine(a, in);
  if (!s) return;
  const double end = static_cast<double>(s->warmup_updates) + s->period;
  if (static_cast<double>(in.steps) > end + 1.0) {
    note(out, "restarts", static_cast<std::uint64_t>(end),
         "the run is longer than one period: the rate starts again at lr_shrink times the height before");
  } else if (static_cast<double>(in.steps) < end) {
    words::length_findings(out, in.steps, static_cast<std::uint64_t>(end), "warmup_updates + the period");
  }
  if (s->period == std::floor(s->period)) {
    words::late_restart(out, *s, in.steps, {s->warmup_updates, static_cast<std::uint64_t>(s->period), s->t_mult},
                        s->lr_shrink, s->base, s->min_lr);
  }
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  const fairseq::cosine s = *cosine(a, in);
  if (s.period != std::floor(s.period) || s.period < 2.0 || s.warmup_init_lr > s.base) return std::nullopt;
  const std::uint64_t total = s.warmup_updates + static_cast<std::uint64_t>(s.period);
  if (in.steps > total) return std::nullopt;
  return words::over(total, "cosine", words::warmup(s.warmup_updates, "linear", s.warmup_init_lr / s.base),
                     words::floor_rate(s.min_lr), words::peak(s.base));
}

// Inverse square root, polynomial, tri-stage
// -----------------------------------------------------------------------------------

constexpr parameter_row inverse_rows[] = {{"warmup_updates", takes::steps, "4000", range::at_least(1), "",
                                           "updates of the rise; 0 makes fairseq divide by zero"},
                                          init_row};
made_rule make_inverse(const arguments& a, const setting& in) {
  return made(fairseq::inverse_sqrt{in.base, warmup(a), first_rate(a, 0.0)});
}

constexpr parameter_row polynomial_rows[] = {
    warmup_row,
    {"end_learning_rate", takes::real, "0", range::at_least(0), "", "last rate, absolute"},
    {"power", takes::real, "1", range::above(0), "", "exponent"},
    {"total_num_update", takes::steps, "none", range::at_least(1), "",
     "updates until the last rate; the run's length unless given"},
};
std::uint64_t total(const arguments& a, const setting& in) {
  return a.given("total_num_update") ? a.count("total_num_update") : in.steps;
}
made_rule make_polynomial(const arguments& a, const setting& in) {
  if (total(a, in) <= warmup(a))
    return conflict("fairseq.polynomial_decay: total_num_update must be above warmup_updates");
  return made(
      fairseq::polynomial_decay{in.base, warmup(a), total(a, in), a.real("end_learning_rate"), a.real("power")});
}
void find_in_polynomial(const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, in.steps, total(a, in), "total_num_update");
}
std::optional<translation> translate_polynomial(const arguments& a, const setting& in) {
  if (a.real("end_learning_rate") > in.base || warmup(a) + 1 >= total(a, in)) return std::nullopt;
  return words::over(total(a, in), words::power(a.real("power")), words::warmup(warmup(a)),
                     words::floor_rate(a.real("end_learning_rate")), words::peak(in.base));
}

constexpr parameter_row tri_stage_rows[] = {
    {"warmup_steps", takes::steps, "0", range::at_least(0), "", "updates of the rise"},
    {"hold_steps", takes::steps, "0", range::at_least(0), "", "updates at the base rate"},
    {"decay_steps", takes::steps, "0", range::at_least(0), "", "updates of the fall"},
    {"phase_ratio", takes::reals, "none", range::between(0, 1), "",
     "[rise, hold, fall] as parts of max_update, instead of the three"},
    {"init_lr_scale", takes::real, "0.01", range::at_least(0), "", "first rate as a part of the base rate"},
    {"final_lr_scale", takes::real, "0.01", range::above(0), "", "last rate as a part of the base rate"},
    max_update_row,
};
result<fairseq::tri_stage> tri_stage(const arguments& a, const setting& in) {
  fairseq::tri_stage out{in.base,
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
  const result<fairseq::tri_stage> out = tri_stage(a, in);
  if (!out) return out.error();
  return made(*out);
}
void find_in_tri_stage(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<fairseq::tri_stage> s = tri_stage(a, in);
  if (s)
    words::length_findings(out, in.steps, s->warmup_steps + s->hold_steps + s->decay_steps, "warmup + hold + decay");
}
/// base f^v is exp(beta = f) on a floor of f
std::optional<translation> translate_tri_stage(const arguments& a, const setting& in) {
  const fairseq::tri_stage s = *tri_stage(a, in);
  if (!(s.final_lr_scale < 1.0 && s.init_lr_scale <= 1.0) || s.decay_steps < 2) return std::nullopt;
  return words::over(s.warmup_steps + s.hold_steps + s.decay_steps, "exp(beta=" + print_number(s.final_lr_scale) + ")",
                     words::warmup(s.warmup_steps, "linear", s.init_lr_scale), words::hold(s.hold_steps),
                     words::floor(s.final_lr_scale), words::peak(s.base));
}

// Triangles, steps, by hand
// ----------------------------------------------------------------------------------------------------

constexpr parameter_row triangular_rows[] = {
    {"max_lr", takes::real, "", range::above(0), "", "highest rate, absolute"},
    {"lr_period_updates", takes::steps, "5000", range::at_least(2), "",
     "updates of one cycle; its half is rounded down"},
    {"lr_shrink", takes::real, "0.1", range::above(0), "", "each cycle is this many times as high"},
    {"shrink_min", takes::flag, "false", {}, "", "the low end shrinks too"},
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
    {"lr_deacy_period", takes::steps, "25000", range::at_least(1), "", "updates between two drops (its own spelling)"},
    {"lr_decay", takes::real, "0.5", range{0, 1, range::ends::low_open}, "", "factor of a drop"},
};
made_rule make_step(const arguments& a, const setting& in) {
  if (!(in.base > a.real("min_lr"))) return conflict("fairseq.step: min_lr must be below the base rate");
  return made(fairseq::step{in.base, warmup(a), first_rate(a, a.real("min_lr")), a.real("min_lr"),
                            a.count("lr_deacy_period"), a.real("lr_decay")});
}

constexpr parameter_row manual_rows[] = {
    {"update2lr", takes::pairs, "", range::at_least(0), "", "[[update, rate], …], each from its update on"}};
made_rule make_manual(const arguments& a, const setting& in) {
  return made(fairseq::manual{in.base, a.pairs("update2lr")});
}

constexpr entry rows[] = {
    {"fixed", "a rise, then the base rate", "base (t + 1) / W, then base", fixed_rows, base_rate::scaled,
     "Rates that change with the epoch are not modelled.", make_fixed, translate_fixed},
    {"cosine", "a rise and cosine periods", "shrink^i (min + (base - min) (1 + cos(pi s / S)) / 2)", cosine_rows,
     base_rate::scaled, "Starts again after its period; periods with t_mult are found by a floating logarithm.",
     make_cosine, translate_cosine, find_in_cosine},
    {"inverse_sqrt", "a rise and an inverse square root", "base sqrt(W / t)", inverse_rows, base_rate::scaled,
     "Never ends; warmup_updates=0 divides by zero.", make_inverse},
    {"polynomial_decay", "a rise and a power of the time left", "end + (base - end) (1 - (t - W) / (T - W))^power",
     polynomial_rows, base_rate::scaled, "", make_polynomial, translate_polynomial, find_in_polynomial},
    {"tri_stage", "rise, hold, exponential fall", "base final^(s / D)", tri_stage_rows, base_rate::scaled, "",
     make_tri_stage, translate_tri_stage, find_in_tri_stage},
    {"triangular", "triangles of shrinking height", "min + (max shrink^i - min) (1 - |t / S - 2 i - 1|)",
     triangular_rows, base_rate::scaled, "The optimizer's rate is the low end.", make_triangular},
    {"step", "a rise and drops", "max(min, base decay^floor((t - W) / period))", step_rows, base_rate::scaled, "",
     make_step},
    {"manual", "rates by hand", "the rate of the last key <= t", manual_rows, base_rate::scaled,
     "An entry for update 1 also holds at update 0.", make_manual},
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
