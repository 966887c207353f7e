// The whole judgement of a schedule: stages of its worst cycle, collapse, budget, and what else is worth saying.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "findings.hpp"
#include "taper/notation.hpp"
#include "taper/verdict.hpp"

namespace taper {

namespace {

constexpr std::uint64_t judged_cycles = 64;

/// The cycles to judge: all of them when few, else the ends and an even spread (lengths and peaks are monotone).
std::vector<std::uint64_t> cycles_to_judge(const run& r) {
  const std::uint64_t n = r.cycle_count();
  std::vector<std::uint64_t> out;
  const std::uint64_t parts = std::min(n, judged_cycles);
  out.reserve(parts);
  for (std::uint64_t k = 0; k < parts; ++k) out.push_back(parts == n ? k : detail::scaled_rounded(n - 1, k, parts - 1));
  return out;
}

}  // namespace

result<check_report> check(const run& r, const judgement& how) {
  if (r.steps() < 2)
    return error{
        errc::out_of_range, "a judgement needs at least 2 steps, got " + std::to_string(r.steps()), error::nowhere, {}};
  for (const auto& [name, value] :
       {std::pair{"slack", how.slack}, {"steepness-max", how.steepness_max}, {"delta", how.delta}}) {
    if (value > 0.0 && std::isfinite(value)) continue;
    const std::string what(name);
    return error{errc::out_of_range, what + " must be > 0 and finite, got " + print_number(value), error::nowhere, {}};
  }
  judgement used = how;
  used.steepness_smooth = std::min(how.steepness_smooth, how.steepness_max);

  check_report out;
  const std::vector<std::uint64_t> cycles = cycles_to_judge(r);
  fall_view worst_fall = fall_of(r, cycles.front());
  bool falls = false;
  for (const std::uint64_t c : cycles) {
    const fall_view fall = fall_of(r, c);
    if (fall.line.first_falling() >= fall.line.steps()) continue;
    const stages s = judge(fall, used);
    const bool worse = s.verdict > out.verdict || (s.verdict == out.verdict && s.late.value < out.late.value);
    if (!falls || worse) {
      out.verdict = s.verdict;
      out.early = s.early;
      out.middle = s.middle;
      out.late = s.late;
      worst_fall = fall;
      if (r.has_cycles()) out.cycle = c;
    }
    falls = true;
  }
  if (!falls)
    return error{
        errc::out_of_range, "no step lies inside the fall; give more steps or a shorter hold", error::nowhere, {}};
  if (r.sequence() == input::kronecker) out.verdict = verdict::violating;
  const double length =
      used.clock == judged_clock::whole_run ? static_cast<double>(r.steps()) : worst_fall.line.fall_length();
  out.end_times_length = length * worst_fall.window(worst_fall.at(worst_fall.line.steps() - 1));
  out.collapse = collapse_of(worst_fall, used);
  out.budget = budget_of(r);
  const double share = 1.0 - worst_fall.floor;
  const double own = r.judged().shape.dirichlet();
  out.dirichlet = share == 0.0 ? 0.0 : share * share * own;
  if (r.source().with.rule) {
    detail::add_remarks(r, out);
  } else {
    detail::add_faults(r, out);
  }
  detail::add_notes(r, out);
  detail::add_reasons(r, used, worst_fall, out);
  return out;
}

}  // namespace taper
