// Conversion of a series to px: gaps, extremes, steps, logarithms, sizes.
#include "render/trace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace taper::render {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double inf = std::numeric_limits<double>::infinity();
constexpr rect area = {0, 0, 100, 100};
constexpr axis_map unit_x = {axis_scale::linear, {0, 1}, 0, 100};
constexpr axis_map unit_y = {axis_scale::linear, {0, 1}, 100, 0};

std::size_t points_in(const std::vector<polyline>& pieces) {
  std::size_t n = 0;
  for (const polyline& piece : pieces) n += piece.size();
  return n;
}

TEST(trace, not_a_number_and_infinity_break_the_line) {
  const series s = {.x = {0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6}, .y = {0.1, 0.5, nan, 0.3, inf, 0.2, 0.9}};
  const std::vector<polyline> pieces = trace_line(s, unit_x, unit_y, area);
  ASSERT_EQ(pieces.size(), 3u);
  EXPECT_EQ(pieces[0].size(), 2u);
  EXPECT_EQ(pieces[1].size(), 1u);  // alone between two gaps, still seen
  EXPECT_EQ(pieces[2].size(), 2u);
}

TEST(trace, zero_and_below_are_gaps_on_a_log_axis) {
  const axis_map log_y = {axis_scale::log, {0.01, 1}, 100, 0};
  const series s = {.x = {0, 0.25, 0.5, 0.75, 1}, .y = {0.1, 1, 0, 0.1, 1}};
  const std::vector<polyline> pieces = trace_line(s, unit_x, log_y, area);
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_DOUBLE_EQ(pieces[0][0].y, 50);
}

TEST(trace, a_million_points_shrink_and_keep_a_single_spike) {
  const std::size_t n = 1'000'000;
  series s;
  for (std::size_t i = 0; i < n; ++i) {
    s.x.push_back(static_cast<double>(i) / static_cast<double>(n));
    s.y.push_back(0.5 + 0.05 * std::sin(static_cast<double>(i)));
  }
  s.y[123'456] = 0.99;
  s.y[654'321] = 0.01;
  const std::vector<polyline> pieces = trace_line(s, unit_x, unit_y, area);
  EXPECT_LE(points_in(pieces), 4u * 101u);
  double highest = 0;
  double lowest = 1;
  for (const polyline& piece : pieces) {
    for (const point& p : piece) {
      highest = std::max(highest, 1 - p.y / 100);
      lowest = std::min(lowest, 1 - p.y / 100);
    }
  }
  EXPECT_NEAR(highest, 0.99, 1e-9);
  EXPECT_NEAR(lowest, 0.01, 1e-9);
}

TEST(trace, the_decimated_points_keep_their_order) {
  series s;
  for (int i = 0; i < 5000; ++i) s.x.push_back(i / 5000.0), s.y.push_back(0.5 + 0.4 * std::sin(i * 0.7));
  for (const polyline& piece : trace_line(s, unit_x, unit_y, area)) {
    for (std::size_t i = 1; i < piece.size(); ++i) EXPECT_LE(piece[i - 1].x, piece[i].x);
  }
}

TEST(trace, a_step_holds_its_value_until_the_next_x) {
  const series s = {.x = {0, 0.5, 1}, .y = {0.2, 0.8, 0.8}, .kind = series_kind::step};
  const std::vector<polyline> pieces = trace_line(s, unit_x, unit_y, area);
  ASSERT_EQ(pieces.size(), 1u);
  ASSERT_EQ(pieces[0].size(), 4u);
  EXPECT_DOUBLE_EQ(pieces[0][1].x, 50);
  EXPECT_DOUBLE_EQ(pieces[0][1].y, 80);
  EXPECT_DOUBLE_EQ(pieces[0][2].x, 50);
  EXPECT_DOUBLE_EQ(pieces[0][2].y, 20);
}

TEST(trace, values_far_outside_are_cut_at_the_edge) {
  const series s = {.x = {0, 0.5, 1}, .y = {0.5, 1e300, 0.5}};
  for (const polyline& piece : trace_line(s, unit_x, unit_y, area)) {
    for (const point& p : piece) EXPECT_TRUE(contains(area.grown(1e-6), p)) << p.x << ' ' << p.y;
  }
}

TEST(trace, the_shorter_of_x_and_y_counts) {
  const series s = {.x = {0, 0.5, 1}, .y = {0.1, 0.9}};
  EXPECT_EQ(points_in(trace_line(s, unit_x, unit_y, area)), 2u);
}

TEST(trace, overlapping_dots_are_drawn_once) {
  const series s = {.x = {0.5, 0.5, 0.9, nan}, .y = {0.5, 0.5, 0.1, 0.2}, .kind = series_kind::dots};
  EXPECT_EQ(trace_dots(s, unit_x, unit_y, area).size(), 2u);
}

TEST(trace, the_number_of_dots_is_limited) {
  series s = {.kind = series_kind::dots};
  for (int i = 0; i < 40'000; ++i) s.x.push_back((i % 200) / 200.0), s.y.push_back((i / 200) / 200.0);
  const std::size_t n = trace_dots(s, unit_x, unit_y, area, 1000).size();
  EXPECT_LE(n, 1000u);
  EXPECT_GE(n, 200u);
}

TEST(trace, an_area_is_one_closed_outline_per_run) {
  const series s = {.x = {0, 0.2, 0.4, 0.6, 0.8},
                    .y = {0.6, 0.7, nan, 0.7, 5},
                    .y_low = {0.4, 0.4, 0.4, 0.4, 0.4},
                    .kind = series_kind::area};
  const std::vector<polyline> outlines = trace_area(s, unit_x, unit_y, area);
  ASSERT_EQ(outlines.size(), 2u);
  EXPECT_EQ(outlines[0].size(), 4u);
  for (const point& p : outlines[1]) EXPECT_TRUE(contains(area, p));
}

TEST(trace, overlapping_curves_are_detected) {
  const series a = {.x = {0, 0.5, 1}, .y = {1, 0.5, 0}};
  series b = a;
  EXPECT_TRUE(covers(a, b, unit_x, unit_y));
  b.y[1] += 0.005;
  EXPECT_TRUE(covers(a, b, unit_x, unit_y));
  b.y[1] += 0.02;
  EXPECT_FALSE(covers(a, b, unit_x, unit_y));
}

TEST(trace, a_step_does_not_reach_across_a_gap) {
  const series s = {.x = {0, 0.25, 0.5, 0.75, 1}, .y = {0.2, 0.2, nan, 0.8, 0.8}, .kind = series_kind::step};
  const std::vector<polyline> pieces = trace_line(s, unit_x, unit_y, area);
  ASSERT_EQ(pieces.size(), 2u);
  EXPECT_DOUBLE_EQ(pieces[1].front().x, 75);
  EXPECT_DOUBLE_EQ(pieces[1].front().y, 20);
}

}  // namespace
}  // namespace taper::render
