// The schedules of libraries that are known only by their formulas.
//
// Schedules of libraries that are not run for the conformance data, from their published formulas: Caffe, epfml's
// schedules-and-scaling, burn's Noam, ParameterSchedulers.jl.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "native.hpp"
#include "row.hpp"
#include "shared.hpp"

namespace taper::libraries::published {

namespace {

// Caffe
// -------------------------------------------------------------------------------------------------

constexpr parameter_row gamma_row = {
    "gamma", takes::real, required, range::at_least(0), "", "factor, or rate of the change"};
constexpr parameter_row power_row = {"power", takes::real, required, range::above(0), "", "exponent"};

made_rule make_fixed(const arguments&, const setting& in) { return made(exponential_lr{in.base, 1.0}); }
std::optional<translation> translate_fixed(const arguments&, const setting& in) {
  return native::over(in.steps, native::constant(), native::peak(in.base));
}
constexpr parameter_row step_rows[] = {
    gamma_row, {"stepsize", takes::steps, required, range::at_least(1), "", "iterations between two drops"}};
made_rule make_step(const arguments& a, const setting& in) {
  return made(step_lr{in.base, a.count("stepsize"), a.real("gamma")});
}
constexpr parameter_row exp_rows[] = {gamma_row};
made_rule make_exp(const arguments& a, const setting& in) { return made(exponential_lr{in.base, a.real("gamma")}); }
std::optional<translation> translate_exp(const arguments& a, const setting& in) {
  return native::decay_to(std::pow(a.real("gamma"), static_cast<double>(in.steps)), in.steps, in.base);
}
constexpr parameter_row multistep_rows[] = {
    gamma_row, {"stepvalue", takes::all_steps, required, range::at_least(0), "", "iterations of the drops, ascending"}};
made_rule make_multistep(const arguments& a, const setting& in) {
  if (!std::ranges::is_sorted(a.counts("stepvalue"))) return conflict("caffe.multistep: stepvalue must ascend");
  return made(multi_step_lr{in.base, a.counts("stepvalue"), a.real("gamma")});
}
constexpr parameter_row max_iter_row = {
    "max_iter", takes::steps, left_out, range::at_least(1), "", "iterations of the run; the run length unless given"};
constexpr parameter_row poly_rows[] = {power_row, max_iter_row};
std::uint64_t max_iter(const arguments& a, const setting& in) {
  return a.given("max_iter") ? a.count("max_iter") : in.steps;
}
made_rule make_poly(const arguments& a, const setting& in) {
  return made(polynomial_lr{in.base, max_iter(a, in), a.real("power")});
}
std::optional<translation> translate_poly(const arguments& a, const setting& in) {
  return native::over(max_iter(a, in), native::power(a.real("power")), native::peak(in.base));
}
void find_in_poly(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, max_iter(a, in), "max_iter");
}
/// Caffe's lr_policy, iter = t. Source: BVLC/caffe, src/caffe/proto/caffe.proto (SolverParameter.lr_policy).
///   inv      base (1 + gamma t)^-power
///   sigmoid  base / (1 + exp(-gamma (t - stepsize))); it rises for gamma > 0
struct caffe_policy {
  enum class kind : unsigned char { inv, sigmoid } is;
  double base;
  double gamma;
  double other;  ///< power, stepsize
  double operator()(std::uint64_t t) const noexcept {
    const auto iter = static_cast<double>(t);
    if (is == kind::inv) return base * std::pow(1.0 + gamma * iter, -other);
    return base * (1.0 / (1.0 + std::exp(-gamma * (iter - other))));
  }
};

constexpr parameter_row inv_rows[] = {gamma_row, power_row};
made_rule make_inv(const arguments& a, const setting& in) {
  return made(caffe_policy{caffe_policy::kind::inv, in.base, a.real("gamma"), a.real("power")});
}
constexpr parameter_row sigmoid_rows[] = {
    {"gamma", takes::real, required, range{}, "", "steepness; the rate falls if negative"},
    {"stepsize", takes::real, required, range::at_least(0), "", "iteration at which half of the rate is reached"}};
made_rule make_sigmoid(const arguments& a, const setting& in) {
  return made(caffe_policy{caffe_policy::kind::sigmoid, in.base, a.real("gamma"), a.real("stepsize")});
}
void find_in_sigmoid(const arguments& a, const setting&, std::vector<finding>& out) {
  if (a.real("gamma") > 0.0) note(out, "rises", std::nullopt, "with gamma > 0 Caffe's sigmoid rises; negative falls");
}

constexpr entry caffe_rows[] = {
    {"fixed", "constant", "base", {}, base_rate::scaled, "", &recipe_of<make_fixed, translate_fixed>},
    {"step", "a drop every stepsize iterations", "base gamma^floor(t / stepsize)", step_rows, base_rate::scaled, "",
     &recipe_of<make_step>},
    {"exp", "exponential decay, a factor per iteration", "base gamma^t", exp_rows, base_rate::scaled, "",
     &recipe_of<make_exp, translate_exp>},
    {"inv", "inverse time decay to a power", "base (1 + gamma t)^-power", inv_rows, base_rate::scaled, "",
     &recipe_of<make_inv>},
    {"multistep", "drops at milestones", "base gamma^#{m <= t}", multistep_rows, base_rate::scaled, "",
     &recipe_of<make_multistep>},
    {"poly", "polynomial decay", "base (1 - t / max_iter)^power", poly_rows, base_rate::scaled, "",
     &recipe_of<make_poly, translate_poly, find_in_poly>},
    {"sigmoid", "logistic", "base / (1 + exp(-gamma (t - stepsize)))", sigmoid_rows, base_rate::scaled,
     "Rises if gamma is positive.", &recipe_of<make_sigmoid, nullptr, find_in_sigmoid>},
};

// epfml, schedules-and-scaling
// -------------------------------------------------------------------------------------------------

constexpr parameter_row iterations_row = {
    "n_iterations", takes::steps, left_out, range::at_least(1), "", "steps of the run; the run length unless given"};
std::uint64_t iterations(const arguments& a, const setting& in) {
  return a.given("n_iterations") ? a.count("n_iterations") : in.steps;
}
/// From 1/div at step 0 to 1 over W; 1 until the fall; the fall over the last int(part T) steps; final from T on.
///   mirror_cosine  twice the line minus the cosine
/// Source: epfml/schedules-and-scaling, src/optim/utils.py (wsd_schedule).
struct epfml_wsd {
  enum class kind : unsigned char { linear, exp, cosine, mirror_cosine, square, sqrt } fall;
  double base;
  std::uint64_t iterations;
  std::uint64_t warmup;
  std::uint64_t decay;
  double final_factor;
  double init_div;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) {
      const double part = static_cast<double>(t) / static_cast<double>(warmup);
      return base * (part + (1.0 - part) / init_div);
    }
    if (t >= iterations) return base * final_factor;
    if (t < iterations - decay) return base;
    const double u = static_cast<double>(t - (iterations - decay)) / static_cast<double>(decay);
    const double cosine = (1.0 + std::cos(std::numbers::pi * u)) * 0.5;
    double d = 1.0 - u;
    if (fall == kind::exp) return base * std::pow(final_factor, u);
    if (fall == kind::cosine) d = cosine;
    if (fall == kind::mirror_cosine) d = 2.0 * (1.0 - u) - cosine;
    if (fall == kind::square) d = 1.0 - u * u;
    if (fall == kind::sqrt) d = 1.0 - std::sqrt(u);
    return base * (final_factor + (1.0 - final_factor) * d);
  }
};

