// Shared by the stages.
#pragma once

#include "judged_fall.hpp"
#include "taper/verdict.hpp"

namespace taper::detail {

/// Absolute rounding error of a numeric window: a few units in the last place, of float32 if all its rates at `steps`
/// are float32. 0 for a closed form.
double blur_of(const judged_fall& fall, const std::vector<std::uint64_t>& steps);

/// Steepness S over the second half and the falls of gamma_bar over the whole fall; source:
/// semantics, "Dynamics and verdict".
smooth_stage judge_middle(const judged_fall& fall, const check_options& how);

}  // namespace taper::detail
