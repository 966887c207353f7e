// The schedules of mmengine.optim.scheduler, counted in iterations (by_epoch=False).
//
// mmengine's parameter schedulers with by_epoch=False as pure functions of the iteration. Each acts in its window
// [begin, end) on s = t - begin and starts from the current rate; outside the window the rate is constant.
//
// mmengine multiplies the previous rate; these are the closed forms of the same recursions.
// Source: open-mmlab/mmengine, mmengine/optim/scheduler/param_scheduler.py, 0.10.7.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>
#include <vector>

#include "native.hpp"
#include "row.hpp"
#include "shared.hpp"

namespace taper::libraries::mmengine {

namespace {

/// One scheduler and its window.
struct window {
  enum class kind : unsigned char {
    step,
    multi_step,
    constant,
    exponential,
    cosine,
    linear,
    poly,
    one_cycle,
    restarts
  };
  kind is = kind::constant;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  double gamma = 1.0;                     ///< step, multi_step, exponential; factor of constant; start of linear
  double other = 1.0;                     ///< end_factor of linear, power of poly
  double eta_min = 0.0;                   ///< absolute: cosine, poly, restarts
  std::uint64_t length = 1;               ///< step_size, T_max
  std::vector<std::uint64_t> marks = {};  ///< milestones, ascending; ends of the cycles
  std::vector<double> heights = {};       ///< restart_weights
  one_cycle_lr cycle{};                   ///< one_cycle

  /// The rate at step s of the window; entered is the rate before the window, base that of the optimizer.
  [[nodiscard]] double rate(double entered, double base, std::uint64_t s) const noexcept {
    const std::uint64_t last = end - begin - 1;  // linear, poly and constant end at the last step of the window
    const auto part = [&] { return last == 0 ? 0.0 : static_cast<double>(s) / static_cast<double>(last); };
    switch (is) {
      case kind::step: return entered * std::pow(gamma, static_cast<double>(s / length));
      case kind::multi_step: {
        const auto passed = std::upper_bound(marks.begin(), marks.end(), s) - marks.begin();
        return entered * std::pow(gamma, static_cast<double>(passed));
      }
      case kind::constant: return s < last || last == 0 ? entered * gamma : entered;
      case kind::exponential: return entered * std::pow(gamma, static_cast<double>(s));
      case kind::linear: return entered * (gamma + (other - gamma) * part());
      case kind::poly: return eta_min + (entered - eta_min) * std::pow(1.0 - part(), other);
      case kind::cosine: return cosine(entered, base, s);
      case kind::one_cycle: return cycle(s);
      case kind::restarts: return restarted(base, s);
    }
    return entered;
  }

 private:
  /// Falls from the rate before the window; after T_max it climbs to the base rate.
  [[nodiscard]] double cosine(double entered, double base, std::uint64_t s) const noexcept {
    const double u = static_cast<double>(s % (2 * length)) / static_cast<double>(length);
    return eta_min + ((s <= length ? entered : base) - eta_min) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
  /// Cycle i falls from base weight_i over periods_i; after the last cycle the last rate is kept.
  [[nodiscard]] double restarted(double base, std::uint64_t s) const noexcept {
    s = std::min(s, marks.back() - 1);
    const auto i = static_cast<std::size_t>(std::upper_bound(marks.begin(), marks.end(), s) - marks.begin());
    const std::uint64_t from = i == 0 ? 0 : marks[i - 1];
    const double u = static_cast<double>(s - from) / static_cast<double>(marks[i] - from);
    return eta_min + (base * heights[i] - eta_min) * (1.0 + std::cos(std::numbers::pi * u)) / 2.0;
  }
};

using kind = window::kind;

constexpr parameter_row begin_row = {"begin", takes::steps, 0, range::at_least(0), "", "first step of its window"};
constexpr parameter_row end_row = {
    "end", takes::steps, 1000000000, range::at_least(1), "", "the step after the window; 1e9 unless given"};
constexpr parameter_row gamma_row = {"gamma", takes::real, 0.1, range::at_least(0), "", "factor of a drop"};
constexpr parameter_row min_row = {"eta_min", takes::real, left_out, range{}, "", "lowest rate, absolute"};
constexpr parameter_row min_ratio_row = {"eta_min_ratio", takes::real, left_out,
                                         range{},         "",          "lowest rate as a fraction of the base rate"};

result<window> in_window(const arguments& a, kind is) {
  window w;
  w.is = is;
  w.begin = a.count("begin");
  w.end = a.count("end");
  if (w.end <= w.begin) return conflict("mmengine: end must be above begin");
  return w;
}
/// Windows one after another, as in the param_scheduler list of a config.
struct chain {
  double base;
  std::vector<window> windows;  ///< ascending, without overlap
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const window& w : windows) {
      out.anywhere = out.anywhere || w.is == window::kind::restarts;
      out.at.push_back(w.begin);
      if (w.is == window::kind::constant) out.at.push_back(w.end - 1);  // the factor is removed here
    }
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    double now = base;
    for (const window& w : windows) {
      if (t < w.begin) break;
      now = w.rate(now, base, std::min(t, w.end - 1) - w.begin);
    }
    return now;
  }
};

/// The one window as a schedule.
made_rule alone(result<window> w, const setting& in) {
  if (!w) return w.error();
  return made(chain{in.base, {*std::move(w)}});
}

/// A function that makes a schedule, other than the list, for its window.
using window_maker = result<window> (*)(const arguments&, const setting&);
template <window_maker of>
made_rule make_one(const arguments& a, const setting& in) {
  return alone(of(a, in), in);
}

constexpr parameter_row step_rows[] = {
    {"step_size", takes::steps, required, range::at_least(1), "", "steps between two drops"},
    gamma_row,
    begin_row,
    end_row};
result<window> step(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::step);
  if (!w) return w;
  w->length = a.count("step_size");
  w->gamma = a.real("gamma");
  return w;
}

