// A figure as text for a terminal.
#include "render/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "render/terminal_heat.hpp"
#include "render/terminal_panel.hpp"
#include "render/text.hpp"

namespace taper::render {
namespace {

constexpr int narrowest_panel = 36;
constexpr int gap = 3;

// The legend as a canvas: "a cosine   b linear", wrapped.
canvas draw_legend(const figure& f, const curve_letters& letters, int columns, glyphs with) {
  struct entry {
    std::string sign;
    std::string name;
    pen color;
  };
  std::vector<entry> entries;
  for (const series* s : letters.curves()) {
    const std::string letter = letters.of(*s);
    const std::string sign = letter.empty() ? (with == glyphs::ascii ? "*" : "─") : letter;
    if (!s->name.empty()) entries.push_back({sign, s->name, series_pen(s->color)});
  }
  for (const panel& p : f.panels) {
    if (!p.map) continue;
    for (const heat_level& level : p.map->levels) {
      entries.push_back({level_glyph(level.color, with), level.name, tone_pen(level.color)});
    }
  }
  canvas c(columns, static_cast<int>(entries.size()));
  int column = 0;
  int row = 0;
  for (const entry& e : entries) {
    const int width = 2 + terminal_columns(e.name);
    if (column > 0 && column + width > columns) column = 0, ++row;
    c.text(column, row, e.sign, e.color);
    c.text(column + 2, row, e.name, pen::normal);
    column += width + gap;
  }
  const int used = entries.empty() ? 0 : row + 1;
  canvas cut(columns, used);
  cut.paste(c, 0, 0);
  return cut;
}

std::string wrapped(const std::string& text, int columns) {
  std::string out;
  std::string line;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find_first_of(" \n"), rest.size());
    const std::string word(rest.substr(0, end));
    if (!line.empty() && terminal_columns(line) + 1 + terminal_columns(word) > columns) {
      out += line + '\n';
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return line.empty() ? out : out + line + '\n';
}

// Text of a figure is data: the canvas removes control sequences.
std::string text_block(const std::string& text, int columns, pen with, ink colors) {
  std::string out;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    canvas line(columns, 1);
    line.text(0, 0, rest.substr(0, end), with);
    out += line.print(colors);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return out;
}

figure in_ascii(figure f) {
  const auto respell = [](std::string& text) { text = to_ascii(text); };
  const auto respell_axis = [&](axis& a) {
    respell(a.label);
    for (tick& t : a.ticks) respell(t.label), respell(t.superscript);
  };
  for (std::string* text : {&f.title, &f.subtitle, &f.footnote}) respell(*text);
  for (panel& p : f.panels) {
    respell(p.title);
    respell_axis(p.x);
    respell_axis(p.y);
    for (series& s : p.curves) respell(s.name);
    for (reference_line& l : p.lines) respell(l.label);
    for (band& b : p.bands) respell(b.label);
    for (annotation& n : p.notes) respell(n.text);
    if (!p.map) continue;
    for (heat_level& level : p.map->levels) respell(level.name);
  }
  return f;
}

int positive_number(const char* text) {
  int value = 0;
  if (text == nullptr) return 0;
  const std::from_chars_result read = std::from_chars(text, text + std::strlen(text), value);
  return read.ec == std::errc{} && *read.ptr == '\0' && value > 0 ? value : 0;
}

}  // namespace

std::string to_terminal(const figure& given, const terminal_options& options) {
  const figure f = options.with == glyphs::ascii ? in_ascii(given) : given;
  const int columns = std::clamp(options.columns, 30, 400);
  const int rows = std::clamp(options.plot_rows, 3, 100);
  const curve_letters letters(f);
  std::string out = text_block(wrapped(f.title, columns), columns, pen::strong, options.colors);
  out += text_block(wrapped(f.subtitle, columns), columns, pen::faint, options.colors);
  if (f.legend == legend_style::shared) {
    const canvas legend = draw_legend(f, letters, columns, options.with);
    if (legend.rows() > 0) out += legend.print(options.colors);
  }

  int beside = std::clamp(f.columns, 1, std::max(1, static_cast<int>(f.panels.size())));
  while (beside > 1 && (columns - (beside - 1) * gap) / beside < narrowest_panel) --beside;
  const int width = (columns - (beside - 1) * gap) / beside;
  for (std::size_t i = 0; i < f.panels.size();) {
    // the panels that share this row
    std::size_t end = i;
    int used = 0;
    int head_rows = 0;
    while (end < f.panels.size()) {
      const int span = std::clamp(f.panels[end].columns_wide, 1, beside);
      if (used + span > beside) break;
      head_rows = std::max(head_rows, head_rows_of(f.panels[end]));
      used += span;
      ++end;
    }
    canvas together(columns, head_rows + rows + 2);
    used = 0;
    for (; i < end; ++i) {
      const int span = std::clamp(f.panels[i].columns_wide, 1, beside);
      const panel_size size = {.columns = span * width + (span - 1) * gap, .plot_rows = rows, .head_rows = head_rows};
      together.paste(draw_panel(f.panels[i], letters, size, options.with), used * (width + gap), 0);
      used += span;
    }
    out += (out.empty() ? "" : "\n") + together.print(options.colors);
  }
  if (!f.footnote.empty()) out += '\n' + text_block(wrapped(f.footnote, columns), columns, pen::faint, options.colors);
  return out;
}

int chart_columns(int file_descriptor) {
  int columns = positive_number(std::getenv("COLUMNS"));
  winsize size{};
  if (columns == 0 && ::ioctl(file_descriptor, TIOCGWINSZ, &size) == 0) columns = size.ws_col;
  return columns == 0 ? 80 : std::clamp(columns, 40, 100);
}

ink terminal_ink(int file_descriptor) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* term = std::getenv("TERM");
  const bool is_refused = no_color != nullptr && *no_color != '\0';
  const bool is_dumb = term != nullptr && std::string_view(term) == "dumb";
  return !is_refused && !is_dumb && ::isatty(file_descriptor) == 1 ? ink::colored : ink::plain;
}

glyphs terminal_glyphs() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const char* value = std::getenv(name);
    if (value == nullptr || *value == '\0') continue;
    const std::string_view locale = value;
    const bool is_utf8 = locale.find("UTF-8") != locale.npos || locale.find("utf8") != locale.npos ||
                         locale.find("utf-8") != locale.npos || locale.find("UTF8") != locale.npos;
    return is_utf8 ? glyphs::braille : glyphs::ascii;
  }
  return glyphs::braille;
}

}  // namespace taper::render
