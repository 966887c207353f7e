// A page of schedules: the picture, a table of verdicts, reasons and remedies.
#pragma once

#include <vector>

#include "render/html.hpp"
#include "reports/bound_schedule.hpp"

namespace taper::reports {

/// `f` is the figure of the same schedules.
result<render::html_report> schedule_page(const std::vector<bound_schedule>& all, const check_options& how,
                                          const render::figure& f);

}  // namespace taper::reports