constexpr parameter_row wsd_rows[] = {
    iterations_row,
    {"final_lr_factor", takes::real, 0, range::between(0, 1), "", "factor at the end"},
    {"n_warmup", takes::steps, 1000, range::at_least(0), "", "steps of the rise"},
    {"init_div_factor", takes::real, 100, range::at_least(1), "", "1 divided by the first factor"},
    {"fract_decay", takes::real, 0.1, range::between(0, 1), "", "fraction of the run that falls"},
    {"decay_type", takes::word, "linear", {}, "linear exp cosine miror_cosine square sqrt", "the fall"}};
epfml_wsd wsd_of(const arguments& a, const setting& in) {
  const std::uint64_t n = iterations(a, in);
  return {static_cast<epfml_wsd::kind>(a.choice("decay_type")),
          in.base,
          n,
          a.count("n_warmup"),
          static_cast<std::uint64_t>(a.real("fract_decay") * static_cast<double>(n)),
          a.real("final_lr_factor"),
          a.real("init_div_factor")};
}
made_rule make_wsd(const arguments& a, const setting& in) {
  const epfml_wsd s = wsd_of(a, in);
  if (s.fall == epfml_wsd::kind::exp && s.final_factor == 0.0)
    return conflict("epfml.wsd: decay_type=exp needs a final_lr_factor above 0");
  return made(s);
}
void find_in_wsd(const arguments& a, const setting& in, std::vector<finding>& out) {
  const epfml_wsd s = wsd_of(a, in);
  native::length_findings(out, in.steps, s.iterations, "n_iterations");
  if (s.warmup > s.iterations - s.decay)
    fault(out, "peak-never-reached", s.iterations - s.decay, "the fall begins before the warmup ends");
}
std::optional<translation> translate_wsd(const arguments& a, const setting& in) {
  const epfml_wsd s = wsd_of(a, in);
  using kind = epfml_wsd::kind;
  if (s.fall == kind::mirror_cosine || s.decay == 0 || s.warmup + s.decay > s.iterations) return std::nullopt;
  if (s.fall == kind::exp && !(s.final_factor >= 1e-12 && s.final_factor < 1.0)) return std::nullopt;
  const any_window shapes[] = {native::linear(),   native::exp(s.final_factor), native::cosine(),
                               native::constant(), native::poly(2, 1),          native::one_minus_sqrt()};
  return native::over(
      s.iterations, shapes[static_cast<std::size_t>(s.fall)], native::warmup(s.warmup, rise::linear, 1.0 / s.init_div),
      native::hold(s.iterations - s.decay - s.warmup), native::floor(s.final_factor), native::peak(in.base));
}