constexpr parameter_row multi_step_rows[] = {
    {"milestones", takes::all_steps, required, range::at_least(0), "", "steps of the drops, from begin on"},
    gamma_row,
    begin_row,
    end_row};
result<window> multi_step(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::multi_step);
  if (!w) return w;
  w->marks = a.counts("milestones");
  std::ranges::sort(w->marks);
  w->gamma = a.real("gamma");
  return w;
}

constexpr parameter_row constant_rows[] = {{"factor", takes::real, 1.0 / 3.0, range{0, 1, range::ends::low_open}, "",
                                            "factor until the last step of the window"},
                                           begin_row,
                                           end_row};
result<window> constant(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::constant);
  if (w) w->gamma = a.real("factor");
  return w;
}

constexpr parameter_row exponential_rows[] = {
    {"gamma", takes::real, required, range::at_least(0), "", "factor of every step"}, begin_row, end_row};
result<window> exponential(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::exponential);
  if (w) w->gamma = a.real("gamma");
  return w;
}

constexpr parameter_row linear_rows[] = {
    {"start_factor", takes::real, 1.0 / 3.0, range{0, 1, range::ends::low_open}, "",
     "factor at begin; 0 makes mmengine divide by zero"},
    {"end_factor", takes::real, 1, range::between(0, 1), "", "factor at the window's last step, end - 1"},
    begin_row,
    end_row};
result<window> linear(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::linear);
  if (!w) return w;
  w->gamma = a.real("start_factor");
  w->other = a.real("end_factor");
  return w;
}
void find_in_linear(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (a.count("end") - a.count("begin") == 1 && in.steps > a.count("begin")) {
    fault(out, "never-restored", a.count("begin"),
          "a window of one step: the rate stays at start_factor for the rest of the run");
  } else if (a.real("end_factor") > a.real("start_factor") && in.steps < a.count("end")) {
    fault(out, "peak-never-reached", in.steps == 0 ? 0 : in.steps - 1,
          "the window goes to step " + print_number(static_cast<double>(a.count("end"))) +
              ", beyond the run: the rise does not finish; give end");
  }
}

constexpr parameter_row poly_rows[] = {{"power", takes::real, 1, range::above(0), "", "exponent"},
                                       {"eta_min", takes::real, 0, range{}, "", "lowest rate, absolute"},
                                       begin_row,
                                       end_row};
result<window> poly(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::poly);
  if (!w) return w;
  w->other = a.real("power");
  w->eta_min = a.real("eta_min");
  return w;
}
void find_in_end(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, a.count("end"), "end");
}
/// Its last step is end - 1, as in symmetric sampling.
std::optional<translation> translate_poly(const arguments& a, const setting& in) {
  if (a.count("begin") != 0 || a.count("end") < 3 || a.count("end") > in.steps || a.real("eta_min") < 0.0 ||
      a.real("eta_min") > in.base)
    return std::nullopt;
  return native::over(a.count("end"), native::power(a.real("power")), sampling::symmetric,
                      native::floor_rate(a.real("eta_min")), native::peak(in.base));
}
std::optional<translation> translate_linear(const arguments& a, const setting& in) {
  if (a.count("begin") != 0 || a.count("end") < 3 || a.count("end") > in.steps ||
      a.real("start_factor") <= a.real("end_factor"))
    return std::nullopt;
  return native::over(a.count("end"), native::linear(), sampling::symmetric,
                      native::floor(a.real("end_factor") / a.real("start_factor")),
                      native::peak(in.base * a.real("start_factor")));
}

