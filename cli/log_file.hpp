// Reads a training log that an argument names.
#pragma once

#include <string>

#include "taper/logs/log.hpp"

namespace taper::cli {

/// The log in a file, or on stdin where path is "-"; an error names the path.
result<training_log> read_log_at(const std::string& path, const read_options& reading);

}  // namespace taper::cli
