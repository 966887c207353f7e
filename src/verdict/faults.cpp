// Faults and notes of a schedule, separate from the rule.
#include <algorithm>
#include <cmath>

#include "../../support/rounded.hpp"
#include "course.hpp"
#include "findings.hpp"
#include "taper/text.hpp"
#include "taper/verdict/finding_ids.hpp"

namespace taper::detail {

namespace {

std::string percent_of(double share) { return support::rounded(share * 100.0 + 0.0, 3) + "%"; }
std::string rate_text(double rate) { return support::rounded(rate + 0.0, 4); }
std::string count_of(std::uint64_t n) { return std::to_string(n); }

const table* table_of(const run& r) { return std::get_if<table>(&r.judged().shape.family()); }

/// The binding of the run's rule.
binding bound_to(const run& r) {
  const composition& c = r.source().with;
  return {r.steps(), r.timing(), c.peak ? std::optional(c.peak->lr) : std::nullopt};
}
/// Whether no built-in window matches the rule over this run, so that its timeline and window come from its rates.
bool judged_by_rates(const run& r) {
  if (!r.source().root) return false;
  const std::optional<translation> own = r.source().root->as_native_schedule(bound_to(r));
  return !own || own->steps != r.steps();
}

bool has(const std::vector<finding>& all, topic about) {
  return std::ranges::any_of(all, [&](const finding& f) {
    const finding_kind* kind = check_finding(f.id);
    return kind != nullptr && kind->about == about;
  });
}
bool has(const std::vector<finding>& all, std::string_view id) {
  return std::ranges::any_of(all, [&](const finding& f) { return f.id == id; });
}

/// The level at which the window of the run's last cycle ends, as a fraction of the run's peak.
double own_end(const run& r) {
  const cycle last = r.cycle_number(r.cycle_count() - 1).in;
  const double l = r.floor_fraction(last);
  return last.height * (l + (1.0 - l) * r.kernel().value({1.0, 0.0}));
}

std::string left_at_the_end(const run& r) { return percent_of(r(r.steps() - 1) / r.peak()) + " of the peak"; }

void fault_unfinished(const run& r, double end, check_report& into) {
  const double last = r(r.steps() - 1) / r.peak();
  if (!(last - end > fault_limits::unfinished * (1.0 + 1e-9))) return;
  std::string what = "the fall is not finished at the last step, which still has " + left_at_the_end(r) +
                     "; the schedule itself ends at " + percent_of(end);
  if (r.has_cycles()) {
    const cycle in = r.cycle_number(r.cycle_count() - 1).in;
    if (in.begin + in.length > r.steps())
      what = "the run ends at step " + count_of(r.steps()) + " inside a cycle that ends at " +
             count_of(in.begin + in.length) + ": the last step still has " + left_at_the_end(r);
  }
  into.add({severity::fault, "unfinished-decay", r.steps() - 1, std::move(what)});
}

void fault_zeros(const run& r, const course& seen, check_report& into) {
  if (!seen.zeros) return;
  const auto [begin, end] = *seen.zeros;
  const std::uint64_t n = r.steps();
  if (end == n && begin > 0 && has(into.faults, "steps-beyond-end")) return;  // those steps do not run
  const std::string share = count_of(end - begin) + " of " + count_of(n) + " steps, " +
                            percent_of(static_cast<double>(end - begin) / static_cast<double>(n)) + " of the run";
  std::string what = "the rate is 0 ";
  if (begin == 0 && end == n) {
    what += "at every step: nothing is trained";
  } else if (end == n) {
    what += "from step " + count_of(begin) + " to the end: " + share;
  } else if (begin == 0) {
    what += "until step " + count_of(end) + ": " + share;
  } else {
    what += "from step " + count_of(begin) + " to step " + count_of(end - 1) + ": " + share;
  }
  // merges the library's explanation into the finding
  const auto why = std::ranges::find(into.notes, "past-the-end", &finding::id);
  if (why != into.notes.end() && end == n) what += " (" + why->message + ")";
  into.add({severity::fault, "zero-rate", begin, std::move(what)});
}

std::string from_to(const rise_again& rise) {
  return "from " + rate_text(rise.low) + " at step " + count_of(rise.from) + " to " + rate_text(rise.high) +
         " at step " + count_of(rise.to);
}

/// Faults of a user's table: negative values, rises, or a fall that does not begin at the peak.
void faults_of_table(const run& r, const table& t, const course& seen, check_report& into) {
  constexpr double rounding = 1e-9;
  const auto points = t.points();
  const auto lowest = std::ranges::min_element(points, {}, [](const table::point& p) { return p[1]; });
  const auto highest = std::ranges::max_element(points, {}, [](const table::point& p) { return p[1]; });
  if ((*lowest)[1] < 0.0) {
    into.add({severity::fault, "negative-rate", std::nullopt,
              "the rate is negative: the table goes down to " + print_number((*lowest)[1])});
  }
  bool fell = false;
  for (std::size_t k = 1; k < points.size(); ++k) {
    if (points[k][1] > points[k - 1][1] + rounding * std::fabs((*highest)[1])) {
      into.add({severity::fault, "climb", std::nullopt,
                std::string(fell ? "the rate climbs after it fell" : "the rate climbs where it should fall") +
                    ": the table rises from " + print_number(points[k - 1][1]) + " to " + print_number(points[k][1]) +
                    " at x = " + print_number(points[k][0])});
      break;
    }
    fell = fell || points[k][1] < points[k - 1][1];
  }
  const run::location first = r.cycle_number(0);
  const bool begins_elsewhere = points.front()[1] != 1.0;
  const bool from_peak = first.line.fall_begin().ceil() > 0 || first.in.begin > 0;  // after a warmup or a hold
  if (begins_elsewhere && from_peak && first.line.rise_shape() != rise::mirror) {
    into.add({severity::fault, "seam-jump", first.in.begin + first.line.first_falling(),
              "the rate jumps where the fall begins: from the peak to " + percent_of(points.front()[1]) + " of it"});
  }
  if (seen.top < fault_limits::reached * r.peak()) {
    into.add({severity::fault, "peak-never-reached", std::nullopt,
              "the peak is never reached: the highest rate is " + percent_of(seen.top / r.peak()) +
                  " of it, the highest point of the table " + print_number((*highest)[1])});
  }
}

void fault_negative(const run& r, const course& seen, check_report& into) {
  if (!seen.negative || has(into.faults, "negative-rate")) return;
  const std::uint64_t t = *seen.negative;
  into.add(
      {severity::fault, "negative-rate", t, "the rate is negative: " + print_number(r(t)) + " at step " + count_of(t)});
}

/// Adds the remaining rate to the library's finding on a run that is too short.
finding weighed(const run& r, finding said) {
  if (said.id == "unfinished-decay") said.message += "; the last step still has " + left_at_the_end(r);
  return said;
}
bool much_is_left(const run& r) {
  const double last = r(r.steps() - 1);
  return last - lowest_beyond(r) > fault_limits::unfinished * (1.0 + 1e-9) * r.peak();
}

void fault_climb(const course& seen, check_report& into) {
  const auto stopped = std::ranges::find(into.faults, "steps-beyond-end", &finding::id);  // the run stops there
  if (seen.climb && stopped != into.faults.end() && seen.climb->to >= stopped->step.value_or(0)) return;
  if (seen.climb && !has(into.faults, topic::climb)) {
    into.add({severity::fault, "climb", seen.climb->from, "the rate climbs after it fell: " + from_to(*seen.climb)});
  }
}

void fault_never_reached(const run& r, const course& seen, check_report& into) {
  if (has(into.faults, topic::peak)) return;
  const std::optional<double> top = end_of_rise(r, seen);
  if (!top || !(seen.last < fault_limits::reached * *top)) return;
  into.add({severity::fault, "peak-never-reached", r.steps() - 1,
            "the run ends while the rate still rises: its highest rate, " + rate_text(seen.last) + ", is " +
                percent_of(seen.last / *top) + " of the " + rate_text(*top) + " that the schedule rises to"});
}

/// Removes notes that repeat or contradict a fault.
void drop_contradictions(check_report& into) {
  const bool beyond = has(into.faults, topic::length) || has(into.faults, topic::climb) ||
                      has(into.faults, "zero-rate") || has(into.faults, topic::fall);
  std::erase_if(into.notes, [&](const finding& note) {
    const finding_kind* kind = check_finding(note.id);
    if (kind == nullptr) return false;
    if (note.id == "past-the-end") return beyond;
    const bool told = kind->about == topic::fall || kind->about == topic::climb || kind->about == topic::zero;
    return told && has(into.faults, kind->about);
  });
}

}  // namespace

void add_faults(const run& r, check_report& into) {
  if (r.sequence() == input::kronecker) return;  // not an annealing: no peak to reach and no fall to finish
  const course seen = course_of(r);
  if (const table* t = table_of(r)) faults_of_table(r, *t, seen, into);
  fault_unfinished(r, own_end(r), into);
  fault_zeros(r, seen, into);
}

void add_own_findings(const run& r, check_report& into) {
  for (finding& one : r.source().root->findings(bound_to(r))) {
    if (one.severity == severity::fault && one.id == "unfinished-decay" && !much_is_left(r)) {
      into.add({severity::note, "cut-short", one.step, std::move(one.message)});
      continue;
    }
    into.add(weighed(r, std::move(one)));
  }
  const course seen = course_of(r);
  fault_climb(seen, into);
  if (!has(into.faults, topic::fall) && !has(into.faults, topic::climb)) {
    if (!judged_by_rates(r)) {
      fault_unfinished(r, own_end(r), into);
    } else if (const std::optional<double> end = end_of_fall(r, seen.top)) {
      fault_unfinished(r, *end / r.peak(), into);
    }
  }
  fault_never_reached(r, seen, into);
  if (has(into.faults, "peak-never-reached"))  // the fall has not begun
    std::erase_if(into.faults, [](const finding& f) { return f.id == "unfinished-decay"; });
  fault_zeros(r, seen, into);
  fault_negative(r, seen, into);
  if (seen.renewed && !has(into.notes, topic::climb) && !has(into.notes, "seam-jump")) {
    into.add({severity::note, "rises-again", seen.renewed->to,
              "the rate rises again where a part of the schedule begins: " + from_to(*seen.renewed)});
  }
  if (table_of(r) != nullptr) {
    const std::uint64_t begin = r.cycle_number(0).line.fall_begin().ceil();
    into.add({severity::note, "judged-by-table", begin,
              "no built-in window matches exactly; judged from sampled rates from step " + count_of(begin) +
                  " on, the last step at the highest rate"});
  }
}

void add_notes(const run& r, check_report& into) {
  const auto said = [&](std::string_view id) { return has(into.notes, id) || has(into.faults, id); };
  if (r(0) == 0.0 && !said("first-rate-zero") && !said("first-rate-twice") && !said("first-step-at-min")) {
    const bool mirrored =
        r.judged().with.full || (r.judged().with.warmup && r.judged().with.warmup->shape == rise::mirror);
    const std::string remedy = r.source().root ? ""
                               : mirrored      ? "; sampling(one_based) avoids it"
                                               : "; warmup(..., from=...) avoids it";
    into.add({severity::note, "first-step-zero", 0, "the first step has rate 0 and changes nothing" + remedy});
  }
  const double end = judged_by_rates(r) ? r(r.steps() - 1) / r.peak() : own_end(r);
  if (end > fault_limits::zero && r.sequence() != input::kronecker && !has(into.faults, topic::peak)) {
    const bool designed = !judged_by_rates(r);
    into.add({severity::note, "ends-above-zero", r.steps() - 1,
              designed ? "the rate ends above zero by design, at " + percent_of(end) + " of the peak"
                       : "the rate ends above zero: the last step has " + percent_of(end) + " of the peak"});
  }
  if (r.sequence() == input::kronecker) {
    into.add({severity::note, "not-an-annealing", std::nullopt,
              "a raw Kronecker sequence is not an annealing; judge kronecker(sorted)"});
  }
  drop_contradictions(into);
}

}  // namespace taper::detail
