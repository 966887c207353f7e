// One panel of a figure as SVG.
#pragma once

#include <string>

#include "render/layout.hpp"

namespace taper::render {

/// The <g> of one panel. `id` is a prefix that no other panel on the page has.
std::string panel_svg(const panel_layout& p, const std::string& id);

/// The cells of a map and, for a continuous one, its color bar.
std::string heat_svg(const panel_layout& p, const std::string& id);

/// Reference lines' labels, labels of horizontal bands, and notes with their markers, placed where they hide least.
std::string notes_svg(const panel_layout& p);

}  // namespace taper::render
