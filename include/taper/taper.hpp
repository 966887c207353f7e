// Umbrella header: everything of the library that has no further dependency.
#pragma once

#include "taper/comparison.hpp"
#include "taper/dynamics.hpp"
#include "taper/footing.hpp"
#include "taper/notation.hpp"
#include "taper/safe.hpp"
#include "taper/schedule.hpp"
#include "taper/verdict.hpp"
