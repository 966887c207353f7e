// One row of a comparison: verdict, dynamics, collapse, budget and spectrum of a schedule.
#pragma once

#include <array>

#include "taper/cosine_baseline.hpp"
#include "taper/theory/spectrum.hpp"
#include "taper/verdict.hpp"

namespace taper {

/// The row of one schedule in `taper compare`.
struct comparison {
  check_report report;
  cosine_baseline against;            ///< relative to cosine
  std::array<double, 4> gamma_bar{};  ///< at 1/4, 1/2, 3/4 of the fall and at its last step, per step
  window_figures spectrum;            ///< of the window mirrored about its peak
};

/// Compares one run. Errors as check().
result<comparison> compare(const run& r, const check_options& how = {});

}  // namespace taper
