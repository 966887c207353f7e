// A figure as PNG: its SVG, drawn by the library that the program was built with (png_rsvg, png_lunasvg, png_none).
#include "render/png.hpp"

#include "render/svg.hpp"
#include "support/write_file.hpp"

namespace taper::render {

result<void> write_png(const figure& f, const std::string& path, const png_options& options) {
  const result<std::string> png = svg_to_png(to_svg(f, {.colors = theme::light}), options);
  return png ? support::write_file(path, *png) : png.error();
}

}  // namespace taper::render
