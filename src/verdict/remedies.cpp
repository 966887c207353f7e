// Remedies: the smallest changes after which a schedule satisfies the rule. Each is tested before it is printed.
#include <charconv>
#include <cmath>

#include "findings.hpp"
#include "taper/print.hpp"
#include "taper/text.hpp"
#include "taper/verdict/remedies.hpp"
#include "taper/verdict/safe.hpp"

namespace taper::detail {

namespace {

/// The verdict of a candidate to replace the run's schedule; violating if it cannot be bound.
verdict tried(const schedule& s, const run& r, const check_options& how) {
  const result<run> bound = s.bind(r.steps(), r.timing());
  if (!bound) return verdict::violating;
  check_report seen;
  add_faults(*bound, seen);
  if (!seen.faults.empty()) return verdict::violating;  // a remedy must not cause a fault
  const std::optional<worst_cycle> judged = judge_cycles(*bound, how);
  return judged ? judged->stages.verdict : verdict::violating;
}

schedule without_floor(schedule s) {
  s.with.floor.reset();
  return s;
}

/// The largest floor that satisfies the late stage, in percent, rounded down to two digits; empty below 0.0001 %.
std::optional<double> largest_floor(const fall_view& fall, std::uint64_t late_step, double length) {
  const double phi = fall.kernel.value(fall.at(late_step - fall.begin));
  const double share = 100.0 * (1.0 / length - phi) / (1.0 - phi);
  if (!(share >= 1e-4)) return std::nullopt;
  const double place = std::pow(10.0, 1.0 - std::floor(std::log10(share)));
  return std::floor(share * place * (1.0 + 1e-9)) / place;
}

/// Lowers or removes the floor. Returns the changed schedule, which may need further remedies.
schedule suggest_floor(const run& r, const check_options& how, const fall_view& fall, const check_report& c,
                       std::vector<remedy>& into) {
  const schedule& s = r.source();
  if (!s.with.floor || fall.floor <= 0.0 || c.verdict == verdict::favorable) return s;
  const schedule bare = without_floor(s);
  if (tried(bare, r, how) >= c.verdict && c.late.verdict == verdict::favorable) return s;
  const double length = how.clock == judged_clock::whole_run ? static_cast<double>(r.steps()) : fall.line.fall_length();
  remedy out{"remove the floor of " + short_number(100.0 * fall.floor) + "% of the peak", {bare}};
  if (const std::optional<double> most = largest_floor(fall, *c.late.step, length)) {
    schedule lower = s;
    lower.with.floor = floor(percent(*most));
    if (*most < 100.0 * fall.floor && tried(lower, r, how) <= tried(bare, r, how))
      out = {"lower the floor from " + short_number(100.0 * fall.floor) + "% to at most " + short_number(*most) + "%",
             {lower}};
  }
  if (fall.floor <= 0.2) out.text += " (a floor of 10% is nevertheless common practice)";
  into.push_back(std::move(out));
  return bare;
}

/// A change of one shaping parameter, to the nearest edge of its range.
void suggest_parameters(const schedule& s, const run& r, const check_options& how, verdict now,
                        std::vector<remedy>& into) {
  const std::size_t before = into.size();
  // beyond a thousand steps the boundary hardly depends on the length; short runs use their own length
  const std::uint64_t steps = std::min<std::uint64_t>(r.steps(), 1000);
  for (const std::string_view name : parameter_names(s.shape)) {
    const double value = *parameter_value(s.shape, name);
    const result<safe_range> area = safe_operating_range(s.shape, name, steps, {}, how);
    if (!area) continue;
    for (const verdict wanted : {verdict::favorable, verdict::marginal}) {
      if (wanted >= now) break;
      const interval* nearest = nullptr;
      double best = 0.0;
      for (const interval& i : wanted == verdict::favorable ? area->favorable : area->marginal) {
        const double distance = value < i.low ? i.low - value : value > i.high ? value - i.high : 0.0;
        if (nearest == nullptr || distance < best) nearest = &i, best = distance;
      }
      if (nearest == nullptr) continue;
      if (best == 0.0) break;  // this parameter is not the cause
      const bool raise = value < nearest->low;
      const interval_text shown = print_interval(*nearest, 4);
      const std::string& edge = raise ? shown.low : shown.high;
      double to = 0.0;  // the limit as printed
      std::from_chars(edge.data(), edge.data() + edge.size(), to);
      const std::optional<any_window> moved = with_parameter(s.shape, name, to);
      if (!moved) continue;
      const schedule changed{*moved, s.with};
      if (tried(changed, r, how) > wanted) continue;
      into.push_back({(into.size() > before ? "or " : "") + std::string(raise ? "raise " : "lower ") +
                          std::string(name) + " from " + print_number(value) + " to " +
                          (raise ? "at least " : "at most ") + edge + " (" + std::string(word_of(wanted)) + " range " +
                          shown.joined() + ")",
                      {changed}});
      break;
    }
  }
}

/// Windows that satisfy the rule with the same modifiers.
void suggest_windows(const composition& with, const run& r, const check_options& how, std::vector<remedy>& into) {
  std::string names;
  std::vector<schedule> all;
  for (const any_window& w : {any_window(cosine{}), any_window(linear{}), any_window(poly{.i = 2.0}),
                              any_window(poly{.i = 3.0}), any_window(sigmoid{.i = 4.0})}) {
    schedule s{w, with};
    if (tried(s, r, how) != verdict::favorable) continue;
    names += (names.empty() ? "" : ", ") + print(schedule{w, {}});
    all.push_back(std::move(s));
  }
  if (!names.empty()) into.push_back({"use a window that satisfies the rule: " + names, std::move(all)});
}

/// A schedule of another library cannot be changed; suggests one in the notation instead.
void suggest_notation(const run& r, const check_options& how, std::vector<remedy>& into) {
  schedule s{cosine{}, r.judged().with};
  s.with.floor.reset();
  if (tried(s, r, how) == verdict::favorable)
    into.push_back({"a schedule that satisfies the rule, in taper's notation: " + print(s), {s}});
}

/// Suggests a fall for a schedule without one.
void suggest_fall(const run& r, const check_options& how, std::vector<remedy>& into) {
  schedule s{linear{}, r.judged().with};
  s.with.floor.reset();
  for (const std::optional<modifier::hold>& kept :
       {std::optional(hold(percent(80))), std::optional<modifier::hold>()}) {
    s.with.hold = kept;
    if (tried(s, r, how) != verdict::favorable) continue;
    into.push_back({"add a fall: " + print(s) + (kept ? ", which keeps most of the run at the peak" : ""), {s}});
    return;
  }
}

/// Changes of one fall of a run.
void suggest_changes(const run& r, const check_options& how, const check_report& c, std::vector<remedy>& into) {
  if (never_falls_of(r) != never_falls::no) return suggest_fall(r, how, into);
  if (r.source().root) return suggest_notation(r, how, into);
  const schedule left = suggest_floor(r, how, fall_of(r, c.cycle.value_or(0)), c, into);
  const verdict now = tried(left, r, how);
  if (now == verdict::favorable) return;
  const std::size_t before = into.size();
  suggest_parameters(left, r, how, now, into);
  if (into.size() == before) suggest_windows(left.with, r, how, into);
}

}  // namespace

}  // namespace taper::detail

namespace taper {

std::vector<remedy> remedies_of(const run& r, const check_report& report, const check_options& how) {
  std::vector<remedy> out;
  if (report.verdict == verdict::favorable) return out;
  if (!report.annealing) {
    schedule sorted = r.source();
    sorted.with.sequence = input::kronecker_sorted;
    return {{"run kronecker(sorted), the same rates in decreasing order", {std::move(sorted)}}};
  }
  detail::suggest_changes(r, detail::clamped(how), report, out);
  return out;
}

}  // namespace taper
