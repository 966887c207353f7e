// Labels go where they hide the least.
#include "render/place_label.hpp"

#include <gtest/gtest.h>

namespace taper::render {
namespace {

constexpr rect area = {0, 0, 100, 100};
constexpr rect left = {5, 40, 30, 10};
constexpr rect right = {60, 40, 30, 10};
constexpr rect outside = {90, 40, 30, 10};

TEST(place_label, the_first_of_equals_wins) {
  label_placer placer(area);
  EXPECT_EQ(placer.place({left, right}).x, left.x);
}

TEST(place_label, avoids_curves) {
  label_placer placer(area);
  placer.add_curve({{0, 45}, {40, 45}});
  EXPECT_EQ(placer.place({left, right}).x, right.x);
}

TEST(place_label, avoids_dots) {
  label_placer placer(area);
  placer.add_point({10, 45});
  EXPECT_EQ(placer.place({left, right}).x, right.x);
}

TEST(place_label, two_labels_do_not_share_a_position) {
  label_placer placer(area);
  const rect first = placer.place({left, right});
  const rect second = placer.place({left, right});
  EXPECT_FALSE(overlap(first, second));
}

TEST(place_label, over_a_curve_is_better_than_outside_or_on_another_text) {
  label_placer placer(area);
  placer.add_curve({{0, 45}, {40, 45}});
  EXPECT_EQ(placer.place({outside, left}).x, left.x);
  label_placer crowded(area);
  crowded.add_box(right);
  crowded.add_curve({{0, 45}, {40, 45}});
  EXPECT_EQ(crowded.place({right, left}).x, left.x);
}

}  // namespace
}  // namespace taper::render
