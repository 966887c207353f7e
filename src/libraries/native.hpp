// Building blocks for translations to native schedules, and findings on length shared by all libraries.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "taper/schedule.hpp"
#include "taper/text.hpp"

namespace taper::libraries::native {

any_window constant();
any_window linear();
any_window cosine();
any_window one_minus_sqrt();
any_window cosine_power(double n);  ///< cosine(n)
any_window power(double p);         ///< linear at 1
any_window poly(double i, double n);
any_window exp(double beta);

modifier::peak peak(double lr);
std::optional<modifier::floor> floor(double fraction);    ///< as a fraction of the peak; empty for 0
std::optional<modifier::floor> floor_rate(double lr);     ///< absolute; empty for 0
std::optional<modifier::hold> hold(std::uint64_t steps);  ///< empty for 0
/// Empty for 0 steps; `from` is a fraction of the peak.
std::optional<modifier::warmup> warmup(std::uint64_t steps, rise shape = rise::linear, double from = 0.0);
/// (t + 1) / W for t < W: 1/W at step 0, the peak at step W - 1; empty for W < 2. The next part starts at step W - 1.
std::optional<modifier::warmup> warmup_from_one(std::uint64_t steps);
/// A hold up to a step, after a rise by warmup_from_one(rise)
std::optional<modifier::hold> hold_until(std::uint64_t step, std::uint64_t rise);
/// A rise over a fraction of the run; empty for 0.
std::optional<modifier::warmup> warmup_part(double fraction, rise shape, double from);
std::optional<modifier::restarts> restarts(std::uint64_t count, cycles how = {});  ///< empty for one cycle

/// A schedule over the given steps. Empty for fewer than 2 steps, or if a parameter or modifier is out of range.
std::optional<translation> checked(std::uint64_t steps, schedule s);

template <class M>
void add(composition& c, const M& m) {
  taper::detail::add(c, m);
}
template <class M>
void add(composition& c, const std::optional<M>& m) {
  if (m) taper::detail::add(c, *m);
}
/// shape | modifier | … over the given steps, checked by `checked`; empty modifiers are skipped.
template <class... Modifier>
std::optional<translation> over(std::uint64_t steps, any_window shape, const Modifier&... modifiers) {
  schedule s{std::move(shape), {}};
  (add(s.with, modifiers), ...);
  return checked(steps, std::move(s));
}

/// base beta^(t/T) as exp(beta) with a floor of beta; constant for beta = 1; empty for a climb or a fall to 0
std::optional<translation> decay_to(double beta, std::uint64_t steps, double base);

/// Cycles from step `begin`: the first has `first` steps, each is `grow` times as long as the previous one.
struct cycle_line {
  std::uint64_t begin = 0;
  std::uint64_t first = 1;
  double grow = 1.0;
};
/// Whether every cycle that begins within `steps` has a whole number of steps.
bool exact_cycles(std::uint64_t first, double grow, std::uint64_t steps);

/// Finds the first restart at a whole step within the run where a rounded logarithm leaves the schedule in the old
/// cycle, at its lowest rate. top height^i is the expected rate there, low the actual one.
template <class Schedule>
void late_restart(std::vector<finding>& out, const Schedule& schedule, std::uint64_t steps, cycle_line line,
                  double height, double top, double low) {
  double length = static_cast<double>(line.first);
  double at = static_cast<double>(line.begin);
  if (line.grow <= 1.0) return;
  for (int i = 1; i < 64; ++i) {
    at += length;
    length *= line.grow;
    top *= height;
    if (at >= static_cast<double>(steps)) return;
    if (at != std::floor(at)) continue;
    const double got = schedule(static_cast<std::uint64_t>(at));
    if (std::fabs(got - top) <= std::fabs(got - low)) continue;
    out.push_back({severity::fault, "late-restart", static_cast<std::uint64_t>(at),
                   "the cycle is found by a floating-point logarithm, which misses the restart at step " +
                       print_number(at) + ": one step with the rate " + print_number(got) + " instead of " +
                       print_number(top)});
    return;
  }
}

/// A run shorter than the schedule does not finish the fall (fault); a longer run stays at the last rate (note).
void length_findings(std::vector<finding>& out, std::uint64_t run, std::uint64_t schedule,
                     const std::string& parameter);

}  // namespace taper::libraries::native
