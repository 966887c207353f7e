// Umbrella header: everything of the library that has no further dependency.
#pragma once

#include "taper/bound.hpp"
#include "taper/chebyshev_steps.hpp"
#include "taper/comparison.hpp"
#include "taper/controller.hpp"
#include "taper/dynamics.hpp"
#include "taper/footing.hpp"
#include "taper/libraries/catalogue.hpp"
#include "taper/multiplier.hpp"
#include "taper/notation.hpp"
#include "taper/prediction.hpp"
#include "taper/quadratic.hpp"
#include "taper/rule.hpp"
#include "taper/safe.hpp"
#include "taper/schedule.hpp"
#include "taper/spectrum.hpp"
#include "taper/verdict.hpp"
