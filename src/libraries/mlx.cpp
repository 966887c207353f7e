// The rows of mlx.optimizers.schedulers.
#include "taper/libraries/mlx.hpp"

#include <algorithm>
#include <cmath>

#include "make.hpp"
#include "taper/libraries/composed.hpp"
#include "words.hpp"

namespace taper::libraries::mlx {

namespace {

constexpr parameter_row init_row = {"init", takes::real, "", range::at_least(0), "", "first rate"};
constexpr parameter_row decay_rate_row = {"decay_rate", takes::real, "", range::at_least(0), "", "factor"};

constexpr parameter_row exponential_rows[] = {init_row, decay_rate_row};
made_rule make_exponential(const arguments& a, const setting&) {
  return made(exponential_decay{a.real("init"), a.real("decay_rate")});
}
std::optional<translation> translate_exponential(const arguments& a, const setting& in) {
  if (!(a.real("init") > 0.0)) return std::nullopt;
  return words::decay_to(std::pow(a.real("decay_rate"), static_cast<double>(in.steps)), in.steps, a.real("init"));
}

constexpr parameter_row step_rows[] = {
    init_row, decay_rate_row, {"step_size", takes::steps, "", range::at_least(1), "", "steps between two drops"}};
made_rule make_step(const arguments& a, const setting&) {
  return made(step_decay{a.real("init"), a.real("decay_rate"), a.count("step_size")});
}

constexpr parameter_row cosine_rows[] = {init_row,
                                         {"decay_steps", takes::steps, "", range::at_least(1), "", "steps of the fall"},
                                         {"end", takes::real, "0", range::at_least(0), "", "last rate"}};
made_rule make_cosine(const arguments& a, const setting&) {
  return made(cosine_decay{a.real("init"), a.count("decay_steps"), a.real("end")});
}
constexpr parameter_row linear_rows[] = {init_row,
                                         {"end", takes::real, "", range::at_least(0), "", "last rate"},
                                         {"steps", takes::steps, "", range::at_least(1), "", "steps of the line"}};
made_rule make_linear(const arguments& a, const setting&) {
  return made(linear_schedule{a.real("init"), a.real("end"), a.count("steps")});
}
std::optional<translation> fall(const arguments& a, std::uint64_t steps, const std::string& shape) {
  if (!(a.real("init") > 0.0 && a.real("end") <= a.real("init"))) return std::nullopt;
  return words::over(steps, shape, words::floor_rate(a.real("end")), words::peak(a.real("init")));
}
std::optional<translation> translate_cosine(const arguments& a, const setting&) {
  return fall(a, a.count("decay_steps"), "cosine");
}
std::optional<translation> translate_linear(const arguments& a, const setting&) {
  return fall(a, a.count("steps"), "linear");
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  words::length_findings(out, in.steps, a.count("decay_steps"), "decay_steps");
}
void find_in_linear(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (a.real("end") < a.real("init")) words::length_findings(out, in.steps, a.count("steps"), "steps");
}

constexpr parameter_row join_rows[] = {
    {"schedules", takes::schedules, "", {}, "", "one after another"},
    {"boundaries", takes::all_steps, "", range::at_least(0), "", "the first step of each but the first"}};
made_rule make_join(const arguments& a, const setting& in) {
  joined out;
  out.milestones = a.counts("boundaries");
  for (const written_value& one : a.schedules("schedules")) {
    made_rule part = nested(one, mlx_library, "", in);
    if (!part) return part.error();
    out.parts.push_back(*std::move(part));
  }
  if (out.parts.empty() || out.parts.size() != out.milestones.size() + 1 || !std::ranges::is_sorted(out.milestones))
    return conflict("mlx.join_schedules needs one schedule more than boundaries, and those ascending");
  return made(std::move(out));
}

constexpr entry rows[] = {
    {"exponential_decay", "a factor every step", "init decay_rate^t", exponential_rows, base_rate::absent, "",
     make_exponential, translate_exponential},
    {"step_decay", "drop every step_size steps", "init decay_rate^floor(t / step_size)", step_rows, base_rate::absent,
     "", make_step},
    {"cosine_decay", "half a cosine", "end + (init - end) (1 + cos(pi t / T)) / 2", cosine_rows, base_rate::absent, "",
     make_cosine, translate_cosine, find_in_cosine},
    {"linear_schedule", "a straight line", "init + (end - init) t / T", linear_rows, base_rate::absent, "", make_linear,
     translate_linear, find_in_linear},
    {"join_schedules", "schedules one after another", "part_k(t - b_k)", join_rows, base_rate::absent, "", make_join},
};

}  // namespace

}  // namespace taper::libraries::mlx

namespace taper::libraries {

const library mlx_library = {
    "mlx",     "MLX, mlx.optimizers.schedulers",
    "0.32.4",  "printed by the library",
    "float32", "https://github.com/ml-explore/mlx/blob/main/python/mlx/optimizers/schedulers.py",
    1.0,       "none: its schedules have their own rates",
    mlx::rows};

}  // namespace taper::libraries
