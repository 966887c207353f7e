// Reads the training log named by an argument.
#pragma once

#include <string>

#include "taper/logs/log.hpp"

namespace taper::cli {

/// The log in a file, or on stdin if path is "-"; an error names the path.
result<training_log> read_log_at(const std::string& path, const read_options& reading);

/// An error if a log has only one rate, which is not evidence of any schedule.
result<void> one_row_only(const std::string& path, const training_log& log);

}  // namespace taper::cli
