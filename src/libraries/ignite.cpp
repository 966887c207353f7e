// The schedules of ignite.handlers.param_scheduler.
//
// ignite's parameter schedulers, attached to Events.ITERATION_STARTED, as pure functions of the iteration.
//
// Source: pytorch/ignite, ignite/handlers/param_scheduler.py, 0.5.5.
#include <cmath>
#include <cstdint>
#include <numbers>
#include <utility>
#include <vector>

#include "native.hpp"
#include "row.hpp"
#include "shared.hpp"

namespace taper::libraries::ignite {

namespace {

/// Cycles from start to end: a cosine, a line, or a line to the end and back. Each is int(cycle_mult times the previous
/// length) long; start and end are multiplied from cycle to cycle. A line of warmup_duration steps leads back to the
/// start.
struct cyclical {
  enum class kind : unsigned char { cosine, line, there_and_back };
  kind is;
  double start_value;
  double end_value;
  std::uint64_t cycle_size;
  double cycle_mult;
  double start_value_mult;
  double end_value_mult;
  std::uint64_t warmup_duration;

  [[nodiscard]] static constexpr bool cyclic() noexcept { return true; }
  double operator()(std::uint64_t t) const noexcept {
    double start = start_value;
    double end = end_value;
    std::uint64_t fall = cycle_size;
    std::uint64_t rise = warmup_duration;
    while (t >= fall + rise) {
      const std::uint64_t next_fall = grown(fall);
      const std::uint64_t next_rise = grown(rise);
      const double passed = next_fall == fall && next_rise == rise ? static_cast<double>(t / (fall + rise)) : 1.0;
      start *= std::pow(start_value_mult, passed);
      end *= std::pow(end_value_mult, passed);
      t -= static_cast<std::uint64_t>(passed) * (fall + rise);
      fall = next_fall;
      rise = next_rise;
    }
    if (t >= fall && rise > 0) start *= start_value_mult;  // start changes after the fall, end after the rise
    if (t > fall) return end + (start - end) * (static_cast<double>(t - fall) / static_cast<double>(rise));
    const double u = static_cast<double>(t) / static_cast<double>(fall);
    switch (is) {
      case kind::cosine: return start + (end - start) / 2.0 * (1.0 - std::cos(std::numbers::pi * u));
      case kind::line: return start + (end - start) * u;
      case kind::there_and_back: return end + (start - end) * std::fabs(u - 0.5) * 2.0;
    }
    return start;
  }

