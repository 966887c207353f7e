// Curves as dots in terminal cells.
#include "render/raster.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "render/trace.hpp"

namespace taper::render {

raster::raster(int columns, int rows, int across, int down)
    : columns_(columns),
      rows_(rows),
      across_(across),
      down_(down),
      masks_(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {}

void raster::set(int dot_x, int dot_y) {
  const int column = dot_x / across_;
  const int row = dot_y / down_;
  if (dot_x < 0 || dot_y < 0 || column >= columns_ || row >= rows_) return;
  // The dots of a braille cell in the order of Unicode: 1 2 3 7 down the left, 4 5 6 8 down the right.
  constexpr std::array<std::array<unsigned, 4>, 2> bits = {{{0x01, 0x02, 0x04, 0x40}, {0x08, 0x10, 0x20, 0x80}}};
  const unsigned bit = bits[static_cast<std::size_t>(dot_x % across_)][static_cast<std::size_t>(dot_y % down_)];
  masks_[place(column, row)] |= bit;
}

void raster::line(double x0, double y0, double x1, double y1) {
  const int steps = std::max(1, static_cast<int>(std::ceil(std::max(std::abs(x1 - x0), std::abs(y1 - y0)))));
  for (int i = 0; i <= steps; ++i) {
    const double part = static_cast<double>(i) / steps;
    set(static_cast<int>(std::lround(x0 + part * (x1 - x0))), static_cast<int>(std::lround(y0 + part * (y1 - y0))));
  }
}

void raster::draw(const series& s, axis_scale x_scale, value_range x, axis_scale y_scale, value_range y) {
  const rect area = {0, 0, static_cast<double>(columns_ * across_ - 1), static_cast<double>(rows_ * down_ - 1)};
  const axis_map x_map = {x_scale, x, 0, area.width};
  const axis_map y_map = {y_scale, y, area.height, 0};
  if (s.kind == series_kind::dots) {
    for (const point& p : trace_dots(s, x_map, y_map, area)) line(p.x, p.y, p.x, p.y);
    return;
  }
  std::vector<polyline> pieces = trace_line(s, x_map, y_map, area);
  if (s.kind == series_kind::area && !s.y_low.empty()) {
    const series low = {.x = s.x, .y = s.y_low};
    const std::vector<polyline> lower = trace_line(low, x_map, y_map, area);
    pieces.insert(pieces.end(), lower.begin(), lower.end());
  }
  for (const polyline& piece : pieces) {
    line(piece[0].x, piece[0].y, piece[0].x, piece[0].y);
    for (std::size_t i = 1; i < piece.size(); ++i) line(piece[i - 1].x, piece[i - 1].y, piece[i].x, piece[i].y);
  }
}

int raster::row_of_curve(int column) const {
  int first = -1;
  int last = -1;
  for (int row = 0; row < rows_; ++row) {
    if (!has_dots(column, row)) continue;
    if (first < 0) first = row;
    last = row;
  }
  const int middle = (first + last) / 2;
  return first >= 0 && has_dots(column, middle) ? middle : first;
}

}  // namespace taper::render
