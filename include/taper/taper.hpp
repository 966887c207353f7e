// Umbrella header: everything of the library that has no further dependency.
#pragma once

#include "taper/notation.hpp"
#include "taper/schedule.hpp"
