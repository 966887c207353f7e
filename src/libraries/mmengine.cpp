// The rows of mmengine.optim.scheduler, counted in iterations (by_epoch=False).
#include "taper/libraries/mmengine.hpp"

#include <algorithm>

#include "make.hpp"
#include "words.hpp"

namespace taper::libraries::mmengine {

namespace {

using kind = window::kind;

constexpr parameter_row begin_row = {"begin", takes::steps, "0", range::at_least(0), "", "first step of its window"};
constexpr parameter_row end_row = {
    "end", takes::steps, "1000000000", range::at_least(1), "", "the step after the window; 1e9 unless given"};
constexpr parameter_row gamma_row = {"gamma", takes::real, "0.1", range::at_least(0), "", "factor of a drop"};
constexpr parameter_row min_row = {"eta_min", takes::real, "none", range{}, "", "lowest rate, absolute"};
constexpr parameter_row min_ratio_row = {"eta_min_ratio", takes::real, "none",
                                         range{},         "",          "lowest rate as a part of the base rate"};

result<window> in_window(const arguments& a, kind is) {
  window w;
  w.is = is;
  w.begin = a.count("begin");
  w.end = a.count("end");
  if (w.end <= w.begin) return conflict("mmengine: end must be above begin");
  return w;
}
/// The one window as a schedule.
made_rule alone(result<window> w, const setting& in) {
  if (!w) return w.error();
  return made(chain{in.base, {*std::move(w)}});
}

/// Made by a function of the window; every row has one of these.
template <result<window> (*of)(const arguments&, const setting&)>
made_rule make_one(const arguments& a, const setting& in) {
  return alone(of(a, in), in);
}

constexpr parameter_row step_rows[] = {
    {"step_size", takes::steps, "", range::at_least(1), "", "steps between two drops"}, gamma_row, begin_row, end_row};
result<window> step(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::step);
  if (!w) return w;
  w->length = a.count("step_size");
  w->gamma = a.real("gamma");
  return w;
}

constexpr parameter_row multi_step_rows[] = {
    {"milestones", takes::all_steps, "", range::at_least(0), "", "steps of the drops, from begin on"},
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

constexpr parameter_row constant_rows[] = {
    {"factor", takes::real, "0.3333333333333333", range{0, 1, range::ends::low_open}, "",
     "factor until the last step of the window"},
    begin_row,
    end_row};
result<window> constant(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::constant);
  if (w) w->gamma = a.real("factor");
  return w;
}

constexpr parameter_row exponential_rows[] = {
    {"gamma", takes::real, "", range::at_least(0), "", "factor of every step"}, begin_row, end_row};
result<window> exponential(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::exponential);
  if (w) w->gamma = a.real("gamma");
  return w;
}

constexpr parameter_row linear_rows[] = {
    {"start_factor", takes::real, "0.3333333333333333", range{0, 1, range::ends::low_open}, "",
     "factor at begin; 0 makes mmengine divide by zero"},
    {"end_factor", takes::real, "1", range::between(0, 1), "", "factor at the window's last step, end - 1"},
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

constexpr parameter_row poly_rows[] = {{"power", takes::real, "1", range::above(0), "", "exponent"},
                                       {"eta_min", takes::real, "0", range{}, "", "lowest rate, absolute"},
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
  words::length_findings(out, in.steps, a.count("end"), "end");
}
/// Its last step is end - 1: our symmetric sampling.
std::optional<translation> translate_poly(const arguments& a, const setting& in) {
  if (a.count("begin") != 0 || a.count("end") < 3 || a.count("end") > in.steps || a.real("eta_min") < 0.0 ||
      a.real("eta_min") > in.base)
    return std::nullopt;
  return words::over(a.count("end"), words::power(a.real("power")), "sampling(symmetric)",
                     words::floor_rate(a.real("eta_min")), words::peak(in.base));
}
std::optional<translation> translate_linear(const arguments& a, const setting& in) {
  if (a.count("begin") != 0 || a.count("end") < 3 || a.count("end") > in.steps ||
      a.real("start_factor") <= a.real("end_factor"))
    return std::nullopt;
  return words::over(a.count("end"), "linear", "sampling(symmetric)",
                     words::floor(a.real("end_factor") / a.real("start_factor")),
                     words::peak(in.base * a.real("start_factor")));
}

// Cosines
// -------------------------------------------------------------------------------------------------

/// eta_min from either of its two names; nothing when both are given or, where one is needed, none
std::optional<double> lowest(const arguments& a, const setting& in) {
  if (a.given("eta_min") && a.given("eta_min_ratio")) return std::nullopt;
  if (a.given("eta_min_ratio")) return in.base * a.real("eta_min_ratio");
  return a.given("eta_min") ? a.real("eta_min") : 0.0;
}
constexpr parameter_row cosine_rows[] = {
    {"T_max", takes::steps, "none", range::at_least(1), "", "steps of the fall; the window unless given"},
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
    words::length_findings(out, in.steps, bottom, "the end of the fall");
  } else if (std::min(in.steps, w->end) > bottom + 1) {
    fault(out, "climbs-after-end", bottom, "the cosine rises again after T_max steps");
  }
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  const result<window> w = cosine(a, in);
  if (!w || w->begin != 0 || w->length < 2 || !(w->eta_min >= 0.0 && w->eta_min <= in.base)) return std::nullopt;
  return words::over(w->length, "cosine", words::floor_rate(w->eta_min), words::peak(in.base));
}