 private:
  [[nodiscard]] std::uint64_t grown(std::uint64_t length) const noexcept {
    const double next = static_cast<double>(length) * cycle_mult;
    return next < 9e15 ? static_cast<std::uint64_t>(next) : std::uint64_t{9'000'000'000'000'000};
  }
};

using kind = cyclical::kind;

constexpr parameter_row start_row = {"start_value",      takes::real, required,
                                     range::at_least(0), "",          "rate at a cycle's start"};
constexpr parameter_row end_row = {"end_value", takes::real, required, range::at_least(0), "", "rate at its end"};
constexpr parameter_row size_row = {"cycle_size",       takes::steps, required,
                                    range::at_least(2), "",           "steps of the first cycle"};
constexpr parameter_row mult_row = {
    "cycle_mult", takes::real, 1, range::at_least(1), "", "each cycle is this many times as long, rounded down"};
constexpr parameter_row start_mult_row = {"start_value_mult", takes::real, 1,
                                          range::at_least(0), "",          "factor of start_value from cycle to cycle"};
constexpr parameter_row end_mult_row = {"end_value_mult",   takes::real, 1,
                                        range::at_least(0), "",          "factor of end_value"};
constexpr parameter_row warmup_row = {"warmup_duration",  takes::steps, 0,
                                      range::at_least(0), "",           "steps back to the start after each cycle"};

constexpr parameter_row cosine_rows[] = {start_row,      end_row,      size_row,  mult_row,
                                         start_mult_row, end_mult_row, warmup_row};
constexpr parameter_row linear_rows[] = {
    start_row,      end_row,
    size_row,       mult_row,
    start_mult_row, end_mult_row,
    warmup_row,     {"monotonic", takes::flag, false, {}, "", "true: one way; false: to end_value and back"}};

cyclical cycles(const arguments& a, kind is) {
  return {is,
          a.real("start_value"),
          a.real("end_value"),
          a.count("cycle_size"),
          a.real("cycle_mult"),
          a.real("start_value_mult"),
          a.real("end_value_mult"),
          a.count("warmup_duration")};
}
made_rule make_cosine(const arguments& a, const setting&) { return made(cycles(a, kind::cosine)); }
made_rule make_linear(const arguments& a, const setting&) {
  if (a.count("warmup_duration") > 0 && !a.flag("monotonic"))
    return conflict("ignite.LinearCyclicalScheduler: warmup_duration needs monotonic=true");
  return made(cycles(a, a.flag("monotonic") ? kind::line : kind::there_and_back));
}
/// One fall, or equal falls without a rise between them.
std::optional<translation> falls(const arguments& a, const setting& in, const any_window& shape) {
  const double top = a.real("start_value");
  const std::uint64_t size = a.count("cycle_size");
  if (!(top > 0.0 && a.real("end_value") <= top)) return std::nullopt;
  const std::uint64_t cycles = std::max<std::uint64_t>((in.steps + size - 1) / size, 1);
  const bool same = a.count("warmup_duration") == 0 && a.real("cycle_mult") == 1.0 && a.real("end_value_mult") == 1.0;
  if (cycles > 1 && !(same && a.real("start_value_mult") == 1.0)) return std::nullopt;
  return native::over(size * cycles, shape, native::restarts(cycles), native::floor_rate(a.real("end_value")),
                      native::peak(top));
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) {
  return falls(a, in, native::cosine());
}
std::optional<translation> translate_linear(const arguments& a, const setting& in) {
  return a.flag("monotonic") ? falls(a, in, native::linear()) : std::nullopt;
}
void find_in_cycles(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (in.steps < a.count("cycle_size")) native::length_findings(out, in.steps, a.count("cycle_size"), "cycle_size");
}

/// Straight lines between (milestone, value); constant before the first and after the last
struct piecewise_linear {
  std::vector<std::pair<std::uint64_t, double>> milestones_values;  ///< ascending
  /// Its values are given one by one.
  [[nodiscard]] designed_rises rises() const {
    designed_rises out;
    for (const auto& one : milestones_values) out.at.push_back(one.first);
    return out;
  }
  double operator()(std::uint64_t t) const noexcept {
    if (t < milestones_values.front().first) return milestones_values.front().second;
    if (t >= milestones_values.back().first) return milestones_values.back().second;
    std::size_t k = 0;
    while (t >= milestones_values[k + 1].first) ++k;
    const auto& [from, a] = milestones_values[k];
    const auto& [to, b] = milestones_values[k + 1];
    return a + (b - a) * static_cast<double>(t - from) / static_cast<double>(to - from);
  }
};

constexpr parameter_row piecewise_rows[] = {
    {"milestones_values", takes::pairs, required, range::at_least(0), "", "[[step, rate], …], ascending"}};
made_rule make_piecewise(const arguments& a, const setting&) {
  if (a.pairs("milestones_values").empty()) return conflict("ignite.PiecewiseLinear needs at least one pair");
  return made(piecewise_linear{a.pairs("milestones_values")});
}

constexpr parameter_row concat_rows[] = {
    {"schedulers", takes::schedules, required, {}, "", "in sequence"},
    {"durations", takes::all_steps, required, range::at_least(1), "", "steps of each except the last"}};
made_rule make_concat(const arguments& a, const setting& in) {
  joined out;
  std::uint64_t end = 0;
  for (const std::uint64_t length : a.counts("durations")) out.milestones.push_back(end += length);
  for (const written_value& one : a.schedules("schedulers")) {
    TAPER_TRY(part, nested_rates(one, ignite_library, "", in));
    out.parts.push_back(std::move(part));
  }
  if (out.parts.size() < 2 || out.parts.size() != out.milestones.size() + 1)
    return conflict("ignite.ConcatScheduler needs two or more schedulers, and durations of each but the last");
  return made(std::move(out));
}

constexpr entry rows[] = {
    {"CosineAnnealingScheduler", "cosine cycles", "start + (end - start) (1 - cos(pi s / S)) / 2", cosine_rows,
     base_rate::absent, "", &recipe_of<make_cosine, translate_cosine, find_in_cycles>},
    {"LinearCyclicalScheduler", "linear cycles, there and back or one way",
     "end + (start - end) |2 s / S - 1|, or start + (end - start) s / S", linear_rows, base_rate::absent, "",
     &recipe_of<make_linear, translate_linear, find_in_cycles>},
    {"PiecewiseLinear", "linear between milestones", "between (t_k, v_k)", piecewise_rows, base_rate::absent, "",
     &recipe_of<make_piecewise>},
    {"ConcatScheduler", "schedules in sequence", "part_k(t - b_k)", concat_rows, base_rate::absent, "",
     &recipe_of<make_concat>},
};
}  // namespace

}  // namespace taper::libraries::ignite

namespace taper::libraries {

const library ignite_library = {
    "ignite",    "PyTorch-Ignite, ignite.handlers.param_scheduler (on Events.ITERATION_STARTED)",
    "0.5.5",     "printed by the library",
    "float64",   "https://github.com/pytorch/ignite/blob/master/ignite/handlers/param_scheduler.py",
    1.0,         "none: its schedules have their own rates",
    ignite::rows};

}  // namespace taper::libraries
