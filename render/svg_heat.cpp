// A map of cells as SVG: one path per color, with equal neighbors in a row joined.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <map>

#include "render/palette.hpp"
#include "render/svg_panel.hpp"
#include "render/svg_writer.hpp"
#include "render/text.hpp"
#include "render/ticks.hpp"
#include "support/text_for.hpp"

namespace taper::render {
namespace {

constexpr int shades = 100;  // finer than the eye can distinguish, coarse enough to join neighbors

int hex_digit(char c) { return c <= '9' ? c - '0' : c - 'a' + 10; }

std::array<int, 3> rgb(std::string_view hex) {
  std::array<int, 3> out{};
  for (std::size_t i = 0; i < 3; ++i) out[i] = hex_digit(hex[1 + 2 * i]) * 16 + hex_digit(hex[2 + 2 * i]);
  return out;
}

std::string shade_color(int shade) {
  const double at = static_cast<double>(shade) / shades * (heat_stops.size() - 1);
  const std::size_t stop = std::min(static_cast<std::size_t>(at), heat_stops.size() - 2);
  const double part = at - static_cast<double>(stop);
  const std::array<int, 3> low = rgb(heat_stops[stop]);
  const std::array<int, 3> high = rgb(heat_stops[stop + 1]);
  std::array<int, 3> mixed{};
  for (std::size_t i = 0; i < 3; ++i) mixed[i] = static_cast<int>(std::lround(low[i] + part * (high[i] - low[i])));
  std::array<char, 8> text{};
  std::snprintf(text.data(), text.size(), "#%02x%02x%02x", static_cast<unsigned>(mixed[0]) & 0xFFu,
                static_cast<unsigned>(mixed[1]) & 0xFFu, static_cast<unsigned>(mixed[2]) & 0xFFu);
  return text.data();
}

struct value_span {
  double lo = 0;
  double hi = 0;
};

value_span finite_span(const heat_map& m) {
  value_span span;
  bool is_first = true;
  for (const double v : m.values) {
    if (!std::isfinite(v)) continue;
    span = is_first ? value_span{v, v} : value_span{std::min(span.lo, v), std::max(span.hi, v)};
    is_first = false;
  }
  return span;
}

// The class of a value: its level or its shade; −1 for a hole.
int bucket_of(double value, const heat_map& m, const value_span& span) {
  if (!std::isfinite(value)) return -1;
  if (!m.levels.empty()) {
    return value >= 0 && value < static_cast<double>(m.levels.size()) ? static_cast<int>(value) : -1;
  }
  if (!(span.hi > span.lo)) return shades / 2;
  return static_cast<int>(std::lround((value - span.lo) / (span.hi - span.lo) * shades));
}

rect cell_rect(const panel_layout& p, double x0, double x1, double y0, double y1) {
  const double left = std::clamp(p.x(x0), p.plot.x, p.plot.right());
  const double right = std::clamp(p.x(x1), p.plot.x, p.plot.right());
  const double bottom = std::clamp(p.y(y0), p.plot.y, p.plot.bottom());
  const double top = std::clamp(p.y(y1), p.plot.y, p.plot.bottom());
  return {left, top, right - left, bottom - top};
}

std::map<int, std::string> cell_paths(const panel_layout& p, const value_span& span) {
  const heat_map& m = *p.source->map;
  std::map<int, std::string> paths;
  if (m.x_edges.size() < 2 || m.y_edges.size() < 2) return paths;
  const std::size_t columns = m.x_edges.size() - 1;
  const std::size_t rows = std::min(m.y_edges.size() - 1, m.values.size() / columns);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t first = 0; first < columns;) {
      const int bucket = bucket_of(m.values[row * columns + first], m, span);
      std::size_t end = first + 1;
      while (end < columns && bucket_of(m.values[row * columns + end], m, span) == bucket) ++end;
      const rect r = cell_rect(p, m.x_edges[first], m.x_edges[end], m.y_edges[row], m.y_edges[row + 1]);
      if (bucket >= 0 && r.width > 0 && r.height > 0) {
        paths[bucket] +=
            'M' + px(r.x) + ' ' + px(r.y) + 'h' + px(r.width) + 'v' + px(r.height) + 'h' + px(-r.width) + 'z';
      }
      first = end;
    }
  }
  return paths;
}

std::string color_bar(const panel_layout& p, const value_span& span, const std::string& id) {
  const rect bar = {p.plot.right() + 14, p.plot.y, 10, p.plot.height};
  std::string out = "<linearGradient id=\"" + id + "-bar\" x1=\"0\" y1=\"1\" x2=\"0\" y2=\"0\">";
  for (std::size_t i = 0; i < heat_stops.size(); ++i) {
    out += "<stop offset=\"" + px(static_cast<double>(i) / (heat_stops.size() - 1)) + "\" stop-color=\"" +
           std::string(heat_stops[i]) + "\"/>";
  }
  out += "</linearGradient>\n";
  out += rect_element(bar, "tp-none", " fill=\"url(#" + id + "-bar)\"");
  const double lo = span.hi > span.lo ? span.lo : span.lo - 0.5;
  const double hi = span.hi > span.lo ? span.hi : span.lo + 0.5;
  const axis_map map = {axis_scale::linear, {lo, hi}, bar.bottom(), bar.y};
  for (const tick& t : linear_ticks(lo, hi, 5)) {
    out += text_element({bar.right() + 5, map(t.at) + 3.8}, t.label, "tp-text");
  }
  const std::string& label = p.source->map->label;
  if (!label.empty()) {
    const std::string shown = elide(label, small_px, color_bar_px + 10);
    out += text_element({p.plot.right() + color_bar_px, p.plot.y - 8}, shown, "tp-text", anchor::end);
  }
  return out;
}

// Marginal and violating regions also have a pattern, for readers and printers without color.
std::string hatch(const std::string& id, tone t) {
  const bool is_violating = t == tone::violating;
  return "<pattern id=\"" + id +
         "\" width=\"7\" height=\"7\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(" +
         (is_violating ? "45" : "0") + ")\"><path class=\"tp-line tp-hatch\" stroke-width=\"" +
         (is_violating ? "1.6\" d=\"M3.5 0V7" : "2\" d=\"M3.5 3.5h0") + "\"/></pattern>\n";
}

}  // namespace

std::string heat_svg(const panel_layout& p, const std::string& id) {
  const heat_map& m = *p.source->map;
  const value_span span = finite_span(m);
  std::string out;
  for (const std::pair<const int, std::string>& cells : cell_paths(p, span)) {
    if (m.levels.empty()) {
      out += "<path shape-rendering=\"crispEdges\" fill=\"" + shade_color(cells.first) + "\" d=\"" + cells.second +
             "\"/>\n";
      continue;
    }
    const heat_level& level = m.levels[static_cast<std::size_t>(cells.first)];
    const std::string start =
        "<path shape-rendering=\"crispEdges\" class=\"tp-b-" + std::string(tone_name(level.color));
    out += start + "\" fill-opacity=\"" + px(region_opacity(level.color)) + "\" d=\"" + cells.second + "\"><title>" +
           text_for::markup(level.name) + "</title></path>\n";
    if (level.color == tone::marginal || level.color == tone::violating) {
      const std::string pattern = id + "-hatch" + std::to_string(cells.first);
      out += hatch(pattern, level.color);
      out += "<path fill=\"url(#" + pattern + ")\" fill-opacity=\"0.4\" d=\"" + cells.second + "\"/>\n";
    }
  }
  if (m.levels.empty()) out += color_bar(p, span, id);
  return out;
}

}  // namespace taper::render
