// Tables from files: replaces table("curve.csv") in a spec by the points of the file.
#pragma once

#include <string>
#include <string_view>

#include "taper/result.hpp"

namespace taper::cli {

/// Replaces every table("path") in a spec by table([[x, y], …]). The file is CSV with two columns, step (or x) and
/// rate; the first column is scaled to 0 … 1 and the second to a maximum of 1. Other text is unchanged.
result<std::string> with_tables_read(std::string_view spec);

}  // namespace taper::cli
