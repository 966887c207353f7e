// The rows of transformers.get_scheduler, under its scheduler types.
#include "taper/libraries/hf.hpp"

#include <algorithm>

#include "make.hpp"
#include "words.hpp"

namespace taper::libraries::hf {

namespace {

constexpr parameter_row warmup_row = {"num_warmup_steps", takes::steps, "",
                                      range::at_least(0), "",           "steps of the rise from 0"};
constexpr parameter_row total_row = {"num_training_steps", takes::steps, "",
                                     range::at_least(1),   "",           "steps of the run"};
constexpr parameter_row min_lr_row = {"min_lr",           takes::real, "none",
                                      range::at_least(0), "",          "lowest rate, absolute; or min_lr_rate"};
constexpr parameter_row min_rate_row = {"min_lr_rate",        takes::real, "none",
                                        range::between(0, 1), "",          "lowest rate as a part of the base rate"};
constexpr parameter_row half_wave_row = {"num_cycles",    takes::real, "0.5",
                                         range::above(0), "",          "waves; 0.5 falls once"};

std::uint64_t rise(const arguments& a) { return a.count("num_warmup_steps"); }
std::uint64_t total(const arguments& a) { return a.count("num_training_steps"); }

void find_in_total(const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, in.steps, total(a), "num_training_steps");
  if (rise(a) > total(a)) {
    fault(out, "peak-never-reached", total(a),
          "num_warmup_steps is longer than num_training_steps: the run ends while it still rises");
  }
}
/// One fall of a window over T - W steps.
std::optional<translation> fall(const arguments& a, const setting& in, const std::string& shape,
                                const std::string& floor) {
  if (rise(a) + 1 >= total(a)) return std::nullopt;
  return words::over(total(a), shape, words::warmup(rise(a)), floor, words::peak(in.base));
}

// Constant, linear
// -------------------------------------------------------------------------------------------------------------

made_rule make_constant(const arguments&, const setting& in) { return made(hf::constant_with_warmup{in.base, 0}); }
std::optional<translation> translate_constant(const arguments&, const setting& in) {
  return words::over(in.steps, "constant", words::peak(in.base));
}

constexpr parameter_row constant_rows[] = {warmup_row};
made_rule make_constant_with_warmup(const arguments& a, const setting& in) {
  return made(hf::constant_with_warmup{in.base, rise(a)});
}
std::optional<translation> translate_constant_with_warmup(const arguments& a, const setting& in) {
  if (rise(a) + 1 >= in.steps) return std::nullopt;
  return words::over(in.steps, "constant", words::warmup(rise(a)), words::peak(in.base));
}
void find_in_constant_with_warmup(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (rise(a) >= in.steps)
    fault(out, "peak-never-reached", in.steps,
          "num_warmup_steps is not shorter than the run: the rate still rises at its end");
}

constexpr parameter_row linear_rows[] = {warmup_row, total_row};
made_rule make_linear(const arguments& a, const setting& in) { return made(hf::linear{in.base, rise(a), total(a)}); }
std::optional<translation> translate_linear(const arguments& a, const setting& in) { return fall(a, in, "linear", ""); }

// Cosine
// -----------------------------------------------------------------------------------------------------------------------

constexpr parameter_row cosine_rows[] = {warmup_row, total_row, half_wave_row};
made_rule make_cosine(const arguments& a, const setting& in) {
  return made(hf::cosine{in.base, rise(a), total(a), a.real("num_cycles")});
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  find_in_total(a, in, out);
  if (a.real("num_cycles") < 0.5) {
    note(out, "ends-above-zero", total(a) - 1, "num_cycles below 0.5: the cosine is cut off before it is down");
  } else if (a.real("num_cycles") > 0.5 && a.real("num_cycles") < 1.5) {
    note(out, "climbs", std::nullopt, "num_cycles above 0.5: the wave rises again; restarts are cosine_with_restarts");
  }
  if (in.steps > total(a) + 1) {
    fault(out, "climbs-after-end", total(a) + 1,
          "the cosine is not stopped at num_training_steps: the rate rises again there");
  }
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  return a.real("num_cycles") == 0.5 ? fall(a, in, "cosine", "") : std::nullopt;
}

constexpr parameter_row restarts_rows[] = {
    warmup_row, total_row, {"num_cycles", takes::count, "1", range::at_least(1), "", "cycles, of equal length"}};
made_rule make_restarts(const arguments& a, const setting& in) {
  return made(hf::cosine_with_restarts{in.base, rise(a), total(a), a.count("num_cycles")});
}
/// The first restart at a whole step where k u mod 1 is rounded below 1; none if all are exact.
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
              ": that restart begins a step late, after one step with a rate near 0");
  }
}
std::optional<translation> translate_restarts(const arguments& a, const setting& in) {
  const std::uint64_t cycles = a.count("num_cycles");
  if (rise(a) >= total(a) || (total(a) - rise(a)) % cycles != 0 || (total(a) - rise(a)) / cycles < 2)
    return std::nullopt;
  if (late_restart(a)) return std::nullopt;
  return words::over(total(a), "cosine", words::warmup(rise(a)), words::restarts(cycles, 1.0, 1.0),
                     words::peak(in.base));
}

