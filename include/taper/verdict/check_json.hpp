// A check and a comparison as JSON: the only writer of taper.check/2 and taper.compare/2, used by the program, C and the
// bindings.
#pragma once

#include <string>
#include <string_view>

#include "taper/comparison.hpp"
#include "taper/cosine_baseline.hpp"
#include "taper/schedule.hpp"
#include "taper/verdict.hpp"

namespace taper {

/// One object of `taper check --json`, without line breaks. `spec` is the original text. An infinite number is
/// null with an additional flag; NaN never appears.
std::string check_json(std::string_view spec, const run& r, const check_report& report, const cosine_baseline& against);
/// One object of `taper compare --json`: the check, the normalized rates and the spectrum.
std::string compare_json(std::string_view spec, const run& r, const comparison& c);

}  // namespace taper
