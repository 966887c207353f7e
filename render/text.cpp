// Text on a chart: widths, eliding and escaping.
#include "render/text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "support/utf8.hpp"

namespace taper::render {

using support::append_utf8;
using support::next_character;

namespace {

// Advance widths of DejaVu Sans in thousandths of the font size, characters 32 to 126 (from its hmtx table).
constexpr std::array<short, 95> ascii_widths = {
    318, 401, 460, 838, 636, 950, 780, 275, 390, 390, 500, 838, 318, 361,  318, 337, 636, 636, 636,
    636, 636, 636, 636, 636, 636, 636, 337, 337, 838, 838, 838, 531, 1000, 684, 686, 698, 770, 632,
    575, 775, 752, 295, 295, 656, 557, 863, 748, 787, 603, 787, 695, 635,  611, 732, 684, 989, 685,
    611, 685, 390, 337, 390, 838, 500, 500, 613, 635, 550, 635, 615, 352,  635, 634, 278, 278, 579,
    278, 974, 634, 612, 635, 635, 411, 521, 392, 634, 592, 818, 592, 592,  525, 636, 337, 636, 838};

constexpr double bold_factor = 1.12;

bool is_combining(char32_t c) {
  return (c >= 0x300 && c <= 0x36F) || (c >= 0x1AB0 && c <= 0x1AFF) || (c >= 0x20D0 && c <= 0x20FF) ||
         (c >= 0xFE00 && c <= 0xFE0F) || c == 0x200B || c == 0x200D;
}

bool is_wide(char32_t c) {
  return (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
         (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

double thousandths(char32_t c) {
  if (c >= 32 && c < 127) return ascii_widths[static_cast<std::size_t>(c - 32)];
  if (is_combining(c)) return 0;
  if (is_wide(c)) return 1000;
  const bool is_operator = (c >= 0x2190 && c <= 0x22FF) || c == 0xD7 || c == 0xB1;
  return is_operator ? 838 : c == 0x2026 ? 1000 : 640;
}

}  // namespace

double text_width(std::string_view text, double font_px, font_weight weight) {
  double sum = 0;
  while (!text.empty()) sum += thousandths(next_character(text));
  return sum / 1000 * font_px * (weight == font_weight::bold ? bold_factor : 1.0);
}

int terminal_columns(std::string_view text) {
  int columns = 0;
  while (!text.empty()) {
    const char32_t c = next_character(text);
    columns += is_combining(c) ? 0 : is_wide(c) ? 2 : 1;
  }
  return columns;
}

std::string elide(std::string_view text, double font_px, double max_px, font_weight weight) {
  if (text_width(text, font_px, weight) <= max_px) return std::string(text);
  std::string kept;
  const double dots = text_width("…", font_px, weight);
  double used = 0;
  while (!text.empty()) {
    std::string next;
    append_utf8(next, next_character(text));
    used += text_width(next, font_px, weight);
    if (used + dots > max_px) break;
    kept += next;
  }
  while (!kept.empty() && kept.back() == ' ') kept.pop_back();
  return kept + "…";
}

std::string to_ascii(std::string_view text) {
  struct spelling {
    char32_t character;
    const char* ascii;
  };
  constexpr std::array<spelling, 36> spellings = {
      {{U'−', "-"},    {U'–', "-"},    {U'—', "-"},     {U'·', "*"},      {U'×', "x"},     {U'≥', ">="},
       {U'≤', "<="},   {U'≠', "!="},   {U'≈', "~"},     {U'±', "+-"},     {U'…', "..."},   {U'∞', "inf"},
       {U'√', "sqrt"}, {U'½', "1/2"},  {U'¼', "1/4"},   {U'¾', "3/4"},    {U'²', "^2"},    {U'³', "^3"},
       {U'→', "->"},   {U'←', "<-"},   {U'’', "'"},     {U'“', "\""},     {U'”', "\""},    {U'ϝ', "F"},
       {U'φ', "phi"},  {U'Φ', "Phi"},  {U'γ', "gamma"}, {U'κ', "kappa"},  {U'δ', "delta"}, {U'θ', "theta"},
       {U'τ', "tau"},  {U'β', "beta"}, {U'η', "eta"},   {U'λ', "lambda"}, {U'μ', "mu"},    {U'σ', "sigma"}}};
  std::string out;
  while (!text.empty()) {
    const char32_t c = next_character(text);
    if (c < 0x80) {
      out += static_cast<char>(c);
      continue;
    }
    if (c == U'\u0304') {  // a macron over the letter before: the mean
      out += "_bar";
      continue;
    }
    if (is_combining(c)) continue;
    const auto is_same = [c](const spelling& s) { return s.character == c; };
    const spelling* const found = std::find_if(spellings.begin(), spellings.end(), is_same);
    out += found == spellings.end() ? "?" : found->ascii;
  }
  return out;
}

std::vector<std::string> wrap(std::string_view text, double font_px, double max_px) {
  std::vector<std::string> lines(1);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find_first_of(" \n"), text.size());
    const std::string word = elide(text.substr(0, end), font_px, max_px);
    const std::string longer = lines.back().empty() ? word : lines.back() + " " + word;
    if (text_width(longer, font_px) <= max_px) {
      lines.back() = longer;
    } else {
      lines.push_back(word);
    }
    const bool breaks = end < text.size() && text[end] == '\n';
    text.remove_prefix(std::min(end + 1, text.size()));
    if (breaks) lines.emplace_back();
  }
  return lines;
}

}  // namespace taper::render
