// All runs of one invocation: the unfinished runs of the plan, in groups of replicas; the search for tuned peaks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "train/trainer.hpp"

namespace taper::lab {

/// The runs to make.
struct campaign {
  experiment what;
  std::vector<std::string> schedules;
  std::uint64_t seeds = 1;
  double peak = 0.0;
  protocol how = protocol::shared;
  share task{};
  std::size_t replicas = 1;  ///< runs in one program, at most
};

/// Called before each group of runs with the number of runs done, the total, and the next runs.
using announcement = std::function<void(std::size_t done, std::size_t all, const std::vector<run_request>& now)>;

/// Reads the data of the experiment.
taper::result<loaded_data> load_data(const experiment& e);

/// Makes the runs. A finished run is not repeated; its result is returned.
///
/// tuned    first finds each schedule's peak by runs of two other seeds: peaks a factor of 2 apart from 1/4 to 4 times
///          the shared one, further while the best is at an end (at most four factors of 2); every task of a share
///          needs all of them, so they are not distributed.
taper::result<session_end> run_campaign(const campaign& c, const loaded_data& data, const training_options& options,
                                        processes& group, const announcement& announce);

}  // namespace taper::lab
