// A figure as text for a terminal: the panels of a figure, drawn with braille, block or ASCII characters.
#pragma once

#include <string>

#include "render/canvas.hpp"
#include "render/chart.hpp"
#include "render/sparkline.hpp"

namespace taper::render {

struct terminal_options {
  int columns = 80;    ///< of the whole text, 30 … 400
  int plot_rows = 10;  ///< of each plotting area, 3 … 100
  glyphs with = glyphs::braille;
  ink colors = ink::plain;
};

/// Draws the figure. Several curves have letters, listed in the legend, to distinguish them without color.
/// Panels are side by side as in the figure if each has at least 36 columns. `block` needs a single curve per panel;
/// a panel with more is drawn in braille.
std::string to_terminal(const figure& f, const terminal_options& options = {});

/// Columns for a chart on this file descriptor: the variable COLUMNS, else the width of the terminal, else 80; 40 … 100.
int chart_columns(int file_descriptor);

/// Colors only on a terminal that is not "dumb", and not if NO_COLOR is set (no-color.org).
ink terminal_ink(int file_descriptor);

/// Braille, or ASCII if LC_ALL, LC_CTYPE or LANG (the first that is set) names an encoding other than UTF-8.
glyphs terminal_glyphs();

}  // namespace taper::render
