// Schedules of any family: the code that every source would otherwise compile again.
#include "taper/schedule.hpp"

namespace taper {

template class basic_run<any_window>;

}  // namespace taper
