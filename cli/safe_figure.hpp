// Figures of the safe operating area: the rule's numbers over one parameter, the map of two.
#pragma once

#include "render/chart.hpp"
#include "taper/taper.hpp"

namespace taper::cli {

/// Early, middle and late values over one parameter, relative to their limits, within `shown`; shades the safe range.
render::figure range_figure(const safe_range& area, const any_window& w, const check_options& how, interval shown);

/// The relevant part of the whole sweep for a picture: around the safe and the published range.
interval worth_showing(const safe_range& area);

/// Verdicts over two parameters. Every row of the picture is a row of `m.boundary`, with solved ends.
render::figure map_figure(const safe_map& m);

}  // namespace taper::cli
