// One panel of a figure on a canvas of terminal cells.
#pragma once

#include <string>
#include <vector>

#include "render/canvas.hpp"
#include "render/chart.hpp"
#include "render/sparkline.hpp"

namespace taper::render {

/// The letter of each different curve of the figure (same name and color: same letter), in order of appearance.
class curve_letters {
 public:
  explicit curve_letters(const figure& f);

  /// "a" … "z", "A" … "Z", then again from the start; empty if the figure has a single curve.
  std::string of(const series& s) const;
  const std::vector<const series*>& curves() const { return curves_; }

 private:
  std::vector<const series*> curves_;
};

struct panel_size {
  int columns = 80;
  int plot_rows = 10;
  int head_rows = 0;  ///< minimum number of rows above the plot, for panels side by side
};

/// Rows that a panel needs above its plot: for its title and for labels of vertical bands and lines.
int head_rows_of(const panel& p);

canvas draw_panel(const panel& p, const curve_letters& letters, panel_size size, glyphs with);

}  // namespace taper::render
