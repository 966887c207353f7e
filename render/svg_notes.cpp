// Labels inside a panel, placed where they hide the least: reference lines, horizontal bands, notes with markers.
#include <algorithm>
#include <cmath>
#include <vector>

#include "render/palette.hpp"
#include "render/place_label.hpp"
#include "render/svg_panel.hpp"
#include "render/svg_writer.hpp"
#include "render/text.hpp"
#include "render/trace.hpp"

namespace taper::render {
namespace {

constexpr double line_height = 13;
constexpr double ascent = 10;

rect box_at(double x, double y, double width) { return {x, y, width, line_height}; }

point baseline_of(const rect& box) { return {box.x, box.y + ascent}; }

void add_obstacles(label_placer& placer, const panel_layout& p) {
  for (const series& s : p.source->curves) {
    if (s.kind == series_kind::dots) {
      for (const point& dot : trace_dots(s, p.x, p.y, p.plot, 500)) placer.add_point(dot);
    } else if (s.kind != series_kind::area) {
      for (const polyline& piece : trace_line(s, p.x, p.y, p.plot)) placer.add_curve(piece);
    }
  }
  for (const reference_line& l : p.source->lines) {
    const polyline ends = ends_of(l, p);
    if (!ends.empty()) placer.add_curve(ends);
  }
  for (const annotation& n : p.source->notes) {
    const point at = {p.x(n.x), p.y(n.y)};
    if (n.marker != marker_shape::none && contains(p.plot, at)) placer.add_box({at.x - 4, at.y - 4, 8, 8});
  }
}

// Along a horizontal line between two px: above or below it, from the right end to the left one.
std::vector<rect> beside_line(double from, double to, double y, double width) {
  std::vector<rect> places;
  const double right = to - width - 5;
  const double left = std::min(from + 8, right);
  for (int i = 0; i <= 8; ++i) {
    const double x = right + (left - right) * i / 8;
    places.push_back(box_at(x, y - line_height - 1, width));
    places.push_back(box_at(x, y + 2, width));
  }
  return places;
}

std::vector<rect> around_point(point at, double width) {
  std::vector<rect> places;
  for (const double d : {7.0, 16.0, 28.0, 44.0}) {
    const double middle = at.y - line_height / 2;
    const double diagonal = d * 0.7;
    places.push_back(box_at(at.x + d, middle, width));
    places.push_back(box_at(at.x - d - width, middle, width));
    places.push_back(box_at(at.x + diagonal, at.y - diagonal - line_height, width));
    places.push_back(box_at(at.x + diagonal, at.y + diagonal, width));
    places.push_back(box_at(at.x - diagonal - width, at.y - diagonal - line_height, width));
    places.push_back(box_at(at.x - diagonal - width, at.y + diagonal, width));
    places.push_back(box_at(at.x - width / 2, at.y - d - line_height, width));
    places.push_back(box_at(at.x - width / 2, at.y + d, width));
  }
  return places;
}

std::string marker_svg(point at, marker_shape shape, tone color) {
  const std::string tone(tone_name(color));
  const std::string place = "cx=\"" + px(at.x) + "\" cy=\"" + px(at.y) + '"';
  switch (shape) {
    case marker_shape::dot:
      return "<circle " + place + " r=\"3.6\" class=\"tp-b-" + tone +
             " tp-rim tp-halo\" style=\"stroke-width:1.2px\"/>\n";
    case marker_shape::ring:
      return "<circle " + place + " r=\"4\" class=\"tp-line tp-s-" + tone + "\" stroke-width=\"1.8\"/>\n";
    case marker_shape::cross:
      return "<path d=\"M" + px(at.x - 4) + ' ' + px(at.y - 4) + "l8 8m0-8l-8 8\" class=\"tp-line tp-s-" + tone +
             "\" stroke-width=\"2\"/>\n";
    case marker_shape::triangle:
      return "<path d=\"M" + px(at.x) + ' ' + px(at.y - 5) + "l4.8 8.6h-9.6z\" class=\"tp-b-" + tone + "\"/>\n";
    case marker_shape::none: break;
  }
  return "";
}

// A thin line from the marker to a text that is not next to it.
std::string leader_svg(point at, const rect& box, tone color) {
  const point nearest = {std::clamp(at.x, box.x, box.right()), std::clamp(at.y, box.y, box.bottom())};
  const double distance = std::hypot(nearest.x - at.x, nearest.y - at.y);
  if (distance < 12) return "";
  const point start = {at.x + (nearest.x - at.x) * 5 / distance, at.y + (nearest.y - at.y) * 5 / distance};
  return line_element(start, nearest, "tp-s-" + std::string(tone_name(color)));
}

}  // namespace

std::string notes_svg(const panel_layout& p) {
  label_placer placer(p.plot);
  add_obstacles(placer, p);
  std::string out;
  const auto write = [&](const rect& box, const std::string& text, tone color) {
    // On a map only the full text color is dark enough.
    const bool is_ink = p.source->map && color == tone::neutral;
    out += text_element(baseline_of(box), text,
                        is_ink ? "tp-halo tp-ink" : "tp-halo tp-t-" + std::string(tone_name(color)));
  };
  for (const annotation& n : p.source->notes) {
    const point at = {p.x(n.x), p.y(n.y)};
    if (!contains(p.plot.grown(0.5), at)) continue;
    const std::string marker = marker_svg(at, n.marker, n.color);
    if (!n.text.empty()) {
      const std::string shown = elide(n.text, small_px, p.plot.width - 10);
      const rect box = placer.place(around_point(at, text_width(shown, small_px)));
      if (n.marker != marker_shape::none) out += leader_svg(at, box, n.color);
      write(box, shown, n.color);
    }
    out += marker;
  }
  for (const reference_line& l : p.source->lines) {
    const polyline ends = l.along == orientation::horizontal && !l.label.empty() ? ends_of(l, p) : polyline{};
    if (ends.empty() || !contains(p.plot, ends[0])) continue;
    const std::string shown = elide(l.label, small_px, p.plot.width - 10);
    write(placer.place(beside_line(ends[0].x, ends[1].x, ends[0].y, text_width(shown, small_px))), shown, l.color);
  }
  for (const band& b : p.source->bands) {
    if (b.along != orientation::horizontal || b.label.empty()) continue;
    const double from = std::isfinite(b.from) ? p.y(b.from) : p.plot.bottom();
    const double to = std::isfinite(b.to) ? p.y(b.to) : p.plot.y;
    if (std::isnan(from) || std::isnan(to)) continue;
    const double top = std::clamp(std::min(from, to), p.plot.y, p.plot.bottom());
    const double bottom = std::clamp(std::max(from, to), p.plot.y, p.plot.bottom());
    const std::string shown = elide(b.label, small_px, p.plot.width - 10);
    const std::vector<rect> places =
        beside_line(p.plot.x, p.plot.right(), (top + bottom) / 2, text_width(shown, small_px));
    write(placer.place(places), shown, b.color);
  }
  return out;
}

}  // namespace taper::render
