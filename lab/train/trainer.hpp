// Trains: one run, or several replicas of a small model at once, from the start or from their checkpoint.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "data/dataset.hpp"
#include "experiment/plan.hpp"
#include "models/model.hpp"
#include "train/processes.hpp"

namespace taper::lab {

/// The data of an experiment, read once for all runs.
struct loaded_data {
  std::optional<text_data> text;
  std::optional<image_data> images;
  std::optional<double> optimum;  ///< entropy rate of a synthetic language
  std::string checksum;           ///< of all tokens or images, as checksum_of() gives it
};

/// The CRC-32C of the training and held-out data as 8 hexadecimal digits.
std::string checksum_of(const loaded_data& data);

/// Progress for the user.
struct progress {
  std::uint64_t step = 0;  ///< done so far
  std::uint64_t steps = 0;
  double loss = 0.0;  ///< of the last batch, mean over the replicas
  double learning_rate = 0.0;
  double per_second = 0.0;  ///< steps, since it was started
};

/// Options of training that do not change the experiment.
struct training_options {
  std::filesystem::path dir = "lab-runs";
  at::Device device = at::kCPU;
  int threads = 1;
  precision numbers{};
  bool record = true;                  ///< steps on a CUDA device as a CUDA graph
  std::uint64_t checkpoint_every = 0;  ///< steps; 0: that of the experiment
  std::function<void(const progress&)> on_step = {};
  std::function<void(const std::string&)> say = {};  ///< receives messages for the user
  const std::atomic<bool>* stop = nullptr;           ///< when set: write a checkpoint and stop
};

/// The end of a session: results in the order of the requests, or stopped and resumable.
struct session_end {
  bool stopped = false;
  std::vector<run_result> results;
};

/// Whether the run of a request is finished in its folder; an error if the folder contains another run.
taper::result<std::optional<run_result>> result_of(const experiment& e, const run_request& r, const loaded_data& data,
                                                   const training_options& options, int processes);

/// Makes the runs of `requests` together: a single one, or R replicas of a GPT in one program. Writes the files
/// of each folder; resumes from a checkpoint if there is one, with identical numbers (CPU,
/// same number of threads). Only rank 0 of `group` writes.
///
/// Errors  a folder that another process uses or that contains a run with other settings; files that cannot be written;
/// data too short for the block.
taper::result<session_end> train(const experiment& e, std::span<const run_request> requests, const loaded_data& data,
                                 const training_options& options, processes& group);

}  // namespace taper::lab
