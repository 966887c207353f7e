// The command of the program for a suggested call, as text for a shell.
#pragma once

#include <string>

#include "taper/logs/inspect.hpp"

namespace taper::reports {

/// `taper retarget "linear" --steps 1000 --at 400`
std::string command_of(const suggested_call& call);

}  // namespace taper::reports
