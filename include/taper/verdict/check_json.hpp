// A check and a comparison as JSON: the one place where the forms taper.check/2 and taper.compare/2 are written; the
// program, C and the bindings use it.
#pragma once

#include <string>
#include <string_view>

#include "taper/comparison.hpp"
#include "taper/cosine_baseline.hpp"
#include "taper/schedule.hpp"
#include "taper/verdict.hpp"

namespace taper {

/// One object of `taper check --json`, without line breaks. `spec` is the text as typed. A number that is infinite is
/// null with a flag beside it; NaN never appears.
std::string check_json(std::string_view spec, const run& r, const check_report& report, const cosine_baseline& against);
/// One object of `taper compare --json`: the check, the normalized rates and the spectrum.
std::string compare_json(std::string_view spec, const run& r, const comparison& c);

}  // namespace taper
