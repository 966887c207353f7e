// The picture of a retargeted run.
#pragma once

#include "render/chart.hpp"
#include "taper/retarget_json.hpp"

namespace taper::reports {

/// The rates as planned, retargeted, and of the naive restart.
render::figure retarget_figure(const retarget_report& r);

}  // namespace taper::reports
