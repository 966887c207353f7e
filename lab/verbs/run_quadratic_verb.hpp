// taper-lab run quadratic: the experiment without a network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/run_files.hpp"

namespace taper::lab {

/// Makes the runs and prints their folder, as JSON on request; returns the exit status. `steps` 0:
/// the length of the setting.
result<int> run_quadratic_verb(const std::string& out, const std::vector<std::string>& schedules, std::uint64_t seeds,
                               std::uint64_t steps, protocol how, const std::string& task, bool json);

}  // namespace taper::lab
