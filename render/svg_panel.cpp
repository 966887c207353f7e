// One panel of a figure as SVG: bands, grid, curves, axes, titles.
#include "render/svg_panel.hpp"

#include <algorithm>
#include <cmath>
#include <set>

#include "render/palette.hpp"
#include "render/svg_writer.hpp"
#include "render/text.hpp"
#include "render/trace.hpp"
#include "support/text_for.hpp"

namespace taper::render {
namespace {

std::string bands_svg(const panel_layout& p) {
  std::string out;
  std::set<double> edges;  // adjacent bands share one line
  int turn = 0;
  for (const band& b : p.source->bands) {
    const bool is_vertical = b.along == orientation::vertical;
    const axis_map& map = is_vertical ? p.x : p.y;
    const double low = std::min(map.from, map.to);
    const double high = std::max(map.from, map.to);
    const double first = std::isfinite(b.from) ? map(b.from) : b.from < 0 ? map.from : map.to;
    const double second = std::isfinite(b.to) ? map(b.to) : b.to < 0 ? map.from : map.to;
    if (std::isnan(first) || std::isnan(second)) continue;
    const double from = std::clamp(std::min(first, second), low, high);
    const double to = std::clamp(std::max(first, second), low, high);
    // Neighboring neutral bands differ in opacity.
    const double strength = b.color != tone::neutral ? 0.13 : turn++ % 2 == 0 ? 0.11 : 0.035;
    const rect r =
        is_vertical ? rect{from, p.plot.y, to - from, p.plot.height} : rect{p.plot.x, from, p.plot.width, to - from};
    const std::string tone(tone_name(b.color));
    out += rect_element(r, "tp-b-" + tone, " fill-opacity=\"" + px(strength) + '"');
    for (const double edge : {from, to}) {
      const double at = crisp(edge);
      if (edge <= low + 0.5 || edge >= high - 0.5 || !edges.insert(is_vertical ? at : -at).second) continue;
      out += is_vertical ? line_element({at, p.plot.y}, {at, p.plot.bottom()}, "tp-edge tp-s-neutral")
                         : line_element({p.plot.x, at}, {p.plot.right(), at}, "tp-edge tp-s-neutral");
    }
  }
  return out;
}

std::string tick_text(const tick& t, point at, anchor where) {
  if (t.superscript.empty()) return text_element(at, t.label, "tp-text", where);
  std::string out = text_element(at, t.label, "tp-text", where);
  const std::string raised = "<tspan dy=\"-4\" style=\"font-size:8px\">" + text_for::markup(t.superscript) + "</tspan>";
  return out.insert(out.rfind("</text>"), raised);
}

std::string grid_svg(const panel_layout& p) {
  std::string out;
  for (const tick& t : p.y_ticks) {
    const double y = crisp(p.y(t.at));
    if (y > p.plot.bottom() - 2) continue;  // the axis is there
    out += line_element({p.plot.x, y}, {p.plot.right(), y}, "tp-grid");
  }
  return out;
}

std::string axes_svg(const panel_layout& p) {
  std::string out;
  const double bottom = crisp(p.plot.bottom());
  out += line_element({p.plot.x, bottom}, {p.plot.right(), bottom}, "tp-axis");
  for (const tick& t : p.x_ticks) {
    const double x = crisp(p.x(t.at));
    out += line_element({x, bottom}, {x, bottom + 4}, "tp-axis");
    out += tick_text(t, {x, bottom + 16}, anchor::middle);
  }
  for (const double v : p.x_minor) {
    const double x = crisp(p.x(v));
    out += line_element({x, bottom}, {x, bottom + 2.5}, "tp-axis");
  }
  for (const tick& t : p.y_ticks) out += tick_text(t, {p.plot.x - 6, p.y(t.at) + 3.8}, anchor::end);
  for (const double v : p.y_minor) {
    const double y = crisp(p.y(v));
    out += line_element({p.plot.x, y}, {p.plot.x + 3, y}, "tp-axis");
  }
  const double center = p.plot.x + p.plot.width / 2;
  if (!p.source->x.label.empty()) {
    const std::string label = elide(p.source->x.label, small_px, p.plot.width);
    out += text_element({center, p.x_label_y}, label, "tp-text", anchor::middle);
  }
  return out;
}

std::string titles_svg(const panel_layout& p) {
  std::string out;
  double x = p.left;
  const double right = p.plot.right();
  if (!p.source->title.empty()) {
    const std::string shown = elide(p.source->title, panel_title_px, right - x, font_weight::bold);
    out += text_element({x, p.title_y}, shown, "tp-panel tp-ink");
    x += text_width(shown, panel_title_px, font_weight::bold) + 10;
  }
  if (!p.source->y.label.empty() && right - x > 30) {
    out += text_element({x, p.title_y}, elide(p.source->y.label, small_px, right - x), "tp-text");
  }
  for (const strip_label& label : p.strip) {
    const point at = {label.center, p.strip_y - label.row * strip_row_px};
    out += text_element(at, label.text, "tp-t-" + std::string(tone_name(label.color)), anchor::middle);
  }
  return out;
}

std::string lines_svg(const panel_layout& p) {
  std::string out;
  for (const reference_line& l : p.source->lines) {
    const polyline ends = ends_of(l, p);
    if (ends.empty()) continue;
    const bool is_vertical = l.along == orientation::vertical;
    const std::string classes = "tp-ref tp-s-" + std::string(tone_name(l.color));
    const double snapped =
        crisp(std::min(is_vertical ? ends[0].x : ends[0].y, (is_vertical ? p.plot.right() : p.plot.bottom()) - 0.5));
    out += is_vertical ? line_element({snapped, ends[0].y}, {snapped, ends[1].y}, classes)
                       : line_element({ends[0].x, snapped}, {ends[1].x, snapped}, classes);
  }
  return out;
}

std::string stroke_attributes(const series& s) {
  const dash_style dash = resolved_dash(s.dash, s.color);
  const bool is_butt = dash == dash_style::dashed || dash == dash_style::long_dash;
  std::string out = " class=\"tp-line " + std::string(is_butt ? "tp-butt " : "") + "tp-c" +
                    std::to_string(palette_index(s.color)) + "\" stroke-width=\"" + px(s.width) + '"';
  if (dash != dash_style::solid && s.kind != series_kind::dots) {
    out += " stroke-dasharray=\"" + std::string(dash_array(dash)) + '"';
  }
  if (s.opacity < 1) out += " stroke-opacity=\"" + px(s.opacity) + '"';
  return out;
}

// The number of earlier curves that this one would hide if it were solid.
int hidden_under(std::size_t index, const panel_layout& p) {
  const std::vector<series>& curves = p.source->curves;
  const series& s = curves[index];
  if (s.kind != series_kind::line && s.kind != series_kind::step) return 0;
  if (resolved_dash(s.dash, s.color) != dash_style::solid) return 0;
  int count = 0;
  for (std::size_t i = 0; i < index; ++i) {
    count += curves[i].color != s.color && covers(curves[i], s, p.x, p.y) ? 1 : 0;
  }
  return count;
}

std::string curve_svg(std::size_t index, const panel_layout& p) {
  const series& s = p.source->curves[index];
  std::string data;
  std::string attributes;
  if (s.kind == series_kind::area) {
    for (const polyline& outline : trace_area(s, p.x, p.y, p.plot)) data += path_data(outline) + 'Z';
    attributes =
        " class=\"tp-f" + std::to_string(palette_index(s.color)) + "\" fill-opacity=\"" + px(0.2 * s.opacity) + '"';
  } else if (s.kind == series_kind::dots) {
    for (const point& dot : trace_dots(s, p.x, p.y, p.plot)) data += path_data({dot});
    attributes = stroke_attributes(s);
  } else {
    for (const polyline& piece : trace_line(s, p.x, p.y, p.plot.grown(8))) data += path_data(piece);
    attributes = stroke_attributes(s);
    const int hidden = hidden_under(index, p);
    // Long gaps let the curve below show through.
    if (hidden > 0) attributes += " style=\"stroke-linecap:butt\" stroke-dasharray=\"9 " + px(9.0 * hidden) + '"';
  }
  if (data.empty()) return "";
  const std::string title = s.name.empty() ? "" : "<title>" + text_for::markup(s.name) + "</title>";
  const std::string path = "<path" + attributes + " d=\"" + data + '"';
  return title.empty() ? path + "/>\n" : path + '>' + title + "</path>\n";
}

bool has_data(const panel& p, const std::string& drawn) {
  return !drawn.empty() || p.map || !p.notes.empty() || !p.lines.empty() || !p.bands.empty();
}

}  // namespace

std::string panel_svg(const panel_layout& p, const std::string& id) {
  const panel& source = *p.source;
  std::string areas;
  std::string curves;
  for (std::size_t i = 0; i < source.curves.size(); ++i) {
    (source.curves[i].kind == series_kind::area ? areas : curves) += curve_svg(i, p);
  }

  std::string out = "<g>\n";
  // Strokes may extend beyond the plot by part of their width, so that a curve at the limit is not clipped.
  out += "<clipPath id=\"" + id + "-clip\">" + rect_element(p.plot.grown(1.2), "tp-none") + "</clipPath>\n";
  if (source.map) out += heat_svg(p, id);
  out += bands_svg(p);
  if (!source.map) out += grid_svg(p);
  out += "<g clip-path=\"url(#" + id + "-clip)\">\n" + areas + lines_svg(p) + curves + "</g>\n";
  out += axes_svg(p) + titles_svg(p) + notes_svg(p);
  if (!has_data(source, areas + curves)) {
    const point center = {p.plot.x + p.plot.width / 2, p.plot.y + p.plot.height / 2 + 4};
    out += text_element(center, "no data", "tp-text", anchor::middle);
  }
  return out + "</g>\n";
}

}  // namespace taper::render
