// Finds a position for a text where it hides the least.
#include "render/place_label.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace taper::render {
namespace {

constexpr double outside_cost = 1000;
constexpr double box_cost = 100;
constexpr double curve_cost = 10;  // for the first px of a curve under the text; each further px adds a fraction
constexpr double point_cost = 4;

double length_inside(const polyline& line, const rect& r) {
  double length = 0;
  for (std::size_t i = 1; i < line.size(); ++i) {
    point a = line[i - 1];
    point b = line[i];
    if (clip_segment(r, a, b)) length += std::hypot(b.x - a.x, b.y - a.y);
  }
  return length;
}

}  // namespace

void label_placer::add_curve(const polyline& line) { curves_.push_back(line); }
void label_placer::add_point(point p) { points_.push_back(p); }
void label_placer::add_box(const rect& r) { boxes_.push_back(r); }

double label_placer::cost(const rect& r) const {
  const bool is_inside = r.x >= area_.x && r.right() <= area_.right() && r.y >= area_.y && r.bottom() <= area_.bottom();
  double sum = is_inside ? 0 : outside_cost;
  for (const rect& box : boxes_) sum += overlap(r, box) ? box_cost : 0;
  for (const polyline& line : curves_) {
    const double length = length_inside(line, r);
    if (length > 0) sum += curve_cost + length / 20;
  }
  for (const point& p : points_) sum += contains(r, p) ? point_cost : 0;
  return sum;
}

rect label_placer::place(const std::vector<rect>& candidates) {
  const rect* best = &candidates.front();
  double lowest = cost(*best);
  for (const rect& candidate : candidates) {
    const double c = cost(candidate);
    if (c < lowest) lowest = c, best = &candidate;
  }
  boxes_.push_back(*best);
  return *best;
}

}  // namespace taper::render
