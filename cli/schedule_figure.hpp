// The figure of schedules: window, time-normalized rate, acceptance, steepness, with the rule's bounds drawn.
#pragma once

#include <string>
#include <vector>

#include "options.hpp"
#include "render/chart.hpp"

namespace taper::cli {

/// Which panels a figure of schedules has.
enum class figure_panel : unsigned char { rate, gamma_bar, acceptance, steepness, kappa };

/// Four panels (or those chosen) of all schedules over their steps.
render::figure schedule_figure(const std::vector<bound_schedule>& all, const check_options& how,
                               const std::vector<figure_panel>& panels = {figure_panel::rate, figure_panel::gamma_bar,
                                                                          figure_panel::acceptance,
                                                                          figure_panel::steepness});

/// The tone in which a page shows a verdict.
render::tone tone_of(verdict v);

}  // namespace taper::cli
