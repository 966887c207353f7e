// Training logs as a fit uses them: rates in units of the peak, a few hundred averaged points.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "taper/design/loss_law.hpp"

namespace taper::detail {

struct fit_points {
  std::vector<double> rates;  // in units of the reference peak
  std::size_t warmup_steps = 0;
  std::vector<std::size_t> after_steps;
  std::vector<double> log_losses;
};

/// The points of every log; sets the peaks, lengths and unit of `fitted`. An error names the log and the reason.
result<std::vector<fit_points>> points_of(std::span<const loss_log> logs, const law_fit_options& options,
                                          fitted_law& fitted);

}  // namespace taper::detail
