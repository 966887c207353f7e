// Splits a series into several: engines that print in turn, a run and its repetition, consecutive trainings.
#pragma once

#include <vector>

#include "taper/logs/log.hpp"

namespace taper::inspection {

/// Removes rows that repeat one of the few rows before: several processes print the same line.
void drop_repeated_rows(log_series& series);

/// Splits a series whose steps go back repeatedly into the fewest with increasing steps (`writer 1`, `writer 2`), and a
/// series whose steps start again into one for each training (`training 1`, …). A step back to the middle of a run is a
/// resumed run and is not split.
[[nodiscard]] std::vector<log_series> told_apart(log_series series);

/// Joins series of one run with identical rates; the first is kept, and its group names all of them.
void join_groups_alike(std::vector<log_series>& all);

}  // namespace taper::inspection
