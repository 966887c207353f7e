// The schedules of transformers.get_scheduler, under its scheduler types.
//
// Hugging Face transformers' schedules as pure functions of the step: base rate times the factor of its LambdaLR.
//
// Source: huggingface/transformers, src/transformers/optimization.py, 5.23. After the end as in the library.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::hf {

namespace {

namespace detail {
/// (t - warmup) / max(1, total - warmup), the progress of the fall
double progress(std::uint64_t t, std::uint64_t warmup, std::uint64_t total) noexcept {
  const std::uint64_t length = total > warmup ? total - warmup : 1;
  return static_cast<double>(t - warmup) / static_cast<double>(length);
}
/// t / max(1, warmup), the factor of a linear warmup from 0
double risen(std::uint64_t t, std::uint64_t warmup) noexcept {
  return static_cast<double>(t) / static_cast<double>(std::max<std::uint64_t>(1, warmup));
}
}  // namespace detail

/// base max(0, (T - t) / (T - W)) after t / W
struct linear {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    const std::uint64_t length = total > warmup ? total - warmup : 1;
    return t >= total ? 0.0 : base * (static_cast<double>(total - t) / static_cast<double>(length));
  }
};

constexpr parameter_row warmup_row = {"num_warmup_steps", takes::steps, required,
                                      range::at_least(0), "",           "steps of the rise from 0"};
constexpr parameter_row total_row = {"num_training_steps", takes::steps, required,
                                     range::at_least(1),   "",           "steps of the run"};
constexpr parameter_row min_lr_row = {"min_lr",           takes::real, left_out,
                                      range::at_least(0), "",          "lowest rate, absolute; or min_lr_rate"};
constexpr parameter_row min_rate_row = {
    "min_lr_rate", takes::real, left_out, range::between(0, 1), "", "lowest rate as a fraction of the base rate"};
constexpr parameter_row half_wave_row = {"num_cycles",    takes::real, 0.5,
                                         range::above(0), "",          "number of waves; 0.5 is one decay"};

std::uint64_t rise(const arguments& a) { return a.count("num_warmup_steps"); }
std::uint64_t total(const arguments& a) { return a.count("num_training_steps"); }

void find_in_total(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, total(a), "num_training_steps");
  if (rise(a) > total(a)) {
    fault(out, "peak-never-reached", total(a),
          "num_warmup_steps is longer than num_training_steps: the run ends while it still rises");
  }
}
/// One fall of a window over T - W steps.
std::optional<translation> fall(const arguments& a, const setting& in, const any_window& shape,
                                const std::optional<modifier::floor>& floor = {}) {
  if (rise(a) + 1 >= total(a)) return std::nullopt;
  return native::over(total(a), shape, native::warmup(rise(a)), floor, native::peak(in.base));
}

// Constant, linear
// -------------------------------------------------------------------------------------------------------------

/// base; with warmup: base t / W for t < W
struct constant_with_warmup {
  double base;
  std::uint64_t warmup;
  double operator()(std::uint64_t t) const noexcept { return t < warmup ? base * detail::risen(t, warmup) : base; }
};

made_rule make_constant(const arguments&, const setting& in) { return made(hf::constant_with_warmup{in.base, 0}); }
std::optional<translation> translate_constant(const arguments&, const setting& in) {
  return native::over(in.steps, native::constant(), native::peak(in.base));
}

constexpr parameter_row constant_rows[] = {warmup_row};
made_rule make_constant_with_warmup(const arguments& a, const setting& in) {
  return made(hf::constant_with_warmup{in.base, rise(a)});
}
std::optional<translation> translate_constant_with_warmup(const arguments& a, const setting& in) {
  if (rise(a) + 1 >= in.steps) return std::nullopt;
  return native::over(in.steps, native::constant(), native::warmup(rise(a)), native::peak(in.base));
}
void find_in_constant_with_warmup(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (rise(a) >= in.steps)
    fault(out, "peak-never-reached", in.steps,
          "num_warmup_steps is not shorter than the run: the rate still rises at its end");
}

constexpr parameter_row linear_rows[] = {warmup_row, total_row};
made_rule make_linear(const arguments& a, const setting& in) { return made(hf::linear{in.base, rise(a), total(a)}); }
std::optional<translation> translate_linear(const arguments& a, const setting& in) {
  return fall(a, in, native::linear());
}

// Cosine
// -----------------------------------------------------------------------------------------------------------------------

