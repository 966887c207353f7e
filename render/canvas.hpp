// A grid of terminal cells that is filled and then printed, with or without colors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/chart.hpp"

namespace taper::render {

/// Whether a terminal text carries ANSI colors.
enum class ink { plain, colored };

/// How a cell is colored: the eight of the palette from `first_series` on, or by meaning.
enum class pen { normal, faint, strong, favorable, marginal, violating, first_series };

pen series_pen(int color);
pen tone_pen(tone t);

class canvas {
 public:
  canvas(int columns, int rows);

  int columns() const { return columns_; }
  int rows() const { return rows_; }

  /// Writes one character; outside the grid nothing happens.
  void put(int column, int row, std::string_view glyph, pen with);

  /// Writes a text from `column` to the right, combining marks on the character before them. What does not fit is cut.
  void text(int column, int row, std::string_view words, pen with);

  bool is_free(int column, int row) const;

  /// The content of a cell; may be empty.
  std::string_view glyph(int column, int row) const;

  /// Whether `count` cells from `column` on are all inside and free.
  bool is_free(int column, int row, int count) const;

  /// Copies another canvas into this one.
  void paste(const canvas& other, int column, int row);

  /// The rows as lines, trailing spaces cut, each ended with a newline and, where colored, with a reset.
  std::string print(ink colors) const;

 private:
  struct cell {
    std::string glyph;  // empty: free
    pen with = pen::normal;
  };

  bool is_inside(int column, int row) const;
  std::size_t place(int column, int row) const {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns_) + static_cast<std::size_t>(column);
  }
  const cell& at(int column, int row) const;
  cell& at(int column, int row);

  int columns_;
  int rows_;
  std::vector<cell> cells_;
};

}  // namespace taper::render
