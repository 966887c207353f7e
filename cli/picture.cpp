// Writes figures to files and to the terminal.
#include "picture.hpp"

#include "render/png.hpp"
#include "render/svg.hpp"
#include "render/terminal.hpp"
#include "taper/text.hpp"

namespace taper::cli {

result<picture_kind> picture_kind_of(const std::string& path) {
  if (path.empty() || path == "-") return picture_kind::terminal;
  if (path.ends_with(".svg")) return picture_kind::svg;
  if (path.ends_with(".png")) return picture_kind::png;
  if (path.ends_with(".html") || path.ends_with(".htm")) return picture_kind::html;
  return failed(errc::unsupported, "cannot tell the kind of picture from " + echoed(path, 60),
                "name it .svg, .png or .html");
}

result<int> deliver_picture(const std::string& path, const render::figure& f, const render::html_report& report) {
  TAPER_TRY(kind, picture_kind_of(path));
  switch (kind) {
    case picture_kind::svg: return deliver(path, render::to_svg(f));
    case picture_kind::html: return deliver(path, report.str());
    case picture_kind::png: {
      TAPER_CHECK(not_an_input(path));
      TAPER_CHECK(render::write_png(f, path));
      return done;
    }
    case picture_kind::terminal: break;
  }
  render::terminal_options options;
  options.columns = render::chart_columns(1);
  options.with = render::terminal_glyphs();
  options.colors = render::terminal_ink(1);
  return deliver({}, render::to_terminal(f, options));
}

}  // namespace taper::cli
