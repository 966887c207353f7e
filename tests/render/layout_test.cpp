// Layout: nothing overlaps or extends over the edge.
#include "render/layout.hpp"

#include <gtest/gtest.h>

#include "render/text.hpp"
#include "sample_figure.hpp"

namespace taper::render {
namespace {

TEST(layout, panels_do_not_overlap_and_stay_inside) {
  const figure f = test::sample_figure();
  const figure_layout l = lay_out(f);
  for (std::size_t i = 0; i < l.panels.size(); ++i) {
    EXPECT_GE(l.panels[i].plot.x, 0);
    EXPECT_LE(l.panels[i].plot.right(), l.width);
    EXPECT_LE(l.panels[i].x_label_y, l.height);
    for (std::size_t k = 0; k < i; ++k) EXPECT_FALSE(overlap(l.panels[i].plot, l.panels[k].plot));
  }
}

TEST(layout, plots_in_a_column_line_up) {
  const figure f = test::sample_figure();
  const figure_layout l = lay_out(f);
  EXPECT_DOUBLE_EQ(l.panels[0].plot.x, l.panels[2].plot.x);
  EXPECT_DOUBLE_EQ(l.panels[1].plot.x, l.panels[3].plot.x);
  EXPECT_DOUBLE_EQ(l.panels[0].plot.y, l.panels[1].plot.y);
}

TEST(layout, a_wide_panel_takes_its_columns) {
  figure f = test::sample_figure();
  f.panels[0].columns_wide = 2;
  const figure_layout l = lay_out(f);
  EXPECT_GT(l.panels[0].plot.width, 1.8 * l.panels[1].plot.width);
  EXPECT_GT(l.panels[1].plot.y, l.panels[0].plot.bottom());
}

TEST(layout, the_legend_wraps_within_the_figure) {
  figure f = test::sample_figure();
  f.width = 420;
  for (int i = 0; i < 30; ++i)
    f.panels[0].curves.push_back(test::cosine_curve("schedule number " + std::to_string(i), i));
  f.panels[0].curves.push_back(test::cosine_curve(std::string(300, 'w'), 3));
  const figure_layout l = lay_out(f);
  double last_y = 0;
  for (const legend_item& item : l.legend) {
    EXPECT_LE(item.at.x + sample_width(item.sample) + sample_gap_px + text_width(item.shown, legend_px), l.width);
    last_y = item.at.y;
  }
  EXPECT_LT(last_y, l.panels[0].plot.y);
}

TEST(layout, x_labels_keep_their_distance) {
  figure f = test::sample_figure();
  for (const double width : {240.0, 400.0, 960.0, 3000.0}) {
    f.width = width;
    const figure_layout l = lay_out(f);
    for (const panel_layout& p : l.panels) {
      for (std::size_t i = 1; i < p.x_ticks.size(); ++i) {
        const double half =
            (text_width(p.x_ticks[i - 1].label, small_px) + text_width(p.x_ticks[i].label, small_px)) / 2;
        EXPECT_GT(p.x(p.x_ticks[i].at) - p.x(p.x_ticks[i - 1].at), half);
      }
    }
  }
}

TEST(layout, labels_above_the_plot_do_not_touch) {
  figure f = test::sample_figure();
  panel& p = f.panels[0];
  for (int i = 0; i < 4; ++i) {
    p.lines.push_back({.along = orientation::vertical, .at = 480.0 + 5 * i, .label = "label " + std::to_string(i)});
  }
  const figure_layout l = lay_out(f);
  const std::vector<strip_label>& strip = l.panels[0].strip;
  for (std::size_t i = 0; i < strip.size(); ++i) {
    for (std::size_t k = 0; k < i; ++k) {
      if (strip[i].row != strip[k].row) continue;
      const double needed = (text_width(strip[i].text, small_px) + text_width(strip[k].text, small_px)) / 2;
      EXPECT_GE(std::abs(strip[i].center - strip[k].center), needed);
    }
  }
}

TEST(layout, a_log_axis_ignores_a_few_absurd_values) {
  panel p = {.y = {.scale = axis_scale::log}};
  series s;
  for (int i = 0; i < 1000; ++i) s.x.push_back(i), s.y.push_back(1 + i);
  s.y[0] = 1e-120;
  p.curves = {s};
  EXPECT_GT(y_range(p).lo, 1e-3);
}

TEST(layout, an_axis_starts_at_a_nearby_zero_and_never_just_below) {
  const auto range_of = [](std::vector<double> y) { return y_range({.curves = {{.x = {0, 1}, .y = std::move(y)}}}); };
  EXPECT_EQ(range_of({-1e-17, 1}).lo, 0);
  EXPECT_EQ(range_of({0.001, 1}).lo, 0);
  EXPECT_EQ(range_of({0.1, 1}).lo, 0);
  EXPECT_GT(range_of({0.5, 1}).lo, 0.4);
  EXPECT_LT(range_of({-0.5, 1}).lo, -0.5);
  EXPECT_EQ(range_of({-1, -0.001}).hi, 0);
}

TEST(layout, an_x_axis_of_a_line_is_exactly_its_data) {
  const value_range r = x_range({.curves = {{.x = {0.25, 6}, .y = {1, 2}}}});
  EXPECT_EQ(r.lo, 0.25);
  EXPECT_EQ(r.hi, 6);
}

TEST(layout, a_constant_has_room_above_and_below) {
  const value_range r = y_range({.curves = {{.x = {0, 1}, .y = {0.3, 0.3}}}});
  EXPECT_LT(r.lo, 0.3);
  EXPECT_GT(r.hi, 0.3);
}

}  // namespace
}  // namespace taper::render