/// base [m + (1 - m) (1 + cos(2 pi k u)) / 2], u = (t - W) / (T - W); with k = 1/2 a half wave. Not clamped after T.
/// Used for cosine (m = 0) and cosine_with_min_lr.
struct cosine {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  double num_cycles;
  double min_lr_rate;
  [[nodiscard]] bool cyclic() const noexcept { return num_cycles > 0.5; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    const double u = detail::progress(t, warmup, total);
    const double wave = 0.5 * (1.0 + std::cos(std::numbers::pi * num_cycles * 2.0 * u));
    return base * std::max(0.0, wave * (1.0 - min_lr_rate) + min_lr_rate);
  }
};

constexpr parameter_row cosine_rows[] = {warmup_row, total_row, half_wave_row};
made_rule make_cosine(const arguments& a, const setting& in) {
  return made(cosine{in.base, rise(a), total(a), a.real("num_cycles"), 0.0});
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  find_in_total(a, in, out);
  if (a.real("num_cycles") < 0.5) {
    note(out, "ends-above-zero", total(a) - 1, "num_cycles below 0.5: the cosine ends before its minimum");
  } else if (a.real("num_cycles") > 0.5 && a.real("num_cycles") < 1.5) {
    note(out, "climbs", std::nullopt,
         "num_cycles above 0.5: the cosine rises again; use cosine_with_restarts for restarts");
  }
  if (in.steps > total(a) + 1) {
    fault(out, "climbs-after-end", total(a) + 1,
          "the cosine is not stopped at num_training_steps: the rate rises again there");
  }
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  return a.real("num_cycles") == 0.5 ? fall(a, in, native::cosine()) : std::nullopt;
}

/// base (1 + cos(pi (k u mod 1))) / 2, 0 from T on; k u mod 1 in floating point, as in the library: at an exact restart
/// it can still be just below 1, and the restart then comes one step late
struct cosine_with_restarts {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  std::uint64_t num_cycles;
  [[nodiscard]] bool cyclic() const noexcept { return num_cycles > 1; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    const double u = detail::progress(t, warmup, total);
    if (u >= 1.0) return 0.0;
    const double turn = std::fmod(static_cast<double>(num_cycles) * u, 1.0);
    return base * std::max(0.0, 0.5 * (1.0 + std::cos(std::numbers::pi * turn)));
  }
};

constexpr parameter_row restarts_rows[] = {
    warmup_row, total_row, {"num_cycles", takes::count, 1, range::at_least(1), "", "cycles, of equal length"}};
made_rule make_restarts(const arguments& a, const setting& in) {
  return made(hf::cosine_with_restarts{in.base, rise(a), total(a), a.count("num_cycles")});
}
/// The first restart at a whole step where k u mod 1 is rounded to just below 1; empty if all are exact.
std::optional<std::uint64_t> late_restart(const arguments& a) {
  const std::uint64_t cycles = a.count("num_cycles");
  if (rise(a) >= total(a) || (total(a) - rise(a)) % cycles != 0) return std::nullopt;
  const std::uint64_t length = (total(a) - rise(a)) / cycles;
  const hf::cosine_with_restarts schedule{1.0, rise(a), total(a), cycles};
  for (std::uint64_t k = 1; k < std::min<std::uint64_t>(cycles, 100000); ++k) {
    if (schedule(rise(a) + k * length) < 0.5) return rise(a) + k * length;
  }
  return std::nullopt;
}
void find_in_restarts(const arguments& a, const setting& in, std::vector<finding>& out) {
  find_in_total(a, in, out);
  if (const std::optional<std::uint64_t> at = late_restart(a)) {
    fault(out, "late-restart", at,
          "num_cycles u mod 1 is rounded below 1 at step " + std::to_string(*at) +
              ": that restart begins one step late, after a step with a rate near 0");
  }
}
std::optional<translation> translate_restarts(const arguments& a, const setting& in) {
  const std::uint64_t cycles = a.count("num_cycles");
  if (rise(a) >= total(a) || (total(a) - rise(a)) % cycles != 0 || (total(a) - rise(a)) / cycles < 2)
    return std::nullopt;
  if (late_restart(a)) return std::nullopt;
  return native::over(total(a), native::cosine(), native::warmup(rise(a)), native::restarts(cycles),
                      native::peak(in.base));
}