constexpr parameter_row restart_rows[] = {
    {"periods", takes::all_steps, "", range::at_least(1), "", "steps of each cycle"},
    {"restart_weights", takes::reals, "[1]", range::at_least(0), "", "height of each cycle"},
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
  words::length_findings(out, in.steps, sum, "the end of the periods");
}

constexpr parameter_row one_cycle_rows[] = {
    {"eta_max", takes::real, "", range::above(0), "", "highest rate, absolute"},
    {"total_steps", takes::steps, "none", range::at_least(1), "", "steps of the cycle; the window unless given"},
    {"pct_start", takes::real, "0.3", range::between(0, 1), "", "part that rises"},
    {"anneal_strategy", takes::word, "cos", {}, "cos linear", "how it moves between its rates"},
    {"div_factor", takes::real, "25", range::above(0), "", "eta_max over the first rate"},
    {"final_div_factor", takes::real, "10000", range::above(0), "", "first rate over the last"},
    {"three_phase", takes::flag, "false", {}, "", "back to the first rate before the last"},
    begin_row,
    end_row};
result<window> one_cycle(const arguments& a, const setting&) {
  result<window> w = in_window(a, kind::one_cycle);
  if (!w) return w;
  w->cycle = {a.real("eta_max"),
              a.given("total_steps") ? a.count("total_steps") : w->end - w->begin,
              a.real("pct_start"),
              static_cast<torch::one_cycle_lr::strategy>(a.choice("anneal_strategy")),
              a.real("div_factor"),
              a.real("final_div_factor"),
              a.flag("three_phase") ? torch::one_cycle_lr::phases::three : torch::one_cycle_lr::phases::two};
  return w;
}
void find_in_one_cycle(const arguments& a, const setting& in, std::vector<finding>& out) {
  const result<window> w = one_cycle(a, in);
  if (w) words::length_findings(out, in.steps, w->begin + w->cycle.total_steps, "total_steps");
}

// Several
// -------------------------------------------------------------------------------------------------

constexpr parameter_row list_rows[] = {
    {"schedulers", takes::schedules, "", {}, "", "a config's list, each with its own begin and end"}};
made_rule make_list(const arguments& a, const setting& in) {
  chain out{in.base, {}};
  for (const written_value& one : a.schedules("schedulers")) {
    const made_rule inner = nested(one, mmengine_library, "", in);
    if (!inner) return inner.error();
    const auto* of = dynamic_cast<const formula_rule<chain>*>(inner->get());
    out.windows.insert(out.windows.end(), of->formula().windows.begin(), of->formula().windows.end());
  }
  if (out.windows.empty()) return conflict("mmengine.param_scheduler needs at least one schedule");
  for (std::size_t k = 1; k < out.windows.size(); ++k) {
    if (out.windows[k].begin < out.windows[k - 1].end)
      return conflict("mmengine.param_scheduler: windows must ascend and not overlap (mmengine would mix them)");
  }
  return made(std::move(out));
}

constexpr std::string_view ends_early =
    "The end is reached at the window's last step, end - 1 (cosine: one step later).";
constexpr entry rows[] = {
    {"StepLR", "drop every step_size steps", "base gamma^floor(s / step_size)", step_rows, base_rate::scaled, "",
     make_one<step>},
    {"MultiStepLR", "drop at milestones", "base gamma^#{m <= s}", multi_step_rows, base_rate::scaled, "",
     make_one<multi_step>},
    {"ConstantLR", "a factor for the window", "base factor for s < end - begin - 1, then base", constant_rows,
     base_rate::scaled, "The factor is taken back at the window's last step.", make_one<constant>},
    {"ExponentialLR", "a factor every step", "base gamma^s", exponential_rows, base_rate::scaled, "",
     make_one<exponential>},
    {"LinearLR", "a straight line between two factors", "base (start + (end - start) s / (end - begin - 1))",
     linear_rows, base_rate::scaled, ends_early, make_one<linear>, translate_linear, find_in_linear},
    {"PolyLR", "a power of the part left", "eta_min + (base - eta_min) (1 - s / (end - begin - 1))^power", poly_rows,
     base_rate::scaled, ends_early, make_one<poly>, translate_poly, find_in_end},
    {"CosineAnnealingLR", "half a cosine", "eta_min + (base - eta_min) (1 + cos(pi s / T_max)) / 2", cosine_rows,
     base_rate::scaled, "Rises again after T_max steps.", make_one<cosine>, translate_cosine, find_in_cosine},
    {"CosineRestartLR", "cosine cycles of given lengths",
     "eta_min + (base weight_i - eta_min) (1 + cos(pi s_i / period_i)) / 2", restart_rows, base_rate::scaled,
     "After the last period the rate of its last step stays, above eta_min.", make_one<restart>, nullptr,
     find_in_restart},
    {"OneCycleLR", "one rise and one fall to almost nothing", "as torch.OneCycleLR", one_cycle_rows, base_rate::ignored,
     "", make_one<one_cycle>, nullptr, find_in_one_cycle},
    {"param_scheduler", "schedules one after another", "each in its window, from the rate before it", list_rows,
     base_rate::scaled, ends_early, make_list},
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
