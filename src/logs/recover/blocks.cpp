// Where a series rises, stays and falls.
#include <algorithm>
#include <limits>

#include "logs/recover/propose.hpp"

namespace taper::inspection {
namespace {

block shape_of(std::span<const point> points, std::size_t first, std::size_t last) {
  block b;
  b.rise_begin = first;
  b.end = last;
  double highest = -std::numeric_limits<double>::infinity();
  double lowest = std::numeric_limits<double>::infinity();
  for (std::size_t i = first; i < last; ++i) highest = std::max(highest, points[i].low);
  b.top_begin = first;
  while (points[b.top_begin].high < highest) ++b.top_begin;
  b.fall_begin = b.top_begin;
  while (b.fall_begin < last && points[b.fall_begin].high >= highest) ++b.fall_begin;
  for (std::size_t i = b.fall_begin; i < last; ++i) lowest = std::min(lowest, points[i].high);
  b.flat_begin = last;
  while (b.flat_begin > b.fall_begin && points[b.flat_begin - 1].low <= lowest) --b.flat_begin;
  if (b.flat_begin < last) ++b.flat_begin;  // the first row at the bottom still belongs to the fall
  return b;
}

}  // namespace

std::vector<block> split_blocks(std::span<const point> points, std::size_t first, std::size_t last) {
  std::vector<block> out;
  std::size_t begin = first;
  bool falling = false;
  double bottom = 0.0;          // upper end of the lowest rate since the fall began
  std::size_t low_row = first;  // the last row at the bottom
  double top = points[first].low;
  for (std::size_t i = first + 1; i < last; ++i) {
    const point& p = points[i];
    const bool restart = p.step < points[i - 1].step;
    if (restart || (falling && p.low > bottom)) {
      const std::size_t cut = restart || i == low_row + 1 ? i : low_row;
      out.push_back(shape_of(points, begin, cut));
      begin = cut;
      falling = false;
      top = p.low;
      continue;
    }
    if (!falling && p.high < top) {
      falling = true;
      bottom = p.high;
      low_row = i;
    } else if (falling) {
      if (p.low <= bottom) low_row = i;
      bottom = std::min(bottom, p.high);
    } else {
      top = std::max(top, p.low);
    }
  }
  out.push_back(shape_of(points, begin, last));
  return out;
}

}  // namespace taper::inspection