/// The same rise, then half a cosine to 1 / (div final_div) over T - W - n_inf, then constant (cos_inf_schedule)
struct epfml_cos_inf {
  double base;
  std::uint64_t iterations;
  std::uint64_t warmup;
  double div;
  double final_div;
  std::uint64_t constant;
  double operator()(std::uint64_t t) const noexcept {
    const double low = 1.0 / div / final_div;
    if (t < warmup) {
      const double part = static_cast<double>(t) / static_cast<double>(warmup);
      return base * (part + (1.0 - part) / div);
    }
    const std::uint64_t end = iterations - constant;
    if (t >= end) return base * low;
    const double u = static_cast<double>(t - warmup) / static_cast<double>(end - warmup);
    return base * (low + 0.5 * (1.0 - low) * (1.0 + std::cos(std::numbers::pi * u)));
  }
};

constexpr parameter_row cos_inf_rows[] = {
    iterations_row,
    {"n_warmup", takes::steps, required, range::at_least(0), "", "steps of the rise"},
    {"div_factor", takes::real, 100, range::at_least(1), "", "1 divided by the first factor"},
    {"final_div_factor", takes::real, 0.1, range::above(0), "", "first factor divided by the last"},
    {"n_inf", takes::steps, required, range::at_least(0), "", "steps at the last rate"}};
