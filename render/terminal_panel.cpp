// One panel on a canvas: axes, reference lines, curves with their letters, notes.
#include "render/terminal_panel.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "render/axis_map.hpp"
#include "render/raster.hpp"
#include "render/terminal_heat.hpp"
#include "render/text.hpp"
#include "render/ticks.hpp"
#include "support/utf8.hpp"

namespace taper::render {
namespace {

// The line-drawing characters of a set.
struct strokes {
  const char *vertical, *horizontal, *corner, *left_tick, *down_tick, *reference_h, *reference_v;
};

constexpr strokes unicode_strokes = {"│", "─", "└", "┤", "┬", "╌", "┊"};
constexpr strokes ascii_strokes = {"|", "-", "+", "+", "+", ".", ":"};

std::string plain_label(const tick& t, glyphs with) {
  const std::string label = t.superscript.empty() ? t.label : "1e" + t.superscript;
  return with == glyphs::ascii ? to_ascii(label) : label;
}

// The geometry of one panel, computed once.
struct frame {
  const panel* source = nullptr;
  glyphs with = glyphs::braille;
  int left = 0;  // column of the vertical axis
  int top = 0;   // first row of the plot
  int width = 0;
  int height = 0;
  axis_map x;  // to columns of the plot
  axis_map y;  // to rows of the plot
  std::vector<tick> x_ticks;
  std::vector<tick> y_ticks;

