// The experiment `quadratic`: gradient descent with heavy ball on the noisy quadratic, run by run, with real noise.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "experiment/run_files.hpp"
#include "taper/result.hpp"
#include "taper/theory/quadratic.hpp"

namespace taper::lab {

struct quadratic_request {
  std::filesystem::path out;           ///< DIR of the run folders
  std::vector<std::string> schedules;  ///< in the notation, without a peak
  std::uint64_t first_seed = 1;
  std::uint64_t seeds = 3;
  std::uint64_t steps = 0;  ///< 0: that of the setting (1000)
  lab::protocol how = protocol::shared;
  quadratic_setting setting = quadratic_presets::standard;
  std::uint64_t log_every = 10;
  /// The share of the runs for this call: the I-th of N, ordered by schedule, then seed.
  std::uint64_t task = 0, tasks = 1;
  /// Called before every run with its index, the number of runs, and the folder.
  std::function<void(std::uint64_t at, std::uint64_t of, const std::filesystem::path& folder)> progress = {};
};

struct quadratic_done {
  std::uint64_t ran = 0;
  std::uint64_t were_there = 0;
};

/// Makes the unfinished runs. Directions i = 1 … K one by one (no bins):
///
///   g = lambda_i x + sqrt(c_i) xi,  v <- beta v + g,  x <- x - eta_t v,   x_0 = sqrt(i^-s0) xi_0,  v_0 = 0
///
/// xi standard normal from one stream per seed, so that all schedules of a seed have the same start and noise.
/// train_loss = 1/2 sum lambda x^2 after the last step: the distance to the optimum, which is 0.
///
/// Peaks    shared: cosine's best peak; tuned: the best peak of each schedule, at most the stability cap;
///          budget: the peak with cosine's sum of rates. All from the exact expected loss, not from runs.
/// Status   diverged if the loss is above 10^6 times its start or not finite.
/// Cost     about 0.1 s per run of 1000 steps and 10^4 directions.
taper::result<quadratic_done> run_quadratic(const quadratic_request& request);

/// A single run: the loss before step 0 and after every step.
std::vector<double> simulate_quadratic(const quadratic_setting& setting, const std::vector<double>& rates,
                                       std::uint64_t seed);

}  // namespace taper::lab