made_rule make_cos_inf(const arguments& a, const setting& in) {
  const std::uint64_t n = iterations(a, in);
  if (a.count("n_inf") + a.count("n_warmup") >= n) return conflict("epfml.cos_inf: n_warmup and n_inf leave no fall");
  return made(epfml_cos_inf{in.base, n, a.count("n_warmup"), a.real("div_factor"), a.real("final_div_factor"),
                            a.count("n_inf")});
}
/// The fall ends at n_iterations - n_inf; the native schedule is constant after it, too.
std::optional<translation> translate_cos_inf(const arguments& a, const setting& in) {
  const double low = 1.0 / a.real("div_factor") / a.real("final_div_factor");
  const std::uint64_t end = iterations(a, in) - a.count("n_inf");
  if (!(low <= 1.0) || end < 2 || a.count("n_warmup") >= end) return std::nullopt;
  return native::over(end, native::cosine(),
                      native::warmup(a.count("n_warmup"), rise::linear, 1.0 / a.real("div_factor")), native::floor(low),
                      native::peak(in.base));
}
constexpr entry epfml_rows[] = {
    {"wsd", "warmup, hold, decay with one of six shapes",
     "1, then 1 - u, f^u, cosine, 2 (1 - u) - cosine, 1 - u^2, 1 - sqrt(u)", wsd_rows, base_rate::scaled, "",
     &recipe_of<make_wsd, translate_wsd, find_in_wsd>},
    {"cos_inf", "warmup, cosine decay, then constant", "f + (1 - f) (1 + cos(pi u)) / 2, then f", cos_inf_rows,
     base_rate::scaled, "", &recipe_of<make_cos_inf, translate_cos_inf>},
};

// burn; ParameterSchedulers.jl
// -------------------------------------------------------------------------------------------------

/// init d^-1/2 min(s^-1/2, s W^-3/2), s = t + 1. Source: tracel-ai/burn, lr_scheduler/noam.rs; Vaswani et al. 2017.
struct noam {
  double init_lr;
  double warmup;
  double model_size;
  double operator()(std::uint64_t t) const noexcept {
    const double s = static_cast<double>(t) + 1.0;
    return init_lr * std::pow(model_size, -0.5) * std::min(std::pow(s, -0.5), s * std::pow(warmup, -1.5));
  }
};

constexpr parameter_row noam_rows[] = {
    {"init_lr", takes::real, required, range::above(0), "", "factor of the whole schedule"},
    {"warmup_steps", takes::steps, 4000, range::at_least(1), "", "steps of the rise"},
    {"model_size", takes::count, 512, range::at_least(1), "", "width of the model"}};
made_rule make_noam(const arguments& a, const setting&) {
  return made(noam{a.real("init_lr"), static_cast<double>(a.count("warmup_steps")),
                   static_cast<double>(a.count("model_size"))});
}
constexpr entry burn_rows[] = {
    {"NoamLrScheduler", "warmup, inverse square root decay", "init d^-1/2 min(s^-1/2, s W^-3/2), s = t + 1", noam_rows,
     base_rate::absent, "", &recipe_of<make_noam>},
};

constexpr parameter_row first_row = {"range0", takes::real, required, range::at_least(0), "", "first end of the range"};
constexpr parameter_row second_row = {"range1",           takes::real, required,
                                      range::at_least(0), "",          "second end of the range"};
constexpr parameter_row period_row = {"period", takes::steps, required, range::at_least(1), "", "steps of one wave"};
/// |a - b| g(t) scale + min(a, b): g a triangle or |sin| of period P; scale 1, 2^-floor(t / P) or decay^t. t counts
/// from 0, in ParameterSchedulers.jl from 1. Source: FluxML/ParameterSchedulers.jl, src/cyclic.jl.
struct flux_wave {
  enum class kind : unsigned char { triangle, sine } is;
  enum class shrink : unsigned char { none, half, power } by;
  double first;
  double second;
  std::uint64_t period;
  double decay;
  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t p = t % period;
    const double u = static_cast<double>(p) / static_cast<double>(period);
    const double g = is == kind::sine ? std::sin(std::numbers::pi * u) : u <= 0.5 ? 2.0 * u : 2.0 - 2.0 * u;
    double scale = 1.0;
    if (by == shrink::half) scale = std::pow(0.5, static_cast<double>(t / period));
    if (by == shrink::power) scale = std::pow(decay, static_cast<double>(t));
    return std::fabs(first - second) * (g * scale) + std::min(first, second);
  }
};

