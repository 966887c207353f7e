// A report as one HTML file.
#include "render/html.hpp"

#include <algorithm>
#include <cstddef>

#include "render/html_style.hpp"
#include "render/palette.hpp"
#include "render/svg.hpp"
#include "render/text.hpp"
#include "support/text_for.hpp"

namespace taper::render {
namespace {

constexpr double narrow_width = 420;
constexpr std::size_t headings_worth_a_list = 4;

std::string piece_html(const text_piece& piece) {
  std::string text = text_for::markup(piece.text);
  switch (piece.style) {
    case text_style::strong: return "<strong>" + text + "</strong>";
    case text_style::code: return "<code>" + text + "</code>";
    case text_style::badge:
      return "<span class=\"badge " + std::string(tone_name(piece.color)) + "\">" + text + "</span>";
    case text_style::plain: break;
  }
  return text;
}

std::string pieces_html(const std::vector<text_piece>& pieces) {
  std::string out;
  for (const text_piece& piece : pieces) out += piece_html(piece);
  return out;
}

std::string cell_html(const std::string& content, const char* element, text_align align) {
  const std::string name(element);
  return '<' + name + (align == text_align::right ? " class=\"number\">" : ">") + content + "</" + name + '>';
}

figure narrowed(figure f) {
  f.width = narrow_width;
  f.columns = 1;
  f.panel_height = std::min(f.panel_height, 220.0);
  return f;
}

}  // namespace

text_piece verdict_badge(tone verdict) {
  return {.text = std::string(tone_name(verdict)), .style = text_style::badge, .color = verdict};
}

void html_report::heading(std::string_view text) {
  headings_.push_back(text_for::markup(text));
  body_ += "<h2 id=\"part-" + std::to_string(headings_.size()) + "\">" + headings_.back() + "</h2>\n";
}

void html_report::paragraph(std::string_view text) { body_ += "<p>" + text_for::markup(text) + "</p>\n"; }

void html_report::paragraph(const std::vector<text_piece>& pieces) { body_ += "<p>" + pieces_html(pieces) + "</p>\n"; }

void html_report::list(const std::vector<std::vector<text_piece>>& items) {
  if (items.empty()) return;
  body_ += "<ul>\n";
  for (const std::vector<text_piece>& item : items) body_ += "<li>" + pieces_html(item) + "</li>\n";
  body_ += "</ul>\n";
}

void html_report::code(std::string_view text) { body_ += "<pre><code>" + text_for::markup(text) + "</code></pre>\n"; }

void html_report::table(const html_table& t) {
  body_ += "<div class=\"scroll\"><table>\n";
  if (!t.caption.empty()) body_ += "<caption>" + text_for::markup(t.caption) + "</caption>\n";
  body_ += "<thead><tr>";
  for (const table_column& column : t.columns) body_ += cell_html(text_for::markup(column.name), "th", column.align);
  body_ += "</tr></thead>\n<tbody>\n";
  for (const std::vector<text_piece>& row : t.rows) {
    body_ += "<tr>";
    for (std::size_t i = 0; i < t.columns.size(); ++i) {
      body_ += cell_html(i < row.size() ? piece_html(row[i]) : "", "td", t.columns[i].align);
    }
    body_ += "</tr>\n";
  }
  body_ += "</tbody></table></div>\n";
}

void html_report::callout(tone color, std::string_view text) {
  body_ += "<div class=\"callout " + std::string(tone_name(color)) + "\">" + text_for::markup(text) + "</div>\n";
}

void html_report::chart(const figure& given) {
  figure f = given;
  if (f.title == page_.title) {  // the title is at the top of the page
    f.title.clear();
    if (f.subtitle == page_.subtitle) f.subtitle.clear();
  }
  const std::string id = "chart-" + std::to_string(++charts_);
  const svg_options wide = {.use = svg_use::inline_, .id = id};
  if (f.width <= narrow_width) {
    body_ += "<figure>" + to_svg(f, wide) + "</figure>\n";
    return;
  }
  const svg_options narrow = {.use = svg_use::inline_, .id = id + "-narrow"};
  body_ += "<figure>\n<div class=\"wide\">" + to_svg(f, wide) + "</div>\n<div class=\"narrow\">" +
           to_svg(narrowed(f), narrow) + "</div>\n</figure>\n";
}

std::string html_report::str() const {
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n";
  out += "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n";
  // The page loads and runs nothing, for any texts in the report.
  out += "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\"/>\n";
  out += "<title>" + text_for::markup(page_.title) + "</title>\n<style>\n" + html_style_sheet() +
         "</style>\n</head>\n<body>\n<main>\n";
  out += "<h1>" + text_for::markup(page_.title) + "</h1>\n";
  if (!page_.subtitle.empty()) out += "<p class=\"subtitle\">" + text_for::markup(page_.subtitle) + "</p>\n";
  if (headings_.size() >= headings_worth_a_list) {
    out += "<nav aria-label=\"Contents\"><ul>\n";
    for (std::size_t i = 0; i < headings_.size(); ++i) {
      out += "<li><a href=\"#part-" + std::to_string(i + 1) + "\">" + headings_[i] + "</a></li>\n";
    }
    out += "</ul></nav>\n";
  }
  out += body_;
  if (!page_.footer.empty()) out += "<footer>" + text_for::markup(page_.footer) + "</footer>\n";
  return out + "</main>\n</body>\n</html>\n";
}

}  // namespace taper::render
