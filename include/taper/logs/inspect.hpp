// What a training log tells of its schedule: the one that ran, what the log leaves open, what went wrong.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "taper/logs/log.hpp"

namespace taper {

/// Whole numbers [least, most] that a log allows.
struct whole_range {
  std::int64_t least = 0;
  std::int64_t most = 0;
  friend bool operator==(const whole_range&, const whole_range&) = default;
};

/// Whether an innocent reading of the rows is left: a fault that is only `possible` is among the notes.
enum class finding_grade : unsigned char { certain, possible };

/// A fault or a note: what, where, what to do about it, and the rows that show it.
struct log_finding {
  std::string id;                    ///< e.g. `resume-rescaled`; docs/inspect.md lists them all
  std::optional<std::int64_t> step;  ///< the logged step where it shows
  std::string message;
  std::string remedy;  ///< may be empty
  finding_grade grade = finding_grade::certain;
  std::uint64_t rows = 0;            ///< rows that show it; 0 where it is not seen in rows
  std::optional<double> expected{};  ///< the rate at `step` without it
  std::optional<double> found{};     ///< the rate logged there
  double outside = 0.0;              ///< distance of the expected rate from the row's interval, in half widths of it
};

/// The scheduler's counter is `step - lag` from this logged step on.
struct counter_lag {
  std::int64_t step = 0;
  std::int64_t lag = 0;
  friend bool operator==(const counter_lag&, const counter_lag&) = default;
};

/// The reading that comes next: a family at its best, or a schedule that meets every row too.
struct runner_up {
  std::string name;
  double misfit = 0.0;  ///< (max - min) / (max + min) of rate over shape; 0 where it meets every row
  double bits = 0.0;    ///< by which it loses (decision 0502); a row that it does not meet counts 14
};

/// A stretch of the log under one schedule.
struct log_segment {
  std::int64_t from = 0;  ///< logged steps of the first and the last row
  std::int64_t to = 0;
  std::size_t first_row = 0;        ///< index among the rows with a rate
  std::optional<std::string> spec;  ///< in taper's notation; empty where the log cannot tell
  std::string reason;               ///< why there is no spec
  std::vector<std::string> also;    ///< every schedule that meets all rows, where there are several
  std::int64_t steps = 0;           ///< total length of the schedule; 0 where it has none or the log cannot tell
  whole_range steps_range;
  std::int64_t warmup = 0;
  whole_range warmup_range;
  double peak = 0.0;
  double peak_least = 0.0;  ///< what the rows leave open of it, over the open warmups and totals
  double peak_most = 0.0;
  double floor = 0.0;
  bool anneals = false;           ///< the shape comes to an end
  std::vector<counter_lag> lags;  ///< the first one from the first row on
  std::uint64_t rows = 0;
  std::uint64_t exact = 0;          ///< rows that the spec meets within the log's own rounding
  double max_relative_error = 0.0;  ///< over the rows it meets
  std::optional<runner_up> next_best;
  std::function<double(std::int64_t)> rate;  ///< the recovered rate at a counter; empty without a spec
};

/// Differences between consecutive logged losses, an estimate of delta. A row may average `stride` steps.
struct loss_delta {
  double max = 0.0;
  double q99 = 0.0;
  std::int64_t stride = 0;
  std::uint64_t pairs = 0;
};

/// Everything that one series of a log tells.
struct log_report {
  std::string file;
  std::string format;
  std::string run;  ///< where the file holds several
  std::string group;
  std::uint64_t rows = 0;
  std::uint64_t rates = 0;
  rate_precision precision;
  step_unit unit = step_unit::steps;
  std::optional<std::int64_t> max_steps;  ///< the plan, as the file says it
  std::int64_t last_step = 0;             ///< how far the run went
  std::vector<log_segment> segments;
  std::optional<loss_delta> delta;
  std::uint64_t evaluations = 0;  ///< rates computed during the search; at most `most_evaluations(rates)`
  std::vector<log_finding> faults;
  std::vector<log_finding> notes;

  /// The last segment: what ran in the end.
  [[nodiscard]] const log_segment& last() const { return segments.back(); }
};

/// How many rates the search for a series of so many rows computes at most: it is linear in the rows.
[[nodiscard]] constexpr std::uint64_t most_evaluations(std::uint64_t rows) { return 54'000'000 + 150 * rows; }

/// Recovers the schedules of every series of a log, the one with most rates first. Never empty, never fails: a log
/// that cannot tell yields a segment with a reason. Time grows with rows; a million rows take about a second.
[[nodiscard]] std::vector<log_report> inspect(const training_log& log);

}  // namespace taper
