// A program without a library that draws SVG.
#include "render/png.hpp"

namespace taper::render {

bool has_png() { return false; }

result<std::string> svg_to_png(std::string_view, const png_options&) {
  return failed(errc::unsupported, "this taper was built without PNG",
                "install librsvg2-dev and build again, or write .svg or .html");
}

}  // namespace taper::render
