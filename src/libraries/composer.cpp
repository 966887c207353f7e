// The schedules of composer.optim.scheduler, with time strings converted to batches.
//
// Composer's stateless schedulers as pure functions of the batch; times are already in batches.
//
// Source: mosaicml/composer, composer/optim/scheduler.py, 0.32.1.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "native.hpp"
#include "row.hpp"
#include "taper/text.hpp"

namespace taper::libraries::composer {

namespace {

namespace detail {
/// min(1, t / length); 1 for a length of 0
double part(std::uint64_t t, std::uint64_t length) noexcept {
  return t >= length ? 1.0 : static_cast<double>(t) / static_cast<double>(length);
}
double cosine(double u, double low) noexcept {
  return low + (1.0 - low) * (1.0 + std::cos(u * std::numbers::pi)) / 2.0;
}
}  // namespace detail

/// The schedulers with and without warmup: t / t_warmup of the first level, then a fall over t_max - t_warmup
struct with_warmup {
  enum class kind : unsigned char { linear, cosine, polynomial, multi_step };
  kind fall;
  double base;
  std::uint64_t t_warmup = 0;
  std::uint64_t t_max = 0;
  std::uint64_t rise_length = 0;  ///< t_warmup, stretched by ssr with scale_warmup
  double alpha_i = 1.0;           ///< linear only: the level after the warmup
  double alpha_f = 0.0;
  double power = 1.0;                       ///< polynomial only
  std::vector<std::uint64_t> milestones{};  ///< multi_step only
  double gamma = 1.0;
  double operator()(std::uint64_t t) const noexcept {
    if (t < t_warmup) return base * (detail::part(t, rise_length) * (fall == kind::linear ? alpha_i : 1.0));
    if (fall == kind::multi_step) {
      double factor = base;
      for (const std::uint64_t m : milestones) factor *= t >= m ? gamma : 1.0;
      return factor;
    }
    const double u = t_max > t_warmup ? detail::part(t - t_warmup, t_max - t_warmup) : 0.0;
    switch (fall) {
      case kind::linear: return base * (alpha_i + u * (alpha_f - alpha_i));
      case kind::cosine: return base * detail::cosine(u, alpha_f);
      case kind::polynomial: return base * (alpha_f + std::pow(1.0 - u, power) * (1.0 - alpha_f));
      case kind::multi_step: break;
    }
    return base;
  }
};

using falls = with_warmup::kind;

constexpr parameter_row t_max_row = {
    "t_max", takes::time, "1dur", range::at_least(0), "", "length: batches, or \"10ba\", \"0.5dur\", \"2ep\""};
constexpr parameter_row t_warmup_row = {"t_warmup",         takes::time, required,
                                        range::at_least(0), "",          "length of the rise"};
constexpr parameter_row alpha_f_row = {"alpha_f", takes::real, 0, range::between(0, 1), "", "last factor"};
constexpr parameter_row gamma_row = {"gamma", takes::real, 0.1, range::at_least(0), "", "factor of a drop"};
constexpr parameter_row ssr_row = {
    "ssr", takes::real, 1, range::above(0), "", "scale_schedule_ratio of the trainer: stretches batches and epochs"};
constexpr parameter_row scale_row = {
    "scale_warmup", takes::flag, false, {}, "", "scale_schedule_ratio also stretches the warmup"};

/// A time in batches: int(fraction of the run) for dur, int(ssr times the time) for other units.
result<std::uint64_t> batches(const written_value& v, std::string_view name, const setting& in, double ssr) {
  double amount = v.number;
  std::string unit = v.percent ? "%" : v.word;
  if (v.is != written_value::kind::number) {
    const std::size_t used = read_number(v.word, amount);
    unit = v.word.substr(used);
    if (used == 0) unit = "?";
  }
  const auto run = static_cast<double>(in.steps);
  double out = -1.0;
  if (unit == "dur" || unit == "%") out = std::floor((unit == "%" ? amount / 100.0 : amount) * run);
  if (unit.empty() || unit == "ba" || unit == "steps") out = std::floor(amount * ssr);
  if (unit == "ep") {
    if (!in.timing.steps_per_epoch)
      return error{.code = errc::unit,
                   .message = std::string(name) + " in epochs needs the clock",
                   .offset = v.at,
                   .needs = "steps_per_epoch"};
    out = std::floor(amount * *in.timing.steps_per_epoch * ssr);
  }
  if (!(out >= 0.0 && out <= 9e15)) {
    return error{
        errc::unit, std::string(name) + " must be a count of batches or like \"10ba\", \"0.5dur\", \"2ep\"", v.at, {}};
  }
  return static_cast<std::uint64_t>(out);
}
result<std::uint64_t> time(const arguments& a, std::string_view name, const setting& in, double ssr) {
  return batches(a.value(name), name, in, ssr);
}
double ssr(const arguments& a) { return a.real("ssr"); }

error too_short(std::string_view name) {
  return conflict(std::string("composer: ") + std::string(name) + " is less than one batch");
}

// Steps, constant, exponential
// -------------------------------------------------------------------------------------------------

/// gamma^floor(t / step_size)
struct step_scheduler {
  double base;
  std::uint64_t step_size;
  double gamma;
  double operator()(std::uint64_t t) const noexcept {
    return base * std::pow(gamma, static_cast<double>(t / step_size));
  }
};

constexpr parameter_row step_rows[] = {
    {"step_size", takes::time, required, range::at_least(1), "", "batches between two drops"}, gamma_row, ssr_row};
made_rule make_step(const arguments& a, const setting& in) {
  TAPER_TRY(size, time(a, "step_size", in, ssr(a)));
  if (size == 0) return too_short("step_size");
  return made(step_scheduler{in.base, size, a.real("gamma")});
}

result<std::vector<std::uint64_t>> milestones(const arguments& a, const setting& in) {
  std::vector<std::uint64_t> out;
  for (const written_value& v : a.value("milestones").list) {
    TAPER_TRY(at, batches(v, "milestones", in, ssr(a)));
    out.push_back(at);
  }
  return out;
}
constexpr parameter_row multi_step_rows[] = {
    {"milestones", takes::times, required, range::at_least(0), "", "the drops"}, gamma_row, ssr_row};
made_rule make_multi_step(const arguments& a, const setting& in) {
  TAPER_TRY(marks, milestones(a, in));
  return made(with_warmup{
      .fall = falls::multi_step, .base = in.base, .milestones = std::move(marks), .gamma = a.real("gamma")});
}

/// alpha until t_max, then 1
struct constant_scheduler {
  double base;
  double alpha;
  std::uint64_t t_max;
  double operator()(std::uint64_t t) const noexcept { return t < t_max ? base * alpha : base; }
};

constexpr parameter_row constant_rows[] = {
    {"alpha", takes::real, 1, range::at_least(0), "", "factor until t_max"}, t_max_row, ssr_row};
made_rule make_constant(const arguments& a, const setting& in) {
  TAPER_TRY(end, time(a, "t_max", in, ssr(a)));
  return made(constant_scheduler{in.base, a.real("alpha"), end});
}

/// gamma^(t / decay_period)
struct exponential_scheduler {
  double base;
  double gamma;
  std::uint64_t decay_period;
  double operator()(std::uint64_t t) const noexcept {
    return base * std::pow(gamma, static_cast<double>(t) / static_cast<double>(decay_period));
  }
};

constexpr parameter_row exponential_rows[] = {
    {"gamma", takes::real, required, range::at_least(0), "", "factor of one period"},
    {"decay_period", takes::time, "1ep", range::at_least(1), "", "length of one period"},
    ssr_row};
made_rule make_exponential(const arguments& a, const setting& in) {
  TAPER_TRY(period, time(a, "decay_period", in, ssr(a)));
  if (period == 0) return too_short("decay_period");
  return made(exponential_scheduler{in.base, a.real("gamma"), period});
}

// Falls without warmup
// ---------------------------------------------------------------------------------------------------------

result<with_warmup> plain(falls kind, const arguments& a, const setting& in) {
  TAPER_TRY(end, time(a, "t_max", in, ssr(a)));
  if (end == 0) return too_short("t_max");
  return with_warmup{.fall = kind, .base = in.base, .t_max = end, .alpha_f = a.real("alpha_f")};
}
void find_in_plain(const arguments& a, const setting& in, std::vector<finding>& out) {
  const auto end = time(a, "t_max", in, ssr(a));
  if (end) native::length_findings(out, in.steps, *end, "t_max");
}

constexpr parameter_row linear_rows[] = {
    {"alpha_i", takes::real, 1, range::at_least(0), "", "first factor"}, alpha_f_row, t_max_row, ssr_row};
made_rule make_linear(const arguments& a, const setting& in) {
  TAPER_TRY(out, plain(falls::linear, a, in));
  out.alpha_i = a.real("alpha_i");
  return made(std::move(out));
}
std::optional<translation> translate_linear(const arguments& a, const setting& in) {
  const double from = a.real("alpha_i");
  const double to = a.real("alpha_f");
  if (!(from > to && from > 0.0)) return std::nullopt;
  return native::over(*time(a, "t_max", in, ssr(a)), native::linear(), native::floor(to / from),
                      native::peak(in.base * from));
}

constexpr parameter_row cosine_rows[] = {t_max_row, alpha_f_row, ssr_row};
made_rule make_cosine(const arguments& a, const setting& in) {
  TAPER_TRY(out, plain(falls::cosine, a, in));
  return made(std::move(out));
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  return native::over(*time(a, "t_max", in, ssr(a)), native::cosine(), native::floor(a.real("alpha_f")),
                      native::peak(in.base));
}

/// Cosine cycles of int(t_mult times the previous length) batches, in integer arithmetic
struct cosine_annealing_warm_restarts_scheduler {
  double base;
  std::uint64_t t_0;
  double t_mult;
  double alpha_f;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    std::uint64_t length = t_0;
    while (t >= length) {
      const double grown = t_mult * static_cast<double>(length);
      const std::uint64_t next = grown < 9e18 ? static_cast<std::uint64_t>(grown) : UINT64_MAX;
      if (next <= length) {  // the length no longer grows: all remaining cycles are equal
        t %= length;
        break;
      }
      t -= length;
      length = next;
    }
    return base * detail::cosine(static_cast<double>(t) / static_cast<double>(length), alpha_f);
  }
};

constexpr parameter_row restarts_rows[] = {
    {"t_0", takes::time, required, range::at_least(1), "", "length of the first cycle"},
    {"t_mult", takes::real, 1, range::at_least(1), "",
     "each cycle is this many times as long as the one before, rounded down"},
    alpha_f_row,
    ssr_row};
made_rule make_restarts(const arguments& a, const setting& in) {
  TAPER_TRY(first, time(a, "t_0", in, ssr(a)));
  if (first == 0) return too_short("t_0");
  return made(cosine_annealing_warm_restarts_scheduler{in.base, first, a.real("t_mult"), a.real("alpha_f")});
}
std::optional<translation> translate_restarts(const arguments& a, const setting& in) {
  const std::uint64_t first = *time(a, "t_0", in, ssr(a));
  if (first < 2 || !native::exact_cycles(first, a.real("t_mult"), in.steps)) return std::nullopt;
  return native::over(in.steps, native::cosine(), taper::restarts_forever(first, {.stretch = a.real("t_mult")}),
                      native::floor(a.real("alpha_f")), native::peak(in.base));
}

constexpr parameter_row polynomial_rows[] = {
    {"power", takes::real, required, range::above(0), "", "exponent"}, t_max_row, alpha_f_row, ssr_row};
made_rule make_polynomial(const arguments& a, const setting& in) {
  TAPER_TRY(out, plain(falls::polynomial, a, in));
  out.power = a.real("power");
  return made(std::move(out));
}
std::optional<translation> translate_polynomial(const arguments& a, const setting& in) {
  return native::over(*time(a, "t_max", in, ssr(a)), native::power(a.real("power")), native::floor(a.real("alpha_f")),
                      native::peak(in.base));
}

// With warmup
// ------------------------------------------------------------------------------------------------------------------

/// The two lengths of the warmup, t_max, and the check that t_max covers the run.
result<with_warmup> warmed(falls kind, const arguments& a, const setting& in) {
  TAPER_TRY(rise, time(a, "t_warmup", in, 1.0));
  const auto stretched = time(a, "t_warmup", in, a.flag("scale_warmup") ? ssr(a) : 1.0);
  with_warmup out{.fall = kind, .base = in.base, .t_warmup = rise, .rise_length = *stretched};
  if (kind == falls::multi_step) return out;
  TAPER_TRY(end, time(a, "t_max", in, ssr(a)));
  if (end < in.steps) {
    return conflict("composer: t_max (" + std::to_string(end) + " batches) must not be shorter than the run (" +
                    std::to_string(in.steps) + "); Composer stops with an error");
  }
  out.t_max = end;
  return out;
}
void find_in_warmed(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (a.value("t_max").is != written_value::kind::word || a.given("t_max")) {
    const auto end = time(a, "t_max", in, ssr(a));
    if (end) native::length_findings(out, in.steps, *end, "t_max");
  }
  if (a.flag("scale_warmup") && ssr(a) != 1.0) {
    fault(out, "seam-jump", *time(a, "t_warmup", in, 1.0),
          "scale_warmup stretches the rise but not the step at which it ends: the rate jumps there");
  }
}
std::optional<translation> translate_warmed(const arguments& a, const setting& in, const any_window& shape,
                                            double level, double low) {
  const std::uint64_t rise = *time(a, "t_warmup", in, 1.0);
  const std::uint64_t end = *time(a, "t_max", in, ssr(a));
  if ((a.flag("scale_warmup") && ssr(a) != 1.0) || rise + 1 >= end || !(low <= level)) return std::nullopt;
  return native::over(end, shape, native::warmup(rise), native::floor(low / level), native::peak(in.base * level));
}

constexpr parameter_row multi_step_warm_rows[] = {
    t_warmup_row,
    {"milestones", takes::times, required, range::at_least(0), "", "the drops"},
    gamma_row,
    scale_row,
    ssr_row};
made_rule make_multi_step_warm(const arguments& a, const setting& in) {
  TAPER_TRY(out, warmed(falls::multi_step, a, in));
  TAPER_TRY(marks, milestones(a, in));
  out.milestones = std::move(marks);
  out.gamma = a.real("gamma");
  return made(std::move(out));
}

constexpr parameter_row constant_warm_rows[] = {
    t_warmup_row,
    {"alpha", takes::real, 1, range::at_least(0), "", "factor after the rise"},
    t_max_row,
    scale_row,
    ssr_row};
made_rule make_constant_warm(const arguments& a, const setting& in) {
  TAPER_TRY(out, warmed(falls::linear, a, in));
  out.alpha_i = out.alpha_f = a.real("alpha");
  return made(std::move(out));
}

constexpr parameter_row linear_warm_rows[] = {
    t_warmup_row, {"alpha_i", takes::real, 1, range::at_least(0), "", "factor after the rise"},
    alpha_f_row,  t_max_row,
    scale_row,    ssr_row};
made_rule make_linear_warm(const arguments& a, const setting& in) {
  TAPER_TRY(out, warmed(falls::linear, a, in));
  out.alpha_i = a.real("alpha_i");
  out.alpha_f = a.real("alpha_f");
  return made(std::move(out));
}
std::optional<translation> translate_linear_warm(const arguments& a, const setting& in) {
  return a.real("alpha_i") > 0.0 ? translate_warmed(a, in, native::linear(), a.real("alpha_i"), a.real("alpha_f"))
                                 : std::nullopt;
}

constexpr parameter_row cosine_warm_rows[] = {t_warmup_row, t_max_row, alpha_f_row, scale_row, ssr_row};
made_rule make_cosine_warm(const arguments& a, const setting& in) {
  TAPER_TRY(out, warmed(falls::cosine, a, in));
  out.alpha_f = a.real("alpha_f");
  return made(std::move(out));
}
std::optional<translation> translate_cosine_warm(const arguments& a, const setting& in) {
  return translate_warmed(a, in, native::cosine(), 1.0, a.real("alpha_f"));
}

constexpr parameter_row polynomial_warm_rows[] = {
    t_warmup_row, {"power", takes::real, 2, range::above(0), "", "exponent"}, t_max_row, alpha_f_row, scale_row,
    ssr_row};
made_rule make_polynomial_warm(const arguments& a, const setting& in) {
  TAPER_TRY(out, warmed(falls::polynomial, a, in));
  out.power = a.real("power");
  out.alpha_f = a.real("alpha_f");
  return made(std::move(out));
}
std::optional<translation> translate_polynomial_warm(const arguments& a, const setting& in) {
  return translate_warmed(a, in, native::power(a.real("power")), 1.0, a.real("alpha_f"));
}

constexpr std::string_view warm_defect =
    "A t_max shorter than the run is an error; scale_warmup stretches the warmup but not the step at which it ends.";
constexpr entry rows[] = {
    {"StepScheduler", "drops at fixed intervals", "base gamma^floor(t / step_size)", step_rows, base_rate::scaled, "",
     &recipe_of<make_step>},
    {"MultiStepScheduler", "drops at milestones", "base gamma^#{m <= t}", multi_step_rows, base_rate::scaled, "",
     &recipe_of<make_multi_step>},
    {"ConstantScheduler", "a constant factor", "base alpha until t_max, then base", constant_rows, base_rate::scaled,
     "After t_max the factor is 1, not alpha.", &recipe_of<make_constant>},
    {"LinearScheduler", "linear from one value to another", "base (alpha_i + (alpha_f - alpha_i) t / t_max)",
     linear_rows, base_rate::scaled, "", &recipe_of<make_linear, translate_linear, find_in_plain>},
    {"ExponentialScheduler", "exponential decay, a factor per period", "base gamma^(t / decay_period)",
     exponential_rows, base_rate::scaled, "", &recipe_of<make_exponential>},
    {"CosineAnnealingScheduler", "cosine decay", "base (alpha_f + (1 - alpha_f) (1 + cos(pi t / t_max)) / 2)",
     cosine_rows, base_rate::scaled, "", &recipe_of<make_cosine, translate_cosine, find_in_plain>},
    {"CosineAnnealingWarmRestartsScheduler", "cosine cycles", "cosine cycles of length int(t_mult^i t_0)",
     restarts_rows, base_rate::scaled, "The length of each cycle is computed from the previous one and rounded down.",
     &recipe_of<make_restarts, translate_restarts>},
    {"PolynomialScheduler", "polynomial decay", "base (alpha_f + (1 - alpha_f) (1 - t / t_max)^power)", polynomial_rows,
     base_rate::scaled, "", &recipe_of<make_polynomial, translate_polynomial, find_in_plain>},
    {"MultiStepWithWarmupScheduler", "warmup, drops", "base t / W, then base gamma^#{m <= t}", multi_step_warm_rows,
     base_rate::scaled, "", &recipe_of<make_multi_step_warm>},
    {"ConstantWithWarmupScheduler", "warmup, then constant", "base alpha t / W, then base alpha", constant_warm_rows,
     base_rate::scaled, warm_defect, &recipe_of<make_constant_warm>},
    {"LinearWithWarmupScheduler", "warmup, linear decay", "base (alpha_i + (alpha_f - alpha_i) (t - W) / (t_max - W))",
     linear_warm_rows, base_rate::scaled, warm_defect,
     &recipe_of<make_linear_warm, translate_linear_warm, find_in_warmed>},
    {"CosineAnnealingWithWarmupScheduler", "warmup, cosine decay",
     "base (alpha_f + (1 - alpha_f) (1 + cos(pi (t - W) / (t_max - W))) / 2)", cosine_warm_rows, base_rate::scaled,
     warm_defect, &recipe_of<make_cosine_warm, translate_cosine_warm, find_in_warmed>},
    {"PolynomialWithWarmupScheduler", "warmup, polynomial decay",
     "base (alpha_f + (1 - alpha_f) (1 - (t - W) / (t_max - W))^power)", polynomial_warm_rows, base_rate::scaled,
     warm_defect, &recipe_of<make_polynomial_warm, translate_polynomial_warm, find_in_warmed>},
};
}  // namespace

}  // namespace taper::libraries::composer

namespace taper::libraries {

const library composer_library = {
    "composer",    "Composer (mosaicml), composer.optim.scheduler",
    "0.32.1",      "printed by the library",
    "float64",     "https://github.com/mosaicml/composer/blob/main/composer/optim/scheduler.py",
    1e-3,          "torch.optim.SGD(lr=1e-3)",
    composer::rows};

}  // namespace taper::libraries
