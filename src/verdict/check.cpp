// The full check of a schedule: stages of its worst cycle, collapse, budget, faults, notes, reasons and remedies.
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "findings.hpp"
#include "taper/text.hpp"
#include "taper/verdict.hpp"
#include "taper/verdict/remedies.hpp"

namespace taper {

namespace {

constexpr std::uint64_t judged_cycles = 64;

/// The cycles to judge: all if there are few, else an even spread with both ends (lengths and peaks are monotone). A
/// cycle that the run cuts off is skipped, unless it is the only one.
std::vector<std::uint64_t> cycles_to_judge(const run& r) {
  std::uint64_t n = r.cycle_count();
  if (n > 1) {
    const cycle last = r.cycle_number(n - 1).in;
    if (last.begin + last.length > r.steps()) --n;
  }
  std::vector<std::uint64_t> out;
  const std::uint64_t parts = std::min(n, judged_cycles);
  out.reserve(parts);
  for (std::uint64_t k = 0; k < parts; ++k) out.push_back(parts == n ? k : detail::scaled_rounded(n - 1, k, parts - 1));
  return out;
}

result<void> fault_of(const check_options& how) {
  for (const auto& [name, value] :
       {std::pair{"slack", how.slack}, {"steepness-max", how.steepness_max}, {"delta", how.delta}}) {
    if (value > 0.0 && std::isfinite(value)) continue;
    return failed(errc::out_of_range, std::string(name) + " must be > 0 and finite, got " + print_number(value));
  }
  return {};
}

/// Adds the stages, if there are any; an error if there can be none.
result<fall_view> add_stages(const run& r, const check_options& how, check_report& into) {
  const std::optional<detail::worst_cycle> worst = detail::judge_cycles(r, how);
  if (!worst) return failed(errc::out_of_range, "no step lies inside the fall; give more steps or a shorter hold");
  fall_view fall = fall_of(r, worst->index);
  into.verdict = worst->stages.verdict;
  into.early = worst->stages.early;
  into.middle = worst->stages.middle;
  into.late = worst->stages.late;
  if (r.has_cycles()) into.cycle = worst->index;
  if (fall.begin + fall.line.steps() > r.steps()) {
    into.add({severity::note, "judged-whole-cycle", std::nullopt,
              "the run ends inside its only cycle: the whole cycle of " + std::to_string(fall.line.steps()) +
                  " steps is judged, also the steps that do not run"});
  }
  const double length = how.clock == judged_clock::whole_run ? static_cast<double>(r.steps()) : fall.line.fall_length();
  into.end_times_length = length * fall.window_at(*into.late.step - fall.begin);
  into.collapse = collapse_of(fall, how);
  return fall;
}

}  // namespace

namespace detail {

std::optional<worst_cycle> judge_cycles(const run& r, const check_options& how) {
  std::optional<worst_cycle> out;
  for (const std::uint64_t c : cycles_to_judge(r)) {
    const fall_view fall = fall_of(r, c);
    const stages s = judge(fall, how);
    if (!s.late.step) continue;  // a cycle without a step inside its fall
    const bool worse = out && (s.verdict > out->stages.verdict ||
                               (s.verdict == out->stages.verdict && s.late.value < out->stages.late.value));
    if (!out || worse) out = worst_cycle{s, c};
  }
  return out;
}

never_falls never_falls_of(const run& r) {
  const any_window& w = r.judged().shape;
  if (std::holds_alternative<constant>(w.family())) {
    if (!r.source().root) return never_falls::constant;
    const std::uint64_t n = std::min<std::uint64_t>(r.steps(), 4096);
    double before = r(0);
    for (std::uint64_t k = 1; k < n; ++k) {
      const double rate = r(scaled_rounded(r.steps() - 1, k, n - 1));
      if (rate < before * (1.0 - 1e-3)) return never_falls::ends_highest;
      before = std::max(before, rate);
    }
    return r(0) < before ? never_falls::rises : never_falls::constant;
  }
  const table* t = std::get_if<table>(&w.family());
  if (t == nullptr || r.only_rates()) return never_falls::no;
  const auto points = t->points();
  for (std::size_t k = 1; k < points.size(); ++k) {
    if (points[k][1] < points[k - 1][1]) return never_falls::no;
  }
  return points.front()[1] < points.back()[1] ? never_falls::rises : never_falls::constant;
}

}  // namespace detail

result<check_report> check(const run& r, const check_options& how) {
  if (r.steps() < 2)
    return failed(errc::out_of_range, "a check needs at least 2 steps, got " + std::to_string(r.steps()));
  TAPER_CHECK(fault_of(how));
  const check_options used = detail::clamped(how);

  check_report out;
  std::optional<fall_view> fall;
  if (r.sequence() == input::kronecker) {
    out.annealing = false;
    out.verdict = verdict::violating;
  } else {
    TAPER_TRY(judged, add_stages(r, used, out));
    fall = std::move(judged);
  }
  out.budget = budget_of(r);
  const double share = fall ? 1.0 - fall->floor : 1.0;
  out.dirichlet = share == 0.0 ? 0.0 : share * share * r.judged().shape.dirichlet();
  if (r.source().root) {
    detail::add_own_findings(r, out);
  } else {
    detail::add_faults(r, out);
  }
  detail::add_notes(r, out);
  if (fall) {
    detail::add_rule_notes(*fall, out);
    detail::add_reasons(r, used, *fall, out);
  } else {
    out.reasons.emplace_back("not an annealing: a raw Kronecker sequence jumps over the whole window at every step");
  }
  for (remedy& one : remedies_of(r, out, used)) out.remedies.push_back(std::move(one.text));
  return out;
}

}  // namespace taper