/// The floor as a fraction of the base rate, or an error.
result<double> min_rate(const arguments& a, const setting& in) {
  if (a.given("min_lr") && a.given("min_lr_rate")) return conflict("only one of min_lr and min_lr_rate may be given");
  if (!a.given("min_lr") && !a.given("min_lr_rate"))
    return failed(errc::missing, "min_lr or min_lr_rate must be given");
  return a.given("min_lr") ? a.real("min_lr") / in.base : a.real("min_lr_rate");
}
std::optional<modifier::floor> floor_of(const arguments& a) {
  return a.given("min_lr") ? native::floor_rate(a.real("min_lr")) : native::floor(a.real("min_lr_rate"));
}

constexpr parameter_row min_lr_rows[] = {warmup_row, total_row, half_wave_row, min_lr_row, min_rate_row};
made_rule make_min_lr(const arguments& a, const setting& in) {
  TAPER_TRY(low, min_rate(a, in));
  return made(hf::cosine{in.base, rise(a), total(a), a.real("num_cycles"), low});
}
std::optional<translation> translate_min_lr(const arguments& a, const setting& in) {
  return a.real("num_cycles") == 0.5 && *min_rate(a, in) <= 1.0 ? fall(a, in, native::cosine(), floor_of(a))
                                                                : std::nullopt;
}

/// The cosine with a warmup (t + 1) / W (or from warmup_lr_rate to 1 over W - 1 steps) and a fall that counts t + 1:
/// the last step is at the floor
struct cosine_warmup_with_min_lr {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  double num_cycles;
  double min_lr_rate;
  double warmup_lr_rate;  ///< negative: not given
  [[nodiscard]] bool cyclic() const noexcept { return num_cycles > 0.5; }
  double operator()(std::uint64_t t) const noexcept {
    const auto now = static_cast<double>(t);
    const auto rise = static_cast<double>(warmup);
    if (t < warmup) {
      if (warmup_lr_rate < 0.0) return base * ((now + 1.0) / std::max(1.0, rise));
      return base * (warmup_lr_rate + (1.0 - warmup_lr_rate) * now / std::max(1.0, rise - 1.0));
    }
    const double u = (now - rise + 1.0) / std::max(1.0, static_cast<double>(total) - rise);
    const double wave = 0.5 * (1.0 + std::cos(std::numbers::pi * num_cycles * 2.0 * u));
    return base * std::max(0.0, wave * (1.0 - min_lr_rate) + min_lr_rate);
  }
};

constexpr parameter_row warmup_min_lr_rows[] = {warmup_row,
                                                total_row,
                                                half_wave_row,
                                                min_lr_row,
                                                min_rate_row,
                                                {"warmup_lr_rate", takes::real, left_out, range::between(0, 1), "",
                                                 "first rate as a fraction of the base rate; otherwise (t+1)/W"}};
made_rule make_warmup_min_lr(const arguments& a, const setting& in) {
  TAPER_TRY(low, min_rate(a, in));
  return made(hf::cosine_warmup_with_min_lr{in.base, rise(a), total(a), a.real("num_cycles"), low,
                                            a.given("warmup_lr_rate") ? a.real("warmup_lr_rate") : -1.0});
}
std::optional<translation> translate_warmup_min_lr(const arguments& a, const setting& in) {
  // without a warmup its fall has one-based sampling; its warmup uses a different clock
  if (rise(a) != 0 || a.real("num_cycles") != 0.5 || *min_rate(a, in) > 1.0) return std::nullopt;
  return native::over(total(a), native::cosine(), sampling::one_based, floor_of(a), native::peak(in.base));
}

// Polynomial, inverse square root, warmup-stable-decay
// -----------------------------------------------------------------------

/// lr_end + (base - lr_end) (1 - u)^power
struct polynomial {
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  double lr_end;
  double power;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    if (t > total) return lr_end;
    const double left = 1.0 - detail::progress(t, warmup, total);
    return (base - lr_end) * std::pow(left, power) + lr_end;
  }
};

constexpr parameter_row polynomial_rows[] = {
    warmup_row,
    total_row,
    {"lr_end", takes::real, 1e-7, range::at_least(0), "", "last rate, absolute"},
    {"power", takes::real, 1, range::above(0), "", "exponent"}};
made_rule make_polynomial(const arguments& a, const setting& in) {
  if (!(in.base > a.real("lr_end"))) return conflict("hf.polynomial: lr_end must be smaller than the base rate");
  if (rise(a) >= total(a)) return conflict("hf.polynomial: num_warmup_steps must be below num_training_steps");
  return made(hf::polynomial{in.base, rise(a), total(a), a.real("lr_end"), a.real("power")});
}
std::optional<translation> translate_polynomial(const arguments& a, const setting& in) {
  return fall(a, in, native::power(a.real("power")), native::floor_rate(a.real("lr_end")));
}

