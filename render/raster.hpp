// Curves as dots in terminal cells: 2 × 4 to a cell in braille, one to a cell in ASCII.
#pragma once

#include <cstddef>
#include <vector>

#include "render/axis_map.hpp"
#include "render/chart.hpp"

namespace taper::render {

class raster {
 public:
  /// A grid of cells, each of `across` × `down` dots (2 × 4 or 1 × 1).
  raster(int columns, int rows, int across, int down);

  /// Sets the dots of a series. `x` and `y` are the ranges of the axes.
  void draw(const series& s, axis_scale x_scale, value_range x, axis_scale y_scale, value_range y);

  bool has_dots(int column, int row) const { return mask(column, row) != 0; }

  /// The dots that are set in the cell, as the lower bits of its braille character.
  unsigned mask(int column, int row) const { return masks_[place(column, row)]; }

  /// The row of the curve in a column, the middle row if it is steep; −1 if there is none.
  int row_of_curve(int column) const;

 private:
  std::size_t place(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column);
  }
  void set(int dot_x, int dot_y);
  void line(double x0, double y0, double x1, double y1);

  int columns_;
  int rows_;
  int across_;
  int down_;
  std::vector<unsigned> masks_;
};

}  // namespace taper::render