constexpr parameter_row wave_rows[] = {first_row, second_row, period_row};
constexpr parameter_row power_wave_rows[] = {
    first_row,
    second_row,
    period_row,
    {"decay", takes::real, required, range::at_least(0), "", "factor of every step"}};
template <flux_wave::kind is, flux_wave::shrink by>
made_rule make_wave(const arguments& a, const setting&) {
  const double decay = by == flux_wave::shrink::power ? a.real("decay") : 1.0;
  return made(flux_wave{is, by, a.real("range0"), a.real("range1"), a.count("period"), decay});
}
using wave = flux_wave::kind;
using shrink = flux_wave::shrink;
constexpr entry flux_rows[] = {
    {"Triangle", "triangular cycles", "|a - b| tri(t / P) + min(a, b)", wave_rows, base_rate::absent, "",
     &recipe_of<make_wave<wave::triangle, shrink::none>>},
    {"TriangleDecay2", "triangular cycles, each half as high", "|a - b| tri(t / P) / 2^floor(t / P) + min(a, b)",
     wave_rows, base_rate::absent, "", &recipe_of<make_wave<wave::triangle, shrink::half>>},
    {"TriangleExp", "triangular cycles that shrink", "|a - b| tri(t / P) decay^t + min(a, b)", power_wave_rows,
     base_rate::absent, "", &recipe_of<make_wave<wave::triangle, shrink::power>>},
    {"Sin", "half-sine cycles", "|a - b| |sin(pi t / P)| + min(a, b)", wave_rows, base_rate::absent, "",
     &recipe_of<make_wave<wave::sine, shrink::none>>},
    {"SinDecay2", "half-sine cycles, each half as high", "|a - b| |sin(pi t / P)| / 2^floor(t / P) + min(a, b)",
     wave_rows, base_rate::absent, "", &recipe_of<make_wave<wave::sine, shrink::half>>},
    {"SinExp", "half-sine cycles that shrink", "|a - b| |sin(pi t / P)| decay^t + min(a, b)", power_wave_rows,
     base_rate::absent, "", &recipe_of<make_wave<wave::sine, shrink::power>>},
};
}  // namespace

}  // namespace taper::libraries::published

namespace taper::libraries {

constexpr std::string_view by_formula = "the published formula";

const library caffe_library = {"caffe",
                               "Caffe, lr_policy",
                               "1.0",
                               by_formula,
                               "float64",
                               "https://github.com/BVLC/caffe/blob/1.0/src/caffe/proto/caffe.proto",
                               0.01,
                               "base_lr of Caffe's examples",
                               published::caffe_rows};

const library epfml_library = {"epfml",
                               "epfml/schedules-and-scaling, src/optim/utils.py",
                               "ce6b405",
                               by_formula,
                               "float64",
                               "https://github.com/epfml/schedules-and-scaling/blob/ce6b4055/src/optim/utils.py",
                               1e-3,
                               "its --lr",
                               published::epfml_rows};

const library burn_library = {"burn",
                              "burn, burn::lr_scheduler::noam",
                              "047c646",
                              by_formula,
                              "float64",
                              "https://github.com/tracel-ai/burn/blob/main/crates/burn-core/src/lr_scheduler/noam.rs",
                              1.0,
                              "none: init_lr is a parameter",
                              published::burn_rows};

const library flux_library = {"flux",
                              "ParameterSchedulers.jl (Flux), cyclic schedules",
                              "0906046",
                              by_formula,
                              "float64",
                              "https://github.com/FluxML/ParameterSchedulers.jl/blob/main/src/cyclic.jl",
                              1.0,
                              "none: its schedules have their own rates",
                              published::flux_rows};

}  // namespace taper::libraries
