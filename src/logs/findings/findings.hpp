// Faults and notes of a recovered log. Each check is a function that adds its findings to the report.
#pragma once

#include <span>
#include <string>

#include "logs/recover/recover.hpp"
#include "taper/logs/inspect.hpp"

namespace taper::inspection {

/// The input of the checks.
struct log_facts {
  const training_log& log;
  const log_series& series;
  std::span<const point> points;
  std::span<const stretch> stretches;
};

void find_seams(const log_facts& e, log_report& report);    ///< resumes and jumps between stretches
void find_lags(const log_facts& e, log_report& report);     ///< skipped optimizer steps, offset of the logger
void find_lengths(const log_facts& e, log_report& report);  ///< cut short, unit mistakes, unfinished falls
void find_zeros(const log_facts& e, log_report& report);    ///< a rate of 0 for a large part; after find_lengths
void find_oddities(const log_facts& e,
                   log_report& report);  ///< negative rates, NaN losses, divergence, zero first step

/// Merges several faults of one kind into one with their count. Called last.
void merge_findings(log_report& report);

/// The rate stays at `found` from `step` on, where a fall was to go on to `expected`: `resume-frozen`.
[[nodiscard]] log_finding frozen_rate(std::int64_t step, double found, double expected);

/// The next step to run after the row of `step`, on the counter of the scheduler, as `retarget` counts. Steps that begin
/// at 0 are numbers of steps; else the log counts the steps that are done, and without a lag the row shows the next one.
[[nodiscard]] constexpr std::int64_t next_to_run(std::int64_t first_logged, std::int64_t step, std::int64_t lag) {
  const std::int64_t counter = step - lag;
  const bool shows_next = lag == 0 && first_logged > 0;
  return shows_next ? counter : counter + 1;
}

/// Six significant digits.
[[nodiscard]] std::string brief(double x);
/// `13 %`, `0.4 %`.
[[nodiscard]] std::string percent_of(double part);
/// `1 step`, `7 steps`.
[[nodiscard]] std::string counted(std::int64_t n, std::string_view what);

/// δ from the losses of a series.
[[nodiscard]] std::optional<loss_delta> delta_of(const log_series& series);

}  // namespace taper::inspection
