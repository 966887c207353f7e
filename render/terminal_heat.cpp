// A map of cells in a terminal.
#include "render/terminal_heat.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace taper::render {
namespace {

// The interval of `edges` that contains `at`; −1 if none does.
int interval_at(const std::vector<double>& edges, const axis_map& map, double at) {
  for (std::size_t i = 0; i + 1 < edges.size(); ++i) {
    const double a = map(edges[i]);
    const double b = map(edges[i + 1]);
    if (at >= std::min(a, b) && at <= std::max(a, b)) return static_cast<int>(i);
  }
  return -1;
}

const char* shade_glyph(double part, glyphs with) {
  constexpr std::array<const char*, 5> blocks = {"·", "░", "▒", "▓", "█"};
  constexpr std::array<const char*, 5> letters = {".", ":", "+", "*", "#"};
  const std::size_t level = std::min<std::size_t>(4, static_cast<std::size_t>(part * 5));
  return with == glyphs::ascii ? letters[level] : blocks[level];
}

}  // namespace

const char* level_glyph(tone t, glyphs with) {
  const bool is_ascii = with == glyphs::ascii;
  switch (t) {
    case tone::favorable: return is_ascii ? "#" : "█";
    case tone::marginal: return is_ascii ? "+" : "▒";
    case tone::violating: return is_ascii ? "." : "·";
    case tone::neutral: break;
  }
  return is_ascii ? ":" : "░";
}

void draw_heat(canvas& c, const heat_map& m, cell_area area, const axis_map& x, const axis_map& y, glyphs with) {
  if (m.x_edges.size() < 2 || m.y_edges.size() < 2) return;
  double lo = 0;
  double hi = 0;
  bool is_first = true;
  for (const double v : m.values) {
    if (!std::isfinite(v)) continue;
    lo = is_first ? v : std::min(lo, v);
    hi = is_first ? v : std::max(hi, v);
    is_first = false;
  }
  for (int row = 0; row < area.height; ++row) {
    const int j = interval_at(m.y_edges, y, row);
    for (int column = 0; column < area.width; ++column) {
      const int i = interval_at(m.x_edges, x, column);
      if (i < 0 || j < 0) continue;
      const std::size_t at = static_cast<std::size_t>(j) * (m.x_edges.size() - 1) + static_cast<std::size_t>(i);
      if (at >= m.values.size() || !std::isfinite(m.values[at])) continue;
      const double v = m.values[at];
      if (m.levels.empty()) {
        c.put(area.column + column, area.row + row, shade_glyph(hi > lo ? (v - lo) / (hi - lo) : 0.5, with),
              pen::normal);
      } else if (v >= 0 && v < static_cast<double>(m.levels.size())) {
        const tone color = m.levels[static_cast<std::size_t>(v)].color;
        c.put(area.column + column, area.row + row, level_glyph(color, with), tone_pen(color));
      }
    }
  }
}

}  // namespace taper::render
