// A schedule as given, parsed and bound to a length.
#pragma once

#include <string>

#include "taper/taper.hpp"

namespace taper::reports {

struct bound_schedule {
  std::string spec;  ///< as typed
  schedule parsed;
  run bound;
};

}  // namespace taper::reports
