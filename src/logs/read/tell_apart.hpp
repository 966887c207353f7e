// One series into several: engines that print in turn, a run and its repetition, one training after another.
#pragma once

#include <vector>

#include "taper/logs/log.hpp"

namespace taper::inspection {

/// Takes out rows that say again what one of the few rows before said: several processes print the same line.
void drop_repeated_rows(log_series& series);

/// Splits a series whose steps go back again and again into the fewest that go forward (`writer 1`, `writer 2`), and one
/// whose steps begin anew into a series for each training (`training 1`, …). A step back to the middle of a run is a
/// resumption and stays.
[[nodiscard]] std::vector<log_series> told_apart(log_series series);

/// Joins series of one run whose rates are the same row for row; the first stays, its group names them all.
void join_groups_alike(std::vector<log_series>& all);

}  // namespace taper::inspection
