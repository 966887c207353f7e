// A figure as SVG text.
#include "render/svg.hpp"

#include <cstddef>

#include "render/layout.hpp"
#include "render/palette.hpp"
#include "render/svg_panel.hpp"
#include "render/svg_writer.hpp"
#include "render/text.hpp"
#include "support/text_for.hpp"

namespace taper::render {
namespace {

std::string described(const figure& f, const figure_layout& l) {
  if (!f.description.empty()) return f.description;
  std::string out;
  for (const panel& p : f.panels) {
    const std::string name = p.title.empty() ? p.y.label : p.title;
    if (!name.empty()) out += (out.empty() ? "Panels: " : ", ") + name;
  }
  std::string curves;
  for (const legend_item& item : l.legend) curves += (curves.empty() ? "Curves: " : ", ") + item.name;
  if (!out.empty() && !curves.empty()) out += ". ";
  return out + curves;
}

std::string sample_svg(const legend_item& item) {
  const double y = item.at.y - 4;
  const std::string fill = item.has_tone ? "tp-b-" + std::string(tone_name(item.swatch_tone))
                                         : "tp-f" + std::to_string(palette_index(item.color));
  if (item.sample == legend_sample::swatch) {
    return rect_element({item.at.x, y - 6, sample_width(item.sample), 12}, fill,
                        " fill-opacity=\"" + px(item.has_tone ? region_opacity(item.swatch_tone) : 0.35) + '"');
  }
  const std::string stroke = "tp-c" + std::to_string(palette_index(item.color));
  if (item.sample == legend_sample::dot) {
    return "<path class=\"tp-line " + stroke + "\" stroke-width=\"6\" d=\"M" + px(item.at.x + 4) + ' ' + px(y) +
           "h0\"/>\n";
  }
  const bool is_butt = item.dash == dash_style::dashed || item.dash == dash_style::long_dash;
  std::string out = "<path class=\"tp-line " + std::string(is_butt ? "tp-butt " : "") + stroke + "\" stroke-width=\"" +
                    px(std::max(item.stroke, 2.0)) + '"';
  if (item.dash != dash_style::solid) out += " stroke-dasharray=\"" + std::string(dash_array(item.dash)) + '"';
  return out + " d=\"M" + px(item.at.x + 1) + ' ' + px(y) + 'h' + px(sample_width(item.sample) - 2) + "\"/>\n";
}

std::string legend_svg(const std::vector<legend_item>& items) {
  std::string out;
  for (const legend_item& item : items) {
    out += sample_svg(item);
    std::string text = text_element({item.at.x + sample_width(item.sample) + sample_gap_px, item.at.y}, item.shown,
                                    "tp-legend tp-ink");
    if (item.shown != item.name)
      text.insert(text.rfind("</text>"), "<title>" + text_for::markup(item.name) + "</title>");
    out += text;
  }
  return out;
}

std::string lines_of(const std::vector<text_line>& lines, const char* classes) {
  std::string out;
  for (const text_line& line : lines) out += text_element(line.at, line.text, classes);
  return out;
}

}  // namespace

std::string to_svg(const figure& f, const svg_options& options) {
  const figure_layout l = lay_out(f);
  const std::string id = text_for::markup(options.id);
  const bool is_file = options.use == svg_use::file;
  // On a page the surrounding text has the margin: the figure is flush with it.
  const rect seen = is_file ? rect{0, 0, l.width, l.height} : rect{20, 14, l.width - 30, l.height - 22};
  const std::string title = f.title.empty() ? "Chart" : f.title;
  std::string out;
  if (is_file) out += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
  out += "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"tp\" role=\"img\" aria-labelledby=\"" + id + "-title " +
         id + "-desc\"";
  if (is_file) {
    out += " width=\"" + px(l.width) + "\" height=\"" + px(l.height) + '"';
  } else {
    out += " width=\"100%\" style=\"max-width:" + px(seen.width) + "px;height:auto\"";
  }
  out += " viewBox=\"" + px(seen.x) + ' ' + px(seen.y) + ' ' + px(seen.width) + ' ' + px(seen.height) + "\">\n";
  out += "<title id=\"" + id + "-title\">" + text_for::markup(title) + "</title>\n";
  out += "<desc id=\"" + id + "-desc\">" + text_for::markup(described(f, l)) + "</desc>\n";
  if (is_file) out += "<style>\n" + svg_style_sheet(options.colors) + "</style>\n";
  out += rect_element({0, 0, l.width, l.height}, "tp-paper");
  out += lines_of(l.title, "tp-title tp-ink") + lines_of(l.subtitle, "tp-subtitle tp-text") + legend_svg(l.legend);
  for (std::size_t i = 0; i < l.panels.size(); ++i) out += panel_svg(l.panels[i], id + '-' + std::to_string(i));
  out += lines_of(l.footnote, "tp-text");
  return out + "</svg>\n";
}

}  // namespace taper::render
