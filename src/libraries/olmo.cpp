// The schedules of olmo_core.optim.scheduler, counted in steps.
//
// OLMo-core's schedulers as pure functions of the optimizer step. Its trainer counts from 1: step t has the rate of
// current = t + 1, and the last step has the final rate.
//
// Source: allenai/OLMo-core, src/olmo_core/optim/scheduler.py, 3.0.0.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::olmo {

namespace {

/// low + (high - low) min(now, length) / length; high for a length of 0
double line(double low, double high, std::uint64_t now, std::uint64_t length) noexcept {
  if (length == 0) return high;
  return low + (high - low) * static_cast<double>(std::min(now, length)) / static_cast<double>(length);
}

/// A rise over warmup, then by kind. c = t + 1, T = t_max, W = warmup, D = decay
///   constant        1
///   wsd             1, then a line to decay_min_lr over the last D
///   power           (c / W)^b, then a line from there
///   linear, cosine  to alpha_f at T; half_cosine: the second half of a cosine over 2 (T - W); to alpha_f
///   inv_sqrt        alpha_f + (1 - alpha_f) sqrt(W / c)
///   cosine_linear   cosine to alpha_f over T, from T - D on a line to decay_min_lr
struct with_warmup {
  enum class kind : unsigned char { constant, wsd, power, linear, cosine, half_cosine, inv_sqrt, cosine_linear };
  kind is;
  double base;
  std::uint64_t warmup = 0;
  std::uint64_t t_max = 0;
  double warmup_min_lr = 0.0;
  double alpha_f = 0.0;
  std::uint64_t run = 0;  ///< steps of the run: the end of the last fall
  std::uint64_t decay = 0;
  double decay_min_lr = 0.0;
  double b = 0.0;

  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t c = t + 1;
    const bool tail = is == kind::wsd || is == kind::power || is == kind::cosine_linear;
    const std::uint64_t tail_begin = run - decay;
    if (is == kind::cosine_linear && c >= tail_begin) return last(main(tail_begin), c);
    const bool closed = is == kind::constant || is == kind::wsd || is == kind::power;  // the rise includes c = W
    if (c < warmup || (closed && c == warmup)) return rise(c);
    if (tail && c >= tail_begin) return last(main(tail_begin), c);
    return main(c);
  }

 private:
  [[nodiscard]] double rise(std::uint64_t c) const noexcept {
    const double low = alpha_f * base;
    return line(warmup_min_lr, is == kind::half_cosine ? low + (base - low) / 2.0 : base, c, warmup);
  }
  [[nodiscard]] double last(double from, std::uint64_t c) const noexcept {
    return line(decay_min_lr, from, run > c ? run - c : 0, decay);
  }
  [[nodiscard]] double main(std::uint64_t c) const noexcept {
    const double low = alpha_f * base;
    if (is == kind::constant || is == kind::wsd) return base;
    if (is == kind::power) return base * std::pow(static_cast<double>(c) / static_cast<double>(warmup), b);
    if (c < warmup) return rise(c);
    if (is == kind::inv_sqrt)
      return low + (base - low) * std::sqrt(static_cast<double>(warmup) / static_cast<double>(c));
    if (c >= t_max) return low;
    const double u = static_cast<double>(c - warmup) / static_cast<double>(t_max - warmup);
    if (is == kind::linear) return base - (base - low) * u;
    const double half = is == kind::half_cosine ? (1.0 + u) / 2.0 : u;
    return low + (base - low) * (1.0 + std::cos(std::numbers::pi * half)) / 2.0;
  }
};

using kind = with_warmup::kind;

constexpr parameter_row warmup_row = {"warmup", takes::steps, left_out, range::at_least(0), "", "steps of the rise"};
constexpr parameter_row warmup_fraction_row = {
    "warmup_fraction",    takes::real, left_out,
    range::between(0, 1), "",          "or its fraction of the run; give one of the two"};
constexpr parameter_row warmup_min_row = {"warmup_min_lr",    takes::real, 0,
                                          range::at_least(0), "",          "first rate of the warmup"};
constexpr parameter_row decay_row = {"decay", takes::steps, left_out, range::at_least(1), "", "steps of the last fall"};
constexpr parameter_row decay_fraction_row = {
    "decay_fraction",     takes::real, left_out,
    range::between(0, 1), "",          "or its fraction of the run; 0.1 if neither is given"};
