// Finds a place for a text beside a point or along a line where it hides the least of the data and of other texts.
#pragma once

#include <vector>

#include "render/geometry.hpp"

namespace taper::render {

/// What is on a panel already, and where the next text goes.
class label_placer {
 public:
  explicit label_placer(const rect& area) : area_(area) {}

  void add_curve(const polyline& line);
  void add_point(point p);
  void add_box(const rect& r);

  /// The best of `candidates`, the first of equals; it is taken from then on. Outside the area costs most, then another
  /// text, then a curve. `candidates` is not empty.
  rect place(const std::vector<rect>& candidates);

 private:
  double cost(const rect& r) const;

  rect area_;
  std::vector<polyline> curves_;
  std::vector<point> points_;
  std::vector<rect> boxes_;
};

}  // namespace taper::render
