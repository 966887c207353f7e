// A curve in one line of text.
#pragma once

#include <span>
#include <string>

namespace taper::render {

/// The character set of a terminal.
enum class glyphs {
  braille,  ///< 2 × 4 dots per cell: fine lines, several curves
  block,    ///< filled columns in eighths of a cell: one curve
  ascii,
};

/// The values as ▁▂▃▄▅▆▇█ from their minimum to their maximum, at most `width` characters: the mean of each part if
/// there are more values. A part without a finite value is a space;
/// a flat line is at half height. `ascii` uses _.:-=+*#.
std::string sparkline(std::span<const double> values, int width, glyphs with = glyphs::block);

}  // namespace taper::render
