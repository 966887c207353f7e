// The layout of a figure.
#include "render/layout.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "render/legend.hpp"
#include "render/text.hpp"
#include "render/ticks.hpp"

namespace taper::render {
namespace {

constexpr double padding = 22;  // around the figure
constexpr double column_gap = 34;
constexpr double row_gap = 24;
constexpr double superscript_scale = 0.74;
constexpr double tick_gap = 7;  // between a tick label and the axis
constexpr double px_per_x_tick = 55;
constexpr double px_per_y_tick = 30;
constexpr int most_strip_rows = 4;

double tick_label_width(const tick& t) {
  return text_width(t.label, small_px) + text_width(t.superscript, small_px * superscript_scale);
}

std::vector<tick> own_ticks(const axis& a, value_range r) {
  std::vector<tick> kept;
  for (const tick& t : a.ticks) {
    if (t.at >= r.lo && t.at <= r.hi) kept.push_back(t);
  }
  return kept;
}

std::vector<tick> find_ticks(const axis& a, value_range r, int target) {
  if (!a.ticks.empty()) return own_ticks(a, r);
  return a.scale == axis_scale::log ? log_ticks(r.lo, r.hi, target) : linear_ticks(r.lo, r.hi, target, a.numbers);
}

// As many ticks along x as fit next to each other.
std::vector<tick> x_ticks_that_fit(const axis& a, const axis_map& map) {
  for (int target = std::max(2, static_cast<int>((map.to - map.from) / px_per_x_tick)); target > 1; --target) {
    std::vector<tick> ticks = find_ticks(a, map.values, target);
    bool fits = true;
    for (std::size_t i = 1; i < ticks.size(); ++i) {
      const double half = (tick_label_width(ticks[i - 1]) + tick_label_width(ticks[i])) / 2;
      fits = fits && map(ticks[i].at) - map(ticks[i - 1].at) > half + 10;
    }
    if (fits || !a.ticks.empty()) return ticks;
  }
  return find_ticks(a, map.values, 1);
}

// One label in the strip above the plot: the first row without an overlap.
void place_in_strip(std::vector<strip_label>& strip, strip_label label, const rect& plot, double left) {
  const double half = text_width(label.text, small_px) / 2;
  label.center = std::clamp(label.center, std::min(left + half, plot.right() - half), plot.right() - half);
  for (label.row = 0; label.row < most_strip_rows; ++label.row) {
    bool is_free = true;
    for (const strip_label& other : strip) {
      const double needed = half + text_width(other.text, small_px) / 2 + 8;
      is_free = is_free && (other.row != label.row || std::abs(other.center - label.center) >= needed);
    }
    if (is_free) {
      strip.push_back(std::move(label));
      return;
    }
  }
}

std::vector<strip_label> strip_labels(const panel& p, const axis_map& x, const rect& plot, double left) {
  std::vector<strip_label> strip;
  for (const band& b : p.bands) {
    if (b.along != orientation::vertical || b.label.empty()) continue;
    const double from = std::isfinite(b.from) ? std::clamp(x(b.from), plot.x, plot.right()) : plot.x;
    const double to = std::isfinite(b.to) ? std::clamp(x(b.to), plot.x, plot.right()) : plot.right();
    place_in_strip(strip, {.text = b.label, .center = (from + to) / 2, .color = b.color}, plot, left);
  }
  for (const reference_line& l : p.lines) {
    const double at = x(l.at);
    if (l.along != orientation::vertical || l.label.empty() || !(at >= plot.x && at <= plot.right())) continue;
    place_in_strip(strip, {.text = l.label, .center = at, .color = l.color}, plot, left);
  }
  return strip;
}

// A panel's place in the grid.
struct slot {
  int row = 0;
  int column = 0;
  int span = 1;
};

std::vector<slot> grid_of(const figure& f, int columns) {
  std::vector<slot> slots;
  slot next;
  for (const panel& p : f.panels) {
    next.span = std::clamp(p.columns_wide, 1, columns);
    if (next.column + next.span > columns) next.column = 0, ++next.row;
    slots.push_back(next);
    next.column += next.span;
  }
  return slots;
}

double left_margin(const panel& p, value_range y, double height) {
  double widest = 0;
  for (const tick& t : find_ticks(p.y, y, std::max(2, static_cast<int>(height / px_per_y_tick)))) {
    widest = std::max(widest, tick_label_width(t));
  }
  return widest + tick_gap;
}

bool has_color_bar(const panel& p) { return p.map && p.map->levels.empty(); }

// The parts of a panel that depend on the x range of its plotting area.
panel_layout lay_out_panel(const panel& p, double left, double plot_left, double right, double height) {
  panel_layout out;
  out.source = &p;
  out.left = left;
  out.plot = {plot_left, 0, std::max(40.0, right - plot_left - (has_color_bar(p) ? color_bar_px : 0)), height};
  out.x = {p.x.scale, x_range(p), out.plot.x, out.plot.right()};
  // Half of the last label extends beyond the axis: at most over the gap.
  out.x_ticks = x_ticks_that_fit(p.x, out.x);
  out.x_minor =
      p.x.scale == axis_scale::log ? minor_log_ticks(out.x.values.lo, out.x.values.hi, 8) : std::vector<double>{};
  out.strip = strip_labels(p, out.x, out.plot, out.plot.x);
  return out;
}

// Gives the panel its height: the map of y and the baselines around the plotting area.
void set_vertical(panel_layout& out, double top, double title_height, int strip_rows) {
  const panel& p = *out.source;
  out.title_y = top + 13;
  out.strip_y = top + title_height + strip_rows * strip_row_px - 4;
  out.plot.y = top + title_height + strip_rows * strip_row_px;
  out.y = {p.y.scale, y_range(p), out.plot.bottom(), out.plot.y};
  const int target = std::max(2, static_cast<int>(out.plot.height / px_per_y_tick));
  out.y_ticks = find_ticks(p.y, out.y.values, target);
  if (p.y.scale == axis_scale::log) out.y_minor = minor_log_ticks(out.y.values.lo, out.y.values.hi, target);
  out.x_label_y = out.plot.bottom() + 33;
}

double add_lines(std::vector<text_line>& lines, const std::string& text, double px, double width, double top,
                 double height) {
  if (text.empty()) return top;
  for (const std::string& line : wrap(text, px, width)) {
    lines.push_back({line, {padding, top + px}});
    top += height;
  }
  return top;
}

}  // namespace

polyline ends_of(const reference_line& l, const panel_layout& p) {
  const bool is_vertical = l.along == orientation::vertical;
  const axis_map& across = is_vertical ? p.x : p.y;
  const axis_map& along = is_vertical ? p.y : p.x;
  const double at = across(l.at);
  const double low = is_vertical ? p.plot.x : p.plot.y;
  const double high = is_vertical ? p.plot.right() : p.plot.bottom();
  if (!(at >= low - 0.5 && at <= high + 0.5)) return {};
  const double first = std::isinf(l.from) ? along.from : along(l.from);
  const double last = std::isinf(l.to) ? along.to : along(l.to);
  const auto [least, most] = std::minmax(along.from, along.to);
  const double from = std::clamp(first, least, most);
  const double to = std::clamp(last, least, most);
  if (!(std::fabs(to - from) > 0)) return {};  // NaN too
  return is_vertical ? polyline{{at, from}, {at, to}} : polyline{{from, at}, {to, at}};
}

figure_layout lay_out(const figure& f) {
  figure_layout out;
  out.width = std::clamp(std::isfinite(f.width) ? f.width : 960, 200.0, 10'000.0);
  const double inner = out.width - 2 * padding;
  double y = padding - 2;
  // The bold title is wider than wrap() thinks; the factor makes up for it.
  y = add_lines(out.title, f.title, title_px, inner / 1.12, y, 24);
  y = add_lines(out.subtitle, f.subtitle, subtitle_px, inner, y, 17);
  out.legend = legend_items(f);
  y = place_legend(out.legend, padding, out.width - padding, y + (out.legend.empty() ? 0 : 6));
  y += 12;

  const int columns = std::clamp(f.columns, 1, std::max(1, static_cast<int>(f.panels.size())));
  const double column_width = (inner - (columns - 1) * column_gap) / columns;
  const double height = std::clamp(std::isfinite(f.panel_height) ? f.panel_height : 210, 40.0, 5'000.0);
  const std::vector<slot> slots = grid_of(f, columns);
  std::vector<double> margins(static_cast<std::size_t>(columns), 0);
  for (std::size_t i = 0; i < f.panels.size(); ++i) {
    double& margin = margins[static_cast<std::size_t>(slots[i].column)];
    margin = std::max(margin, left_margin(f.panels[i], y_range(f.panels[i]), height));
  }
  for (std::size_t i = 0; i < f.panels.size(); ++i) {
    const slot& at = slots[i];
    const double left = padding + at.column * (column_width + column_gap);
    const double right = left + at.span * column_width + (at.span - 1) * column_gap;
    out.panels.push_back(
        lay_out_panel(f.panels[i], left, left + margins[static_cast<std::size_t>(at.column)], right, height));
  }
  for (std::size_t first = 0; first < slots.size();) {
    std::size_t end = first;
    double title_height = 0;
    double below = 22;
    int strip_rows = 0;
    for (; end < slots.size() && slots[end].row == slots[first].row; ++end) {
      const panel& p = f.panels[end];
      if (!p.title.empty() || !p.y.label.empty()) title_height = 25;
      if (!p.x.label.empty()) below = 38;
      for (const strip_label& label : out.panels[end].strip) strip_rows = std::max(strip_rows, label.row + 1);
    }
    for (std::size_t i = first; i < end; ++i) set_vertical(out.panels[i], y, title_height, strip_rows);
    y += title_height + strip_rows * strip_row_px + height + below;
    first = end;
    if (first < slots.size()) y += row_gap;
  }
  if (!f.footnote.empty()) y = add_lines(out.footnote, f.footnote, small_px, inner, y + 10, 15);
  out.height = std::ceil(y + padding - 8);
  return out;
}

}  // namespace taper::render
