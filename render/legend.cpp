// The shared legend.
#include "render/legend.hpp"

#include <algorithm>

#include "render/palette.hpp"
#include "render/text.hpp"

namespace taper::render {
namespace {

constexpr double row_px = 19;
constexpr double between_px = 20;

legend_item item_of(const series& s) {
  legend_item item;
  item.name = s.name;
  item.sample = s.kind == series_kind::dots   ? legend_sample::dot
                : s.kind == series_kind::area ? legend_sample::swatch
                                              : legend_sample::line;
  item.color = s.color;
  item.dash = resolved_dash(s.dash, s.color);
  item.stroke = s.width;
  return item;
}

legend_item item_of(const heat_level& level) {
  legend_item item;
  item.name = level.name;
  item.sample = legend_sample::swatch;
  item.swatch_tone = level.color;
  item.has_tone = true;
  return item;
}

bool same_look(const legend_item& a, const legend_item& b) {
  if (a.name != b.name || a.sample != b.sample || a.has_tone != b.has_tone) return false;
  return a.has_tone ? a.swatch_tone == b.swatch_tone : a.color == b.color && a.dash == b.dash;
}

}  // namespace

std::vector<legend_item> legend_items(const figure& f) {
  std::vector<legend_item> items;
  if (f.legend == legend_style::none) return items;
  const auto add = [&](legend_item item) {
    const auto same = [&](const legend_item& other) { return same_look(item, other); };
    if (!item.name.empty() && std::none_of(items.begin(), items.end(), same)) items.push_back(std::move(item));
  };
  for (const panel& p : f.panels) {
    for (const series& s : p.curves) add(item_of(s));
    if (!p.map) continue;
    for (const heat_level& level : p.map->levels) add(item_of(level));
  }
  return items;
}

double place_legend(std::vector<legend_item>& items, double left, double right, double top) {
  if (items.empty()) return top;
  double x = left;
  double y = top;
  for (legend_item& item : items) {
    const double before_text = sample_width(item.sample) + sample_gap_px;
    item.shown = elide(item.name, legend_px, right - left - before_text);
    const double width = before_text + text_width(item.shown, legend_px);
    if (x > left && x + width > right) x = left, y += row_px;
    item.at = {x, y + 13};
    x += width + between_px;
  }
  return y + row_px;
}

}  // namespace taper::render
