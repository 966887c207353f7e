// Colors and line patterns: the eight of Okabe and Ito, which are distinct for color-blind readers, for light and dark.
#pragma once

#include <array>
#include <string_view>

#include "render/chart.hpp"

namespace taper::render {

struct themed_color {
  std::string_view light;
  std::string_view dark;
};

/// Okabe & Ito 2008, "Color Universal Design": blue, vermillion, bluish green, reddish purple, orange, sky blue, black,
/// yellow. Changed for contrast: on white yellow and sky blue are deeper,
/// on dark blue is lighter and black is near white.
inline constexpr std::array<themed_color, 8> series_colors = {{{"#0072b2", "#4aa8e0"},
                                                               {"#d55e00", "#f0813a"},
                                                               {"#009e73", "#2fc29a"},
                                                               {"#cc79a7", "#de9cc2"},
                                                               {"#e69f00", "#f0b83c"},
                                                               {"#3fa7e0", "#8fd0f7"},
                                                               {"#1f2328", "#e6edf3"},
                                                               {"#b8a400", "#f0e442"}}};

inline constexpr themed_color tone_color(tone t) {
  switch (t) {
    case tone::favorable: return {"#009e73", "#2fc29a"};
    case tone::marginal: return {"#e69f00", "#f0b83c"};
    case tone::violating: return {"#d55e00", "#f0813a"};
    case tone::neutral: break;
  }
  return {"#6e7781", "#8b949e"};
}

/// The fill opacity of a map region: the favorable one is strongest.
inline constexpr double region_opacity(tone t) {
  return t == tone::violating ? 0.42 : t == tone::marginal ? 0.6 : 0.72;
}

inline constexpr std::string_view tone_name(tone t) {
  switch (t) {
    case tone::favorable: return "favorable";
    case tone::marginal: return "marginal";
    case tone::violating: return "violating";
    case tone::neutral: break;
  }
  return "neutral";
}

/// The palette entry of a color index: any int, also negative.
inline constexpr int palette_index(int color) {
  const int n = static_cast<int>(series_colors.size());
  return ((color % n) + n) % n;
}

/// The dash of `automatic` for a color index: a different one each time the palette repeats.
inline constexpr dash_style resolved_dash(dash_style dash, int color) {
  if (dash != dash_style::automatic) return dash;
  constexpr std::array<dash_style, 5> turns = {dash_style::solid, dash_style::dashed, dash_style::dotted,
                                               dash_style::dash_dot, dash_style::long_dash};
  const int turn = color < 0 ? 0 : color / static_cast<int>(series_colors.size());
  return turns[static_cast<std::size_t>(turn % 5)];
}

/// stroke-dasharray of a pattern for a line of 1.8 px; empty for a solid one.
inline constexpr std::string_view dash_array(dash_style dash) {
  switch (dash) {
    case dash_style::dashed: return "6 4";
    case dash_style::dotted: return "0.1 4";
    case dash_style::dash_dot: return "8 4 0.1 4";
    case dash_style::long_dash: return "13 5";
    case dash_style::automatic:
    case dash_style::solid: break;
  }
  return "";
}

/// Eleven stops of a continuous scale from low to high, dark blue to yellow (cividis, Nuñez, Anderton & Renslow 2018).
inline constexpr std::array<std::string_view, 11> heat_stops = {"#00204d", "#00306f", "#2a406c", "#48526b",
                                                                "#5e626e", "#727374", "#878479", "#9e9677",
                                                                "#b6a971", "#d0be67", "#ffea46"};

}  // namespace taper::render
