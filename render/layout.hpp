// The layout of a figure: a title, a legend and a grid of panels with aligned plotting areas.
#pragma once

#include <string>
#include <vector>

#include "render/axis_map.hpp"
#include "render/chart.hpp"
#include "render/geometry.hpp"

namespace taper::render {

/// Font sizes in px.
inline constexpr double title_px = 18;
inline constexpr double subtitle_px = 12.5;
inline constexpr double panel_title_px = 13;
inline constexpr double legend_px = 12;
inline constexpr double small_px = 11;

enum class legend_sample { line, dot, swatch };

struct legend_item {
  std::string shown;  ///< elided to the width of the figure
  std::string name;
  legend_sample sample = legend_sample::line;
  int color = 0;
  dash_style dash = dash_style::solid;
  double stroke = 1.8;
  tone swatch_tone = tone::neutral;
  bool has_tone = false;  ///< the color is swatch_tone instead of the palette
  point at;               ///< left end of the baseline
};

/// A line of text whose baseline starts at `at`.
struct text_line {
  std::string text;
  point at;
};

/// The label of a vertical band or line, above the plotting area where it hides nothing.
struct strip_label {
  std::string text;
  double center = 0;
  int row = 0;  ///< 0 is next to the plotting area
  tone color = tone::neutral;
};

struct panel_layout {
  const panel* source = nullptr;
  rect plot;
  axis_map x;
  axis_map y;
  std::vector<tick> x_ticks;
  std::vector<tick> y_ticks;
  std::vector<double> x_minor;
  std::vector<double> y_minor;
  std::vector<strip_label> strip;
  double left = 0;       ///< where titles start
  double title_y = 0;    ///< baseline
  double strip_y = 0;    ///< baseline of strip row 0
  double x_label_y = 0;  ///< baseline
};

struct figure_layout {
  double width = 0;
  double height = 0;
  std::vector<text_line> title;
  std::vector<text_line> subtitle;
  std::vector<text_line> footnote;
  std::vector<legend_item> legend;
  std::vector<panel_layout> panels;
};

/// The two ends of a reference line on the panel; empty if it is outside.
polyline ends_of(const reference_line& l, const panel_layout& p);

/// Width of the sample before a legend entry.
inline constexpr double sample_width(legend_sample sample) {
  return sample == legend_sample::line ? 24 : sample == legend_sample::swatch ? 17 : 8;
}

inline constexpr double sample_gap_px = 7;  ///< between the sample and its name
inline constexpr double strip_row_px = 14;
inline constexpr double color_bar_px = 66;  ///< room right of a map with a continuous scale

/// The layout of a figure. It refers to `f`, which must outlive it.
figure_layout lay_out(const figure& f);

}  // namespace taper::render