/// base / sqrt((t + s - W) / s) after the warmup
struct inverse_sqrt {
  double base;
  std::uint64_t warmup;
  std::uint64_t timescale;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * detail::risen(t, warmup);
    return base / std::sqrt((static_cast<double>(t - warmup) + static_cast<double>(timescale)) /
                            static_cast<double>(timescale));
  }
};

constexpr parameter_row inverse_sqrt_rows[] = {warmup_row,
                                               {"timescale", takes::steps, left_out, range::at_least(1), "",
                                                "steps until 71 % of the peak; the warmup unless given, else 10000"}};
made_rule make_inverse_sqrt(const arguments& a, const setting& in) {
  const std::uint64_t scale = a.given("timescale") ? a.count("timescale") : rise(a) > 0 ? rise(a) : 10000;
  return made(hf::inverse_sqrt{in.base, rise(a), scale});
}

/// warmup, stable, decay, each side linear, cosine or 1 - sqrt; the warmup rises from min_lr_ratio, not from 0
struct warmup_stable_decay {
  enum class style : unsigned char { linear, cosine, one_minus_sqrt };
  double base;
  std::uint64_t warmup;
  std::uint64_t stable;
  std::uint64_t decay;
  style warmup_type;
  style decay_type;
  double min_lr_ratio;
  double num_cycles;
  [[nodiscard]] bool cyclic() const noexcept { return decay_type == style::cosine && num_cycles > 0.5; }
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) {
      const double u = detail::risen(t, warmup);
      double f = u;
      if (warmup_type == style::cosine) f = 0.5 * (1.0 - std::cos(std::numbers::pi * u));
      if (warmup_type == style::one_minus_sqrt) f = 1.0 - std::sqrt(1.0 - u);
      return raised(f);
    }
    t -= warmup;
    if (t < stable) return base;
    t -= stable;
    if (t >= decay) return base * min_lr_ratio;
    const double u = static_cast<double>(t) / static_cast<double>(decay);
    double f = 1.0 - u;
    if (decay_type == style::cosine) f = 0.5 * (1.0 + std::cos(std::numbers::pi * num_cycles * 2.0 * u));
    if (decay_type == style::one_minus_sqrt) f = 1.0 - std::sqrt(u);
    return raised(f);
  }

 private:
  [[nodiscard]] double raised(double f) const noexcept {
    return base * std::max(0.0, f * (1.0 - min_lr_ratio) + min_lr_ratio);
  }
};

constexpr parameter_row wsd_rows[] = {
    warmup_row,
    {"num_decay_steps", takes::steps, required, range::at_least(0), "", "steps of the fall"},
    {"num_training_steps", takes::steps, left_out, range::at_least(1), "",
     "steps of the run, unless num_stable_steps is given"},
    {"num_stable_steps", takes::steps, left_out, range::at_least(0), "", "steps at the base rate"},
    {"warmup_type", takes::word, "linear", {}, "linear cosine 1-sqrt", "shape of the rise"},
    {"decay_type", takes::word, "cosine", {}, "linear cosine 1-sqrt", "shape of the fall"},
    {"min_lr_ratio", takes::real, 0, range::between(0, 1), "", "first and last rate as a fraction of the base rate"},
    half_wave_row,
};
result<hf::warmup_stable_decay> wsd(const arguments& a, const setting& in) {
  using style = hf::warmup_stable_decay::style;
  const std::uint64_t decay = a.count("num_decay_steps");
  std::uint64_t stable = 0;
  if (a.given("num_stable_steps")) {
    stable = a.count("num_stable_steps");
  } else if (!a.given("num_training_steps")) {
    return failed(errc::missing, "hf.warmup_stable_decay needs num_training_steps or num_stable_steps");
  } else if (rise(a) + decay > total(a)) {
    return conflict("hf.warmup_stable_decay: warmup and decay are longer than num_training_steps");
  } else {
    stable = total(a) - rise(a) - decay;
  }
  return hf::warmup_stable_decay{in.base,
                                 rise(a),
                                 stable,
                                 decay,
                                 static_cast<style>(a.choice("warmup_type")),
                                 static_cast<style>(a.choice("decay_type")),
                                 a.real("min_lr_ratio"),
                                 a.real("num_cycles")};
}
made_rule make_wsd(const arguments& a, const setting& in) {
  TAPER_TRY(out, wsd(a, in));
  return made(out);
}
void find_in_wsd(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<hf::warmup_stable_decay> w = wsd(a, in);
  if (w) native::length_findings(out, in.steps, w->warmup + w->stable + w->decay, "warmup + stable + decay");
}
std::optional<translation> translate_wsd(const arguments& a, const setting& in) {
  using style = hf::warmup_stable_decay::style;
  const hf::warmup_stable_decay w = *wsd(a, in);
  if (w.decay < 2 || (w.decay_type == style::cosine && w.num_cycles != 0.5)) return std::nullopt;
  const any_window falls[] = {native::linear(), native::cosine(), native::one_minus_sqrt()};
  constexpr taper::rise rises[] = {taper::rise::linear, taper::rise::cosine, taper::rise::one_minus_sqrt};
  return native::over(w.warmup + w.stable + w.decay, falls[static_cast<std::size_t>(w.decay_type)],
                      native::warmup(w.warmup, rises[static_cast<std::size_t>(w.warmup_type)], w.min_lr_ratio),
                      native::hold(w.stable), native::floor(w.min_lr_ratio), native::peak(in.base));
}

