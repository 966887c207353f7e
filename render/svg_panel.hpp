// One panel of a figure as SVG.
#pragma once

#include <string>

#include "render/layout.hpp"

namespace taper::render {

/// The <g> of one panel. `id` is a prefix that is unique on the page.
std::string panel_svg(const panel_layout& p, const std::string& id);

/// The cells of a map and, for a continuous one, its color bar.
std::string heat_svg(const panel_layout& p, const std::string& id);

/// Labels of reference lines and horizontal bands, and notes with markers, placed where they hide the least.
std::string notes_svg(const panel_layout& p);

}  // namespace taper::render
