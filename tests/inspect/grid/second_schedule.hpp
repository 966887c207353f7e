// Whether the rows of a log of the grid determine its schedule: a second one with the same rates shows that they do not.
#pragma once

#include <string>
#include <vector>

#include "grid/cases.hpp"

namespace taper::test {

/// A schedule that fits every row of the log as the true one does, and goes on below its last rate; empty if there is
/// none of the same family. `rates`: those of the true schedule.
[[nodiscard]] std::string second_schedule(const grid_case& c, const std::vector<double>& rates);

}  // namespace taper::test
