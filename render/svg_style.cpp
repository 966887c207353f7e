// The style sheet of the charts: one place for fonts, grays and the palette, on light and on dark.
#include <string>
#include <string_view>

#include "render/layout.hpp"
#include "render/palette.hpp"
#include "render/svg.hpp"
#include "render/svg_writer.hpp"

namespace taper::render {
namespace {

enum class shade { light, dark };

struct grays {
  std::string_view paper, ink, text, grid, axis;
};

constexpr grays light_grays = {"#ffffff", "#1f2328", "#59636e", "#e4e7eb", "#8c959f"};
constexpr grays dark_grays = {"#0d1117", "#f0f6fc", "#a3adb8", "#262c36", "#6e7681"};

// Tone colors as text: deeper than the fills, so that small letters keep a contrast of 4.5.
constexpr std::string_view tone_text(tone t, shade s) {
  const bool is_light = s == shade::light;
  switch (t) {
    case tone::favorable: return is_light ? "#00704f" : "#3fd0a8";
    case tone::marginal: return is_light ? "#8a5d00" : "#f0b83c";
    case tone::violating: return is_light ? "#b04700" : "#ff9a5c";
    case tone::neutral: break;
  }
  return is_light ? light_grays.text : dark_grays.text;
}

std::string rule(std::string_view selector, std::string_view body) {
  return std::string(selector) + '{' + std::string(body) + "}\n";
}

std::string colors(shade s) {
  const grays& g = s == shade::light ? light_grays : dark_grays;
  const std::string paper(g.paper);
  std::string css;
  css += rule(".tp-paper", "fill:" + paper);
  css += rule(".tp-ink", "fill:" + std::string(g.ink));
  css += rule(".tp-text", "fill:" + std::string(g.text));
  css += rule(".tp-halo", "stroke:" + paper);
  css += rule(".tp-grid", "stroke:" + std::string(g.grid));
  css += rule(".tp-axis", "stroke:" + std::string(g.axis));
  css += rule(".tp-hatch", "stroke:" + paper);
  for (std::size_t i = 0; i < series_colors.size(); ++i) {
    const std::string color(s == shade::light ? series_colors[i].light : series_colors[i].dark);
    css += rule(".tp-c" + std::to_string(i), "stroke:" + color);
    css += rule(".tp-f" + std::to_string(i), "fill:" + color);
  }
  for (const tone t : {tone::neutral, tone::favorable, tone::marginal, tone::violating}) {
    const std::string name(tone_name(t));
    const std::string color(s == shade::light ? tone_color(t).light : tone_color(t).dark);
    css += rule(".tp-s-" + name, "stroke:" + color);
    css += rule(".tp-b-" + name, "fill:" + color);
    css += rule(".tp-t-" + name, "fill:" + std::string(tone_text(t, s)));
  }
  return css;
}

}  // namespace

std::string svg_style_sheet(theme wanted) {
  std::string css;
  css += rule(
      ".tp text",
      "font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,\"Helvetica Neue\",Arial,\"DejaVu Sans\",sans-serif;"
      "font-size:" +
          px(small_px) + "px");
  css += rule(".tp .tp-title", "font-size:" + px(title_px) + "px;font-weight:600");
  css += rule(".tp .tp-subtitle", "font-size:" + px(subtitle_px) + "px");
  css += rule(".tp .tp-panel", "font-size:" + px(panel_title_px) + "px;font-weight:600");
  css += rule(".tp .tp-legend", "font-size:" + px(legend_px) + "px");
  css += rule(".tp-line", "fill:none;stroke-linejoin:round;stroke-linecap:round");
  css += rule(".tp-butt", "stroke-linecap:butt");
  css += rule(".tp-halo", "paint-order:stroke;stroke-width:3.5px;stroke-linejoin:round");
  css += rule(".tp-ref", "stroke-width:1.2px;stroke-dasharray:4 3");
  css += rule(".tp-edge", "stroke-width:1px;stroke-dasharray:1 3");
  css += colors(shade::light);
  if (wanted == theme::automatic) css += "@media (prefers-color-scheme:dark){\n" + colors(shade::dark) + "}\n";
  return css;
}

}  // namespace taper::render
