// Rates are compared at the rows of the log and at those that would follow, up to the end of the schedule.
#include "grid/judge.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "grid/second_schedule.hpp"
#include "taper/logs/inspect.hpp"
#include "taper/notation.hpp"
#include "taper/schedule.hpp"

namespace taper::test {
namespace {

// Processor time of this thread, in seconds.
double seconds_spent() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

std::vector<double> rates_of(const std::string& spec, std::int64_t steps) {
  const auto bound = parse(spec).value().over(static_cast<std::uint64_t>(steps));
  std::vector<double> out(static_cast<std::size_t>(steps));
  for (std::size_t t = 0; t < out.size(); ++t) out[t] = bound(t);
  return out;
}

// The rates that a segment reports, at counters up to `reach`.
std::optional<std::vector<double>> reported_rates(const log_segment& s, std::int64_t reach) {
  const result<schedule> parsed = parse(*s.spec);
  if (!parsed) return std::nullopt;
  const std::int64_t steps = s.steps > 1 ? s.steps : std::max<std::int64_t>(2, reach + 1);
  const auto bound = parsed->bind(static_cast<std::uint64_t>(steps));
  if (!bound) return std::nullopt;
  std::vector<double> out(static_cast<std::size_t>(reach) + 1);
  for (std::size_t t = 0; t < out.size(); ++t) out[t] = (*bound)(t);
  return out;
}

std::string words_of(const log_report& r) {
  std::string out;
  for (const log_segment& s : r.segments) {
    out += (out.empty() ? "" : " ; ") + std::to_string(s.from) + "-" + std::to_string(s.to) + ": " +
           s.spec.value_or("? " + s.reason);
    if (s.spec) out += " over " + std::to_string(s.steps) + ", lag " + std::to_string(s.lags.front().lag);
    if (s.lags.size() > 1) out += " and " + std::to_string(s.lags.size() - 1) + " more";
  }
  for (const log_finding& f : r.notes) {
    if (f.grade == finding_grade::possible) out += " ; possible " + f.id;
  }
  return out;
}

// How far the reported rate may be from the written one, at a row of the log and at one that would follow.
// A schedule without an end may stop at a lower bound, which no row of a cut log shows.
double slack_of(const grid_case& c, double rate, double peak, bool logged, bool endless) {
  constexpr double fine = 1e-6;  // of the peak
  constexpr double coarse = 0.01;
  constexpr double floats = 5e-7;  // the arithmetic of a library that computes in float32
  const bool in_floats = c.how == written::float32 || c.spec.starts_with("keras.");
  const double ahead = c.how == written::full && !endless ? fine : coarse;
  return 2.0 * half_width_of(c.how, rate) + (in_floats ? floats : 1e-9) * peak + (logged ? 0.0 : ahead * peak);
}

answer judged(const grid_case& c, const std::vector<double>& rates, const log_report& r) {
  const double peak = *std::max_element(rates.begin(), rates.end());
  const auto any_note = [&](const auto& what) { return std::any_of(r.notes.begin(), r.notes.end(), what); };
  const bool doubts = any_note([](const log_finding& f) { return f.grade == finding_grade::possible; });
  const bool so_far =
      any_note([](const log_finding& f) { return f.id.ends_with("-so-far") || f.id == "drops-between-rows"; });
  std::map<const log_segment*, std::vector<double>> reported;
  std::size_t unknown = 0;
  std::size_t rows = 0;
  std::size_t odd = 0;
  bool open = false;
  for (std::int64_t s = c.first; s < c.steps + c.lag; s += c.stride) {
    const log_segment* part = &r.segments.back();
    for (const log_segment& candidate : r.segments) {
      if (s >= candidate.from && s <= candidate.to) part = &candidate;
    }
    const bool logged = s < c.end;
    rows += logged ? 1 : 0;
    if (!part->spec) {
      if (!logged) return answer::open;
      ++unknown;
      continue;
    }
    std::int64_t lag = part->lags.front().lag;
    for (const counter_lag& l : part->lags) {
      if (l.step <= s) lag = l.lag;
    }
    std::vector<double>& own = reported[part];
    const std::int64_t reach = c.steps + 2 + std::abs(lag);
    if (static_cast<std::int64_t>(own.size()) <= reach) {
      const auto all = reported_rates(*part, reach);
      if (!all) return answer::wrong;
      own = *all;
    }
    const double expected = rates[static_cast<std::size_t>(std::clamp<std::int64_t>(s - c.lag, 0, c.steps - 1))];
    const double found = own[static_cast<std::size_t>(std::clamp<std::int64_t>(s - lag, 0, reach))];
    if (std::abs(found - expected) <= slack_of(c, expected, peak, logged, part->steps <= 0)) continue;
    if (logged) {  // no note excuses a row of the log, unless the report counts it as one that does not fit
      if (part->exact + odd >= part->rows) return answer::wrong;
      ++odd;
      continue;
    }
    // Rates after the end of the reported schedule are not reported; a note leaves others open.
    const bool after = part->steps > 0 && s - lag >= part->steps;
    if (!doubts && !so_far && !after) return answer::wrong;
    open = true;
  }
  if (open || 50 * unknown > rows) return answer::open;
  return r.segments.size() == 1 || !doubts ? answer::right : answer::open;
}

}  // namespace

grid_result judge(const grid_case& c) {
  const std::vector<double> rates = rates_of(c.spec, c.steps);
  const std::string text = c.log(rates);
  grid_result out;
  const double begin = seconds_spent();
  const auto log = read_log(text);
  if (!log) {
    out.reported = log.error().message;
    return out;
  }
  const log_report r = inspect(*log).front();
  out.seconds = seconds_spent() - begin;
  out.evaluations = r.evaluations;
  out.reported = words_of(r);
  for (const log_finding& f : r.faults) out.faults += (out.faults.empty() ? "" : " ") + f.id;
  out.what = judged(c, rates, r);
  if (out.what == answer::open && c.whole() && !second_schedule(c, rates).empty()) out.what = answer::undetermined;
  return out;
}

}  // namespace taper::test
