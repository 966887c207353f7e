// Recovers the schedule of a training log, with its uncertainty, and the faults of the run.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "taper/logs/log.hpp"
#include "taper/schedule.hpp"

namespace taper {

/// Whole numbers [least, most] that a log allows.
struct whole_range {
  std::int64_t least = 0;
  std::int64_t most = 0;
  friend bool operator==(const whole_range&, const whole_range&) = default;
};

/// Whether a harmless explanation of the rows remains: a fault that is only `possible` is among the notes.
enum class finding_grade : unsigned char { certain, possible };

/// The library call that a remedy suggests: function, schedule, and the other arguments by name.
struct suggested_call {
  std::string_view function;  ///< check or retarget
  std::string spec;
  std::vector<std::pair<std::string_view, std::int64_t>> arguments;
};

/// A fault or a note: what, where, the remedy, and the rows that show it.
/// Not a taper::finding, which has no evidence: logged steps can be negative, and each finding has its rows and rates.
struct log_finding {
  std::string id;                    ///< e.g. `resume-rescaled`; docs/inspect.md lists all ids
  std::optional<std::int64_t> step;  ///< the first logged step that shows it
  std::string message;
  std::string remedy;  ///< may be empty
  finding_grade grade = finding_grade::certain;
  std::uint64_t rows = 0;            ///< rows that show it; 0 if it does not appear in rows
  std::optional<double> expected{};  ///< the rate at `step` without the fault
  std::optional<double> found{};     ///< the logged rate there
  double outside = 0.0;              ///< distance of the expected rate from the row's interval, in half widths of it
  std::optional<suggested_call> call{};  ///< what the remedy comes down to
};

/// The scheduler's counter is `step - lag` from this logged step on.
struct counter_lag {
  std::int64_t step = 0;
  std::int64_t lag = 0;
  friend bool operator==(const counter_lag&, const counter_lag&) = default;
};

/// The reading with the next lowest cost: another family with its best parameters, or another schedule that fits.
struct runner_up {
  std::string name;
  double misfit = 0.0;  ///< (max - min) / (max + min) of rate over shape; 0 if it fits every row
  double bits = 0.0;    ///< by which it costs more (decision 0502); a row that it does not fit costs 14
};

/// A stretch of the log under one schedule.
struct log_segment {
  std::int64_t from = 0;  ///< logged steps of the first and the last row
  std::int64_t to = 0;
  std::size_t first_row = 0;        ///< index among the rows with a rate
  std::optional<schedule> ran;      ///< empty if the log cannot tell
  std::optional<std::string> spec;  ///< the same in taper's notation
  std::string reason;               ///< the reason if there is no spec
  std::vector<std::string> also;    ///< every schedule that fits all rows, if there are several
  std::int64_t steps = 0;           ///< total length of the schedule; 0 if it has none or it is not determined
  whole_range steps_range;
  std::int64_t warmup = 0;
  whole_range warmup_range;
  double peak = 0.0;
  double peak_least = 0.0;  ///< possible values over all possible warmups and totals
  double peak_most = 0.0;
  double floor = 0.0;
  bool anneals = false;           ///< the shape has an end
  std::vector<counter_lag> lags;  ///< the first lag applies from the first row on
  std::uint64_t rows = 0;
  std::uint64_t exact = 0;          ///< rows that agree with the spec within their rounding
  double max_relative_error = 0.0;  ///< over the rows that agree
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

/// The report of one series of a log.
struct log_report {
  std::string file;
  std::string format;
  std::string run;  ///< if the file has several
  std::string group;
  std::uint64_t rows = 0;
  std::uint64_t rates = 0;
  rate_precision precision;
  step_unit unit = step_unit::steps;
  std::optional<std::int64_t> max_steps;  ///< the planned length from the file
  std::int64_t last_step = 0;             ///< last step of the run
  std::vector<log_segment> segments;
  std::optional<loss_delta> delta;
  std::uint64_t evaluations = 0;  ///< rates computed during the search; at most `most_evaluations(rates)`
  std::vector<log_finding> faults;
  std::vector<log_finding> notes;

  /// The last segment.
  [[nodiscard]] const log_segment& last() const { return segments.back(); }
};

/// The maximum number of rates that the search computes for a series: linear in its rows.
[[nodiscard]] constexpr std::uint64_t most_evaluations(std::uint64_t rows) { return 40'000'000 + 150 * rows; }

/// Recovers the schedules of every series of a log, the one with the most rates first. Never empty, never fails: a log
/// without a determined schedule gives a segment with a reason. 100,000 rows take at most about two seconds.
[[nodiscard]] std::vector<log_report> inspect(const training_log& log);

}  // namespace taper
