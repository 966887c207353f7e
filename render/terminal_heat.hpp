// A map of cells in a terminal.
#pragma once

#include "render/axis_map.hpp"
#include "render/canvas.hpp"
#include "render/chart.hpp"
#include "render/sparkline.hpp"

namespace taper::render {

struct cell_area {
  int column = 0;
  int row = 0;
  int width = 0;
  int height = 0;
};

/// Fills the area; `x` and `y` map values to columns and rows counted from its top left corner.
void draw_heat(canvas& c, const heat_map& m, cell_area area, const axis_map& x, const axis_map& y, glyphs with);

/// The character for a level: the better, the denser.
const char* level_glyph(tone t, glyphs with);

}  // namespace taper::render
