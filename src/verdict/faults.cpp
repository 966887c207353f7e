// Faults and notes of a schedule, separate from the rule.
#include <algorithm>
#include <cmath>
#include <cstdio>

#include "findings.hpp"
#include "taper/notation.hpp"

namespace taper::detail {

namespace {

std::string percent_of(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3g%%", share * 100.0);
  return text;
}

/// The highest rate as a fraction of the peak: where a timeline can be highest is known.
double highest_share(const run& r) {
  const run::location first = r.cycle_number(0);
  double best = 0.0;
  const auto see = [&](std::uint64_t t) {
    if (t < r.steps()) best = std::max(best, r(t) / r.peak());
  };
  see(0);
  const std::uint64_t begin = first.in.begin;
  const std::uint64_t rise = first.line.rise_end();
  for (std::uint64_t t = begin + (rise > 0 ? rise - 1 : 0), k = 0; k < 4; ++k) see(t + k);
  see(begin + first.line.first_falling());
  return best;
}

const table* table_of(const run& r) { return std::get_if<table>(&r.judged().shape.family()); }

}  // namespace

void add_faults(const run& r, check_report& into) {
  if (const table* t = table_of(r)) {
    const auto points = t->points();
    const auto lowest = std::ranges::min_element(points, {}, [](const table::point& p) { return p[1]; });
    if ((*lowest)[1] < 0.0) {
      into.faults.push_back({"negative-rate", std::nullopt,
                             "the rate is negative: the table goes down to " + print_number((*lowest)[1])});
    }
    for (std::size_t k = 1; k < points.size(); ++k) {
      if (points[k][1] > points[k - 1][1]) {
        into.faults.push_back({"climb", std::nullopt,
                               "the rate climbs after it fell: the table rises from " + print_number(points[k - 1][1]) +
                                   " to " + print_number(points[k][1]) + " at x = " + print_number(points[k][0])});
        break;
      }
    }
    const run::location first = r.cycle_number(0);
    const bool begins_elsewhere = points.front()[1] != 1.0;
    if (begins_elsewhere && first.line.first_falling() > 0 && first.line.rise_shape() != rise::mirror) {
      into.faults.push_back(
          {"seam-jump", first.in.begin + first.line.first_falling(),
           "the rate jumps where the fall begins: from the peak to " + percent_of(points.front()[1]) + " of it"});
    }
  }
  const double highest = highest_share(r);
  if (highest < 0.99 && r.sequence() == input::uniform) {
    into.faults.push_back({"peak-never-reached", std::nullopt,
                           "the peak is never reached: the highest rate is " + percent_of(highest) + " of it"});
  }
  if (r.judged().with.restarts && r.judged().with.restarts->first) {
    const run::location last = r.cycle_number(r.cycle_count() - 1);
    const std::uint64_t end = last.in.begin + last.in.length;
    if (end > r.steps()) {
      into.faults.push_back({"unfinished-decay", r.steps() - 1,
                             "the run ends at step " + std::to_string(r.steps()) + " inside a cycle that ends at " +
                                 std::to_string(end) + ": the last rate is " + percent_of(r(r.steps() - 1) / r.peak()) +
                                 " of the peak"});
    }
  }
}

void add_remarks(const run& r, check_report& into) {
  const composition& c = r.source().with;
  for (remark& one : c.rule->remarks({r.steps(), r.timing(), c.peak ? std::optional(c.peak->lr) : std::nullopt})) {
    auto& list = one.is == remark::kind::fault ? into.faults : into.notes;
    list.push_back({std::move(one.id), one.step, std::move(one.message)});
  }
  if (table_of(r) != nullptr) {
    const std::uint64_t begin = r.cycle_number(0).line.fall_begin().ceil();
    into.notes.push_back({"judged-by-table", begin,
                          "no window of ours is exactly this schedule: it is judged by its rates from step " +
                              std::to_string(begin) + " on, the last time that it is at its highest"});
  }
  const std::uint64_t n = std::min<std::uint64_t>(r.steps(), 65536);
  for (std::uint64_t k = 0; k < n; ++k) {
    const std::uint64_t t = n == r.steps() ? k : scaled_rounded(r.steps() - 1, k, n - 1);
    if (r(t) < 0.0) {
      into.faults.push_back(
          {"negative-rate", t, "the rate is negative: " + print_number(r(t)) + " at step " + std::to_string(t)});
      break;
    }
  }
}

void add_notes(const run& r, check_report& into) {
  if (r(0) == 0.0)
    into.notes.push_back(
        {"first-step-zero", 0,
         "the first step has rate 0 and changes nothing; warmup(..., from=...) or sampling(one_based) avoids it"});
  const run::location last = r.cycle_number(r.cycle_count() - 1);
  const double l = r.floor_fraction(last.in);
  const double end = l + (1.0 - l) * r.kernel().value({1.0, 0.0});
  if (end > 0.0) {
    into.notes.push_back({"ends-above-zero", r.steps() - 1,
                          "the rate ends above zero by design, at " + percent_of(end) + " of the peak"});
  }
  if (r.sequence() == input::kronecker) {
    into.notes.push_back(
        {"not-an-annealing", std::nullopt, "a raw Kronecker sequence is not an annealing; judge kronecker(sorted)"});
  }
}

}  // namespace taper::detail
