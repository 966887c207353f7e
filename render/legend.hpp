// The shared legend: its distinct entries and their line breaks.
#pragma once

#include <vector>

#include "render/layout.hpp"

namespace taper::render {

/// One entry for each distinct (name, style) of the figure, in order of appearance, not yet placed.
std::vector<legend_item> legend_items(const figure& f);

/// Places the items from left to right in rows between `left` and `right`,
/// the first row's top at `top`. Returns the bottom.
double place_legend(std::vector<legend_item>& items, double left, double right, double top);

}  // namespace taper::render
