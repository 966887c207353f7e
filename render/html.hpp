// A report as one HTML file: charts, tables and text with no external resource and no script, readable on a phone and
// on paper, light and dark.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/chart.hpp"

namespace taper::render {

enum class text_style {
  plain,
  strong,
  code,
  badge,  ///< a verdict on a colored ground
};

/// A stretch of text of one look. Everything is escaped: a piece never carries markup.
struct text_piece {
  std::string text;
  text_style style = text_style::plain;
  tone color = tone::neutral;  ///< of a badge
};

enum class text_align { left, right };

struct table_column {
  std::string name;
  text_align align = text_align::left;  ///< right for numbers
};

struct html_table {
  std::string caption = {};
  std::vector<table_column> columns = {};
  std::vector<std::vector<text_piece>> rows = {};  ///< short rows are filled up, longer ones cut
};

struct html_page {
  std::string title;
  std::string subtitle = {};
  std::string footer = {};  ///< the program, its version, the command
};

/// Collects the parts of a report in order. From four headings on a list of contents is put before them.
class html_report {
 public:
  explicit html_report(html_page page) : page_(std::move(page)) {}

  void heading(std::string_view text);
  void paragraph(std::string_view text);
  void paragraph(const std::vector<text_piece>& pieces);
  void list(const std::vector<std::vector<text_piece>>& items);
  void code(std::string_view text);
  void table(const html_table& t);
  /// A box with a colored edge: a remark, a warning, a fault.
  void callout(tone color, std::string_view text);
  /// The figure as it is for wide screens, and with its panels below one another for narrow ones; without its title
  /// where that is the page's.
  void chart(const figure& given);

  /// The whole page.
  std::string str() const;

 private:
  html_page page_;
  std::string body_;
  std::vector<std::string> headings_;
  int charts_ = 0;
};

/// A verdict as a badge: "favorable", "marginal", "violating".
text_piece verdict_badge(tone verdict);

}  // namespace taper::render
