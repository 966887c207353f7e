// The rows of ignite.handlers.param_scheduler.
#include "taper/libraries/ignite.hpp"

#include "make.hpp"
#include "taper/libraries/composed.hpp"
#include "words.hpp"

namespace taper::libraries::ignite {

namespace {

using kind = cyclical::kind;

constexpr parameter_row start_row = {"start_value", takes::real, "", range::at_least(0), "", "rate at a cycle's start"};
constexpr parameter_row end_row = {"end_value", takes::real, "", range::at_least(0), "", "rate at its end"};
constexpr parameter_row size_row = {"cycle_size", takes::steps, "", range::at_least(2), "", "steps of the first cycle"};
constexpr parameter_row mult_row = {
    "cycle_mult", takes::real, "1", range::at_least(1), "", "each cycle is this many times as long, rounded down"};
constexpr parameter_row start_mult_row = {"start_value_mult", takes::real, "1",
                                          range::at_least(0), "",          "factor of start_value from cycle to cycle"};
constexpr parameter_row end_mult_row = {"end_value_mult",   takes::real, "1",
                                        range::at_least(0), "",          "factor of end_value"};
constexpr parameter_row warmup_row = {"warmup_duration",  takes::steps, "0",
                                      range::at_least(0), "",           "steps back to the start after each cycle"};

constexpr parameter_row cosine_rows[] = {start_row,      end_row,      size_row,  mult_row,
                                         start_mult_row, end_mult_row, warmup_row};
constexpr parameter_row linear_rows[] = {
    start_row,      end_row,
    size_row,       mult_row,
    start_mult_row, end_mult_row,
    warmup_row,     {"monotonic", takes::flag, "false", {}, "", "true: one way only, false: to end_value and back"}};

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
std::optional<translation> falls(const arguments& a, const setting& in, const std::string& shape) {
  const double top = a.real("start_value");
  const std::uint64_t size = a.count("cycle_size");
  if (!(top > 0.0 && a.real("end_value") <= top)) return std::nullopt;
  const std::uint64_t cycles = std::max<std::uint64_t>((in.steps + size - 1) / size, 1);
  const bool same = a.count("warmup_duration") == 0 && a.real("cycle_mult") == 1.0 && a.real("end_value_mult") == 1.0;
  if (cycles > 1 && !(same && a.real("start_value_mult") == 1.0)) return std::nullopt;
  return words::over(size * cycles, shape, words::restarts(cycles, 1.0, 1.0), words::floor_rate(a.real("end_value")),
                     words::peak(top));
}
std::optional<translation> translate_cosine(const arguments& a, const setting& in) { return falls(a, in, "cosine"); }
std::optional<translation> translate_linear(const arguments& a, const setting& in) {
  return a.flag("monotonic") ? falls(a, in, "linear") : std::nullopt;
}
void find_in_cycles(const arguments& a, const setting& in, std::vector<finding>& out) {
  if (in.steps < a.count("cycle_size")) words::length_findings(out, in.steps, a.count("cycle_size"), "cycle_size");
}

constexpr parameter_row piecewise_rows[] = {
    {"milestones_values", takes::pairs, "", range::at_least(0), "", "[[step, rate], …], ascending"}};
made_rule make_piecewise(const arguments& a, const setting&) {
  if (a.pairs("milestones_values").empty()) return conflict("ignite.PiecewiseLinear needs at least one pair");
  return made(piecewise_linear{a.pairs("milestones_values")});
}

constexpr parameter_row concat_rows[] = {
    {"schedulers", takes::schedules, "", {}, "", "one after another"},
    {"durations", takes::all_steps, "", range::at_least(1), "", "steps of each but the last"}};
made_rule make_concat(const arguments& a, const setting& in) {
  joined out;
  std::uint64_t end = 0;
  for (const std::uint64_t length : a.counts("durations")) out.milestones.push_back(end += length);
  for (const written_value& one : a.schedules("schedulers")) {
    made_rule part = nested(one, ignite_library, "", in);
    if (!part) return part.error();
    out.parts.push_back(*std::move(part));
  }
  if (out.parts.size() < 2 || out.parts.size() != out.milestones.size() + 1)
    return conflict("ignite.ConcatScheduler needs two or more schedulers, and durations of each but the last");
  return made(std::move(out));
}

constexpr entry rows[] = {
    {"CosineAnnealingScheduler", "cosine cycles", "start + (end - start) (1 - cos(pi s / S)) / 2", cosine_rows,
     base_rate::absent, "", make_cosine, translate_cosine, find_in_cycles},
    {"LinearCyclicalScheduler", "lines to the end value and back, or one way",
     "end + (start - end) |2 s / S - 1|, or start + (end - start) s / S", linear_rows, base_rate::absent, "",
     make_linear, translate_linear, find_in_cycles},
    {"PiecewiseLinear", "lines between milestones", "between (t_k, v_k)", piecewise_rows, base_rate::absent, "",
     make_piecewise},
    {"ConcatScheduler", "schedules one after another", "part_k(t - b_k)", concat_rows, base_rate::absent, "",
     make_concat},
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
