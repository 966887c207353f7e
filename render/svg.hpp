// A figure as SVG text: real text, no script, no external resource, the same bytes for the same figure.
#pragma once

#include <string>

#include "render/chart.hpp"

namespace taper::render {

enum class theme {
  light,      ///< for print and PNG
  automatic,  ///< light, and dark where the reader's system asks for it (prefers-color-scheme)
};

enum class svg_use {
  file,    ///< a separate document with width and height
  inline_  ///< part of an HTML page: as wide as its place, style sheet and XML header left to the page
};

struct svg_options {
  theme colors = theme::automatic;
  svg_use use = svg_use::file;
  std::string id = "taper";  ///< prefix of the ids inside; unique for each figure on a page
};

/// Draws the figure. Never fails: a panel without finite points says "no data".
std::string to_svg(const figure& f, const svg_options& options = {});

/// The style sheet for inline figures, needed once per page.
std::string svg_style_sheet(theme colors);

}  // namespace taper::render
