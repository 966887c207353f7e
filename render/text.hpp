// Text on a chart: estimated width, truncation, escaping of markup characters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace taper::render {

enum class font_weight { normal, bold };

/// Width of `text` in px at `font_px`, by the advance widths of DejaVu Sans: the widest of the usual
/// sans-serif faces, so that what fits here fits elsewhere.
double text_width(std::string_view text, double font_px, font_weight weight = font_weight::normal);

/// Columns that a terminal needs: 0 for a combining mark, 2 for East Asian wide characters, else 1.
int terminal_columns(std::string_view text);

/// `text` if it fits into `max_px`, else its beginning and "…".
std::string elide(std::string_view text, double font_px, double max_px, font_weight weight = font_weight::normal);

/// `text` in ASCII letters: Greek names spelled out, ≥ as ">=", dashes as "-", unknown characters as "?".
std::string to_ascii(std::string_view text);

/// Lines of at most `max_px`, broken at spaces; a word that is wider is elided. At least one line.
std::vector<std::string> wrap(std::string_view text, double font_px, double max_px);

}  // namespace taper::render
