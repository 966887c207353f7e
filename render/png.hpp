// A figure as PNG: the SVG drawn by librsvg or LunaSVG, if the program was built with one of them.
#pragma once

#include <string>
#include <string_view>

#include "render/chart.hpp"
#include "taper/result.hpp"

namespace taper::render {

struct png_options {
  double scale = 2;  ///< px of the image per px of the figure
};

/// Whether this build can draw PNG at all.
bool has_png();

/// Draws SVG text: the bytes of an image file. Errors: unsupported if this build has neither, with a hint what to
/// install; syntax if the text is not SVG; out_of_range if a side is not 1 … 32,767 px.
[[nodiscard]] result<std::string> svg_to_png(std::string_view svg, const png_options& options = {});

/// Draws the figure, always in light colors, and writes it to `path` atomically.
[[nodiscard]] result<void> write_png(const figure& f, const std::string& path, const png_options& options = {});

}  // namespace taper::render
