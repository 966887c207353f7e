// Reads the folders of finished runs.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "experiment/run_files.hpp"
#include "taper/result.hpp"

namespace taper::lab {

/// A row of metrics.jsonl.
struct metric_row {
  std::uint64_t step = 0;
  double learning_rate = 0.0;
  std::optional<double> loss;  ///< none where it was not finite
  std::optional<double> held_out_loss;
};

/// A run that has a result.
struct finished_run {
  run_result result;
  std::filesystem::path folder;  ///< empty for a run from a file of results
};

/// All runs of a folder or a file.
struct run_set {
  std::vector<finished_run> runs;       ///< by experiment, protocol, spec, seed
  std::vector<std::string> unfinished;  ///< folders with a config.json and no result.json yet
  std::vector<std::string> broken;      ///< one line each: what could not be read, and why
};

/// Finds every result.json below a folder, at most five folders deep, or reads a file with one result on each line;
/// without those of the peak search of the tuned protocol. Errors   io: no such folder or file, or no run in it.
taper::result<run_set> read_runs(const std::filesystem::path& from);

/// The rows of FOLDER/metrics.jsonl. A truncated last line (of a killed run) is ignored; any other line that cannot
/// be read is an error with its number.
taper::result<std::vector<metric_row>> read_metrics(const std::filesystem::path& folder);

}  // namespace taper::lab
