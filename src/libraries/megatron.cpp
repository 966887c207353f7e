// The schedules of Megatron-Core's OptimizerParamScheduler: learning rate and weight decay.
//
// Megatron-Core's OptimizerParamScheduler as pure functions of the optimizer step; its clock counts samples.
//
// Source: NVIDIA/Megatron-LM, megatron/core/optimizer_param_scheduler.py, 0.16.1.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "native.hpp"
#include "row.hpp"

namespace taper::libraries::megatron {

namespace {

/// n = t increment; n <= W: init + (max - init) n / W; then by style over u = (n - W) / (D - W); n > D: min_lr.
///
///   linear 1 - u, cosine (1 + cos(pi u)) / 2, inverse_square_root max sqrt(W / n) not below min_lr, constant max,
///   WSD: 1 until D - wsd_decay_steps, then linear, cosine, 2 0.5^v - 1 or 1 - sqrt(v)
struct optimizer_param_scheduler {
  enum class style : unsigned char { linear, cosine, inverse_square_root, constant, wsd };
  enum class wsd : unsigned char { linear, cosine, exponential, minus_sqrt };
  double init_lr;
  double max_lr;
  double min_lr;
  double lr_warmup_steps;  ///< not whole if lr_warmup_fraction gives it
  std::uint64_t lr_decay_steps;
  style lr_decay_style;
  std::uint64_t wsd_decay_steps;
  wsd lr_wsd_decay_style;
  std::uint64_t increment;  ///< samples per step, if warmup and decay are counted in samples

  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t n = t > UINT64_MAX / increment ? UINT64_MAX : t * increment;
    const auto now = static_cast<double>(n);
    const double rise = lr_warmup_steps;
    if (rise > 0.0 && now <= rise) return init_lr + (max_lr - init_lr) * now / rise;
    if (lr_decay_style == style::constant) return max_lr;
    if (n > lr_decay_steps) return min_lr;
    if (lr_decay_style == style::inverse_square_root) {
      return std::max(min_lr, max_lr * std::sqrt(std::max(rise, 1.0)) / std::sqrt(std::max(now, 1.0)));
    }
    const double u = (now - rise) / (static_cast<double>(lr_decay_steps) - rise);
    return min_lr + level(n, u) * (max_lr - min_lr);
  }

