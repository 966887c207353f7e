// A training log as a loss law needs it: the rate of every step and the losses that were measured.
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
  std::size_t warmup_steps = 0;          ///< leading steps of rates that are warmup
  std::string name{};                    ///< what errors call it; its number if empty
};

/// Which column of a log is the loss.
enum class logged_loss : unsigned char { training, evaluation };

/// A run read from a training log, with what it is known by.
struct logged_run {
  loss_log losses;  ///< rates over the whole plan, also where the log ends before it
  std::string file;
  std::optional<std::string> spec;  ///< the schedule that was recovered; without it, rates lie on lines between rows
  std::uint64_t last_step = 0;      ///< how far the losses go
  double peak = 0.0;                ///< largest rate
};

/// The first series of a log (the one with most rates) as a run with losses; library taper::inspect.
///
/// Rates are the recovered schedule's where `report` has one for every segment, else straight lines between the rows. A
/// Hugging Face row holds the mean loss since the row before: it is put half a stride earlier. A step that is logged
/// again after a resume replaces what came before it; losses that are not finite are left out.
/// Errors: no losses of that kind, steps that count epochs or rows, a plan of more than 10 million steps.
result<logged_run> loss_log_of(const training_log& log, const log_report& report,
                               logged_loss which = logged_loss::training);

/// The gradient norms of a log at steps 0 … steps - 1, on straight lines between its rows, level outside them.
/// Errors: no gradient norm above zero.
result<std::vector<double>> gradient_norms_of(const training_log& log, std::size_t steps);

}  // namespace taper
