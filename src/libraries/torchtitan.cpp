// The schedule of torchtitan's [lr_scheduler] section.
//
// torchtitan's [lr_scheduler] section as a pure function of the optimizer step.
//
// Source: pytorch/torchtitan, torchtitan/components/optimizer/lr_scheduler.py, 0.3.0.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::torchtitan {

namespace {

/// (t + 1) / W, then 1, then the fall over the last `decay` steps up to a virtual step after the end:
/// u = (t + 1 - start) / decay reaches 1 only at t = total, so the last step is not 0. Beyond total, linear and sqrt
/// become negative and cosine climbs.
struct lr_scheduler {
  enum class kind : unsigned char { linear, sqrt, cosine };
  double base;
  std::uint64_t warmup;
  std::uint64_t total;
  std::uint64_t decay;  ///< steps of the fall
  kind decay_type;
  double min_lr_factor;
  double operator()(std::uint64_t t) const noexcept {
    if (t < warmup) return base * (static_cast<double>(t + 1) / static_cast<double>(warmup));
    const std::uint64_t fall_begin = total + 1 - decay;
    if (t < fall_begin || decay == 0) return base;
    const double u = static_cast<double>(t + 1 - fall_begin) / static_cast<double>(decay);
    double f = 1.0 - u;
    if (decay_type == kind::sqrt) f = 1.0 - std::sqrt(u);
    if (decay_type == kind::cosine) f = 0.5 * (1.0 + std::cos(std::numbers::pi * u));
    return base * (min_lr_factor + (1.0 - min_lr_factor) * f);
  }
};

constexpr parameter_row rows_of[] = {
    {"warmup_steps", takes::steps, 200, range::at_least(0), "", "steps of the rise"},
    {"total_steps", takes::steps, left_out, range::at_least(1), "", "steps of the run; the run length unless given"},
    {"decay_ratio", takes::real, left_out, range::between(0, 1), "",
     "fraction of the run that falls; everything after the warmup unless given"},
    {"decay_type", takes::word, "linear", {}, "linear sqrt cosine", "shape of the fall; sqrt is 1 - sqrt(u)"},
    {"min_lr_factor", takes::real, 0, range::between(0, 1), "", "lowest rate as a fraction of the base rate"},
};

lr_scheduler schedule(const arguments& a, const setting& in) {
  const std::uint64_t total = std::max<std::uint64_t>(1, a.given("total_steps") ? a.count("total_steps") : in.steps);
  const std::uint64_t rise = std::min(a.count("warmup_steps"), total);
  std::uint64_t fall = total - rise;
  if (a.given("decay_ratio")) {
    fall =
        std::min(fall, static_cast<std::uint64_t>(std::nearbyint(static_cast<double>(total) * a.real("decay_ratio"))));
  }
  return {in.base, rise, total, fall, static_cast<lr_scheduler::kind>(a.choice("decay_type")), a.real("min_lr_factor")};
}
made_rule make(const arguments& a, const setting& in) { return made(schedule(a, in)); }

void find_in_it(const arguments& a, const setting& in, std::vector<finding>& out) {
  const lr_scheduler s = schedule(a, in);
  if (a.count("warmup_steps") > s.total) {
    fault(out, "warmup-clamped", s.total,
          "warmup_steps is longer than the run: torchtitan warns and cuts it to " + std::to_string(s.total) +
              " steps; nothing falls");
  } else if (a.given("decay_ratio") && s.decay < static_cast<std::uint64_t>(std::nearbyint(
                                                     static_cast<double>(s.total) * a.real("decay_ratio")))) {
    note(out, "decay-clamped", s.warmup,
         "warmup and decay are longer than the run: torchtitan warns and shortens the decay");
  }
  if (in.steps < s.total) {
    native::length_findings(out, in.steps, s.total, "total_steps");
  } else if (in.steps > s.total + 1 && s.decay > 0) {
    const char* what = s.decay_type == lr_scheduler::kind::cosine ? ": the cosine climbs again there"
                                                                  : ": the rate goes below its floor there";
    fault(out, "steps-beyond-end", s.total + 1,
          "the run continues after total_steps=" + std::to_string(s.total) + what);
  }
}

std::optional<translation> translate(const arguments& a, const setting& in) {
  const lr_scheduler s = schedule(a, in);
  // u = (t - (T - D)) / D: the fall starts at T - D
  const std::uint64_t begin = s.total - std::min(s.decay, s.total);
  if (s.total < 2 || s.warmup > begin + 1 || !(s.base > 0.0)) return std::nullopt;
  if (s.decay == 0) {
    if (s.warmup > s.total) return std::nullopt;
    return native::over(s.total, native::constant(), native::warmup_from_one(s.warmup), native::peak(s.base));
  }
  const any_window shapes[] = {native::linear(), native::one_minus_sqrt(), native::cosine()};
  return native::over(s.total, shapes[static_cast<std::size_t>(s.decay_type)], native::warmup_from_one(s.warmup),
                      native::hold_until(begin, s.warmup), native::floor(s.min_lr_factor), native::peak(s.base));
}

constexpr entry rows[] = {
    {"lr_scheduler", "warmup, hold, decay towards a step after the last", "base (m + (1 - m) d((t + 1 - start) / D))",
     rows_of, base_rate::scaled, "After total_steps linear and sqrt become negative, and cosine rises.",
     &recipe_of<make, translate, find_in_it>},
};
}  // namespace

}  // namespace taper::libraries::torchtitan

namespace taper::libraries {

const library torchtitan_library = {
    "torchtitan",
    "torchtitan, [lr_scheduler]",
    "0.3.0",
    "printed by the library",
    "float64",
    "https://github.com/pytorch/torchtitan/blob/main/torchtitan/components/optimizer/lr_scheduler.py",
    8e-4,
    "torchtitan's [optimizer] lr",
    torchtitan::rows};

}  // namespace taper::libraries
