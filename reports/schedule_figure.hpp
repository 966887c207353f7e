// The figure of schedules: window, time-normalized rate, acceptance, steepness, and the limits of the rule.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/chart.hpp"
#include "reports/bound_schedule.hpp"

namespace taper::reports {

/// The panels of a figure of schedules.
enum class figure_panel : unsigned char { rate, gamma_bar, acceptance, steepness, kappa };

/// Names of the panels, in their order.
inline constexpr std::string_view panel_names[] = {"window", "gamma_bar", "acceptance", "steepness", "kappa"};

/// Panels by name; without names, all but kappa. "rate" is another name of "window".
result<std::vector<figure_panel>> panels_of(const std::vector<std::string>& names);

/// Four panels (or those chosen) of all schedules over their steps.
render::figure schedule_figure(const std::vector<bound_schedule>& all, const check_options& how,
                               const std::vector<figure_panel>& panels = {figure_panel::rate, figure_panel::gamma_bar,
                                                                          figure_panel::acceptance,
                                                                          figure_panel::steepness});

/// The color tone of a verdict on a page.
render::tone tone_of(verdict v);

}  // namespace taper::reports
