// Two-column CSV files: measured rates, target profiles.
#pragma once

#include <string>

#include "taper/curve.hpp"

namespace taper::cli {

/// The content of a file, or of stdin for "-". The error has the file and the system's reason.
result<std::string> read_text(const std::string& path);

/// The rows of a CSV file. Errors name the file, the line and the column.
result<curve> read_curve_file(const std::string& path);

}  // namespace taper::cli
