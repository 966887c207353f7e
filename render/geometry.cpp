// Clipping and simplifying polylines in px.
#include "render/geometry.hpp"

#include <array>
#include <cmath>
#include <cstddef>
#include <utility>

namespace taper::render {
namespace {

bool same(point a, point b) { return a.x == b.x && a.y == b.y; }

double distance_to_segment(point p, point a, point b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  const double length2 = dx * dx + dy * dy;
  if (length2 == 0) return std::hypot(p.x - a.x, p.y - a.y);
  double along = ((p.x - a.x) * dx + (p.y - a.y) * dy) / length2;
  along = along < 0 ? 0 : along > 1 ? 1 : along;
  return std::hypot(p.x - a.x - along * dx, p.y - a.y - along * dy);
}

}  // namespace

bool clip_segment(const rect& r, point& a, point& b) {
  const double dx = b.x - a.x;
  const double dy = b.y - a.y;
  // Each side of the rectangle: the segment is inside where toward · u ≤ room.
  struct side {
    double toward;
    double room;
  };
  const std::array<side, 4> sides = {
      {{-dx, a.x - r.x}, {dx, r.right() - a.x}, {-dy, a.y - r.y}, {dy, r.bottom() - a.y}}};
  double enter = 0;
  double leave = 1;
  for (const side& s : sides) {
    if (s.toward == 0) {
      if (s.room < 0) return false;
      continue;
    }
    const double u = s.room / s.toward;
    if (s.toward < 0) {
      enter = u > enter ? u : enter;
    } else {
      leave = u < leave ? u : leave;
    }
    if (enter > leave) return false;
  }
  const point start = a;
  if (enter > 0) a = {start.x + enter * dx, start.y + enter * dy};
  if (leave < 1) b = {start.x + leave * dx, start.y + leave * dy};
  return true;
}

std::vector<polyline> clip(const polyline& line, const rect& r) {
  std::vector<polyline> pieces;
  if (line.size() == 1) {
    if (contains(r, line.front())) pieces.push_back(line);
    return pieces;
  }
  for (std::size_t i = 1; i < line.size(); ++i) {
    point a = line[i - 1];
    point b = line[i];
    if (!clip_segment(r, a, b)) continue;
    const bool continues = !pieces.empty() && same(pieces.back().back(), a);
    if (!continues) pieces.push_back({a});
    if (!same(a, b) || pieces.back().empty()) pieces.back().push_back(b);
  }
  return pieces;
}

polyline simplify(const polyline& line, double tolerance) {
  if (line.size() < 3) return line;
  std::vector<bool> keep(line.size(), false);
  keep.front() = keep.back() = true;
  std::vector<std::pair<std::size_t, std::size_t>> open = {{0, line.size() - 1}};
  while (!open.empty()) {
    const std::pair<std::size_t, std::size_t> span = open.back();
    open.pop_back();
    double worst = tolerance;
    std::size_t at = 0;
    for (std::size_t i = span.first + 1; i < span.second; ++i) {
      const double d = distance_to_segment(line[i], line[span.first], line[span.second]);
      if (d > worst) worst = d, at = i;
    }
    if (at == 0) continue;
    keep[at] = true;
    open.push_back({span.first, at});
    open.push_back({at, span.second});
  }
  polyline kept;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (keep[i]) kept.push_back(line[i]);
  }
  return kept;
}

}  // namespace taper::render
