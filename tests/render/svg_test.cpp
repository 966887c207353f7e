// SVG: well-formed, escaped, deterministic, small, complete.
#include "render/svg.hpp"

#include <gtest/gtest.h>

#include <limits>

#include "sample_figure.hpp"
#include "xml_check.hpp"

namespace taper::render {
namespace {

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

int count(const std::string& text, const std::string& part) {
  int n = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + part.size())) ++n;
  return n;
}

TEST(svg, is_well_formed) {
  EXPECT_EQ(test::xml_fault(to_svg(test::sample_figure())), "");
  EXPECT_EQ(test::xml_fault(to_svg(test::sample_figure(), {.colors = theme::light, .use = svg_use::inline_})), "");
}

TEST(svg, the_xml_checker_finds_errors) {
  EXPECT_NE(test::xml_fault("<a><b></a></b>"), "");
  EXPECT_NE(test::xml_fault("<a>&nbsp;</a>"), "");
  EXPECT_NE(test::xml_fault("<a b=\"1\" b=\"2\"/>"), "");
  EXPECT_NE(test::xml_fault("<a>"), "");
}

TEST(svg, is_the_same_each_time) { EXPECT_EQ(to_svg(test::sample_figure()), to_svg(test::sample_figure())); }

TEST(svg, escapes_every_text) {
  const std::string svg = to_svg(test::sample_figure());
  EXPECT_TRUE(has(svg, "a &lt; b &amp; &quot;c&quot;"));
  EXPECT_TRUE(has(svg, "Title &lt;1&gt;"));
  EXPECT_FALSE(has(svg, "a < b"));
}

TEST(svg, has_a_title_for_screen_readers) {
  const std::string svg = to_svg(test::sample_figure());
  EXPECT_TRUE(has(svg, "<title id=\"taper-title\">"));
  EXPECT_TRUE(has(svg, "Panels: Window, Rate, Map, Shades. Curves: cosine, "));
  EXPECT_TRUE(has(svg, "role=\"img\""));
}

TEST(svg, the_legend_names_each_curve_once) {
  figure f = test::sample_figure();
  f.panels[1].curves = {test::cosine_curve("cosine", 0)};
  f.panels[1].title.clear();
  EXPECT_EQ(count(to_svg(f), "class=\"tp-legend tp-ink\">cosine</text>"), 1);
  f.legend = legend_style::none;
  EXPECT_EQ(count(to_svg(f), "class=\"tp-legend"), 0);
}

TEST(svg, colors_repeat_with_another_dash) {
  const std::string svg = to_svg(test::sample_figure());
  EXPECT_TRUE(has(svg, "class=\"tp-line tp-butt tp-c0\" stroke-width=\"1.8\" stroke-dasharray=\"6 4\""));
}

TEST(svg, overlapping_curves_show_through) {
  figure f;
  f.panels = {{.curves = {test::cosine_curve("one", 0), test::cosine_curve("two", 1)}}};
  EXPECT_TRUE(has(to_svg(f), "stroke-dasharray=\"9 9\""));
}

TEST(svg, dark_colors_appear_only_on_request) {
  EXPECT_TRUE(has(to_svg(test::sample_figure()), "prefers-color-scheme:dark"));
  EXPECT_FALSE(has(to_svg(test::sample_figure(), {.colors = theme::light}), "prefers-color-scheme"));
}

TEST(svg, inline_leaves_header_and_style_to_the_page) {
  const std::string svg = to_svg(test::sample_figure(), {.use = svg_use::inline_, .id = "fig7"});
  EXPECT_EQ(svg.rfind("<svg ", 0), 0u);
  EXPECT_FALSE(has(svg, "<style>"));
  EXPECT_TRUE(has(svg, "url(#fig7-0-clip)"));
}

TEST(svg, an_empty_figure_says_so) {
  figure f;
  EXPECT_EQ(test::xml_fault(to_svg(f)), "");
  f.panels = {{.title = "Empty"}, {.curves = {{.x = {1, 2}, .y = {std::nan(""), std::nan("")}}}}};
  const std::string svg = to_svg(f);
  EXPECT_EQ(test::xml_fault(svg), "");
  EXPECT_EQ(count(svg, ">no data<"), 2);
}

TEST(svg, hostile_numbers_leave_no_trace_of_nan) {
  const double inf = std::numeric_limits<double>::infinity();
  figure f;
  f.width = inf;
  f.panel_height = std::nan("");
  f.columns = -3;
  panel p;
  p.curves = {{.x = {-1e308, 1e308, inf}, .y = {-1e308, 1e308, 0}}, {.x = {0, 1}, .y = {5, 5}}};
  p.x.min = inf;
  p.y.max = -inf;
  p.notes = {{.x = std::nan(""), .y = 1, .text = "nowhere"}};
  p.lines = {{.at = inf, .label = "nowhere"}, {.along = orientation::vertical, .at = std::nan("")}};
  p.bands = {{.from = -inf, .to = inf, .label = "all"}, {.from = std::nan(""), .to = 1}};
  p.map = heat_map{.x_edges = {0}, .y_edges = {}, .values = {}};
  f.panels = {p};
  const std::string svg = to_svg(f);
  EXPECT_EQ(test::xml_fault(svg), "");
  EXPECT_FALSE(has(svg, "nan"));
  EXPECT_FALSE(has(svg, "inf\""));
}

TEST(svg, a_million_points_stay_a_small_file) {
  series s;
  for (int i = 0; i < 1'000'000; ++i) {
    s.x.push_back(i);
    s.y.push_back(std::sin(i * 12.9898) * 0.5 + 1e-6 * i);
  }
  figure f;
  f.panels = {{.curves = {s}}};
  EXPECT_LT(to_svg(f).size(), 80'000u);
}

TEST(svg, reference_lines_bands_and_notes_are_drawn) {
  figure f = test::sample_figure();
  f.panels.resize(1);
  const std::string svg = to_svg(f);
  EXPECT_EQ(count(svg, "class=\"tp-ref tp-s-favorable\""), 1);
  EXPECT_EQ(count(svg, "class=\"tp-ref tp-s-neutral\""), 1);
  EXPECT_EQ(count(svg, "class=\"tp-b-neutral\" fill-opacity"), 1);
  EXPECT_EQ(count(svg, "class=\"tp-b-violating\" fill-opacity"), 1);
  for (const char* label : {">half<", ">half-way<", ">early<", ">high<", ">resume-rescaled<"})
    EXPECT_EQ(count(svg, label), 1);
  f.panels[0].lines[0].at = 7;
  f.panels[0].y.max = 1;
  EXPECT_EQ(count(to_svg(f), ">half<"), 0);  // outside the axis
}

TEST(svg, regions_of_a_map_differ_without_color) {
  figure f = test::sample_figure();
  f.panels = {f.panels[2]};
  const std::string svg = to_svg(f);
  EXPECT_EQ(count(svg, "<pattern "), 2);
  EXPECT_EQ(count(svg, "<title>marginal</title>"), 1);
}

}  // namespace
}  // namespace taper::render
