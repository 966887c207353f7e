// PNG by LunaSVG, which is compiled into the program with its letters: in the wheel, which cannot rely on any library or font.
#include <lunasvg.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>

#include "render/png.hpp"
#include "render/png_font.h"
#include "render/png_size.hpp"

namespace taper::render {
namespace {

bool load_font(bool bold, const unsigned char* begin, const unsigned char* end) {
  // the empty name: for every family that a style sheet names
  return lunasvg_add_font_face_from_data("", bold, false, begin, static_cast<std::size_t>(end - begin), nullptr,
                                         nullptr);
}

bool load_fonts() {
  return load_font(false, taper_font, taper_font_end) && load_font(true, taper_font_bold, taper_font_bold_end);
}

// LunaSVG ignores paint-order and draws the halo over its text, so the text is repeated after its halo.
std::string with_halos_below(std::string_view svg) {
  constexpr std::string_view halo = "tp-halo ";
  std::string out;
  for (std::size_t at = 0; at < svg.size();) {
    const std::size_t end = std::min(svg.find('\n', at), svg.size() - 1) + 1;
    const std::string_view line = svg.substr(at, end - at);
    out += line;
    const std::size_t found = line.find(halo);
    if (line.starts_with("<text") && found != line.npos) {
      out += line.substr(0, found);
      out += line.substr(found + halo.size());
    }
    at = end;
  }
  return out;
}

void append(void* closure, void* data, int length) {
  static_cast<std::string*>(closure)->append(static_cast<const char*>(data), static_cast<std::size_t>(length));
}

}  // namespace

bool has_png() { return true; }

result<std::string> svg_to_png(std::string_view svg, const png_options& options) {
  static const bool has_fonts = load_fonts();
  const std::unique_ptr<lunasvg::Document> document = lunasvg::Document::loadFromData(with_halos_below(svg));
  if (!has_fonts) return failed(errc::unsupported, "cannot draw PNG: the letters inside this program are damaged");
  if (!document) return failed(errc::syntax, "cannot draw PNG: the text is not SVG");
  const double width = std::ceil(document->width() * options.scale);
  const double height = std::ceil(document->height() * options.scale);
  if (const result<void> fits = fits_png(width, height); !fits) return fits.error();
  const lunasvg::Bitmap image = document->renderToBitmap(static_cast<int>(width), static_cast<int>(height), 0xffffffff);
  std::string bytes;
  if (image.isNull() || !image.writeToPng(append, &bytes)) return failed(errc::io, "cannot draw PNG: out of memory");
  return bytes;
}

}  // namespace taper::render
