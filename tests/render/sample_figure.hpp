// A figure with every kind of element, for the tests.
#pragma once

#include <cmath>
#include <limits>
#include <string>

#include "render/chart.hpp"

namespace taper::test {

inline render::series cosine_curve(const std::string& name, int color, double power = 2) {
  render::series s = {.name = name, .color = color};
  for (int t = 0; t < 1000; ++t) {
    s.x.push_back(t);
    s.y.push_back(std::pow(std::cos(std::acos(-1.0) * t / 2000.0), power));
  }
  return s;
}

inline render::figure sample_figure() {
  using namespace render;
  panel window = {.title = "Window", .x = {.label = "step t"}, .y = {.label = "ϝ(t)"}};
  window.curves = {cosine_curve("cosine", 0), cosine_curve("a < b & \"c\"", 1, 4), cosine_curve("ninth", 8, 8)};
  window.lines = {{.at = 0.5, .label = "half", .color = tone::favorable},
                  {.along = orientation::vertical, .at = 500, .label = "half-way"}};
  window.bands = {{.from = 0, .to = 500, .label = "early"},
                  {.along = orientation::horizontal,
                   .from = 0.8,
                   .to = std::numeric_limits<double>::infinity(),
                   .label = "high",
                   .color = tone::violating}};
  window.notes = {
      {.x = 250, .y = 0.85, .text = "resume-rescaled", .marker = marker_shape::cross, .color = tone::violating}};
  panel rate = {.title = "Rate", .y = {.label = "γ̄(t)", .scale = axis_scale::log}};
  series dots = cosine_curve("dots", 2);
  dots.kind = series_kind::dots;
  series range = cosine_curve("range", 3);
  range.kind = series_kind::area;
  range.y_low.assign(range.y.size(), 0.1);
  rate.curves = {dots, range};
  panel map = {.title = "Map"};
  map.map = heat_map{
      .x_edges = {0, 1, 2},
      .y_edges = {0, 1, 2},
      .values = {0, 1, 2, std::nan("")},
      .levels = {{"favorable", tone::favorable}, {"marginal", tone::marginal}, {"violating", tone::violating}}};
  panel shades = {.title = "Shades"};
  shades.map = heat_map{.x_edges = {0, 1, 2}, .y_edges = {0, 1}, .values = {0.5, 0.75}, .label = "z(½)"};
  return {
      .title = "Title <1>", .subtitle = "sub & title", .panels = {window, rate, map, shades}, .footnote = "a footnote"};
}

}  // namespace taper::test
