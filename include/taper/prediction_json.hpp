// A prediction as JSON: the one place where the form taper.predict/1 is written.
#pragma once

#include <string>
#include <string_view>

#include "taper/prediction.hpp"

namespace taper {

/// One object of `taper predict --json`, without line breaks. `spec` is the text as typed, `preset` the name of the
/// noisy quadratic. A number that is infinite is null.
std::string predict_json(std::string_view spec, const run& r, const prediction& p, std::string_view preset);

}  // namespace taper
