// A figure as PNG: the SVG drawn by librsvg, where the program was built with it.
#pragma once

#include <string>
#include <string_view>

#include "failure.hpp"
#include "render/chart.hpp"

namespace taper::render {

struct png_options {
  double scale = 2;  ///< px of the image per px of the figure
};

/// Whether this build can draw PNG at all.
bool has_png();

/// Draws SVG text into `png`, the bytes of an image file. Fails when this build has no librsvg (the hint says what to
/// install), when the text is no SVG, and when a side would pass 32,767 px.
cli::outcome svg_to_png(std::string_view svg, std::string& png, const png_options& options = {});

/// Draws the figure, always in light colors, and writes it to `path` whole or not at all.
cli::outcome write_png(const figure& f, const std::string& path, const png_options& options = {});

}  // namespace taper::render