constexpr parameter_row decay_min_row = {"decay_min_lr", takes::real, 0, range::at_least(0), "", "last rate"};
constexpr parameter_row alpha_row = {"alpha_f", takes::real, 0.1, range::between(0, 1), "", "last factor"};
constexpr parameter_row t_max_row = {
    "t_max", takes::steps, left_out, range::at_least(1), "", "total steps of the decay; the run length unless given"};

constexpr parameter_row constant_rows[] = {warmup_row, warmup_fraction_row, warmup_min_row};
constexpr parameter_row wsd_rows[] = {warmup_row, warmup_fraction_row, warmup_min_row,
                                      decay_row,  decay_fraction_row,  decay_min_row};
constexpr parameter_row power_rows[] = {
    {"b", takes::real, -0.51, {-1e6, 0.0, range::ends::high_open}, "", "exponent, negative"},
    warmup_row,
    warmup_fraction_row,
    warmup_min_row,
    decay_row,
    decay_fraction_row,
    decay_min_row};
constexpr parameter_row fall_rows[] = {alpha_row, t_max_row, warmup_row, warmup_fraction_row, warmup_min_row};
constexpr parameter_row inv_sqrt_rows[] = {alpha_row, warmup_row, warmup_fraction_row, warmup_min_row};
constexpr parameter_row cosine_linear_rows[] = {alpha_row,      t_max_row, warmup_row,         warmup_fraction_row,
                                                warmup_min_row, decay_row, decay_fraction_row, decay_min_row};

/// Python's round(): halves to even.
std::uint64_t part_of(double fraction, std::uint64_t steps) {
  return static_cast<std::uint64_t>(std::nearbyint(fraction * static_cast<double>(steps)));
}

constexpr bool has_alpha(kind is) { return is != kind::constant && is != kind::wsd && is != kind::power; }
constexpr bool has_t_max(kind is) { return has_alpha(is) && is != kind::inv_sqrt; }
constexpr bool has_decay(kind is) { return is == kind::wsd || is == kind::power || is == kind::cosine_linear; }

template <kind is>
result<with_warmup> of(const arguments& a, const setting& in) {
  with_warmup s{is, in.base};
  s.run = in.steps;
  s.t_max = in.steps;
  if constexpr (has_t_max(is)) {
    if (a.given("t_max")) s.t_max = a.count("t_max");
  }
  if (a.given("warmup") == a.given("warmup_fraction"))
    return conflict("olmo: one of warmup and warmup_fraction must be given");
  s.warmup = a.given("warmup") ? a.count("warmup") : part_of(a.real("warmup_fraction"), s.t_max);
  s.warmup_min_lr = a.real("warmup_min_lr");
  if (!(s.warmup_min_lr < s.base)) return conflict("olmo: warmup_min_lr must be below the base rate");
  if constexpr (has_alpha(is)) s.alpha_f = a.real("alpha_f");
  if constexpr (has_decay(is)) {
    if (a.given("decay") && a.given("decay_fraction"))
      return conflict("olmo: decay and decay_fraction exclude each other");
    const double part = a.given("decay_fraction") ? a.real("decay_fraction") : 0.1;
    s.decay = a.given("decay") ? a.count("decay") : part_of(part, in.steps);
    s.decay_min_lr = a.real("decay_min_lr");
    if (s.decay == 0) return conflict("olmo: the last fall is shorter than one step (OLMo-core divides by zero)");
    if (s.decay > in.steps) return conflict("olmo: decay must be at most the run's steps");
  }
  if constexpr (is == kind::power) {
    s.b = a.real("b");
    if (s.warmup == 0) return conflict("olmo.PowerLR needs a warmup: its clock is in warmups");
  }
  if (has_t_max(is) && s.warmup >= s.t_max) return conflict("olmo: warmup must be below t_max");
  return s;
}
template <kind is>
made_rule make(const arguments& a, const setting& in) {
  TAPER_TRY(s, of<is>(a, in));
  return made(s);
}
template <kind is>
void find_in_of(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<with_warmup> s = of<is>(a, in);
  if (!s) return;
  if constexpr (has_t_max(is)) native::length_findings(out, in.steps, s->t_max, "t_max");
  if constexpr (has_decay(is)) {
    if (s->warmup > in.steps - s->decay)
      fault(out, "peak-never-reached", in.steps - s->decay, "the last fall begins before the warmup ends");
  }
}
/// Without a warmup, its clock from 1 to T is one_based sampling.
template <kind is>
std::optional<translation> translate(const arguments& a, const setting& in) {
  const result<with_warmup> s = of<is>(a, in);
  if (!s || s->warmup != 0 || s->t_max < 2) return std::nullopt;
  const any_window shape = is == kind::linear ? native::linear() : native::cosine();
  return native::over(s->t_max, shape, sampling::one_based, native::floor(s->alpha_f), native::peak(in.base));
}

