// Finds a position for a text next to a point or along a line where it hides the least data and text.
#pragma once

#include <vector>

#include "render/geometry.hpp"

namespace taper::render {

/// The occupied areas of a panel, and the placement of the next text.
class label_placer {
 public:
  explicit label_placer(const rect& area) : area_(area) {}

  void add_curve(const polyline& line);
  void add_point(point p);
  void add_box(const rect& r);

  /// The best of `candidates`, the first of equals; it is then marked as occupied. Outside the area costs most, then an
  /// overlap with text, then with a curve. `candidates` is not empty.
  rect place(const std::vector<rect>& candidates);

 private:
  double cost(const rect& r) const;

  rect area_;
  std::vector<polyline> curves_;
  std::vector<point> points_;
  std::vector<rect> boxes_;
};

}  // namespace taper::render
