// Lists of schedules on a command line.
#pragma once

#include <string>
#include <vector>

namespace taper::lab {

/// "cosine,poly(i=2),exp,beta=0.5,floor=10%" -> cosine | poly(i=2) | exp,beta=0.5,floor=10%: a comma within parentheses
/// or quotes, or before a word that is not a shape, belongs to the schedule. The schedules are not checked here.
std::vector<std::string> split_schedules(const std::vector<std::string>& lists);

}  // namespace taper::lab