/// The floor as a part of the base rate, or why there is none.
result<double> min_rate(const arguments& a, const setting& in) {
  if (a.given("min_lr") && a.given("min_lr_rate")) return conflict("only one of min_lr and min_lr_rate may be given");
  if (!a.given("min_lr") && !a.given("min_lr_rate"))
    return error{errc::missing, "min_lr or min_lr_rate must be given", error::nowhere, {}};
  return a.given("min_lr") ? a.real("min_lr") / in.base : a.real("min_lr_rate");
}
std::string floor_of(const arguments& a) {
  return a.given("min_lr") ? words::floor_rate(a.real("min_lr")) : words::floor(a.real("min_lr_rate"));
}

constexpr parameter_row min_lr_rows[] = {warmup_row, total_row, half_wave_row, min_lr_row, min_rate_row};
made_rule make_min_lr(const arguments& a, const setting& in) {
  const result<double> low = min_rate(a, in);
  if (!low) return low.error();
  return made(hf::cosine{in.base, rise(a), total(a), a.real("num_cycles"), *low});
}
std::optional<translation> translate_min_lr(const arguments& a, const setting& in) {
  return a.real("num_cycles") == 0.5 && *min_rate(a, in) <= 1.0 ? fall(a, in, "cosine", floor_of(a)) : std::nullopt;
}

constexpr parameter_row warmup_min_lr_rows[] = {warmup_row,
                                                total_row,
                                                half_wave_row,
                                                min_lr_row,
                                                min_rate_row,
                                                {"warmup_lr_rate", takes::real, "none", range::between(0, 1), "",
                                                 "first rate as a part of the base rate; else (t+1)/W"}};
made_rule make_warmup_min_lr(const arguments& a, const setting& in) {
  const result<double> low = min_rate(a, in);
  if (!low) return low.error();
  return made(hf::cosine_warmup_with_min_lr{in.base, rise(a), total(a), a.real("num_cycles"), *low,
                                            a.given("warmup_lr_rate") ? a.real("warmup_lr_rate") : -1.0});
}
std::optional<translation> translate_warmup_min_lr(const arguments& a, const setting& in) {
  // without a warmup its fall is the one-based one; its warmup has a clock of its own
  if (rise(a) != 0 || a.real("num_cycles") != 0.5 || *min_rate(a, in) > 1.0) return std::nullopt;
  return words::over(total(a), "cosine", "sampling(one_based)", floor_of(a), words::peak(in.base));
}

// Polynomial, inverse square root, warmup-stable-decay
// -----------------------------------------------------------------------

constexpr parameter_row polynomial_rows[] = {
    warmup_row,
    total_row,
    {"lr_end", takes::real, "1e-7", range::at_least(0), "", "last rate, absolute"},
    {"power", takes::real, "1", range::above(0), "", "exponent"}};
made_rule make_polynomial(const arguments& a, const setting& in) {
  if (!(in.base > a.real("lr_end"))) return conflict("hf.polynomial: lr_end must be smaller than the base rate");
  if (rise(a) >= total(a)) return conflict("hf.polynomial: num_warmup_steps must be below num_training_steps");
  return made(hf::polynomial{in.base, rise(a), total(a), a.real("lr_end"), a.real("power")});
}
std::optional<translation> translate_polynomial(const arguments& a, const setting& in) {
  return fall(a, in, words::power(a.real("power")), words::floor_rate(a.real("lr_end")));
}

constexpr parameter_row inverse_sqrt_rows[] = {warmup_row,
                                               {"timescale", takes::steps, "none", range::at_least(1), "",
                                                "steps to fall to 71 %; the warmup unless given, or 10000"}};
made_rule make_inverse_sqrt(const arguments& a, const setting& in) {
  const std::uint64_t scale = a.given("timescale") ? a.count("timescale") : rise(a) > 0 ? rise(a) : 10000;
  return made(hf::inverse_sqrt{in.base, rise(a), scale});
}