// Cosines
// -------------------------------------------------------------------------------------------------

/// eta_min from either of its two names; empty if both are given, or if neither is given but one is required
std::optional<double> lowest(const arguments& a, const setting& in) {
  if (a.given("eta_min") && a.given("eta_min_ratio")) return std::nullopt;
  if (a.given("eta_min_ratio")) return in.base * a.real("eta_min_ratio");
  return a.given("eta_min") ? a.real("eta_min") : 0.0;
}
constexpr parameter_row cosine_rows[] = {
    {"T_max", takes::steps, left_out, range::at_least(1), "", "steps of the fall; those of the window unless given"},
    min_row,
    min_ratio_row,
    begin_row,
    end_row};
result<window> cosine(const arguments& a, const setting& in) {
  result<window> w = in_window(a, kind::cosine);
  if (!w) return w;
  const std::optional<double> low = lowest(a, in);
  if (!low) return conflict("mmengine.CosineAnnealingLR: eta_min and eta_min_ratio exclude each other");
  w->eta_min = *low;
  w->length = a.given("T_max") ? a.count("T_max") : w->end - w->begin;
  return w;
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<window> w = cosine(a, in);
  if (!w) return;
  const std::uint64_t bottom = w->begin + w->length;
  if (in.steps < bottom) {
    native::length_findings(out, in.steps, bottom, "the end of the fall");
  } else if (std::min(in.steps, w->end) > bottom + 1) {
    fault(out, "climbs-after-end", bottom, "the cosine rises again after T_max steps");
  }
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  const result<window> w = cosine(a, in);
  if (!w || w->begin != 0 || w->length < 2 || !(w->eta_min >= 0.0 && w->eta_min <= in.base)) return std::nullopt;
  return native::over(w->length, native::cosine(), native::floor_rate(w->eta_min), native::peak(in.base));
}

constexpr parameter_row restart_rows[] = {
    {"periods", takes::all_steps, required, range::at_least(1), "", "steps of each cycle"},
    {"restart_weights", takes::reals, default_value::list(1), range::at_least(0), "", "height of each cycle"},
    min_row,
    min_ratio_row,
    begin_row,
    end_row};
result<window> restart(const arguments& a, const setting& in) {
  result<window> w = in_window(a, kind::restarts);
  if (!w) return w;
  const std::optional<double> low = lowest(a, in);
  if (!low || (!a.given("eta_min") && !a.given("eta_min_ratio")))
    return conflict("mmengine.CosineRestartLR needs one of eta_min, eta_min_ratio");
  w->eta_min = *low;
  w->heights = a.reals("restart_weights");
  std::uint64_t sum = 0;
  for (const std::uint64_t period : a.counts("periods")) w->marks.push_back(sum += period);
  if (w->marks.empty() || w->marks.size() != w->heights.size())
    return conflict("mmengine.CosineRestartLR needs as many periods as restart_weights, at least one");
  return w;
}
void find_in_restart(const arguments& a, const setting& in, std::vector<finding>& out) {
  std::uint64_t sum = a.count("begin");
  for (const std::uint64_t period : a.counts("periods")) sum += period;
  native::length_findings(out, in.steps, sum, "the end of the periods");
}

constexpr parameter_row one_cycle_rows[] = {
    {"eta_max", takes::real, required, range::above(0), "", "highest rate, absolute"},
    {"total_steps", takes::steps, left_out, range::at_least(1), "",
     "steps of the cycle; those of the window unless given"},
    {"pct_start", takes::real, 0.3, range::between(0, 1), "", "fraction that rises"},
    {"anneal_strategy", takes::word, "cos", {}, "cos linear", "shape of the phases"},
    {"div_factor", takes::real, 25, range::above(0), "", "eta_max divided by the first rate"},
    {"final_div_factor", takes::real, 10000, range::above(0), "", "first rate divided by the last"},
    {"three_phase", takes::flag, false, {}, "", "a third phase from the first rate to the last"},
    begin_row,
    end_row};
result<window> one_cycle(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::one_cycle);
  if (!w) return w;
  w->cycle = {a.real("eta_max"),
              a.given("total_steps") ? a.count("total_steps") : w->end - w->begin,
              a.real("pct_start"),
              static_cast<one_cycle_lr::strategy>(a.choice("anneal_strategy")),
              a.real("div_factor"),
              a.real("final_div_factor"),
              a.flag("three_phase") ? one_cycle_lr::phases::three : one_cycle_lr::phases::two};
  return w;
}
void find_in_one_cycle(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<window> w = one_cycle(a, in);
  if (w) native::length_findings(out, in.steps, w->begin + w->cycle.total_steps, "total_steps");
}

// Lists
// -------------------------------------------------------------------------------------------------

