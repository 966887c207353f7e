// A rate of 0 for a large part of a log: a fault if the recovered schedule has ended, otherwise a note.
#include <algorithm>
#include <cmath>

#include "logs/findings/findings.hpp"

namespace taper::inspection {
namespace {

constexpr std::size_t rows_at_least = 5;
constexpr double part_at_least = 0.1;  ///< as in `check`
constexpr double zero = 1e-5;  ///< fraction of the highest rate: largest rounding interval that still counts as 0

/// Rows [begin, end) that are 0, not only rounded to 0.
struct zero_rows {
  std::size_t begin = 0;
  std::size_t end = 0;
  [[nodiscard]] std::size_t count() const noexcept { return end - begin; }
};

bool is_zero(const point& p, double highest) { return p.value == 0.0 && p.high <= zero * highest; }

zero_rows at_the_end(std::span<const point> points, double highest) {
  std::size_t begin = points.size();
  while (begin > 0 && is_zero(points[begin - 1], highest)) --begin;
  return {begin, points.size()};
}
zero_rows at_the_start(std::span<const point> points, double highest) {
  std::size_t end = 0;
  while (end < points.size() && is_zero(points[end], highest)) ++end;
  return {0, end};
}

/// The fraction of the planned or logged run that these rows cover.
double part_of_run(const log_facts& e, zero_rows rows) {
  const auto covered = static_cast<double>(e.points[rows.end - 1].step - e.points[rows.begin].step + 1);
  const std::int64_t logged = e.points.back().step - e.points.front().step + 1;
  return covered / static_cast<double>(std::max<std::int64_t>({logged, e.log.max_steps.value_or(0), 1}));
}

/// Whether the recovered schedule falls to 0 and these rows are at or after its end.
bool after_the_end(const log_facts& e, zero_rows rows) {
  const stretch& s = e.stretches.back();
  if (!s.fit || !s.reason.empty() || !has_end(s.fit->form.kind) || s.fit->floor > 0.0 || s.where.lags.empty())
    return false;
  const std::int64_t counter = e.points[rows.begin].step - s.where.lags.back().lag;
  return s.where.begin < rows.begin && counter + 1 >= s.fit->total();
}

std::string extent(const log_facts& e, zero_rows rows) {
  return "from step " + std::to_string(e.points[rows.begin].step) + " to step " +
         std::to_string(e.points[rows.end - 1].step) + ", " + percent_of(part_of_run(e, rows)) + " of the run";
}

}  // namespace

void find_zeros(const log_facts& e, log_report& report) {
  if (e.points.size() < rows_at_least) return;
  double highest = 0.0;
  for (const point& p : e.points) highest = std::max(highest, p.value);
  const bool all = std::all_of(e.points.begin(), e.points.end(), [](const point& p) { return p.value == 0.0; });
  if (all) {
    report.notes.push_back(
        {"zero-rate",
         e.points.front().step,
         "every rate in this log is 0: the group is frozen, the log has too few digits, this column is not "
         "the rate, or the scheduler never started",
         {}});
    return;
  }
  const auto large = [&](zero_rows rows) {
    return rows.count() >= rows_at_least && part_of_run(e, rows) >= part_at_least;
  };
  if (const zero_rows rows = at_the_start(e.points, highest); large(rows)) {
    report.notes.push_back({"zero-rate",
                            e.points.front().step,
                            "the rate is 0 " + extent(e, rows) + ", before it rises: nothing is trained until then",
                            {}});
  }
  const zero_rows rows = at_the_end(e.points, highest);
  if (!large(rows)) return;
  // with a known run length this fault has already been reported
  const bool reported = std::any_of(report.faults.begin(), report.faults.end(), [](const log_finding& f) {
    return f.id == "unit-mistake" || f.id == "other-horizon";
  });
  if (reported) return;
  const bool over = after_the_end(e, rows);
  auto& list = over ? report.faults : report.notes;
  list.push_back({over ? "other-horizon" : "zero-rate", e.points[rows.begin].step,
                  "the rate is 0 " + extent(e, rows) +
                      (over ? ": the schedule ends after " + std::to_string(e.stretches.back().fit->total()) +
                                  " steps, and nothing is trained after that"
                            : std::string()),
                  over ? "give the schedule the number of steps of the run" : ""});
}

}  // namespace taper::inspection