constexpr parameter_row wsd_rows[] = {
    warmup_row,
    {"num_decay_steps", takes::steps, "", range::at_least(0), "", "steps of the fall"},
    {"num_training_steps", takes::steps, "none", range::at_least(1), "",
     "steps of the run, unless num_stable_steps is given"},
    {"num_stable_steps", takes::steps, "none", range::at_least(0), "", "steps at the base rate"},
    {"warmup_type", takes::word, "linear", {}, "linear cosine 1-sqrt", "shape of the rise"},
    {"decay_type", takes::word, "cosine", {}, "linear cosine 1-sqrt", "shape of the fall"},
    {"min_lr_ratio", takes::real, "0", range::between(0, 1), "", "first and last rate as a part of the base rate"},
    half_wave_row,
};
result<hf::warmup_stable_decay> wsd(const arguments& a, const setting& in) {
  using style = hf::warmup_stable_decay::style;
  const std::uint64_t decay = a.count("num_decay_steps");
  std::uint64_t stable = 0;
  if (a.given("num_stable_steps")) {
    stable = a.count("num_stable_steps");
  } else if (!a.given("num_training_steps")) {
    return error{
        errc::missing, "hf.warmup_stable_decay needs num_training_steps or num_stable_steps", error::nowhere, {}};
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
  const result<hf::warmup_stable_decay> out = wsd(a, in);
  if (!out) return out.error();
  return made(*out);
}
void find_in_wsd(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<hf::warmup_stable_decay> w = wsd(a, in);
  if (w) words::length_findings(out, in.steps, w->warmup + w->stable + w->decay, "warmup + stable + decay");
}
std::optional<translation> translate_wsd(const arguments& a, const setting& in) {
  using style = hf::warmup_stable_decay::style;
  const hf::warmup_stable_decay w = *wsd(a, in);
  if (w.decay < 2 || (w.decay_type == style::cosine && w.num_cycles != 0.5)) return std::nullopt;
  constexpr const char* shapes[] = {"linear", "cosine", "one_minus_sqrt"};
  const auto name = [&](style s) { return std::string(shapes[static_cast<std::size_t>(s)]); };
  return words::over(w.warmup + w.stable + w.decay, name(w.decay_type),
                     words::warmup(w.warmup, name(w.warmup_type), w.min_lr_ratio), words::hold(w.stable),
                     words::floor(w.min_lr_ratio), words::peak(in.base));
}

constexpr entry rows[] = {
    {"constant", "the base rate", "base", {}, base_rate::scaled, "", make_constant, translate_constant},
    {"constant_with_warmup", "a rise, then the base rate", "base t / W, then base", constant_rows, base_rate::scaled,
     "The first step has rate 0.", make_constant_with_warmup, translate_constant_with_warmup,
     find_in_constant_with_warmup},
    {"linear", "a rise and a straight fall to 0", "base (T - t) / (T - W)", linear_rows, base_rate::scaled,
     "The first step has rate 0; 0 is reached at step T, one after the last.", make_linear, translate_linear,
     find_in_total},
    {"cosine", "a rise and half a cosine", "base max(0, (1 + cos(2 pi k u)) / 2)", cosine_rows, base_rate::scaled,
     "The first step has rate 0; not stopped at num_training_steps: it rises again.", make_cosine, translate_cosine,
     find_in_cosine},
    {"cosine_with_restarts", "a rise and cosine cycles", "base (1 + cos(pi (k u mod 1))) / 2", restarts_rows,
     base_rate::scaled, "k u mod 1 is floating point: a restart at an exact step may come one step late.",
     make_restarts, translate_restarts, find_in_restarts},
    {"polynomial", "a rise and a power of the time left", "lr_end + (base - lr_end) (1 - u)^power", polynomial_rows,
     base_rate::scaled, "The first step has rate 0.", make_polynomial, translate_polynomial, find_in_total},
    {"inverse_sqrt", "a rise and an inverse square root", "base / sqrt((t + s - W) / s)", inverse_sqrt_rows,
     base_rate::scaled, "Never ends.", make_inverse_sqrt},
    {"cosine_with_min_lr", "a rise and half a cosine to a floor", "base (m + (1 - m) (1 + cos(2 pi k u)) / 2)",
     min_lr_rows, base_rate::scaled, "Not stopped at num_training_steps: it rises again.", make_min_lr,
     translate_min_lr, find_in_cosine},
    {"cosine_warmup_with_min_lr", "a rise from (t+1)/W and half a cosine counted t+1",
     "base (m + (1 - m) (1 + cos(2 pi k (t+1-W)/(T-W))) / 2)", warmup_min_lr_rows, base_rate::scaled,
     "The only one of the library on its floor at the last step; rises again after it.", make_warmup_min_lr,
     translate_warmup_min_lr, find_in_cosine},
    {"warmup_stable_decay", "rise, hold, fall", "each side linear, cosine or 1 - sqrt", wsd_rows, base_rate::scaled,
     "The warmup rises from min_lr_ratio, not from 0.", make_wsd, translate_wsd, find_in_wsd},
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
