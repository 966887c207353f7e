// A grid of terminal cells.
#include "render/canvas.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "render/palette.hpp"
#include "render/text.hpp"
#include "support/utf8.hpp"

namespace taper::render {
namespace {

// The nearest of the 256 terminal colors that is readable on black and on white; black itself is the default color.
constexpr std::array<const char*, 8> series_codes = {"38;5;32",  "38;5;166", "38;5;36", "38;5;175",
                                                     "38;5;214", "38;5;74",  "1",       "38;5;142"};

const char* ansi_code(pen p) {
  switch (p) {
    case pen::normal: return "";
    case pen::faint: return "2";
    case pen::strong: return "1";
    case pen::favorable: return "38;5;36";
    case pen::marginal: return "38;5;214";
    case pen::violating: return "38;5;166";
    case pen::first_series: break;
  }
  return series_codes[static_cast<std::size_t>(p) - static_cast<std::size_t>(pen::first_series)];
}

}  // namespace

pen series_pen(int color) { return static_cast<pen>(static_cast<int>(pen::first_series) + palette_index(color)); }

pen tone_pen(tone t) {
  switch (t) {
    case tone::favorable: return pen::favorable;
    case tone::marginal: return pen::marginal;
    case tone::violating: return pen::violating;
    case tone::neutral: break;
  }
  return pen::faint;
}

canvas::canvas(int columns, int rows)
    : columns_(std::max(columns, 0)),
      rows_(std::max(rows, 0)),
      cells_(static_cast<std::size_t>(columns_) * static_cast<std::size_t>(rows_)) {}

bool canvas::is_inside(int column, int row) const {
  return column >= 0 && column < columns_ && row >= 0 && row < rows_;
}

const canvas::cell& canvas::at(int column, int row) const { return cells_[place(column, row)]; }

canvas::cell& canvas::at(int column, int row) { return cells_[place(column, row)]; }

void canvas::put(int column, int row, std::string_view glyph, pen with) {
  if (is_inside(column, row)) at(column, row) = {std::string(glyph), with};
}

void canvas::text(int column, int row, std::string_view words, pen with) {
  int last = column - 1;
  while (!words.empty()) {
    std::string glyph;
    const char32_t c = support::next_character(words);
    support::append_utf8(
        glyph, c < 32 || c == 127 ? U'\uFFFD' : c);  // escape sequences in a file name do not reach the terminal
    const int width = terminal_columns(glyph);
    if (width == 0) {
      if (is_inside(last, row)) at(last, row).glyph += glyph;
      continue;
    }
    if (column + width > columns_) return;
    put(column, row, glyph, with);
    last = column;
    column += width;
  }
}

bool canvas::is_free(int column, int row) const { return is_inside(column, row) && at(column, row).glyph.empty(); }

std::string_view canvas::glyph(int column, int row) const {
  return is_inside(column, row) ? std::string_view(at(column, row).glyph) : std::string_view();
}

bool canvas::is_free(int column, int row, int count) const {
  for (int i = 0; i < count; ++i) {
    if (!is_free(column + i, row)) return false;
  }
  return true;
}

void canvas::paste(const canvas& other, int column, int row) {
  for (int r = 0; r < other.rows_; ++r) {
    for (int c = 0; c < other.columns_; ++c) {
      const cell& from = other.at(c, r);
      if (!from.glyph.empty()) put(column + c, row + r, from.glyph, from.with);
    }
  }
}

std::string canvas::print(ink colors) const {
  std::string out;
  for (int row = 0; row < rows_; ++row) {
    std::string blanks;
    pen now = pen::normal;
    for (int column = 0; column < columns_; ++column) {
      const cell& c = at(column, row);
      const bool is_wide = terminal_columns(c.glyph) == 2;
      const bool is_cut = is_wide && column + 1 == columns_;
      if (c.glyph.empty() || c.glyph == " " || is_cut) {
        blanks += ' ';
        continue;
      }
      if (colors == ink::colored && c.with != now) {
        const std::string code = ansi_code(c.with);
        out += now == pen::normal ? "" : "\x1b[0m";
        if (!code.empty()) blanks += "\x1b[" + code + 'm';
        now = c.with;
      }
      out += blanks + c.glyph;
      blanks.clear();
      // a wide character fills the next cell as well
      if (is_wide) ++column;
    }
    out += now == pen::normal ? "\n" : "\x1b[0m\n";
  }
  return out;
}

}  // namespace taper::render
