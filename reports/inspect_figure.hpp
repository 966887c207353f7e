// The picture and the page of a log.
#pragma once

#include "render/chart.hpp"
#include "render/html.hpp"
#include "taper/logs/inspected.hpp"

namespace taper::reports {

/// Logged rates over the recovered schedule, losses below; seams and faults marked.
render::figure inspect_figure(const inspected& log);
/// `f` is the figure of the same log; `written` spells the calls of remedies.
render::html_report inspect_page(const inspected& log, const render::figure& f, const call_writer& written);

}  // namespace taper::reports
