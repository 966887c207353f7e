// CSV files of two columns: measured rates, target profiles.
#pragma once

#include <string>

#include "taper/curve.hpp"

namespace taper::cli {

/// Everything in a file, or in stdin for "-". Error: the file and the system's reason.
result<std::string> read_text(const std::string& path);

/// The rows of a CSV file. Errors name the file, the line and the column.
result<curve> read_curve_file(const std::string& path);

}  // namespace taper::cli