constexpr parameter_row list_rows[] = {
    {"schedulers", takes::schedules, required, {}, "", "the list of a configuration, each with begin and end"}};
result<std::vector<window>> windows_of(const arguments& a, const setting& in);
made_rule make_list(const arguments& a, const setting& in) {
  TAPER_TRY(windows, windows_of(a, in));
  return made(chain{in.base, std::move(windows)});
}

/// The window of a row, made by one of these functions.
template <window_maker... makers>
result<window> made_by(const nested_call& one, const setting& in) {
  result<window> out = conflict("mmengine." + std::string(one.row->name) + " is not allowed inside another schedule");
  (void)((one.row->how->make == &make_one<makers> && (out = makers(one.given, in), true)) || ...);
  return out;
}
result<std::vector<window>> windows_inside(const written_value& one, const setting& in) {
  TAPER_TRY(inner, nested(one, mmengine_library, "", in));
  if (inner.row->how->make == &make_list) return windows_of(inner.given, in);
  TAPER_TRY(w, made_by<step, multi_step, constant, exponential, linear, poly, cosine, restart, one_cycle>(inner, in));
  return std::vector<window>{std::move(w)};
}

result<std::vector<window>> windows_of(const arguments& a, const setting& in) {
  std::vector<window> out;
  for (const written_value& one : a.schedules("schedulers")) {
    TAPER_TRY(inner, windows_inside(one, in));
    out.insert(out.end(), inner.begin(), inner.end());
  }
  if (out.empty()) return conflict("mmengine.param_scheduler needs at least one schedule");
  for (std::size_t k = 1; k < out.size(); ++k) {
    if (out[k].begin < out[k - 1].end)
      return conflict("mmengine.param_scheduler: windows must ascend and not overlap (mmengine would mix them)");
  }
  return out;
}

constexpr std::string_view ends_early =
    "The end is reached at the last step of the window, end - 1 (with a cosine one step later).";
constexpr entry rows[] = {
    {"StepLR", "a drop every step_size steps", "base gamma^floor(s / step_size)", step_rows, base_rate::scaled, "",
     &recipe_of<make_one<step>>},
    {"MultiStepLR", "drops at milestones", "base gamma^#{m <= s}", multi_step_rows, base_rate::scaled, "",
     &recipe_of<make_one<multi_step>>},
    {"ConstantLR", "a constant factor within the window", "base factor for s < end - begin - 1, then base",
     constant_rows, base_rate::scaled, "The factor is removed at the last step of the window.",
     &recipe_of<make_one<constant>>},
    {"ExponentialLR", "exponential decay, a factor per step", "base gamma^s", exponential_rows, base_rate::scaled, "",
     &recipe_of<make_one<exponential>>},
    {"LinearLR", "linear from one factor to another", "base (start + (end - start) s / (end - begin - 1))", linear_rows,
     base_rate::scaled, ends_early, &recipe_of<make_one<linear>, translate_linear, find_in_linear>},
    {"PolyLR", "polynomial decay", "eta_min + (base - eta_min) (1 - s / (end - begin - 1))^power", poly_rows,
     base_rate::scaled, ends_early, &recipe_of<make_one<poly>, translate_poly, find_in_end>},
    {"CosineAnnealingLR", "cosine decay", "eta_min + (base - eta_min) (1 + cos(pi s / T_max)) / 2", cosine_rows,
     base_rate::scaled, "Rises again after T_max steps.",
     &recipe_of<make_one<cosine>, translate_cosine, find_in_cosine>},
    {"CosineRestartLR", "cosine cycles with given lengths",
     "eta_min + (base weight_i - eta_min) (1 + cos(pi s_i / period_i)) / 2", restart_rows, base_rate::scaled,
     "After the last period the rate stays at that of its last step, above eta_min.",
     &recipe_of<make_one<restart>, nullptr, find_in_restart>},
    {"OneCycleLR", "one cycle: a rise, then decay to almost 0", "as torch.OneCycleLR", one_cycle_rows,
     base_rate::ignored, "", &recipe_of<make_one<one_cycle>, nullptr, find_in_one_cycle>},
    {"param_scheduler", "schedules in sequence", "each in its window, from the rate before it", list_rows,
     base_rate::scaled, ends_early, &recipe_of<make_list>},
};
}  // namespace

}  // namespace taper::libraries::mmengine

namespace taper::libraries {

const library mmengine_library = {
    "mmengine",    "MMEngine, mmengine.optim.scheduler (counted in iterations)",
    "0.10.7",      "printed by the library",
    "float64",     "https://github.com/open-mmlab/mmengine/blob/main/mmengine/optim/scheduler/param_scheduler.py",
    1e-3,          "torch.optim.SGD(lr=1e-3)",
    mmengine::rows};

}  // namespace taper::libraries
