// Clipping and simplifying.
#include "render/geometry.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace taper::render {
namespace {

constexpr rect box = {0, 0, 10, 10};

TEST(clip, a_segment_through_the_box_ends_on_its_sides) {
  point a = {-5, 5};
  point b = {15, 5};
  ASSERT_TRUE(clip_segment(box, a, b));
  EXPECT_DOUBLE_EQ(a.x, 0);
  EXPECT_DOUBLE_EQ(b.x, 10);
  EXPECT_DOUBLE_EQ(a.y, 5);
}

TEST(clip, a_segment_beside_the_box_is_dropped) {
  point a = {-5, -1};
  point b = {15, -1};
  EXPECT_FALSE(clip_segment(box, a, b));
  a = {-5, 8}, b = {3, 20};  // passes the corner
  EXPECT_FALSE(clip_segment(box, a, b));
}

TEST(clip, a_line_that_leaves_and_returns_becomes_two_pieces) {
  const std::vector<polyline> pieces = clip({{1, 5}, {3, 20}, {7, 20}, {9, 5}}, box);
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_DOUBLE_EQ(pieces[0].back().y, 10);
  EXPECT_DOUBLE_EQ(pieces[1].front().y, 10);
}

TEST(clip, a_line_inside_stays_whole) {
  const polyline line = {{1, 1}, {2, 5}, {2, 5}, {9, 9}};
  const std::vector<polyline> pieces = clip(line, box);
  ASSERT_EQ(pieces.size(), 1u);
  EXPECT_DOUBLE_EQ(pieces[0].back().x, 9);
}

TEST(clip, a_lone_point_survives_only_inside) {
  EXPECT_EQ(clip({{5, 5}}, box).size(), 1u);
  EXPECT_TRUE(clip({{50, 5}}, box).empty());
}

TEST(simplify, a_straight_line_keeps_its_ends_alone) {
  polyline line;
  for (int i = 0; i <= 100; ++i) line.push_back({i * 1.0, i * 0.5});
  EXPECT_EQ(simplify(line, 0.01).size(), 2u);
}

TEST(simplify, no_point_strays_farther_than_the_tolerance) {
  polyline line;
  for (int i = 0; i <= 500; ++i) line.push_back({i * 1.0, 100 * std::sin(i / 40.0)});
  const polyline kept = simplify(line, 0.05);
  ASSERT_LT(kept.size(), line.size() / 2);
  std::size_t segment = 0;
  for (const point& p : line) {
    while (kept[segment + 1].x < p.x) ++segment;
    const point a = kept[segment];
    const point b = kept[segment + 1];
    const double straight = a.y + (b.y - a.y) * (p.x - a.x) / (b.x - a.x);
    // the vertical gap is at most tolerance · sqrt(1 + slope²), slope ≤ 2.5
    EXPECT_LE(std::abs(straight - p.y), 0.05 * 2.7);
  }
}

}  // namespace
}  // namespace taper::render