made_rule make_constant(const arguments&, const setting& in) { return made(with_warmup{kind::constant, in.base}); }
std::optional<translation> translate_constant(const arguments&, const setting& in) {
  return native::over(in.steps, native::constant(), native::peak(in.base));
}

// Periods; range finder
// -------------------------------------------------------------------------------------------------

/// Periods one after another, each at base times its multiplier and ending with a line to decay_min_lr. The warmup is
/// part of the first period. The last step of a period still belongs to it.
struct wsds {
  double base;
  std::uint64_t warmup;
  double warmup_min_lr;
  double decay_min_lr;
  std::vector<std::uint64_t> ends;    ///< ends of the periods, counted from the end of the warmup
  std::vector<std::uint64_t> decays;  ///< steps of each fall
  std::vector<double> heights;        ///< period_lr_multipliers
  /// Every period begins at its highest rate and ends at its lowest.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const std::uint64_t end : ends) out.at.push_back(warmup + end);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t c = t + 1;
    if (c < warmup) return line(warmup_min_lr, base * heights[0], c, warmup);
    const std::uint64_t s = c - warmup;
    if (s >= ends.back()) return decay_min_lr;
    const auto k = static_cast<std::size_t>(std::lower_bound(ends.begin(), ends.end(), s) - ends.begin());
    const double top = base * heights[k];
    return s + decays[k] < ends[k] ? top : line(decay_min_lr, top, ends[k] - s, decays[k]);
  }
};

constexpr parameter_row wsds_rows[] = {
    {"period_lengths", takes::all_steps, required, range::at_least(1), "", "steps of each period"},
    {"period_lr_multipliers", takes::reals, left_out, range::above(0), "", "height of each; 1 unless given"},
    warmup_row,
    warmup_fraction_row,
    warmup_min_row,
    decay_row,
    {"decay_fraction", takes::real, left_out, range::between(0, 1), "",
     "or its fraction of each period; give one of the two"},
    decay_min_row};
made_rule make_wsds(const arguments& a, const setting& in) {
  const std::vector<std::uint64_t> lengths = a.counts("period_lengths");
  if (lengths.empty()) return conflict("olmo.WSDS needs at least one period");
  if (a.given("warmup") == a.given("warmup_fraction") || a.given("decay") == a.given("decay_fraction"))
    return conflict("olmo.WSDS: one of warmup and warmup_fraction, and one of decay and decay_fraction must be given");
  wsds s{in.base, 0, a.real("warmup_min_lr"), a.real("decay_min_lr"), {}, {}, a.reals("period_lr_multipliers")};
  if (!a.given("period_lr_multipliers")) s.heights.assign(lengths.size(), 1.0);
  if (s.heights.size() != lengths.size()) return conflict("olmo.WSDS needs as many multipliers as periods");
  s.warmup = a.given("warmup") ? a.count("warmup") : part_of(a.real("warmup_fraction"), lengths[0]);
  std::uint64_t end = 0;
  for (std::size_t k = 0; k < lengths.size(); ++k) {
    const std::uint64_t decay = a.given("decay") ? a.count("decay") : part_of(a.real("decay_fraction"), lengths[k]);
    const std::uint64_t rise = k == 0 ? s.warmup : 0;
    if (decay == 0 || decay + rise > lengths[k])
      return conflict(
          "olmo.WSDS: every period must contain a fall of at least one step, and the first also the warmup");
    s.decays.push_back(decay);
    s.ends.push_back(end += lengths[k] - rise);
  }
  return made(std::move(s));
}
void find_in_wsds(const arguments& a, const setting& in, std::vector<finding>& out) {
  std::uint64_t sum = 0;
  for (const std::uint64_t length : a.counts("period_lengths")) sum += length;
  native::length_findings(out, in.steps, sum, "the sum of period_lengths");
}