 private:
  [[nodiscard]] double level(std::uint64_t n, double u) const noexcept {
    if (lr_decay_style == style::linear) return 1.0 - u;
    if (lr_decay_style == style::cosine) return 0.5 * (std::cos(std::numbers::pi * u) + 1.0);
    const std::uint64_t begin = lr_decay_steps - std::min(wsd_decay_steps, lr_decay_steps);
    if (n <= begin) return 1.0;
    const double v = static_cast<double>(n - begin) / static_cast<double>(wsd_decay_steps);
    switch (lr_wsd_decay_style) {
      case wsd::linear: return 1.0 - v;
      case wsd::cosine: return 0.5 * (std::cos(std::numbers::pi * v) + 1.0);
      case wsd::exponential: return 2.0 * std::pow(0.5, v) - 1.0;
      case wsd::minus_sqrt: break;
    }
    return 1.0 - std::sqrt(v);
  }
};

using style = optimizer_param_scheduler::style;

constexpr parameter_row increment_row = {
    "increment", takes::count, 1, range::at_least(1), "", "samples per step, if the other numbers count samples"};

constexpr parameter_row rate_rows[] = {
    {"init_lr", takes::real, 0, range::at_least(0), "", "first rate of the warmup"},
    {"max_lr", takes::real, required, range::at_least(0), "", "highest rate"},
    {"min_lr", takes::real, 0, range::at_least(0), "", "lowest rate"},
    {"lr_warmup_steps", takes::steps, 0, range::at_least(0), "", "steps (or samples) of the rise"},
    {"lr_warmup_fraction", takes::real, left_out, range::between(0, 1), "",
     "length of the rise as a fraction of lr_decay_steps, instead of lr_warmup_steps"},
    {"lr_decay_steps", takes::steps, required, range::at_least(1), "",
     "steps (or samples) until min_lr, warmup included"},
    {"lr_decay_style",
     takes::word,
     "linear",
     {},
     "linear cosine inverse-square-root constant WSD",
     "shape of the fall"},
    {"wsd_decay_steps", takes::steps, left_out, range::at_least(1), "", "steps of WSD's fall"},
    {"lr_wsd_decay_style",
     takes::word,
     "exponential",
     {},
     "linear cosine exponential minus_sqrt",
     "shape of WSD's fall"},
    increment_row,
};

optimizer_param_scheduler schedule(const arguments& a) {
  return {a.real("init_lr"),
          a.real("max_lr"),
          a.real("min_lr"),
          a.given("lr_warmup_fraction") ? a.real("lr_warmup_fraction") * static_cast<double>(a.count("lr_decay_steps"))
                                        : static_cast<double>(a.count("lr_warmup_steps")),
          a.count("lr_decay_steps"),
          static_cast<style>(a.choice("lr_decay_style")),
          a.given("wsd_decay_steps") ? a.count("wsd_decay_steps") : 0,
          static_cast<optimizer_param_scheduler::wsd>(a.choice("lr_wsd_decay_style")),
          a.count("increment")};
}

made_rule make_rate(const arguments& a, const setting&) {
  const optimizer_param_scheduler s = schedule(a);
  if (s.min_lr > s.max_lr) return conflict("megatron: min_lr must be at most max_lr");
  if (s.init_lr > s.max_lr) return conflict("megatron: init_lr must be at most max_lr");
  if (a.given("lr_warmup_fraction") && a.count("lr_warmup_steps") > 0) {
    return conflict("megatron: lr_warmup_fraction and lr_warmup_steps exclude each other");
  }
  if (s.lr_warmup_steps >= static_cast<double>(s.lr_decay_steps))
    return conflict("megatron: lr_warmup_steps must be below lr_decay_steps");
  if (s.lr_decay_style == style::wsd && s.wsd_decay_steps == 0) {
    return failed(errc::missing, "megatron: WSD needs wsd_decay_steps");
  }
  return made(s);
}

void find_in_rate(const arguments& a, const setting& in, std::vector<finding>& out) {
  const optimizer_param_scheduler s = schedule(a);
  if (s.lr_decay_style == style::constant) return;
  if (s.lr_decay_style != style::inverse_square_root) {
    const std::uint64_t steps = (s.lr_decay_steps + s.increment - 1) / s.increment;
    native::length_findings(out, in.steps, steps, s.increment == 1 ? "lr_decay_steps" : "lr_decay_steps / increment");
  }
  if (s.lr_decay_style == style::wsd &&
      static_cast<double>(s.lr_decay_steps - std::min(s.wsd_decay_steps, s.lr_decay_steps)) < s.lr_warmup_steps) {
    fault(out, "seam-jump", static_cast<std::uint64_t>(s.lr_warmup_steps) / s.increment,
          "WSD's fall begins before the warmup ends: the rate jumps down there");
  }
  note(out, "resume-adds-steps", std::nullopt,
       "load_state_dict adds the saved num_steps to the present ones (and does not restore WSD's settings): load once, "
       "into a fresh scheduler");
}

std::optional<translation> translate_rate(const arguments& a, const setting&) {
  const optimizer_param_scheduler s = schedule(a);
  const bool window =
      s.lr_decay_style == style::linear || s.lr_decay_style == style::cosine || s.lr_decay_style == style::wsd;
  const double steps = s.lr_warmup_steps / static_cast<double>(s.increment);
  const bool divides =
      steps == std::floor(steps) && s.lr_decay_steps % s.increment == 0 && s.wsd_decay_steps % s.increment == 0;
  if (!window || !divides || !(s.max_lr > 0.0)) return std::nullopt;
  const auto rise = static_cast<std::uint64_t>(steps);
  const std::uint64_t total = s.lr_decay_steps / s.increment;
  std::uint64_t fall = total - rise;
  any_window shape = s.lr_decay_style == style::linear ? native::linear() : native::cosine();
  if (s.lr_decay_style == style::wsd) {
    const any_window shapes[] = {native::linear(), native::cosine(), native::exp(0.5), native::one_minus_sqrt()};
    if (s.wsd_decay_steps / s.increment > fall) return std::nullopt;
    fall = s.wsd_decay_steps / s.increment;
    shape = shapes[static_cast<std::size_t>(s.lr_wsd_decay_style)];
  }
  if (fall < 2) return std::nullopt;
  return native::over(total, shape, native::warmup(rise, rise::linear, s.init_lr / s.max_lr),
                      native::hold(total - rise - fall), native::floor_rate(s.min_lr), native::peak(s.max_lr));
}

/// The weight decay: start + (end - start) c, c = 1, v or (1 + cos(pi (1 - v))) / 2 with v = n / wd_incr_steps
struct weight_decay {
  enum class style : unsigned char { constant, linear, cosine };
  double start_wd;
  double end_wd;
  std::uint64_t wd_incr_steps;
  style wd_incr_style;
  std::uint64_t increment;
  double operator()(std::uint64_t t) const noexcept {
    const std::uint64_t n = t > UINT64_MAX / increment ? UINT64_MAX : t * increment;
    if (n > wd_incr_steps || wd_incr_style == style::constant) return end_wd;
    const double v = static_cast<double>(n) / static_cast<double>(wd_incr_steps);
    const double c = wd_incr_style == style::linear ? v : 0.5 * (std::cos(std::numbers::pi * (1.0 - v)) + 1.0);
    return start_wd + c * (end_wd - start_wd);
  }
};

constexpr parameter_row decay_rows[] = {
    {"start_wd", takes::real, required, range::at_least(0), "", "first weight decay"},
    {"end_wd", takes::real, required, range::at_least(0), "", "last weight decay"},
    {"wd_incr_steps", takes::steps, required, range::at_least(1), "", "steps (or samples) of the rise"},
    {"wd_incr_style", takes::word, "constant", {}, "constant linear cosine", "shape of the rise"},
    increment_row,
};
made_rule make_decay(const arguments& a, const setting&) {
  const weight_decay w{a.real("start_wd"), a.real("end_wd"), a.count("wd_incr_steps"),
                       static_cast<weight_decay::style>(a.choice("wd_incr_style")), a.count("increment")};
  if (w.end_wd < w.start_wd) return conflict("megatron: end_wd must be at least start_wd");
  if (w.wd_incr_style == weight_decay::style::constant && w.start_wd != w.end_wd) {
    return conflict("megatron: the constant style needs start_wd = end_wd");
  }
  return made(w);
}

constexpr entry rows[] = {
    {"OptimizerParamScheduler", "warmup and decay of a given style",
     "min + (max - min) c(u), u = (n - W) / (D - W), n = t increment", rate_rows, base_rate::absent,
     "load_state_dict adds the saved steps to the current ones; the settings of WSD are not saved.",
     &recipe_of<make_rate, translate_rate, find_in_rate>},
    {"weight_decay", "weight decay, increased by the same scheduler",
     "start + (end - start) {1, v, (1 + cos(pi (1 - v))) / 2}", decay_rows, base_rate::absent, "",
     &recipe_of<make_decay>},
};
}  // namespace

}  // namespace taper::libraries::megatron

namespace taper::libraries {

const library megatron_library = {
    "megatron",    "Megatron-Core, OptimizerParamScheduler",
    "0.16.1",      "printed by the library",
    "float64",     "https://github.com/NVIDIA/Megatron-LM/blob/main/megatron/core/optimizer_param_scheduler.py",
    1.0,           "none: max_lr is a parameter",
    megatron::rows};

}  // namespace taper::libraries
