// Pieces of our own notation, for translations; and the findings on a schedule's length that all libraries share.
#pragma once

#include <cmath>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "taper/notation.hpp"
#include "taper/rule.hpp"

namespace taper::libraries::words {

/// shape | modifier | …, over so many steps; empty pieces are left out. Nothing for fewer than 2 steps.
std::optional<translation> join(std::uint64_t steps, std::initializer_list<std::string> pieces);
template <class... Piece>
std::optional<translation> over(std::uint64_t steps, Piece&&... piece) {
  return join(steps, {std::string(piece)...});
}

std::string peak(double lr);
std::string floor(double fraction);     ///< of the peak; empty at 0
std::string floor_rate(double lr);      ///< absolute; empty at 0
std::string hold(std::uint64_t steps);  ///< empty at 0
std::string power(double p);            ///< linear at 1
/// warmup(steps, shape, from=…); empty at 0 steps
std::string warmup(std::uint64_t steps, const std::string& shape = "linear", double from = 0.0);
/// (t + 1) / W for t < W: 1/W at step 0, the top at step W - 1; empty for W < 2. What follows starts at step W - 1.
std::string warmup_from_one(std::uint64_t steps);
/// hold(…) up to a step, after a rise by warmup_from_one(rise)
std::string hold_until(std::uint64_t step, std::uint64_t rise);
std::string warmup_part(double fraction, const std::string& shape, double from);
std::string restarts(std::uint64_t count, double stretch, double decay);
std::string restarts_forever(std::uint64_t first, double stretch, double decay);
/// base beta^(t/T) as exp(beta) on a floor of beta; constant for beta = 1, nothing for a climb or a fall to nothing
std::optional<translation> decay_to(double beta, std::uint64_t steps, double base);

/// Cycles from step `begin` on: the first has `first` steps, each is `grow` times as long as the one before.
struct cycle_line {
  std::uint64_t begin = 0;
  std::uint64_t first = 1;
  double grow = 1.0;
};
/// Whether every cycle that begins within `steps` has a whole number of steps.
bool exact_cycles(std::uint64_t first, double grow, std::uint64_t steps);

/// The first restart at a whole step within the run where a schedule is still at the bottom: its cycle was found by a
/// rounded logarithm. top height^i is what the rate should be there, low what it is.
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

/// A run shorter than the schedule does not finish its fall (fault); a longer one stays where it ends (note).
void length_findings(std::vector<finding>& out, std::uint64_t run, std::uint64_t schedule,
                     const std::string& parameter);

}  // namespace taper::libraries::words
