// Lists of schedules as one writes them on a command line.
#pragma once

#include <string>
#include <vector>

namespace taper::lab {

/// "cosine,poly(i=2),exp,beta=0.5,floor=10%" -> cosine | poly(i=2) | exp,beta=0.5,floor=10%: a comma within parentheses
/// or quotes, or before what is no shape, belongs to the schedule. Nothing is checked here.
std::vector<std::string> split_schedules(const std::vector<std::string>& lists);

}  // namespace taper::lab
