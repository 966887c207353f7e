// taper-lab run quadratic: the experiment without a network.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "experiment/run_files.hpp"

namespace taper::lab {

/// Makes the runs and says where they lie, in JSON if asked; returns the exit status. `steps` 0:
/// as many as the setting has.
int run_quadratic_verb(const std::string& out, const std::vector<std::string>& schedules, std::uint64_t seeds,
                       std::uint64_t steps, protocol how, const std::string& task, bool json);

}  // namespace taper::lab
