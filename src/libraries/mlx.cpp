// The schedules of mlx.optimizers.schedulers.
//
// MLX's schedules as pure functions of the step, in float32 as in mlx.core.
//
// Same operations, same order as in the library. Source: ml-explore/mlx, python/mlx/optimizers/schedulers.py, 0.32.4.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numbers>

#include "native.hpp"
#include "row.hpp"
#include "shared.hpp"

namespace taper::libraries::mlx {

namespace {

constexpr parameter_row init_row = {"init", takes::real, required, range::at_least(0), "", "first rate"};
constexpr parameter_row decay_rate_row = {"decay_rate", takes::real, required, range::at_least(0), "", "factor"};

/// init rate^t
struct exponential_decay {
  double init;
  double decay_rate;
  double operator()(std::uint64_t t) const noexcept {
    return static_cast<double>(static_cast<float>(init) *
                               std::pow(static_cast<float>(decay_rate), static_cast<float>(t)));
  }
};

constexpr parameter_row exponential_rows[] = {init_row, decay_rate_row};
made_rule make_exponential(const arguments& a, const setting&) {
  return made(exponential_decay{a.real("init"), a.real("decay_rate")});
}
std::optional<translation> translate_exponential(const arguments& a, const setting& in) {
  if (!(a.real("init") > 0.0)) return std::nullopt;
  return native::decay_to(std::pow(a.real("decay_rate"), static_cast<double>(in.steps)), in.steps, a.real("init"));
}

/// init rate^floor(t / size)
struct step_decay {
  double init;
  double decay_rate;
  std::uint64_t step_size;
  double operator()(std::uint64_t t) const noexcept { return exponential_decay{init, decay_rate}(t / step_size); }
};

constexpr parameter_row step_rows[] = {
    init_row, decay_rate_row, {"step_size", takes::steps, required, range::at_least(1), "", "steps between two drops"}};
made_rule make_step(const arguments& a, const setting&) {
  return made(step_decay{a.real("init"), a.real("decay_rate"), a.count("step_size")});
}

/// end + (init - end) (1 + cos(pi min(t, T) / T)) / 2
struct cosine_decay {
  double init;
  std::uint64_t decay_steps;
  double end;
  double operator()(std::uint64_t t) const noexcept {
    const auto s = static_cast<float>(std::min(t, decay_steps));
    const auto rate = static_cast<float>(std::numbers::pi / static_cast<double>(decay_steps));
    const float wave = 0.5F * (1.0F + std::cos(rate * s));
    return static_cast<double>(static_cast<float>(end) + wave * static_cast<float>(init - end));
  }
};

constexpr parameter_row cosine_rows[] = {
    init_row,
    {"decay_steps", takes::steps, required, range::at_least(1), "", "steps of the fall"},
    {"end", takes::real, 0, range::at_least(0), "", "last rate"}};
made_rule make_cosine(const arguments& a, const setting&) {
  return made(cosine_decay{a.real("init"), a.count("decay_steps"), a.real("end")});
}
/// init + (end - init) min(t, T) / T
struct linear_schedule {
  double init;
  double end;
  std::uint64_t steps;
  double operator()(std::uint64_t t) const noexcept {
    const auto s = static_cast<float>(std::min(t, steps));
    return static_cast<double>(s * static_cast<float>((end - init) / static_cast<double>(steps)) +
                               static_cast<float>(init));
  }
};

constexpr parameter_row linear_rows[] = {
    init_row,
    {"end", takes::real, required, range::at_least(0), "", "last rate"},
    {"steps", takes::steps, required, range::at_least(1), "", "steps of the line"}};
made_rule make_linear(const arguments& a, const setting&) {
  return made(linear_schedule{a.real("init"), a.real("end"), a.count("steps")});
}
std::optional<translation> fall(const arguments& a, std::uint64_t steps, const any_window& shape) {
  if (!(a.real("init") > 0.0 && a.real("end") <= a.real("init"))) return std::nullopt;
  return native::over(steps, shape, native::floor_rate(a.real("end")), native::peak(a.real("init")));
}
std::optional<translation> translate_cosine(const arguments& a, const setting&) {
  return fall(a, a.count("decay_steps"), native::cosine());
}
std::optional<translation> translate_linear(const arguments& a, const setting&) {
  return fall(a, a.count("steps"), native::linear());
}
void find_in_cosine(const arguments& a, const setting& in, std::vector<finding>& out) {
  native::length_findings(out, in.steps, a.count("decay_steps"), "decay_steps");
}
void find_in_linear(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (a.real("end") < a.real("init")) native::length_findings(out, in.steps, a.count("steps"), "steps");
}

constexpr parameter_row join_rows[] = {
    {"schedules", takes::schedules, required, {}, "", "in sequence"},
    {"boundaries", takes::all_steps, required, range::at_least(0), "", "the first step of each except the first"}};
made_rule make_join(const arguments& a, const setting& in) {
  joined out;
  out.milestones = a.counts("boundaries");
  for (const written_value& one : a.schedules("schedules")) {
    TAPER_TRY(part, nested_rates(one, mlx_library, "", in));
    out.parts.push_back(std::move(part));
  }
  if (out.parts.empty() || out.parts.size() != out.milestones.size() + 1 || !std::ranges::is_sorted(out.milestones))
    return conflict("mlx.join_schedules needs one schedule more than boundaries, and those ascending");
  return made(std::move(out));
}

constexpr entry rows[] = {
    {"exponential_decay", "exponential decay, a factor per step", "init decay_rate^t", exponential_rows,
     base_rate::absent, "", &recipe_of<make_exponential, translate_exponential>},
    {"step_decay", "a drop every step_size steps", "init decay_rate^floor(t / step_size)", step_rows, base_rate::absent,
     "", &recipe_of<make_step>},
    {"cosine_decay", "cosine decay", "end + (init - end) (1 + cos(pi t / T)) / 2", cosine_rows, base_rate::absent, "",
     &recipe_of<make_cosine, translate_cosine, find_in_cosine>},
    {"linear_schedule", "linear from one value to another", "init + (end - init) t / T", linear_rows, base_rate::absent,
     "", &recipe_of<make_linear, translate_linear, find_in_linear>},
    {"join_schedules", "schedules in sequence", "part_k(t - b_k)", join_rows, base_rate::absent, "",
     &recipe_of<make_join>},
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