  int column(double value) const { return left + 1 + static_cast<int>(std::lround(x(value))); }
  int row(double value) const { return top + static_cast<int>(std::lround(y(value))); }
  bool shows_x(double value) const { return std::isfinite(value) && x(value) >= 0 && x(value) <= width - 1; }
  bool shows_y(double value) const { return std::isfinite(value) && y(value) >= 0 && y(value) <= height - 1; }
  const strokes& lines() const { return with == glyphs::ascii ? ascii_strokes : unicode_strokes; }
};

std::vector<tick> ticks_of(const axis& a, value_range r, int target) {
  if (a.ticks.empty()) {
    return a.scale == axis_scale::log ? log_ticks(r.lo, r.hi, target) : linear_ticks(r.lo, r.hi, target, a.numbers);
  }
  std::vector<tick> kept;
  for (const tick& t : a.ticks) {
    if (t.at >= r.lo && t.at <= r.hi) kept.push_back(t);
  }
  return kept;
}

bool has_strip(const panel& p) {
  const auto labeled_band = [](const band& b) { return b.along == orientation::vertical && !b.label.empty(); };
  const auto labeled_line = [](const reference_line& l) {
    return l.along == orientation::vertical && !l.label.empty();
  };
  return std::any_of(p.bands.begin(), p.bands.end(), labeled_band) ||
         std::any_of(p.lines.begin(), p.lines.end(), labeled_line);
}

frame make_frame(const panel& p, panel_size size, glyphs with) {
  frame f;
  f.source = &p;
  f.with = with;
  f.height = size.plot_rows;
  const value_range y = y_range(p);
  f.y = {p.y.scale, y, static_cast<double>(f.height - 1), 0};
  f.y_ticks = ticks_of(p.y, y, std::max(2, f.height / 2));
  int widest = 0;
  for (const tick& t : f.y_ticks) widest = std::max(widest, terminal_columns(plain_label(t, with)));
  f.left = widest + 1;
  f.top = std::max(size.head_rows, head_rows_of(p));
  f.width = std::max(8, size.columns - f.left - 1);
  const value_range x = x_range(p);
  f.x = {p.x.scale, x, 0, static_cast<double>(f.width - 1)};
  f.x_ticks = ticks_of(p.x, x, std::max(2, f.width / 14));
  return f;
}

void draw_axes(canvas& c, const frame& f) {
  const int axis_row = f.top + f.height;
  for (int r = 0; r < f.height; ++r) c.put(f.left, f.top + r, f.lines().vertical, pen::faint);
  c.put(f.left, axis_row, f.lines().corner, pen::faint);
  for (int i = 1; i <= f.width; ++i) c.put(f.left + i, axis_row, f.lines().horizontal, pen::faint);
  for (const tick& t : f.y_ticks) {
    const std::string label = plain_label(t, f.with);
    if (!c.is_free(f.left - 1 - terminal_columns(label), f.row(t.at), terminal_columns(label))) continue;
    c.text(f.left - terminal_columns(label), f.row(t.at), label, pen::faint);
    c.put(f.left, f.row(t.at), f.lines().left_tick, pen::faint);
  }
  int free_from = 0;
  int widest_gap = 0;
  int gap_start = f.left + 1;
  int last_tick = f.left;
  for (const tick& t : f.x_ticks) {
    const std::string label = plain_label(t, f.with);
    const int columns = terminal_columns(label);
    const int column = f.column(t.at);
    const int start = std::clamp(column - columns / 2, 0, std::max(0, c.columns() - columns));
    if (start < free_from) continue;
    c.text(start, axis_row + 1, label, pen::faint);
    c.put(column, axis_row, f.lines().down_tick, pen::faint);
    free_from = start + columns + 1;
    if (column - last_tick >= widest_gap) widest_gap = column - last_tick, gap_start = last_tick;
    last_tick = column;
  }
  if (f.left + f.width - last_tick >= widest_gap) widest_gap = f.left + f.width - last_tick, gap_start = last_tick;
  // The name of the axis is on its line, in the last of the widest gaps between ticks.
  const std::string name = f.source->x.label.empty() ? "" : ' ' + f.source->x.label + ' ';
  const int columns = terminal_columns(name);
  if (columns > 0 && columns + 2 <= widest_gap)
    c.text(gap_start + 1 + (widest_gap - columns) / 2, axis_row, name, pen::faint);
}

void draw_title(canvas& c, const frame& f) {
  c.text(0, 0, f.source->title, pen::strong);
  const int after = f.source->title.empty() ? 0 : terminal_columns(f.source->title) + 2;
  c.text(after, 0, f.source->y.label, pen::faint);
}

void strip_text(canvas& c, const frame& f, double center, const std::string& label, tone color) {
  const int columns = terminal_columns(label);
  const int low = f.left + 1;
  const int start =
      std::clamp(static_cast<int>(std::lround(center)) - columns / 2, low, std::max(low, c.columns() - columns));
  if (c.is_free(start - 1, f.top - 1, columns + 2) || (c.is_free(start, f.top - 1, columns) && start == low)) {
    c.text(start, f.top - 1, label, tone_pen(color));
  }
}

void vertical_line(canvas& c, const frame& f, double at, tone color) {
  if (!f.shows_x(at) || f.x(at) < 0.5 || f.x(at) > f.width - 1.5) return;
  for (int r = 0; r < f.height; ++r) c.put(f.column(at), f.top + r, f.lines().reference_v, tone_pen(color));
}

void draw_bands(canvas& c, const frame& f) {
  for (const band& b : f.source->bands) {
    if (b.along != orientation::vertical) continue;
    vertical_line(c, f, b.from, b.color);
    vertical_line(c, f, b.to, b.color);
    const double from = f.shows_x(b.from) ? f.x(b.from) : 0;
    const double to = f.shows_x(b.to) ? f.x(b.to) : f.width - 1;
    strip_text(c, f, f.left + 1 + (from + to) / 2, b.label, b.color);
  }
}

// The columns of the plot, from 1, that a horizontal line covers.
struct cell_span {
  int first = 1;
  int last = 0;
};

cell_span columns_of(const reference_line& l, const frame& f) {
  const auto column = [&](double value, int edge) {
    if (std::isinf(value)) return edge;
    return std::isnan(f.x(value)) ? edge
                                  : static_cast<int>(std::lround(std::clamp(f.x(value), 0.0, f.width - 1.0))) + 1;
  };
  return {column(l.from, 1), column(l.to, f.width)};
}

void draw_lines(canvas& c, const frame& f) {
  for (const reference_line& l : f.source->lines) {
    if (l.along == orientation::vertical) {
      vertical_line(c, f, l.at, l.color);
      if (f.shows_x(l.at)) strip_text(c, f, f.column(l.at), l.label, l.color);
    } else if (f.shows_y(l.at)) {
      const cell_span span = columns_of(l, f);
      for (int i = span.first; i <= span.last; ++i) {
        // over a map every other cell is unchanged
        if (i % 2 == 0 && !c.is_free(f.left + i, f.row(l.at))) continue;
        c.put(f.left + i, f.row(l.at), f.lines().reference_h, tone_pen(l.color));
      }
    }
  }
}

// A column in `row` where a label of `columns` cells hides nothing but the line it names,
// as far right as possible; −1 if there is none.
int free_of_curves(const canvas& c, const frame& f, int row, int columns, cell_span within) {
  const auto is_free = [&](int column) {
    return c.is_free(column, row) || c.glyph(column, row) == f.lines().reference_h;
  };
  for (int start = within.last - columns - 1; start >= within.first - 1; --start) {
    int i = 0;
    while (i < columns && is_free(f.left + 1 + start + i)) ++i;
    if (i == columns) return f.left + 1 + start;
  }
  return -1;
}

void draw_line_labels(canvas& c, const frame& f) {
  for (const reference_line& l : f.source->lines) {
    if (l.along == orientation::vertical || l.label.empty() || !f.shows_y(l.at)) continue;
    const std::string label = ' ' + l.label + ' ';
    const int start = free_of_curves(c, f, f.row(l.at), terminal_columns(label), columns_of(l, f));
    if (start >= 0) c.text(start, f.row(l.at), label, tone_pen(l.color));
  }
}

// Curves that share a cell share its dots; the color is that of the last.
void draw_curves(canvas& c, const frame& f, const std::vector<raster>& rasters, const curve_letters& letters) {
  for (int row = 0; row < f.height; ++row) {
    for (int column = 0; column < f.width; ++column) {
      unsigned dots = 0;
      const series* last = nullptr;
      for (std::size_t i = 0; i < rasters.size(); ++i) {
        if (!rasters[i].has_dots(column, row)) continue;
        dots |= rasters[i].mask(column, row);
        last = &f.source->curves[i];
      }
      if (last == nullptr) continue;
      std::string glyph = letters.of(*last).empty() ? "*" : letters.of(*last);
      if (f.with != glyphs::ascii) {
        glyph.clear();
        support::append_utf8(glyph, static_cast<char32_t>(0x2800u + dots));
      }
      c.put(f.left + 1 + column, f.top + row, glyph, series_pen(last->color));
    }
  }
}

// Letters along each curve, no two of them in one column, so that overlapping curves show all their letters.
void draw_letters(canvas& c, const frame& f, const std::vector<raster>& rasters, const curve_letters& letters) {
  const std::vector<series>& curves = f.source->curves;
  const int count = static_cast<int>(curves.size());
  if (count == 0) return;
  const int rounds = std::clamp(f.width / (count * 5), 1, 4);
  for (int i = 0; i < count; ++i) {
    const series& s = curves[static_cast<std::size_t>(i)];
    const std::string letter = letters.of(s);
    for (int round = 0; !letter.empty() && round < rounds; ++round) {
      const int column = f.width * (2 * (round * count + i) + 1) / (2 * rounds * count);
      const int row = rasters[static_cast<std::size_t>(i)].row_of_curve(column);
      if (row >= 0) c.put(f.left + 1 + column, f.top + row, letter, series_pen(s.color));
    }
  }
}

void draw_blocks(canvas& c, const frame& f, const series& s) {
  constexpr std::array<const char*, 8> eighths = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
  raster fine(f.width, f.height * 8, 1, 1);
  fine.draw(s, f.x.scale, f.x.values, f.y.scale, f.y.values);
  for (int column = 0; column < f.width; ++column) {
    const int from_top = fine.row_of_curve(column);
    if (from_top < 0) continue;
    const int filled = f.height * 8 - from_top;
    for (int row = 0; row < f.height; ++row) {
      const int part = std::clamp(filled - (f.height - 1 - row) * 8, 0, 8);
      if (part > 0)
        c.put(f.left + 1 + column, f.top + row, eighths[static_cast<std::size_t>(part - 1)], series_pen(s.color));
    }
  }
}

const char* marker_glyph(marker_shape shape, glyphs with) {
  const bool is_ascii = with == glyphs::ascii;
  switch (shape) {
    case marker_shape::dot: return is_ascii ? "o" : "●";
    case marker_shape::ring: return is_ascii ? "O" : "○";
    case marker_shape::cross: return is_ascii ? "X" : "✕";
    case marker_shape::triangle: return is_ascii ? "^" : "▲";
    case marker_shape::none: break;
  }
  return "";
}

// The text of a note next to its marker if the cells are free; otherwise the caller lists the text elsewhere.
void draw_notes(canvas& c, const frame& f) {
  for (const annotation& n : f.source->notes) {
    if (!f.shows_x(n.x) || !f.shows_y(n.y)) continue;
    const int column = f.column(n.x);
    const int row = f.row(n.y);
    if (n.marker != marker_shape::none) c.put(column, row, marker_glyph(n.marker, f.with), tone_pen(n.color));
    const int columns = terminal_columns(n.text);
    for (const int shift : {0, -1, 1, -2, 2}) {
      const int at = row + shift;
      if (columns == 0 || at < f.top || at >= f.top + f.height) continue;
      const bool fits_right = c.is_free(column + 1, at, columns + 1);
      if (!fits_right && !c.is_free(column - columns - 1, at, columns + 1)) continue;
      c.text(fits_right ? column + 2 : column - columns - 1, at, n.text, tone_pen(n.color));
      break;
    }
  }
}

bool has_point(const std::vector<raster>& rasters, const frame& f) {
  for (const raster& r : rasters) {
    for (int column = 0; column < f.width; ++column) {
      if (r.row_of_curve(column) >= 0) return true;
    }
  }
  return false;
}

}  // namespace

curve_letters::curve_letters(const figure& f) {
  for (const panel& p : f.panels) {
    for (const series& s : p.curves) {
      const auto same = [&](const series* other) { return other->name == s.name && other->color == s.color; };
      if (std::none_of(curves_.begin(), curves_.end(), same)) curves_.push_back(&s);
    }
  }
}

std::string curve_letters::of(const series& s) const {
  if (curves_.size() < 2) return "";
  std::size_t i = 0;
  while (i < curves_.size() && (curves_[i]->name != s.name || curves_[i]->color != s.color)) ++i;
  const std::size_t turn = i % 52;
  return std::string(1,
                     static_cast<char>(turn < 26 ? 'a' + static_cast<int>(turn) : 'A' + static_cast<int>(turn) - 26));
}

int head_rows_of(const panel& p) { return (p.title.empty() && p.y.label.empty() ? 0 : 1) + (has_strip(p) ? 1 : 0); }

canvas draw_panel(const panel& p, const curve_letters& letters, panel_size size, glyphs with) {
  const frame f = make_frame(p, size, with);
  canvas c(std::max(size.columns, f.left + 1 + f.width), f.top + f.height + 2);
  draw_title(c, f);
  draw_axes(c, f);
  if (p.map) draw_heat(c, *p.map, {f.left + 1, f.top, f.width, f.height}, f.x, f.y, with);
  draw_bands(c, f);
  draw_lines(c, f);
  std::vector<raster> rasters;
  for (const series& s : p.curves) {
    rasters.emplace_back(f.width, f.height, with == glyphs::ascii ? 1 : 2, with == glyphs::ascii ? 1 : 4);
    rasters.back().draw(s, p.x.scale, f.x.values, p.y.scale, f.y.values);
  }
  if (with == glyphs::block && p.curves.size() == 1) {
    draw_blocks(c, f, p.curves.front());
  } else {
    draw_curves(c, f, rasters, letters);
    draw_letters(c, f, rasters, letters);
  }
  draw_line_labels(c, f);
  draw_notes(c, f);
  if (!p.map && !has_point(rasters, f) && p.notes.empty()) {
    c.text(f.left + 1 + (f.width - 7) / 2, f.top + f.height / 2, "no data", pen::faint);
  }
  return c;
}

}  // namespace taper::render
