// Small pieces of SVG text.
#include "render/svg_writer.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "render/text.hpp"
#include "support/text_for.hpp"

namespace taper::render {

std::string px(double value) {
  if (!std::isfinite(value)) return "0";
  std::array<char, 64> text{};
  const double rounded = std::round(value * 100) / 100;
  const std::to_chars_result end =
      std::to_chars(text.data(), text.data() + text.size(), rounded == 0 ? 0.0 : rounded, std::chars_format::fixed, 2);
  if (end.ec != std::errc{}) return "0";
  std::string out(text.data(), end.ptr);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out;
}

double crisp(double value) { return std::floor(value) + 0.5; }

std::string path_data(const polyline& line) {
  std::string out;
  char command = 'M';
  for (const point& p : line) {
    out += command + px(p.x) + ' ' + px(p.y);
    command = 'L';
  }
  if (line.size() == 1) out += "h0";
  return out;
}

std::string text_element(point at, std::string_view text, std::string_view classes, anchor where) {
  std::string out = "<text x=\"" + px(at.x) + "\" y=\"" + px(at.y) + "\" class=\"" + std::string(classes) + '"';
  if (where == anchor::middle) out += " text-anchor=\"middle\"";
  if (where == anchor::end) out += " text-anchor=\"end\"";
  return out + '>' + text_for::markup(text) + "</text>\n";
}

std::string line_element(point from, point to, std::string_view classes) {
  return "<line x1=\"" + px(from.x) + "\" y1=\"" + px(from.y) + "\" x2=\"" + px(to.x) + "\" y2=\"" + px(to.y) +
         "\" class=\"" + std::string(classes) + "\"/>\n";
}

std::string rect_element(const rect& r, std::string_view classes, std::string_view attributes) {
  return "<rect x=\"" + px(r.x) + "\" y=\"" + px(r.y) + "\" width=\"" + px(r.width) + "\" height=\"" + px(r.height) +
         "\" class=\"" + std::string(classes) + '"' + std::string(attributes) + "/>\n";
}

}  // namespace taper::render
