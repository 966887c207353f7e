// Curves over the steps of runs, averaged over short intervals, so that seeds can be compared.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "report/summary.hpp"

namespace taper::lab {

/// A curve on the grid of its experiment: NaN if an interval has no row.
using binned = std::vector<double>;

/// All seeds of one schedule.
struct schedule_curves {
  std::string spec;
  std::vector<std::uint64_t> seeds;
  std::vector<binned> loss, held_out;  ///< one per seed
  binned rate;                         ///< of the first seed
};

struct experiment_curves {
  std::vector<double> steps;  ///< the middle of every interval
  std::vector<schedule_curves> schedules;
  std::vector<std::string> notes;  ///< metrics that could not be read, one line each
};

/// Reads the metrics of an experiment's finished runs; `bins` intervals of equal length.
experiment_curves curves_of(const experiment_summary& e, const run_set& set, std::size_t bins = 48);

/// Mean, lowest and highest over the seeds of a schedule, point by point.
struct spread {
  binned mean, low, high;
};
spread over_seeds(const std::vector<binned>& curves);

/// The difference of two schedules over their common seeds.
std::vector<binned> paired(const schedule_curves& a, const schedule_curves& b,
                           std::vector<binned> schedule_curves::* which);

}  // namespace taper::lab
