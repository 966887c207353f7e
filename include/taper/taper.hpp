// Umbrella header: the whole library except exports, the JSON writers and what needs other software.
#pragma once

#if __cplusplus < 202002L && (!defined(_MSVC_LANG) || _MSVC_LANG < 202002L)
#error "taper needs C++20: compile with -std=c++20 or later"
#else

#include "taper/algebra.hpp"
#include "taper/algebra/plan.hpp"
#include "taper/algebra/plateau.hpp"
#include "taper/clock/batches.hpp"
#include "taper/comparison.hpp"
#include "taper/cosine_baseline.hpp"
#include "taper/curve.hpp"
#include "taper/dynamics.hpp"
#include "taper/endless.hpp"
#include "taper/formula.hpp"
#include "taper/libraries.hpp"
#include "taper/library_types.hpp"
#include "taper/notation.hpp"
#include "taper/notation/pattern.hpp"
#include "taper/prediction.hpp"
#include "taper/retarget.hpp"
#include "taper/rule.hpp"
#include "taper/schedule.hpp"
#include "taper/table_of.hpp"
#include "taper/theory/bound.hpp"
#include "taper/theory/chebyshev_steps.hpp"
#include "taper/theory/controller.hpp"
#include "taper/theory/multiplier.hpp"
#include "taper/theory/quadratic.hpp"
#include "taper/theory/spectrum.hpp"
#include "taper/verdict.hpp"
#include "taper/verdict/safe.hpp"

#endif
