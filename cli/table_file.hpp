// Tables from files: table("curve.csv") in a spec is replaced by the points of the file.
#pragma once

#include <string>
#include <string_view>

#include "taper/result.hpp"

namespace taper::cli {

/// The spec with every table("path") replaced by table([[x, y], …]). The file is CSV with two columns, step (or x) and
/// rate; the first column is scaled to 0 … 1 and the second to the highest rate. The text is unchanged without one.
result<std::string> with_tables_read(std::string_view spec);

}  // namespace taper::cli
