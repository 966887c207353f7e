// All runs of one invocation: the plan less what is finished, in groups of replicas; the search for tuned peaks.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "train/trainer.hpp"

namespace taper::lab {

/// What to run.
struct campaign {
  experiment what;
  std::vector<std::string> schedules;
  std::uint64_t seeds = 1;
  double peak = 0.0;
  protocol how = protocol::shared;
  share task{};
  std::size_t replicas = 1;  ///< runs in one program, at most
};

/// Before each group of runs: how many of the runs are done, of how many, and which come now.
using announcement = std::function<void(std::size_t done, std::size_t all, const std::vector<run_request>& now)>;

/// Reads the data of the experiment.
taper::result<loaded_data> load_data(const experiment& e);

/// Makes the runs. A run that is finished in its folder is not made again and its result is returned.
///
/// tuned    first finds each schedule's peak by runs of two other seeds: peaks a factor of 2 apart from 1/4 to 4 times
///          the shared one, further while the best is at an end (four factors of 2 at most); every task of a share
///          needs all of them, so they are not spread.
taper::result<session_end> run_campaign(const campaign& c, const loaded_data& data, const training_options& options,
                                        processes& group, const announcement& announce);

}  // namespace taper::lab
