// Points and rectangles in px, y downwards.
#pragma once

#include <vector>

namespace taper::render {

struct point {
  double x = 0;
  double y = 0;
};

struct rect {
  double x = 0;
  double y = 0;
  double width = 0;
  double height = 0;

  double right() const { return x + width; }
  double bottom() const { return y + height; }
  rect grown(double by) const { return {x - by, y - by, width + 2 * by, height + 2 * by}; }
};

using polyline = std::vector<point>;

inline bool contains(const rect& r, point p) {
  return p.x >= r.x && p.x <= r.right() && p.y >= r.y && p.y <= r.bottom();
}

inline bool overlap(const rect& a, const rect& b) {
  return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
}

/// Clips the segment from a to b to `r`, in place; false if no part is inside (Liang–Barsky).
bool clip_segment(const rect& r, point& a, point& b);

/// A polyline cut to `r`: the pieces inside, in order. A single point inside stays a piece of one point.
std::vector<polyline> clip(const polyline& line, const rect& r);

/// Removes points within `tolerance` px of the simplified line (Douglas–Peucker). Keeps the ends.
polyline simplify(const polyline& line, double tolerance);

}  // namespace taper::render
