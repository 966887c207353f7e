// The chart as data, independent of the output format. SVG, PNG, HTML and terminal output use it.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace taper::render {

enum class series_kind {
  line,  ///< straight lines between the points
  step,  ///< each value holds until the next x
  dots,  ///< one dot per point, not joined
  area,  ///< the region between `y` and `y_low`
};

/// How a line is broken up. `automatic`: solid for the first eight colors, another pattern for each further eight.
enum class dash_style { automatic, solid, dashed, dotted, dash_dot, long_dash };

/// A meaning with a dedicated color, separate from the palette of the series.
enum class tone { neutral, favorable, marginal, violating };

enum class axis_scale { linear, log };

/// How tick labels are written. `percent` shows 0.25 as 25 %.
enum class number_style { plain, percent };

enum class orientation { horizontal, vertical };

enum class marker_shape { none, dot, ring, cross, triangle };

/// A place on an axis with its label; `superscript` is set as one ("10" and "−3").
struct tick {
  double at = 0;
  std::string label = {};
  std::string superscript = {};
};

/// One curve. A point with a coordinate that is not finite (or not positive on a log axis) is a gap that breaks the
/// line. `x` and `y` have the same length; where they differ the shorter one counts.
/// Any number of points: they are decimated.
struct series {
  std::string name = {};  ///< legend entry; may be empty
  std::vector<double> x = {};
  std::vector<double> y = {};
  std::vector<double> y_low = {};  ///< the other edge of an area; missing values are the lower end of the axis
  series_kind kind = series_kind::line;
  int color = 0;  ///< index in the palette; beyond its eight colors it starts over with another dash
  dash_style dash = dash_style::automatic;
  double width = 1.8;  ///< stroke in px; the diameter of a dot
  double opacity = 1.0;
};

/// An axis. Limits that are not given come from the data (and from the reference lines and annotations).
struct axis {
  std::string label = {};
  axis_scale scale = axis_scale::linear;
  std::optional<double> min = {};
  std::optional<double> max = {};
  number_style numbers = number_style::plain;
  std::vector<tick> ticks = {};  ///< custom ticks; empty: chosen automatically
};

/// A thin dashed line across the panel: horizontal at a y, vertical at an x. `from` and `to` restrict it to a part of
/// the other axis, for a limit that does not apply everywhere; infinite ends reach the edge of the panel.
struct reference_line {
  orientation along = orientation::horizontal;
  double at = 0;
  std::string label = {};
  tone color = tone::neutral;
  double from = -std::numeric_limits<double>::infinity();
  double to = std::numeric_limits<double>::infinity();
};

/// A shaded range: of x when `along` is vertical (a stage of the run), of y when horizontal (an allowed region).
/// Infinite ends reach the edge of the panel.
struct band {
  orientation along = orientation::vertical;
  double from = 0;
  double to = 0;
  std::string label = {};
  tone color = tone::neutral;
};

/// A marked point with a text placed next to it where it hides the least.
struct annotation {
  double x = 0;
  double y = 0;
  std::string text = {};
  marker_shape marker = marker_shape::dot;
  tone color = tone::neutral;
};

struct heat_level {
  std::string name = {};
  tone color = tone::neutral;
};

/// A map of rectangular cells, row-major from the lowest y: values.size() == (x_edges.size()−1)·(y_edges.size()−1).
/// With `levels` a value is an index into them; without, a number on a continuous color scale. NaN leaves a hole.
struct heat_map {
  std::vector<double> x_edges = {};
  std::vector<double> y_edges = {};
  std::vector<double> values = {};
  std::vector<heat_level> levels = {};
  std::string label = {};  ///< label of the color bar
};

struct panel {
  std::string title = {};
  axis x = {};
  axis y = {};
  std::vector<series> curves = {};
  std::vector<reference_line> lines = {};
  std::vector<band> bands = {};
  std::vector<annotation> notes = {};
  std::optional<heat_map> map = {};
  int columns_wide = 1;  ///< number of grid columns
};

enum class legend_style { shared, none };

/// Panels in a grid, filled row by row, with one legend for all of them above.
struct figure {
  std::string title = {};
  std::string subtitle = {};
  std::vector<panel> panels = {};
  int columns = 2;
  double width = 960;         ///< px, of the whole figure
  double panel_height = 210;  ///< px, of the plotting area only
  legend_style legend = legend_style::shared;
  std::string description = {};  ///< description for screen readers; empty: made from titles and names
  std::string footnote = {};
};

}  // namespace taper::render
