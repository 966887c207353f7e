// For any figure, the SVG is well-formed and contains no NaN,
// and the terminal form has the requested width.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <array>
#include <limits>

#include "render/html.hpp"
#include "render/svg.hpp"
#include "render/terminal.hpp"
#include "render/text.hpp"
#include "xml_check.hpp"

namespace taper::render {
namespace {

constexpr double inf = std::numeric_limits<double>::infinity();
constexpr std::array<double, 16> awkward = {
    0,     -0.0, 1,      -1,      0.5,    1e-300, 1e300, -1e300,
    1e-17, 1e17, 5e-324, 1.7e308, 999999, inf,    -inf,  std::numeric_limits<double>::quiet_NaN()};

rc::Gen<double> any_number() {
  return rc::gen::oneOf(rc::gen::elementOf(awkward), rc::gen::arbitrary<double>(),
                        rc::gen::map(rc::gen::inRange(-1000, 1000), [](int i) { return i / 100.0; }));
}

rc::Gen<std::string> any_text() {
  const auto piece =
      rc::gen::element<std::string>("<a>", "&", "\"'", "γ̄", "\xff", "\x1b[2J", "long words here", "\n", "漢字", "");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece), [](const std::vector<std::string>& parts) {
    std::string text;
    for (const std::string& part : parts) text += part;
    return text;
  });
}

template <class Enum>
Enum any_of(int count) {
  return static_cast<Enum>(*rc::gen::inRange(0, count));
}

axis any_axis() {
  axis a = {.label = *any_text(), .scale = any_of<axis_scale>(2), .numbers = any_of<number_style>(2)};
  if (*rc::gen::arbitrary<bool>()) a.min = *any_number();
  if (*rc::gen::arbitrary<bool>()) a.max = *any_number();
  return a;
}

panel any_panel() {
  panel p = {.title = *any_text(), .x = any_axis(), .y = any_axis(), .columns_wide = *rc::gen::inRange(-2, 5)};
  const auto numbers = rc::gen::container<std::vector<double>>(any_number());
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    p.curves.push_back({.name = *any_text(),
                        .x = *numbers,
                        .y = *numbers,
                        .y_low = *numbers,
                        .kind = any_of<series_kind>(4),
                        .color = *rc::gen::inRange(-20, 60),
                        .dash = any_of<dash_style>(6)});
  }
  if (*rc::gen::arbitrary<bool>()) {
    p.lines = {{.along = any_of<orientation>(2), .at = *any_number(), .label = *any_text(), .color = any_of<tone>(4)}};
    p.bands = {{.along = any_of<orientation>(2), .from = *any_number(), .to = *any_number(), .label = *any_text()}};
    p.notes = {{.x = *any_number(), .y = *any_number(), .text = *any_text(), .marker = any_of<marker_shape>(5)}};
  }
  if (*rc::gen::inRange(0, 4) == 0) {
    p.map = heat_map{.x_edges = *numbers, .y_edges = *numbers, .values = *numbers, .label = *any_text()};
    if (*rc::gen::arbitrary<bool>()) p.map->levels = {{"good", tone::favorable}, {"bad", tone::violating}};
  }
  return p;
}

figure any_figure() {
  figure f = {
      .title = *any_text(), .subtitle = *any_text(), .columns = *rc::gen::inRange(-1, 5), .footnote = *any_text()};
  f.width = *any_number();
  f.panel_height = *any_number();
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) f.panels.push_back(any_panel());
  return f;
}

RC_GTEST_PROP(any_figure, is_well_formed_svg_without_nan, ()) {
  const std::string svg = to_svg(any_figure());
  RC_ASSERT(test::xml_fault(svg) == "");
  for (const char* none : {"\"nan", "\"-nan", "\"inf", "\"-inf", " nan", " inf", "e+"}) {
    RC_ASSERT(svg.find(none) == std::string::npos);
  }
}

RC_GTEST_PROP(any_figure, keeps_the_width_of_the_terminal, ()) {
  const int columns = *rc::gen::inRange(30, 120);
  const terminal_options options = {
      .columns = columns, .plot_rows = *rc::gen::inRange(3, 20), .with = any_of<glyphs>(3)};
  std::string_view rest;
  const std::string text = to_terminal(any_figure(), options);
  for (rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    RC_ASSERT(end != std::string_view::npos);
    RC_ASSERT(terminal_columns(rest.substr(0, end)) <= columns);
    RC_ASSERT(rest.substr(0, end).find('\x1b') == std::string_view::npos);
    rest.remove_prefix(end + 1);
  }
}

RC_GTEST_PROP(any_figure, makes_a_well_formed_page, ()) {
  html_report report({.title = *any_text(), .subtitle = *any_text(), .footer = *any_text()});
  report.heading(*any_text());
  report.paragraph(*any_text());
  report.code(*any_text());
  report.chart(any_figure());
  RC_ASSERT(test::xml_fault(report.str()) == "");
}

}  // namespace
}  // namespace taper::render
