// Figures of a schedule for both kinds of evidence.
#pragma once

#include "taper/verdict/safe.hpp"

namespace taper {

/// The largest kappa over the second half of a fall.
double largest_kappa(const fall_view& fall);

}  // namespace taper