constexpr entry rows[] = {
    {"constant",
     "constant at the base rate",
     "base",
     {},
     base_rate::scaled,
     "",
     &recipe_of<make_constant, translate_constant>},
    {"constant_with_warmup", "warmup, then constant", "base t / W, then base", constant_rows, base_rate::scaled,
     "The first step has rate 0.",
     &recipe_of<make_constant_with_warmup, translate_constant_with_warmup, find_in_constant_with_warmup>},
    {"linear", "warmup, linear decay to 0", "base (T - t) / (T - W)", linear_rows, base_rate::scaled,
     "The first step has rate 0; the rate is 0 again only at step T, one step after the end.",
     &recipe_of<make_linear, translate_linear, find_in_total>},
    {"cosine", "warmup, cosine decay", "base max(0, (1 + cos(2 pi k u)) / 2)", cosine_rows, base_rate::scaled,
     "The first step has rate 0; after num_training_steps the rate rises again.",
     &recipe_of<make_cosine, translate_cosine, find_in_cosine>},
    {"cosine_with_restarts", "warmup, cosine cycles", "base (1 + cos(pi (k u mod 1))) / 2", restarts_rows,
     base_rate::scaled, "Because of rounding in k u mod 1, a restart may come one step late.",
     &recipe_of<make_restarts, translate_restarts, find_in_restarts>},
    {"polynomial", "warmup, polynomial decay", "lr_end + (base - lr_end) (1 - u)^power", polynomial_rows,
     base_rate::scaled, "The first step has rate 0.", &recipe_of<make_polynomial, translate_polynomial, find_in_total>},
    {"inverse_sqrt", "warmup, inverse square root decay", "base / sqrt((t + s - W) / s)", inverse_sqrt_rows,
     base_rate::scaled, "Never ends.", &recipe_of<make_inverse_sqrt>},
    {"cosine_with_min_lr", "warmup, cosine decay to a floor", "base (m + (1 - m) (1 + cos(2 pi k u)) / 2)", min_lr_rows,
     base_rate::scaled, "After num_training_steps the rate rises again.",
     &recipe_of<make_min_lr, translate_min_lr, find_in_cosine>},
    {"cosine_warmup_with_min_lr", "warmup from (t+1)/W, cosine decay counted from 1",
     "base (m + (1 - m) (1 + cos(2 pi k (t+1-W)/(T-W))) / 2)", warmup_min_lr_rows, base_rate::scaled,
     "The only schedule of the library that is at its floor at the last step; rises again after that.",
     &recipe_of<make_warmup_min_lr, translate_warmup_min_lr, find_in_cosine>},
    {"warmup_stable_decay", "warmup, hold, decay", "each side linear, cosine or 1 - sqrt", wsd_rows, base_rate::scaled,
     "The warmup starts at min_lr_ratio, not at 0.", &recipe_of<make_wsd, translate_wsd, find_in_wsd>},
};
}  // namespace

}  // namespace taper::libraries::hf

namespace taper::libraries {

const library hf_library = {
    "hf",      "Hugging Face transformers, get_scheduler",
    "5.23.0",  "printed by the library",
    "float64", "https://github.com/huggingface/transformers/blob/main/src/transformers/optimization.py",
    5e-5,      "TrainingArguments.learning_rate",
    hf::rows};

}  // namespace taper::libraries