/// lr_min (base / lr_min)^(c / T), up to the base rate: a range finder
struct exponential {
  double base;
  double lr_min;
  std::uint64_t t_max;
  double operator()(std::uint64_t t) const noexcept {
    if (t + 1 >= t_max) return base;
    return lr_min * std::pow(base / lr_min, static_cast<double>(t + 1) / static_cast<double>(t_max));
  }
};

constexpr parameter_row finder_rows[] = {{"lr_min", takes::real, 1e-09, range::above(0), "", "first rate"}};
made_rule make_finder(const arguments& a, const setting& in) {
  return made(exponential{in.base, a.real("lr_min"), in.steps});
}

constexpr std::string_view from_one = "Counts from 1: the first step is not 0, and the last step has the final rate.";
constexpr entry rows[] = {
    {"ConstantScheduler", "constant", "base", {}, base_rate::scaled, "", &recipe_of<make_constant, translate_constant>},
    {"ConstantWithWarmup", "warmup, then constant", "base (t + 1) / W, then base", constant_rows, base_rate::scaled,
     from_one, &recipe_of<make<kind::constant>>},
    {"WSD", "warmup, stable part, linear decay", "(t + 1) / W, 1, (T - t - 1) / D", wsd_rows, base_rate::scaled,
     from_one, &recipe_of<make<kind::wsd>, nullptr, find_in_of<kind::wsd>>},
    {"PowerLR", "warmup, power law, linear decay", "base ((t + 1) / W)^b, then a line", power_rows, base_rate::scaled,
     from_one, &recipe_of<make<kind::power>, nullptr, find_in_of<kind::power>>},
    {"LinearWithWarmup", "warmup, linear decay", "base (1 - (1 - alpha_f) u), u = (t + 1 - W) / (T - W)", fall_rows,
     base_rate::scaled, from_one, &recipe_of<make<kind::linear>, translate<kind::linear>, find_in_of<kind::linear>>},
    {"InvSqrtWithWarmup", "warmup, inverse square root decay", "base (alpha_f + (1 - alpha_f) sqrt(W / (t + 1)))",
     inv_sqrt_rows, base_rate::scaled, from_one, &recipe_of<make<kind::inv_sqrt>>},
    {"CosWithWarmup", "warmup, cosine decay", "base (alpha_f + (1 - alpha_f) (1 + cos(pi u)) / 2)", fall_rows,
     base_rate::scaled, from_one, &recipe_of<make<kind::cosine>, translate<kind::cosine>, find_in_of<kind::cosine>>},
    {"HalfCosWithWarmup", "warmup, the second half of a cosine",
     "base (alpha_f + (1 - alpha_f) (1 + cos(pi (1 + u) / 2)) / 2)", fall_rows, base_rate::scaled,
     "The highest rate is half-way between the base rate and the floor.",
     &recipe_of<make<kind::half_cosine>, nullptr, find_in_of<kind::half_cosine>>},
    {"CosWithWarmupAndLinearDecay", "warmup, cosine decay, then linear decay to the end",
     "as CosWithWarmup, then from there (T - t - 1) / D", cosine_linear_rows, base_rate::scaled, from_one,
     &recipe_of<make<kind::cosine_linear>, nullptr, find_in_of<kind::cosine_linear>>},
    {"WSDS", "several periods, each with a decay", "base m_k, then a line to decay_min_lr", wsds_rows,
     base_rate::scaled, from_one, &recipe_of<make_wsds, nullptr, find_in_wsds>},
    {"ExponentialScheduler", "a range finder", "lr_min (base / lr_min)^((t + 1) / T)", finder_rows, base_rate::scaled,
     from_one, &recipe_of<make_finder>},
};
}  // namespace

}  // namespace taper::libraries::olmo

namespace taper::libraries {

const library olmo_library = {
    "olmo",    "OLMo-core, olmo_core.optim.scheduler (in steps, as its trainer counts them)",
    "3.0.0",   "printed by the library",
    "float64", "https://github.com/allenai/OLMo-core/blob/main/src/olmo_core/optim/scheduler.py",
    1e-3,      "torch.optim.AdamW(lr=1e-3)",
    olmo::rows};

}  // namespace taper::libraries
