// Schedules of any family: template instantiations shared by all sources.
#include "taper/schedule.hpp"

namespace taper {

template class basic_run<any_window>;

}  // namespace taper
