// A training log as input of a loss law: the rate of every step and the measured losses.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "taper/logs/inspect.hpp"
#include "taper/logs/log.hpp"
#include "taper/result.hpp"

namespace taper {

/// A run with its losses.
struct loss_log {
  std::vector<double> rates;             ///< of every step from step 0, as applied
  std::vector<std::size_t> after_steps;  ///< losses[i] was measured after this many steps: 1 … rates.size(), rising
  std::vector<double> losses;            ///< above zero
  std::size_t warmup_steps = 0;          ///< number of warmup steps at the beginning of rates
  std::string name{};                    ///< what errors call it; its number if empty
};

/// The loss column of a log.
enum class logged_loss : unsigned char { training, evaluation };

/// A run read from a training log, with its origin.
struct logged_run {
  loss_log losses;  ///< rates over the whole plan, even if the log ends earlier
  std::string file;
  std::optional<std::string>
      spec;                     ///< the recovered schedule; without it, rates are interpolated linearly between rows
  std::uint64_t last_step = 0;  ///< the last step with a loss
  double peak = 0.0;            ///< largest rate
};

/// The first series of a log (the one with the most rates) as a run with losses; library taper::inspect.
///
/// Rates come from the recovered schedule if `report` has one for every segment, else from linear interpolation. A
/// Hugging Face row has the mean loss since the previous row, so it is placed half a stride earlier. A step that is logged
/// again after a resume replaces the earlier row; losses that are not finite are ignored.
/// Errors: no losses of that kind, steps that count epochs or rows, a plan of more than 10 million steps.
result<logged_run> loss_log_of(const training_log& log, const log_report& report,
                               logged_loss which = logged_loss::training);

/// The gradient norms of a log at steps 0 … steps - 1, by linear interpolation, constant outside the rows.
/// Errors: no gradient norm above zero.
result<std::vector<double>> gradient_norms_of(const training_log& log, std::size_t steps);

}  // namespace taper
